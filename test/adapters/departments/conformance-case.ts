/** What the two conformance suites of the exchange have in common: the partner's books after each call. */
import { expect } from "vitest";
import type { ConformanceCall } from "../../../adapters/kit/conformance.ts";
import { found, transfer } from "../road.ts";
import type { World } from "../world.ts";
import { deed, supplemented } from "./dossiers.ts";

interface Books {
  readonly documents: readonly {
    readonly sent: { readonly DocCode: string };
    readonly state: string;
    readonly supplements: readonly unknown[];
  }[];
}
const heldOf = async (world: World, id: string): Promise<Books["documents"]> => {
  const { code } = await found(world, id);
  return (world.simulation.parts.state() as Books).documents.filter((one) => one.sent.DocCode === code);
};

/** @param leg the transfer's id. @param begin brings a dossier to it and does not wait. @param component what is asked for. */
export const cases = (lane: string, leg: string, begin: (world: World) => Promise<string>, component: string) => {
  const accepted = async (world: World): Promise<string> => {
    const id = await begin(world);
    await world.settle();
    return id;
  };
  const sent: ConformanceCall<World>["check"] = async (world, id, outcome) => {
    expect((await heldOf(world, id)).map((one) => one.state)).toEqual(outcome === "refused" ? [] : ["received"]);
    expect(await transfer(world, id, leg)).toMatchObject({ state: outcome === "refused" ? "sentBack" : "accepted", number: 1 });
  };
  const supplement: ConformanceCall<World>["check"] = async (world, id, outcome) => {
    const [held] = await heldOf(world, id);
    expect(held?.supplements).toHaveLength(outcome === "refused" ? 0 : 1);
    expect((await transfer(world, id, leg))?.state).toBe(outcome === "refused" ? "sentBack" : "accepted");
  };
  const cancel: ConformanceCall<World>["check"] = async (world, id, outcome) => {
    const [held] = await heldOf(world, id);
    expect(held?.state).toBe(outcome === "refused" ? "received" : "cancelled");
    const dossier = await found(world, id);
    expect(dossier.status).toBe("withdrawn");
    expect(dossier.partners[lane]).toMatchObject({
      operation: "cancel",
      outcome: outcome === "refused" ? "refused" : "accepted",
    });
  };
  const result: ConformanceCall<World>["check"] = async (world, id) => {
    // The poller's next rounds.
    world.simulation.clock.advance(3 * 3_600_000);
    await world.settle();
    expect(await transfer(world, id, leg)).toMatchObject({ state: "done", result: { documents: [{ name: "quyet-dinh.pdf" }] } });
    expect((await world.hub.timeline(id)).filter((event) => event.type === "transferResultTaken").length).toBe(
      leg === "bo-noi-vu" ? 2 : 1,
    );
  };
  return {
    sent: { act: begin, check: sent },
    supplement: { act: async (world: World) => supplemented(world, await accepted(world), component), check: supplement },
    cancel: {
      act: async (world: World): Promise<string> => {
        const id = await accepted(world);
        await world.run({ type: "withdraw", reason: "Người nộp rút hồ sơ" }, id);
        return id;
      },
      check: cancel,
    },
    result: {
      act: async (world: World): Promise<string> => {
        const id = await accepted(world);
        await deed(world, id, "finish");
        world.simulation.clock.advance(3_600_000);
        return id;
      },
      check: result,
    },
  };
};
