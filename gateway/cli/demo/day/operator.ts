/** The operator of the lanes: what is paused or given up is listed, looked at and put back on its lane, with a reason (R-J03). */
import type { World } from "../world.ts";

const REASON = "Lỗi đường truyền đã qua; đã xem hồ sơ và sổ của đối tác, gửi lại";

/** Puts back everything that waits for a person; counts it by lane, operation and code. Nothing where nothing waits. */
export const mendLanes = async (world: World, mended: Map<string, number>): Promise<void> => {
  const { items } = await world.hub.exchange.messages({ states: ["paused", "dead"], limit: 200 });
  if (items.length === 0) return;
  for (const { lane, operation, error } of items) {
    const name = `${lane}.${operation}: ${error?.code ?? "?"}`;
    mended.set(name, (mended.get(name) ?? 0) + 1);
  }
  await world.hub.exchange.redrive({ ids: items.map(({ id }) => id), actor: "van-hanh-1", reason: REASON });
};
