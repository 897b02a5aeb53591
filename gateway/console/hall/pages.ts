/** /console/hall: the officer's screens (R-H, R-A05, R-A06, R-A11, R-B15, R-D01, R-D02, R-E05). */

import type { HallPages } from "./context.ts";
import { addCounter } from "./counter.ts";
import { addDesk } from "./desk.ts";
import { addCounterDossier } from "./dossier.ts";
import { addDossierActs } from "./dossier-acts.ts";
import { addFees } from "./fees.ts";
import { addHead } from "./head.ts";
import { addHallHome } from "./home.ts";
import { addScans } from "./scans.ts";

/** Adds all of them. */
export const addHallPages = (pages: HallPages): void => {
  addHallHome(pages);
  addDesk(pages);
  addCounter(pages);
  addCounterDossier(pages);
  addDossierActs(pages);
  addScans(pages);
  addFees(pages);
  addHead(pages);
};
