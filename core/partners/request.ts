/** The form in which partner systems give a command, the same at every door: the command's own fields, who acts, and when. */
import { z } from "zod";
import { COMMANDS, type CommandType, lateEntry, ROLES } from "../dossier/commands.ts";
import { agencyId } from "../dossier/values.ts";

// "system" is the hub itself; nobody outside may claim it.
const claimableRoles = ROLES.filter((role) => role !== "system");

const actor = z.strictObject({
  id: z.string().trim().min(1).max(120),
  name: z.string().normalize("NFC").trim().min(1).max(200).optional(),
  role: z.enum(claimableRoles),
  agencyId: agencyId.optional(),
});
/** Whom a partner names as the one who acts. */
export type ClaimedActor = z.infer<typeof actor>;

const at = z.iso.datetime({ offset: true }).transform((value) => new Date(value).toISOString());

const envelope = () => ({
  actor: z
    .strictObject(actor.shape)
    .describe("Ai thực hiện; bỏ trống: chính hệ thống gọi / who acts; absent: the caller")
    .optional(),
  at: at.describe("Thời điểm thật của việc, nếu khác hiện tại (nhập muộn) / true time of the act, if not now").optional(),
  lateEntry: z
    .strictObject(lateEntry.shape)
    .describe("Đánh dấu nhập muộn sau sự cố (R-B12) / marks a late entry after an outage")
    .optional(),
});

/** A command as it was asked for, after its schema. */
export interface CommandBody extends Readonly<Record<string, unknown>> {
  readonly actor?: ClaimedActor;
  readonly at?: string;
  readonly lateEntry?: z.infer<typeof lateEntry>;
}

/** The command's own fields without `type` (the door says it), beside actor, at and lateEntry; still strict. */
const enveloped = (command: z.ZodObject) => command.omit({ type: true }).extend(envelope());

/**
 * The schema of a command's body. Made anew at every call, so that a door may decorate its own copy (@hono/zod-openapi adds
 * `.openapi()` only to schemas that are made after it was loaded).
 */
export const commandRequest = (type: CommandType): z.ZodType => {
  const schema: z.ZodType = COMMANDS[type];
  if (schema instanceof z.ZodObject) return enveloped(schema);
  if (!(schema instanceof z.ZodDiscriminatedUnion)) return z.never();
  const [first, ...rest] = schema.options.filter((option) => option instanceof z.ZodObject).map(enveloped);
  return first === undefined ? z.never() : z.discriminatedUnion(schema.def.discriminator, [first, ...rest]);
};
