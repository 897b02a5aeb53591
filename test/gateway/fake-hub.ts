/** A small Hub in memory for what needs no engine: it records what the gateway asks of it and answers what the test says. */

import type { Agency, Catalogs } from "../../catalogs/types.ts";
import { refusal } from "../../core/dossier/refusals.ts";
import type { Dossier } from "../../core/dossier/types.ts";
import type { ExchangeControl, Execution, Hub, LaneView, Outcome, PartnerAccount, Receipt } from "../../core/hub-types.ts";
import { createPartnerCommand } from "../../core/partners/command.ts";
import { type AppOptions, createApp } from "../../gateway/app.ts";

export const DOSSIER_ID = "019f0000-0000-7000-8000-000000000001";
export const OTHER_ID = "019f0000-0000-7000-8000-000000000002";
export const CODE = "H57.122-260213-0001";
export const UPDATE_KEY = "ABCDEFGH23";
export const NOW = "2026-02-13T03:00:00.000Z";

const agencyOf = (id: string, otherIds: string[] = []): Agency => ({
  id,
  otherIds,
  name: `Ủy ban nhân dân xã ${id}`,
  level: "commune",
  parentId: "H57",
  calendarId: "office-402",
  resolves: "level",
  status: "open",
  successorIds: [],
  source: "thử nghiệm",
});

/** A received dossier of agency H57.122, with personal data that must not leak. */
export const dossier = (changes: Partial<Dossier> = {}): Dossier => ({
  id: DOSSIER_ID,
  version: 3,
  status: "received",
  code: CODE,
  channel: "online",
  procedure: { code: "1.001193", version: 1, name: "Đăng ký khai sinh", caseKey: "chung", onlineLevel: "partial" },
  agencyId: "H57.122",
  applicant: { kind: "citizen", fullName: "Nguyễn Thị Thử Nghiệm", identityNumber: "001099000012", phone: "0900000012" },
  components: [],
  returnMethod: { kind: "inPerson" },
  submittedAt: NOW,
  lastMovedAt: NOW,
  supplementRounds: [],
  handOvers: [],
  charges: [],
  payments: [],
  transfers: [],
  forms: [],
  partners: {},
  ...changes,
});

export const receiptOf = (of: Dossier): Receipt => ({
  dossierId: of.id,
  status: of.status,
  version: of.version,
  events: [of.version],
});

/** One key per partner: its id. */
export const PARTNERS: readonly PartnerAccount[] = [
  { id: "portal", name: "Cổng thử", role: "portal", agencies: ["H57.122"] },
  { id: "portal-2", name: "Cổng khác", role: "portal", agencies: ["H57.999"] },
  { id: "portal-all", name: "Cổng tỉnh", role: "portal", agencies: ["*"] },
  { id: "agency", name: "Công an thử", role: "agency", agencies: ["G01.46"] },
  { id: "agency-here", name: "Xã thử", role: "agency", agencies: ["000.22.01.H57"] },
  { id: "post", name: "Bưu điện thử", role: "post", agencies: ["*"] },
  { id: "operator", name: "Người vận hành", role: "operator", agencies: ["*"] },
];

export interface FakeHub {
  readonly hub: Hub;
  readonly executions: Execution[];
  /** Calls to the exchange, as [method, argument]. */
  readonly acts: [string, unknown][];
  /** What the next commands come to. */
  outcome: (execution: Execution) => Outcome | Promise<Outcome>;
  dossiers: Dossier[];
  lookUps: number;
}

const lane: LaneView = {
  id: "post",
  title: { vi: "Bưu chính", en: "Post" },
  breaker: "open",
  waiting: 4,
  inFlight: 1,
  paused: 2,
  dead: 3,
  oldestWaitingAt: "2026-02-13T02:59:00.000Z",
  operations: ["placeOrder"],
  pollers: [],
};

const exchangeOf = (acts: [string, unknown][]): ExchangeControl => {
  const note =
    <T>(method: string, answer: T) =>
    (input?: unknown): Promise<T> => {
      acts.push([method, input]);
      return Promise.resolve(answer);
    };
  return {
    lanes: note("lanes", [lane]),
    messages: note("messages", { items: [] }),
    blocked: note("blocked", []),
    redrive: note("redrive", [OTHER_ID]),
    release: async (input) => note("release", input.id === OTHER_ID)(input),
    force: async (input) => note("force", input.lane === "post")(input),
    wire: note("wire", [
      {
        seq: 1,
        lane: "post",
        direction: "out",
        what: "POST https://post.test/orders",
        at: NOW,
        sha256: "0".repeat(64),
        size: 2,
        body: Buffer.from("{}"),
      },
    ]),
    idle: note("idle", undefined),
  };
};

const untouched = (): never => {
  throw new TypeError("the gateway should not have asked this");
};

/** Makes a fake hub with one dossier. `overrides` replace single methods. */
export const fakeHub = (overrides: Partial<Hub> = {}): FakeHub => {
  const agencies = new Map([agencyOf("H57.122", ["000.22.01.H57"]), agencyOf("H57.999")].map((one) => [one.id, one]));
  const executions: Execution[] = [];
  const acts: [string, unknown][] = [];
  const fake: FakeHub = {
    executions,
    acts,
    dossiers: [dossier()],
    lookUps: 0,
    outcome: () => ({ outcome: "done", receipt: receiptOf(dossier()), dossier: dossier() }),
    hub: {
      catalogs: { agencies, routes: new Map() } as unknown as Catalogs,
      now: () => NOW,
      command: (command) => createPartnerCommand(fake.hub)(command),
      feed: async () => ({ items: [], cursor: "0.0" }),
      feedEnd: async () => "0.0",
      feedMoved: async () => undefined,
      execute: async (execution) => {
        // As the real hub: a dossier that the caller may not see is a dossier that does not exist.
        const named = fake.dossiers.find((one) => [one.id, one.code, one.nationalCode].includes(execution.dossier));
        if (execution.dossier !== undefined && (named === undefined || execution.may?.(named) === false))
          return { outcome: "refused", refusal: refusal("dossier.not-found") };
        executions.push(execution);
        return fake.outcome(execution);
      },
      find: async (reference, may = () => true) =>
        fake.dossiers.find((one) => [one.id, one.code, one.nationalCode].includes(reference) && may(one)),
      namesakes: async (code) => fake.dossiers.filter((one) => [one.code, one.nationalCode].includes(code)),
      updateKey: () => UPDATE_KEY,
      checkUpdateKey: (id, key) => id === DOSSIER_ID && key === UPDATE_KEY,
      list: async (filter) => ({ items: filter.cursor === undefined ? fake.dossiers : [], next: "c2" }),
      timeline: async () => [],
      verifyChain: untouched,
      verifyWire: untouched,
      silentUnits: untouched,
      openTransfers: untouched,
      inbox: async () => ({ items: fake.dossiers }),
      procedures: async () => ({ items: [] }),
      searchProcedures: async () => ({ items: [], total: 0 }),
      procedureFields: async () => [],
      procedure: async () => undefined,
      publishProcedures: untouched,
      agency: (id) => [...agencies.values()].find((one) => one.id === id || one.otherIds.includes(id)),
      storeBlob: untouched,
      readBlob: async () => undefined,
      hook: () => undefined,
      runHook: untouched,
      inbound: untouched,
      exchange: exchangeOf(acts),
      fees: {
        recordStatement: untouched,
        reconciliation: untouched,
        settlement: untouched,
        draft: untouched,
        sign: untouched,
      },
      partners: {
        put: untouched,
        get: async (id) => PARTNERS.find((one) => one.id === id),
        list: async () => PARTNERS,
        disable: untouched,
        issue: untouched,
        revoke: untouched,
        credentials: untouched,
        byApiKey: async (key) => {
          fake.lookUps += 1;
          const partner = PARTNERS.find((one) => one.id === key);
          return partner && { partner, credential: { id: `k_${key}`, partnerId: key, kind: "apiKey", createdAt: NOW } };
        },
        byClient: async () => undefined,
        byShared: async () => undefined,
        byCertificate: async () => undefined,
        byId: async () => undefined,
        withKafka: async () => [],
        useNonce: async () => true,
        recordLook: async () => undefined,
        looks: async () => ({ items: [] }),
        addUsage: () => undefined,
        usage: async () => ({ requests: 0, bytes: 0, refused: 0 }),
      },
      hall: {
        halls: new Map(),
        execute: untouched,
        day: untouched,
        events: async () => [],
        moved: async () => undefined,
        estimate: () => undefined,
        estimateNew: untouched,
        serviceFor: () => undefined,
        stepReport: async () => [],
        devices: async () => [],
        device: async () => undefined,
        present: async () => undefined,
        deviceKey: untouched,
        checkDeviceKey: () => false,
        ask: untouched,
        job: async () => undefined,
      },
      papers: { keep: untouched, of: async () => [], remove: untouched },
      satisfaction: { rate: untouched, report: async () => [] },
      people: {
        add: untouched,
        change: untouched,
        get: async () => undefined,
        list: async () => [],
        setPassword: untouched,
        changePassword: untouched,
        disable: untouched,
        enable: untouched,
        unlock: untouched,
        signIn: async () => ({ outcome: "wrong" }),
        session: async () => undefined,
        signOut: untouched,
      },
      subscriptions: {
        create: untouched,
        get: async () => undefined,
        progress: async () => ({ waiting: 0, stopped: 0 }),
        list: async () => ({ items: [] }),
        pause: untouched,
        resume: untouched,
        end: untouched,
        rotate: untouched,
        replay: untouched,
        secrets: untouched,
      },
      addPartner: untouched,
      health: async () => ({ ready: true, checks: { database: { ok: true, detail: "1 ms" } } }),
      start: async () => undefined,
      stop: async () => undefined,
      ...overrides,
    },
  };
  return fake;
};

export interface ProblemBody {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly detail_en: string;
  readonly blame: string;
  readonly retry: boolean;
  readonly hint: { readonly vi: string; readonly en: string };
  readonly errors?: readonly { readonly path: string; readonly vi: string; readonly en: string }[];
  readonly details?: Readonly<Record<string, unknown>>;
  readonly instance: string;
}

/** Reads an answer that must be a problem document: media type, both languages, status in the body as on the wire. */
export const problemOf = async (response: Response): Promise<ProblemBody> => {
  const body = (await response.json()) as ProblemBody;
  const type = response.headers.get("content-type") ?? "";
  if (!type.startsWith("application/problem+json"))
    throw new TypeError(`no problem document but ${type}: ${JSON.stringify(body).slice(0, 300)}`);
  const texts = [body.title, body.detail, body.detail_en, body.hint?.vi, body.hint?.en, body.code, body.instance];
  if (body.status !== response.status || texts.some((text) => typeof text !== "string" || text === "")) {
    throw new TypeError(`incomplete problem document: ${JSON.stringify(body)}`);
  }
  return body;
};

/** Sends requests into an app without a network. */
export const client = (hub: Hub, options: AppOptions = {}) => {
  const app = createApp(hub, options);
  const send = (key: string | undefined, method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    Promise.resolve(
      app.request(path, {
        method,
        headers: {
          ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      }),
    );
  return { app, send };
};
