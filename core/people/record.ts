/** Who gave, changed or closed an account, and why: recorded in the same commit, beside what operators do to the lanes (R-F06). */
import { newId } from "../ids.ts";
import type { Database } from "../store/database.ts";
import type { Instant } from "../time/types.ts";
import type { By, NewPerson } from "./types.ts";

export type PersonAct = "person.add" | "person.change" | "person.password" | "person.disable" | "person.enable" | "person.unlock";

const MAX_TEXT = 500;

/** Writes one line of the record. `data`: what the account is from then on; never a password. */
export const recordAct = async (
  query: Database["query"],
  at: Instant,
  line: { readonly act: PersonAct; readonly target: string; readonly by: By; readonly data?: Partial<NewPerson> },
): Promise<void> => {
  await query(
    `insert into operator_act (id, at, actor, act, target, reason, data)
     values ($1::text::uuid, $2::text::timestamptz, $3, $4, $5, $6, $7::text::jsonb)`,
    [
      newId(),
      at,
      line.by.actor.slice(0, MAX_TEXT),
      line.act,
      line.target,
      line.by.reason.slice(0, MAX_TEXT),
      line.data === undefined ? null : JSON.stringify(line.data),
    ],
  );
};
