/** The receipt service's two SOAP services (domain.md §5.6): publishing, and what was published under a key. */
import { fileURLToPath } from "node:url";
import type { Call } from "../../core/exchange/adapter.ts";
import { ExchangeError } from "../../core/exchange/errors.ts";
import { type CallKind, unreadable } from "../kit/http-errors.ts";
import { createSoapClient, SoapFault, type SoapObject } from "../kit/soap.ts";
import { at, many, parseXml, XmlError, type XmlObject } from "../kit/xml.ts";
import type { ReceiptsConfig } from "./config.ts";
import { type ListedReceipt, listedReceipt, PATHS } from "./contract/receipt.ts";
import { errorOf, readError } from "./phrases.ts";

export type ReceiptsCall = Call<ReceiptsConfig>;

const WSDL = {
  publish: fileURLToPath(new URL("./contract/publish.wsdl", import.meta.url)),
  portal: fileURLToPath(new URL("./contract/portal.wsdl", import.meta.url)),
} as const;

/** A fault is the service breaking, not answering: it may have got as far as a number. */
const faulty = (fault: SoapFault, kind: CallKind): ExchangeError =>
  new ExchangeError(kind === "write" ? "unknown" : "retry", `the receipt service broke: ${fault.text.slice(0, 300)}`, {
    code: "receipts.fault",
    blame: "partner",
    cause: fault,
    hint: {
      vi: "Dịch vụ biên lai báo lỗi hệ thống; hệ thống sẽ tra theo khóa trước khi gửi lại.",
      en: "The receipt service failed; the key is asked for before anything is sent again.",
    },
  });

const invoke = async (
  call: ReceiptsCall,
  service: keyof typeof PATHS,
  operation: string,
  args: SoapObject,
  kind: CallKind,
): Promise<string> => {
  const { url, acPass, password } = call.config;
  const client = createSoapClient(call, {
    wsdlPath: WSDL[service],
    endpoint: `${url.replace(/\/+$/, "")}${PATHS[service]}`,
    secrets: [acPass, password],
  });
  try {
    const said = at(await client.invoke(operation, args, kind), `${operation}Result`);
    if (typeof said !== "string") throw unreadable(kind, `no ${operation}Result`);
    return said.trim();
  } catch (error) {
    if (error instanceof SoapFault) throw faulty(error, kind);
    throw error;
  }
};

/** Hands receipts over; the service's one line of answer. Throws ExchangeError. */
export const publish = (xmlInvData: string, call: ReceiptsCall): Promise<string> => {
  const { account, acPass, username, password, pattern, serial } = call.config;
  const args = { Account: account, ACpass: acPass, xmlInvData, username, pass: password, pattern, serial, convert: 0 };
  return invoke(call, "publish", "ImportAndPublishInv", args, "write");
};

const listed = (text: string): XmlObject => {
  try {
    return parseXml(text, { maxDepth: 8 });
  } catch (error) {
    throw unreadable("read", error instanceof XmlError ? `XML: ${error.message}` : "not XML", error);
  }
};

/**
 * The receipt published under a key between two days (dd/MM/yyyy, both included); undefined where there is none. Throws ExchangeError.
 */
export const findByKey = async (
  key: string,
  days: { readonly from: string; readonly to: string },
  call: ReceiptsCall,
): Promise<ListedReceipt | undefined> => {
  const { username, password } = call.config;
  const args = { key, fromDate: days.from, toDate: days.to, userName: username, userPass: password };
  const said = await invoke(call, "portal", "listInvByCusFkey", args, "read");
  if (!said.startsWith("<")) throw errorOf(readError(said), "read");
  const items = many(at(listed(said), "Data", "Item")).map((item) => listedReceipt.safeParse(item));
  if (items.some((item) => !item.success)) throw unreadable("read", "a listed receipt has not the agreed shape");
  return items.map((item) => item.data).find((item) => item?.fkey === key);
};
