/** Ports for servers that must come back on the same one, or be named before they listen. On 127.0.0.1. */
import { createServer } from "node:net";

/** Below the ports that systems give to outgoing connections (32768 and up on Linux): none of those can take it meanwhile. */
const FIRST = 20_000;
const PORTS = 12_000;

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });

/** A port of 127.0.0.1 that is free now, and that nobody else is likely to ask for: 20000–31999. Never rejects; asks until it finds one. */
export const freePort = async (): Promise<number> => {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * PORTS);
    if (await isFree(port)) return port;
  }
};
