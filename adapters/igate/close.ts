/**
 * `closeCase`: a dossier that we delivered and that was called off must not lie at iGate for ever: it is closed as an operator closes a stuck
 * case (`--force-end-process`, domain.md §5.1). Closing what is closed already does nothing, so it may be sent again.
 */
import { z } from "zod";
import type { OperationResult } from "../../core/exchange/adapter.ts";
import { ask, type IgateCall } from "./client.ts";
import { affected } from "./contract/common.ts";
import { DOSSIER_PATHS } from "./contract/dossier.ts";
import { findDelivered, type Sending, sending } from "./delivered.ts";

export const closeBody = z.strictObject({
  dossierId: sending.dossierId,
  /** Nested: the transfer is called off already, a refusal must not open it again. */
  delivered: z.strictObject({ transferId: sending.transferId, number: sending.number, codes: sending.codes }),
  reason: z.string(),
});
export type CloseBody = z.infer<typeof closeBody>;

/** Returned or cancelled there: nothing is left to close. */
const OVER: ReadonlySet<number> = new Set([5, 6]);

const noted = (dossierId: string, outcome: "accepted" | "refused", message: string): OperationResult => ({
  commands: [
    {
      key: "closed",
      dossier: dossierId,
      command: { type: "recordPartner", lane: "igate", outcome, operation: "closeCase", message },
    },
  ],
});

/** Closes it by force. That it never arrived is fine too. Throws ExchangeError. */
export const sendClose = async ({ dossierId, delivered, reason }: CloseBody, call: IgateCall): Promise<OperationResult> => {
  const there = await findDelivered(call, delivered satisfies Sending);
  if (there === undefined) return noted(dossierId, "accepted", "iGate không có hồ sơ này, không phải kết thúc");
  if (OVER.has(there.dossierStatus.id)) return noted(dossierId, "accepted", `Hồ sơ ${there.code} tại iGate đã kết thúc`);
  const { affectedRows } = await ask(
    call,
    { method: "PUT", path: DOSSIER_PATHS.forceEnd, json: [{ id: there.id, code: there.code }], kind: "write" },
    affected,
  );
  // None: somebody was faster, perhaps a twin of this very request.
  const closed = affectedRows > 0 || OVER.has((await findDelivered(call, delivered))?.dossierStatus.id ?? 0);
  return closed
    ? noted(dossierId, "accepted", `Đã kết thúc hồ sơ ${there.code} tại iGate: ${reason}`)
    : noted(dossierId, "refused", `iGate không kết thúc hồ sơ ${there.code}; liên hệ quản trị điểm iGate`);
};
