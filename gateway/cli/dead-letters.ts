/** `lienthong dead-letters`: what needs a person on the lanes; asks the running hub over REST. */
import { parseArgs } from "node:util";
import { z } from "zod";
import { CliError, localTime, say, table } from "./terminal.ts";

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
  const key = process.env["LIENTHONG_KEY"];
  if (!key)
    throw new CliError(
      "Đặt LIENTHONG_KEY là khóa API vai trò operator (lienthong partner add). / Set LIENTHONG_KEY to an operator's API key.",
    );
  if (!URL.canParse(url)) throw new CliError(`LIENTHONG_URL không phải một địa chỉ / is no address: "${url}"`);
  const response = await reach(`${url}/api/v1/messages${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, ...(body ? { "content-type": "application/json" } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const answer: unknown = await response.json().catch(() => undefined);
  if (!response.ok || answer === undefined) throw refusal(response.status, answer);
  return answer;
};

const show = (answer: unknown): number => {
  const { items } = list.parse(answer);
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

/**
 * Lists, redrives and releases as the operator of LIENTHONG_KEY (design.md §3); times are Việt Nam's. Exit code 0.
 * Errors: CliError (2: wrong use, no key, no reason; 1: the hub refused, or none answers).
 */
export const deadLetters = async (args: readonly string[]): Promise<number> => {
  const { values, positionals } = parse(args);
  const [what = "list", ...ids] = positionals;
  if (what === "list") return show(await ask("GET", values.lane ? `?lane=${encodeURIComponent(values.lane)}` : ""));
  if (what === "blocked") return show(await ask("GET", "/blocked"));
  const { reason } = values;
  if (!reason) throw new CliError("Cần --reason: lý do được ghi lại. / --reason is needed; it is recorded.");
  if (what === "redrive") {
    const target = values.lane ? { lane: values.lane } : { ids };
    say(JSON.stringify(await ask("POST", "/redrive", { ...target, reason, dryRun: values["dry-run"] ?? false })));
    return 0;
  }
  if (what === "release" && ids[0]) {
    say(JSON.stringify(await ask("POST", `/${ids[0]}/release`, { reason })));
    return 0;
  }
  throw new CliError(USAGE);
};
