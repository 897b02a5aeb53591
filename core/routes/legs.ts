/**
 * The legs of a dossier's route: how far each is, whether its conditions hold, what is handed on to it (R-B06). Pure.
 * Glossary: leg = chặng · over = đã xong, theo nghĩa chặng sau không còn phải chờ · fact = thông tin bàn giao.
 */
import type { Condition, Leg } from "../../catalogs/route.ts";
import type { Dossier, Transfer } from "../dossier/types.ts";

/** How far a leg is. `failed`: refused or called off, or passed over because of one that was. */
export type LegState = "waiting" | "running" | "done" | "failed" | "notNeeded";

/** The transfer that a leg became, if it has started. */
export const transferOf = (dossier: Dossier, key: string): Transfer | undefined =>
  dossier.transfers.find((entry) => entry.leg === key);

/** How far a leg of the dossier's own route is. */
export function legState(dossier: Dossier, key: string): LegState {
  const skipped = dossier.route?.skipped.find((entry) => entry.leg === key);
  if (skipped !== undefined) return skipped.reason === "notNeeded" ? "notNeeded" : "failed";
  const transfer = transferOf(dossier, key);
  if (transfer === undefined) return "waiting";
  if (transfer.open) return "running";
  return transfer.state === "done" ? "done" : "failed";
}

/** What stands at a place of the declaration ("parcels.0.number"); undefined where nothing does. */
export function formValue(form: Dossier["form"], path: string): unknown {
  let value: unknown = form;
  for (const key of path.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  return value;
}

const isGiven = (value: unknown): boolean => value !== undefined && value !== null && value !== "";

/** Places of the declaration that a route needs and that are empty. */
export const missingFields = (form: Dossier["form"], needs: readonly string[]): readonly string[] =>
  needs.filter((path) => !isGiven(formValue(form, path)));

/** Whether a condition of a leg holds now. */
export function holds(dossier: Dossier, condition: Condition): boolean {
  const value =
    "form" in condition
      ? formValue(dossier.form, condition.form)
      : transferOf(dossier, condition.leg)?.result?.data[condition.gave];
  return "is" in condition ? value === condition.is : isGiven(value) === condition.present;
}

/** The facts that earlier legs hand on to this one; those that none gave are absent. */
export function handedOn(dossier: Dossier, leg: Leg): Readonly<Record<string, string>> {
  const given = leg.takes.flatMap(({ from, facts }) => {
    const data = transferOf(dossier, from)?.result?.data ?? {};
    return facts.flatMap((fact) => (data[fact] === undefined ? [] : [[fact, data[fact]]]));
  });
  return Object.fromEntries(given) as Readonly<Record<string, string>>;
}
