/** Sample messages, synthetic people only. Tests hold them against the schemas; adapters and simulators start from them. */
import type { ProgressMessage, ResultMessage, SupplementMessage } from "./callbacks.ts";
import type { CancelDocument, Reply, SupplementDocument, SyncDocument } from "./exchange.ts";

/** What a simulator expects unless told otherwise. */
export const sampleAccount = {
  clientId: "lienthong-hue",
  clientSecret: "mat-khau-trao-doi-thu",
  hookSecret: "bi-mat-goi-lai-thu-nghiem",
} as const;

const reference = { DocCode: "H57.101-260302-0001", TransferId: "so-noi-vu", SendingNumber: 1 };

export const sampleDocument: SyncDocument = {
  ...reference,
  NationalCode: undefined,
  DocTypeCode: "1.010801",
  DocTypeName: "Giải quyết chế độ trợ cấp một lần đối với người có công",
  Purpose: "Thẩm định, quyết định trợ cấp",
  FromOrganCode: "H57.101",
  FromOrganName: "Ủy ban nhân dân phường Thuận Hóa",
  ToOrganCode: "H57.04",
  CitizenName: "Nguyễn Văn Thử",
  ApplicantsId: "001099000012",
  ApplicantsType: 1,
  BirthDate: "1990-01-02",
  Address: "12 đường Thử Nghiệm",
  Phone: "0900000012",
  Email: "thu@congdan.example",
  OwnerName: undefined,
  Compendium: "Đề nghị trợ cấp một lần",
  DateReceived: "2026-03-02T09:00:00+07:00",
  DateAppointed: "2026-03-16T16:30:00+07:00",
  AllottedUntil: "2026-03-09T16:30:00+07:00",
  FormJson: '{"merit":{"personFullName":"Nguyễn Văn Thử","kind":"Thương binh"}}',
  Handed: [],
  DocPapers: [{ PaperCode: "don", PaperName: "Đơn đề nghị", Originals: 1, Copies: 0 }],
  Attachments: [],
};
export const sampleReply: Reply = {
  Status: 1,
  Code: "OK",
  Message: "Tiếp nhận hồ sơ thành công",
  DocumentId: "SNV-000001",
};
export const sampleSupplement: SupplementDocument = {
  ...reference,
  DateSupplied: "2026-03-04T09:00:00+07:00",
  AllottedUntil: "2026-03-11T16:30:00+07:00",
  Comment: "Người nộp đã bổ sung",
  Attachments: [],
};
export const sampleCancel: CancelDocument = {
  ...reference,
  DateCreated: "2026-03-04T09:00:00+07:00",
  Reason: "Người nộp rút hồ sơ",
};

const trace = {
  ...reference,
  DateCreated: "2026-03-03T10:00:00+07:00",
  UserName: "Lê Thị Chuyên Viên",
  UserPosition: "Chuyên viên",
  OrganName: "Phòng Người có công",
};
export const sampleProgress: ProgressMessage = {
  ...trace,
  TraceId: "T-1",
  Comment: "Đã tiếp nhận",
  Status: 1,
  DocumentId: "SNV-000001",
};
export const sampleSupplementRequest: SupplementMessage = {
  ...trace,
  TraceId: "T-2",
  Comment: "Thiếu giấy tờ",
  Supplementaries: [{ PaperCode: undefined, Reason: "Bổ sung bản sao giấy chứng nhận thương binh" }],
};
export const sampleResult: ResultMessage = {
  ...trace,
  TraceId: "T-3",
  Comment: "Đã ký quyết định",
  Outcome: "done",
  ResultData: [{ Name: "decisionNumber", Value: "0012/QĐ-SNV" }],
  Documents: [],
};
