/**
 * "TRACUU <mã>" by SMS (R-E02): status and due time of a dossier, nothing of any person. Case, accents, the blank in "tra cứu" and blanks
 * in the code do not matter. A dossier that is not found and a text that is no query are answered too, or the citizen would ask again.
 */
import { FINAL_STATUSES, STATUSES } from "../../core/dossier/statuses.ts";
import type { Dossier } from "../../core/dossier/types.ts";
import type { TemplateName } from "./contract/templates.ts";
import type { SmsCall } from "./gateways.ts";
import { unaccented } from "./segments.ts";
import { moment, parameters, textOf } from "./texts.ts";

const QUERY = /^\W*TRA\s*CUU\b[\s:.]*(.*)$/;
/** Codes of dossiers and national codes (domain.md §2): anything else is not looked for. */
const CODE = /^[A-Z0-9](?:[A-Z0-9.\-/]{3,58})[A-Z0-9]$/;

/** The code that a citizen asks for; undefined where the text is no query. */
export const readQuery = (text: string): string | undefined => {
  const [, rest = ""] = QUERY.exec(unaccented(text.replaceAll(/\s+/g, " ")).toUpperCase().trim()) ?? [];
  const code = rest.replaceAll(/[\s"'<>]/g, "").replace(/[.,;!?]+$/, "");
  return CODE.test(code) ? code : undefined;
};

/** What is said of a dossier. A due time that no longer binds (over, or standing still) is left out. */
export const tell = (dossier: Dossier, asked: string): readonly [TemplateName, ...string[]] => {
  const status = STATUSES[dossier.status].vi;
  const { clock } = dossier;
  const binding = clock !== undefined && clock.stopped === undefined && !FINAL_STATUSES.has(dossier.status);
  return binding ? ["lookUp", asked, status, moment(clock.dueAt)] : ["lookUpUndated", asked, status];
};

/** The answer to one SMS, as it goes out. */
export const answerQuery = async (
  text: string,
  call: Pick<SmsCall, "find" | "config">,
): Promise<{ readonly template: TemplateName; readonly params: readonly string[]; readonly text: string }> => {
  const alphabet = call.config.accented ? "ucs2" : "gsm7";
  const code = readQuery(text);
  const dossier = code === undefined ? undefined : await call.find(code);
  const [template, ...raw]: readonly [TemplateName, ...string[]] =
    code === undefined ? ["help"] : dossier === undefined ? ["notFound", code] : tell(dossier, code);
  const params = parameters(raw, alphabet);
  return { template, params, text: textOf(template, params, alphabet) };
};
