/** Every driver of a hall's devices, one line each (export default defineDriver({…})). Which are on is a matter of configuration (install.ts). */
import type { DeviceDriver } from "../../core/hall/device.ts";
import documentPrinter from "./document-printer/driver.ts";

export const DRIVERS: readonly DeviceDriver[] = [documentPrinter];
