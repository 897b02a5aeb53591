/** The police's gateway: one timed signature for the population database (SOAP) and for residence filings (REST), domain.md §5.3. */
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import type { z } from "zod";
import type { Call, WireEntry } from "../../core/exchange/adapter.ts";
import { createHttp, type HttpRequest } from "../kit/http.ts";
import { createSoapClient, SoapFault, type SoapObject } from "../kit/soap.ts";
import type { XmlValue } from "../kit/xml.ts";
import type { PoliceConfig } from "./config.ts";
import { CONTENT_TYPE, HEADERS, POPULATION_PATH, type PopulationOperation } from "./contract/c06.ts";
import { phrases } from "./phrases.ts";

export type PoliceCall = Call<PoliceConfig>;

const WSDL = fileURLToPath(new URL("./contract/c06.wsdl", import.meta.url));

/**
 * The headers that prove a caller: `Basic base64(user:hex(sha256(url_xacthuc + user + timestamp + secret)))` with the timestamp beside it,
 * in milliseconds or seconds since 1970 as configured. Pure.
 */
export const signedHeaders = (config: PoliceConfig, nowMs: number): Readonly<Record<string, string>> => {
  const timestamp = String(config.timestampUnit === "s" ? Math.floor(nowMs / 1000) : nowMs);
  const hash = createHash("sha256").update(`${config.authUrl}${config.user}${timestamp}${config.secret}`).digest("hex");
  return {
    authorization: `Basic ${Buffer.from(`${config.user}:${hash}`).toString("base64")}`,
    [HEADERS.timestamp]: timestamp,
    [HEADERS.client]: config.client,
    [HEADERS.apiKey]: config.apiKey,
  };
};

const secretsOf = ({ config }: PoliceCall): readonly string[] => [config.secret, config.apiKey];

/** Elements that tell nothing about a citizen and are needed to follow a look-up: who asked, by which licence, under which number. */
const KEPT: ReadonlySet<string> = new Set(["MaYeuCau", "MaDVC", "MaTichHop", "MaCanBo", "TonTai", "faultcode", "faultstring"]);

/** A tag and the text behind it; a comment or CDATA counts as text, and so does what follows an end tag. */
const PIECE = /<(\/?)((?:[\w.-]+:)?([\w.-]+))([^<>]*)>((?:<!\[CDATA\[[\s\S]*?(?:\]\]>|$)|<!--[\s\S]*?(?:-->|$)|[^<])*)/g;
/** What a gateway says that is no XML: numbers of people are blanked, its own words stay. */
const PERSONAL_NUMBER = /\d{9,}/g;

/**
 * The message log without a citizen's data (R-I02, domain.md §9.8): every text is blanked but those of `KEPT`. That somebody was looked up,
 * by whom and with how many matches can still be read.
 */
export const withoutCitizens = (entry: WireEntry): WireEntry => {
  const text = new TextDecoder().decode(entry.bytes);
  const blanked = text.trimStart().startsWith("<")
    ? text.replaceAll(PIECE, (whole, ends: string, tag: string, name: string, rest: string, said: string) =>
        said.trim() === "" || (ends === "" && KEPT.has(name)) ? whole : `<${ends}${tag}${rest}>***`,
      )
    : text.replaceAll(PERSONAL_NUMBER, "***");
  return blanked === text ? entry : { ...entry, bytes: new TextEncoder().encode(blanked) };
};

/**
 * One question to the population database. Gives the name and content of the answer's first element.
 * @param issue the case and the purpose, for the audit on the other side.
 * Throws ExchangeError; a fault in prose is read with the phrase table.
 */
export const askPopulation = async (
  call: PoliceCall,
  operation: PopulationOperation,
  args: SoapObject,
  issue: string,
): Promise<{ readonly name: string; readonly value: XmlValue }> => {
  const { config } = call;
  const wire = (entry: WireEntry): void => call.wire(withoutCitizens(entry));
  const client = createSoapClient(
    { ...call, wire },
    {
      wsdlPath: WSDL,
      endpoint: `${config.url.replace(/\/+$/, "")}${POPULATION_PATH}`,
      contentType: CONTENT_TYPE,
      headers: { ...signedHeaders(config, Date.parse(call.now())), [HEADERS.issue]: encodeURIComponent(issue) },
      secrets: secretsOf(call),
    },
  );
  try {
    return await client.ask(operation, args, "read");
  } catch (error) {
    if (error instanceof SoapFault) throw phrases.error(phrases.read(error.text), "read");
    throw error;
  }
};

/** One call of the residence service, answered in JSON of the agreed shape. Throws ExchangeError. */
export const askResidence = async <T>(call: PoliceCall, request: HttpRequest, schema: z.ZodType<T>): Promise<T> => {
  const { config } = call;
  const http = createHttp(call, {
    baseUrl: config.url,
    secrets: secretsOf(call),
    headers: signedHeaders(config, Date.parse(call.now())),
  });
  return (await http.json(request, schema)).body;
};
