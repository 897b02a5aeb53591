/** Components of a dossier (thành phần hồ sơ) as partners are told of them: by the names under which the procedure publishes them. */
import type { FileRef, HeldComponent } from "../../core/dossier/commands.ts";
import type { Happening } from "../../core/exchange/adapter.ts";

type Published = Pick<Happening["procedure"], "components">;

/** A component's published name; its id where the procedure publishes none of that id. */
export const componentName = (procedure: Published, componentId: string): string =>
  procedure.components.find(({ id }) => id === componentId)?.name ?? componentId;

export interface NamedPaper {
  readonly componentId: string;
  readonly name: string;
  readonly originals: number;
  readonly copies: number;
  readonly files: FileRef[];
}

/** Components with their names, counts and files, in the order in which they are held. Pure. */
export const namedPapers = (held: readonly HeldComponent[], procedure: Published): NamedPaper[] =>
  held.map(({ componentId, originals, copies, files }) => ({
    componentId,
    name: componentName(procedure, componentId),
    originals,
    copies,
    files: [...files],
  }));
