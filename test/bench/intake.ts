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

const trial = async (variant: "hub" | "bare", seconds: number): Promise<LoadResult> => {
  const { url, drop } = await freshDatabaseUrl();
  const server = await startChild<Server>(variant === "hub" ? "./hub-server.ts" : "./baseline-server.ts", [url]);
  const body = JSON.stringify(INTAKE_BODY);
  const path = variant === "hub" ? "/api/v1/dossiers" : "/dossiers";
  const head =
    `POST ${path} HTTP/1.1\r\nHost: hub.test\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n` +
    (server.first.key ? `Authorization: Bearer ${server.first.key}\r\n` : "");
  const target = { host: "127.0.0.1", port: server.first.port, connections: CONNECTIONS };
  try {
    await load({ ...target, seconds: 2, request: (n) => `${head}Idempotency-Key: warm-${n}\r\n\r\n${body}` });
    return await load({ ...target, seconds, request: (n) => `${head}Idempotency-Key: run-${n}\r\n\r\n${body}` });
  } finally {
    await server.stop();
    await drop();
  }
};

/** Prints both rates and their ratio. */
export const bench = async (quick: boolean): Promise<void> => {
  const rounds = quick ? 3 : 5;
  const seconds = quick ? 4 : 8;
  const results: Record<"hub" | "bare", LoadResult[]> = { hub: [], bare: [] };
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const variant of round % 2 ? (["hub", "bare"] as const) : (["bare", "hub"] as const)) {
      const result = await trial(variant, seconds);
      const bad = Object.entries(result.statuses).filter(([status]) => status !== "201");
      if (bad.length > 0) print(`  ${variant}: answers other than 201: ${JSON.stringify(bad)}`);
      results[variant].push(result);
    }
    ratios.push((results.hub[round]?.perSecond ?? 0) / (results.bare[round]?.perSecond ?? 1));
  }
  print(`\nDurable intake, ${CONNECTIONS} connections, ${rounds} rounds of ${seconds} s, medians`);
  for (const variant of ["bare", "hub"] as const) {
    const of = results[variant];
    const pick = (name: "perSecond" | "p50" | "p99"): number => median(of.map((r) => r[name]));
    const label = variant === "bare" ? "bare Hono + zod + 1 INSERT" : "hub, whole intake         ";
    print(`  ${label}  ${Math.round(pick("perSecond"))}/s   p50 ${pick("p50").toFixed(1)} ms   p99 ${pick("p99").toFixed(1)} ms`);
  }
  print(`  ratio hub / bare: ${median(ratios).toFixed(2)}  (rounds: ${ratios.map((r) => r.toFixed(2)).join(" ")}; goal 1.2)`);
};
