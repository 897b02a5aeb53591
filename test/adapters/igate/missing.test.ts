/** R-G02: asking a site for dossiers that never arrived ends, whatever the site answers. */
import { afterEach, beforeEach, expect, it } from "vitest";
import adapter from "../../../adapters/igate/adapter.ts";
import type { IgateConfig } from "../../../adapters/igate/config.ts";
import { sampleDossier } from "../../../adapters/igate/contract/samples.ts";
import { missingPoller } from "../../../adapters/igate/missing-poller.ts";
import { readAdapterConfig } from "../../../adapters/kit/define.ts";
import igate from "../../../simulators/igate/simulator.ts";
import { type Served, startSimulator } from "../../../simulators/kit/serve.ts";
import { createSimulation } from "../../../simulators/kit/simulation.ts";
import { fakeCall } from "../kit/fake-call.ts";

const NOW = "2026-03-02T04:00:00.000Z";
let served: Served;
beforeEach(async () => {
  served = await startSimulator(createSimulation(igate, { now: NOW }), { port: 0 });
});
afterEach(() => served.close());

it("R-G02 [§5.1] a site that gives the same page under every number is not asked for ever", async () => {
  const env = { ...igate.settings(served.url), LIENTHONG_IGATE_FETCH_MISSING: "true" };
  const { call } = fakeCall(readAdapterConfig(adapter, env) as IgateConfig, { now: () => NOW });
  const content = Array.from({ length: 50 }, () => sampleDossier);
  served.simulation.faults.add({
    kind: "status",
    code: 200,
    contentType: "application/json",
    body: JSON.stringify({ content }),
    match: { path: "/pa/dossier/search" },
  });
  expect(await missingPoller.fetch(undefined, call)).toMatchObject({ cursor: "1", more: true });
  expect(await missingPoller.fetch("198", call)).toMatchObject({ cursor: "199", more: true });
  expect(await missingPoller.fetch("199", call)).toMatchObject({ cursor: undefined, more: false });
});
