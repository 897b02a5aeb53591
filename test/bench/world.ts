/** The dossier that benches file: online, without an account, so that it also gets its code at once (R-A08). */
export const AGENCY = "H57.101";
export const PROCEDURE = "1.004884";

export const INTAKE_BODY = {
  channel: "online",
  procedureCode: PROCEDURE,
  agencyId: AGENCY,
  applicant: {
    kind: "citizen",
    fullName: "Nguyễn Thị Thử Nghiệm",
    identityNumber: "001099000012",
    birthDate: "1990-04-12",
    phone: "0900000012",
    address: { detail: "12 đường Thử Nghiệm", communeCode: "19750", provinceCode: "46" },
  },
  summary: "Đăng ký lại khai sinh do mất bản gốc",
  components: [
    { componentId: "tk", originals: 1 },
    { componentId: "giay-to-cu", copies: 1 },
  ],
  returnMethod: { kind: "inPerson" },
  declaredTruthful: true,
} as const;
