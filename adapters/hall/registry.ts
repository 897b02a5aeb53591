/** Every driver of a hall's devices, one line each (export default defineDriver({…})). Which are on is a matter of configuration (install.ts). */
import type { DeviceDriver } from "../../core/hall/device.ts";
import barcodeScanner from "./barcode-scanner/driver.ts";
import camera from "./camera/driver.ts";
import copierMeter from "./copier-meter/driver.ts";
import documentPrinter from "./document-printer/driver.ts";
import documentScanner from "./document-scanner/driver.ts";
import ivr from "./ivr/driver.ts";
import led from "./led/driver.ts";
import receiptPrinter from "./receipt-printer/driver.ts";
import smsModem from "./sms-modem/driver.ts";
import ups from "./ups/driver.ts";

export const DRIVERS: readonly DeviceDriver[] = [
  receiptPrinter,
  documentPrinter,
  camera,
  documentScanner,
  smsModem,
  ivr,
  led,
  barcodeScanner,
  copierMeter,
  ups,
];
