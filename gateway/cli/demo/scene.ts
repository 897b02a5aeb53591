/** What a scene is, and how every dossier of the demo ends. */
import type { Actor } from "../../../core/dossier/commands.ts";
import type { Dossier } from "../../../core/dossier/types.ts";
import type { Expectations } from "./expect.ts";
import { portalView } from "./ledger.ts";
import { officer } from "./people.ts";
import { printTimeline } from "./timeline.ts";
import type { World } from "./world.ts";

export interface Scene {
  readonly title: string;
  play(world: World, expect: Expectations): Promise<void>;
}

/** Hands the result to the applicant at the counter. */
export const returnToOwner = (world: World, dossier: Dossier, by: Actor = officer): Promise<void> =>
  world.act(dossier.id, "returnInPerson", {
    receiverName: dossier.applicant.fullName,
    identityNumber: dossier.applicant.identityNumber,
    appointmentSlip: true,
    actor: by,
  });

/** What must hold of every dossier at its end: chain unbroken, the portal knows the same, nothing doubled or out of order. */
export const closing = async (world: World, expect: Expectations, ref: string): Promise<void> => {
  await world.settle();
  const dossier = await world.dossier(ref);
  await printTimeline(world.hub, dossier);
  expect.equal("chuỗi băm của hồ sơ nguyên vẹn", await world.hub.verifyChain(dossier.id), undefined);
  const seen = await portalView(world, dossier.code ?? "");
  expect.equal("Cổng ghi trạng thái 10 – Đã trả kết quả", seen.status, "10");
  expect.equal("sổ của Cổng: không bước nào bị lặp, không bước nào sai thứ tự", [seen.doubled, seen.outOfOrder], [0, 0]);
};
