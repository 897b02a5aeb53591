/** A dossier, its agency and procedure, and events, for the pure mappings. Synthetic people only. */
import { loadCatalogs } from "../../catalogs/load.ts";
import type { Agency, Procedure } from "../../catalogs/types.ts";
import type { Actor } from "../../core/dossier/commands.ts";
import type { EventData, EventOf, EventType } from "../../core/dossier/events.ts";
import type { Dossier } from "../../core/dossier/types.ts";
import type { Happening } from "../../core/exchange/adapter.ts";

const catalogs = loadCatalogs();
class FixtureError extends Error {
  override readonly name = "FixtureError";
}
const found = <T>(value: T | undefined, what: string): T => {
  if (value === undefined) throw new FixtureError(`no ${what} in the catalogs`);
  return value;
};
export const AGENCY: Agency = found(catalogs.agencies.get("H57.101"), "agency H57.101");
export const PROCEDURE: Procedure = found(
  catalogs.procedures.find((one) => one.code === "1.001193"),
  "procedure 1.001193",
);
export const PROCEDURES: readonly Procedure[] = catalogs.procedures;

export const BLOB = "a".repeat(64);
export const PDF = { blob: BLOB, name: "giay-chung-sinh.pdf", size: 1000, mediaType: "application/pdf" } as const;
export const OFFICER: Actor = { id: "cb-1", name: "Trần Thị Một Cửa", role: "officer", agencyId: "H57.101" };

/** Received at 09:00 on Monday 2 March 2026, due at 16:30. */
export const dossier = (more: Partial<Dossier> = {}): Dossier => ({
  id: "018f0000-0000-7000-8000-0000000000d1",
  version: 3,
  status: "received",
  code: "H57.101-260302-0001",
  channel: "online",
  procedure: { code: "1.001193", version: 1, name: "Đăng ký khai sinh", caseKey: "chung", onlineLevel: "partial" },
  agencyId: "H57.101",
  applicant: {
    kind: "citizen",
    fullName: "Nguyễn Văn Thử",
    identityNumber: "001099000012",
    phone: "0900000012",
    email: "thu@congdan.example",
  },
  components: [
    { componentId: "tk", originals: 1, copies: 0, files: [] },
    { componentId: "gcs", originals: 0, copies: 0, files: [PDF] },
  ],
  returnMethod: { kind: "inPerson" },
  submittedAt: "2026-03-02T01:15:00.000Z",
  receivedAt: "2026-03-02T02:00:00.000Z",
  clock: {
    rule: { kind: "sameDay", rule: "threePm" },
    startedAt: "2026-03-02T02:00:00.000Z",
    dueAt: "2026-03-02T09:30:00.000Z",
    firstDueAt: "2026-03-02T09:30:00.000Z",
    stops: [],
    extensions: [],
  },
  supplementRounds: [],
  handOvers: [],
  charges: [],
  payments: [],
  transfers: [],
  forms: [],
  partners: {},
  ...more,
});

export const event = <T extends EventType>(type: T, data: EventData[T], more: { at?: string; actor?: Actor } = {}): EventOf<T> =>
  ({
    seq: 4,
    type,
    at: more.at ?? "2026-03-02T02:00:00.000Z",
    recordedAt: "2026-03-02T02:00:00.000Z",
    actor: more.actor ?? OFFICER,
    data,
  }) as EventOf<T>;

export const happening = (events: Happening["events"], before: Dossier | undefined, after: Dossier): Happening => ({
  events,
  before,
  after,
  agency: AGENCY,
  procedure: PROCEDURE,
});
