/** What `lienthong doctor` asks of the database, by whoever has it open. */
import type { OperatorCommand } from "./desk.ts";

/** Prints what the hub's own health check says of its database. Exit code: 0, or 1 where it is not well. Errors: those of withHub. */
export const database: OperatorCommand = (_args, desk) =>
  desk.withHub(async (hub) => {
    const { database: found } = (await hub.health()).checks;
    desk.say(found?.detail ?? "");
    return found?.ok === true ? 0 : 1;
  });
