/** Printing the extract of a procedure from the kiosk on the hall's document printer (R-E01). */
import { createHash } from "node:crypto";
import type { Procedure } from "../../../catalogs/types.ts";
import { procedureExtractPdf } from "../../../core/hub.ts";
import { safeError } from "../../log.ts";
import type { PublicContext } from "../context.ts";
import type { ScreenDevice } from "./device.tsx";

/** The same extract from the same kiosk within so long is one print: somebody tapped again because the printer is slow, milliseconds. */
const SAME_MS = 30_000;

const once = async function* (bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
};

/**
 * Asks the hall's document printer for the extract. "failed": there is none that works, so nobody waits for paper; a printer that is only out of
 * paper prints it later. Never throws. `now`: hub time.
 */
export const printExtract = async (
  { hub, log }: Pick<PublicContext, "hub" | "log">,
  { hall, device }: ScreenDevice,
  procedure: Procedure,
): Promise<"asked" | "failed"> => {
  const printer = hall.devices.find(({ kind, counter }) => kind === "documentPrinter" && counter === undefined);
  const agency = hub.agency(hall.agencyId);
  if (printer === undefined || agency === undefined) return "failed";
  try {
    const status = await hub.hall.device(printer.id);
    if (status === undefined || status.state === "failing" || status.state === "off") return "failed";
    const now = hub.now();
    const parent = agency.parentId === null ? undefined : hub.agency(agency.parentId);
    const pdf = await procedureExtractPdf(procedure, { agency, at: now, ...(parent === undefined ? {} : { parent }) });
    const blob = await hub.storeBlob(once(pdf), `${procedure.code}.pdf`);
    if (!("sha256" in blob)) return "failed";
    const moment = Math.floor(Date.parse(now) / SAME_MS);
    const job = await hub.hall.ask({
      deviceId: printer.id,
      operation: "print",
      body: {
        blob: blob.sha256,
        fileName: `${procedure.code}.pdf`,
        title: `Trích yếu thủ tục ${procedure.code}`,
        sides: "longEdge",
      },
      jobId: `extract:${createHash("sha256").update(`${device.id}|${procedure.code}|${moment}`).digest("base64url").slice(0, 24)}`,
      actor: { kind: "device", id: device.id },
    });
    return "jobId" in job ? "asked" : "failed";
  } catch (error) {
    log.error({ deviceId: printer.id, error: safeError(error) }, "an extract could not be printed");
    return "failed";
  }
};
