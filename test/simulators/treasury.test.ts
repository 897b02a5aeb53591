import { createHash } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import {
  MONEY_PATHS,
  ORDER_PROOF_ORDER,
  type OrderReply,
  orderReply,
  STATEMENT_PROOF_ORDER,
} from "../../adapters/treasury/contract/money.ts";
import {
  type InitReply,
  notice,
  PATHS,
  PROOF_ORDER,
  payAddress,
  type QueryReply,
  queryReply,
} from "../../adapters/treasury/contract/platform.ts";
import { sampleAccount, sampleInit, sampleNotice, sampleOrder, samplePaid } from "../../adapters/treasury/contract/samples.ts";
import { createSimulation, type SimulationSettings } from "../../simulators/kit/simulation.ts";
import type { Simulation } from "../../simulators/kit/types.ts";
import platform from "../../simulators/treasury/simulator.ts";
import { call, door, fakeHub } from "./calls.ts";

const { secret } = sampleAccount;
const REFERENCE = sampleInit.MaThamChieu;
const DAY = "2026-03-02";
/** Written here a third time, from the specification alone. */
const proof = (values: readonly unknown[]): string =>
  createHash("sha256")
    .update([...values, secret].map(String).join("|"), "utf8")
    .digest("hex");
const signedBy = (message: Readonly<Record<string, unknown>>, order: readonly string[]) => ({
  ...message,
  MaXacThuc: proof(order.map((name) => message[name])),
});

describe("the simulated payment platform", () => {
  let simulation: Simulation;
  const open = (settings: SimulationSettings = {}): void => {
    simulation = createSimulation(platform, { now: "2026-03-02T09:00:00+07:00", sleep: async () => undefined, ...settings });
  };
  const post = async <T>(path: string, body: unknown): Promise<T> => {
    const answer = await call<T>(simulation, "POST", path, body);
    expect(answer.status).toBe(200);
    return answer.body;
  };
  const init = (change: Readonly<Record<string, unknown>> = {}, sign = true): Promise<InitReply> => {
    const message = { ...sampleInit, ...change };
    return post<InitReply>(PATHS.init, sign ? signedBy(message, PROOF_ORDER.init) : message);
  };
  const query = (change: Readonly<Record<string, unknown>> = {}): Promise<QueryReply> => {
    const { PhienBan, MaDoiTac, MaThamChieu, ThoiGianGD } = sampleInit;
    const message = { LoaiBanTin: "QUERY", PhienBan, MaDoiTac, MaThamChieu, ThoiGianGD, ...change };
    return post<QueryReply>(PATHS.query, signedBy(message, PROOF_ORDER.query));
  };
  const counts = () => simulation.parts.counts();
  beforeEach(() => open());

  describe("R-G06 INIT", () => {
    it("R-G06 [§5.6] the proof of a payment is the SHA-256 of fourteen values and the secret, joined by pipes", async () => {
      const values = [
        "INIT",
        "1.0.6",
        "HUE-LIENTHONG",
        REFERENCE,
        "8000",
        "PAY",
        "1",
        "1",
        "vi-VN",
        "VND",
        "PAYMENT",
        "THANH TOAN HO SO H57.101-260302-0001",
        "20260302090000",
        "192.0.2.10",
      ];
      const reply = await post<InitReply>(PATHS.init, { ...sampleInit, MaXacThuc: proof(values) });
      expect(reply.error_code).toBe("0");
      // The message is JSON text within JSON.
      expect(payAddress.parse(JSON.parse(reply.message)).UrlThanhToan).toBe(`https://mo-phong.test/pay/${REFERENCE}`);
    });

    it("R-G06 [§5.6] the same reference is refused for ever, also with another amount, and counted", async () => {
      await init();
      const PhiLePhi = [{ ...sampleInit.ThongTinBienLai.PhiLePhi[0], SoTien: "9000" }];
      const ThongTinBienLai = { ...sampleInit.ThongTinBienLai, PhiLePhi, DSKhoanNop: [{ NoiDung: "x", SoTien: "9000" }] };
      for (const change of [{}, { SoTien: "9000", ThongTinBienLai }]) {
        expect(await init(change)).toEqual({ error_code: "05", message: `Mã tham chiếu ${REFERENCE} đã tồn tại` });
      }
      expect(counts()).toMatchObject({ "giao dịch": 1, "gửi trùng": 2 });
    });

    const bill = sampleInit.ThongTinBienLai;
    it.each<[string, Record<string, unknown>, string]>([
      ["another version", { PhienBan: "1.0.5" }, "Phiên bản 1.0.5 không được hỗ trợ"],
      ["an unknown partner", { MaDoiTac: "KHAC" }, "Mã đối tác KHAC không tồn tại"],
      ["an amount of nothing", { SoTien: "0" }, "Số tiền không hợp lệ"],
      ["a negative amount", { SoTien: "-8000" }, "Số tiền không hợp lệ"],
      ["an amount that is no number", { SoTien: "8.000" }, "Số tiền không hợp lệ"],
      ["rows that do not add up", { SoTien: "8001" }, "tổng các khoản nộp khác số tiền"],
      ["a reference with punctuation", { MaThamChieu: "dvcH57.101-1" }, "MaThamChieu không hợp lệ"],
      ["no account", { ThongTinBienLai: { ...bill, TKThuHuong: "" } }, "Thiếu thông tin bắt buộc: ThongTinBienLai.TKThuHuong"],
      ["no payer", { ThongTinBienLai: { ...bill, HoTenNguoiNop: undefined } }, "Thiếu thông tin bắt buộc"],
      ["a long name of the procedure", { ThongTinBienLai: { ...bill, TenTTHC: "x".repeat(251) } }, "vượt quá 250 ký tự"],
      ["another currency", { MaTienTe: "USD" }, "MaTienTe không hợp lệ"],
      ["a time of twelve digits", { ThoiGianGD: "202603020900" }, "ThoiGianGD không hợp lệ"],
    ])("R-G06 [§5.6] refuses %s in prose, HTTP 200, and opens nothing", async (_, change, says) => {
      const reply = await init(change);
      expect(reply.error_code).not.toBe("0");
      expect(reply.message).toContain(says);
      expect(counts()).toMatchObject({ "giao dịch": 0 });
    });

    it("R-G06 [§5.6] refuses a wrong proof: another secret, another order, none", async () => {
      const shuffled = proof(PROOF_ORDER.init.toReversed().map((name) => sampleInit[name]));
      for (const MaXacThuc of ["", "0".repeat(64), shuffled])
        expect(await init({ MaXacThuc }, false)).toEqual({ error_code: "97", message: "Mã xác thực không chính xác" });
      expect((await post<InitReply>(PATHS.init, "không phải JSON")).error_code).toBe("06");
    });
  });

  describe("R-G06 QUERY", () => {
    it("R-G06 [§5.6] 3 while nobody has paid, 1 after the payment, 4 after a failure", async () => {
      await init();
      expect(await query()).toMatchObject({ MaLoi: "00", TrangThaiGD: "3", ThoiGianGD: sampleInit.ThoiGianGD });
      await door(simulation, "POST", "/pay", { reference: REFERENCE, notices: 0 });
      expect(queryReply.parse(await query())).toMatchObject({ TrangThaiGD: "1", SoTien: 8000, MaGiaoDich: "PP0000000001" });
      await init({ MaThamChieu: "dvcB20260302090000" });
      await door(simulation, "POST", "/fail", { reference: "dvcB20260302090000", notices: 0 });
      expect(await query({ MaThamChieu: "dvcB20260302090000" })).toMatchObject({ MaLoi: "00", TrangThaiGD: "4" });
    });

    it("R-G06 [§5.6] an unknown reference, the time of another payment, a stranger", async () => {
      await init();
      for (const change of [{ MaThamChieu: "dvcKhac" }, { ThoiGianGD: "20260302090001" }])
        expect(await query(change)).toMatchObject({ MaLoi: "01", MoTaLoi: expect.stringContaining("Không tìm thấy") });
      expect(await query({ MaDoiTac: "KHAC" })).toMatchObject({ MaLoi: "08" });
      expect(await query({ PhienBan: "2" })).toMatchObject({ MaLoi: "07" });
    });

    it("R-G06 [§5.6] gives the pay page of an open payment only where it is set to", async () => {
      await init();
      expect(await query()).not.toHaveProperty("UrlThanhToan");
      open({ options: { queryGivesPage: true } });
      await init();
      expect((await query()).UrlThanhToan).toContain(`/pay/${REFERENCE}`);
    });

    it("R-G06 [§5.6] GET_BILL gives a PDF, once it is paid", async () => {
      await init();
      const ask = () => {
        const { PhienBan, MaDoiTac, MaThamChieu, ThoiGianGD } = sampleInit;
        const message = { LoaiBanTin: "GET_BILL", PhienBan, MaDoiTac, MaThamChieu, ThoiGianGD };
        const body = JSON.stringify(signedBy(message, PROOF_ORDER.query));
        return simulation.fetch(new Request(`https://mo-phong.test${PATHS.bill}`, { method: "POST", body }));
      };
      expect(await (await ask()).json()).toMatchObject({ MaLoi: "01" });
      await door(simulation, "POST", "/pay", { reference: REFERENCE, notices: 0 });
      expect(Buffer.from(await (await ask()).arrayBuffer()).toString("latin1")).toMatch(/^%PDF/);
    });
  });

  describe("R-G06 the citizen pays and the platform tells of it", () => {
    const ok = () => Response.json({ MaLoi: "00", MoTaLoi: "", MaDoiTac: "x", ThoiGianGD: "x", MaXacThuc: "x" });
    const withHub = (...answers: (() => Response)[]) => {
      const hub = fakeHub(...answers);
      open({ options: { hubUrl: "https://hub.test" }, fetch: hub.hub });
      return hub;
    };

    it("R-G06 [§5.6] a notice with the proof over its ten members, the amount as a number", async () => {
      const hub = withHub(ok);
      await init();
      await door(simulation, "POST", "/pay", { reference: REFERENCE });
      const [request] = hub.got;
      expect(request?.url).toBe("https://hub.test/hooks/treasury/confirm");
      const sent = notice.parse(JSON.parse(request?.body ?? ""));
      expect(sent).toMatchObject({ MaLoi: "00", SoTien: 8000, MaGiaoDich: "PP0000000001", ThoiGianGD: "20260302090000" });
      expect(sent.MaXacThuc).toBe(proof(PROOF_ORDER.notice.map((name) => sent[name])));
    });

    it("R-G06 [§5.6] an answer that it does not like, or none, makes it tell again", async () => {
      const hub = withHub(
        () => new Response("", { status: 500 }),
        () => Response.json({ MaLoi: "99", MoTaLoi: "bận", MaDoiTac: "", ThoiGianGD: "", MaXacThuc: "" }),
        () => new Response("OK"),
        ok,
      );
      await init();
      const { body } = await door<{ notices: { outcome: string }[] }>(simulation, "POST", "/pay", { reference: REFERENCE });
      expect(body.notices).toMatchObject([{ outcome: "accepted" }]);
      expect(new Set(hub.got.map((one) => one.body)).size).toBe(1);
      expect(hub.got).toHaveLength(4);
    });

    it("R-G06 [§5.6] it gives up in the end, and knows that it did", async () => {
      withHub(() => new Response("", { status: 500 }));
      await init();
      await door(simulation, "POST", "/pay", { reference: REFERENCE });
      expect(simulation.parts.state()).toMatchObject({ notices: [{ outcome: "unanswered" }] });
    });

    it("R-G06 [§5.6] paid twice: two numbers, money twice; told twice: one number; never told", async () => {
      const hub = withHub(ok);
      await init();
      await door(simulation, "POST", "/pay", { reference: REFERENCE, times: 2, notices: 2 });
      const numbers = hub.got.map((one) => (JSON.parse(one.body) as { MaGiaoDich: string }).MaGiaoDich);
      expect(numbers).toEqual(["PP0000000001", "PP0000000001", "PP0000000002", "PP0000000002"]);
      expect(counts()).toMatchObject({ "đã trả": 1, "tiền về": 2, "bản tin đã gửi": 4 });
      await init({ MaThamChieu: "dvcB" });
      await door(simulation, "POST", "/pay", { reference: "dvcB", notices: 0 });
      expect(hub.got).toHaveLength(4);
    });

    it("R-G06 [§5.6] early: the notice is out before INIT is answered", async () => {
      const states: unknown[] = [];
      const hub = fakeHub(() => {
        states.push(simulation.received.list().at(-1)?.answered);
        return ok();
      });
      open({ fetch: hub.hub });
      await door(simulation, "POST", "/early");
      expect((await init()).error_code).toBe("0");
      expect(states).toEqual([null]);
    });

    it("R-G06 [§5.6] forged: another secret, another amount; a failure is told with another MaLoi", async () => {
      const hub = withHub(ok);
      await init();
      await door(simulation, "POST", "/notice", { reference: REFERENCE, data: { SoTien: 1 }, secret: "sai", attempts: 1 });
      const forged = notice.parse(JSON.parse(hub.got[0]?.body ?? ""));
      expect(forged.SoTien).toBe(1);
      expect(forged.MaXacThuc).not.toBe(proof(PROOF_ORDER.notice.map((name) => forged[name])));
      await door(simulation, "POST", "/fail", { reference: REFERENCE });
      expect(JSON.parse(hub.got[1]?.body ?? "")).toMatchObject({ MaLoi: "99" });
      expect((await door(simulation, "POST", "/pay", { reference: REFERENCE })).status).toBe(404);
      expect((await door(simulation, "POST", "/pay", { reference: "dvcKhac" })).status).toBe(404);
      expect((await door(simulation, "POST", "/pay", {})).status).toBe(400);
    });

    it("R-G06 [§5.6] the pay page shows unit, dossier and amount, takes one payment, and needs no token", async () => {
      const hub = withHub(ok);
      await init();
      const page = (method: string) => simulation.fetch(new Request(`https://mo-phong.test/pay/${REFERENCE}`, { method }));
      const shown = await (await page("GET")).text();
      expect(shown).toContain("H57.101-260302-0001");
      expect(shown).toMatch(/8\.000 đồng/);
      expect((await page("POST")).status).toBe(303);
      expect(await (await page("GET")).text()).toContain("Đã thanh toán");
      expect((await page("POST")).status).toBe(409);
      expect(hub.got).toHaveLength(1);
    });
  });

  describe("R-D04 the statement of a day", () => {
    const ask = async (day: string, change: Readonly<Record<string, string>> = {}) => {
      const message = { MaDoiTac: sampleAccount.partnerCode, Ngay: day.replaceAll("-", "") };
      const search = new URLSearchParams({ ...signedBy(message, STATEMENT_PROOF_ORDER), ...change });
      const response = await simulation.fetch(new Request(`https://mo-phong.test${MONEY_PATHS.statement}?${search}`));
      return { status: response.status, bytes: Buffer.from(await response.arrayBuffer()) };
    };
    const pay = async (reference: string): Promise<void> => {
      await init({ MaThamChieu: reference });
      await door(simulation, "POST", "/pay", { reference, notices: 0 });
    };
    const rows = async (): Promise<readonly string[]> => {
      const { bytes } = await ask(DAY);
      return bytes.toString("utf8").slice(1).split("\r\n");
    };
    const nextDay = () => simulation.clock.set("2026-03-03T06:00:00+07:00");

    it("R-D04 [§5.6] CSV with byte order mark, one row per credit, the total last", async () => {
      await pay("dvcA");
      await door(simulation, "POST", "/transfer", { account: "123", amount: 5000, content: 'nộp "phí", đợt 1' });
      nextDay();
      const { status, bytes } = await ask(DAY);
      expect([status, bytes.subarray(0, 3).toString("hex")]).toEqual([200, "efbbbf"]);
      expect(await rows()).toEqual([
        "STT,Thời gian,Số tài khoản,Mã tham chiếu,Mã giao dịch ngân hàng,Số tiền,Nội dung",
        "1,02/03/2026 09:00:00,9990000000001,dvcA,PP0000000001,8000,THANH TOAN HO SO H57.101-260302-0001",
        '2,02/03/2026 09:00:00,123,,FT0000000002,5000,"nộp ""phí"", đợt 1"',
        "TỔNG CỘNG,2,13000",
        "",
      ]);
    });

    it("R-D04 [§5.6] not before the next morning, not without proof, not of a day that does not exist", async () => {
      expect((await ask(DAY)).status).toBe(404);
      nextDay();
      expect((await ask("2026-03-01")).bytes.toString("utf8")).toContain("TỔNG CỘNG,0,0");
      expect((await ask(DAY, { MaXacThuc: "0" })).status).toBe(403);
      expect((await ask(DAY, { MaDoiTac: "KHAC" })).status).toBe(403);
      expect((await ask("2026-02-30")).status).toBe(400);
    });

    it("R-D04 [§5.6] a person puts mistakes in: missing, double, different, unknown", async () => {
      for (const reference of ["dvcA", "dvcB", "dvcC"]) await pay(reference);
      const spoil = (body: object) => door(simulation, "POST", "/statement", { day: DAY, ...body });
      await spoil({ what: "missing", reference: "dvcA" });
      await spoil({ what: "double", reference: "dvcB" });
      await spoil({ what: "different", reference: "dvcC", amount: 1 });
      await spoil({ what: "unknown", amount: 777 });
      expect((await spoil({ what: "lost", reference: "dvcA" })).status).toBe(400);
      nextDay();
      const [, ...credits] = await rows();
      expect(credits.map((row) => row.split(",").slice(3, 6).join())).toEqual([
        "dvcB,PP0000000002,8000",
        "dvcB,PP0000000002B,8000",
        "dvcC,PP0000000003,1",
        ",LA4,777",
        "",
        "",
      ]);
    });
  });

  describe("R-D03 hand-over orders", () => {
    const order = (change: Readonly<Record<string, unknown>> = {}, sign = true): Promise<OrderReply> => {
      const message = { ...sampleOrder, ...change };
      return post<OrderReply>(MONEY_PATHS.handOver, sign ? signedBy(message, ORDER_PROOF_ORDER) : message);
    };
    it("R-D03 [§5.6] takes a signed order, and its number once only", async () => {
      expect(orderReply.parse(await order())).toMatchObject({
        MaLoi: "00",
        SoLenh: sampleOrder.SoLenh,
        MaGiaoDich: "LC0000000001",
      });
      expect(await order()).toMatchObject({ MaLoi: "05", MoTaLoi: `Số lệnh ${sampleOrder.SoLenh} đã tồn tại` });
      expect(counts()).toMatchObject({ "lệnh chuyển": 1, "gửi trùng": 1 });
    });
    it.each<[string, Record<string, unknown>, string]>([
      ["an amount of nothing", { SoTien: "0" }, "06"],
      ["an account that moves money to itself", { TKNhan: sampleOrder.TKNguon }, "06"],
      ["nobody who signed", { NguoiKy: "" }, "06"],
      ["a bank that is none", { MaNHNhan: "VCB" }, "06"],
      ["an unknown partner", { MaDoiTac: "KHAC" }, "08"],
      ["another version", { PhienBan: "1" }, "07"],
    ])("R-D03 [§5.6] refuses %s", async (_, change, code) => {
      expect(await order(change)).toMatchObject({ MaLoi: code });
      expect(counts()).toMatchObject({ "lệnh chuyển": 0 });
    });
    it("R-D03 [§5.6] refuses an order that was changed after it was signed", async () => {
      const { MaXacThuc } = signedBy(sampleOrder, ORDER_PROOF_ORDER);
      expect(await order({ MaXacThuc, SoTien: "999999" }, false)).toMatchObject({ MaLoi: "97" });
    });
  });

  it("R-G06 an access token is asked for where one is set", async () => {
    open({ options: { accessToken: "token-thu-nghiem" } });
    expect((await call(simulation, "POST", PATHS.init, sampleInit)).status).toBe(401);
    const message = signedBy(sampleInit, PROOF_ORDER.init);
    const answer = await call<InitReply>(simulation, "POST", PATHS.init, message, { authorization: "Bearer token-thu-nghiem" });
    expect(answer.body.error_code).toBe("0");
  });

  it("reset empties the books", async () => {
    await init();
    simulation.reset();
    expect(counts()).toMatchObject({ "giao dịch": 0, "gửi trùng": 0 });
    expect((await init()).error_code).toBe("0");
  });

  it("the samples fit their schemas", () => {
    expect(notice.safeParse(sampleNotice).error).toBeUndefined();
    expect(queryReply.safeParse(samplePaid).error).toBeUndefined();
  });
});
