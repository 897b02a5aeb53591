/** Liên thông in the demo: the under-six trio and a land transfer, with partners that fail on the way (R-B06, R-G03…G06). */
import type { Dossier } from "../../../core/dossier/types.ts";
import { local } from "./clock.ts";
import { birthForm, landForm } from "./declarations.ts";
import type { Expectations } from "./expect.ts";
import { entriesOf } from "./ledger-linked.ts";
import { citizen, LAND_OFFICE, landOfficer, officer, ward } from "./people.ts";
import { closing, returnToOwner, type Scene } from "./scene.ts";
import type { World } from "./world.ts";

/** Half-days from here on; a route that needs more than this has lost its way. */
const MOST_HALF_DAYS = 40;

/** The half-days after an instant, weekends passed over: when pollers ask and partners work. */
function* halfDays(from: string): Generator<string> {
  const start = Date.parse(`${from}T00:00:00+07:00`);
  for (let day = 0; ; day += 1) {
    const at = new Date(start + day * 86_400_000);
    const date = new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(0, 10);
    const weekday = new Date(`${date}T12:00:00Z`).getUTCDay();
    if (weekday === 0 || weekday === 6) continue;
    for (const time of ["09:00", "11:00", "14:00", "16:00"]) yield local(date, time);
  }
}

/** Moves half-day by half-day until it holds; gives the dossier as it is then. */
const until = async (world: World, ref: string, from: string, holds: (dossier: Dossier) => boolean): Promise<Dossier> => {
  let moves = 0;
  for (const instant of halfDays(from)) {
    const dossier = await world.dossier(ref);
    if (holds(dossier) || moves > MOST_HALF_DAYS * 2) return dossier;
    await world.moveTo(instant);
    moves += 1;
  }
  return world.dossier(ref);
};

const legs = (dossier: Dossier): readonly string[] => dossier.transfers.map((entry) => `${entry.transferId}: ${entry.state}`);

const trio: Scene = {
  title:
    "2.000986 Liên thông khai sinh – thường trú – thẻ BHYT: công an ngừng phục vụ một ngày, hộ tịch mất câu trả lời, BHXH hết phiên",
  play: async (world, expect) => {
    await world.moveTo(local("2026-03-19", "08:00"));
    await world.sim("civil-status", "POST", "/faults", { kind: "loseAnswer", match: { path: "NhanDKHT" }, times: 1 });
    await world.sim("police", "POST", "/faults", {
      kind: "status",
      code: 503,
      schedule: { from: local("2026-03-19", "08:00"), to: local("2026-03-20", "10:00") },
    });
    await world.sim("social-insurance", "POST", "/faults", { kind: "sessionExpired", every: 2, times: 3 });
    const id = await world.submit({
      channel: "counter",
      procedureCode: "2.000986",
      agencyId: ward,
      applicant: citizen(21, "Nguyễn Văn Thử"),
      form: birthForm,
      notices: { sms: true },
      components: ["tk", "gcs", "tk-bhyt", "phieu-bao-hk"].map((componentId) => ({ componentId, originals: 1 })),
      actor: officer,
    });
    await world.act(id, "check", { outcome: "valid", actor: officer });
    await world.act(id, "receive", { actor: officer });
    expect.equal("tiếp nhận xong, chặng khai sinh tự bắt đầu", legs(await world.dossier(id)), ["khai-sinh: sent"]);
    const registered = await until(world, id, "2026-03-19", (dossier) => dossier.transfers.length > 1);
    const number = registered.transfers[0]?.result?.data["personalNumber"];
    expect.equal(
      "hộ tịch cấp số định danh cho trẻ, số ấy tự sang chặng thường trú",
      registered.transfers[1]?.data["personalNumber"],
      number,
    );
    expect.equal(
      "mất câu trả lời vẫn chỉ có một đăng ký khai sinh",
      await times(world, "civil-status", "registry.cases", registered),
      1,
    );
    const done = await until(world, id, "2026-03-20", (dossier) => dossier.status === "decided");
    expect.equal("ba chặng lần lượt xong, dù công an ngừng phục vụ một ngày", legs(done), [
      "khai-sinh: done",
      "thuong-tru: done",
      "the-bhyt: done",
    ]);
    expect.equal(
      "hồ sơ tự có kết quả: giấy khai sinh, thông báo thường trú, thẻ BHYT",
      done.decision?.documents.map((document) => [document.name, document.number !== undefined, document.file !== undefined]),
      [
        ["Giấy khai sinh", true, true],
        ["Thông báo kết quả giải quyết đăng ký thường trú", true, true],
        ["Thẻ bảo hiểm y tế", true, true],
      ],
    );
    expect.equal(
      "sổ công an và sổ BHXH: mỗi nơi đúng một hồ sơ",
      [
        await times(world, "police", "filings", done),
        (await entriesOf(world, "social-insurance", "transactions", done.code)).filter(isCardRequest).length,
      ],
      [1, 1],
    );
    await returnToOwner(world, done);
    await closing(world, expect, id);
  },
};

const times = async (world: World, simulator: string, place: string, dossier: Dossier): Promise<number> =>
  (await entriesOf(world, simulator, place, dossier.code)).length;
const isCardRequest = (entry: unknown): boolean => (entry as { readonly kind?: string }).kind === "DENGHICAPTHE";
const hasProof = (entry: unknown): boolean => (entry as { readonly proof?: unknown }).proof !== undefined;
const soTien = (entry: unknown): number => Number((entry as { readonly request: { readonly SoTien: unknown } }).request.SoTien);

/** Each charge is paid at the payment platform, the notice of it comes twice. */
const payAll = async (world: World, dossier: Dossier, expect: Expectations): Promise<void> => {
  const requests = dossier.charges.filter((charge) => charge.open).map((charge) => charge.request);
  expect.equal(
    "mỗi thông báo thuế có nơi nộp và mã VietQR",
    requests.map((request) => [request?.url !== undefined, request?.qr !== undefined]),
    requests.map(() => [true, true]),
  );
  for (const request of requests) await world.sim("treasury", "POST", "/pay", { reference: request?.reference, notices: 2 });
  await world.settle();
};

const land: Scene = {
  title:
    "1.013831 Biến động đất đai: văn phòng đăng ký – thuế – nộp thuế – văn phòng đăng ký; phiếu sai bị trả, ngân hàng báo hai lần",
  play: async (world, expect) => {
    await world.moveTo(local("2026-04-01", "08:00"));
    await world.sim("tax", "POST", "/faults", { kind: "status", code: 503, times: 4 });
    const id = await world.submit({
      channel: "counter",
      procedureCode: "1.013831",
      caseKey: "muoi-tam-ngay",
      agencyId: LAND_OFFICE,
      applicant: citizen(25, "Nguyễn Văn Thử"),
      form: landForm,
      components: (await requiredOf(world, "1.013831")).map((componentId) => ({ componentId, originals: 1, copies: 1 })),
      actor: landOfficer,
    });
    await world.act(id, "check", { outcome: "valid", actor: landOfficer });
    await world.act(id, "receive", { actor: landOfficer });
    const due = (await world.dossier(id)).clock?.dueAt;
    const taxed = await until(world, id, "2026-04-01", (dossier) => dossier.transfers.at(-1)?.leg === "thue");
    await world.settle();
    expect.equal("đến chặng thuế, đồng hồ của văn phòng đăng ký dừng (R-G03)", taxed.clock?.stopped?.reason, "partner");
    await world.sim("tax", "POST", "/return", { MaHoSo: taxed.code, LyDo: "Diện tích không khớp Giấy chứng nhận" });
    const back = await world.dossier(id);
    expect.equal("thuế trả phiếu do sai, việc nằm ở cán bộ", back.transfers.at(-1)?.state, "sentBack");
    await world.act(id, "resendTransfer", {
      transferId: "thue",
      data: { areaSquareMetres: "118.5" },
      note: "Sửa diện tích theo Giấy chứng nhận",
      actor: landOfficer,
    });
    await world.settle();
    expect.equal("phiếu sửa đi dưới số mới: thuế giữ hai phiếu", await times(world, "tax", "slips", taxed), 2);
    await world.moveTo(local("2026-04-07", "09:00"));
    await world.sim("tax", "POST", "/notices", { MaHoSo: taxed.code });
    await world.settle();
    const charged = await world.dossier(id);
    expect.equal(
      "nhiều thông báo thuế, mỗi thông báo một khoản",
      charged.charges.map((charge) => charge.kind),
      ["tax", "tax"],
    );
    await payAll(world, charged, expect);
    const paid = await world.dossier(id);
    expect.equal(
      "ngân hàng báo hai lần, mỗi khoản ghi một lần; chặng cuối tự bắt đầu",
      [paid.payments.length, paid.transfers.at(-1)?.leg],
      [2, "cap-gcn"],
    );
    expect.equal("thời gian của thuế không tính vào hạn: hẹn lùi lại", (paid.clock?.dueAt ?? "") > (due ?? ""), true);
    const done = await until(world, id, "2026-04-07", (dossier) => dossier.status === "decided");
    expect.equal(
      "có giấy chứng nhận",
      done.decision?.documents.map((document) => document.name),
      ["Giấy chứng nhận quyền sử dụng đất"],
    );
    const transactions = await entriesOf(world, "treasury", "transactions", done.code?.replaceAll(/[.-]/g, ""));
    expect.equal(
      "nền tảng thanh toán: hai giao dịch, tiền bằng tiền trong hồ sơ",
      transactions.map(soTien).toSorted(),
      done.payments.map((payment) => payment.amount).toSorted(),
    );
    expect.equal("khoản thuế không có biên lai phí, lệ phí", await times(world, "receipts", "receipts", done), 0);
    expect.equal("văn phòng đăng ký đất đai: một hồ sơ", await times(world, "land-registry", "dossiers", done), 1);
    expect.equal(
      "thuế có chứng từ của cả hai thông báo",
      (await entriesOf(world, "tax", "notices", done.code)).filter(hasProof).length,
      2,
    );
    await returnToOwner(world, done, landOfficer);
    await closing(world, expect, id);
  },
};

/** Required components of a procedure, by the catalog. */
const requiredOf = async (world: World, code: string): Promise<readonly string[]> =>
  (await world.hub.procedure(code))?.procedure.components.filter((one) => one.required).map((one) => one.id) ?? [];

export const LINKED_SCENES: readonly Scene[] = [trio, land];
