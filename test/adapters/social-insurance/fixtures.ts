/** Dossiers of the routes that come to the social insurance, their declarations, and the partner's ledger. Synthetic people only. */
import type { RequestKind } from "../../../adapters/social-insurance/contract/requests.ts";
import { sampleAccount } from "../../../adapters/social-insurance/contract/samples.ts";
import { referenceOf, requestXml } from "../../../adapters/social-insurance/package.ts";
import type { Dossier, Transfer } from "../../../core/dossier/types.ts";
import { CITIZEN, FAR, later as pass, received, scan } from "../road.ts";
import { AT, type World } from "../world.ts";

const HOUR = 3_600_000;

export const BIRTH_FORM = {
  child: {
    fullName: "Nguyễn Thị Bé Thử",
    sex: "female",
    birthDate: "2026-02-20",
    birthTime: "06:30",
    birthPlace: "Bệnh viện Thử Nghiệm, thành phố Huế",
    weightGrams: 3200,
    birthCertificateNo: "GCS-2026-000012",
    birthOrder: 1,
  },
  mother: {
    fullName: "Lê Thị Thử",
    birthDate: "1999-03-12",
    identityNumber: "001199000012",
    socialInsuranceNo: "4600000012",
    healthCardNo: "GD4464600000012",
    address: { detail: "12 đường Thử Nghiệm", provinceCode: "46", communeCode: "19789" },
  },
  father: { fullName: "Nguyễn Văn Thử", identityNumber: "001099000012" },
  residence: {
    address: { detail: "34 đường Thử Nghiệm", provinceCode: "46", communeCode: "19789" },
    headFullName: "Nguyễn Văn Thử",
    headIdentityNumber: "001099000012",
    relation: "Con",
  },
  healthCard: { hospitalCode: "46001" },
} as const;

export const DEATH_FORM = {
  deceased: {
    fullName: "Nguyễn Văn Cụ Thử",
    sex: "male",
    birthDate: "1940-01-01",
    identityNumber: "001040000034",
    deathTime: "2026-02-28T05:30:00+07:00",
    deathPlace: "Tại nhà, 12 đường Thử Nghiệm",
    cause: "Tuổi già",
    deathNoticeNo: "GBT-2026-000034",
    address: { detail: "12 đường Thử Nghiệm", provinceCode: "46", communeCode: "19789" },
    socialInsuranceNo: "4600000034",
  },
  burial: { claimantFullName: "Nguyễn Văn Thử", claimantIdentityNumber: "001099000012", relation: "Con" },
} as const;

export interface Ledger {
  readonly logins: number;
  readonly transactions: readonly {
    readonly MaGD: string;
    readonly kind: string;
    readonly subject: string;
    readonly dossierCode?: string;
    readonly fields: Readonly<Record<string, string>>;
    readonly state: string;
    readonly files: readonly string[];
    readonly repeats: number;
  }[];
}
export const ledger = (world: World): Ledger => world.simulation.parts.state() as Ledger;
export const sentFor = (world: World, dossier: Dossier | undefined, kind: string): Ledger["transactions"] =>
  ledger(world).transactions.filter((one) => one.kind === kind && one.dossierCode === dossier?.code);

let born = 0;
/** A number that no other dossier of the run has: the social insurance knows a child by its birth certificate. */
const certificate = (): string => {
  born += 1;
  return `${born}/2026`;
};

/** Received, birth registered: the leg of the card has begun. */
export const childBorn = async (world: World, form: Readonly<Record<string, unknown>> = BIRTH_FORM): Promise<string> => {
  const child = { ...BIRTH_FORM.child, ...(form["child"] as object), birthCertificateNo: `GCS-${born + 1}` };
  const dossierId = await received(world, {
    procedureCode: "2.001023",
    components: [
      { componentId: "tk", originals: 1 },
      { componentId: "gcs", originals: 1 },
      { componentId: "tk-bhyt", originals: 1 },
    ],
    form: { ...form, child },
  });
  const data = { personalNumber: "046226000012", birthCertificateNumber: certificate() };
  await world.run({ type: "takeTransferResult", transferId: "khai-sinh", outcome: "done", data }, dossierId);
  return dossierId;
};

/** Received, death registered: the leg of the benefit has begun. Filed online, the only channel of 2.002622. */
export const deathRegistered = async (world: World): Promise<string> => {
  const number = certificate();
  const deceased = { ...DEATH_FORM.deceased, deathNoticeNo: `GBT-${number}` };
  const filing: Parameters<typeof received>[1] = {
    channel: "online",
    procedureCode: "2.002622",
    components: [
      { componentId: "tk", files: [await scan(world, "to-khai.pdf")] },
      { componentId: "giay-bao-tu", files: [await scan(world, "bao-tu.pdf")] },
    ],
    declaredTruthful: true,
    form: { ...DEATH_FORM, deceased },
  };
  const dossierId = await received(world, filing, { actor: CITIZEN }, { dueAt: FAR });
  const data = { deathCertificateNumber: number };
  await world.run({ type: "takeTransferResult", transferId: "khai-tu", outcome: "done", data }, dossierId);
  return dossierId;
};

export const transferOf = async (world: World, dossierId: string, transferId = "the-bhyt"): Promise<Transfer | undefined> =>
  (await world.hub.find(dossierId))?.transfers.find((entry) => entry.transferId === transferId);

/** Time passes there and here: requests are decided, and asked about. */
export const later = (world: World, hours: number): Promise<void> => pass(world, hours * HOUR);

/** What a request of one kind looks like inside the form: the same place of the package, so the same base64 letters. */
export const requestIn = (kind: RequestKind): string => {
  const xml = requestXml({
    kind,
    reference: referenceOf("any"),
    facilityCode: sampleAccount.facilityCode,
    madeAt: AT,
    fields: {},
  });
  const tag = `<LOAIHOSO>${kind}</LOAIHOSO>`;
  const from = Math.ceil(xml.indexOf(tag) / 3) * 3;
  const to = Math.floor((xml.indexOf(tag) + tag.length) / 3) * 3;
  return encodeURIComponent(Buffer.from(xml.slice(from, to)).toString("base64"));
};
