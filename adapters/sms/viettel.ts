/** Viettel BulkSMS by SOAP (domain.md §5.8). Asking twice is safe: the second use of a RequestID is refused, which proves the first. */
import { fileURLToPath } from "node:url";
import type { z } from "zod";
import type { CallKind } from "../kit/http-errors.ts";
import { unreadable } from "../kit/http-errors.ts";
import { redactText } from "../kit/redact.ts";
import { createSoapClient, type SoapClient, SoapFault, type SoapObject } from "../kit/soap.ts";
import { at, type XmlValue } from "../kit/xml.ts";
import { balanceReply, COMMAND_CODE, type CpMt, cpMtReply, PATH } from "./contract/viettel.ts";
import type { Gateway, OutgoingSms, SmsCall } from "./gateways.ts";
import { errorOf, phrases } from "./phrases.ts";

const WSDL = fileURLToPath(new URL("./contract/viettel.wsdl", import.meta.url));

const client = (call: SmsCall, secrets: readonly string[]): SoapClient =>
  createSoapClient(call, {
    wsdlPath: WSDL,
    endpoint: `${call.config.url.replace(/\/+$/, "")}${call.config.path ?? PATH}`,
    secrets: [call.config.password, ...secrets],
  });

/** A fault is prose too. Without what the telco may have quoted of the text. */
const invoke = async (
  call: SmsCall,
  operation: string,
  args: SoapObject,
  kind: CallKind,
  secrets: readonly string[] = [],
): Promise<XmlValue | undefined> => {
  try {
    return at(await client(call, secrets).invoke(operation, args, kind), "return");
  } catch (error) {
    if (error instanceof SoapFault) throw errorOf(phrases.read(redactText(error.text, secrets)), kind);
    throw error;
  }
};

const readAs = <T>(schema: z.ZodType<T>, value: XmlValue | undefined, kind: CallKind): T => {
  const read = schema.safeParse(value);
  if (!read.success) throw unreadable(kind, "not the agreed reply", read.error);
  return read.data;
};

/** The ten values. `UserID` is who is charged (contract/viettel.ts). */
export const toCpMt = (sms: OutgoingSms, config: SmsCall["config"]): CpMt => ({
  User: config.user,
  Password: config.password,
  CPCode: config.cpCode ?? "",
  RequestID: sms.requestId,
  UserID: sms.payer === "recipient" ? sms.to : (config.officeNumber ?? sms.to),
  ReceiverID: sms.to,
  ServiceID: config.brandname ?? "",
  CommandCode: COMMAND_CODE,
  Content: sms.text,
  ContentType: sms.alphabet === "gsm7" ? "0" : "1",
});

export const viettelGateway: Gateway = {
  send: async (sms, call) => {
    const said = await invoke(call, "wsCpMt", toCpMt(sms, call.config), "write", sms.secrets);
    const { message, result } = readAs(cpMtReply, said, "write");
    if (result === "1") return { reference: sms.requestId, repeated: false };
    const reading = phrases.read(redactText(message, sms.secrets));
    if (reading.means === "duplicate") return { reference: sms.requestId, repeated: true };
    throw errorOf(reading);
  },
  greet: async (call) => {
    const { user, password, cpCode = "" } = call.config;
    const said = await invoke(call, "checkBalance", { User: user, Password: password, CPCode: cpCode }, "read");
    const { errCode, errDesc } = readAs(balanceReply.pick({ errCode: true, errDesc: true }), said, "read");
    if (errCode !== "0") throw errorOf(phrases.read(errDesc), "read");
  },
};
