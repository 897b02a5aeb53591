/** The middle of figures in rising order; between the two middle ones where their number is even; 0 where there are none. Pure. */
export const medianOf = (sorted: readonly number[]): number => {
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
};
