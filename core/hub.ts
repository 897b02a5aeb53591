/** The face of the core: everything outside core/ works with a Hub and nothing behind it. */
export * from "./hub-types.ts";
export { createHub } from "./create-hub.ts";
