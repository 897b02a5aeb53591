/**
 * `lienthong/client`: the TypeScript client of the hub's REST doors. Stands alone: it needs openapi-fetch and p-retry, and nothing of the hub.
 *
 * ```ts
 * const hub = createClient({ baseUrl: "https://truc.example.test", auth: { apiKey } });
 * const { dossierId } = await hub.command("submit", { body: { … } });
 * for await (const dossier of hub.pages("/api/v1/dossiers", { params: { query: { status: "received" } } })) …
 * ```
 */
export type { ClientAuth } from "./auth.ts";
export { type ClientOptions, createClient, type LienthongClient } from "./client.ts";
export { LienthongError, type Problem } from "./error.ts";
export type { EventsOptions, HubCloudEvent } from "./events.ts";
export type { RetryOptions } from "./retry.ts";
export type { components, operations, paths } from "./schema.ts";
export type { Answer, CommandId, CommandInput, CommandReceipt, PagedItem, PagedPath } from "./types.ts";
