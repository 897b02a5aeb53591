/** Which known word a person meant who mistyped one. */

/** Letters to put in, take out, change or swap with their neighbour until `a` is `b` (optimal string alignment). */
const distance = (a: string, b: string): number => {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row[j] = Math.min(
        (last[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (last[j - 1] ?? 0) + (same ? 0 : 1),
        swapped ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    before = last;
    last = row;
  }
  return last[b.length] ?? 0;
};

/** Mistyped, a word still is mostly itself: at most so many letters of it are others. */
const MOST = 3;

/** The known word nearest to `word`, the first of several; undefined where none is near: up to three letters off, and less than half of them. */
export const closest = (word: string, known: readonly string[]): string | undefined => {
  let best: { readonly word: string; readonly off: number } | undefined;
  for (const one of known) {
    if (Math.abs(one.length - word.length) > MOST) continue;
    const off = distance(word, one);
    if (off <= MOST && off * 2 < word.length && (best === undefined || off < best.off)) best = { word: one, off };
  }
  return best?.word;
};
