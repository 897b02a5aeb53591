/** Dossiers of the routes that come to the police, their declarations, and the police's ledger. Synthetic people only. */
import type { Dossier, IdentityCheck, Transfer } from "../../../core/dossier/types.ts";
import { AT, type World } from "../world.ts";

const HOUR = 3_600_000;
export const OFFICER_NUMBER = "046088000077";
export const APPLICANT = {
  kind: "citizen",
  fullName: "Nguyễn Văn Thử",
  identityNumber: "001099000012",
  phone: "0900000012",
  birthDate: "1999-01-05",
} as const;

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

const PDF = Buffer.from("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n");
async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}
/** A stored scan, as a file of a component. */
export const paper = async (world: World, name: string) => {
  const stored = await world.hub.storeBlob(once(PDF), name);
  if (!("sha256" in stored)) throw new TypeError("the scan was not stored");
  return { blob: stored.sha256, name, size: stored.size, mediaType: stored.mediaType };
};

const received = async (
  world: World,
  procedureCode: string,
  papers: readonly string[],
  form: Record<string, unknown>,
): Promise<string> => {
  const components = await Promise.all(
    papers.map(async (componentId) => ({ componentId, files: [await paper(world, `${componentId}.pdf`)] })),
  );
  const { dossierId } = await world.run(
    {
      type: "submit",
      channel: "online",
      procedureCode,
      agencyId: "H57.101",
      applicant: APPLICANT,
      components,
      declaredTruthful: true,
      form,
    },
    undefined,
    { actor: { id: "cd-1", role: "applicant" } },
  );
  await world.run({ type: "check", outcome: "valid" }, dossierId);
  await world.run({ type: "receive", dueAt: new Date(Date.parse(AT) + 5000 * HOUR).toISOString() }, dossierId);
  return dossierId;
};

/** Received, birth registered (with or without a personal number): the residence leg has begun. */
export const childBorn = async (
  world: World,
  options: { readonly personalNumber?: string; readonly form?: Record<string, unknown> } = {},
): Promise<string> => {
  const id = await received(world, "2.002621", ["tk", "gcs"], { ...BIRTH_FORM, ...options.form });
  const { personalNumber } = options;
  const data = { birthCertificateNumber: "12/2026", ...(personalNumber === undefined ? {} : { personalNumber }) };
  const documents = [await paper(world, "giay-khai-sinh.pdf")];
  await world.run({ type: "takeTransferResult", transferId: "khai-sinh", outcome: "done", data, documents }, id);
  return id;
};

/** Received, death registered: the leg of the deletion has begun. The register is as on the first day. */
export const deathRegistered = async (world: World): Promise<string> => {
  const id = await received(world, "2.002622", ["tk", "giay-bao-tu"], DEATH_FORM);
  const data = { deathCertificateNumber: "05/2026" };
  await world.run({ type: "takeTransferResult", transferId: "khai-tu", outcome: "done", data }, id);
  return id;
};

let checks = 0;
/** An officer looks the applicant up. */
export const identityAsked = async (world: World, applicant: Record<string, unknown> = {}): Promise<string> => {
  const { dossierId } = await world.run({
    type: "submit",
    channel: "counter",
    procedureCode: "1.004884",
    agencyId: "H57.101",
    applicant: { ...APPLICANT, ...applicant },
    components: [
      { componentId: "tk", originals: 1 },
      { componentId: "giay-to-cu", copies: 1 },
    ],
  });
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

/** Time passes there and here. */
export const later = async (world: World, hours: number): Promise<void> => {
  world.simulation.clock.advance(hours * HOUR);
  await world.settle();
};
