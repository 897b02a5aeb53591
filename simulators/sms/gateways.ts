/** The telco's two HTTP doors for messages: Viettel's SOAP and VNPT's JSON (domain.md §5.8). */
import type { Hono } from "hono";
import { COMMAND_CODE, cpMt, NAMESPACE, PATH as VIETTEL_PATH, VIETTEL_SAYS } from "../../adapters/sms/contract/viettel.ts";
import { DATA_CODINGS, REQUEST_NAME, type Rply, rqst, PATH as VNPT_PATH, VNPT_SAYS } from "../../adapters/sms/contract/vnpt.ts";
import { jsonBody } from "../kit/door.ts";
import { readSoap, soapAnswer, soapFault, tag, type XmlElement, XmlReadError } from "../kit/xml.ts";
import type { Book, Submission } from "./book.ts";
import { fill } from "./texts.ts";

export interface Accounts {
  readonly user: string;
  readonly password: string;
  readonly brandname: string;
  readonly cpCode: string;
  readonly officeNumber: string;
  readonly labelId: string;
  readonly agentId: string;
  readonly officeContract: string;
  readonly recipientContract: string;
}

/** Values of the parameters: JAX-WS binds only those without a namespace, the others come out empty. */
const values = (operation: XmlElement): Record<string, string> =>
  Object.fromEntries(operation.children.filter((child) => child.namespace === "").map((child) => [child.name, child.text]));

const returned = (operation: string, inner: string): Response =>
  soapAnswer(`<ns2:${operation}Response xmlns:ns2="${NAMESPACE}"><return>${inner}</return></ns2:${operation}Response>`);

/** Mounts `wsCpMt` and `checkBalance`. */
export const mountViettel = (app: Hono, book: Book, accounts: Accounts): void => {
  const said = (why: keyof typeof VIETTEL_SAYS): Response =>
    returned("wsCpMt", tag("message", VIETTEL_SAYS[why]) + tag("result", why === "ok" ? 1 : 0));
  const refused = (why: Exclude<keyof typeof VIETTEL_SAYS, "ok">): Response => {
    book.refuse("viettel", why);
    return said(why);
  };
  const known = (given: Record<string, string>): "credentials" | "cpCode" | undefined => {
    if (given["User"] !== accounts.user || given["Password"] !== accounts.password) return "credentials";
    return given["CPCode"] === accounts.cpCode ? undefined : "cpCode";
  };

  const send = (given: Record<string, string>): Response => {
    const stranger = known(given);
    if (stranger !== undefined) return refused(stranger);
    const read = cpMt.safeParse(given);
    if (!read.success) {
      const field = String(read.error.issues[0]?.path[0] ?? "");
      book.refuse("viettel", field);
      return soapFault("Server", `unmarshalling error: ${field}`);
    }
    const { RequestID, UserID, ReceiverID, ServiceID, CommandCode, Content, ContentType } = read.data;
    if (CommandCode !== COMMAND_CODE) return refused("command");
    if (UserID !== ReceiverID && UserID !== accounts.officeNumber) return refused("charged");
    const submission: Submission = {
      protocol: "viettel",
      requestId: RequestID,
      to: ReceiverID,
      brandname: ServiceID,
      text: Content,
      accented: ContentType !== "0",
      payer: UserID === ReceiverID ? "recipient" : "office",
    };
    const taken = book.take(submission);
    return said(typeof taken === "string" ? taken : "ok");
  };

  const balance = (given: Record<string, string>): Response => {
    const stranger = known(given);
    const [code, words] = stranger === undefined ? ["0", "OK"] : ["1", VIETTEL_SAYS[stranger]];
    const figure = stranger === undefined ? tag("balance", book.balance()) : tag("balance", "");
    return returned("checkBalance", figure + tag("errCode", code) + tag("errDesc", words));
  };

  app.post(VIETTEL_PATH, async (c) => {
    try {
      const { operation } = readSoap(await c.req.text());
      const given = values(operation);
      if (operation.namespace === NAMESPACE && operation.name === "wsCpMt") return send(given);
      if (operation.namespace === NAMESPACE && operation.name === "checkBalance") return balance(given);
      return soapFault("Client", `Cannot find dispatch method for {${operation.namespace}}${operation.name}`);
    } catch (error) {
      if (error instanceof XmlReadError) return soapFault("Client", error.message);
      throw error;
    }
  });
};

/** Mounts VNPT's one road. */
export const mountVnpt = (app: Hono, book: Book, accounts: Accounts): void => {
  const said = (why: keyof typeof VNPT_SAYS): Rply => ({
    RPLY: { name: REQUEST_NAME, ERROR: VNPT_SAYS[why][0], ERROR_DESC: VNPT_SAYS[why][1] },
  });
  const refused = (why: Exclude<keyof typeof VNPT_SAYS, "ok">): Rply => {
    book.refuse("vnpt", why);
    return said(why);
  };

  const send = (body: unknown): Rply => {
    const read = rqst.safeParse(body);
    if (!read.success) return refused("malformed");
    const given = read.data.RQST;
    if (given.APIUSER !== accounts.user || given.APIPASS !== accounts.password || given.AGENTID !== accounts.agentId)
      return refused("credentials");
    if (given.LABELID !== accounts.labelId) return refused("brandname");
    if (given.CONTRACTID !== accounts.officeContract && given.CONTRACTID !== accounts.recipientContract)
      return refused("contract");
    const accented = given.DATACODING === DATA_CODINGS.accented;
    const filled = fill(given.TEMPLATEID, given.PARAMS, accented);
    if ("problem" in filled) return refused(filled.problem);
    const taken = book.take({
      protocol: "vnpt",
      requestId: given.REQID,
      to: given.MOBILELIST,
      brandname: accounts.brandname,
      text: filled.text,
      accented,
      payer: given.CONTRACTID === accounts.officeContract ? "office" : "recipient",
    });
    return said(typeof taken === "string" ? taken : "ok");
  };
  app.post(VNPT_PATH, async (c) => c.json(send(await jsonBody(c))));
};
