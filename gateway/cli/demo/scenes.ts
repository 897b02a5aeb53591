/** The demo's scenes, in the order in which they are played. Every officer's step goes through REST. */
import { bold, say } from "../terminal.ts";
import { local } from "./clock.ts";
import type { Expectations } from "./expect.ts";
import { postOrders, pushedView } from "./ledger.ts";
import { LINKED_SCENES } from "./linked-scenes.ts";
import { applicantActor, citizen, JUDICIAL_UNIT, leader, officer, unit, ward } from "./people.ts";
import { closing, returnToOwner, type Scene } from "./scene.ts";
import type { World } from "./world.ts";

const MON = "2026-03-02";
const TUE = "2026-03-03";
const THU = "2026-03-05";
/** Arrival stamp of the postal dossier: the day before it is entered. */
const STAMP = "2026-03-09";
const NEXT_TUE = "2026-03-10";

/** Check, receive, hand to the judicial officer: what the counter does with every dossier here. */
const takeIn = async (world: World, ref: string): Promise<void> => {
  await world.act(ref, "check", { outcome: "valid", actor: officer });
  await world.act(ref, "receive", { actor: officer });
  await world.act(ref, "handOver", { unit: JUDICIAL_UNIT, officer: unit.name, actor: officer });
};

const decideOn = (world: World, ref: string, name: string, number: string): Promise<void> =>
  world.act(ref, "decide", { documents: [{ name, number }], actor: leader });

const birth: Scene = {
  title: "1.001193 Đăng ký khai sinh: Cổng đẩy về, giải quyết trong ngày; Cổng trả lời chậm",
  play: async (world, expect) => {
    await world.sim("dvc-portal", "POST", "/faults", { kind: "delay", ms: 2_500, match: { service: "DongBoHoSoMC" }, times: 1 });
    const pushed = (await world.sim("dvc-portal", "POST", "/push", {
      kind: "dossier",
      data: { MaTTHC: "1.001193", DonViXuLy: ward },
      url: `${world.url}/hooks/dvc-portal/nhanhsdvcqg`,
    })) as { MaHoSo: string; outcome: string };
    expect.equal("Cổng đẩy hồ sơ về và được nhận", pushed.outcome, "accepted");
    await world.moveTo(local(MON, "09:05"));
    await takeIn(world, pushed.MaHoSo);
    const received = await world.dossier(pushed.MaHoSo);
    expect.equal("nhận lúc 09:05 thì hẹn trả 16:30 cùng ngày (R-B03)", received.clock?.dueAt, local(MON, "16:30"));
    expect.equal(
      "hồ sơ mang cả mã quốc gia và mã của tỉnh",
      [received.nationalCode, received.code?.startsWith(`${ward}-260302-`)],
      [pushed.MaHoSo, true],
    );
    await world.moveTo(local(MON, "14:40"));
    await decideOn(world, received.id, "Giấy khai sinh", "01/2026");
    await returnToOwner(world, received);
    await closing(world, expect, received.id);
    const told = await pushedView(world, pushed.MaHoSo);
    expect.equal("Cổng biết mã của tỉnh và kết quả của hồ sơ nó đã đẩy", told, {
      localCode: received.code,
      lastStatus: "10",
      doubled: 0,
    });
  },
};

const reregistration: Scene = {
  title: "1.004884 Đăng ký lại khai sinh: 5 ngày làm việc, một lần bổ sung, đồng hồ dừng; Cổng báo 503 dồn dập",
  play: async (world, expect) => {
    await world.sim("dvc-portal", "POST", "/faults", { kind: "status", code: 503, match: { path: "mapi" }, times: 6 });
    const id = await world.submit({
      channel: "counter",
      procedureCode: "1.004884",
      agencyId: ward,
      applicant: citizen(21, "Nguyễn Văn Thử"),
      summary: "Đăng ký lại khai sinh do mất bản chính",
      components: [
        { componentId: "tk", originals: 1 },
        { componentId: "giay-to-cu", copies: 1 },
      ],
      actor: officer,
    });
    await takeIn(world, id);
    const due = (await world.dossier(id)).clock?.dueAt;
    expect.equal(
      "5 ngày làm việc từ thứ Hai 02/3 (làm việc cả sáng thứ Bảy): thứ Bảy 07/3, 11:00",
      due,
      local("2026-03-07", "11:00"),
    );
    await world.moveTo(local(TUE, "10:00"));
    const missing = [
      { componentId: "xac-nhan-don-vi", reason: "Người yêu cầu là viên chức, cần văn bản xác nhận của đơn vị công tác" },
    ];
    await world.act(id, "ask", { what: "supplement", missing, actor: unit });
    await world.act(id, "requestSupplement", { missing, actor: officer });
    expect.equal("đồng hồ dừng khi chờ người nộp (R-B04)", (await world.dossier(id)).clock?.stopped?.reason, "supplement");
    await world.moveTo(local(THU, "15:00"));
    await world.act(id, "supplement", { components: [{ componentId: "xac-nhan-don-vi", originals: 1 }], actor: officer });
    const moved = await world.dossier(id);
    expect.equal(
      "chạy lại từ ngày làm việc kế tiếp, hẹn lùi 2 ngày làm việc: thứ Ba 10/3, 16:30",
      moved.clock?.dueAt,
      local(NEXT_TUE, "16:30"),
    );
    const again = await world.attempt(id, "receive", { actor: officer });
    expect.equal(
      "tiếp nhận lần hai bị từ chối, không đổi gì",
      [again?.status, (await world.dossier(id)).version],
      [409, moved.version],
    );
    await world.moveTo(local(NEXT_TUE, "09:00"));
    await decideOn(world, id, "Giấy khai sinh (đăng ký lại)", "02/2026");
    await returnToOwner(world, moved);
    await closing(world, expect, id);
    expect.equal("trả đúng hạn", (await world.dossier(id)).returned?.onTime, true);
  },
};

const postal: Scene = {
  title:
    "1.004884 Đăng ký lại khai sinh qua bưu chính: nhận theo dấu bưu điện, trả kết quả tận nhà; bưu điện làm mất câu trả lời",
  play: async (world, expect) => {
    const collected = (await world.sim("post", "POST", "/collect", {
      stampDate: STAMP,
      data: {
        AgencyCode: ward,
        Procedure: {
          Code: "1.004884",
          Title: "Đăng ký lại khai sinh",
          Elements: [
            { Code: "tk", Title: "Tờ khai đăng ký lại khai sinh", Originals: 1, Copies: 0 },
            { Code: "giay-to-cu", Title: "Bản sao giấy tờ có thông tin về nội dung khai sinh", Originals: 0, Copies: 1 },
          ],
        },
      },
      url: `${world.url}/hooks/post/collected`,
    })) as { outcome: string };
    expect.equal("bưu điện nộp hồ sơ đã thu gom và được nhận", collected.outcome, "accepted");
    const { items } = await world.hub.list({ agencyIds: [ward], limit: 1 });
    const filed = items[0];
    if (!filed) return expect.equal("hồ sơ bưu chính có trong trục", undefined, "một hồ sơ");
    await takeIn(world, filed.id);
    const received = await world.dossier(filed.id);
    expect.equal("tính thời hạn từ ngày trên dấu bưu điện, không phải ngày nhập (R-A01)", received.postalArrivalDate, STAMP);
    expect.equal("5 ngày làm việc từ thứ Hai 09/3: thứ Bảy 14/3, 11:00", received.clock?.dueAt, local("2026-03-14", "11:00"));
    await decideOn(world, filed.id, "Giấy khai sinh (đăng ký lại)", "03/2026");
    await world.sim("post", "POST", "/faults", { kind: "loseAnswer", match: { path: "/order/post" }, times: 1 });
    await world.act(filed.id, "sendByPost", { actor: officer });
    await world.settle();
    const order = await world.dossier(filed.id);
    expect.equal("mất câu trả lời: hỏi lại trước khi gửi lại; bưu điện có đúng một đơn", await postOrders(world), [
      order.delivery?.orderNumber,
    ]);
    expect.equal("trục biết bưu điện đã nhận đơn", order.partners["post"]?.outcome, "accepted");
    for (const time of ["11:00", "15:00"]) await world.moveTo(local(NEXT_TUE, time));
    await world.sim("post", "POST", "/advance", { orderNumber: order.delivery?.orderNumber, to: "100" });
    await world.moveTo(local(NEXT_TUE, "17:30"));
    const done = await world.dossier(filed.id);
    expect.equal("bưu điện báo đã phát: hồ sơ kết thúc", [done.status, done.delivery?.state], ["returned", "delivered"]);
    expect.equal("giữ bằng chứng phát", Boolean(done.delivery?.proof), true);
    await closing(world, expect, filed.id);
  },
};

const overdue: Scene = {
  title: "1.004873 Xác nhận tình trạng hôn nhân: quá hạn, gia hạn kèm xin lỗi, trả trễ",
  play: async (world, expect) => {
    await world.moveTo(local("2026-03-11", "08:00"));
    const id = await world.submit({
      channel: "counter",
      procedureCode: "1.004873",
      agencyId: ward,
      applicant: citizen(23, "Trần Văn Mẫu"),
      components: [{ componentId: "tk", originals: 1 }],
      actor: officer,
    });
    await takeIn(world, id);
    const first = await world.dossier(id);
    await world.moveTo(local("2026-03-16", "08:00"));
    const late = await world.hub.list({ overdueAt: world.now() });
    expect.equal(
      "quá hạn: có trong danh sách quá hạn",
      late.items.map((d) => d.id),
      [id],
    );
    await world.act(id, "extend", {
      reason: "Chờ kết quả xác minh nơi cư trú trước đây",
      newDueAt: local("2026-03-18", "16:30"),
      acknowledgedBy: JUDICIAL_UNIT,
      actor: unit,
    });
    const extended = await world.dossier(id);
    expect.equal(
      "phiếu xin lỗi và hẹn lại được phát và gắn với hồ sơ (R-B09)",
      extended.forms
        .slice(-3)
        .map((f) => f.form)
        .sort(),
      ["apology", "extension", "satisfaction"],
    );
    expect.equal(
      "hạn đầu tiên vẫn còn đó: không ai lặng lẽ đổi ngày",
      [extended.clock?.firstDueAt, extended.clock?.dueAt],
      [first.clock?.dueAt, local("2026-03-18", "16:30")],
    );
    const quiet = await world.attempt(id, "withdraw", {
      reason: "x",
      actor: { ...applicantActor, role: "applicant", agencyId: "H57.140" },
    });
    expect.equal("cơ quan không liên quan không làm gì được", quiet?.blame, "caller");
    await world.moveTo(local("2026-03-18", "10:00"));
    await decideOn(world, id, "Giấy xác nhận tình trạng hôn nhân", "04/2026");
    await returnToOwner(world, extended);
    await closing(world, expect, id);
  },
};

export const SCENES: readonly Scene[] = [birth, reregistration, postal, overdue, ...LINKED_SCENES];

/** When the demo begins: Monday 2 March 2026, 08:30. */
export const START = local(MON, "08:30");

/** Plays all scenes in one world, whose clock only moves ahead. Errors: CliError where the hub refuses a step. */
export const playAll = async (world: World, expect: Expectations): Promise<void> => {
  for (const [i, scene] of SCENES.entries()) {
    say(`\n${bold(`${i + 1}. ${scene.title}`)}`);
    await scene.play(world, expect);
  }
};
