/** The gateway over the real hub on a database in memory, with a clock that the test moves. */
import { loadCatalogs } from "../../catalogs/load.ts";
import { createHub, type Hub, type PartnerAccount } from "../../core/hub.ts";
import { createLog } from "../../gateway/log.ts";
import { client } from "./fake-hub.ts";

export const AGENCY = "H57.122";
/** Friday 13 February 2026, 10:00 in Huế. */
export const FRIDAY_10 = "2026-02-13T03:00:00.000Z";

const ACCOUNTS: readonly PartnerAccount[] = [
  { id: "portal", name: "Cổng thử", role: "portal", agencies: [AGENCY] },
  { id: "post", name: "Bưu điện thử", role: "post", agencies: ["*"] },
  { id: "operator", name: "Người vận hành", role: "operator", agencies: ["*"] },
  { id: "elsewhere", name: "Xã khác", role: "portal", agencies: ["H57.123"] },
];

export interface RealWorld {
  readonly hub: Hub;
  readonly send: ReturnType<typeof client>["send"];
  readonly app: ReturnType<typeof client>["app"];
  readonly keys: Readonly<Record<string, string>>;
  /** Moves the hub's clock. */
  setNow(instant: string): void;
  /** Number of dossiers and of events, to prove that nothing was stored. */
  stored(): Promise<{ dossiers: number; events: number }>;
  stop(): Promise<void>;
}

/** Starts it; without adapters, so nothing leaves the process. */
export const realWorld = async (): Promise<RealWorld> => {
  let now = FRIDAY_10;
  const hub = await createHub({
    log: createLog("silent"),
    dataDir: "memory",
    catalogs: loadCatalogs(),
    adapters: [],
    secret: "thu-nghiem".repeat(5),
    role: "gateway",
    clock: () => now,
  });
  await hub.start();
  const keys: Record<string, string> = {};
  for (const account of ACCOUNTS) keys[account.id] = (await hub.addPartner(account)).key;
  const { app, send } = client(hub);
  return {
    hub,
    app,
    send: (partner, ...rest) => send(partner === undefined ? undefined : keys[partner], ...rest),
    keys,
    setNow: (instant) => {
      now = instant;
    },
    stored: async () => {
      const { items } = await hub.list({ limit: 200 });
      return { dossiers: items.length, events: items.reduce((sum, dossier) => sum + dossier.version, 0) };
    },
    stop: () => hub.stop(),
  };
};

/** A birth registration that has everything. */
export const BIRTH = {
  channel: "online",
  procedureCode: "1.001193",
  agencyId: AGENCY,
  applicant: { kind: "citizen", fullName: "Nguyễn Thị Thử Nghiệm", identityNumber: "001099000012", phone: "0900000012" },
  components: [
    { componentId: "tk", originals: 1 },
    { componentId: "gcs", originals: 1 },
  ],
  declaredTruthful: true,
} as const;

/** Who acts at the counter. */
export const OFFICER = { actor: { id: "cb-1", name: "Trần Văn Thử", role: "officer" } } as const;
