/** A page of a list; `next`: the cursor of the following one. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string;
}
