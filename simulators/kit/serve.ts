/** A simulation on a real port. */
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
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
  const server = createAdaptorServer({
    fetch: (request, bindings) => simulation.fetch(request, bindings as PortBindings),
    // Else Response of this process would no longer be the one that msw knows.
    overrideGlobalObjects: false,
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause) =>
      reject(new SimulatorError(`${simulation.definition.id}: cannot listen on ${host}:${options.port}`, { cause })),
    );
    server.listen(options.port, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const stopHttp = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    if ("closeAllConnections" in server) server.closeAllConnections();
    await closed;
  };
  const listeners = Object.entries(simulation.parts.listeners ?? {});
  let ports: ListenerPorts;
  try {
    ports = await startListeners(simulation.definition.id, listeners, options.port, host);
  } catch (error) {
    await stopHttp();
    throw error;
  }
  return {
    url: `http://${host}:${port}`,
    simulation,
    ports,
    close: async () => {
      simulation.close();
      await Promise.all([stopHttp(), ...listeners.map(([, listener]) => listener.stop())]);
    },
  };
};
