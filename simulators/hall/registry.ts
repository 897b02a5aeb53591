/** The devices of a hall, each simulated. A new one is a folder and a line here. */
import { createSimulation, type SimulationSettings } from "../kit/simulation.ts";
import type { Simulation } from "../kit/types.ts";
import barcodeScanner from "./barcode-scanner/simulator.ts";
import callUnit from "./call-unit/simulator.ts";
import camera from "./camera/simulator.ts";
import copierMeter from "./copier-meter/simulator.ts";
import documentPrinter from "./document-printer/simulator.ts";
import documentScanner from "./document-scanner/simulator.ts";
import ivr from "./ivr/simulator.ts";
import led from "./led/simulator.ts";
import loudspeaker from "./loudspeaker/simulator.ts";
import receiptPrinter from "./receipt-printer/simulator.ts";
import smsModem from "./sms-modem/simulator.ts";
import ticketMachine from "./ticket-machine/simulator.ts";
import ups from "./ups/simulator.ts";

/** Devices that come to the hub by themselves: they must know where it is. */
export const CALLS_THE_HUB: ReadonlySet<string> = new Set([ivr.id, callUnit.id, loudspeaker.id, ticketMachine.id]);

/** Id → how to make one. */
export const HALL_SIMULATORS: Readonly<Record<string, (settings: SimulationSettings) => Simulation>> = {
  [documentPrinter.id]: (settings) => createSimulation(documentPrinter, settings),
  [documentScanner.id]: (settings) => createSimulation(documentScanner, settings),
  [receiptPrinter.id]: (settings) => createSimulation(receiptPrinter, settings),
  [camera.id]: (settings) => createSimulation(camera, settings),
  [smsModem.id]: (settings) => createSimulation(smsModem, settings),
  [ivr.id]: (settings) => createSimulation(ivr, settings),
  [led.id]: (settings) => createSimulation(led, settings),
  [barcodeScanner.id]: (settings) => createSimulation(barcodeScanner, settings),
  [copierMeter.id]: (settings) => createSimulation(copierMeter, settings),
  [ups.id]: (settings) => createSimulation(ups, settings),
  [callUnit.id]: (settings) => createSimulation(callUnit, settings),
  [loudspeaker.id]: (settings) => createSimulation(loudspeaker, settings),
  [ticketMachine.id]: (settings) => createSimulation(ticketMachine, settings),
};
