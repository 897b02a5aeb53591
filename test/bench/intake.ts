/**
 * Durable intake: POST /api/v1/dossiers of the whole hub (key check, decision, hash-chained events, dossier, outgoing
 * messages, stored answer) against a bare Hono + zod + single INSERT route, 64 connections.
 */
import { freshDatabaseUrl } from "../support/database.ts";
import { type LoadResult, load } from "./load.ts";
import { median, print, startChild } from "./support.ts";
import { INTAKE_BODY } from "./world.ts";

const CONNECTIONS = 64;

interface Server {
  readonly port: number;
  readonly key?: string;
}

const REST = { path: "/api/v1/dossiers", type: "application/json" };
const BARE = { path: "/dossiers", type: "application/json" };
const SOAP = { path: "/soap/dossiers", type: "text/xml; charset=utf-8" };

const escapeXml = (text: unknown): string =>
  String(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
const element = (name: string, value: unknown): string => {
  if (Array.isArray(value)) return value.map((one) => element(name, one)).join("");
  const inner =
    typeof value === "object" && value !== null
      ? Object.entries(value)
          .map(([field, one]) => element(field, one))
          .join("")
      : escapeXml(value);
  return `<${name}>${inner}</${name}>`;
};
/** The same submission as a SOAP request. */
const soapBody = (key: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${element(
    "Submit",
    { idempotencyKey: key, ...INTAKE_BODY },
  ).replace("<Submit>", '<Submit xmlns="urn:lienthong:dossiers:v1">')}</s:Body></s:Envelope>`;

type Variant = "hub" | "bare" | "soap";
const ROADS = { hub: REST, bare: BARE, soap: SOAP } as const;

const trial = async (variant: Variant, seconds: number): Promise<LoadResult> => {
  const { url, drop } = await freshDatabaseUrl();
  const server = await startChild<Server>(variant === "bare" ? "./baseline-server.ts" : "./hub-server.ts", [url]);
  const json = JSON.stringify(INTAKE_BODY);
  const { path, type } = ROADS[variant];
  const authorization = server.first.key ? `Authorization: Bearer ${server.first.key}\r\n` : "";
  const request = (key: string): string => {
    const body = variant === "soap" ? soapBody(key) : json;
    return (
      `POST ${path} HTTP/1.1\r\nHost: hub.test\r\nContent-Type: ${type}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n` +
      `${authorization}Idempotency-Key: ${key}\r\n\r\n${body}`
    );
  };
  const target = { host: "127.0.0.1", port: server.first.port, connections: CONNECTIONS };
  try {
    await load({ ...target, seconds: 2, request: (n) => request(`warm-${n}`) });
    return await load({ ...target, seconds, request: (n) => request(`run-${n}`) });
  } finally {
    await server.stop();
    await drop();
  }
};

interface Compared {
  readonly title: string;
  readonly variants: readonly [base: Variant, measured: Variant];
  readonly labels: Readonly<Partial<Record<Variant, string>>>;
  readonly good: string;
  readonly ratio: string;
}

/** Runs both variants by turns and prints both rates and their ratio. */
const compare = async (quick: boolean, { title, variants, labels, good, ratio }: Compared): Promise<void> => {
  const [base, measured] = variants;
  const rounds = quick ? 3 : 5;
  const seconds = quick ? 4 : 8;
  const results: Record<Variant, LoadResult[]> = { hub: [], bare: [], soap: [] };
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const variant of round % 2 ? [measured, base] : [base, measured]) {
      const result = await trial(variant, seconds);
      const bad = Object.entries(result.statuses).filter(([status]) => status !== (variant === "soap" ? "200" : "201"));
      if (bad.length > 0) print(`  ${variant}: unexpected answers: ${JSON.stringify(bad)}`);
      results[variant].push(result);
    }
    ratios.push((results[measured][round]?.perSecond ?? 0) / (results[base][round]?.perSecond ?? 1));
  }
  print(`\n${title}, ${CONNECTIONS} connections, ${rounds} rounds of ${seconds} s, medians`);
  for (const variant of variants) {
    const of = results[variant];
    const pick = (name: "perSecond" | "p50" | "p99"): number => median(of.map((r) => r[name]));
    print(
      `  ${(labels[variant] ?? variant).padEnd(26)}  ${Math.round(pick("perSecond"))}/s   p50 ${pick("p50").toFixed(1)} ms   p99 ${pick("p99").toFixed(1)} ms`,
    );
  }
  print(`  ${ratio}: ${median(ratios).toFixed(2)}  (rounds: ${ratios.map((r) => r.toFixed(2)).join(" ")}; ${good})`);
};

/** The whole intake by REST against a bare route with one INSERT. */
export const bench = (quick: boolean): Promise<void> =>
  compare(quick, {
    title: "Durable intake",
    variants: ["bare", "hub"],
    labels: { bare: "bare Hono + zod + 1 INSERT", hub: "hub, whole intake" },
    ratio: "ratio hub / bare",
    good: "goal 1.2",
  });

/** The same intake by SOAP against REST. */
export const benchSoap = (quick: boolean): Promise<void> =>
  compare(quick, {
    title: "Intake by SOAP and by REST",
    variants: ["hub", "soap"],
    labels: { hub: "REST", soap: "SOAP, checked by its schema" },
    ratio: "ratio SOAP / REST",
    good: "the price of XML",
  });
