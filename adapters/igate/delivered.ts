/**
 * Dossiers that the hub filed at iGate: how each is found again. iGate keeps its own `code` and our `nationCode` (domain.md §1.6); several
 * sendings of one dossier share the latter, so each carries its mark in the declaration.
 */
import { z } from "zod";
import type { Dossier } from "../../core/dossier/types.ts";
import { ask, type IgateCall } from "./client.ts";
import { DOSSIER_PATHS, HUB_MARK, type IgateDossier, SEARCH, searchPage } from "./contract/dossier.ts";

/** Which sending is meant: top-level members of the bodies of transfer operations. */
export const sending = {
  dossierId: z.string().min(1),
  transferId: z.string().min(1).max(60),
  number: z.int().min(1).max(99),
  /** The dossier's codes at the hub, the one that iGate is given first. */
  codes: z.array(z.string().min(1).max(60)).min(1).max(3),
};
export interface Sending {
  readonly transferId: string;
  readonly number: number;
  readonly codes: readonly string[];
}

/** Its codes: the national one, where it has one, and the hub's own. One may have been added since it was delivered. */
export const codesOf = ({ id, code, nationalCode }: Pick<Dossier, "id" | "code" | "nationalCode">): string[] => {
  const codes = [nationalCode, code].filter((one) => one !== undefined);
  return codes.length === 0 ? [id] : codes;
};

/** The mark of one sending, in `eForm.data`: "cap-phep/2" is the second sending of the transfer "cap-phep". */
export const markOf = ({ transferId, number }: Pick<Sending, "transferId" | "number">): string => `${transferId}/${number}`;

/** The dossier that this sending became at iGate; undefined where there is none. Asks by each of our codes. Throws ExchangeError. */
export const findDelivered = async (call: IgateCall, sent: Sending): Promise<IgateDossier | undefined> => {
  for (const nationCode of sent.codes) {
    const page = await ask(
      call,
      {
        method: "GET",
        path: DOSSIER_PATHS.search,
        query: { spec: "slice", page: "0", size: "100", sort: "updatedDate,desc", [SEARCH.nationCodeMatch]: nationCode },
        kind: "read",
      },
      searchPage,
    );
    const found = page.content.find((one) => one.nationCode === nationCode && one.eForm?.data[HUB_MARK] === markOf(sent));
    if (found !== undefined) return found;
  }
  return undefined;
};
