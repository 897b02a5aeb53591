/**
 * The papers, for the core's face. The makers of PDF and bar codes cost 350 ms and 40 MB at the first paper: processes that make none never load them.
 */
import type { Procedure } from "../../catalogs/types.ts";
import type { Dossier } from "../dossier/types.ts";
import type { AppointmentOptions } from "./appointment.ts";
import type { ExtractOptions } from "./procedure-extract.ts";

/** See appointment.ts: "Giấy tiếp nhận hồ sơ và hẹn trả kết quả" of a received dossier (R-A05). */
export const appointmentPdf = async (dossier: Dossier, options: AppointmentOptions): Promise<Uint8Array> =>
  (await import("./appointment.ts")).appointmentPdf(dossier, options);

/** See procedure-extract.ts: the extract of a procedure for posting (R-E01). */
export const procedureExtractPdf = async (procedure: Procedure, options: ExtractOptions): Promise<Uint8Array> =>
  (await import("./procedure-extract.ts")).procedureExtractPdf(procedure, options);
