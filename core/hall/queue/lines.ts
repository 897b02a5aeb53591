/** The right line for a procedure (R-H). Pure. */
import type { Hall, HallService } from "../../../catalogs/hall.ts";

/**
 * The line that takes procedures of a field: the one that names it, else the one for everything else. Undefined where neither exists.
 * `field` undefined (not known yet): the line for everything else.
 */
export const lineFor = (hall: Hall, field: string | undefined): HallService | undefined => {
  const filing = hall.services.filter(({ purpose }) => purpose === "submit");
  const named = field === undefined ? undefined : filing.find(({ fields }) => fields.includes(field));
  return named ?? filing.find(({ fields }) => fields.length === 0);
};
