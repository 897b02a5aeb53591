/** People and papers of the route journeys. Synthetic; every dossier has numbers of its own, as partners refuse what they know already. */
import type { Actor, DossierCommandInput } from "../../core/dossier/commands.ts";
import type { Dossier } from "../../core/dossier/types.ts";
import type { Province } from "./province.ts";

type Submit = Extract<DossierCommandInput, { type: "submit" }>;

const WARD = "H57.101";
export const LAND_OFFICE = "H57.03.01";
export const officerOf = (agencyId: string): Actor => ({
  id: `mc-${agencyId}`,
  name: "Trần Thị Một Cửa",
  role: "officer",
  agencyId,
});
export const leaderOf = (agencyId: string): Actor => ({
  id: `ld-${agencyId}`,
  name: "Phạm Thị Lãnh Đạo",
  role: "leader",
  agencyId,
});
export const OFFICER = officerOf(WARD);
export const APPLICANT: Actor = { id: "nguoi-nop", role: "applicant" };

const two = (n: number): string => String(n).padStart(2, "0");
/** The n-th citizen (10–99). */
export const citizen = (n: number) => ({
  kind: "citizen" as const,
  fullName: "Nguyễn Văn Thử",
  identityNumber: `0010990001${two(n)}`,
  birthDate: "1990-04-12",
  phone: `09000001${two(n)}`,
  address: { detail: `${n} đường Thử Nghiệm`, provinceCode: "46", communeCode: "19101" },
});

const home = (n: number) => ({ detail: `${n} đường Thử Nghiệm`, provinceCode: "46", communeCode: "19101" });

export const birthForm = (n: number) => ({
  child: {
    fullName: "Nguyễn Thị Bé Thử",
    sex: "female",
    birthDate: "2026-02-20",
    birthTime: "06:30",
    birthPlace: "Bệnh viện Thử Nghiệm, thành phố Huế",
    weightGrams: 3200,
    birthCertificateNo: `GCS-2026-0000${two(n)}`,
    birthOrder: 1,
  },
  mother: { fullName: "Lê Thị Thử", birthDate: "1999-03-12", identityNumber: `0011990001${two(n)}`, address: home(n) },
  father: { fullName: "Nguyễn Văn Thử", birthDate: "1990-04-12", identityNumber: `0010990001${two(n)}` },
  residence: { address: home(n), headFullName: "Nguyễn Văn Thử", headIdentityNumber: `0010990001${two(n)}`, relation: "Con" },
  healthCard: { hospitalCode: "46001", hospitalName: "Bệnh viện Thử Nghiệm" },
});

export const deathForm = (n: number) => ({
  deceased: {
    fullName: "Nguyễn Văn Mẫu",
    sex: "male",
    birthDate: "1940-05-06",
    identityNumber: `0010400001${two(n)}`,
    deathTime: "2026-02-28T04:15:00+07:00",
    deathPlace: "Tại nhà riêng",
    cause: "Tuổi già",
    deathNoticeNo: `GBT-2026-0000${two(n)}`,
    address: home(n),
    socialInsuranceNo: `46000001${two(n)}`,
  },
  burial: { claimantFullName: "Nguyễn Văn Thử", claimantIdentityNumber: `0010990001${two(n)}`, relation: "Con" },
});

export const landForm = (n: number) => ({
  parcels: [
    { mapSheet: "12", number: `1${two(n)}`, areaSquareMetres: 120, use: "Đất ở tại đô thị", address: `${n} đường Thử Nghiệm` },
  ],
  land: {
    certificateNo: `CS 00123${two(n)}`,
    transferKind: "sale",
    price: 900_000_000,
    transferorName: "Trần Văn Mẫu",
    transferorIdentityNumber: `0010700001${two(n)}`,
    transfereeName: "Nguyễn Văn Thử",
    transfereeIdentityNumber: `0010990001${two(n)}`,
    propertyAddress: `${n} đường Thử Nghiệm`,
  },
});

export const businessForm = (n: number) => ({
  business: {
    name: `Hộ kinh doanh Thử Nghiệm ${n}`,
    address: home(n),
    activity: "Bán lẻ hàng tạp hóa",
    capital: 50_000_000,
    ownerFullName: "Nguyễn Văn Thử",
    ownerIdentityNumber: `0010990001${two(n)}`,
    phone: `09000001${two(n)}`,
  },
});

/** Every required paper, in the numbers that the catalog asks for. */
const papersOf = async (province: Province, procedureCode: string): Promise<NonNullable<Submit["components"]>> => {
  const found = await province.hub.procedure(procedureCode);
  const required = found?.procedure.components.filter((one) => one.required) ?? [];
  return required.map(({ id, originals, copies }) => ({ componentId: id, originals, copies }));
};

/** A day far enough for whatever the procedure leaves to the officer. */
const monthFrom = (province: Province): string => new Date(Date.parse(province.now()) + 30 * 86_400_000).toISOString();

/** Found valid and received; where the procedure's time is unstated, the officer writes a day. */
export const receive = async (province: Province, reference: string, officer: Actor = OFFICER): Promise<Dossier> => {
  const dossier = await province.dossier(reference);
  const published = await province.hub.procedure(dossier.procedure.code);
  const time = published?.procedure.cases.find((one) => one.key === dossier.procedure.caseKey)?.time;
  const dueAt = time?.kind === "unstated" ? { dueAt: monthFrom(province) } : {};
  await province.run(officer, { type: "check", outcome: "valid" }, dossier.id);
  await province.run(officer, { type: "receive", ...dueAt }, dossier.id);
  await province.settle();
  return province.dossier(dossier.id);
};

/** Filed with its required papers, not yet received. Gives the dossier's id. */
export const file = async (
  province: Province,
  procedureCode: string,
  n: number,
  more: Partial<Omit<Submit, "type">> = {},
): Promise<string> => {
  const components = await papersOf(province, procedureCode);
  const agencyId = more.agencyId ?? WARD;
  const actor = more.channel === "online" ? APPLICANT : officerOf(agencyId);
  const { dossierId } = await province.run(actor, {
    type: "submit",
    channel: "counter",
    procedureCode,
    agencyId,
    applicant: citizen(n),
    components,
    ...more,
  });
  return dossierId;
};

/** Filed and received at the counter. */
export const received = async (...args: Parameters<typeof file>): Promise<Dossier> => {
  const [province, , , more] = args;
  return receive(province, await file(...args), officerOf(more?.agencyId ?? WARD));
};

/** The agency decides by what its legs brought back, or by a paper of its own. */
export const decide = async (province: Province, { id, agencyId, transfers }: Dossier): Promise<void> => {
  const made = transfers.flatMap(({ purpose, result }) =>
    result?.outcome === "done" ? result.documents.slice(0, 1).map((file) => ({ name: purpose, file })) : [],
  );
  const documents = made.length > 0 ? made : [{ name: "Quyết định của Ủy ban nhân dân", number: "01/QĐ-UBND" }];
  await province.run(leaderOf(agencyId), { type: "decide", documents }, id);
};

/** Hands the result to the applicant at the counter. `down`: lanes that are not waited for. */
export const giveBack = async (
  province: Province,
  { id, agencyId, applicant }: Dossier,
  down?: readonly string[],
): Promise<void> => {
  const { fullName, identityNumber = "" } = applicant;
  const command = { type: "returnInPerson", receiverName: fullName, identityNumber, appointmentSlip: true } as const;
  await province.run(officerOf(agencyId), command, id);
  await province.settle(down);
};

export const legsOf = (dossier: Dossier): readonly string[] => dossier.transfers.map((one) => `${one.transferId}: ${one.state}`);
export const legOf = (dossier: Dossier, key: string) => dossier.transfers.find((one) => one.transferId === key);
