import { createHmac } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { type TokenReply, tokenFault } from "../../adapters/kit/contract/gateway-token.ts";
import { collectedDossier, SIGNATURE } from "../../adapters/post/contract/collected.ts";
import { FIRST_ID, type OrderReply, PATHS, type TrackingItem, type TrackingPage } from "../../adapters/post/contract/order.ts";
import { sampleAccount, sampleOrder } from "../../adapters/post/contract/samples.ts";
import { createSimulation, type SimulationSettings } from "../../simulators/kit/simulation.ts";
import type { Simulation } from "../../simulators/kit/types.ts";
import postOffice from "../../simulators/post/simulator.ts";
import { call, door, fakeHub } from "./calls.ts";

const NUMBER = sampleOrder.OrderNumber;
const HOUR = 3_600_000;
const basic = (id: string, secret: string): string => `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}`;

describe("the simulated post office", () => {
  let post: Simulation;
  let token: string;

  const open = async (settings: SimulationSettings = {}): Promise<void> => {
    post = createSimulation(postOffice, { now: "2026-02-13T08:00:00+07:00", ...settings });
    token = (await askToken()).body.access_token;
  };
  const askToken = (
    id: string = sampleAccount.clientId,
    secret: string = sampleAccount.clientSecret,
    form = "grant_type=client_credentials",
  ) =>
    call<TokenReply>(post, "POST", PATHS.token, form, {
      authorization: basic(id, secret),
      "content-type": "application/x-www-form-urlencoded",
    });
  /** Time passes, and the token is a new one. */
  const later = async (hours: number): Promise<void> => {
    post.clock.advance(hours * HOUR);
    token = (await askToken()).body.access_token;
  };
  const auth = () => ({ authorization: `Bearer ${token}` });
  const order = async (change: Readonly<Record<string, unknown>> = {}): Promise<OrderReply> =>
    (await call<OrderReply>(post, "POST", PATHS.order, { ...sampleOrder, ...change }, auth())).body;
  const cancel = async (number: string = NUMBER, customer: string = sampleAccount.customerCode): Promise<OrderReply> =>
    (
      await call<OrderReply>(
        post,
        "GET",
        `${PATHS.cancel}?CustomerCode=${customer}&OrderNumber=${encodeURIComponent(number)}`,
        undefined,
        auth(),
      )
    ).body;
  const feed = async (lastId: string = FIRST_ID, pagesize = 1000): Promise<readonly TrackingItem[]> => {
    const { status, body } = await call<TrackingPage>(
      post,
      "GET",
      `${PATHS.tracking}?pagesize=${pagesize}&lastId=${lastId}`,
      undefined,
      auth(),
    );
    expect(status).toBe(200);
    return body._embedded?.["rh:doc"] ?? [];
  };
  const codes = async () => (await feed()).map((item) => item.StatusCode);
  const advance = (to: string, orderNumber: string = NUMBER) => door(post, "POST", "/advance", { orderNumber, to });

  beforeEach(() => open());

  describe("token", () => {
    it("R-G07 [§5.7] is given for Basic credentials and client_credentials only", async () => {
      expect((await askToken()).body).toMatchObject({ token_type: "Bearer", expires_in: 3600 });
      expect((await askToken(sampleAccount.clientId, "sai")).status).toBe(401);
      expect((await askToken(undefined, undefined, "grant_type=password")).status).toBe(400);
    });

    it("R-G07 [§5.7] ends after its time by the simulator's clock; every road then answers 401 and does nothing", async () => {
      post.clock.advance(3_600_000);
      for (const [method, path] of [
        ["POST", PATHS.order],
        ["GET", PATHS.cancel],
        ["GET", PATHS.tracking],
      ] as const) {
        const { status, body } = await call(post, method, path, method === "POST" ? sampleOrder : undefined, auth());
        expect([status, tokenFault.parse(body).fault.code]).toEqual([401, 900_901]);
      }
      expect(post.parts.counts()).toMatchObject({ orders: 0 });
    });

    it("R-G07 [§5.7] may also come in the header access_token", async () => {
      const { body } = await call<OrderReply>(post, "POST", PATHS.order, sampleOrder, { access_token: token });
      expect(body.Status).toBe("100");
    });
  });

  describe("orders", () => {
    it('a new order: Status "100", and the feed begins', async () => {
      expect((await order()).Status).toBe("100");
      expect(await feed()).toMatchObject([
        { OrderNumber: NUMBER, StatusCode: "20", ItemCode: null, EventTime: Date.parse("2026-02-13T08:00:00+07:00") },
      ]);
    });

    it("R-G07 [§5.7] a number in use is refused in prose and counted; after a cancel it is free again", async () => {
      await order();
      expect(await order({ ReceiverName: "Người khác" })).toEqual({
        Status: "101",
        Message: `Đơn hàng ${NUMBER} đã tồn tại trên hệ thống`,
      });
      expect(post.parts.counts()).toMatchObject({ orders: 1, duplicateOrders: 1 });
      await cancel();
      expect((await order()).Status).toBe("100");
      expect(post.parts.counts()).toMatchObject({ orders: 2 });
    });

    it.each([
      ["no receiver", { ReceiverName: undefined }, "Thiếu thông tin bắt buộc: ReceiverName"],
      ["empty address", { ReceiverAddress: "" }, "Thiếu thông tin bắt buộc: ReceiverAddress"],
      ["no cash figure", { CODAmount: undefined }, "Thiếu thông tin bắt buộc: CODAmount"],
      ["negative cash", { CODAmount: -1 }, "CODAmount không hợp lệ"],
      ["long name", { ReceiverName: "x".repeat(201) }, "ReceiverName vượt quá 200 ký tự"],
      ["unknown province", { ReceiverProvince: 999 }, "ReceiverProvince không có trong danh mục"],
      ["unknown sender's province", { SenderProvince: 46_000 }, "SenderProvince không có trong danh mục"],
      ["telephone", { ReceiverTel: "không có" }, "ReceiverTel không hợp lệ"],
      ["another customer", { CustomerCode: "KHAC" }, "Mã khách hàng KHAC không hợp lệ"],
    ])("R-G07 [§5.7] refuses with HTTP 200 and prose: %s", async (_name, change, phrase) => {
      const answer = await order(change);
      expect(answer).toMatchObject({ Status: "102", Message: expect.stringContaining(phrase) });
      expect(post.parts.counts()).toMatchObject({ orders: 0, events: 0 });
    });

    it("R-G07 [§5.7] a body that is no JSON is refused the same way", async () => {
      const { status, body } = await call<OrderReply>(post, "POST", PATHS.order, "đơn hàng", auth());
      expect([status, body.Status]).toEqual([200, "102"]);
    });
  });

  describe("cancelling", () => {
    it('"110" while the parcel has not left; the feed says 60 and nothing more happens', async () => {
      await order();
      await advance("70");
      expect(await cancel()).toEqual({ Status: "110", Message: "Hủy đơn hàng thành công" });
      await later(1000);
      expect(await codes()).toEqual(["20", "70", "60"]);
    });

    it.each(["80", "91", "100"])("refused from %s on", async (status) => {
      await order();
      await advance(status);
      expect(await cancel()).toMatchObject({ Status: "111", Message: expect.stringContaining("không thể hủy") });
    });

    it("R-G07 [§5.7] refused a second time, for an unknown number, for another customer, and without one", async () => {
      await order();
      await cancel();
      expect((await cancel()).Message).toContain("đã được hủy");
      expect((await cancel("KHÔNG-CÓ")).Message).toContain("không tồn tại");
      expect((await cancel(NUMBER, "KHAC")).Message).toContain("không tồn tại");
      expect((await call<OrderReply>(post, "GET", PATHS.cancel, undefined, auth())).body.Status).toBe("102");
    });
  });

  describe("the life of a parcel", () => {
    it("R-C01 R-G07 [§5.7] by the clock: taken, on its way, delivered with proof, cash collected and paid over", async () => {
      await order();
      await later(26);
      const events = await feed();
      expect(events.map((item) => item.StatusCode)).toEqual(["20", "70", "80", "100"]);
      expect(events.at(-1)).toMatchObject({
        ItemCode: expect.stringMatching(/^EH\d{9}VN$/),
        EventTime: Date.parse("2026-02-14T10:00:00+07:00"),
        Notes: "Người nhận: Nguyễn Văn Thử; Giờ phát: 10:00 14/02/2026; Thu hộ: 8000 đồng",
      });
      await later(100);
      expect(await codes()).toEqual(["20", "70", "80", "100", "110", "120"]);
      expect(post.parts.counts()).toMatchObject({ delivered: 1 });
    });

    it("R-G07 [§5.7] a parcel without cash ends with the delivery, and says nothing of money", async () => {
      await order({ CODAmount: 0 });
      await door(post, "POST", "/clock", { advanceMs: 1000 * HOUR });
      token = (await askToken()).body.access_token;
      expect(await codes()).toEqual(["20", "70", "80", "100"]);
      expect((await feed()).at(-1)?.Notes).not.toContain("Thu hộ");
    });

    it("R-G07 [§5.7] a person moves it; what lies between happens on the way, failure and return included", async () => {
      await order();
      expect((await advance("91")).status).toBe(200);
      await advance("80");
      await advance("91");
      await advance("170");
      expect(await codes()).toEqual(["20", "70", "80", "91", "80", "91", "170"]);
      expect((await advance("100")).status).toBe(404);
    });

    it("R-G07 [§5.7] advance refuses an unknown order and an unknown status", async () => {
      expect((await advance("100", "KHÔNG-CÓ")).status).toBe(404);
      await order();
      expect((await advance("giao-rồi")).status).toBe(400);
      expect(await codes()).toEqual(["20"]);
    });

    it("R-G07 [§5.7] without auto only a person moves it", async () => {
      await open({ options: { auto: false, tokenTtlSeconds: 10_000_000 } });
      await order();
      post.clock.advance(1000 * HOUR);
      expect(await codes()).toEqual(["20"]);
      await advance("100");
      post.clock.advance(1000 * HOUR);
      expect(await codes()).toEqual(["20", "100"]);
    });
  });

  describe("the tracking feed", () => {
    const many = async (n: number) => {
      for (let no = 0; no < n; no += 1) {
        await order({ OrderNumber: `ĐH-${no}` });
        post.clock.advance(60_000);
      }
      await later(30);
    };

    it("R-G07 [§5.7] read page by page from 24 zeros gives every event once, ids growing, the orders' steps in order of time", async () => {
      await many(5);
      const read: TrackingItem[] = [];
      for (let cursor = FIRST_ID; ; ) {
        const page = await feed(cursor, 3);
        if (page.length === 0) break;
        expect(page.length).toBeLessThanOrEqual(3);
        read.push(...page);
        cursor = page.at(-1)?._id.$oid ?? cursor;
      }
      expect(read).toHaveLength(30 - 5);
      const ids = read.map((item) => item._id.$oid);
      expect(ids).toEqual([...new Set(ids)].sort());
      expect(ids.every((id) => /^[0-9a-f]{24}$/.test(id))).toBe(true);
      const times = read.slice(5).map((item) => item.EventTime);
      expect(times).toEqual([...times].sort((one, other) => one - other));
    });

    it("R-G07 [§5.7] an empty page has no list at all", async () => {
      const { body } = await call<TrackingPage>(
        post,
        "GET",
        `${PATHS.tracking}?pagesize=10&lastId=${FIRST_ID}`,
        undefined,
        auth(),
      );
      expect(body).toEqual({ _embedded: {} });
    });

    it("R-G07 [§5.7] ids still grow when the clock is set back", async () => {
      await order();
      post.clock.set("2025-01-01T00:00:00Z");
      token = (await askToken()).body.access_token;
      await order({ OrderNumber: "ĐH-2" });
      const ids = (await feed()).map((item) => item._id.$oid);
      expect(ids).toEqual([...ids].sort());
      expect(ids).toHaveLength(2);
    });

    it("R-G07 [§5.7] at least once: an event can come again under another id", async () => {
      await order();
      await door(post, "POST", "/repeat", { orderNumber: NUMBER });
      const [first, second] = await feed();
      expect({ ...second, _id: null }).toEqual({ ...first, _id: null });
      expect(second?._id).not.toEqual(first?._id);
      expect((await door(post, "POST", "/repeat", { orderNumber: "KHÔNG-CÓ" })).status).toBe(404);
      await open({ options: { repeatEvery: 2 } });
      await many(2);
      expect(new Set((await feed()).map((item) => `${item.OrderNumber} ${item.StatusCode}`)).size).toBeLessThan(
        (await feed()).length,
      );
    });

    it.each([
      "pagesize=0&lastId=000000000000000000000000",
      "pagesize=1001&lastId=000000000000000000000000",
      "pagesize=10&lastId=0",
      "pagesize=10",
    ])("R-G07 [§5.7] refuses %s", async (query) => {
      expect((await call(post, "GET", `${PATHS.tracking}?${query}`, undefined, auth())).status).toBe(400);
    });
  });

  describe("collected dossiers", () => {
    const taken = () => Response.json({ Status: "100", Message: "Tiếp nhận hồ sơ thành công" });
    const withHub = (hub: ReturnType<typeof fakeHub>) =>
      open({ options: { hubUrl: "https://hub.test" }, fetch: hub.hub, sleep: async () => undefined });
    interface Collected {
      readonly OrderNumber: string;
      readonly outcome: string;
      readonly attempts: readonly unknown[];
    }
    const collect = (body: unknown = {}) => door<Collected>(post, "POST", "/collect", body);

    it("R-A01 R-G07 [§5.7] hands in a dossier with the date on its arrival stamp, signed", async () => {
      const hub = fakeHub(taken);
      await withHub(hub);
      const { body } = await collect({ stampDate: "2026-02-12", data: { AgencyCode: "H57.101" } });
      expect(body).toMatchObject({ OrderNumber: "TG-530000-260213-0001", outcome: "accepted" });
      const [request] = hub.got;
      expect(request?.url).toBe("https://hub.test/hooks/post/collected");
      expect(collectedDossier.parse(JSON.parse(request?.body ?? ""))).toMatchObject({
        ArrivalStampDate: "12/02/2026",
        AgencyCode: "H57.101",
        State: 3,
      });
      const timestamp = request?.headers.get(SIGNATURE.timestampHeader);
      const expected = createHmac("sha256", sampleAccount.hookSecret).update(`${timestamp}.${request?.body}`).digest("hex");
      expect(request?.headers.get(SIGNATURE.signatureHeader)).toBe(expected);
    });

    it("R-G07 [§5.7] the stamp is today's where nothing is said", async () => {
      const hub = fakeHub(taken);
      await withHub(hub);
      await collect();
      expect(JSON.parse(hub.got[0]?.body ?? "")).toMatchObject({ ArrivalStampDate: "13/02/2026" });
    });

    it("R-G07 [§5.7] hands in the same dossier again until it is answered, and not after a refusal", async () => {
      const hub = fakeHub(
        () => new Response("", { status: 502 }),
        () => new Response("", { status: 202 }),
        taken,
      );
      await withHub(hub);
      const { body } = await collect();
      expect(body).toMatchObject({ outcome: "accepted" });
      expect(new Set(hub.got.map((one) => one.body)).size).toBe(1);
      expect(hub.got).toHaveLength(3);
      const refusing = fakeHub(() => Response.json({ Status: "102", Message: "Thủ tục không thuộc phạm vi" }));
      await withHub(refusing);
      expect((await collect()).body.outcome).toBe("refused");
      expect(refusing.got).toHaveLength(1);
      expect(post.parts.state()).toMatchObject({ collections: [{ outcome: "refused" }] });
    });

    it("R-G07 [§5.7] the door refuses a date that does not exist", async () => {
      expect((await collect({ stampDate: "2026-02-30" })).status).toBe(400);
    });
  });
});
