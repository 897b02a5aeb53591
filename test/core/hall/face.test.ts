import { describe, expect, it } from "vitest";
import { ENGINES } from "../../support/database.ts";
import { queueOn } from "./world.ts";

describe.each(ENGINES)("the hall's queue on $name", ({ open }) => {
  it("R-H queue: smoke", async () => {
    const database = await open();
    try {
      const world = queueOn(database);
      const a = await world.run({ type: "takeTicket", serviceId: "ho-tich" });
      expect(a).toMatchObject({ outcome: "done", ticket: { id: "A001", state: "waiting" } });
      console.log(JSON.stringify(await world.face.events("sanh-thu", 0)));
      await world.run({ type: "openCounter", counterId: "q1", officer: "cb-1" });
      expect(await world.run({ type: "callNext", counterId: "q1" })).toMatchObject({ ticket: { id: "A001", state: "called" } });
    } finally {
      await database.close();
    }
  });
});
