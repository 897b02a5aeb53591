/** Sample messages, synthetic people only. Tests hold them against the schemas; adapters and simulators start from them. */
import type { ApplicantData, IgateDossier } from "./dossier.ts";
import type { LogEntry, ProgressUpdate } from "./progress.ts";
import type { PushedPapers, PushReply } from "./pushed.ts";
import type { TokenReply } from "./token.ts";

/** What the simulator expects unless told otherwise: a client with a secret, a public client with an officer's account, the hook's secret. */
export const sampleAccount = {
  clientId: "lienthong-hue",
  clientSecret: "mat-khau-thu-igate",
  publicClientId: "test-public",
  username: "canbo.thu",
  password: "mat-khau-can-bo-thu",
  hookSecret: "bi-mat-thu-igate-hue",
} as const;

export const sampleToken: TokenReply = { access_token: "eyJ-thu-nghiem", token_type: "Bearer", expires_in: 300 };

export const sampleApplicant: ApplicantData = {
  fullname: "Lê Thị Thử",
  ownerFullname: "Lê Thị Thử",
  birthday: "1999-02-02T17:00:00.000+0000",
  gender: 0,
  identityNumber: "001199000034",
  phoneNumber: "+84900000034",
  email: "thu@congdan.example",
  nation: { label: "Việt Nam", value: "5f39f4a95224cf235e134c5c" },
  province: { label: "Thành phố Huế", value: "46" },
  village: { label: "Phường Thuận Hóa", value: "19789" },
  address: "34 đường Thử Nghiệm",
  noidungyeucaugiaiquyet: "Đăng ký lại khai sinh",
};

/** A PDF of one empty page. */
const ONE_PAGE = "JVBERi0xLjQKMSAwIG9iajw8L1R5cGUvQ2F0YWxvZz4+ZW5kb2JqCnRyYWlsZXI8PC9Sb290IDEgMCBSPj4KJSVFT0YK";
export const samplePushedPapers: PushedPapers = [
  {
    procedureForm: { name: "Giấy tờ có thông tin khai sinh", code: "giay-to-cu" },
    detail: { type: { name: "Bản sao" }, quantity: 1 },
    file: [{ filename: "giay-to-cu.pdf", size: 72, base64: ONE_PAGE }],
  },
];

export const sampleDossier: IgateDossier = {
  id: "69a4f2a00000000000000001",
  code: "H57.101-260302-0001",
  nationCode: "H57.132-260302-0007",
  isDVCLT: true,
  dossierStatus: { id: 0, name: "Mới đăng ký" },
  dossierTaskStatus: {
    id: "60e409823dfc9609723e493c",
    name: [
      { languageId: 228, name: "Mới đăng ký" },
      { languageId: 46, name: "Just registered" },
    ],
  },
  agency: { id: "62174f6c378b3c2a75639fcc", code: "H57.101", name: "Ủy ban nhân dân phường Thuận Hóa" },
  procedure: {
    id: "6243fed45b82236f1d1c21d2",
    code: "1.004884.000.00.00.H57",
    translate: { languageId: 228, name: "Đăng ký lại khai sinh" },
  },
  appliedDate: "2026-03-02T02:00:00.000+0000",
  appointmentDate: "2026-03-09T09:00:00.000+0700",
};

export const sampleUpdate: ProgressUpdate = {
  maTTHC: "1.004884",
  soHoSoLT: "H57.101-260302-0001",
  maHoSo: "H57.101-260302-0001",
  trangThai: 1,
  thoiGianThucHien: "2026-03-02T09:00:00.000+0700",
  noiDungXuLy: "Tiếp nhận hồ sơ vào hệ thống",
};
export const sampleLogEntry: LogEntry = {
  dossierCode: "H57.101-260302-0001",
  nationCode: "H57.101-260302-0001",
  callTime: "2026-03-02T09:00:01.000+0700",
  requestBody: sampleUpdate,
  responseBody: { status: 200, title: "Cập nhật trạng thái hồ sơ thành công" },
  securityKey: "khoa-thu-nghiem",
};
export const samplePushReply: PushReply = { status: 200, title: "Tiếp nhận hồ sơ thành công" };
