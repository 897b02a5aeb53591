/** A hub with its lanes, on the embedded database or on a PostgreSQL of its own, and the shortest life of a dossier. */
import { loadCatalogs } from "../../../catalogs/load.ts";
import type { Adapter } from "../../../core/exchange/adapter.ts";
import { createHub, type Hub } from "../../../core/hub.ts";
import { IN_MEMORY } from "../../../core/store/open.ts";
import { createLog } from "../../../gateway/log.ts";

export const NOW = "2026-03-02T02:00:00.000Z";
export const APPLICANT = {
  kind: "citizen",
  fullName: "Nguyễn Văn Thử",
  identityNumber: "001099000012",
  phone: "0900000012",
} as const;

const catalogs = loadCatalogs();

export const hubOver = (url: string | undefined, adapters: readonly Adapter[] = []): Promise<Hub> =>
  createHub({
    log: createLog("silent"),
    dataDir: IN_MEMORY,
    ...(url === undefined ? {} : { databaseUrl: url }),
    catalogs,
    adapters: adapters.map((adapter) => ({ adapter, config: {} })),
    clock: () => NOW,
    secret: "test-secret-test-secret-test-secret-1",
  });

/** Files a dossier at an agency; its id. */
export const file = async (hub: Hub, agencyId = "H57.101", channel: "counter" | "post" = "counter"): Promise<string> => {
  const filed = await hub.execute({
    actor: { id: "cb-1", role: "officer", agencyId },
    command: {
      type: "submit",
      channel,
      procedureCode: "1.004884",
      agencyId,
      applicant: APPLICANT,
      components: [
        { componentId: "tk", originals: 1 },
        { componentId: "giay-to-cu", copies: 1 },
      ],
      ...(channel === "post" ? { postalArrivalDate: "2026-03-02" } : {}),
    },
  });
  if (filed.outcome !== "done") throw new TypeError(JSON.stringify(filed));
  return filed.receipt.dossierId;
};

export const step = async (
  hub: Hub,
  dossier: string,
  command: Parameters<Hub["execute"]>[0]["command"],
  agencyId = "H57.101",
) => {
  const done = await hub.execute({ actor: { id: "cb-1", role: "officer", agencyId }, dossier, command });
  if (done.outcome !== "done") throw new TypeError(JSON.stringify(done));
};

/** Files, checks, receives. */
export const receive = async (hub: Hub, agencyId = "H57.101"): Promise<string> => {
  const id = await file(hub, agencyId);
  await step(hub, id, { type: "check", outcome: "valid" }, agencyId);
  await step(hub, id, { type: "receive" }, agencyId);
  return id;
};
