/**
 * One command from door to commit: read, decide, write once, answer. The three-outcome receiver lives here (design.md §2):
 * new → do it; same key and body → the stored answer; same key, other body → conflict.
 */
import { createHash } from "node:crypto";
import type { Agency, Catalogs } from "../catalogs/types.ts";
import { formatDossierCode } from "./dossier/code.ts";
import { COMMANDS, type DossierCommand, type FileRef, type Person } from "./dossier/commands.ts";
import type { Context } from "./dossier/context.ts";
import { decide, needsCode } from "./dossier/decide.ts";
import type { DossierEvent } from "./dossier/events.ts";
import { append } from "./dossier/evolve.ts";
import { refusal } from "./dossier/refusals.ts";
import type { DossierStatus } from "./dossier/statuses.ts";
import type { Dossier, EventMeta, Refusal } from "./dossier/types.ts";
import { hubRefusal } from "./hub-refusals.ts";
import type { Execution, InstalledAdapter, Outcome, Receipt } from "./hub-types.ts";
import { newId } from "./ids.ts";
import { chainHash, genesisHash } from "./store/chain.ts";
import type { CodeAllocator } from "./store/codes.ts";
import type { Commit, CommitMessage, Committer } from "./store/commit.ts";
import type { Database } from "./store/database.ts";
import { findReceipt, type Loaded, loadMeant } from "./store/dossiers.ts";
import type { createProcedureStore } from "./store/procedures.ts";
import type { WorkingCalendar } from "./time/calendar.ts";
import { toLocalDate } from "./time/local.ts";
import type { Clock } from "./time/types.ts";

export interface ExecuteDependencies {
  readonly database: Database;
  readonly committer: Committer;
  readonly codes: CodeAllocator;
  readonly procedures: ReturnType<typeof createProcedureStore>;
  readonly agency: (id: string) => Agency | undefined;
  readonly calendarOf: (agency: Agency) => WorkingCalendar | undefined;
  readonly adapters: readonly InstalledAdapter[];
  /** By procedure code. */
  readonly routes: Catalogs["routes"];
  /** Which of these files are not stored, or not of the size that is said. */
  readonly unknownFiles: (files: readonly FileRef[]) => Promise<readonly string[]>;
  /** Which of these hashes were never brought by this bringer. */
  readonly foreignFiles: (hashes: readonly string[], bringer: string) => Promise<readonly string[]>;
  /** Why files that point to papers held of a person may not be used for these people (R-A11). */
  readonly paperFault: (
    files: readonly FileRef[],
    people: readonly (Pick<Person, "identityNumber"> | undefined)[],
  ) => Promise<Refusal | undefined>;
  /** Stores a body over the claim-check size and gives its hash. */
  readonly claimCheck: (body: string) => Promise<string>;
  readonly clock: Clock;
  /** Called after every commit: the feed has something new. */
  readonly moved: () => void;
  /** Called after a commit that wrote messages. */
  readonly poke: (lanes: readonly string[]) => void;
}

/** design.md §3: a body above 64 KiB travels as a reference to a stored blob. */
const CLAIM_CHECK_BYTES = 65_536;
/** Writers of one dossier at the same time are few; ten lost races in a row mean something else is wrong. */
const MAX_RACES = 10;

/** SHA-256 of a command's meaning: what "same body" means where the door did not hash the raw bytes itself. */
const hashCommand = (execution: Execution): string =>
  createHash("sha256")
    .update(JSON.stringify([execution.dossier ?? null, execution.command, execution.at ?? null, execution.lateEntry ?? null]))
    .digest("hex");

/** Until its receipt a dossier goes by the newest version (undefined); from then on by the one it was received under. */
const versionFor = (dossier: Dossier): number | undefined =>
  dossier.receivedAt === undefined ? undefined : dossier.procedure.version;

const receiptOf = (dossier: Dossier, events: readonly DossierEvent[]): Receipt => ({
  dossierId: dossier.id,
  ...(dossier.code ? { code: dossier.code } : {}),
  ...(dossier.nationalCode ? { nationalCode: dossier.nationalCode } : {}),
  status: dossier.status,
  version: dossier.version,
  ...(dossier.clock ? { dueAt: dossier.clock.dueAt } : {}),
  events: events.map((e) => e.seq),
});

const chain = (
  dossierId: string,
  head: string,
  events: readonly DossierEvent[],
  statuses: readonly DossierStatus[],
): Commit["events"] => {
  let previous = head || genesisHash(dossierId);
  return events.map((event, i) => {
    const body = JSON.stringify(event);
    const hash = chainHash(previous, body);
    const { seq, type, at, recordedAt } = event;
    const row = { seq, type, at, recordedAt, body, prevHash: previous, hash, status: statuses[i] ?? "" };
    previous = hash;
    return row;
  });
};

/** Every file that a command names, wherever in it. */
const filesOf = (value: unknown): readonly FileRef[] => {
  if (Array.isArray(value)) return value.flatMap(filesOf);
  if (typeof value !== "object" || value === null) return [];
  return "blob" in value ? [value as FileRef] : Object.values(value).flatMap(filesOf);
};

/** Creates the executor of one hub. */
export const createExecutor = (deps: ExecuteDependencies) => {
  const lanes = new Map(deps.adapters.map(({ adapter }) => [adapter.id, Object.keys(adapter.operations)]));
  const parse = (execution: Execution): DossierCommand | Refusal => {
    if (execution.parsed) return execution.command as DossierCommand;
    const schema = COMMANDS[execution.command.type];
    const parsed = schema?.safeParse(execution.command);
    if (!parsed) return hubRefusal("command.unknown", { type: String(execution.command.type) });
    if (parsed.success) return parsed.data;
    return hubRefusal("command.invalid", {
      issues: parsed.error.issues.map((i) => ({ path: i.path.join("."), message: i.message })),
    });
  };

  const contextOf = async (
    command: DossierCommand,
    dossier: Dossier | undefined,
    dossierId: string,
    meta: EventMeta,
  ): Promise<Context> => {
    const agency = deps.agency(command.type === "submit" ? command.agencyId : (dossier?.agencyId ?? ""));
    const procedure =
      command.type === "submit"
        ? await deps.procedures.find(command.procedureCode)
        : dossier && (await deps.procedures.find(dossier.procedure.code, versionFor(dossier)));
    const calendar = agency && deps.calendarOf(agency);
    const route = procedure && deps.routes.get(procedure.procedure.code);
    return {
      meta,
      dossierId,
      agencies: deps.agency,
      lanes,
      calendarOf: (id) => {
        const of = deps.agency(id);
        return of && deps.calendarOf(of);
      },
      ...(route ? { route } : {}),
      ...(agency ? { agency } : {}),
      ...(procedure ? { procedure } : {}),
      ...(calendar ? { calendar } : {}),
    };
  };

  const messagesOf = async (
    events: readonly DossierEvent[],
    before: Dossier | undefined,
    after: Dossier,
    context: Context,
    traceparent?: string,
  ) => {
    const { agency, procedure } = context;
    if (!agency || !procedure) return [];
    const messages: CommitMessage[] = [];
    for (const { adapter } of deps.adapters) {
      const reactions = adapter.reactions?.({ events, before, after, agency, procedure: procedure.procedure }) ?? [];
      for (const { operation, body } of reactions) {
        const text = JSON.stringify(body);
        const large = Buffer.byteLength(text) > CLAIM_CHECK_BYTES;
        messages.push({
          id: newId(),
          lane: adapter.id,
          operation,
          ...(large ? { bodyBlob: await deps.claimCheck(text) } : { body: text }),
          ...(traceparent ? { traceparent } : {}),
        });
      }
    }
    return messages;
  };

  /** What is stored under the caller's key, as an outcome. */
  const repeated = (stored: NonNullable<Loaded["receipt"]>, bodyHash: string, dossierId?: string): Outcome =>
    stored.bodyHash === bodyHash && (dossierId === undefined || stored.receipt.dossierId === dossierId)
      ? { outcome: "repeat", receipt: stored.receipt }
      : { outcome: "conflict", refusal: hubRefusal("request.key-reused") };

  /** Files that the command's bringer has no business with: as unknown to it as those that are not stored (R-I02). */
  const foreignTo = async (
    bringer: string | undefined,
    files: readonly FileRef[],
    before: Dossier | undefined,
  ): Promise<readonly string[]> => {
    if (bringer === undefined || files.length === 0) return [];
    const had = new Set(filesOf(before).map(({ blob }) => blob));
    // Whose a held paper is, and that it is this file, is looked at by `paperFault`.
    const named = files.filter(({ blob, paper }) => paper === undefined && !had.has(blob));
    return deps.foreignFiles([...new Set(named.map(({ blob }) => blob))], bringer);
  };

  const attempt = async (
    execution: Execution,
    command: DossierCommand,
    files: readonly FileRef[],
  ): Promise<Outcome | "stale"> => {
    const key = execution.idempotency && {
      ...execution.idempotency,
      bodyHash: execution.idempotency.bodyHash ?? hashCommand(execution),
    };
    const isNew = command.type === "submit";
    const loaded: Loaded = isNew
      ? { dossier: undefined, headHash: "" }
      : await loadMeant(deps.database, execution.dossier ?? "", execution.may, key);
    const before = loaded.dossier;
    // The same words for what is not there and for what the caller may not see (R-I02).
    if (!isNew && before === undefined) return { outcome: "refused", refusal: refusal("dossier.not-found") };
    if (key && loaded.receipt) return repeated(loaded.receipt, key.bodyHash, before?.id);
    if (execution.expectedVersion !== undefined && before && before.version !== execution.expectedVersion) {
      return {
        outcome: "refused",
        refusal: hubRefusal("dossier.version-stale", { expected: execution.expectedVersion, is: before.version }),
      };
    }

    const foreign = await foreignTo(execution.bringer, files, before);
    if (foreign.length > 0) return { outcome: "refused", refusal: hubRefusal("file.unknown", { files: foreign }) };
    const people = command.type === "submit" ? [command.applicant, command.owner] : [before?.applicant, before?.owner];
    const paperFault = files.length === 0 ? undefined : await deps.paperFault(files, people);
    if (paperFault !== undefined) return { outcome: "refused", refusal: paperFault };

    const recordedAt = deps.clock();
    const meta: EventMeta = {
      actor: (before && execution.actorOn?.(before)) ?? execution.actor,
      at: execution.at ?? recordedAt,
      recordedAt,
      ...(execution.lateEntry ? { lateEntry: execution.lateEntry } : {}),
    };
    const dossierId = before?.id ?? newId();
    const context = await contextOf(command, before, dossierId, meta);
    const numbered = needsCode(command, before) && context.agency ? await numberFor(context.agency.id, meta) : undefined;
    const giveBack = (): void => {
      if (numbered) deps.codes.giveBack(numbered.agencyId, numbered.day, numbered.number);
    };

    try {
      const decision = decide(command, before, numbered ? { ...context, code: numbered.code } : context);
      const { events: placed, statuses, dossier } = append(before, decision.ok ? decision.events : decision.record);
      if (!decision.ok && placed.length === 0) {
        giveBack();
        // A command that was done before its repeat became impossible is still a repeat.
        const stored = key && isNew ? await findReceipt(deps.database, key) : undefined;
        return key && stored ? repeated(stored, key.bodyHash) : { outcome: "refused", refusal: decision.refusal };
      }
      if (!dossier) throw new EngineError("decide() gave no events for a new dossier");

      const receipt = receiptOf(dossier, placed);
      const chained = chain(dossierId, loaded.headHash, placed, statuses);
      const messages = decision.ok ? await messagesOf(placed, before, dossier, context, execution.traceparent) : [];
      const written = await deps.committer.commit({
        dossier,
        expectedVersion: before?.version ?? 0,
        headHash: chained.at(-1)?.hash ?? loaded.headHash,
        at: recordedAt,
        events: chained,
        messages,
        receipt,
        ...(key && decision.ok ? { key } : {}),
      });
      if (written.outcome !== "done") giveBack();
      if (written.outcome === "stale") return "stale";
      if (written.outcome === "taken" && key)
        return repeated({ bodyHash: written.bodyHash, receipt: written.receipt }, key.bodyHash, before?.id);
      if (written.outcome === "codeTaken") {
        return {
          outcome: "conflict",
          refusal: hubRefusal("dossier.national-code-taken", { nationalCode: dossier.nationalCode ?? "" }),
        };
      }
      deps.moved();
      if (messages.length > 0) deps.poke([...new Set(messages.map((m) => m.lane))]);
      return decision.ok ? { outcome: "done", receipt, dossier } : { outcome: "refused", refusal: decision.refusal };
    } catch (error) {
      // Not given back: the commit may have happened although its answer was lost.
      throw error instanceof EngineError ? error : new EngineError("command not committed", { cause: error });
    }
  };

  const numberFor = async (agencyId: string, meta: EventMeta) => {
    // The code carries the day of receipt, for a late entry its true day (R-B12).
    const day = toLocalDate(meta.at);
    const number = await deps.codes.take(agencyId, day);
    return { agencyId, day, number, code: formatDossierCode(agencyId, day, number) };
  };

  /** Executes one command. Business refusals are outcomes; only a broken database or a bug of ours throws EngineError. */
  return async (execution: Execution): Promise<Outcome> => {
    const command = parse(execution);
    if ("blame" in command) return { outcome: "refused", refusal: command };
    const files = filesOf(command);
    const unknown = files.length > 0 ? await deps.unknownFiles(files) : [];
    if (unknown.length > 0) return { outcome: "refused", refusal: hubRefusal("file.unknown", { files: unknown }) };
    for (let race = 0; race < MAX_RACES; race += 1) {
      const outcome = await attempt(execution, command, files);
      if (outcome !== "stale") return outcome;
    }
    return { outcome: "refused", refusal: hubRefusal("dossier.busy") };
  };
};

/** The hub could not do what it should: shown as a 500 with blame "hub"; the caller may repeat with the same key. */
export class EngineError extends Error {
  override readonly name = "EngineError";
  readonly code = "hub.failed";
}
