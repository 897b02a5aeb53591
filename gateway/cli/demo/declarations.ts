/** Electronic declarations of the demo's people. Synthetic: no name, number or place belongs to anybody. */

const ADDRESS = { detail: "34 đường Thử Nghiệm", provinceCode: "46", communeCode: "19789" } as const;

/** A new-born, its parents, the household it joins and the hospital of its card (2.000986, 2.002621). */
export const birthForm = {
  child: {
    fullName: "Nguyễn Thị Bé Thử",
    sex: "female",
    birthDate: "2026-03-10",
    birthTime: "06:30",
    birthPlace: "Bệnh viện Thử Nghiệm, thành phố Huế",
    weightGrams: 3200,
    birthCertificateNo: "GCS-2026-000021",
    birthOrder: 1,
  },
  mother: { fullName: "Lê Thị Thử", birthDate: "1999-03-12", identityNumber: "001199000021", address: ADDRESS },
  father: { fullName: "Nguyễn Văn Thử", birthDate: "1990-04-12", identityNumber: "001099000021" },
  residence: { address: ADDRESS, headFullName: "Nguyễn Văn Thử", headIdentityNumber: "001099000021", relation: "Con" },
  healthCard: { hospitalCode: "46001", hospitalName: "Bệnh viện Thử Nghiệm" },
} as const;

/** One parcel that is sold (1.013831). */
export const landForm = {
  parcels: [
    {
      mapSheet: "12",
      number: "105",
      areaSquareMetres: 120,
      use: "Đất ở tại đô thị",
      address: "12 đường Thử Nghiệm, phường Thuận Hóa",
      origin: "Nhận chuyển nhượng",
      term: "Lâu dài",
    },
  ],
  land: {
    certificateNo: "CS 0012345",
    transferKind: "sale",
    price: 900_000_000,
    transferorName: "Trần Văn Mẫu",
    transferorIdentityNumber: "001099000024",
    transfereeName: "Nguyễn Văn Thử",
    transfereeIdentityNumber: "001099000025",
    propertyAddress: "12 đường Thử Nghiệm, phường Thuận Hóa",
  },
} as const;
