/** A simulation on a real port. */
import { listenOn } from "./listen.ts";
import type { PortBindings } from "./transport.ts";
import { type ListenerPorts, type SimListener, type Simulation, SimulatorError } from "./types.ts";

export interface Served {
  /** "http://127.0.0.1:4100", without a slash at the end. */
  readonly url: string;
  readonly simulation: Simulation;
  /** Ports of its raw TCP protocols, by name. */
  readonly ports: ListenerPorts;
  /** Frees all that hangs and closes every connection. */
  readonly close: () => Promise<void>;
}

/** The n-th listener is found n thousand above the HTTP port (4107 → 5107): the same place on every start. */
const LISTENER_STEP = 1000;
const HIGHEST_PORT = 65_535;

/** Starts the listeners on `port` + 1000, + 2000 …; any free ports where `port` is 0 or they would lie too high. */
const startListeners = async (
  id: string,
  listeners: readonly (readonly [string, SimListener])[],
  port: number,
  host: string,
): Promise<ListenerPorts> => {
  const ports: Record<string, number> = {};
  for (const [index, [name, listener]] of listeners.entries()) {
    const wanted = port === 0 ? 0 : port + LISTENER_STEP * (index + 1);
    try {
      ports[name] = await listener.start(wanted > HIGHEST_PORT ? 0 : wanted, host);
    } catch (cause) {
      await Promise.all(listeners.slice(0, index).map(([, started]) => started.stop()));
      throw new SimulatorError(`${id}: ${name} cannot listen on ${host}:${wanted}`, { cause });
    }
  }
  return ports;
};

/** @param options.port 0 = any free one. @throws SimulatorError when a port is taken. */
export const startSimulator = async (
  simulation: Simulation,
  options: { readonly port: number; readonly host?: string },
): Promise<Served> => {
  const host = options.host ?? "127.0.0.1";
  const http = await listenOn(
    (request, bindings) => simulation.fetch(request, bindings as PortBindings),
    `${simulation.definition.id}:`,
    { host, port: options.port },
  );
  const listeners = Object.entries(simulation.parts.listeners ?? {});
  let ports: ListenerPorts;
  try {
    ports = await startListeners(simulation.definition.id, listeners, options.port, host);
  } catch (error) {
    await http.close();
    throw error;
  }
  return {
    url: http.url,
    simulation,
    ports,
    close: async () => {
      simulation.close();
      await Promise.all([http.close(), ...listeners.map(([, listener]) => listener.stop())]);
    },
  };
};
