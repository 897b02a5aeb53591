/**
 * One dossier, four doors: whichever it comes by, it ends in the same state; a repeat through any door gets the stored answer; another body
 * under the same key is a conflict at each.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Dossier } from "../../core/dossier/types.ts";
import { type RunningKafka, startKafka, whyNoKafka } from "../../scripts/kafka/broker.ts";
import { type Door, type FourDoors, openDoors, submission } from "./four-doors.ts";

const WHY_NO_KAFKA = whyNoKafka();
const NAMES = ["REST", "SOAP", "DVCQG", "Kafka"] as const;
type Name = (typeof NAMES)[number];
const missing = (...names: readonly Name[]): boolean => WHY_NO_KAFKA !== undefined && names.includes("Kafka");
const why = (...names: readonly Name[]): string => (missing(...names) ? ` (skipped: ${WHY_NO_KAFKA})` : "");

let kafka: RunningKafka | undefined;
let world: FourDoors;
beforeAll(async () => {
  kafka = WHY_NO_KAFKA === undefined ? await startKafka() : undefined;
  world = await openDoors(kafka?.brokers);
});
afterAll(async () => {
  await world?.stop();
  await kafka?.stop();
});

const door = (name: Name): Door => world.doors[name] ?? expect.fail(`no door ${name}`);

/** What is a dossier's own: its id, its codes, who at the counter did it (the portal's protocol names people by name only). */
const OWN = new Set(["id", "code", "aliases", "barcode", "by"]);
const withoutOwn = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutOwn);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([key, inner]) => (OWN.has(key) ? [] : [[key, withoutOwn(inner)]])));
};
const stateOf = (dossier: Dossier): unknown => withoutOwn(dossier);

describe("the same dossier through every door", () => {
  const states = new Map<Name, unknown>();

  for (const name of NAMES)
    it.skipIf(missing(name))(`R-J04 is filed, checked and received by ${name}${why(name)}`, async () => {
      const command = submission(`MC101-${name}-0001`);
      expect(await door(name).submit(command)).toMatchObject({ said: "done" });
      const filed = await world.dossier(command.alias);
      await door(name).receive(command, filed.id);
      const received = await world.dossier(command.alias);
      expect(received).toMatchObject({ status: "received", code: expect.stringMatching(/^H57\.101-260302-\d{4}$/) });
      states.set(name, stateOf(received));
    });

  it("R-J04 ends in equal state", () => {
    const [[, first] = [], ...others] = [...states];
    expect(states.size).toBe(NAMES.filter((name) => !missing(name)).length);
    expect(first).toMatchObject({ status: "received", applicant: { fullName: "Nguyễn Thị Thử Nghiệm" } });
    for (const [name, state] of others) expect({ name, state }).toEqual({ name, state: first });
  });
});

describe("a repeat", () => {
  for (const first of NAMES)
    for (const second of NAMES)
      it.skipIf(missing(first, second))(
        `R-J03 by ${second} of what came by ${first} gets the stored answer; another body is a conflict${why(first, second)}`,
        async () => {
          const command = submission(`MC101-${first}-${second}`);
          const done = await door(first).submit(command);
          if (done.said !== "done") expect.fail(JSON.stringify(done));
          const count = await world.count();
          expect(await door(second).submit(command)).toEqual({ ...done, said: "repeat" });
          const stored = await world.dossier(command.alias);
          expect(await door(second).submit(submission(command.alias, "Nội dung khác"))).toEqual({ said: "conflict" });
          expect(await world.dossier(command.alias)).toEqual(stored);
          expect(await world.count()).toBe(count);
        },
      );
});
