/** Which known word a person meant who mistyped one. */
import leven, { closestMatch } from "leven";

/** Mistyped, a word still is mostly itself: at most so many letters of it are others. */
const MOST = 3;

/** The known word nearest to `word`, the first of several; undefined where none is near: up to three letters off, and less than half of them. */
export const closest = (word: string, known: readonly string[]): string | undefined => {
  const found = closestMatch(word, known, { maxDistance: MOST });
  return found !== undefined && leven(word, found) * 2 < word.length ? found : undefined;
};
