/** R-D02 R-J03: the receipts adapter against its simulator, misbehaviour by misbehaviour. */
import { expect } from "vitest";
import { ATTEMPT_MS, type ConformanceCall, describeConformance } from "../../../adapters/kit/conformance.ts";
import adapter from "../../../adapters/receipts/adapter.ts";
import { PATHS } from "../../../adapters/receipts/contract/receipt.ts";
import { filed } from "../road.ts";
import { openWorld, type World } from "../world.ts";

interface Ledger {
  readonly receipts: readonly { readonly key: string; readonly number: number }[];
}

const charged = async (world: World): Promise<string> => {
  const dossierId = await filed(world);
  await world.run({ type: "requestFee", chargeId: "p1", name: "Lệ phí hộ tịch", amount: 8000 }, dossierId);
  return dossierId;
};
const pay = (world: World, id: string) =>
  world.run({ type: "recordPayment", chargeId: "p1", amount: 8000, method: "cash", reference: "PT-1" }, id);

const check: ConformanceCall<World>["check"] = async (world, id) => {
  const ours = (world.simulation.parts.state() as Ledger).receipts.filter(({ key }) => key.startsWith(id));
  expect(ours).toHaveLength(1);
  const dossier = await world.hub.find(id);
  expect(dossier?.payments[0]?.receipt?.number).toBe(`01BLP0-001 BH-26E ${String(ours[0]?.number).padStart(7, "0")}`);
  expect((await world.hub.timeline(id)).filter((event) => event.type === "receiptRecorded")).toHaveLength(1);
};
const NO_REFUSAL = {
  none: "the service has no business refusal: every ERR is about us, and waits for a person or is asked about",
};

describeConformance<World>({
  name: "receipts",
  open: async () => {
    const world = await openWorld(adapter, { timeoutMs: ATTEMPT_MS });
    // The first call of a process reads the WSDL: not a partner's slowness, which is what the suite is about.
    await pay(world, await charged(world));
    await world.settle();
    return world;
  },
  calls: [
    {
      name: "publish",
      match: { path: PATHS.publish },
      refusal: NO_REFUSAL,
      act: async (world) => {
        const id = await charged(world);
        await pay(world, id);
        return id;
      },
      check,
    },
    {
      name: "look-up by key",
      match: { path: PATHS.portal },
      refusal: NO_REFUSAL,
      act: async (world) => {
        const id = await charged(world);
        // Issued by hand meanwhile: ERR:13, and only the key tells the number.
        await world.door("/by-hand", { key: `${id}.1` });
        await pay(world, id);
        return id;
      },
      check,
    },
  ],
});
