/** The telco's own reading of texts: what they cost, and whether they are registered. Written apart from the adapter's. */
import { TEMPLATES, type TemplateName } from "../../adapters/sms/contract/templates.ts";

/** Septets beyond one: the GSM 03.38 extension table, each behind an escape. */
const ESCAPED = new Set("\f^{}\\[~]|€");
/** Units of a lone segment and of a part. */
const LIMITS = { plain: [160, 153], accented: [70, 67] } as const;

/** Segments that a text is charged as. */
export const segmentsOf = (text: string, accented: boolean): number => {
  let units = 0;
  for (const letter of text) units += accented ? letter.length : ESCAPED.has(letter) ? 2 : 1;
  const [lone, part] = accented ? LIMITS.accented : LIMITS.plain;
  return units <= lone ? 1 : Math.ceil(units / part);
};

/** Whether a text needs more than "không dấu" allows. */
export const hasAccents = (text: string): boolean => /[^\n\r\x20-\x7e]/.test(text);

/** Vietnamese without marks, letter by letter over the decomposed form. */
const bare = (text: string): string => {
  let out = "";
  for (const letter of text.normalize("NFD")) {
    const code = letter.codePointAt(0) ?? 0;
    if (code >= 0x300 && code <= 0x36f) continue;
    out += letter === "đ" ? "d" : letter === "Đ" ? "D" : letter;
  }
  return out;
};

const HOLE = /\{(\d)\}/;
const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const pattern = (text: string): RegExp =>
  new RegExp(
    `^${text
      .split(HOLE)
      .map((piece, place) => (place % 2 === 1 ? "(.+)" : literal(piece)))
      .join("")}$`,
    "su",
  );
const REGISTERED = Object.entries(TEMPLATES).map(([name, { id, vi }]) => ({
  name: name as TemplateName,
  id,
  vi,
  holes: vi.split(HOLE).length >> 1,
  accented: pattern(vi.normalize("NFC")),
  plain: pattern(bare(vi)),
}));

/** The registered template that a finished text is; undefined where it is none. */
export const templateOf = (text: string, accented: boolean): TemplateName | undefined =>
  REGISTERED.find((template) => (accented ? template.accented : template.plain).test(accented ? text.normalize("NFC") : text))
    ?.name;

/** The text of a template filled in. "template": not registered; "params": too few, too many or misnumbered. */
export const fill = (
  id: string,
  params: readonly { readonly NUM: string; readonly CONTENT: string }[],
  accented: boolean,
): { readonly text: string } | { readonly problem: "template" | "params" } => {
  const template = REGISTERED.find((one) => one.id === id);
  if (template === undefined) return { problem: "template" };
  const values = new Map(params.map(({ NUM, CONTENT }) => [NUM, CONTENT]));
  const complete = values.size === params.length && Array.from({ length: template.holes }, (_, i) => values.has(String(i + 1)));
  if (complete === false || complete.includes(false) || values.size !== template.holes) return { problem: "params" };
  const words = accented ? template.vi : bare(template.vi);
  return { text: words.replace(/\{(\d)\}/g, (_, number: string) => values.get(number) ?? "") };
};
