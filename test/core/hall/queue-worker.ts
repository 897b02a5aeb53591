/** One process of a hall: its counters call, serve and finish, side by side, until nobody waits. Prints what each of its calls took. */
import { createHallFace } from "../../../core/hall/face.ts";
import { IN_MEMORY, openDatabase } from "../../../core/store/open.ts";
import { wideHall } from "./wide-hall.ts";
import { catalogsWith, FRIDAY_8, OFFICER } from "./world.ts";

const [url = "", numbers = "", wanted = "0"] = process.argv.slice(2);
const database = await openDatabase({ databaseUrl: url, dataDir: IN_MEMORY });
const hall = wideHall();
const face = createHallFace({
  database,
  catalogs: catalogsWith(hall),
  calendarOf: () => undefined,
  procedure: () => Promise.resolve(undefined),
  clock: () => FRIDAY_8,
});
const run = (command: Parameters<typeof face.execute>[0]["command"]) =>
  face.execute({ hallId: hall.id, actor: OFFICER, command });

const called: string[] = [];
const taken: string[] = [];
const work = async (counterId: string): Promise<void> => {
  await run({ type: "openCounter", counterId, officer: counterId });
  for (;;) {
    const outcome = await run({ type: "callNext", counterId });
    if (outcome.outcome === "refused" && outcome.refusal.code === "hall.busy") continue;
    if (outcome.outcome !== "done" || outcome.ticket === undefined) return;
    called.push(outcome.ticket.id);
    for (const type of ["serve", "finish"] as const) while ((await run({ type, counterId })).outcome !== "done");
  }
};
const take = async (): Promise<void> => {
  const outcome = await run({ type: "takeTicket", serviceId: "ho-tich" });
  if (outcome.outcome === "done" && outcome.ticket !== undefined) taken.push(outcome.ticket.id);
};
await Promise.all(Array.from({ length: Number(wanted) }, take));
await Promise.all(numbers.split(",").map((n) => work(`q${n}`)));
process.stdout.write(JSON.stringify({ called, taken }));
await database.close();
