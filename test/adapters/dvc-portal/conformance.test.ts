/** R-G01 R-J03: the national-portal adapter against its simulator, misbehaviour by misbehaviour. */
import { expect } from "vitest";
import adapter from "../../../adapters/dvc-portal/adapter.ts";
import { ATTEMPT_MS, type ConformanceCall, describeConformance } from "../../../adapters/kit/conformance.ts";
import { filed } from "../road.ts";
import { LEADER, openWorld, type World } from "../world.ts";

interface Ledger {
  readonly dossiers: readonly {
    readonly data: { readonly MaHoSo: string };
    readonly progress: readonly { readonly TrangThai: string; readonly double: boolean; readonly late: boolean }[];
  }[];
  readonly pushed: readonly {
    readonly MaHoSo: string;
    readonly MaHoSoDonVi: string | null;
    readonly statuses: readonly { readonly TrangThai: string; readonly double: boolean }[];
  }[];
}

/** National states of a dossier that is received, worked on, decided and returned (domain.md §1.5). */
const LIFE = ["2", "4", "9", "10"];

const live = async (world: World, id: string): Promise<string> => {
  await world.run({ type: "check", outcome: "valid" }, id);
  await world.run({ type: "receive" }, id);
  await world.run({ type: "handOver", unit: "Công chức tư pháp – hộ tịch" }, id);
  await world.run({ type: "decide", documents: [{ name: "Giấy khai sinh", number: "01" }] }, id, { actor: LEADER });
  await world.run(
    { type: "returnInPerson", receiverName: "Nguyễn Văn Thử", identityNumber: "001099000012", appointmentSlip: true },
    id,
  );
  return id;
};

const atCounter = async (world: World): Promise<string> => live(world, await filed(world));

const pushedIn = async (world: World): Promise<string> => {
  const answer = (await world.door("/push", { data: { DonViXuLy: "H57.101", MaTTHC: "1.001193" } })) as {
    readonly MaHoSo: string;
  };
  const dossier = await world.hub.find(answer.MaHoSo);
  expect(dossier?.nationalCode, JSON.stringify(answer)).toBe(answer.MaHoSo);
  return live(world, dossier?.id ?? "");
};

const ledgerOf = (world: World): Ledger => world.simulation.parts.state() as Ledger;

/** Every state once, in order; the dossier once. A refused message leaves a gap, and nothing else. */
const checkProgress: ConformanceCall<World>["check"] = async (world, id, outcome) => {
  const dossier = await world.hub.find(id);
  const held = ledgerOf(world).dossiers.filter((entry) => entry.data.MaHoSo === dossier?.code);
  expect(held).toHaveLength(1);
  const progress = held[0]?.progress ?? [];
  expect(progress.filter((row) => row.late)).toEqual([]);
  const states = progress.map((row) => row.TrangThai);
  if (outcome === "doubledByPartner") expect(states).toEqual(["2", ...LIFE]);
  else expect(states).toEqual(outcome === "refused" ? LIFE.slice(1) : LIFE);
  if (outcome !== "doubledByPartner") expect(progress.filter((row) => row.double)).toEqual([]);
  if (outcome === "refused")
    expect((await world.hub.timeline(id)).filter((event) => event.type === "partnerRecorded")).not.toEqual([]);
};

const checkReports: ConformanceCall<World>["check"] = async (world, id, outcome) => {
  const dossier = await world.hub.find(id);
  const told = ledgerOf(world).pushed.find((entry) => entry.MaHoSo === dossier?.nationalCode);
  const states = told?.statuses.map((status) => status.TrangThai);
  if (outcome === "doubledByPartner") expect(states).toEqual(["2", ...LIFE]);
  else expect(states).toEqual(outcome === "refused" ? LIFE.slice(1) : LIFE);
  expect(told?.MaHoSoDonVi).toBe(dossier?.code);
};

const service = (name: string) => ({ service: name });
const refused = (message: string, code = "-1") => ({ body: JSON.stringify({ error_code: code, message, result: null }) });
const NO_REFUSAL = { none: "a look-up or a login is not refused for a business reason" };

describeConformance<World>({
  name: "dvc-portal",
  open: () => openWorld(adapter, { timeoutMs: ATTEMPT_MS }),
  calls: [
    {
      name: "login",
      match: { path: "mapi/login" },
      refusal: NO_REFUSAL,
      prepare: (world) => world.simulation.parts.expireSessions?.(),
      act: atCounter,
      check: checkProgress,
    },
    { name: "TraCuuHoSo", match: service("TraCuuHoSo"), refusal: NO_REFUSAL, act: atCounter, check: checkProgress },
    {
      name: "DongBoHoSoMC",
      match: service("DongBoHoSoMC"),
      refusal: refused("Đồng bộ không thành công: mã TTHC 1.004884 không có trong danh mục thủ tục hành chính"),
      act: atCounter,
      check: checkProgress,
    },
    {
      name: "CapNhatTienDoHoSoMC",
      match: service("CapNhatTienDoHoSoMC"),
      refusal: refused("Cập nhật tiến độ không thành công: hồ sơ không tồn tại trên hệ thống"),
      partnerDoubles: "the portal writes a progress row for every request that reaches it",
      act: atCounter,
      check: checkProgress,
    },
    {
      name: "DongBoTrangThaiHoSo",
      match: service("DongBoTrangThaiHoSo"),
      refusal: refused("Hồ sơ quốc gia không tồn tại trên Cổng Dịch vụ công quốc gia", "500"),
      partnerDoubles: "the portal writes a state for every request that reaches it",
      act: pushedIn,
      check: checkReports,
    },
  ],
});
