/**
 * An iGate site as a client of the hub: it hands over its own dossiers and tells what becomes of them on its side. The body follows what
 * iGate's outbound adapter sends, `{dossierCode, resource}` with the integration view as resource (domain.md §5.1, `--new-dossier`);
 * `event`, the base64 of files and the signature are ours.
 */
import { z } from "zod";
import { igateTime } from "./common.ts";
import { formFile, integrationView, storedFile } from "./dossier.ts";

/** Last part of the road; the hub serves it under its own prefix. */
export const HOOK_PATH = "dossier";

/** Ours: lower-case hex HMAC-SHA256(shared secret, timestamp + "." + body bytes); timestamp in seconds since 1970. */
export const SIGNATURE = {
  timestampHeader: "x-igate-timestamp",
  signatureHeader: "x-igate-signature",
  toleranceSeconds: 300,
} as const;

const pushedFile = storedFile.partial({ id: true }).extend({ base64: z.string().min(1) });
const papers = z.array(formFile.extend({ file: z.array(pushedFile) })).max(200);
export type PushedPapers = z.infer<typeof papers>;

const common = {
  dossierCode: z.string().min(5).max(50),
  /** When it happened at iGate; the same event comes again with the same time. */
  time: igateTime,
};
/** `new`: nothing of the view's status counts for the hub, which checks and receives by itself. */
export const pushMessage = z.discriminatedUnion("event", [
  z.object({
    event: z.literal("new"),
    ...common,
    resource: integrationView
      .pick({
        code: true,
        nationCode: true,
        procedure: true,
        agency: true,
        applicant: true,
        commonEForm: true,
        detailEForm: true,
        applyMethod: true,
        appliedDate: true,
      })
      .required({ procedure: true, agency: true })
      .extend({ dossierFormFile: papers }),
  }),
  z.object({ event: z.literal("progress"), ...common, comment: z.string().min(1).max(2000) }),
  z.object({ event: z.literal("supplement"), ...common, dossierFormFile: papers.min(1) }),
  z.object({ event: z.literal("withdraw"), ...common, comment: z.string().min(1).max(2000) }),
]);
export type PushMessage = z.infer<typeof pushMessage>;

/** iGate's own kind of answer: status 200 and a title, or a status from 400 on with `errors`. HTTP 200 both times; any other HTTP status = push again. */
export const pushReply = z.object({
  status: z.number().int(),
  title: z.string(),
  errors: z.string().optional(),
  /** The hub's code of the dossier, where it has one already. */
  nationCode: z.string().optional(),
});
export type PushReply = z.infer<typeof pushReply>;
