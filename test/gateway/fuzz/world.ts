/** What is fuzzed: the gateway over a hub in memory with every adapter, whose lanes stand still, and dossiers in many states. */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { ADAPTERS } from "../../../adapters/registry.ts";
import { targetPolicy } from "../../../adapters/webhooks/target.ts";
import { loadCatalogs } from "../../../catalogs/load.ts";
import { createHub, type PartnerAccount } from "../../../core/hub.ts";
import { installAdapters, KNOWN_LANES } from "../../../gateway/adapters.ts";
import { createApp } from "../../../gateway/app.ts";
import { createClient, type LienthongClient } from "../../../gateway/client/index.ts";
import { type RunningServer, serveHub } from "../../../gateway/server.ts";
import { SIMULATORS } from "../../../simulators/registry.ts";
import type { Described, OpenApi } from "./document.ts";
import { PDF } from "./requests.ts";
import type { Known } from "./values.ts";

const AGENCY = "H57.101";
const PROCEDURE = "1.004884";
const ELSEWHERE = "H57.122";
/** Another agency that takes part: transfers of ours go there. */
const COORDINATING = "H57.03.01";
const TRANSFER = "xac-minh";
const NOW = "2026-03-02T03:00:00.000Z";
/** Real time goes on by more than a minute with each look at it: rates and locks are other tests' matter, here they would hide the rest. */
const STEP_MS = 61_000;

/** Webhooks may go nowhere but to a port of this machine where nobody listens: nothing leaves it. */
const NOWHERE = "http://127.0.0.1:9";

const ENVELOPE = readFileSync(new URL("../../../docs/examples/khai-sinh.soap.xml", import.meta.url), "utf8");

/** As many requests as it takes. */
const limits = { perMinute: 1_000_000_000 } as const;
const ACCOUNTS: readonly PartnerAccount[] = [
  { id: "portal", name: "Một cửa thử", role: "portal", agencies: ["*"], limits },
  { id: "agency", name: "Cơ quan thử", role: "agency", agencies: [AGENCY, COORDINATING], limits },
  { id: "post", name: "Bưu điện thử", role: "post", agencies: ["*"], limits },
  { id: "operator", name: "Người vận hành", role: "operator", agencies: ["*"], limits },
];
const officer = { id: "cb-1", name: "Trần Thị Thử", role: "officer", agencyId: AGENCY } as const;
const applicant = { kind: "citizen", fullName: "Nguyễn Văn Thử", identityNumber: "001099000012", phone: "0900000012" } as const;
const components = [
  { componentId: "tk", originals: 1 },
  { componentId: "giay-to-cu", copies: 1 },
] as const;
const leader = { ...officer, id: "ld-1", role: "leader" } as const;

/** The partners' accounts of every adapter; nobody listens there. */
const everyAdapter = (): Readonly<Record<string, string>> =>
  Object.assign(
    {},
    ...Object.values(SIMULATORS).map((make) => make({ now: NOW }).definition.settings("http://partner.test", { smpp: 2775 })),
  );

export interface FuzzWorld {
  readonly keys: Readonly<Record<string, string>>;
  readonly document: OpenApi;
  send(request: Request): Promise<Response>;
  /** Who calls an operation: mostly accounts whose role may, now and then another, nobody, or one with a key that is none. */
  callersOf(operation: Described): Promise<fc.Arbitrary<string | undefined>>;
  /** What the hub knows, by the name of the field it stands in; for an operation on a dossier there is one in every state anew. */
  known(operation: Described): Promise<Known>;
  /** The same on a free port of this machine, for fuzzers of other makers. Ends with the world. */
  serve(): Promise<string>;
  stop(): Promise<void>;
}

/** The dossiers of fileAll, in this order. */
const FILED = ["filed", "checked", "received", "asked", "charged", "forwarded", "decided", "suspended"] as const;
/** In which of these states an operation on a dossier may succeed; half of them are about the one that is in it. */
const STATES: readonly (readonly [RegExp, (typeof FILED)[number]])[] = [
  [/\/(?:check|amend)$|\/dossiers\/\{ref\}$/, "filed"],
  [/\/receive$/, "checked"],
  [/\/supplement$/, "asked"],
  [/charge|payment|receipt/, "charged"],
  [/transfer/, "forwarded"],
  [/return|send-by-post|delivery/, "decided"],
  [/\/resume$/, "suspended"],
];

/** A dossier in each of the states that commands start from; gives their references. */
const fileAll = async (client: LienthongClient): Promise<readonly { dossierId: string; code: string; updateKey: string }[]> => {
  const file = async () => {
    const {
      dossierId,
      code = dossierId,
      updateKey = "",
    } = await client.command("submit", {
      body: {
        channel: "counter",
        procedureCode: PROCEDURE,
        agencyId: AGENCY,
        applicant,
        components: [...components],
        actor: officer,
      },
    });
    return { dossierId, code, updateKey };
  };
  const received = async () => {
    const filed = await file();
    const ref = filed.dossierId;
    await client.command("check", { ref, body: { outcome: "valid", actor: officer } });
    const { code = filed.code } = await client.command("receive", { ref, body: { actor: officer } });
    return { ...filed, code };
  };
  const filed = await file();
  const checked = await file();
  await client.command("check", { ref: checked.dossierId, body: { outcome: "valid", actor: officer } });
  const [plain, asked, charged, forwarded, decided, suspended] = [
    await received(),
    await received(),
    await received(),
    await received(),
    await received(),
    await received(),
  ];
  await client.command("suspend", { ref: suspended.dossierId, body: { reason: "Chờ xác minh", actor: leader } });
  const missing = [{ componentId: "tk", reason: "Tờ khai thiếu chữ ký" }];
  await client.command("requestSupplement", { ref: asked.dossierId, body: { missing, actor: officer } });
  await client.command("requestFee", {
    ref: charged.dossierId,
    body: { chargeId: "le-phi", name: "Lệ phí hộ tịch", amount: 8_000, kind: "fee", actor: officer },
  });
  await client.command("forward", {
    ref: forwarded.dossierId,
    body: { transferId: TRANSFER, toAgencyId: COORDINATING, purpose: "Xác minh", actor: leader },
  });
  await client.command("decide", {
    ref: decided.dossierId,
    body: { documents: [{ name: "Giấy khai sinh", number: "01/2026" }], actor: leader },
  });
  return [filed, checked, plain, asked, charged, forwarded, decided, suspended];
};

const from = (weight: number, ...callers: readonly (string | undefined)[]) => ({
  weight,
  arbitrary: fc.constantFrom(...callers),
});

/** Opens it; `stop` it in the end. */
export const openFuzzWorld = async (): Promise<FuzzWorld> => {
  const installed = installAdapters(everyAdapter());
  const adapters = installed.map(({ adapter }) => adapter.id);
  const hub = await createHub({
    dataDir: "memory",
    catalogs: loadCatalogs(undefined, KNOWN_LANES),
    adapters: installed,
    secret: "thu-nghiem".repeat(5),
    role: "gateway",
    clock: () => NOW,
  });
  const catalogs = hub.catalogs;
  await hub.start();
  const keys: Record<string, string> = {};
  for (const account of ACCOUNTS) keys[account.id] = (await hub.addPartner(account)).key;
  let wall = Date.parse(NOW);
  const wallClock = () => {
    wall += STEP_MS;
    return wall;
  };
  let server: RunningServer | undefined;
  const options = { wallClock, targets: { policy: targetPolicy(NOWHERE), resolve: async () => [] } };
  const app = createApp(hub, options);
  const send = async (request: Request): Promise<Response> => app.request(request);
  const client = createClient({ baseUrl: "http://hub.test", auth: { apiKey: keys["portal"] ?? "" }, fetch: send });
  const { credential, secret = "" } = await hub.partners.issue({ partnerId: "portal", kind: "client" });
  const drafted = await hub.fees.draft({ agencyId: AGENCY, period: "2026-01", shares: [], actor: "operator" });
  const settlements = "id" in drafted ? [drafted.id] : [];
  const { sha256 } = await client.upload("to-khai.pdf", new TextEncoder().encode(PDF));
  const subscribe = async (): Promise<string> => {
    // A system has only so many at a time.
    for await (const { id, state } of client.pages("/api/v1/subscriptions"))
      if (state !== "ended") await client.POST("/api/v1/subscriptions/{id}/end", { params: { path: { id } }, body: {} });
    const { data } = await client.POST("/api/v1/subscriptions", { body: { url: `${NOWHERE}/nhan`, verify: false } });
    return data.id;
  };
  let hook = "";
  let filed = await fileAll(client);
  const wsdls = ["dossiers", "transfers"].map(async (name) => (await app.request(`/soap/${name}?wsdl`)).text());
  const soapOperations = (await Promise.all(wsdls)).flatMap((text) =>
    [...text.matchAll(/operation name="(\w+)"/g)].map(([, name]) => name),
  );
  const { paths, components: parts } = (await (await app.request("/openapi.json")).json()) as OpenApi;

  return {
    keys,
    document: { paths, components: parts },
    send,
    callersOf: async ({ method, path, security }) => {
      const may: string[] = [];
      for (const [id, key] of Object.entries(keys)) {
        const url = `http://hub.test${path.replaceAll(/\{\w+\}/g, "x")}`;
        const { status } = await send(new Request(url, { method, headers: { authorization: `Bearer ${key}` } }));
        if (status !== 403) may.push(id);
      }
      const partners = fc.oneof(from(12, ...may), from(1, ...Object.keys(keys)), from(1, undefined, "lt_khoa-la"));
      return security?.length === 0 ? fc.oneof(from(3, undefined), { weight: 1, arbitrary: partners }) : partners;
    },
    known: async ({ path }) => {
      // One that a request before this has ended is of no more use.
      if (path.startsWith("/api/v1/subscriptions/{id}")) hook = await subscribe();
      if (path.includes("{ref}") || path.includes("{id}")) filed = await fileAll(client);
      const references = filed.flatMap(({ dossierId, code }) => [dossierId, code]);
      const [, state = "received"] = STATES.find(([form]) => form.test(path)) ?? [];
      const fit = filed[FILED.indexOf(state)]?.dossierId ?? "";
      const { items: messages } = await hub.exchange.messages({ limit: 20 });
      const idsOf: Readonly<Record<string, readonly string[]>> = {
        messages: messages.map(({ id }) => id),
        lanes: adapters,
        fees: settlements,
        subscriptions: [hook],
        transfers: filed.map(({ dossierId }) => `${dossierId}~${TRANSFER}`),
      };
      const ids = idsOf[path.split("/")[3] ?? ""] ?? [];
      return {
        ref: [...references.map(() => fit), ...references],
        dossierId: references,
        code: [filed[0]?.code ?? "", PROCEDURE],
        url: [`${NOWHERE}/nhan`],
        key: [filed[0]?.updateKey ?? ""],
        role: ["officer", "leader"],
        actor: [officer, leader],
        applicant: [applicant],
        components: [components],
        channel: ["counter"],
        namespace: [`urn:lienthong:${path.includes("transfers") ? "transfers" : "dossiers"}:v1`],
        soapOperation: soapOperations,
        envelope: [ENVELOPE],
        agencyId: [AGENCY, AGENCY, ELSEWHERE],
        toAgencyId: [COORDINATING, ELSEWHERE],
        unit: [AGENCY],
        period: ["2026-01"],
        day: ["2026-03-01", "2026-03-02"],
        procedureCode: [PROCEDURE, ...[...catalogs.routes.values()].flatMap(({ procedures }) => procedures).slice(0, 3)],
        componentId: ["tk", "giay-to-cu"],
        chargeId: ["le-phi"],
        transferId: [TRANSFER],
        sha256: [sha256],
        blob: [sha256],
        name: ["to-khai.pdf"],
        id: ids,
        lane: adapters,
        adapter: adapters,
        hook: ADAPTERS.flatMap(({ hooks }) => Object.keys(hooks)),
        client_id: [credential.id],
        client_secret: [secret],
        scope: ["", "dossier.read"],
        "If-Match": ["*", '"1"', '"3"'],
        "Idempotency-Key": ["khoa-1", "khoa-2"],
      };
    },
    serve: async () => {
      server = await serveHub(hub, { ...options, host: "127.0.0.1", port: 0, drainMs: 1_000 });
      return server.url;
    },
    stop: async () => {
      await (server ?? hub).stop();
    },
  };
};
