/** How the console writes times and agencies. */
import { type Hub, toLocalDate, toLocalTime } from "../../core/hub.ts";
import type { Instant } from "../../core/time/types.ts";

/** "07:30 02/03/2026", on the clock of Việt Nam; a dash where there is none. */
export const timeText = (instant: Instant | undefined): string => {
  if (instant === undefined) return "–";
  const [year, month, day] = toLocalDate(instant).split("-");
  return `${toLocalTime(instant)} ${day}/${month}/${year}`;
};

/** An agency by its name, where the catalog knows it. */
export const agencyText = (hub: Pick<Hub, "agency">, id: string): string => {
  if (id === "*") return "Mọi cơ quan";
  const name = hub.agency(id)?.name;
  return name === undefined ? id : `${name} (${id})`;
};
