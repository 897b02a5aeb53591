/** How a driver is handed to the registry: checked with the type of its own settings, which is then forgotten. */
import type { DeviceDriver } from "../../core/hall/device.ts";

/** The watcher and the lanes only ever pass the value that the driver's own `config` schema made, so forgetting its type is safe. */
export const defineDriver = <C>(driver: DeviceDriver<C>): DeviceDriver => driver as unknown as DeviceDriver;
