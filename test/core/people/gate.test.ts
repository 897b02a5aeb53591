/** The gate before the password checks. */
import { describe, expect, it } from "vitest";
import { createGate, type Ticket } from "../../../core/people/gate.ts";

const entered = (ticket: Ticket | undefined): Ticket => {
  if (ticket === undefined) throw new TypeError("the gate was full");
  return ticket;
};

describe("R-I01 a flood of sign-ins", () => {
  it("R-I01 runs so many at once and no more, and everybody inside gets a turn", async () => {
    const gate = createGate(2, 20);
    let running = 0;
    let most = 0;
    const check = async () => {
      const ticket = entered(gate.enter());
      await ticket.turn();
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      ticket.leave();
      return "done";
    };
    const all = await Promise.all(Array.from({ length: 20 }, check));
    expect(all).toEqual(Array.from({ length: 20 }, () => "done"));
    expect(most).toBe(2);
  });

  it("R-I01 who finds it full is turned away at once, and let in again once somebody left", () => {
    const gate = createGate(1, 2);
    const first = entered(gate.enter());
    entered(gate.enter());
    expect(gate.enter()).toBeUndefined();
    first.leave();
    expect(gate.enter()).toBeDefined();
  });

  it("R-I01 who leaves without a turn takes none away, and a second turn is the same one", async () => {
    const gate = createGate(1, 5);
    entered(gate.enter()).leave();
    const one = entered(gate.enter());
    await one.turn();
    await one.turn();
    const two = entered(gate.enter());
    const turned: string[] = [];
    const waiting = two.turn().then(() => turned.push("two"));
    await new Promise((resolve) => setImmediate(resolve));
    expect(turned).toEqual([]);
    one.leave();
    await waiting;
    expect(turned).toEqual(["two"]);
  });
});
