/** The gateway over the real hub, with partners that have every kind of credential, and clocks that the test moves. */
import { loadCatalogs } from "../../catalogs/load.ts";
import { createHub, type Hub, type PartnerAccount } from "../../core/hub.ts";
import { type AppOptions, createApp } from "../../gateway/app.ts";
import { signRequest } from "../../gateway/auth/signing.ts";
import { AGENCY, BIRTH, FRIDAY_10 } from "./real-hub.ts";

export const SECRET = "thu-nghiem".repeat(5);
const ACCOUNTS: readonly PartnerAccount[] = [
  { id: "portal", name: "Cổng thử", role: "portal", agencies: [AGENCY] },
  { id: "elsewhere", name: "Xã khác", role: "portal", agencies: ["H57.123"] },
  { id: "police", name: "Công an thử", role: "agency", agencies: ["G01.46"] },
  { id: "reader", name: "Chỉ đọc", role: "portal", agencies: [AGENCY], scopes: ["dossier.read"] },
  { id: "operator", name: "Người vận hành", role: "operator", agencies: ["*"] },
];

export interface Call {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: NonNullable<RequestInit["body"]>;
  /** The other end of the connection. */
  readonly from?: string;
}

export interface EntryWorld {
  readonly hub: Hub;
  /** API keys by partner. */
  readonly keys: Readonly<Record<string, string>>;
  /** Real time, milliseconds: of signatures, tokens, rates, remembered look-ups. */
  wall: number;
  /** The hub's clock: of credentials. */
  now: string;
  call(path: string, call?: Call): Promise<Response>;
  /** An app of its own over the same hub: another process. */
  another(options?: AppOptions): ReturnType<typeof createApp>;
  /** A signed request's headers. */
  sign(given: {
    id: string;
    secret: string;
    method?: string;
    path: string;
    body?: string | Uint8Array;
    nonce?: string;
  }): ReturnType<typeof signRequest>;
  /** Lets what was remembered of credentials be forgotten. */
  forget(): void;
  stop(): Promise<void>;
}

/** What an app is given besides the request: the address of the caller. */
export const from = (address: string) => ({ incoming: { socket: { remoteAddress: address } } });

/** Starts it, without adapters: nothing leaves the process. */
export const entryWorld = async (options: AppOptions = {}): Promise<EntryWorld> => {
  const clocks = { wall: Date.parse("2026-02-13T03:00:00.000Z"), now: FRIDAY_10 };
  const hub = await createHub({
    dataDir: "memory",
    catalogs: loadCatalogs(),
    adapters: [],
    secret: SECRET,
    role: "gateway",
    clock: () => clocks.now,
  });
  await hub.start();
  const keys: Record<string, string> = {};
  for (const account of ACCOUNTS) keys[account.id] = (await hub.addPartner(account)).key;
  const another = (more: AppOptions = {}) =>
    createApp(hub, { secret: SECRET, wallClock: () => clocks.wall, ...options, ...more });
  const app = another();
  return {
    hub,
    keys,
    get wall() {
      return clocks.wall;
    },
    set wall(ms: number) {
      clocks.wall = ms;
    },
    get now() {
      return clocks.now;
    },
    set now(instant: string) {
      clocks.now = instant;
    },
    another,
    call: async (path, { method = "GET", headers = {}, body, from: address } = {}) =>
      app.request(
        path,
        { method, headers: { ...headers }, ...(body === undefined ? {} : { body, duplex: "half" }) } as RequestInit,
        address === undefined ? {} : from(address),
      ),
    sign: ({ id, secret, method = "GET", path, body, nonce }) =>
      signRequest({
        method,
        url: path,
        credentialId: id,
        secret,
        now: clocks.wall,
        ...(body === undefined ? {} : { body }),
        ...(nonce === undefined ? {} : { nonce }),
      }),
    forget: () => {
      clocks.wall += 5_001;
    },
    stop: () => hub.stop(),
  };
};

/** Submits a dossier of AGENCY and gives its id. */
export const submitted = async (world: EntryWorld, more: object = {}): Promise<string> => {
  const answer = await world.call("/api/v1/dossiers", {
    method: "POST",
    headers: {
      authorization: `Bearer ${world.keys["portal"]}`,
      "content-type": "application/json",
      "idempotency-key": crypto.randomUUID(),
    },
    body: JSON.stringify({ ...BIRTH, ...more }),
  });
  if (answer.status !== 201) throw new TypeError(await answer.text());
  return ((await answer.json()) as { dossierId: string }).dossierId;
};
