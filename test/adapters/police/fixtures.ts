/** Dossiers of the routes that come to the police, their declarations, and the police's ledger. Synthetic people only. */
import type { Dossier, IdentityCheck, Transfer } from "../../../core/dossier/types.ts";
import { CITIZEN, FAR, filed, APPLICANT as PLAIN, later as pass, received, scan } from "../road.ts";
import type { World } from "../world.ts";

const HOUR = 3_600_000;
export const OFFICER_NUMBER = "046088000077";
export const APPLICANT = { ...PLAIN, birthDate: "1999-01-05" } as const;

export const BIRTH_FORM = {
  child: { fullName: "Nguyễn Thị Bé", sex: "female", birthDate: "2026-02-20", birthPlace: "Bệnh viện Thử Nghiệm" },
  mother: { fullName: "Trần Thị Mẫu", identityNumber: "046190000021" },
  residence: {
    address: { detail: "12 đường Thử Nghiệm", communeCode: "19753" },
    headFullName: "Nguyễn Văn Thử",
    headIdentityNumber: "001099000012",
    relation: "Con",
  },
  healthCard: { hospitalCode: "46001" },
} as const;
export const DEATH_FORM = {
  deceased: {
    fullName: "Lê Hòa Thuận",
    sex: "male",
    birthDate: "1945-06-01",
    identityNumber: "046045000033",
    deathTime: "2026-02-27T18:30:00Z",
    deathPlace: "Tại nhà",
    address: { detail: "34 đường Thử Nghiệm", communeCode: "19753" },
  },
} as const;

/** Filed online with scans, received with time enough for every leg. */
const receivedOnline = async (
  world: World,
  procedureCode: string,
  papers: readonly string[],
  form: Record<string, unknown>,
): Promise<string> => {
  const components = await Promise.all(
    papers.map(async (componentId) => ({ componentId, files: [await scan(world, `${componentId}.pdf`)] })),
  );
  const filing = { channel: "online", procedureCode, applicant: APPLICANT, components, declaredTruthful: true, form } as const;
  return received(world, filing, { actor: CITIZEN }, { dueAt: FAR });
};

/** Received, birth registered (with or without a personal number): the residence leg has begun. */
export const childBorn = async (
  world: World,
  options: { readonly personalNumber?: string; readonly form?: Record<string, unknown> } = {},
): Promise<string> => {
  const id = await receivedOnline(world, "2.002621", ["tk", "gcs"], { ...BIRTH_FORM, ...options.form });
  const { personalNumber } = options;
  const data = { birthCertificateNumber: "12/2026", ...(personalNumber === undefined ? {} : { personalNumber }) };
  const documents = [await scan(world, "giay-khai-sinh.pdf")];
  await world.run({ type: "takeTransferResult", transferId: "khai-sinh", outcome: "done", data, documents }, id);
  return id;
};

/** Received, death registered: the leg of the deletion has begun. The register is as on the first day. */
export const deathRegistered = async (world: World): Promise<string> => {
  const id = await receivedOnline(world, "2.002622", ["tk", "giay-bao-tu"], DEATH_FORM);
  const data = { deathCertificateNumber: "05/2026" };
  await world.run({ type: "takeTransferResult", transferId: "khai-tu", outcome: "done", data }, id);
  return id;
};

let checks = 0;
/** An officer looks the applicant up. */
export const identityAsked = async (world: World, applicant: Record<string, unknown> = {}): Promise<string> => {
  const dossierId = await filed(world, { applicant: { ...APPLICANT, ...applicant } });
  checks += 1;
  await world.run(
    {
      type: "checkIdentity",
      checkId: `tra-cuu-${checks}`,
      who: "applicant",
      purpose: "Đối chiếu người nộp hồ sơ",
      officerIdentityNumber: OFFICER_NUMBER,
    },
    dossierId,
  );
  return dossierId;
};

export interface Ledger {
  readonly queries: readonly {
    readonly at: string;
    readonly operation: string;
    readonly MaYeuCau: string;
    readonly MaCanBo: string;
    readonly issue: string;
    readonly by: string;
    readonly number: string;
    readonly found: number;
  }[];
  readonly filings: readonly {
    readonly request: {
      readonly MaHoSoLT: string;
      readonly ToKhai: Readonly<Record<string, unknown>>;
      readonly GiayTo: readonly { readonly MaGiayTo: string; readonly TenTep: string }[];
    };
    readonly code: string;
    readonly state: string;
    readonly supplements: readonly { readonly NoiDung: string; readonly papers: readonly string[] }[];
  }[];
}
export const ledger = (world: World): Ledger => world.simulation.parts.state() as Ledger;

export const transferOf = async (world: World, id: string, transferId = "thuong-tru"): Promise<Transfer | undefined> =>
  (await world.hub.find(id))?.transfers.find((entry) => entry.transferId === transferId);
export const filingsOf = (world: World, dossier: Dossier | undefined): Ledger["filings"] =>
  ledger(world).filings.filter(({ request }) => request.MaHoSoLT.startsWith(`${dossier?.code}.`));
export const checkOf = async (world: World, id: string): Promise<IdentityCheck | undefined> =>
  (await world.hub.find(id))?.identityChecks?.[0];
export const queriesOf = (world: World, id: string, dossier: Dossier | undefined): Ledger["queries"] =>
  ledger(world).queries.filter(({ issue }) => issue.startsWith(`${dossier?.code ?? id}:`));

/** Hours pass there and here. */
export const later = (world: World, hours: number): Promise<void> => pass(world, hours * HOUR);
