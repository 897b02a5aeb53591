/**
 * R-I02: hostile words in every place of every route that the gateway has: in each part of a path while the others are right, in each query field
 * that any page reads, in each field of a form. The routes are asked of the app itself, so that a new one is attacked without being written down.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createApp } from "../../gateway/app.ts";
import { createLog } from "../../gateway/log.ts";
import { FORM, HALL, type HallAttackWorld, hallAttackWorld, WARD } from "./hall-world.ts";
import { SECRET } from "./world.ts";

/** What a column of text, a number, a date, a path and a header each choke on; percent-encoded. */
const WORDS = [
  "a%00b",
  "%ED%A0%80",
  "99999999999999999999999",
  "__proto__",
  "+275760-09-14",
  "%0d%0aset-cookie:%20a=b",
  "a".repeat(3_000),
] as const;
/** What pages read of a query. (The doors of REST refuse fields that they do not know; wire.test.ts and the fuzz of the contract attack theirs.) */
const QUERY = [
  ...[
    "after",
    "code",
    "cursor",
    "day",
    "done",
    "dossier",
    "for",
    "from",
    "key",
    "keyword",
    "lang",
    "limit",
    "name",
    "offset",
    "period",
  ],
  ...["procedure", "q", "ref", "screen", "status", "ticket", "to", "types", "unit", "v", "wait"],
] as const;
const FIELDS = [
  ...[
    "_key",
    "all",
    "answer",
    "asked",
    "by",
    "card",
    "challenge",
    "charge",
    "client_id",
    "client_secret",
    "code",
    "comment",
    "counter",
  ],
  ...[
    "day",
    "dossier",
    "dueAt",
    "grant_type",
    "id",
    "keep",
    "key",
    "lang",
    "note",
    "oneSided",
    "other",
    "paper",
    "password",
    "procedure",
  ],
  ...["purpose", "reason", "reasons", "reference", "scope", "score", "sent", "service", "slip", "ticket", "to"],
] as const;
/** They end the session that the others need; streams do not end by themselves. */
const LEFT_OUT = /\/(?:sign-out|password|stream|live|now)$/;

interface Route {
  readonly method: string;
  readonly path: string;
}
type Headers = Readonly<Record<string, string>>;
let world: HallAttackWorld;
let app: ReturnType<typeof createApp>;
let routes: readonly Route[];
/** What is right in a path, by the name of its place. */
let right: Readonly<Record<string, string>>;
let token = "";
/** Who has business there. */
let visitorsOf: (path: string) => readonly Headers[];

beforeAll(async () => {
  world = await hallAttackWorld();
  app = createApp(world.hub, { log: createLog("silent"), secret: SECRET });
  const officer = await world.signIn("cb-sanh");
  token = await world.tokenOf(officer);
  const { id, code } = await world.receivedAt(WARD, world.wardJson);
  right = { hall: HALL, hallId: HALL, counter: "q1", ref: id, dossier: code, code: "1.001193", procedureCode: "1.001193" };
  const screens = (["kiosk", "tablet", "queue", "results"] as const).map((screen) => world.cookieOf(screen));
  visitorsOf = (path) => {
    if (path.startsWith("/console")) return [world.cookieHeader(officer)];
    if (path.startsWith("/hall")) return [...screens.filter(({ cookie }) => cookie.includes(path.split("/")[2] ?? "-")), {}];
    return path.startsWith("/api") ? [world.key("operator")] : [{}];
  };
  const found = app.routes.filter(
    ({ method, path }) => ["GET", "POST", "PATCH"].includes(method) && !path.includes("*") && !LEFT_OUT.test(path),
  );
  routes = [...new Map(found.map(({ method, path }) => [`${method} ${path}`, { method, path }])).values()];
});
afterAll(() => world.stop());

const PLACE = /:(\w+)(?:\{[^}]*\})?/g;
/** The path with right words everywhere, and with the hostile one in each place in turn. */
const filled = (path: string, word: string): readonly string[] => {
  const names = [...path.matchAll(PLACE)].map(([, name = ""]) => name);
  const fill = (hostile: string): string =>
    path.replaceAll(PLACE, (_, name: string) => (name === hostile ? word : (right[name] ?? "khong-co")));
  return [fill(""), ...names.map(fill)];
};

const thirds = (names: readonly string[]): readonly (readonly string[])[] =>
  [0, 1, 2].map((third) => names.filter((_, n) => n % 3 === third));

let turn = 0;
/** Asks, from another address each time, and gives what no caller may ever get: a fault of the hub, or words of its inside. */
const faults = async (method: string, path: string, headers: Headers, body?: string): Promise<readonly string[]> => {
  turn += 1;
  const remoteAddress = `10.${(turn >> 16) & 255}.${(turn >> 8) & 255}.${turn & 255}`;
  const init = { method, headers, ...(body === undefined ? {} : { body }) };
  const answer = await app.request(path, init, { incoming: { socket: { remoteAddress } } });
  const text = (answer.headers.get("content-type") ?? "").startsWith("image/") ? "" : await answer.text();
  const soapFault = text.includes(":Client</faultcode>");
  const set = [...answer.headers].filter(([name, value]) => name === "set-cookie" && value.startsWith("a=b"));
  const told = /node_modules|PGlite|invalid byte sequence|out of range for type|(?:Type|Range|Syntax|Zod|URI)Error/.exec(
    text,
  )?.[0];
  const wrong = (answer.status >= 500 && !soapFault) || set.length > 0 || told !== undefined;
  return wrong ? [`${method} ${path.slice(0, 160)} → ${answer.status} ${told ?? ""} ${text.slice(0, 160)}`] : [];
};

describe("R-I02 hostile words in every place of every route", () => {
  it("R-I02 there are as many routes as the gateway has doors, and none of their kinds is left out", () => {
    for (const prefix of [
      "/api/v1/",
      "/soap/",
      "/hooks/",
      "/console/",
      "/hall/",
      "/tra-cuu",
      "/thu-tuc",
      "/docs",
      "/XrdAdapter/",
    ])
      expect(routes.filter(({ path }) => path.startsWith(prefix)).length, prefix).toBeGreaterThan(0);
    expect(routes.length).toBeGreaterThan(150);
  });

  it.each(WORDS.map((word) => [word.slice(0, 30), word] as const))(
    "R-I02 %s in paths: refused or not found, never a fault of the hub",
    async (_, word) => {
      const found: string[] = [];
      for (const { method, path } of routes)
        for (const headers of visitorsOf(path))
          for (const one of new Set(filled(path, word))) {
            const sent = method === "GET" ? undefined : "{}";
            found.push(...(await faults(method, one, { ...headers, "content-type": "application/json" }, sent)));
          }
      expect(found).toEqual([]);
    },
  );

  it.each(WORDS.map((word) => [word.slice(0, 30), word] as const))(
    "R-I02 %s in queries and forms: refused or passed over, never a fault of the hub",
    async (_, word) => {
      const found: string[] = [];
      const own = { ...FORM, origin: "http://localhost", "sec-fetch-site": "same-origin" };
      for (const { method, path } of routes) {
        const [at = ""] = filled(path, word);
        for (const headers of visitorsOf(path))
          for (const names of thirds(method === "GET" ? QUERY : FIELDS)) {
            const fields = names.map((name) => `${name}=${word}`).join("&");
            found.push(
              ...(method === "GET"
                ? await faults(method, `${at}?${fields}`, headers)
                : await faults(method, at, { ...headers, ...own }, `_token=${encodeURIComponent(token)}&${fields}`)),
            );
          }
      }
      expect(found).toEqual([]);
      // The officer was still at work: these were pages, and not so many ways to the sign-in.
      const [officer = {}] = visitorsOf("/console");
      expect((await app.request("/console", { headers: officer })).status).toBe(200);
    },
  );
});
