/** All simulators. A new one is a folder and a line here. */
import civilStatus from "./civil-status/simulator.ts";
import departments, { ministry } from "./departments/simulator.ts";
import dvcPortal from "./dvc-portal/simulator.ts";
import igate from "./igate/simulator.ts";
import { createSimulation, type SimulationSettings } from "./kit/simulation.ts";
import type { Simulation } from "./kit/types.ts";
import landRegistry from "./land-registry/simulator.ts";
import police from "./police/simulator.ts";
import post from "./post/simulator.ts";
import receipts from "./receipts/simulator.ts";
import sms from "./sms/simulator.ts";
import socialInsurance from "./social-insurance/simulator.ts";
import tax from "./tax/simulator.ts";
import treasury from "./treasury/simulator.ts";
import webhookReceiver from "./webhook-receiver/simulator.ts";

/** Id → how to make one. Made through a function, so that each keeps the type of its own options. */
export const SIMULATORS: Readonly<Record<string, (settings: SimulationSettings) => Simulation>> = {
  [civilStatus.id]: (settings) => createSimulation(civilStatus, settings),
  [departments.id]: (settings) => createSimulation(departments, settings),
  [ministry.id]: (settings) => createSimulation(ministry, settings),
  [dvcPortal.id]: (settings) => createSimulation(dvcPortal, settings),
  [igate.id]: (settings) => createSimulation(igate, settings),
  [landRegistry.id]: (settings) => createSimulation(landRegistry, settings),
  [police.id]: (settings) => createSimulation(police, settings),
  [post.id]: (settings) => createSimulation(post, settings),
  [tax.id]: (settings) => createSimulation(tax, settings),
  [socialInsurance.id]: (settings) => createSimulation(socialInsurance, settings),
  [sms.id]: (settings) => createSimulation(sms, settings),
  [treasury.id]: (settings) => createSimulation(treasury, settings),
  [receipts.id]: (settings) => createSimulation(receipts, settings),
  [webhookReceiver.id]: (settings) => createSimulation(webhookReceiver, settings),
};
