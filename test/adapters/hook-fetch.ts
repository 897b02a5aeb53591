/** Partners and devices call the hub's hooks through this fetch: no HTTP server of the hub is needed. */
import type { Hub } from "../../core/hub.ts";

export const hubFetch =
  (hub: () => Hub): typeof fetch =>
  async (input, init) => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    const [, , adapterId = "", hookId = ""] = url.pathname.split("/");
    const answer = await hub().runHook(adapterId, hookId, {
      method: request.method,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: Object.fromEntries(request.headers),
      body: new Uint8Array(await request.arrayBuffer()),
    });
    return new Response(answer.body, { status: answer.status, ...(answer.headers ? { headers: { ...answer.headers } } : {}) });
  };
