/** The devices of a hall, each simulated. A new one is a folder and a line here. */
import { createSimulation, type SimulationSettings } from "../kit/simulation.ts";
import type { Simulation } from "../kit/types.ts";
import documentPrinter from "./document-printer/simulator.ts";

/** Id → how to make one. */
export const HALL_SIMULATORS: Readonly<Record<string, (settings: SimulationSettings) => Simulation>> = {
  [documentPrinter.id]: (settings) => createSimulation(documentPrinter, settings),
};
