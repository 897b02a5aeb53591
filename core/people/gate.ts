/**
 * Bounds how many password checks run and wait: each takes 66 ms and 32 MiB, and Node has four threads for them, for files and for names
 * together. A flood of sign-ins is turned away at the gate instead of stopping the process.
 */
export interface Ticket {
  /** Resolves when it is this one's turn; at once where it has it. Not to be called twice side by side. */
  turn(): Promise<void>;
  /** Gives place and turn back; to be called in any case, once. */
  leave(): void;
}
export interface Gate {
  /** A place in the queue; undefined where it is full. */
  enter(): Ticket | undefined;
}

/** At most `atOnce` have their turn at once; at most `places` are inside, those with their turn included. */
export const createGate = (atOnce: number, places: number): Gate => {
  let inside = 0;
  let running = 0;
  const queue: (() => void)[] = [];
  return {
    enter: () => {
      if (inside >= places) return undefined;
      inside += 1;
      let hasTurn = false;
      return {
        turn: async () => {
          if (hasTurn) return;
          if (running < atOnce) running += 1;
          else await new Promise<void>((resolve) => queue.push(resolve));
          hasTurn = true;
        },
        leave: () => {
          inside -= 1;
          if (!hasTurn) return;
          const next = queue.shift();
          // The turn goes on to the next one, or back.
          if (next === undefined) running -= 1;
          else next();
        },
      };
    },
  };
};
