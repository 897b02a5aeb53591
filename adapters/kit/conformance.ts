/**
 * The conformance suite: one list of misbehaviours that every partner has shown, run against every adapter + simulator pair through the
 * real exchange, and judged by the partner's own ledger: nothing lost, nothing doubled, order kept (design.md §4).
 * What a pair must provide is `ConformancePair`; test/adapters/world.ts builds it on a hub in memory and a simulator on a real port.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

/** Real time that one attempt has where the partner does not answer in time: short, or a suite of hung calls would never end. */
export const ATTEMPT_MS = 1_000;
/** Everywhere else: so long that a busy machine is never taken for a partner's fault. */
const PATIENT_MS = 20_000;
/** Misbehaviours that are over only when the attempt is. */
const IMPATIENT: ReadonlySet<string> = new Set(["hung", "late"]);
const RETRY_AFTER_SECONDS = 120;

export interface Misbehaviour {
  readonly id: string;
  readonly title: string;
  /** A fault rule of the simulator; absent: it behaves. `refused` is the partner's business answer and differs by call. */
  readonly fault?: Readonly<Record<string, unknown>>;
  /** Hub time that must pass at least before it is tried again. */
  readonly waitsMs?: number;
}

/** The 12 of design.md §4 (the cut counts once, at three points), then two more that the partners are known for. */
export const MISBEHAVIOURS: readonly Misbehaviour[] = [
  { id: "happy", title: "happy path" },
  { id: "refused", title: "refused" },
  { id: "slow", title: "slow", fault: { kind: "delay", ms: 60 } },
  { id: "hung", title: "hung", fault: { kind: "hang" } },
  { id: "cut-before-read", title: "cut before the request is read", fault: { kind: "cut", at: "beforeRead" } },
  { id: "cut-after-headers", title: "cut after the answer's headers", fault: { kind: "cut", at: "headers" } },
  { id: "cut-in-body", title: "cut in the answer's body", fault: { kind: "cut", at: "body" } },
  { id: "content-type", title: "wrong content type", fault: { kind: "wrongContentType" } },
  { id: "bom", title: "byte order mark", fault: { kind: "bom" } },
  { id: "half", title: "half an answer", fault: { kind: "half" } },
  { id: "twice", title: "answered twice", fault: { kind: "duplicate" } },
  { id: "session", title: "session expired", fault: { kind: "sessionExpired" } },
  {
    id: "busy",
    title: "429 with Retry-After",
    fault: { kind: "status", code: 429, retryAfter: RETRY_AFTER_SECONDS },
    waitsMs: RETRY_AFTER_SECONDS * 1000,
  },
  { id: "late", title: "answered after we gave up", fault: { kind: "lateAnswer", ms: ATTEMPT_MS * 1.5 } },
  { id: "garbage", title: "garbage", fault: { kind: "garbage" } },
  { id: "lost", title: "done, but the answer is lost", fault: { kind: "loseAnswer" } },
];

export interface MessageFacts {
  readonly operation: string;
  readonly state: string;
  readonly attempts: number;
}

/** One hub and one simulator, running. */
export interface ConformanceWorld {
  /** Sets a fault rule at the simulator. */
  fault(rule: Readonly<Record<string, unknown>>): void;
  clearFaults(): void;
  /** How long an attempt may take from now on, in real milliseconds; asked when it begins. */
  patience(ms: () => number): void;
  /** How often the rules set by `fault` have struck. A misbehaviour that never happened proves nothing. */
  struck(): number;
  /** Hub time, milliseconds. */
  now(): number;
  /** Resolves when no message can move any more, moving the clock to where the next one is due. */
  settle(): Promise<void>;
  messages(dossierId: string): Promise<readonly MessageFacts[]>;
  close(): Promise<void>;
}

/** One call of the partner that the misbehaviours are tried on. */
export interface ConformanceCall<W extends ConformanceWorld> {
  readonly name: string;
  /** Which requests the rule hits: `match` of a fault rule. */
  readonly match: Readonly<Record<string, unknown>>;
  /** The partner's business refusal of this call; JSON under 200 unless told (a SOAP fault: text/xml, 500); none, with the reason. */
  readonly refusal:
    | { readonly body: string; readonly contentType?: string; readonly status?: number }
    | { readonly none: string };
  /** What "the request reached the partner twice" means where the partner itself does not dedupe; the reason. */
  readonly partnerDoubles?: string;
  /** Done before the rule is set, for example ending all sessions so that the hub must log in. */
  prepare?(world: W): void;
  /** Makes the hub call; gives the dossier's id. */
  act(world: W): Promise<string>;
  /** Compares the partner's ledger with what the dossier went through. */
  check(world: W, dossierId: string, outcome: "done" | "refused" | "doubledByPartner"): Promise<void>;
}

export interface ConformancePair<W extends ConformanceWorld> {
  readonly name: string;
  open(): Promise<W>;
  readonly calls: readonly ConformanceCall<W>[];
}

const skipReason = (call: ConformanceCall<ConformanceWorld>, id: string): string | undefined =>
  id === "refused" && "none" in call.refusal ? call.refusal.none : undefined;

const faultOf = (
  call: ConformanceCall<ConformanceWorld>,
  { id, fault }: Misbehaviour,
): Readonly<Record<string, unknown>> | undefined => {
  if (id === "refused" && "body" in call.refusal) {
    const { body, contentType = "application/json", status = 200 } = call.refusal;
    return { kind: "status", code: status, contentType, body };
  }
  return fault;
};

/** Registers the suite of one pair. Every case begins with a well partner and a dossier of its own. */
export const describeConformance = <W extends ConformanceWorld>(pair: ConformancePair<W>): void => {
  describe(`conformance: ${pair.name}`, () => {
    let world: W;
    beforeAll(async () => {
      world = await pair.open();
    });
    afterEach(() => world.clearFaults());
    afterAll(() => world.close());

    describe.each(pair.calls.map((call) => ({ call, name: call.name })))("$name", ({ call }) => {
      for (const behaviour of MISBEHAVIOURS) {
        const { id, title, waitsMs } = behaviour;
        const skip = skipReason(call as ConformanceCall<ConformanceWorld>, id);
        it.skipIf(skip !== undefined)(skip === undefined ? title : `${title} (does not apply: ${skip})`, async () => {
          // Short only until it has struck: whatever is tried after that has all the time that a busy machine needs.
          world.patience(() => (IMPATIENT.has(id) && world.struck() === 0 ? ATTEMPT_MS : PATIENT_MS));
          call.prepare?.(world);
          const rule = faultOf(call as ConformanceCall<ConformanceWorld>, behaviour);
          if (rule !== undefined) world.fault({ ...rule, match: call.match, times: 1 });
          const startedAt = world.now();
          const dossierId = await call.act(world);
          await world.settle();
          if (rule !== undefined) expect(world.struck()).toBe(1);

          const messages = await world.messages(dossierId);
          expect(messages.length).toBeGreaterThan(0);
          // Nothing waits for a person, nothing was given up, nothing is still under way.
          expect(messages.filter(({ state }) => state !== "done" && state !== "rejected")).toEqual([]);
          if (id !== "refused") expect(messages.filter(({ state }) => state === "rejected")).toEqual([]);
          if (id === "happy") expect(messages.every(({ attempts }) => attempts === 1)).toBe(true);
          if (waitsMs !== undefined) expect(world.now() - startedAt).toBeGreaterThanOrEqual(waitsMs);
          const doubled = id === "twice" && call.partnerDoubles !== undefined;
          await call.check(world, dossierId, id === "refused" ? "refused" : doubled ? "doubledByPartner" : "done");
        });
      }
    });
  });
};
