/** All simulators. A new one is a folder and a line here. */
import dvcPortal from "./dvc-portal/simulator.ts";
import { createSimulation, type SimulationSettings } from "./kit/simulation.ts";
import type { Simulation } from "./kit/types.ts";
import post from "./post/simulator.ts";

/** Id → how to make one. Made through a function, so that each keeps the type of its own options. */
export const SIMULATORS: Readonly<Record<string, (settings: SimulationSettings) => Simulation>> = {
  [dvcPortal.id]: (settings) => createSimulation(dvcPortal, settings),
  [post.id]: (settings) => createSimulation(post, settings),
};
