/**
 * Viettel BulkSMS over SOAP (domain.md §5.8): operations `wsCpMt` and `checkBalance`, WSDL in viettel.wsdl.
 * Glossary: brandname = tên định danh (what the citizen sees as sender) · CP = nội dung số (the sender's contract with the telco) ·
 * MT = tin gửi đi · MO = tin gửi đến · MSISDN = số thuê bao, "84…".
 */
import { z } from "zod";

export const NAMESPACE = "http://impl.bulkSms.ws/";
/** Where the service stands below the gateway's address (from memory, unsourced). */
export const PATH = "/bulkapi";

/** "0" unaccented, "1" accented; "F" (flash) is known from one client and not used here. */
export const CONTENT_TYPES = ["0", "1", "F"] as const;
export const COMMAND_CODE = "bulksms";

const text = (max: number) => z.string().min(1).max(max);

/** The ten values of `wsCpMt`, in the order of the WSDL. Bounds are ours. */
export const cpMt = z.strictObject({
  User: text(60),
  Password: text(60),
  CPCode: text(30),
  /** The sender's number of the message. That the telco refuses a second use of it is ours (unsourced). */
  RequestID: text(60),
  /** Who is charged: the receiver himself, or the office's own number (from memory; the sourced clients give both alike). */
  UserID: text(20),
  /** MSISDN. */
  ReceiverID: text(20),
  /** The brandname. */
  ServiceID: text(20),
  CommandCode: text(20),
  Content: text(2000),
  ContentType: z.enum(CONTENT_TYPES),
});
export type CpMt = z.infer<typeof cpMt>;

/** `<return>`: result "1" and "Insert MT_QUEUE: OK" when it was taken (sourced); else "0" and prose. */
export const cpMtReply = z.object({ message: z.string(), result: z.string() });

/** `checkBalance` asks with User, Password, CPCode; the answer's shape is from memory. `balance` in đồng. */
export const balanceReply = z.object({ balance: z.string(), errCode: z.string(), errDesc: z.string() });

/** What the telco says; only `ok` is sourced, the refusals are ours, worded as such gateways do. */
export const VIETTEL_SAYS = {
  ok: "Insert MT_QUEUE: OK",
  duplicate: "RequestID is duplicated",
  credentials: "Authenticate: user or password is not correct",
  cpCode: "Authenticate: CPCode is not valid",
  brandname: "ServiceID is not registered",
  command: "CommandCode is not valid",
  receiver: "ReceiverID is not valid",
  charged: "UserID is not valid",
  unicode: "Content has unicode characters while ContentType is 0",
  template: "Content does not match a registered template",
  tooLong: "Content is too long",
  balance: "Balance is not enough",
} as const;
