/** The day's people: citizens by number, officers by agency. Synthetic; numbers begin with 001099 and 0910…, which belong to nobody here. */
import type { Actor } from "../../../../core/dossier/commands.ts";

const FAMILY = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Võ", "Đặng", "Bùi"] as const;
const MIDDLE = ["Văn", "Thị", "Minh", "Ngọc"] as const;
const GIVEN = ["An", "Bình", "Châu", "Dung", "Hà", "Khánh", "Lan", "Nam", "Quý", "Thảo", "Tú", "Xuân"] as const;
const at = <T>(list: readonly [T, ...T[]], n: number): T => list[n % list.length] ?? list[0];

/** A name in the parts that the registry wants. */
export interface NameParts {
  readonly Ho: string;
  readonly ChuDem: string;
  readonly Ten: string;
}

/** The name of the n-th person. */
export const nameParts = (n: number): NameParts => ({ Ho: at(FAMILY, n), ChuDem: at(MIDDLE, n >> 1), Ten: at(GIVEN, n * 5 + 1) });
export const fullName = (n: number): string => Object.values(nameParts(n)).join(" ");

/** Identity numbers by what somebody is in the day, 12 digits: applicant, mother, deceased, transferor. */
const KINDS = { applicant: "001099", mother: "001199", deceased: "001040", transferor: "001070" } as const;
const FIRST = 100_000;
export const identityNumber = (n: number, kind: keyof typeof KINDS = "applicant"): string => `${KINDS[kind]}${FIRST + n}`;
/** The plan's number of an applicant; undefined for somebody who is not of the day. */
export const planOf = (identity: string | undefined): number | undefined =>
  identity?.startsWith(KINDS.applicant) ? Number(identity.slice(KINDS.applicant.length)) - FIRST : undefined;

export const phone = (n: number): string => `09${10_000_000 + n}`;
/** The five digits of a ward in the list of places; in the demo they run with the agencies' ids. */
export const communeOf = (agencyId: string): string =>
  /^H57\.1\d\d$/.test(agencyId) ? String(19_000 + Number(agencyId.slice(4))) : "19101";
export const address = (n: number, agencyId: string) => ({
  detail: `${(n % 200) + 1} đường Thử Nghiệm`,
  provinceCode: "46",
  communeCode: communeOf(agencyId),
});

/** The n-th citizen as a dossier names him. */
export const citizen = (n: number, agencyId: string) => ({
  kind: "citizen" as const,
  fullName: fullName(n),
  identityNumber: identityNumber(n),
  birthDate: "1990-04-12",
  phone: phone(n),
  address: address(n, agencyId),
});

const person = (role: Actor["role"], id: string, name: string, agencyId: string): Actor => ({
  id: `${id}-${agencyId}`,
  name,
  role,
  agencyId,
});
/** Officer of the one-stop department, resolving unit, head: one of each at every agency. */
export const officerOf = (agencyId: string): Actor => person("officer", "mot-cua", "Trần Thị Một Cửa", agencyId);
export const unitOf = (agencyId: string): Actor => person("unit", "chuyen-mon", "Lê Văn Chuyên Môn", agencyId);
export const leaderOf = (agencyId: string): Actor => person("leader", "lanh-dao", "Phạm Thị Lãnh Đạo", agencyId);
export const applicantActor: Actor = { id: "nguoi-nop", role: "applicant" };
/** The identity number with which officers look people up (R-I02). */
export const OFFICER_NUMBER = "001088000001";
