/**
 * `lienthong dead-letters`: what needs a person on the lanes. With LIENTHONG_KEY it asks a hub over REST, which may be far away; without, the hub
 * of this machine.
 */
import { parseArgs } from "node:util";
import { z } from "zod";
import type { Desk, OperatorCommand } from "./desk.ts";
import { CliError, localTime, table } from "./terminal.ts";

const message = z.object({
  id: z.string(),
  lane: z.string(),
  operation: z.string(),
  state: z.string(),
  dossierCode: z.string().optional(),
  attempts: z.number(),
  holdsBack: z.number(),
  createdAt: z.string(),
  error: z.object({ code: z.string(), message: z.string() }).optional(),
});
const list = z.object({ items: z.array(message) });

/** What the hub's problem document says, in both languages; whatever else answers is shown as it is. */
const problem = z.object({
  detail: z.string(),
  detail_en: z.string(),
  code: z.string(),
  hint: z.object({ vi: z.string(), en: z.string() }).optional(),
});
const refusal = (status: number, answer: unknown): CliError => {
  const { data } = problem.safeParse(answer);
  if (data === undefined) return new CliError(`HTTP ${status} ${JSON.stringify(answer) ?? ""}`.trim(), 1);
  const { detail, detail_en, code, hint } = data;
  return new CliError(`${detail} ${hint?.vi ?? ""} [${code}]\n${detail_en} ${hint?.en ?? ""}`, 1);
};

/** As fetch. Errors: CliError where no hub answers. */
const reach = async (url: string, init: RequestInit): Promise<Response> => {
  try {
    return await fetch(url, init);
  } catch {
    const { origin } = new URL(url);
    throw new CliError(`Trục không trả lời tại ${origin} (LIENTHONG_URL). / No hub answers at ${origin} (LIENTHONG_URL).`, 1);
  }
};

const ask = async (method: string, path: string, body?: object): Promise<unknown> => {
  const url = process.env["LIENTHONG_URL"] ?? "http://127.0.0.1:8080";
  if (!URL.canParse(url)) throw new CliError(`LIENTHONG_URL không phải một địa chỉ / is no address: "${url}"`);
  const response = await reach(`${url}/api/v1/messages${path}`, {
    method,
    headers: {
      authorization: `Bearer ${process.env["LIENTHONG_KEY"] ?? ""}`,
      ...(body ? { "content-type": "application/json" } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const answer: unknown = await response.json().catch(() => undefined);
  if (!response.ok || answer === undefined) throw refusal(response.status, answer);
  return answer;
};

type Redrive = { readonly lane: string } | { readonly ids: readonly string[] };

/** What can be done about stopped messages, wherever the hub is. */
interface Letters {
  stopped(lane: string | undefined): Promise<readonly z.infer<typeof message>[]>;
  blocked(): Promise<readonly z.infer<typeof message>[]>;
  /** The answer in JSON, for people and programs. Errors of both: CliError where the hub refuses. */
  redrive(what: Redrive, reason: string, dryRun: boolean): Promise<unknown>;
  release(id: string, reason: string): Promise<unknown>;
}

const overRest: Letters = {
  stopped: async (lane) => list.parse(await ask("GET", lane === undefined ? "" : `?lane=${encodeURIComponent(lane)}`)).items,
  blocked: async () => list.parse(await ask("GET", "/blocked")).items,
  redrive: (what, reason, dryRun) => ask("POST", "/redrive", { ...what, reason, dryRun }),
  release: (id, reason) => ask("POST", `/${encodeURIComponent(id)}/release`, { reason }),
};

const STOPPED = ["paused", "dead"] as const;
/** As many as a page of REST holds at most; who has more filters by lane. */
const PAGE = 200;

const atHub = ({ withHub, actor }: Desk): Letters => ({
  stopped: (lane) =>
    withHub(async ({ exchange }) => {
      const page = await exchange.messages({ states: STOPPED, limit: PAGE, ...(lane === undefined ? {} : { lane }) });
      return list.parse(page).items;
    }),
  blocked: () => withHub(async ({ exchange }) => list.parse({ items: await exchange.blocked() }).items),
  redrive: (what, reason, dryRun) =>
    withHub(async ({ exchange }) => ({ dryRun, ids: await exchange.redrive({ ...what, actor, reason, dryRun }) })),
  release: (id, reason) =>
    withHub(async ({ exchange }) => {
      if (await exchange.release({ id, actor, reason })) return { done: true };
      throw new CliError(`Không có việc đang dừng "${id}" / there is no stopped message "${id}"`, 1);
    }),
});

const show = (items: readonly z.infer<typeof message>[], { say }: Desk): number => {
  if (items.length === 0) {
    say("Danh sách này đang trống. / Nothing is on this list.");
    return 0;
  }
  say(
    table([
      ["id", "hồ sơ", "việc", "trạng thái", "lần thử", "chặn", "lúc", "lý do"],
      ...items.map((m) => [
        m.id,
        m.dossierCode ?? "",
        `${m.lane}.${m.operation}`,
        m.state,
        String(m.attempts),
        String(m.holdsBack),
        localTime(m.createdAt),
        m.error ? `${m.error.code}: ${m.error.message}` : "",
      ]),
    ]),
  );
  return 0;
};

const USAGE =
  "Cách dùng / usage: lienthong dead-letters [list|blocked] [--lane LANE] | redrive ID…|--lane LANE --reason … [--dry-run] | release ID --reason …";

/** Options and words. Errors: CliError for an option that there is not. */
const parse = (args: readonly string[]) => {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { reason: { type: "string" }, "dry-run": { type: "boolean" }, lane: { type: "string" } },
    });
  } catch {
    throw new CliError(USAGE);
  }
};

/** Runs the words with either; see deadLetters. */
const work = async (args: readonly string[], desk: Desk, letters: Letters): Promise<number> => {
  const { values, positionals } = parse(args);
  const [what = "list", ...ids] = positionals;
  const { reason, lane } = values;
  if (what === "list") return show(await letters.stopped(lane), desk);
  if (what === "blocked") return show(await letters.blocked(), desk);
  const [id] = ids;
  const byLane = what === "redrive" && lane !== undefined;
  if ((what !== "redrive" && what !== "release") || (id === undefined && !byLane)) throw new CliError(USAGE);
  if (!reason?.trim()) throw new CliError("Cần --reason: lý do được ghi lại. / --reason is needed; it is recorded.");
  const done =
    what === "release" && id !== undefined
      ? await letters.release(id, reason)
      : await letters.redrive(byLane ? { lane } : { ids }, reason, values["dry-run"] ?? false);
  desk.say(JSON.stringify(done));
  return 0;
};

/**
 * Lists, redrives and releases (design.md §3) as the user at the desk; times are Việt Nam's. Exit code 0.
 * Errors: CliError (2: wrong use, no reason; 1: no such message), those of withHub.
 */
export const deadLetters: OperatorCommand = (args, desk) => work(args, desk, atHub(desk));

/** The same as the operator of LIENTHONG_KEY, at the hub of LIENTHONG_URL. Errors: CliError, also where it refuses or none answers (1). */
export const deadLettersOverRest: OperatorCommand = (args, desk) => work(args, desk, overRest);
