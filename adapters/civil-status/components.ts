/**
 * Which procedure of the catalog a liên thông dossier is, and to which of its published components a paper belongs: the hub sends papers
 * with a name and no component (domain.md §5.2). Pure.
 */
import type { AttachedFile } from "./contract/registry.ts";

interface Papers {
  /** The joint electronic declaration. */
  readonly own: string;
  /** Word in a paper's name → component. */
  readonly words: readonly (readonly [string, string])[];
}

/** Components of the electronic liên thông procedures (catalogs/procedures/linked.yaml). */
export const HUB_PROCEDURES: Readonly<Record<string, Papers>> = {
  "2.002621": { own: "tk", words: [["chứng sinh", "gcs"]] },
  "2.002622": {
    own: "tk",
    words: [
      ["báo tử", "giay-bao-tu"],
      ["mai táng", "tk-mai-tang"],
      ["tử tuất", "tk-mai-tang"],
    ],
  },
};

/** Codes under which hubs still list what has a successor (domain.md §4). */
const SUCCESSORS: Readonly<Record<string, string>> = { "2.000986": "2.002621", "1.011733": "2.002622" };

/** National code without the agency behind it, or its successor: "2.000986.H57" → "2.002621". */
export const localProcedure = (code: string): string => {
  const national = /^\d\.\d{6}/.exec(code.trim())?.[0] ?? code.trim();
  return SUCCESSORS[national] ?? national;
};

const matching = (title: string, procedure: string): string | undefined => {
  const said = title.normalize("NFC").toLocaleLowerCase("vi");
  return HUB_PROCEDURES[localProcedure(procedure)]?.words.find(([word]) => said.includes(word))?.[1];
};

/** The component of a paper; one that no word tells goes with the declaration. */
export const componentFor = (title: string, procedure: string): string =>
  matching(title, procedure) ?? HUB_PROCEDURES[localProcedure(procedure)]?.own ?? "tk";

/**
 * Papers brought later, bound to what was asked for: by their name where that is among it, else to everything asked for that no name
 * covers; the officer, who checks them, sees which is which.
 */
export const bindTo = (
  missing: readonly string[],
  files: readonly AttachedFile[],
  procedure: string,
): readonly { readonly name: string; readonly componentId: string; readonly base64: string }[] => {
  const named = files.map((file) => ({ file, id: matching(file.tenGiayTo, procedure) }));
  const covered = new Set(named.flatMap(({ id }) => (id !== undefined && missing.includes(id) ? [id] : [])));
  const open = missing.filter((id) => !covered.has(id));
  return named.flatMap(({ file, id }) => {
    const targets =
      id !== undefined && covered.has(id)
        ? [id]
        : open.length > 0
          ? open
          : [missing[0] ?? componentFor(file.tenGiayTo, procedure)];
    return targets.map((componentId) => ({ name: file.tenTepDinhKem, componentId, base64: file.duLieuTepDinhKem }));
  });
};
