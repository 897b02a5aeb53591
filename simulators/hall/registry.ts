/** The devices of a hall, each simulated. A new one is a folder and a line here. */
import { createSimulation, type SimulationSettings } from "../kit/simulation.ts";
import type { Simulation } from "../kit/types.ts";
import camera from "./camera/simulator.ts";
import documentPrinter from "./document-printer/simulator.ts";
import documentScanner from "./document-scanner/simulator.ts";
import ivr from "./ivr/simulator.ts";
import receiptPrinter from "./receipt-printer/simulator.ts";
import smsModem from "./sms-modem/simulator.ts";

/** Id → how to make one. */
export const HALL_SIMULATORS: Readonly<Record<string, (settings: SimulationSettings) => Simulation>> = {
  [documentPrinter.id]: (settings) => createSimulation(documentPrinter, settings),
  [documentScanner.id]: (settings) => createSimulation(documentScanner, settings),
  [receiptPrinter.id]: (settings) => createSimulation(receiptPrinter, settings),
  [camera.id]: (settings) => createSimulation(camera, settings),
  [smsModem.id]: (settings) => createSimulation(smsModem, settings),
  [ivr.id]: (settings) => createSimulation(ivr, settings),
};
