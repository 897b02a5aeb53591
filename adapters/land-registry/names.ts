/** Names that several files of this adapter agree on. */

/** The adapter, its lane, its folder. */
export const LANE = "land-registry";
/** Code of the record by which a later resending knows that the result itself was wrong, not what was sent. */
export const WRONG_RESULT = "land-registry.wrong-result";
