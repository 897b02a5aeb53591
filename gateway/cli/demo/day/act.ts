/** Does a deed: over REST as the agency's software, or at a partner's door. What is refused because things have moved on is tried anew later. */
import { z } from "zod";
import { CliError } from "../../terminal.ts";
import type { World } from "../world.ts";
import type { Case } from "./cases.ts";
import type { Deed } from "./deeds.ts";

/** So many refusals of one dossier are no overtaking any more, but a mistake. */
const MOST_REFUSALS = 60;
const refuse = (one: Case, words: string): false => {
  one.refused.push(words);
  if (one.refused.length > MOST_REFUSALS)
    throw new CliError(
      `Hồ sơ số ${one.plan.n} (${one.plan.kind.id}) bị từ chối mãi / refused again and again: ${one.refused.slice(-3).join(" | ")}`,
      1,
    );
  return false;
};

/** Filled in where the deed is done: the account that the payment platform collects on. */
const filled = (world: World, body: object): object =>
  "account" in body ? { ...body, account: world.settings["LIENTHONG_TREASURY_ACCOUNT_NUMBER"] ?? "" } : body;

/** What a push that a door set off came to. */
const pushed = z.object({ outcome: z.enum(["accepted", "refused", "unanswered"]) });

/** True where it was done. Errors: CliError where the hub fails (5xx), or refuses one dossier for ever. */
export const act = async (world: World, one: Case, deed: Deed): Promise<boolean> => {
  const id = one.dossier?.id ?? "";
  if (deed.over === "rest") {
    const refused = await world.attempt(id, deed.command, deed.body);
    return refused === undefined || refuse(one, `${deed.command}: ${refused.code}`);
  }
  const { status, json } = await world.knock(deed.simulator, "POST", deed.path, filled(world, deed.body));
  // 404, 409: it is not there yet, or in no fitting state; asked again on the next visit.
  if (status === 404 || status === 409) return false;
  if (status >= 300) throw new CliError(`${deed.simulator} ${deed.path} → ${status} ${JSON.stringify(json)}`, 1);
  one.done.add(deed.once);
  const push = pushed.safeParse(json);
  return push.success && push.data.outcome !== "accepted"
    ? refuse(one, `${deed.simulator} ${deed.path}: ${push.data.outcome}`)
    : true;
};
