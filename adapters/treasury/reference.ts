/**
 * The names under which a charge is paid: MaThamChieu at the platform (`dvc` + dossier code without punctuation + yyyyMMddHHmmss, domain.md §2)
 * and a short one for transfers by QR code. Both are made from the dossier alone, so that every attempt makes the same one and a notice finds
 * its charge even before our own request was recorded. Pure, but for the look-up given to `locate`.
 * The hours are written by 24: clients in use write `hh`, by 12, and would use a reference again half a day later.
 */
import type { Charge, Dossier } from "../../core/dossier/types.ts";
import { fromCompactTime, toCompactTime } from "../kit/local-time.ts";

const PREFIX = "dvc";
const STAMP = /\d{14}$/;

const bare = (name: string): string => name.replaceAll(/\W/g, "");

/** What a dossier is called at the platform: its code; before it is received the national code, or else the hub's id. */
export const nameOf = (dossier: Dossier): string => dossier.code ?? dossier.nationalCode ?? dossier.id;

const plusSecond = (stamp: string): string => {
  const instant = fromCompactTime(stamp);
  return instant === undefined ? stamp : toCompactTime(new Date(Date.parse(instant) + 1000).toISOString());
};

/** The second in which each charge was asked for, the next free one where two were asked for in the same: one charge, one reference. */
const stamps = (dossier: Dossier): readonly { readonly charge: Charge; readonly stamp: string }[] => {
  let last = "";
  return dossier.charges.map((charge) => {
    const own = toCompactTime(charge.requestedAt);
    last = own > last ? own : plusSecond(last);
    return { charge, stamp: last };
  });
};

/** The first reference of a charge; undefined for a charge that the dossier does not have. */
export const referenceOf = (dossier: Dossier, chargeId: string): string | undefined => {
  const found = stamps(dossier).find(({ charge }) => charge.chargeId === chargeId);
  return found && `${PREFIX}${bare(nameOf(dossier))}${found.stamp}`;
};

/** The reference that follows one that failed: a failed payment cannot be paid any more, and its reference is taken for ever. */
export const nextReference = (dossier: Dossier, failed: string): string => {
  const taken = new Set([
    ...stamps(dossier).map(({ stamp }) => stamp),
    ...dossier.charges.flatMap(({ request }) => STAMP.exec(request?.reference ?? "")?.[0] ?? []),
  ]);
  let stamp = plusSecond(STAMP.exec(failed)?.[0] ?? "");
  while (taken.has(stamp)) stamp = plusSecond(stamp);
  return failed.replace(STAMP, stamp);
};

/** ThoiGianGD of the request that has this reference. */
export const timeIn = (reference: string): string => STAMP.exec(reference)?.[0] ?? "";

/** The short name for a QR code (25 characters at most, EMVCo): `dvc`, dossier code, two digits: which charge. Undefined where it does not fit. */
export const transferNameOf = (dossier: Dossier, chargeId: string): string | undefined => {
  const index = dossier.charges.findIndex((charge) => charge.chargeId === chargeId);
  const name = `${PREFIX}${bare(nameOf(dossier))}${String(index + 1).padStart(2, "0")}`;
  return index < 0 || name.length > 25 || index > 98 ? undefined : name;
};

/** Agency ids whose groups, written without dots, are these digits (groups of two or three, QĐ 20/2020). */
const groupings = (digits: string): readonly string[] => {
  if (digits === "") return [""];
  return [2, 3].flatMap((size) =>
    digits.length < size ? [] : groupings(digits.slice(size)).map((rest) => `.${digits.slice(0, size)}${rest}`),
  );
};

/** yymmdd; a month and a day that can be leave few wrong readings. */
const DATE = "\\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])";

/** The dossiers that a name without punctuation may mean: codes of either form (domain.md §2), or the hub's id. */
export const dossiersMeant = (name: string): readonly string[] => {
  const id = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/i.exec(name);
  if (id !== null) return [id.slice(1).join("-").toLowerCase()];
  const code = name.toUpperCase();
  const old = /^(\d{3})(\d{2})(\d{2})([A-Z]\d{2})(\d{6})(\d{4,6})$/.exec(code);
  if (old !== null) return [`${old.slice(1, 5).join(".")}-${old[5]}-${old[6]}`];
  // The day's number has four digits or a few more: the shortest reading first.
  return [4, 5, 6].flatMap((size) => {
    const parts = new RegExp(`^([A-Z]\\d{2})(\\d{0,9})(${DATE})(\\d{${size}})$`).exec(code);
    if (parts === null) return [];
    const [, root = "", groups = "", date = "", number = ""] = parts;
    return groupings(groups).map((rest) => `${root}${rest}-${date}-${number}`);
  });
};

export interface Located {
  readonly dossier: Dossier;
  readonly charge: Charge;
}
type Find = (reference: string) => Promise<Dossier | undefined>;

/** The charge that a dossier knows under this name; asked under each of the dossier's own names, because it may have got its code since. */
const chargeIn = (dossier: Dossier, name: string, stampOrIndex: string): Charge | undefined => {
  const own = [dossier.code, dossier.nationalCode, dossier.id].some((one) => one !== undefined && bare(one) === name);
  if (!own) return undefined;
  return stampOrIndex.length === 2
    ? dossier.charges[Number(stampOrIndex) - 1]
    : stamps(dossier).find(({ stamp }) => stamp === stampOrIndex)?.charge;
};

/** The charge that a MaThamChieu pays; undefined where no dossier knows it (yet). */
export const locate = async (reference: string, find: Find): Promise<Located | undefined> => {
  const parts = /^dvc(\w+)(\d{14})$/.exec(reference);
  if (parts === null) return undefined;
  for (const candidate of dossiersMeant(parts[1] ?? "")) {
    const dossier = await find(candidate);
    if (dossier === undefined) continue;
    const requested = dossier.charges.find(({ request }) => request?.reference === reference);
    const charge = requested ?? chargeIn(dossier, parts[1] ?? "", parts[2] ?? "");
    if (charge !== undefined) return { dossier, charge };
  }
  return undefined;
};

/** The charge that the words of a bank transfer name. Banks change case and add words of their own around it. */
export const locateTransfer = async (content: string, find: Find): Promise<Located | undefined> => {
  for (const [, name = "", index = ""] of content.matchAll(/dvc([0-9a-z]+?)(\d{2})(?![0-9a-z])/gi)) {
    for (const candidate of dossiersMeant(name)) {
      const dossier = await find(candidate);
      const charge = dossier && chargeIn(dossier, bare(candidate), index);
      if (dossier !== undefined && charge !== undefined) return { dossier, charge };
    }
  }
  return undefined;
};
