import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import adapter from "../../../adapters/post/adapter.ts";
import { answerOf, collectedHook } from "../../../adapters/post/collected.ts";
import { config } from "../../../adapters/post/config.ts";
import { collectedReply, SIGNATURE } from "../../../adapters/post/contract/collected.ts";
import { orderRequest, TRACKING_STATUSES, type TrackingItem } from "../../../adapters/post/contract/order.ts";
import { PROVINCES } from "../../../adapters/post/contract/provinces.ts";
import { sampleAccount, sampleCollected, sampleDelivered } from "../../../adapters/post/contract/samples.ts";
import { cancelBody, type OrderBody, orderBody, toOrder } from "../../../adapters/post/orders.ts";
import { reactions } from "../../../adapters/post/reactions.ts";
import { cashIn, STATES, toCommand } from "../../../adapters/post/tracking.ts";
import { COMMANDS } from "../../../core/dossier/commands.ts";
import type { Delivery, Dossier } from "../../../core/dossier/types.ts";
import { dossier, event, happening } from "../fixtures.ts";
import { hookCall, SECRET, signed } from "../hook-request.ts";
import { openWorld, type World } from "../world.ts";

const NOW = "2026-02-13T02:00:00.000Z";
const settings = config.parse({
  url: "http://post.test",
  clientId: "a",
  clientSecret: "b",
  customerCode: sampleAccount.customerCode,
  hookSecret: SECRET,
  senderProvince: "53",
  senderAddress: "1 đường Thử Nghiệm",
  senderPhone: "0234000001",
});
const body = (more: Partial<OrderBody> = {}): OrderBody => ({
  dossierId: "d1",
  orderNumber: "H57.101-260302-0001",
  codAmount: 8000,
  receiver: { name: "Nguyễn Văn Thử", phone: "0900000012", address: "12 đường Thử Nghiệm", provinceCode: "48" },
  sender: { name: "UBND phường Thuận Hóa" },
  ...more,
});

describe("R-G07 an order for the post office", () => {
  it("R-G07 [§5.7] carries the dossier's code as its number, the cash, VNPost's own province numbers", () => {
    const order = toOrder(body(), { config: settings });
    expect(orderRequest.parse(order)).toEqual({
      CustomerCode: "HCC-HUE-01",
      OrderNumber: "H57.101-260302-0001",
      CODAmount: 8000,
      SenderProvince: 53,
      SenderAddress: "1 đường Thử Nghiệm",
      SenderName: "UBND phường Thuận Hóa",
      SenderTel: "0234000001",
      Description: "Trả kết quả hồ sơ H57.101-260302-0001",
      ReceiverName: "Nguyễn Văn Thử",
      ReceiverAddress: "12 đường Thử Nghiệm",
      ReceiverTel: "0900000012",
      ReceiverProvince: 55,
    });
  });
  it.each(PROVINCES)("province $gso is VNPost's $vnpost", ({ gso, vnpost }) => {
    expect(toOrder(body({ receiver: { ...body().receiver, provinceCode: gso } }), { config: settings }).ReceiverProvince).toBe(
      vnpost,
    );
  });
  it("R-G07 [§5.7] a former province is for a person to put right; none at all is the sender's own", () => {
    expect(() => toOrder(body({ receiver: { ...body().receiver, provinceCode: "02" } }), { config: settings })).toThrow(
      expect.objectContaining({ intent: "pause", code: "post.province-unknown" }),
    );
    const { provinceCode: _, ...receiver } = body().receiver;
    expect(toOrder(body({ receiver }), { config: settings }).ReceiverProvince).toBe(53);
  });
  it("R-G07 [§5.7] texts of any length fit the contract", () => {
    const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 900 }).filter((made) => made.trim() !== "");
    fc.assert(
      fc.property(text, text, (name, address) => {
        const order = toOrder(body({ receiver: { name, address, phone: "0900000012" }, sender: { name, address } }), {
          config: settings,
        });
        expect(orderRequest.safeParse(order).error).toBeUndefined();
      }),
      { numRuns: 50 },
    );
  });
});

describe("R-G07 R-C01 what the tracking feed means", () => {
  const item = (more: Partial<TrackingItem> = {}): TrackingItem => ({ ...sampleDelivered, ...more });
  it("R-G07 [§5.7] a delivery with proof and cash, at the post office's time", () => {
    const command = toCommand(item());
    expect(command).toEqual({
      key: "tracking:H57.132-260213-0001:100:1771209600000",
      dossier: "H57.132-260213-0001",
      at: "2026-02-16T02:40:00.000Z",
      command: {
        type: "recordDelivery",
        state: "delivered",
        orderNumber: "H57.132-260213-0001",
        itemCode: "EH000000012VN",
        note: expect.stringContaining("Phát thành công"),
        proof: "Người nhận: Nguyễn Văn Thử; Giờ phát: 09:40 16/02/2026; Thu hộ: 8000 đồng",
        codCollected: 8000,
      },
    });
    expect(COMMANDS.recordDelivery.safeParse(command?.command).error).toBeUndefined();
  });
  it.each(Object.keys(TRACKING_STATUSES))("status %s of the contract has a state", (code) => {
    expect(STATES[code]).toBeDefined();
    expect(toCommand(item({ StatusCode: Number(code) }))?.command.type).toBe("recordDelivery");
  });
  it("R-G07 [§5.7] an unknown status is told, but claims no state", () => {
    expect(toCommand(item({ StatusCode: "85", StatusMessage: "Chờ phát lại" }))?.command).toMatchObject({
      type: "recordPartner",
      code: "85",
      message: expect.stringContaining("Chờ phát lại"),
    });
  });
  it("R-G07 [§5.7] the same event under another id is the same command", () => {
    expect(toCommand(item({ _id: { $oid: "0".repeat(24) } }))).toEqual(toCommand(item()));
  });
  it.each([
    ["H57.132-260213-0001/2", "H57.132-260213-0001"],
    ["000.00.19.H47-260105-0001", "000.00.19.H47-260105-0001"],
    ["TG-530000-260212-0001", undefined],
    ["don hang khac", undefined],
  ])("R-G07 [§5.7] order %s belongs to dossier %s", (OrderNumber, code) => {
    expect(toCommand(item({ OrderNumber }))?.dossier).toBe(code);
  });
  it.each([
    ["Thu hộ: 8000 đồng", 8000],
    ["Người nhận: A; Thu hộ: 1.250.000 đồng", 1_250_000],
    ["Thu hộ: 8000 đồng".normalize("NFD"), 8000],
    ["Người nhận: A", undefined],
    ["", undefined],
  ])("R-G07 [§5.7] cash in %j: %s", (notes, amount) => {
    expect(cashIn(notes)).toBe(amount);
  });
});

describe("R-G07 what the post office is told of what happened", () => {
  const returnMethod = {
    kind: "post",
    receiverName: "Nguyễn Văn Thử",
    phone: "0900000012",
    address: { detail: "12 đường Thử", provinceCode: "46" },
    codAmount: 8000,
  } as const;
  const delivery = (state: Delivery["state"], orderNumber = "H57.101-260302-0001"): Delivery => ({
    orderNumber,
    state,
    trace: [],
  });
  const at = (more: Partial<Dossier>): Dossier => dossier({ returnMethod, status: "decided", ...more });
  const sent = (orderNumber: string) => event("sentByPost", { orderNumber, papersBack: [], forms: [] });
  const told = (events: Parameters<typeof happening>[0], before: Dossier, after: Dossier) =>
    reactions(happening(events, before, after));

  it("R-G07 [§5.7] a result handed to the post is ordered, once", () => {
    const messages = told([sent("H57.101-260302-0001")], at({}), at({ status: "inDelivery", delivery: delivery("requested") }));
    expect(messages.map((message) => message.operation)).toEqual(["orderDelivery"]);
    expect(orderBody.parse(messages[0]?.body)).toMatchObject({
      orderNumber: "H57.101-260302-0001",
      codAmount: 8000,
      receiver: { provinceCode: "46" },
      sender: { name: "Ủy ban nhân dân phường Thuận Hóa" },
    });
  });
  it("R-G07 [§5.7] cancel before re-create: an order that is still alive is cancelled first", () => {
    const messages = told(
      [sent("H57.101-260302-0001/2")],
      at({ delivery: delivery("undelivered") }),
      at({ status: "inDelivery", delivery: delivery("requested", "H57.101-260302-0001/2") }),
    );
    expect(messages.map((message) => message.operation)).toEqual(["cancelDelivery", "orderDelivery"]);
    expect(cancelBody.parse(messages[0]?.body).orderNumber).toBe("H57.101-260302-0001");
  });
  it.each(["orderRefused", "cancelled", "backAtSender"] as const)("an order that is %s needs no cancelling", (state) => {
    const messages = told(
      [sent("H57.101-260302-0001/2")],
      at({ delivery: delivery(state) }),
      at({ status: "inDelivery", delivery: delivery("requested", "H57.101-260302-0001/2") }),
    );
    expect(messages.map((message) => message.operation)).toEqual(["orderDelivery"]);
  });
  const returned = (method: "inPerson" | "post"): Partial<Dossier> => ({
    status: "returned",
    returned: { method, at: NOW, to: "Nguyễn Văn Thử", onTime: true },
  });
  it("R-G07 [§5.7] who fetched the result himself has his parcel cancelled; the answer to that cancels nothing again", () => {
    const live = { delivery: delivery("undelivered") };
    const handed = event("returned", {
      method: "inPerson",
      to: "Nguyễn Văn Thử",
      onTime: true,
      case: "onTime",
      papersBack: [],
      forms: [],
    });
    expect(told([handed], at(live), at({ ...live, ...returned("inPerson") })).map((message) => message.operation)).toEqual([
      "cancelDelivery",
    ]);
    const answered = event("partnerRecorded", { lane: "post", outcome: "accepted", operation: "cancelDelivery" });
    expect(told([answered], at({ ...live, ...returned("inPerson") }), at({ ...live, ...returned("inPerson") }))).toEqual([]);
  });
  it("R-G07 [§5.7] a delivered parcel is not cancelled", () => {
    const reported = event("deliveryRecorded", { reported: "delivered", state: "delivered", status: "inDelivery" });
    expect(
      told(
        [reported],
        at({ status: "inDelivery", delivery: delivery("inTransit") }),
        at({ ...returned("post"), delivery: delivery("delivered") }),
      ),
    ).toEqual([]);
  });
});

describe("R-G07 R-A01 a dossier that the post office collected", () => {
  const ask = async (sentBody: unknown, options: { at?: string; secret?: string } = {}) => {
    const { call, stored } = hookCall(settings, NOW);
    return {
      read: await collectedHook.read(signed(sentBody, SIGNATURE, options.at ?? NOW, options.secret ?? SECRET), call),
      stored,
    };
  };
  it("R-G07 [§5.7] is a postal submission received on the date of the stamp", async () => {
    const { read } = await ask(sampleCollected);
    if ("status" in read) throw new TypeError(read.body);
    expect(read.commands).toMatchObject([
      {
        key: "collected:TG-530000-260212-0001",
        command: {
          type: "submit",
          channel: "post",
          postalArrivalDate: "2026-02-12",
          procedureCode: "1.004884",
          agencyId: "H57.132",
          applicant: { fullName: "Lê Thị Thử", phone: "0900000034", address: { provinceCode: "46", communeCode: "19789" } },
          returnMethod: { kind: "post", receiverName: "Lê Thị Thử" },
        },
      },
    ]);
  });
  it.each<[string, object | string, RegExp]>([
    ["no JSON", "x", /JSON/],
    ["not handed over yet", { ...sampleCollected, State: 2 }, /State/],
    ["a stamp date that does not exist", { ...sampleCollected, ArrivalStampDate: "31/02/2026" }, /31\/02\/2026/],
    ["another customer", { ...sampleCollected, CustomerCode: "KHAC" }, /KHAC/],
    ["a result to be sent to nobody", { ...sampleCollected, ResultReceiver: undefined }, /ResultReceiver/],
    [
      "a telephone number that is none",
      { ...sampleCollected, DocumentSender: { ...sampleCollected.DocumentSender, Tel: "x" } },
      /phone/,
    ],
  ])("R-G07 [§5.7] %s: refused in the post office's shape, nothing stored", async (_, sentBody, message) => {
    const { read, stored } = await ask(sentBody);
    if (!("status" in read)) throw new TypeError("taken");
    expect({ status: read.status, ...collectedReply.parse(JSON.parse(read.body)) }).toEqual({
      status: 200,
      Status: "102",
      Message: expect.stringMatching(message),
    });
    expect(stored).toEqual([]);
  });
  it.each([
    ["forged", { secret: "another-secret-another" }],
    ["too old", { at: "2026-02-13T01:50:00.000Z" }],
  ])("R-G07 [§5.7] a signature that is %s: not let in", async (_, options) => {
    const { read } = await ask(sampleCollected, options);
    expect(read).toMatchObject({ status: 401 });
  });
  it.each([
    [[{ outcome: "done", dossier: dossier() }] as const, 200, "100"],
    [[{ outcome: "repeat", dossier: dossier() }] as const, 200, "100"],
    [[{ outcome: "conflict" }] as const, 200, "102"],
    [[{ outcome: "refused", code: "dossier.busy", vi: "x", en: "x" }] as const, 503, "102"],
  ])("R-G07 [§5.7] answer %#", (outcomes, status, code) => {
    const answer = answerOf(outcomes);
    expect([answer.status, collectedReply.parse(JSON.parse(answer.body)).Status]).toEqual([status, code]);
  });
});

describe("R-G07 through the hub", () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(adapter, { simulator: { auto: false } });
  });
  afterAll(() => world.close());

  const collected = async (stampDate: string): Promise<Dossier> => {
    const Elements = [
      { Code: "tk", Title: "Tờ khai", Originals: 1, Copies: 0 },
      { Code: "giay-to-cu", Title: "Giấy tờ cũ", Originals: 0, Copies: 1 },
    ];
    const data = { AgencyCode: "H57.101", Procedure: { Code: "1.004884", Title: "Đăng ký lại khai sinh", Elements } };
    const answer = (await world.door("/collect", { stampDate, data })) as { outcome: string };
    expect(answer).toMatchObject({ outcome: "accepted" });
    const { items } = await world.hub.list({});
    const found = items.find((one) => one.postalArrivalDate === stampDate);
    if (found === undefined) throw new TypeError("not filed");
    return found;
  };
  const advance = async (orderNumber: string, to: string): Promise<void> => {
    await world.door("/advance", { orderNumber, to });
    world.simulation.clock.advance(600_000);
    await world.settle();
  };

  it("R-A01 R-G07 [§5.7] collected, received as of the stamp, returned by post; failed once, delivered at last", async () => {
    const { id } = await collected("2026-02-27");
    await world.run({ type: "check", outcome: "valid" }, id);
    const received = await world.run({ type: "receive" }, id);
    // Friday's stamp, five working days (Saturday morning counts): Thursday.
    expect((await world.hub.find(id))?.clock?.startedAt.slice(0, 10)).toBe("2026-02-27");
    await world.run({ type: "decide", documents: [{ name: "Giấy khai sinh" }] }, id);
    await world.run({ type: "sendByPost" }, id);
    world.simulation.clock.advance(600_000);
    await world.settle();
    const order = received.code ?? "";
    expect((await world.hub.find(id))?.delivery).toMatchObject({ orderNumber: order, state: "ordered" });
    await advance(order, "70");
    await advance(order, "91");
    expect(await world.hub.find(id)).toMatchObject({ status: "decided", delivery: { state: "undelivered" } });
    await world.run({ type: "sendByPost" }, id);
    await world.settle();
    // The old parcel was under way already, so its cancelling is refused; the new order stands all the same.
    expect((await world.hub.find(id))?.delivery).toMatchObject({ orderNumber: `${order}/2`, state: "ordered" });
    // News of the old parcel does not move the new one.
    await advance(order, "170");
    expect((await world.hub.find(id))?.delivery).toMatchObject({ orderNumber: `${order}/2`, state: "ordered" });
    await advance(`${order}/2`, "70");
    await advance(`${order}/2`, "100");
    expect(await world.hub.find(id)).toMatchObject({
      status: "returned",
      returned: { method: "post" },
      delivery: { state: "delivered", proof: expect.stringContaining("Người nhận") },
    });
    // At-least-once: the same event again, and late news, need no person.
    await world.door("/repeat", { orderNumber: `${order}/2` });
    world.simulation.clock.advance(600_000);
    await world.settle();
    expect((await world.hub.exchange.messages({ states: ["paused", "dead", "ready"] })).items).toEqual([]);
    expect((await world.hub.timeline(id)).filter((one) => one.type === "returned")).toHaveLength(1);
  });
});
