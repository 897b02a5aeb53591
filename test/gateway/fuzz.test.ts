/**
 * Every operation of the OpenAPI document under requests that its description allows, and under such that nobody should send. Bounded:
 * LIENTHONG_FUZZ_RUNS requests an operation (60), from LIENTHONG_FUZZ_SEED on, which a failure names.
 */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createApp } from "../../gateway/app.ts";
import { fakeHub } from "./fake-hub.ts";
import { faultsOf } from "./fuzz/contract.ts";
import { type OpenApi, operationsOf } from "./fuzz/document.ts";
import { requestOf, requestsFor } from "./fuzz/requests.ts";
import { type FuzzWorld, openFuzzWorld } from "./fuzz/world.ts";

const RUNS = Number(process.env["LIENTHONG_FUZZ_RUNS"] ?? 60);
/** The same in every run, so that a change of ours and not chance makes it fail; another one looks elsewhere. */
const SEED = Number(process.env["LIENTHONG_FUZZ_SEED"] ?? 20_260_213);

// What there is to fuzz must be known before the tests begin; the fake hub has the same doors.
const listed = operationsOf((await (await createApp(fakeHub().hub).request("/openapi.json")).json()) as OpenApi);

/** Operations that did what they were asked at least once. */
const opened = new Set<string>();
let world: FuzzWorld;
beforeAll(async () => {
  world = await openFuzzWorld();
});
afterAll(() => world.stop());

describe(`R-J04 the contract holds under ${RUNS} requests an operation, seed ${SEED}`, () => {
  it("R-J04 every operation of the document is here", async () => {
    expect(operationsOf(world.document).map(({ operationId }) => operationId)).toEqual(
      listed.map(({ operationId }) => operationId),
    );
    expect(listed.length).toBeGreaterThan(60);
  });

  it.each(listed.map(({ operationId, method, path }) => [`${method} ${path}`, operationId]))(
    "%s: no status, form or fault that is not documented",
    async (_where, operationId) => {
      const operation = operationsOf(world.document).find((one) => one.operationId === operationId);
      if (operation === undefined) throw new RangeError(`no operation ${operationId}`);
      const known = await world.known(operation);
      const requests = requestsFor(operation, await world.callersOf(operation), { document: world.document, known });
      const property = fc.asyncProperty(requests, async (sent) => {
        const answer = await world.send(requestOf(sent, world.keys));
        if (answer.ok) opened.add(operationId);
        const faults = await faultsOf(operation, answer);
        if (faults.length > 0) throw new TypeError(faults.join("\n"));
      });
      await fc.assert(property, { numRuns: RUNS, seed: SEED });
    },
  );

  it.runIf(RUNS >= 60)("R-J04 the requests were not all turned away at the door: most operations were opened", () => {
    expect(opened.size).toBeGreaterThan(listed.length * 0.6);
  });
});
