/** The client of the hub's REST doors: typed by the OpenAPI document, with proofs, keys, retries and errors as the hub means them. */
import createFetchClient from "openapi-fetch";
import { type ClientAuth, proverOf } from "./auth.ts";
import { type EventsOptions, followEvents, type HubCloudEvent } from "./events.ts";
import { planOf, type RetryOptions, type Send, sendWithRetries } from "./retry.ts";
import { type components, OPERATIONS, type paths } from "./schema.ts";
import type { CommandId, CommandInput, CommandReceipt, DoorCall, PagedArguments, PagedItem, PagedPath } from "./types.ts";

export interface ClientOptions {
  /** Where the hub is: "https://truc.example.test". */
  readonly baseUrl: string;
  /** Absent: only the public doors answer. */
  readonly auth?: ClientAuth;
  /** What personal data is looked at for; recorded with every look (R-I02). */
  readonly purpose?: string;
  /** Default: the runtime's own. */
  readonly fetch?: (request: Request) => Promise<Response>;
  readonly retry?: RetryOptions;
}

export interface LienthongClient {
  /**
   * Calls a door by its path, as openapi-fetch does: `client.GET("/api/v1/dossiers/{ref}", { params: { path: { ref } } })`.
   * A write that takes an Idempotency-Key gets one where none is given, and keeps it over its retries; a write that takes none is sent once.
   * Errors: LienthongError for whatever is no success; the reason of `signal`.
   */
  readonly GET: DoorCall<"get">;
  readonly POST: DoorCall<"post">;
  readonly PATCH: DoorCall<"patch">;
  /** Sends a command: `client.command("receive", { ref, body: {} })`. Gives the receipt. Errors: as GET. */
  command<Id extends CommandId>(type: Id, input: CommandInput<Id>): Promise<CommandReceipt<Id>>;
  /** Every entry of a list, page after page: `for await (const dossier of client.pages("/api/v1/dossiers"))`. Errors: as GET. */
  pages<P extends PagedPath>(path: P, ...init: PagedArguments<P>): AsyncGenerator<PagedItem<P>, void, undefined>;
  /**
   * The hub's events as they happen, from `after` on, over broken connections without a gap or a double. Ends when `signal` is aborted.
   * Errors: LienthongError where trying again makes no sense, e.g. 401.
   */
  events(options?: EventsOptions): AsyncGenerator<HubCloudEvent, void, undefined>;
  /** Stores a file, to be named by its hash in components. `name` says the type (R-A07). Errors: as GET. */
  upload(
    name: string,
    content: Blob | Uint8Array<ArrayBuffer>,
    options?: { signal?: AbortSignal },
  ): Promise<components["schemas"]["Blob"]>;
}

const KEY_HEADER = "Idempotency-Key";
/** "POST /api/v1/dossiers": the operations that take a key. */
const KEYED: ReadonlySet<string> = new Set(
  Object.values(OPERATIONS).flatMap(({ method, path, key }) => (key ? [`${method.toUpperCase()} ${path}`] : [])),
);

/** openapi-fetch with the types off: inside here paths and methods are values. */
type UntypedCall = (
  method: string,
  path: string,
  init: object,
) => Promise<{ readonly data?: unknown; readonly response: Response }>;

/** Makes a client. It holds no connection: nothing needs to be closed. */
export const createClient = (options: ClientOptions): LienthongClient => {
  const baseUrl = options.baseUrl.replace(/\/+$/, "");
  const plan = planOf(options.retry);
  const own = options.fetch;
  const fetchOnce: Send = own === undefined ? (request) => globalThis.fetch(request) : async (request) => own(request);
  const prover = proverOf(options.auth, baseUrl, fetchOnce, plan);
  const purpose = options.purpose === undefined ? {} : { "X-Purpose": encodeURIComponent(options.purpose) };

  const sendProven: Send = async (request) => {
    const spare = request.clone();
    const proven = await prover.prove(request);
    const response = await fetchOnce(proven);
    if (response.status !== 401 || !prover.refused(proven)) return response;
    // Refused before anything was done: even a write without a key may be sent with a new proof.
    await response.body?.cancel();
    return fetchOnce(await prover.prove(spare));
  };

  const repeatable = new WeakSet<Request>();
  const api = createFetchClient<paths>({
    baseUrl,
    headers: purpose,
    fetch: (request) => sendWithRetries(request, sendProven, plan, repeatable.has(request)),
  });
  api.use({
    onRequest: ({ request, schemaPath }) => {
      const keyed = KEYED.has(`${request.method} ${schemaPath}`);
      if (keyed && !request.headers.has(KEY_HEADER)) request.headers.set(KEY_HEADER, globalThis.crypto.randomUUID());
      if (keyed || request.method === "GET") repeatable.add(request);
    },
  });
  const call = api.request as unknown as UntypedCall;
  const doorCall = <M extends "get" | "post" | "patch">(method: M): DoorCall<M> =>
    ((path: string, init: object = {}) => call(method, path, init)) as unknown as DoorCall<M>;

  return {
    GET: doorCall("get"),
    POST: doorCall("post"),
    PATCH: doorCall("patch"),
    command: async <Id extends CommandId>(type: Id, input: CommandInput<Id>) => {
      const { method, path } = OPERATIONS[type];
      const { ref, body, key, version, headers, signal } = input;
      const { data } = await call(method, path, {
        params: { path: ref === undefined ? {} : { ref } },
        headers: {
          ...headers,
          ...(key === undefined ? {} : { [KEY_HEADER]: key }),
          ...(version === undefined ? {} : { "If-Match": `"${version}"` }),
        },
        body,
        ...(signal === undefined ? {} : { signal }),
      });
      return data as CommandReceipt<Id>;
    },
    pages: async function* <P extends PagedPath>(path: P, ...[init]: PagedArguments<P>) {
      const { params, ...rest } = (init ?? {}) as { readonly params?: { readonly query?: object } };
      let cursor: string | undefined;
      do {
        const query = { ...params?.query, ...(cursor === undefined ? {} : { cursor }) };
        const { data } = await call("get", path, { ...rest, params: { ...params, query } });
        const page = data as { readonly items: readonly PagedItem<P>[]; readonly next?: string };
        yield* page.items;
        cursor = page.next;
      } while (cursor !== undefined);
    },
    events: (eventsOptions = {}) => followEvents(baseUrl, sendProven, plan, eventsOptions),
    upload: async (name, content, { signal } = {}) => {
      const { data } = await call("post", OPERATIONS.uploadBlob.path, {
        params: { query: { name } },
        headers: { "Content-Type": "application/octet-stream" },
        body: content,
        bodySerializer: (body: unknown) => body,
        ...(signal === undefined ? {} : { signal }),
      });
      return data as components["schemas"]["Blob"];
    },
  };
};
