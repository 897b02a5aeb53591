/** Sample messages and the account that the simulated telco expects unless told otherwise. Synthetic throughout. */
import type { Mo, Report } from "./inbound.ts";
import { COMMAND_CODE, type CpMt } from "./viettel.ts";
import { DATA_CODINGS, REQUEST_NAME, type Rply, type Rqst, VNPT_SAYS } from "./vnpt.ts";

export const sampleAccount = {
  user: "hue-lienthong",
  password: "mat-khau-thu-sms",
  brandname: "TP-HUE",
  cpCode: "HUECP",
  shortCode: "8046",
  /** The office's own number, charged for what the office pays. */
  officeNumber: "84234000001",
  labelId: "1046",
  agentId: "46",
  officeContract: "46001",
  recipientContract: "46002",
  hookSecret: "bi-mat-thu-tin-nhan",
} as const;

export const sampleCpMt: CpMt = {
  User: sampleAccount.user,
  Password: sampleAccount.password,
  CPCode: sampleAccount.cpCode,
  RequestID: "018f0000-0000-7000-8000-000000000001",
  UserID: "84900000012",
  ReceiverID: "84900000012",
  ServiceID: sampleAccount.brandname,
  CommandCode: COMMAND_CODE,
  Content: "Ho so H57.101-260302-0001 da duoc tiep nhan. Hen tra ket qua 16:30 02/03/2026.",
  ContentType: "0",
};

export const sampleRqst: Rqst = {
  RQST: {
    name: REQUEST_NAME,
    REQID: "018f0000-0000-7000-8000-000000000001",
    LABELID: sampleAccount.labelId,
    CONTRACTTYPEID: "1",
    CONTRACTID: sampleAccount.recipientContract,
    TEMPLATEID: "1005",
    PARAMS: [
      { NUM: "1", CONTENT: "H57.101-260302-0001" },
      { NUM: "2", CONTENT: "16:30 02/03/2026" },
    ],
    SCHEDULETIME: "",
    MOBILELIST: "84900000012",
    ISTELCOSUB: "0",
    AGENTID: sampleAccount.agentId,
    APIUSER: sampleAccount.user,
    APIPASS: sampleAccount.password,
    USERNAME: sampleAccount.user,
    DATACODING: DATA_CODINGS.unaccented,
  },
};
export const sampleRply: Rply = { RPLY: { name: REQUEST_NAME, ERROR: VNPT_SAYS.ok[0], ERROR_DESC: VNPT_SAYS.ok[1] } };

export const sampleMo: Mo = {
  RequestID: "MO-0001",
  Sender: "84900000012",
  ServiceID: sampleAccount.shortCode,
  Text: "TRACUU H57.101-260302-0001",
};
export const sampleReport: Report = {
  RequestID: sampleCpMt.RequestID,
  Receiver: "84900000012",
  Status: "DELIVRD",
  DoneAt: "2026-03-02T09:00:10+07:00",
};
