/** The demo's expectations: each is shown as it is met or missed; the exit code is 0 only when all were met. */
import { isDeepStrictEqual } from "node:util";
import { green, red, say } from "../terminal.ts";

export interface Expectations {
  /** `what`: Vietnamese, one line. */
  equal(what: string, actual: unknown, expected: unknown): void;
  readonly met: number;
  readonly missed: readonly string[];
}

/** Compares deeply and strictly, prints each result at once, never throws: the play goes on and shows all that is missed. */
export const createExpectations = (): Expectations => {
  const missed: string[] = [];
  let met = 0;
  return {
    equal: (what, actual, expected) => {
      if (isDeepStrictEqual(actual, expected)) {
        met += 1;
        say(`  ${green("✓")} ${what}`);
        return;
      }
      missed.push(what);
      say(`  ${red("✗")} ${what}`);
      say(`      mong đợi / expected: ${JSON.stringify(expected)}`);
      say(`      thực tế / actual:    ${JSON.stringify(actual)}`);
    },
    get met() {
      return met;
    },
    get missed() {
      return missed;
    },
  };
};
