/** Declarations for the civil-status tests. Synthetic people only. */
const HOME = { detail: "12 đường Thử Nghiệm", provinceCode: "46", communeCode: "19101" };

export const APPLICANT = {
  kind: "citizen",
  fullName: "Nguyễn Văn Thử",
  identityNumber: "001099000012",
  phone: "0900000012",
  email: "thu@congdan.example",
  address: HOME,
} as const;

export const BIRTH = {
  child: {
    fullName: "Nguyễn Thị Mẫu",
    sex: "female",
    birthDate: "2026-02-20",
    birthPlace: "Bệnh viện Thử Nghiệm",
    ethnicity: "Kinh",
    birthCertificateNo: "GCS-TEST-0001",
  },
  mother: { fullName: "Lê Thị Thử", birthDate: "1999-04-03", identityNumber: "001099000034", address: HOME },
  father: { fullName: "Nguyễn Văn Thử", birthDate: "1999-02-01", identityNumber: "001099000012", address: HOME },
  residence: { address: HOME, headFullName: "Nguyễn Văn Thử", headIdentityNumber: "001099000012", relation: "Con" },
  healthCard: { hospitalCode: "46001" },
};

export const DEATH = {
  deceased: {
    fullName: "Nguyễn Văn Mẫu",
    sex: "male",
    birthDate: "1940",
    identityNumber: "001040000012",
    deathTime: "2026-02-28T04:30:00",
    deathPlace: "12 đường Thử Nghiệm",
    cause: "Tuổi già",
    deathNoticeNo: "BT-TEST-0001",
    address: HOME,
  },
  burial: { claimantFullName: "Nguyễn Văn Thử", claimantIdentityNumber: "001099000012", relation: "Con" },
};

export const MARRIAGE = {
  husband: { fullName: "Trần Văn Mẫu", birthDate: "1998-06-05", identityNumber: "001098000056", address: HOME },
  wife: { fullName: "Phạm Thị Mẫu", birthDate: "1999-08-07", identityNumber: "001099000078", ethnicity: "Cơ Tu" },
};
