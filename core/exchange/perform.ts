/**
 * What one message means: ask first where it may have arrived, send, run the commands that the answer means, or apply an
 * item of a feed. Nothing is stored here; the end of the attempt goes to judge.ts and settle.ts.
 */
import { z } from "zod";
import type {
  Applied,
  Call,
  InboundCommand,
  InboundOutcome,
  Inquiry,
  InstalledAdapter,
  Operation,
  OperationResult,
  Outgoing,
} from "./adapter.ts";
import { BreakerOpen } from "./breaker.ts";
import type { Claimed } from "./claim.ts";
import type { ExchangeError } from "./errors.ts";
import {
  answerRefused,
  answerTooEarly,
  asExchangeError,
  badBody,
  blobGone,
  cannotAsk,
  engineAway,
  mustNotResend,
  unclear,
  unknownOperation,
} from "./failure.ts";
import type { AttemptEnd, Recourse } from "./judge.ts";
import type { ExchangeOptions } from "./options.ts";

export interface Performer {
  readonly installed: InstalledAdapter;
  readonly execute: ExchangeOptions["execute"];
  readonly receive: ExchangeOptions["receive"];
  readonly publishProcedures: ExchangeOptions["publishProcedures"];
  readonly recordStatement: ExchangeOptions["recordStatement"];
  readonly readBlob: ExchangeOptions["readBlob"];
  /** Writes messages of this lane that follow from one; once, however often it is called for the same one. */
  readonly answer: (message: Claimed, outgoing: readonly Outgoing[]) => Promise<void>;
  /** Makes one guarded call (attempt.ts); every call gets a signal of its own. */
  readonly guarded: <T>(call: (call: Call) => Promise<T>) => Promise<T>;
  /** The same without the breaker, for what is about us and not about the partner. */
  readonly unguarded: <T>(call: (call: Call) => Promise<T>) => Promise<T>;
}

type AnyOperation = Operation<never, unknown>;

/** Refusals that time may cure: the dossier arrives by another road, somebody else was just changing it, another agency's question is open. */
const TOO_EARLY: ReadonlySet<string> = new Set(["dossier.not-found", "dossier.busy", "dossier.inquiry-pending"]);

/** How a doubtful outcome of this message can be cleared up. Items of a feed are applied again: their commands run once. */
export const recourseOf = (installed: InstalledAdapter, message: Pick<Claimed, "direction" | "operation">): Recourse => {
  if (message.direction === "in") return "resend";
  const operation = installed.adapter.operations[message.operation];
  if (operation?.inquire) return "inquire";
  return operation?.resend === "safe" ? "resend" : "person";
};

const failed = (error: ExchangeError, uncertain: boolean, reference?: string): AttemptEnd => ({
  end: "failed",
  error,
  uncertain,
  ...(reference === undefined ? {} : { reference }),
});

/** The worst of the outcomes, as an error; undefined where all went well. */
const worst = (outcomes: readonly InboundOutcome[]): ExchangeError | undefined => {
  let early: ExchangeError | undefined;
  for (const outcome of outcomes) {
    if (outcome.outcome === "conflict") {
      return answerRefused("request.key-reused", {
        vi: "Đối tác gửi nội dung khác với cùng một mã.",
        en: "The partner sent other content under the same key.",
      });
    }
    if (outcome.outcome !== "refused") continue;
    if (!TOO_EARLY.has(outcome.code)) return answerRefused(outcome.code, outcome);
    early ??= answerTooEarly(outcome.code, outcome);
  }
  return early;
};

const run = async (performer: Performer, commands: readonly InboundCommand[]): Promise<ExchangeError | undefined> => {
  if (commands.length === 0) return undefined;
  try {
    return worst(await performer.execute(performer.installed.adapter.id, commands));
  } catch (error) {
    return engineAway(error);
  }
};

const bodyOf = async (performer: Performer, message: Claimed): Promise<unknown> => {
  if (message.bodyBlob === null) return message.body;
  const bytes = await performer.readBlob(message.bodyBlob);
  if (!bytes) throw blobGone(message.bodyBlob);
  return JSON.parse(new TextDecoder().decode(bytes));
};

/** What a terminal answer of the partner means for the dossier: everybody can see it there. */
const recordRefusal = (message: Claimed, error: ExchangeError, body: unknown): InboundCommand => ({
  key: `${message.id}:rejected`,
  dossier: message.key,
  command: {
    type: "recordPartner",
    lane: message.lane,
    outcome: "refused",
    operation: message.operation,
    code: error.code.slice(0, 120),
    message: error.message.trim().slice(0, 4000) || error.code,
    ...transferOf(body),
  },
});

const ofTransfer = z.object({ transferId: z.string().min(1).max(60), number: z.int().min(1).max(99).optional() });
/** The transfer that a message carries, by the agreed names in its body: refused, it waits at an officer for a correction (R-B06). */
const transferOf = (body: unknown): { readonly transferId?: string; readonly number?: number } => {
  const { data } = ofTransfer.safeParse(body);
  if (data === undefined) return {};
  return { transferId: data.transferId, ...(data.number === undefined ? {} : { number: data.number }) };
};

/** Runs what the partner's answer means. From here on the request has arrived: only asking or repeating it safely is left. */
const conclude = async (performer: Performer, message: Claimed, result: OperationResult): Promise<AttemptEnd> => {
  const commands = (result.commands ?? []).map((c) => ({ ...c, key: `${message.id}:${c.key}` }));
  const error = await run(performer, commands);
  if (error) return failed(error, true, result.reference);
  return { end: "done", ...(result.reference === undefined ? {} : { reference: result.reference }) };
};

/** Sends. A refusal by the partner is told to the dossier before the message counts as finished. */
const send = async (
  performer: Performer,
  message: Claimed,
  operation: AnyOperation,
  body: never,
  doubt: boolean,
): Promise<AttemptEnd> => {
  let result: OperationResult;
  try {
    result = await performer.guarded((call) => operation.send(body, call));
  } catch (thrown) {
    return refusedOrFailed(performer, message, thrown, doubt, body);
  }
  return conclude(performer, message, result);
};

const refusedOrFailed = async (
  performer: Performer,
  message: Claimed,
  thrown: unknown,
  doubt: boolean,
  body: unknown,
): Promise<AttemptEnd> => {
  if (thrown instanceof BreakerOpen) return { end: "held" };
  const error = asExchangeError(thrown);
  if (performer.installed.adapter.operations[message.operation]?.quiet) return failed(error, doubt || error.intent === "unknown");
  if (error.intent !== "rejected") return failed(error, doubt || error.intent === "unknown");
  const unrecorded = await run(performer, [recordRefusal(message, error, body)]);
  // The engine was away: the partner will say the same again. A refused record (a closed dossier) must not hide the answer.
  return failed(unrecorded?.code === "exchange.engine-away" ? unrecorded : error, doubt);
};

const sendOut = async (performer: Performer, message: Claimed): Promise<AttemptEnd> => {
  const operation: AnyOperation | undefined = performer.installed.adapter.operations[message.operation];
  if (!operation) return failed(unknownOperation(message.operation), message.uncertain);
  const parsed = operation.body.safeParse(await bodyOf(performer, message));
  if (!parsed.success) return failed(badBody(parsed.error.issues[0]?.path.join(".") ?? ""), message.uncertain);
  const body = parsed.data as never;
  if (!message.uncertain) return send(performer, message, operation, body, false);

  const { inquire } = operation;
  if (!inquire) return operation.resend === "safe" ? send(performer, message, operation, body, true) : failed(cannotAsk(), true);
  let answer: Inquiry;
  try {
    answer = await performer.guarded((call) => inquire.call(operation, body, call));
  } catch (thrown) {
    return refusedOrFailed(performer, message, thrown, true, body);
  }
  if (answer.found === true) return conclude(performer, message, answer);
  if (answer.found === "unclear") return failed(unclear(answer.reason), true);
  return operation.resend === "never" ? failed(mustNotResend(), false) : send(performer, message, operation, body, false);
};

/** Runs what an item means and tells its sender; only what may yet come right is tried again. */
const answerTo = async (
  performer: Performer,
  message: Claimed,
  { commands = [], answers, park }: Applied & Pick<Required<Applied>, "answers">,
): Promise<AttemptEnd> => {
  try {
    const outcomes = commands.length === 0 ? [] : await performer.receive(performer.installed.adapter.id, commands);
    const busy = outcomes.find((outcome) => outcome.outcome === "refused" && outcome.refusal.code === "dossier.busy");
    if (busy?.outcome === "refused") return failed(answerTooEarly(busy.refusal.code, busy.refusal), false);
    await performer.answer(message, answers(outcomes));
  } catch (error) {
    return failed(engineAway(error), false);
  }
  return park === undefined ? { end: "done" } : failed(park, false);
};

const applyIn = async (performer: Performer, message: Claimed): Promise<AttemptEnd> => {
  const { pollers, streams } = performer.installed.adapter;
  const source = pollers[message.operation] ?? streams?.[message.operation];
  if (!source) return failed(unknownOperation(message.operation), false);
  const body = await bodyOf(performer, message);
  const meaning = await performer.unguarded((call) => source.apply(body, call));
  const { answers } = meaning;
  if (answers) return answerTo(performer, message, { ...meaning, answers });
  if (meaning.procedures && meaning.procedures.length > 0) {
    try {
      await performer.publishProcedures(meaning.procedures, performer.installed.adapter.id);
    } catch (error) {
      return failed(engineAway(error), false);
    }
  }
  try {
    for (const statement of meaning.statements ?? []) await performer.recordStatement(performer.installed.adapter.id, statement);
  } catch (error) {
    return failed(engineAway(error), false);
  }
  const error = (await run(performer, meaning.commands ?? [])) ?? meaning.park;
  return error ? failed(error, false) : { end: "done" };
};

/** Makes one attempt at a claimed message. Never rejects. */
export const perform = async (performer: Performer, message: Claimed): Promise<AttemptEnd> => {
  try {
    return message.direction === "out" ? await sendOut(performer, message) : await applyIn(performer, message);
  } catch (thrown) {
    if (thrown instanceof BreakerOpen) return { end: "held" };
    return failed(asExchangeError(thrown), message.uncertain);
  }
};
