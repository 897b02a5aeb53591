/**
 * One comparison of the ledger: what the hub believes against what the partner's own books say, key by key and not only by number, so that
 * one lost and one doubled do not cancel out. Pure.
 */

export interface Check {
  /** Vietnamese, short. */
  readonly what: string;
  readonly hub: number;
  readonly partner: number;
  /** The hub has it, the partner does not (or has it otherwise). */
  readonly lost: number;
  /** The partner has it, the hub does not (or has it otherwise). */
  readonly strange: number;
  /** The partner has it more than once. */
  readonly doubled: number;
  /** Came in a wrong order, or was refused where nothing should be. */
  readonly outOfOrder: number;
  /** Sent again and known again by the partner: harmless, shown all the same. */
  readonly repeats: number;
  /** Đồng instead of pieces. */
  readonly money: boolean;
  /** Up to five keys that do not fit, for whoever looks for the mistake. */
  readonly examples: readonly string[];
}

const EXAMPLES = 5;

/** Compares two lists of keys. A key says which thing and how it ended: "H57.101-260302-0001=10". */
export const compareKeys = (
  what: string,
  hub: readonly string[],
  partner: readonly string[],
  also: { readonly outOfOrder?: number; readonly doubled?: number; readonly repeats?: number } = {},
): Check => {
  const [ours, theirs] = [new Set(hub), new Set(partner)];
  const lost = [...ours].filter((key) => !theirs.has(key));
  const strange = [...theirs].filter((key) => !ours.has(key));
  return {
    what,
    hub: hub.length,
    partner: partner.length,
    lost: lost.length,
    strange: strange.length,
    doubled: partner.length - theirs.size + (hub.length - ours.size) + (also.doubled ?? 0),
    outOfOrder: also.outOfOrder ?? 0,
    repeats: also.repeats ?? 0,
    money: false,
    examples: [...lost.map((key) => `trục: ${key}`), ...strange.map((key) => `đối tác: ${key}`)].slice(0, EXAMPLES),
  };
};

/** Compares two sums in đồng, or two figures that have no keys in common. */
export const compareSums = (what: string, hub: number, partner: number, money = true): Check => ({
  what,
  hub,
  partner,
  lost: Math.max(0, hub - partner),
  strange: Math.max(0, partner - hub),
  doubled: 0,
  outOfOrder: 0,
  repeats: 0,
  money,
  examples: [],
});

export const isBalanced = (check: Check): boolean =>
  check.lost === 0 && check.strange === 0 && check.doubled === 0 && check.outOfOrder === 0;

export const sumOf = (figures: readonly number[]): number => figures.reduce((total, figure) => total + figure, 0);
