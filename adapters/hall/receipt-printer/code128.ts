/** Code 128 for GS k: digits two by two in set C where that is shorter, everything else in set B. Pure. */

/** Blank modules before and behind (ISO/IEC 15417). */
const QUIET = 10;
const MODULES = { symbol: 11, stop: 13 } as const;
const BRACE = 0x7b;
const SET_B = [BRACE, 0x42] as const;
const SET_C = [BRACE, 0x43] as const;

type CodeSet = "B" | "C";
interface Way {
  readonly symbols: number;
  readonly data: readonly number[];
}

/** A bar code as GS k takes it, and how many modules it is wide with its quiet zones. */
export interface PlannedCode {
  readonly data: readonly number[];
  readonly modules: number;
}

const selector = (set: CodeSet): readonly number[] => (set === "B" ? SET_B : SET_C);
/** "{" is said twice, or it would begin a selector. */
const inB = (code: number): readonly number[] => (code === BRACE ? [BRACE, BRACE] : [code]);

/** Shortest ways to write `text` from each place on, beginning in set B or in set C; from behind to the front. */
const shortest = (text: string): Readonly<Record<CodeSet, Way>> => {
  let next: Readonly<Record<CodeSet, Way>> = { B: { symbols: 0, data: [] }, C: { symbols: 0, data: [] } };
  let afterNext = next;
  for (let at = text.length - 1; at >= 0; at -= 1) {
    const B: Way = { symbols: next.B.symbols + 1, data: [...inB(text.charCodeAt(at)), ...next.B.data] };
    const two = text.slice(at, at + 2);
    const C: Way | undefined = /^\d\d$/.test(two)
      ? { symbols: afterNext.C.symbols + 1, data: [Number(two), ...afterNext.C.data] }
      : undefined;
    const change = (set: CodeSet, way: Way): Way => ({ symbols: way.symbols + 1, data: [...selector(set), ...way.data] });
    const now = {
      B: C !== undefined && C.symbols + 1 < B.symbols ? change("C", C) : B,
      C: C !== undefined && C.symbols <= B.symbols + 1 ? C : change("B", B),
    };
    afterNext = next;
    next = now;
  }
  return next;
};

/** @param text 1–60 characters of printable ASCII (core/hall/slip.ts) */
export const planCode128 = (text: string): PlannedCode => {
  const ways = shortest(text);
  const set: CodeSet = ways.C.symbols < ways.B.symbols ? "C" : "B";
  const { symbols, data } = ways[set];
  // Start and check character are symbols too.
  const modules = MODULES.symbol * (symbols + 2) + MODULES.stop + 2 * QUIET;
  return { data: [...selector(set), ...data], modules };
};
