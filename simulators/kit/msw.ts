/**
 * Simulations inside tests, without a port. It does not import msw (a tool of the tests, not of the product): hand the
 * resolver to msw as `setupServer(http.all("*", mswHandler({ "https://portal.test": portal })))`.
 */
import type { Simulation } from "./types.ts";

/**
 * Answers requests to the given origins from their simulations; undefined lets msw pass the request on. A cut connection is a
 * network error, or a body that breaks off, just as global fetch shows it.
 */
export const mswHandler =
  (simulations: Readonly<Record<string, Simulation>>) =>
  async ({ request }: { readonly request: Request }): Promise<Response | undefined> =>
    simulations[new URL(request.url).origin]?.fetch(request);
