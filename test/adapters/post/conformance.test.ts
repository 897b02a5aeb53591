/** R-G07 R-J03: the post-office adapter against its simulator, misbehaviour by misbehaviour. */
import { expect } from "vitest";
import { ATTEMPT_MS, type ConformanceCall, describeConformance } from "../../../adapters/kit/conformance.ts";
import adapter from "../../../adapters/post/adapter.ts";
import { received } from "../road.ts";
import { LEADER, openWorld, type World } from "../world.ts";

interface Ledger {
  readonly orders: readonly {
    readonly request: { readonly OrderNumber: string };
    readonly status: string;
    readonly history: readonly { readonly status: string }[];
  }[];
}

/** Decided, its result handed to the post. */
const sentByPost = async (world: World): Promise<string> => {
  const dossierId = await received(world, {
    returnMethod: {
      kind: "post",
      receiverName: "Nguyễn Văn Thử",
      phone: "0900000012",
      address: { detail: "12 đường Thử Nghiệm", provinceCode: "46" },
      codAmount: 8000,
    },
  });
  await world.run({ type: "decide", documents: [{ name: "Giấy khai sinh", number: "01" }] }, dossierId, { actor: LEADER });
  await world.run({ type: "sendByPost" }, dossierId);
  return dossierId;
};

const ordersOf = (world: World, orderNumber: string | undefined): Ledger["orders"] =>
  (world.simulation.parts.state() as Ledger).orders.filter((order) => order.request.OrderNumber === orderNumber);

/** A day passes: the parcel is delivered and the feed tells it. */
const aDayLater = async (world: World): Promise<void> => {
  world.simulation.clock.advance(30 * 3_600_000);
  await world.settle();
};

const checkOrder: ConformanceCall<World>["check"] = async (world, id, outcome) => {
  const before = await world.hub.find(id);
  const orders = ordersOf(world, before?.delivery?.orderNumber);
  if (outcome === "refused") {
    expect(orders).toEqual([]);
    expect(before).toMatchObject({
      status: "decided",
      delivery: { state: "orderRefused" },
      partners: { post: { outcome: "refused" } },
    });
    return;
  }
  expect(orders).toHaveLength(1);
  await aDayLater(world);
  const after = await world.hub.find(id);
  expect(after).toMatchObject({
    status: "returned",
    returned: { method: "post" },
    delivery: { state: "delivered", codCollected: 8000 },
  });
  expect(after?.delivery?.proof).toContain("Nguyễn Văn Thử");
  expect((await world.hub.timeline(id)).filter((event) => event.type === "returned")).toHaveLength(1);
};

/** The officer learns by telephone that the parcel never left; the citizen comes for the result; the order must be cancelled. */
const cancelled = async (world: World): Promise<string> => {
  const id = await sentByPost(world);
  await world.settle();
  await world.run({ type: "recordDelivery", state: "undelivered", note: "Bưu cục báo chưa chuyển" }, id);
  await world.run(
    { type: "returnInPerson", receiverName: "Nguyễn Văn Thử", identityNumber: "001099000012", appointmentSlip: true },
    id,
  );
  return id;
};

const checkCancel: ConformanceCall<World>["check"] = async (world, id, outcome) => {
  const dossier = await world.hub.find(id);
  const [order, ...others] = ordersOf(world, dossier?.delivery?.orderNumber);
  expect(others).toEqual([]);
  expect(order?.history.filter((step) => step.status === "60")).toHaveLength(outcome === "refused" ? 0 : 1);
  expect(dossier).toMatchObject({
    status: "returned",
    returned: { method: "inPerson" },
    partners: { post: { operation: "cancelDelivery", outcome: outcome === "refused" ? "refused" : "accepted" } },
  });
};

const refused = (Status: string, Message: string) => ({ body: JSON.stringify({ Status, Message }) });
const NO_REFUSAL = { none: "a token or a look at the feed is not refused for a business reason" };

describeConformance<World>({
  name: "post",
  open: () => openWorld(adapter, { timeoutMs: ATTEMPT_MS, simulator: { repeatEvery: 3 } }),
  calls: [
    {
      name: "token",
      match: { path: "/token" },
      refusal: NO_REFUSAL,
      prepare: (world) => world.simulation.parts.expireSessions?.(),
      act: sentByPost,
      check: checkOrder,
    },
    {
      name: "order",
      match: { path: "/order/post" },
      refusal: refused("102", "ReceiverTel không hợp lệ"),
      act: sentByPost,
      check: checkOrder,
    },
    {
      name: "cancel",
      match: { path: "/order/cancel" },
      refusal: refused("111", "Đơn hàng đang phát hoặc đã phát, không thể hủy"),
      act: cancelled,
      check: checkCancel,
    },
    {
      name: "tracking feed",
      match: { path: "/order/tracking" },
      refusal: NO_REFUSAL,
      act: async (world) => {
        const id = await sentByPost(world);
        await world.settle();
        await aDayLater(world);
        return id;
      },
      check: checkOrder,
    },
  ],
});
