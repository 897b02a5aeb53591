/** The tax side's services behind the LGSP's token (domain.md §1.1). */
import { z } from "zod";
import type { Call, Inquiry, OperationResult } from "../../core/exchange/adapter.ts";
import type { HttpRequest } from "../kit/http.ts";
import type { PhraseReading } from "../kit/phrases.ts";
import { clientCredentials, tokenClient } from "../kit/token.ts";
import type { TaxConfig } from "./config.ts";
import {
  CODES,
  LGSP_HEADER,
  type LgspAccess,
  type LookUpKind,
  lookUpResult,
  PATHS,
  type Reply,
  reply,
} from "./contract/access.ts";
import { phrases } from "./phrases.ts";

export type TaxCall = Call<TaxConfig>;

/** The LGSP's header, where the province's LGSP wants one; base64 of JSON. */
const lgspHeader = ({
  accessKey,
  secretKey,
  appName,
  partnerCode,
  partnerCodeCus,
}: TaxConfig): Readonly<Record<string, string>> => {
  if (accessKey === undefined || secretKey === undefined || partnerCode === undefined) return {};
  const access: LgspAccess = {
    AccessKey: accessKey,
    SecretKey: secretKey,
    AppName: appName,
    PartnerCode: partnerCode,
    PartnerCodeCus: partnerCodeCus ?? partnerCode,
  };
  return { [LGSP_HEADER]: Buffer.from(JSON.stringify(access)).toString("base64") };
};

const withToken = tokenClient<TaxConfig>({
  door: ({ url, clientId, clientSecret }) =>
    clientCredentials({ baseUrl: url, path: PATHS.token, id: clientId, secret: clientSecret }),
  services: (config) => ({
    baseUrl: config.url,
    headers: lgspHeader(config),
    secrets: config.secretKey === undefined ? [] : [config.secretKey],
  }),
});

const ask = (call: TaxCall, request: HttpRequest): Promise<Reply> =>
  withToken(call, async (http) => (await http.json(request, reply)).body);

const reception = z.object({ MaTiepNhan: z.string().min(1).max(120) });

/** What an answer means: the code decides a success, the prose everything else. */
const readingOf = ({ error_code, message }: Reply): PhraseReading => {
  const success: readonly string[] = CODES.success;
  const reading = phrases.read(message);
  return success.includes(String(error_code)) ? { means: "ok", code: "tax.done", shown: reading.shown } : reading;
};

/** Hands something in. @returns the office's own number of it. Throws ExchangeError, "rejected" for what an officer can put right. */
export const handIn = async (call: TaxCall, path: string, message: unknown): Promise<string | undefined> => {
  const answer = await ask(call, { method: "POST", path, json: message, kind: "write" });
  const reading = readingOf(answer);
  if (reading.means !== "ok" && reading.means !== "duplicate") throw phrases.error(reading);
  return reception.safeParse(answer.result).data?.MaTiepNhan;
};

/**
 * Asks whether something arrived. `then`: what that means, given the office's own number. An answer that is neither found nor not found is
 * an error of the read, so it is asked again.
 */
export const lookUp = async (
  call: TaxCall,
  kind: LookUpKind,
  number: string,
  then: (reference: string) => OperationResult,
): Promise<Inquiry> => {
  const answer = await ask(call, { method: "GET", path: PATHS.lookUp, query: { Loai: kind, So: number }, kind: "read" });
  const reading = readingOf(answer);
  if (reading.means !== "ok") throw phrases.error(reading, "read");
  if (answer.result === null || answer.result === undefined) return { found: false };
  const found = lookUpResult.safeParse(answer.result);
  if (!found.success) return { found: "unclear", reason: "the look-up's result has not the agreed shape" };
  return { found: true, ...then(found.data.MaTiepNhan) };
};
