/** The screens of the halls' devices: pairing, the live line, and one page for each kind. */
import type { PublicContext } from "../context.ts";
import { addEnter } from "./device.tsx";
import { addKiosk } from "./kiosk.tsx";
import { addLive, LIVE_MANNERS, type LiveManners } from "./live.ts";
import { addQueueScreen, queueStamp } from "./queue.tsx";
import { addResultsScreen } from "./results.tsx";
import { createResultsReader } from "./results-source.ts";
import { addTablet, tabletStamp } from "./tablet.tsx";

/** Adds all of them. `manners`: how the live line behaves, where that is not as usual. */
export const addScreens = (context: PublicContext, manners: Partial<LiveManners> = {}): void => {
  const results = createResultsReader(context.hub);
  const queue = queueStamp(context);
  addEnter(context);
  addLive(
    context,
    {
      queue,
      results: async ({ hall }) => (await results(hall.agencyId)).stamp,
      kiosk: queue,
      tablet: tabletStamp(context),
    },
    { ...LIVE_MANNERS, ...manners },
  );
  addQueueScreen(context);
  addResultsScreen(context, results);
  addKiosk(context);
  addTablet(context);
};
