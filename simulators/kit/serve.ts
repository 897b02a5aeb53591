/** A simulation on a real port. */
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import type { PortBindings } from "./transport.ts";
import { type Simulation, SimulatorError } from "./types.ts";

export interface Served {
  /** "http://127.0.0.1:4100", without a slash at the end. */
  readonly url: string;
  readonly simulation: Simulation;
  /** Frees all that hangs and closes every connection. */
  readonly close: () => Promise<void>;
}

/** @param options.port 0 = any free one. @throws SimulatorError when the port is taken. */
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
  return {
    url: `http://${host}:${port}`,
    simulation,
    close: async () => {
      simulation.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      if ("closeAllConnections" in server) server.closeAllConnections();
      await closed;
    },
  };
};
