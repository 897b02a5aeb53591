/** The counts of a dossier's papers as the form of the papers brings them: read, and compared with what stood there when its page was made. */
import type { ComponentSpec, Procedure } from "../../../catalogs/types.ts";
import type { HeldComponent } from "../../../core/dossier/commands.ts";
import type { Dossier, Refusal } from "../../../core/dossier/types.ts";
import type { Mistake } from "../layout.ts";

/** More of one paper nobody brings: a slip of the finger. */
export const MOST_PAPERS = 100;
const KINDS = ["originals", "copies"] as const;
type Kind = (typeof KINDS)[number];

/** What a dossier has of a component. Pure. */
export const heldOf = (dossier: Pick<Dossier, "components">, componentId: string): HeldComponent =>
  dossier.components.find((component) => component.componentId === componentId) ?? {
    componentId,
    originals: 0,
    copies: 0,
    files: [],
  };

/** "1:0": originals and copies as the page showed them. Pure. */
export const shownValue = ({ originals, copies }: Pick<HeldComponent, "originals" | "copies">): string =>
  `${originals}:${copies}`;

/** What stands in the form for one number; an emptied field is none at all, no field is no change. Pure. */
const readCount = (text: string | null, before: number): number | undefined => {
  if (text === null) return before;
  const trimmed = text.trim();
  if (trimmed === "") return 0;
  return /^\d{1,3}$/.test(trimmed) && Number(trimmed) <= MOST_PAPERS ? Number(trimmed) : undefined;
};

const changedMeanwhile = (name: string, now: HeldComponent): Refusal => ({
  code: "dossier.counts-changed",
  blame: "caller",
  vi: `Người khác vừa ghi số giấy tờ này: ${name} – hiện là ${now.originals} bản chính, ${now.copies} bản sao.`,
  en: "Somebody else has just counted this paper.",
  hint: {
    vi: "Số anh/chị gõ vẫn còn trong ô: xem lại, rồi thực hiện lại nếu đúng.",
    en: "What was typed still stands there: look at it, and do it again if it is right.",
  },
});

/** One component: what it becomes, or what is wrong with its fields. */
type Counted = { readonly component: HeldComponent; readonly changed: boolean } | Mistake | Refusal;

const countOne = (dossier: Pick<Dossier, "components">, spec: ComponentSpec, fields: URLSearchParams): Counted => {
  const { id, name, required } = spec;
  const now = heldOf(dossier, id);
  const [shownOriginals = "", shownCopies = ""] = (fields.get(`b_${id}`) ?? shownValue(now)).split(":");
  const before = { originals: Number(shownOriginals), copies: Number(shownCopies) };
  const typed = {
    originals: readCount(fields.get(`o_${id}`), before.originals),
    copies: readCount(fields.get(`c_${id}`), before.copies),
  };
  const text = `${name.slice(0, 80)}: ghi số từ 0 đến ${MOST_PAPERS}.`;
  const { originals, copies } = typed;
  if (originals === undefined) return { field: `o-${id}`, text };
  if (copies === undefined) return { field: `c-${id}`, text };
  const given = { originals, copies };
  if (KINDS.some((kind) => given[kind] !== before[kind] && now[kind] !== before[kind] && now[kind] !== given[kind]))
    return changedMeanwhile(name.slice(0, 80), now);
  const all = required && fields.get("all") === "yes";
  // Only what this person changed: a page that stood open must not write its old numbers over a colleague's.
  const counted = (kind: Kind): number => Math.max(given[kind] === before[kind] ? now[kind] : given[kind], all ? spec[kind] : 0);
  const component = { ...now, originals: counted("originals"), copies: counted("copies") };
  return { component, changed: KINDS.some((kind) => component[kind] !== now[kind]) };
};

/** What a form brings of the papers: all of them as they become, whether that is anything new; or why not. */
type Counts =
  | { readonly components: HeldComponent[]; readonly changed: boolean }
  | { readonly mistakes: readonly Mistake[] }
  | { readonly refusal: Refusal };

/** The dossier's papers with the counts of the form, or with all that is required (`all`); files stay. Pure. */
export const readCounts = (
  dossier: Pick<Dossier, "components">,
  procedure: Procedure | undefined,
  fields: URLSearchParams,
): Counts => {
  const counted = (procedure?.components ?? []).map((spec) => countOne(dossier, spec, fields));
  const mistakes = counted.flatMap((one) => ("field" in one ? [one] : []));
  if (mistakes.length > 0) return { mistakes };
  const refusal = counted.find((one) => "blame" in one);
  if (refusal !== undefined) return { refusal };
  const rows = counted.flatMap((one) => ("component" in one ? [one] : []));
  return {
    components: rows.flatMap(({ component }) =>
      component.originals + component.copies + component.files.length === 0 ? [] : [component],
    ),
    changed: rows.some(({ changed }) => changed),
  };
};
