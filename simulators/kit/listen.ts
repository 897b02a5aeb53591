/** An app on a port of this machine. */
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { SimulatorError } from "./types.ts";

export interface Listening {
  /** "http://127.0.0.1:4100", without a slash at the end. */
  readonly url: string;
  /** Closes every connection and stops listening. */
  readonly close: () => Promise<void>;
}

/** @param what who listens, for the error. @param at.port 0 = any free one. @throws SimulatorError when the port is taken. */
export const listenOn = async (
  fetch: Parameters<typeof createAdaptorServer>[0]["fetch"],
  what: string,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<Listening> => {
  // Else Response of this process would no longer be the one that msw knows.
  const server = createAdaptorServer({ fetch, overrideGlobalObjects: false });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause) => reject(new SimulatorError(`${what} cannot listen on ${host}:${port}`, { cause })));
    server.listen(port, host, resolve);
  });
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        if ("closeAllConnections" in server) server.closeAllConnections();
      }),
  };
};
