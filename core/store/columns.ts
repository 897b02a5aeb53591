/** Column types that the tables share. */
import { customType, timestamp } from "drizzle-orm/pg-core";

/** An instant of hub time, to the millisecond. */
export const at = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: "string" });
/** An instant of the database's own time: liveness, lock-outs, signatures. */
export const realTime = (name: string) => timestamp(name, { withTimezone: true, mode: "string" });
export const bytea = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => "bytea" });
export const xid8 = customType<{ data: string }>({ dataType: () => "xid8" });
