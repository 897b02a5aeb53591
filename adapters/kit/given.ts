/** Members that may have no value, on their way into a message. */

/** The members that have a value: what is not known is left out of a message, never sent as undefined. `null` is a value. Pure. */
export const given = <T extends object>(members: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
