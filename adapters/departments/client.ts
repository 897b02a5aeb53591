/**
 * The partner's four services behind its token, as JSON over REST or as SOAP by contract/document-exchange.wsdl: which one is a setting, and
 * nobody above this file knows it.
 */
import { fileURLToPath } from "node:url";
import type { z } from "zod";
import type { Call } from "../../core/exchange/adapter.ts";
import { ExchangeError } from "../../core/exchange/errors.ts";
import { type CallKind, unreadable } from "../kit/http-errors.ts";
import type { PhraseTable } from "../kit/phrases.ts";
import { createSoapClient, SoapFault, type SoapObject } from "../kit/soap.ts";
import { clientCredentials, tokenClient } from "../kit/token.ts";
import type { ExchangeConfig } from "./config.ts";
import { type OperationName, PATHS, type Reply, reply } from "./contract/exchange.ts";

export type ExchangeCall = Call<ExchangeConfig>;

/** Answers bring digitised papers in base64. */
const MAX_ANSWER = 64 * 1024 * 1024;
const WSDL = fileURLToPath(new URL("./contract/document-exchange.wsdl", import.meta.url));

const withToken = tokenClient<ExchangeConfig>({
  door: ({ url, clientId, clientSecret }) =>
    clientCredentials({ baseUrl: url, path: PATHS.token, id: clientId, secret: clientSecret }),
  services: ({ url }) => ({ baseUrl: url, maxAnswerBytes: MAX_ANSWER }),
});

/** A fault whose words are in no table. One of its server says as little as HTTP 500: perhaps it was done. */
const faultError = (fault: SoapFault, kind: CallKind, phrases: PhraseTable): ExchangeError => {
  const reading = phrases.read(fault.text);
  const unclear = reading.code.endsWith(".unmatched") && ["Server", "Receiver"].includes(fault.faultCode);
  if (!unclear) return phrases.error(reading, kind);
  return new ExchangeError(kind === "write" ? "unknown" : "retry", `SOAP fault: ${reading.shown}`, {
    code: "soap.server-fault",
    blame: "partner",
    hint: {
      vi: "Máy chủ đối tác báo lỗi nội bộ; hệ thống sẽ gửi lại, đối tác nhận ra lần gửi trùng.",
      en: "The partner's server reports an internal fault; it is sent again, and the partner knows a repeat.",
    },
    cause: fault,
  });
};

/** One call of a service; the answer in the given shape, whichever wire it came by. Throws ExchangeError. */
export const ask = <T>(
  call: ExchangeCall,
  phrases: PhraseTable,
  operation: OperationName,
  message: object,
  schema: z.ZodType<T>,
  kind: CallKind,
): Promise<T> =>
  withToken(call, async (http, road) => {
    if (call.config.protocol === "rest")
      return (await http.json({ method: "POST", path: PATHS[operation], json: message, kind }, schema)).body;
    const endpoint = `${road.baseUrl.replace(/\/+$/, "")}/${PATHS.soap}`;
    const soap = createSoapClient(call, { ...road, wsdlPath: WSDL, endpoint });
    try {
      const parsed = schema.safeParse(await soap.invoke(operation, message as SoapObject, kind));
      if (parsed.success) return parsed.data;
      const where = parsed.error.issues[0]?.path.join(".") ?? "";
      throw unreadable(kind, `not of the agreed shape at "${where}"`, parsed.error);
    } catch (error) {
      throw error instanceof SoapFault ? faultError(error, kind, phrases) : error;
    }
  });

/** What the partner answered when it has what it was told: now, or before ("đã tồn tại" with the same content). */
export interface Told {
  readonly reference?: string;
  readonly code: string;
  readonly shown: string;
}

/** Tells the partner something. Throws ExchangeError: "rejected" for its business refusal. */
export const tell = async (
  call: ExchangeCall,
  phrases: PhraseTable,
  operation: OperationName,
  message: object,
): Promise<Told> => {
  const answer: Reply = await ask(call, phrases, operation, message, reply, "write");
  const reading = phrases.read(answer.Message);
  if (answer.Status !== 1 && reading.means !== "duplicate") throw phrases.error(reading);
  const { DocumentId } = answer;
  return {
    code: answer.Status === 1 ? "exchange.done" : reading.code,
    shown: reading.shown || "Thành công",
    ...(typeof DocumentId === "string" ? { reference: DocumentId } : {}),
  };
};
