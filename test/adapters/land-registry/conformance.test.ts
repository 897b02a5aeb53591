/** R-G09 R-J03: the land-registry adapter against its simulator, misbehaviour by misbehaviour. Result files: road.test.ts. */
import { expect } from "vitest";
import { ATTEMPT_MS, type ConformanceCall, describeConformance } from "../../../adapters/kit/conformance.ts";
import adapter from "../../../adapters/land-registry/adapter.ts";
import { PATHS } from "../../../adapters/land-registry/contract/envelope.ts";
import { transfer } from "../road.ts";
import { openWorld, type World } from "../world.ts";
import { accepted, codeOf, deed, OFFICER, paid, received, returned } from "./dossiers.ts";

interface Ledger {
  readonly dossiers: readonly {
    readonly received: { readonly SoBienNhan: string };
    readonly state: string;
    readonly sendings: number;
    readonly supplements: readonly unknown[];
    readonly wrongResults: readonly unknown[];
  }[];
}
const heldOf = async (world: World, id: string): Promise<Ledger["dossiers"]> => {
  const code = await codeOf(world, id);
  return (world.simulation.parts.state() as Ledger).dossiers.filter((one) => one.received.SoBienNhan === code);
};
const refused = (message: string) => ({
  body: JSON.stringify({ data: 0, status: { success: false, code: 400, type: "error", time: null, message } }),
});
type Check = ConformanceCall<World>["check"];

const checkAppraise: Check = async (world, id, outcome) => {
  const held = await heldOf(world, id);
  if (outcome === "refused") {
    expect(held).toEqual([]);
    expect(await transfer(world, id, "tham-dinh")).toMatchObject({
      state: "sentBack",
      reason: expect.stringContaining("thửa đất"),
    });
    return;
  }
  expect(held).toMatchObject([{ state: "received", sendings: 1 }]);
  expect(await transfer(world, id, "tham-dinh")).toMatchObject({ state: "accepted", number: 1 });
};

const checkObligation: Check = async (world, id, outcome) => {
  const [held] = await heldOf(world, id);
  expect(held?.supplements).toHaveLength(outcome === "refused" ? 0 : 1);
  expect((await transfer(world, id, "cap-gcn"))?.state).toBe(outcome === "refused" ? "sentBack" : "accepted");
};

const checkReturned: Check = async (world, id, outcome) => {
  const [held] = await heldOf(world, id);
  expect(held?.state).toBe(outcome === "refused" ? "ended" : "returned");
  expect((await world.hub.find(id))?.partners["land-registry"]).toMatchObject({
    operation: "reportReturned",
    outcome: outcome === "refused" ? "refused" : "accepted",
  });
};

/** An end without certificate came; the officer sends it back. */
const wrong = async (world: World): Promise<string> => {
  const id = await paid(world);
  await world.settle();
  await deed(world, id, "end", { data: { DanhSachGiayToKetQua: null, SoGiayChungNhan: null } });
  await world.run({ type: "resendTransfer", transferId: "cap-gcn" }, id, { actor: OFFICER });
  return id;
};
const checkWrong: Check = async (world, id, outcome) => {
  const [held] = await heldOf(world, id);
  expect(held?.wrongResults).toHaveLength(outcome === "refused" ? 0 : 1);
  expect((await transfer(world, id, "cap-gcn"))?.state).toBe(outcome === "refused" ? "sentBack" : "accepted");
};

const supplemented = async (world: World): Promise<string> => {
  const id = await accepted(world);
  await deed(world, id, "ask-supplement");
  const as = { actor: OFFICER };
  await world.run({ type: "requestSupplement", missing: [{ componentId: "trich-do", reason: "Bổ sung" }] }, id, as);
  await world.run({ type: "supplement", components: [{ componentId: "trich-do", originals: 1 }] }, id, as);
  return id;
};
const checkSupplement: Check = async (world, id, outcome) => {
  const [held] = await heldOf(world, id);
  expect(held?.supplements).toHaveLength(outcome === "refused" ? 0 : 1);
  expect(held?.state).toBe(outcome === "refused" ? "waitingSupplement" : "processing");
  expect((await transfer(world, id, "tham-dinh"))?.state).toBe(outcome === "refused" ? "sentBack" : "accepted");
};

describeConformance<World>({
  name: "land-registry",
  open: () => openWorld(adapter, { timeoutMs: ATTEMPT_MS, simulator: { auto: false, pushWaitMs: 1 } }),
  calls: [
    {
      name: "token",
      match: { path: PATHS.token },
      refusal: { none: "a login is not refused for a business reason" },
      prepare: (world) => world.simulation.parts.expireSessions?.(),
      act: received,
      check: checkAppraise,
    },
    {
      name: "TiepNhanHoSo",
      match: { path: PATHS.receive },
      refusal: refused("Thiếu thông tin thửa đất: ThongTinThuaDat"),
      act: received,
      check: checkAppraise,
    },
    {
      name: "CapNhatTrangThaiBoSungHoSo (supplement)",
      match: { path: PATHS.supplement },
      refusal: refused("Tệp đính kèm không hợp lệ"),
      act: supplemented,
      check: checkSupplement,
    },
    {
      name: "CapNhatTrangThaiBoSungHoSo (financial obligation)",
      match: { path: PATHS.supplement },
      refusal: refused("Hồ sơ không ở trạng thái chờ bổ sung"),
      act: paid,
      check: checkObligation,
    },
    {
      name: "CapNhatKetQuaTraHoSo",
      match: { path: PATHS.returned },
      refusal: refused("Hồ sơ chưa kết thúc, không thể trả kết quả"),
      act: returned,
      check: checkReturned,
    },
    {
      name: "PhanHoiHoSoSaiKetQua",
      match: { path: PATHS.wrongResult },
      refusal: refused("Hồ sơ chưa kết thúc, chưa có kết quả để phản hồi"),
      act: wrong,
      check: checkWrong,
    },
  ],
});
