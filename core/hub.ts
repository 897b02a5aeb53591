/** The face of the core: everything outside core/ works with a Hub and nothing behind it. */

export { createHub } from "./create-hub.ts";
export { type ReturnPapers, returnPapers } from "./dossier/papers.ts";
export { fold } from "./fold.ts";
export { announcementOf } from "./hall/announce.ts";
export { readBarcode, readScan } from "./hall/barcode.ts";
export { deviceKeyOf } from "./hall/device-key.ts";
export { hasPowerLow } from "./hall/device-problems.ts";
export { type Notice, noticesOf } from "./hall/notices.ts";
export { type QueueView, queueView } from "./hall/queue/board.ts";
export { appointmentSlip } from "./hall/slips/appointment.ts";
export { dossierSlip } from "./hall/slips/dossier-slip.ts";
export { paymentSlip } from "./hall/slips/payment.ts";
export { ticketSlip } from "./hall/slips/ticket.ts";
export * from "./hub-types.ts";
export { appointmentPdf, procedureExtractPdf } from "./papers/papers.ts";
export { bringerOf } from "./partners/command.ts";
export { PartnerError } from "./partners/credentials.ts";
export { SCOPES } from "./partners/scopes.ts";
export { newPerson } from "./people/types.ts";
export { OCCASIONS, REASONS } from "./satisfaction/satisfaction.ts";
export { databaseAway, sqlState } from "./store/database.ts";
/** Days of Việt Nam, for doors and screens: pure, and the same everywhere. */
export { addDays, toLocalDate, toLocalTime } from "./time/local.ts";
