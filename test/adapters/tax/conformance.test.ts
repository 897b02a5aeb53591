/** R-G03 R-J03: the tax adapter against its simulator, misbehaviour by misbehaviour. */
import { expect } from "vitest";
import { ATTEMPT_MS, type ConformanceCall, describeConformance } from "../../../adapters/kit/conformance.ts";
import adapter from "../../../adapters/tax/adapter.ts";
import { PATHS } from "../../../adapters/tax/contract/access.ts";
import { openWorld, type World } from "../world.ts";
import { appraised, LAND_OFFICER, registered } from "./dossiers.ts";

interface Filed {
  readonly dossier: string;
  readonly times: number;
  readonly state: string;
}
interface Books {
  readonly slips: readonly Filed[];
  readonly registrations: readonly Filed[];
  readonly notices: readonly { readonly number: string; readonly dossier: string; readonly proof?: { readonly times: number } }[];
}
const books = (world: World): Books => world.simulation.parts.state() as Books;
const codeOf = async (world: World, id: string): Promise<string> => (await world.hub.find(id))?.code ?? "";
const NO_REFUSAL = { none: "a token is not refused for a business reason" };
const refusal = (message: string) => ({ body: JSON.stringify({ error_code: "-1", message, result: null }) });

/** Taken in once and accepted, or sent back to an officer with the office's words. */
const checkSending =
  (shelf: "slips" | "registrations", leg: string): ConformanceCall<World>["check"] =>
  async (world, id, outcome) => {
    const code = await codeOf(world, id);
    const own = books(world)[shelf].filter((one) => one.dossier === code);
    const transfer = (await world.hub.find(id))?.transfers.find((entry) => entry.transferId === leg);
    if (outcome === "refused") {
      expect(own).toEqual([]);
      expect(transfer).toMatchObject({ state: "sentBack", reason: expect.stringContaining("diện tích") });
      return;
    }
    expect(own).toHaveLength(1);
    expect(transfer).toMatchObject({ state: "accepted", number: 1, reference: expect.stringMatching(/^TCT-46-/) });
    expect((await world.hub.timeline(id)).filter((event) => event.type === "transferAccepted")).toHaveLength(1);
  };

/** Appraised, its notice given and paid in full: the proof goes out. */
const paid = async (world: World): Promise<string> => {
  const id = await appraised(world);
  await world.settle();
  await world.door("/notices", { MaHoSo: await codeOf(world, id), oneNumber: true });
  const charge = (await world.hub.find(id))?.charges[0];
  await world.run(
    {
      type: "recordPayment",
      chargeId: charge?.chargeId ?? "",
      amount: charge?.amount ?? 0,
      method: "transfer",
      reference: `GNT-${id}`,
    },
    id,
    { actor: LAND_OFFICER },
  );
  return id;
};
const withdrawn = async (world: World): Promise<string> => {
  const id = await appraised(world);
  await world.settle();
  await world.run({ type: "withdraw", reason: "Hai bên hủy hợp đồng" }, id, { actor: LAND_OFFICER });
  return id;
};

const sendSlip = (world: World): Promise<string> => appraised(world);

describeConformance<World>({
  name: "tax",
  open: () => openWorld(adapter, { timeoutMs: ATTEMPT_MS }),
  calls: [
    {
      name: "token",
      match: { path: PATHS.token },
      refusal: NO_REFUSAL,
      prepare: (world) => world.simulation.parts.expireSessions?.(),
      act: sendSlip,
      check: checkSending("slips", "thue"),
    },
    {
      name: "slip",
      match: { path: PATHS.slip },
      refusal: refusal("Phiếu thiếu thông tin bắt buộc: mục III, thửa thứ 1, diện tích"),
      act: sendSlip,
      check: checkSending("slips", "thue"),
    },
    {
      name: "registration",
      match: { path: PATHS.registration },
      refusal: refusal("Dữ liệu diện tích kinh doanh không hợp lệ"),
      act: (world) => registered(world),
      check: checkSending("registrations", "cap-mst"),
    },
    {
      name: "proof of payment",
      match: { path: PATHS.proof },
      refusal: refusal("Chứng từ nộp: số tiền không khớp"),
      act: paid,
      check: async (world, id, outcome) => {
        const code = await codeOf(world, id);
        const proofs = books(world).notices.filter((notice) => notice.dossier === code && notice.proof !== undefined);
        expect(proofs).toHaveLength(outcome === "refused" ? 0 : 1);
        expect((await world.hub.find(id))?.partners["tax"]).toMatchObject({
          operation: "sendPaymentProof",
          outcome: outcome === "refused" ? "refused" : "accepted",
        });
      },
    },
    {
      name: "withdrawal",
      match: { path: PATHS.withdrawal },
      refusal: refusal("Hồ sơ đã nộp tiền, không thể thu hồi"),
      act: withdrawn,
      check: async (world, id, outcome) => {
        const code = await codeOf(world, id);
        const [slip] = books(world).slips.filter((one) => one.dossier === code);
        expect(slip?.state).toBe(outcome === "refused" ? "1" : "4");
        expect((await world.hub.find(id))?.partners["tax"]).toMatchObject({
          operation: "withdrawSlip",
          outcome: outcome === "refused" ? "refused" : "accepted",
        });
      },
    },
  ],
});
