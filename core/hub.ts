/** The face of the core: everything outside core/ works with a Hub and nothing behind it. */

export { createHub } from "./create-hub.ts";
export * from "./hub-types.ts";
export { PartnerError } from "./partners/credentials.ts";
export { SCOPES } from "./partners/scopes.ts";
export { newPerson } from "./people/types.ts";
/** Days of Việt Nam, for doors and screens: pure, and the same everywhere. */
export { addDays, toLocalDate, toLocalTime } from "./time/local.ts";
