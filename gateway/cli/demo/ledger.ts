/** What the portal's books say of one dossier; read over its control door, so untyped wire data is checked here. */
import { z } from "zod";
import type { World } from "./world.ts";

const portalState = z.object({
  dossiers: z.array(
    z.object({
      data: z.object({ MaHoSo: z.string(), TrangThaiHoSo: z.string() }),
      progress: z.array(z.object({ TrangThai: z.string(), double: z.boolean(), late: z.boolean() })),
    }),
  ),
  pushed: z.array(
    z.object({
      MaHoSo: z.string(),
      MaHoSoDonVi: z.string().nullable(),
      statuses: z.array(z.object({ TrangThai: z.coerce.string(), double: z.boolean() })),
    }),
  ),
});

export interface PortalView {
  /** Last state by the national list, "1"–"10". */
  readonly status: string | undefined;
  /** States of the progress items in the order of arrival. */
  readonly progress: readonly string[];
  readonly doubled: number;
  readonly outOfOrder: number;
}

/** The portal's view of a dossier under our own code. */
export const portalView = async (world: World, code: string): Promise<PortalView> => {
  const state = portalState.parse(await world.sim("dvc-portal", "GET", "/state"));
  const found = state.dossiers.filter((d) => d.data.MaHoSo === code);
  const items = found[0]?.progress ?? [];
  return {
    status: found[0]?.data.TrangThaiHoSo,
    progress: items.map((i) => i.TrangThai),
    doubled: items.filter((i) => i.double).length + Math.max(0, found.length - 1),
    outOfOrder: items.filter((i) => i.late).length,
  };
};

/** What the portal was told of a dossier that it pushed in. */
export const pushedView = async (world: World, nationalCode: string) => {
  const state = portalState.parse(await world.sim("dvc-portal", "GET", "/state"));
  const found = state.pushed.find((p) => p.MaHoSo === nationalCode);
  return {
    localCode: found?.MaHoSoDonVi,
    lastStatus: found?.statuses.at(-1)?.TrangThai,
    doubled: found?.statuses.filter((s) => s.double).length,
  };
};

const postState = z.object({ orders: z.array(z.object({ request: z.object({ OrderNumber: z.string() }) })) });

/** Numbers of the orders in the post office's books. */
export const postOrders = async (world: World): Promise<readonly string[]> =>
  postState.parse(await world.sim("post", "GET", "/state")).orders.map((order) => order.request.OrderNumber);
