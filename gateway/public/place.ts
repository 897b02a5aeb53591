/** Whose pages these are, as the catalogs say. */
import type { Hub } from "../../core/hub.ts";
import type { Place } from "./layout.tsx";
import { t } from "./text.ts";

const GENERAL: Place = { name: { vi: t("vi", "hub"), en: t("en", "hub") } };

/**
 * The name in the header: the agency that stands over all others (the province), as the catalog has it. Agencies have Vietnamese names
 * only: an official name is not translated by us.
 */
export const placeOf = (hub: Pick<Hub, "catalogs">): Place => {
  const top = [...hub.catalogs.agencies.values()].find((agency) => agency.parentId === null && agency.level === "province");
  return top === undefined ? GENERAL : { ...GENERAL, over: { vi: top.name, en: top.name } };
};
