/**
 * R-I02: planted data. One invented person stands in every dossier, every bad request and every partner's error page; whatever others get to see
 * (logs, figures, health, lanes, alerts, feeds, problems, headers) is then searched for the person and for credentials of all kinds.
 */
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { ADAPTERS } from "../../adapters/registry.ts";
import { personalIn } from "../after/personal.ts";
import { DSTCODE } from "../gateway/dvcqg/world.ts";
import { envelope } from "../gateway/soap/world.ts";
import { PERSON, type PlantedWorld, plantedWorld } from "./planted-world.ts";

let world: PlantedWorld;
let dossiers: readonly string[];
/** Lanes whose partner answered a message, or a poll, with the person's name and the request. */
const QUOTING = ["civil-status", "dvc-portal", "land-registry", "tax", "post", "treasury"] as const;

type Words = { readonly message?: string; readonly hint?: unknown };
type LaneAnswer = {
  readonly id: string;
  readonly lastError?: Words;
  readonly pollers: readonly { readonly lastError?: Words }[];
};
const lanesOf = async (query = ""): Promise<readonly LaneAnswer[]> => {
  const { status, text } = await world.call(`/api/v1/lanes${query}`, { headers: world.bearer("operator") });
  expect(status).toBe(200);
  return (JSON.parse(text) as { items: readonly LaneAnswer[] }).items;
};
const errorsOf = (lanes: readonly LaneAnswer[]): readonly Words[] =>
  lanes
    .flatMap(({ lastError, pollers }) => [lastError, ...pollers.map((one) => one.lastError)])
    .filter((one) => one !== undefined);

beforeAll(async () => {
  world = await plantedWorld();
  dossiers = [await world.birth(), await world.land(), await world.business()];
  const failed = (lanes: readonly LaneAnswer[]): readonly string[] =>
    lanes.filter((lane) => errorsOf([lane]).length > 0).map(({ id }) => id);
  await vi.waitFor(async () => expect(failed(await lanesOf())).toEqual(expect.arrayContaining([...QUOTING])), {
    timeout: 60_000,
    interval: 200,
  });
});
afterAll(() => world.stop());

const secretsIn = (text: string): readonly string[] => world.secrets(dossiers).filter((secret) => text.includes(secret));
const looks = async (): Promise<number> =>
  (await world.hub.partners.looks({ who: "partner:operator", limit: 200 })).items.filter(({ what }) => what === "listLanes")
    .length;

describe("R-I02 partners that quote what they were sent", () => {
  it("R-I02 the lanes say what failed and not in whose words; with the words the look is recorded first", async () => {
    const before = await looks();
    const bare = await lanesOf();
    expect(world.personIn(JSON.stringify(bare))).toEqual([]);
    for (const error of errorsOf(bare)) expect(error).not.toHaveProperty("message");
    for (const error of errorsOf(bare)) expect(error).not.toHaveProperty("hint");
    expect(await looks()).toBe(before);

    const told = JSON.stringify(await lanesOf("?words=true"));
    // The partners did say it: else the silence above would prove nothing.
    expect(world.personIn(told)).toEqual(expect.arrayContaining([PERSON.fullName, PERSON.phone, PERSON.email]));
    expect(await looks()).toBe(before + 1);
  });

  it("R-I02 no credential of ours or of theirs is kept with what they said", async () => {
    const pages = await Promise.all(
      dossiers.map((id) => world.call(`/api/v1/dossiers/${id}/messages`, { headers: world.bearer("portal") })),
    );
    const wire = await Promise.all(
      dossiers.map((id) => world.call(`/api/v1/dossiers/${id}/wire?bodies=true`, { headers: world.bearer("operator") })),
    );
    const bodies = wire.flatMap(({ text }) =>
      [...text.matchAll(/"bodyBase64":"([^"]*)"/g)].map(([, body = ""]) => Buffer.from(body, "base64").toString()),
    );
    expect(bodies.length).toBeGreaterThan(3);
    const all = [JSON.stringify(await lanesOf("?words=true")), ...pages.map(({ text }) => text), ...bodies];
    for (const text of all) expect(secretsIn(text), text.slice(0, 400)).toEqual([]);
  });

  it("R-I02 alerts, figures and health tell of the failures without a word of them", async () => {
    for (const path of ["/api/v1/alerts", "/metrics", "/health/ready", "/health/live"]) {
      const { text, headers } = await world.call(path, { headers: world.bearer("operator") });
      expect([path, ...world.personIn(text + headers), ...secretsIn(text + headers)]).toEqual([path]);
    }
    const { text } = await world.call("/metrics");
    for (const lane of QUOTING) expect(text).toContain(`lane="${lane}"`);
  });

  it.each(["portal", "stranger", "other-agency", "operator"])(
    "R-I02 the feed of events holds nothing of the person for %s",
    async (partner) => {
      const { status, text } = await world.call("/api/v1/events?limit=200", { headers: world.bearer(partner) });
      expect(status).toBe(200);
      expect([...world.personIn(text), ...secretsIn(text)]).toEqual([]);
      // Who has no sight of the dossiers hears nothing of them at all.
      const heard = dossiers.filter((id) => text.includes(id));
      expect(heard).toEqual(partner === "operator" ? dossiers : partner === "portal" ? [dossiers[0], dossiers[2]] : []);
    },
  );
});

const NAME = PERSON.fullName;
const TELLING = encodeURIComponent(`${NAME} ${PERSON.identityNumber} ${PERSON.phone}`);
const json = (partner: string, body: unknown): RequestInit => ({
  method: "POST",
  headers: world.json(partner),
  body: typeof body === "string" ? body : JSON.stringify(body),
});
const form = (fields: Readonly<Record<string, string>>): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/x-www-form-urlencoded", origin: "http://localhost", "sec-fetch-site": "same-origin" },
  body: new URLSearchParams(fields).toString(),
});
const soap = (body: string): RequestInit => ({
  method: "POST",
  headers: { ...world.bearer("portal"), "content-type": "text/xml; charset=utf-8" },
  body,
});
const ROAD = `/XrdAdapter/RestService/forward/mapi`;

/** Each is refused, or shows nothing; whoever sent it may read in the answer what was wrong, nobody else anything. */
const ATTACKS: readonly (readonly [string, () => readonly [string, RequestInit?]])[] = [
  ["a path that nobody knows", () => [`/${TELLING}/${PERSON.phone}`]],
  ["a path in another encoding", () => [`/api/v1/${NAME}`]],
  ["a dossier by a person's number", () => [`/api/v1/dossiers/${PERSON.identityNumber}`, { headers: world.bearer("portal") }]],
  ["a dossier by a person's name", () => [`/api/v1/dossiers/${TELLING}/timeline`, { headers: world.bearer("portal") }]],
  ["a query value", () => [`/api/v1/dossiers?status=${TELLING}`, { headers: world.bearer("portal") }]],
  ["a query field of that name", () => [`/api/v1/dossiers?${TELLING}=1&${PERSON.phone}=x`, { headers: world.bearer("portal") }]],
  ["a cursor", () => [`/api/v1/events?after=${TELLING}`, { headers: world.bearer("portal") }]],
  ["a method that nobody knows", () => ["/api/v1/dossiers", { method: "PURGE", headers: { "x-ten": TELLING } }]],
  [
    "a credential of that name",
    () => ["/api/v1/dossiers", { headers: { authorization: `Bearer lt_${PERSON.phone}_${TELLING}` } }],
  ],
  ["basic authorization", () => ["/api/v1/dossiers", { headers: { authorization: `Basic ${btoa(`${PERSON.phone}:x`)}` } }]],
  ["a signature of that id", () => ["/api/v1/dossiers", { headers: { authorization: `Signature keyId="${PERSON.email}"` } }]],
  [
    "a trace of that name",
    () => [
      "/api/v1/statuses",
      { headers: { ...world.bearer("portal"), traceparent: PERSON.phone, "x-request-id": PERSON.identityNumber } },
    ],
  ],
  [
    "a key that is a number",
    () => [
      "/api/v1/dossiers",
      { ...json("portal", {}), headers: { ...world.json("portal"), "idempotency-key": `${PERSON.phone}\t` } },
    ],
  ],
  ["no JSON", () => ["/api/v1/dossiers", json("portal", `{"applicant": "${NAME}", ${PERSON.identityNumber}`)]],
  [
    "fields of that name",
    () => ["/api/v1/dossiers", json("portal", { [NAME]: PERSON.phone, [PERSON.email]: { [PERSON.phone]: 1 } })],
  ],
  [
    "wrong values",
    () => [
      "/api/v1/dossiers",
      json("portal", { channel: NAME, procedureCode: PERSON.phone, agencyId: PERSON.email, applicant: PERSON }),
    ],
  ],
  ["a procedure of that name", () => [`/api/v1/procedures/${TELLING}`]],
  [
    "a file of that name",
    () => [`/api/v1/blobs?name=${TELLING}.exe`, { method: "POST", headers: world.bearer("portal"), body: "MZ" }],
  ],
  ["a lane of that name", () => [`/api/v1/lanes/${PERSON.phone}/force`, json("operator", { state: "open", reason: NAME })]],
  [
    "a webhook of that name",
    () => [
      "/api/v1/subscriptions",
      json("portal", { url: `https://${PERSON.phone}:${PERSON.identityNumber}@nguoi.test/${TELLING}` }),
    ],
  ],
  [
    "a token request",
    () => [
      "/oauth/token",
      form({ grant_type: "client_credentials", client_id: PERSON.email, client_secret: PERSON.identityNumber, scope: NAME }),
    ],
  ],
  ["the public look-up", () => ["/api/v1/public/look-up", json("portal", { code: PERSON.identityNumber, key: PERSON.phone })]],
  ["the page of look-up", () => ["/tra-cuu", form({ by: "key", code: `${PERSON.identityNumber}`, key: PERSON.phone })]],
  ["a look-up in the address", () => [`/tra-cuu?code=${TELLING}&key=${PERSON.phone}`]],
  ["a search for a procedure", () => [`/thu-tuc?q=${TELLING}`]],
  ["the console's sign-in", () => ["/console/sign-in", form({ id: PERSON.email, password: NAME })]],
  ["the console's way back", () => [`/console/sign-in?next=${TELLING}`]],
  ["a dossier at the console", () => [`/console/dossiers/${PERSON.identityNumber}`]],
  ["a unit of a hall", () => [`/hall/${TELLING}/units/${PERSON.phone}`]],
  ["SOAP that is none", () => ["/soap/dossiers", soap(`<${NAME}>${PERSON.phone}`)]],
  [
    "a SOAP operation of that name",
    () => [
      "/soap/dossiers",
      soap(
        envelope(`<q:GetDossier><q:${NAME.replaceAll(" ", "")}>${PERSON.phone}</q:${NAME.replaceAll(" ", "")}></q:GetDossier>`),
      ),
    ],
  ],
  [
    "a SOAP value",
    () => ["/soap/dossiers", soap(envelope(`<q:GetDossier><q:dossier>${NAME} ${PERSON.phone}</q:dossier></q:GetDossier>`))],
  ],
  [
    "a login of the portal's protocol",
    () => [`${ROAD}/login?dstcode=${DSTCODE}`, json("portal", { username: PERSON.email, password: PERSON.phone })],
  ],
  [
    "a session of the portal's protocol",
    () => [
      `${ROAD}/g?dstcode=${DSTCODE}`,
      json("portal", { session: PERSON.phone, service: NAME, mahoso: PERSON.identityNumber }),
    ],
  ],
];

describe("R-I02 bad requests about a person", () => {
  it.each(ATTACKS)("R-I02 %s: refused, and neither a log line, nor a figure, nor a header tells who", async (what, make) => {
    world.lines.length = 0;
    const [path, init] = make();
    const { status, text: answer, headers } = await world.call(path, init);
    // SOAP 1.1 says every fault with 500; whose it is stands in the fault.
    if (status >= 500) expect(answer, what).toMatch(/<faultcode>\w+:Client</);
    const logged = world.lines.join("\n");
    expect(logged).toContain('"route"');
    const figures = (await world.call("/metrics")).text;
    for (const text of [logged, figures, headers])
      expect([...world.personIn(text), ...secretsIn(text)], text.slice(0, 600)).toEqual([]);
    expect(world.lines.flatMap((line) => personalIn(line))).toEqual([]);
  });

  it.each(ADAPTERS.flatMap(({ id, hooks }) => Object.keys(hooks ?? {}).map((hook) => [id, hook] as const)))(
    "R-I02 hook %s/%s: an unproven call about a person leaves no trace of whom",
    async (adapter, hook) => {
      world.lines.length = 0;
      const said = JSON.stringify({ ...PERSON, signature: PERSON.phone, session: PERSON.identityNumber });
      const init = {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${PERSON.phone}` },
        body: said,
      };
      const { status, text, headers } = await world.call(`/hooks/${adapter}/${hook}?ten=${TELLING}&sdt=${PERSON.phone}`, init);
      expect(status).toBeLessThan(500);
      const figures = (await world.call("/metrics")).text;
      for (const shown of [world.lines.join("\n"), figures, text, headers])
        expect(world.personIn(shown), shown.slice(0, 600)).toEqual([]);
    },
  );
});
