/** A hub with a route that goes to an iGate site, dossiers on it, and the site's ledger. Synthetic people only. */
import adapter from "../../../adapters/igate/adapter.ts";
import { type Route, route } from "../../../catalogs/route.ts";
import { APPLICANT, found, later as pass, received as receivedAtCounter, scan } from "../road.ts";
import { OFFICER, openWorld, type World } from "../world.ts";

export class RoadError extends Error {
  override readonly name = "RoadError";
}

/** The commune whose one-stop software is the simulated iGate, and its officer at the hub. */
export const SITE_AGENCY = "H57.132";
export const SITE_OFFICER = { ...OFFICER, id: "cb-132", agencyId: SITE_AGENCY } as const;
/** What goes to the site by the route; what the site files itself is another procedure. */
export const PROCEDURE = "1.001193";
const MINUTE = 60_000;

/** The one leg: filed at H57.101, resolved at the commune that works with iGate. */
export const ROUTE: Route = route.parse({
  id: "thu-igate",
  name: "Đăng ký khai sinh tại xã dùng iGate (thử)",
  procedures: [PROCEDURE],
  legs: [
    {
      key: "igate",
      name: "Giải quyết tại xã dùng iGate",
      agency: SITE_AGENCY,
      lane: "igate",
      operation: "deliverDossier",
      gives: ["igateCode"],
    },
  ],
  end: "handBack",
  source: "chỉ để thử",
});

/** To a commune that the site does not know. */
export const STRANGE_PROCEDURE = "2.000635";
const STRANGE: Route = {
  ...ROUTE,
  id: "thu-la",
  procedures: [STRANGE_PROCEDURE],
  legs: ROUTE.legs.map((leg) => ({ ...leg, agency: "H57.133" })),
};

export const openRoad = (
  timeoutMs: number,
  options: { readonly env?: Readonly<Record<string, string>>; readonly simulator?: Readonly<Record<string, unknown>> } = {},
): Promise<World> => openWorld(adapter, { timeoutMs, routes: [ROUTE, STRANGE], ...options });

/** The site's book, as its control door shows it. */
export interface Ledger {
  readonly dossiers: readonly {
    readonly id: string;
    readonly own: boolean;
    readonly status: number;
    readonly forcedEnd: boolean;
    readonly supplements: number;
    readonly reports: readonly number[];
    readonly papers: readonly { readonly file: readonly { readonly size: number }[] }[];
    readonly results: readonly { readonly filename: string }[];
    readonly request: {
      readonly code: string;
      readonly nationCode?: string;
      readonly eForm?: { readonly data: Record<string, unknown> };
      readonly applicant: { readonly data: Record<string, unknown> };
    };
  }[];
  readonly allocated: readonly string[];
}
export const ledger = (world: World): Ledger => world.simulation.parts.state() as Ledger;

/** What the site holds of a dossier of the hub. */
export const atSite = async (world: World, dossierId: string): Promise<Ledger["dossiers"]> => {
  const { code } = await found(world, dossierId);
  return ledger(world).dossiers.filter((one) => one.request.nationCode === code);
};

/** Received at the ward's counter with one digitised paper: the route sends it to the site at once. Gives the dossier's id. */
export const received = async (world: World, procedureCode = PROCEDURE): Promise<string> =>
  receivedAtCounter(world, {
    procedureCode,
    applicant: {
      ...APPLICANT,
      birthDate: "1999-02-03",
      address: { detail: "12 đường Thử Nghiệm", provinceCode: "46", communeCode: "19789" },
    },
    components: [
      { componentId: "tk", originals: 1, files: [await scan(world, "tờ khai.pdf")] },
      ...(procedureCode === PROCEDURE ? [{ componentId: "gcs", originals: 1 }] : []),
    ],
  });

/** A person at the site does something with the only dossier it holds of ours. */
export const act = async (world: World, dossierId: string, what: string, comment?: string): Promise<void> => {
  const [there] = await atSite(world, dossierId);
  const answer = await world.door("/act", { code: there?.request.code ?? "?", act: what, ...(comment ? { comment } : {}) });
  if (typeof answer !== "object" || answer === null || "error" in answer) throw new RoadError(JSON.stringify(answer));
};

/** Time passes; the poller asks, and what it brings is done. */
export const later = (world: World, minutes = 45): Promise<void> => pass(world, minutes * MINUTE);

/** A dossier that the site files for itself and pushes; `code` is iGate's. */
export const pushed = async (world: World, body: Record<string, unknown> = {}): Promise<{ code: string; outcome: string }> =>
  (await world.door("/push", body)) as { code: string; outcome: string };
