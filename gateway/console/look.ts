/** Recording a look at personal data from a page of the console (R-I02): before anything is shown, and what cannot be recorded is not shown. */
import type { Context } from "hono";
import type { GatewayEnv } from "../env.ts";
import { safeError } from "../log.ts";
import { type Problem, problem } from "../problem.ts";
import type { ConsoleContext } from "./context.ts";

const notRecorded = (): Problem =>
  problem(503, "hub.look-not-recorded", {
    blame: "hub",
    retry: true,
    detail: {
      vi: "Chưa ghi được lượt xem nên không hiển thị hồ sơ.",
      en: "The look could not be recorded, so the dossier is not shown.",
    },
    hint: { vi: "Tải lại trang sau ít phút.", en: "Load the page again in a few minutes." },
    headers: { "retry-after": "5" },
  });

/** Records it for the person who is signed in; the problem, where there is one, is the answer instead. `what`: the page's own name. */
export const recordPageLook = async (
  { hub, log }: Pick<ConsoleContext, "hub" | "log">,
  c: Context<GatewayEnv>,
  { dossierId, what, purpose }: { readonly dossierId: string; readonly what: string; readonly purpose: string },
): Promise<Problem | undefined> => {
  try {
    await hub.partners.recordLook({
      who: `person:${c.get("person").id}`,
      dossierId,
      what,
      purpose,
      door: "console",
      traceparent: c.get("traceparent"),
    });
  } catch (error) {
    log.error({ requestId: c.get("requestId"), error: safeError(error) }, "look not recorded");
    return notRecorded();
  }
  c.set("dossierId", dossierId);
  return undefined;
};
