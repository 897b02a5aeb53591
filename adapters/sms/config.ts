/** Settings of the road to the telco: LIENTHONG_SMS_* (README.md lists them). */
import { z } from "zod";
import { TEMPLATE_NAMES, type TemplateName } from "./contract/templates.ts";

const PROTOCOLS = ["viettel", "vnpt", "smpp"] as const;
export type Protocol = (typeof PROTOCOLS)[number];

const name = z.enum(TEMPLATE_NAMES);
/** "received=88,result=91" → {received: "88", result: "91"}. */
const templateIds = z.string().transform((text, context) => {
  const ids: Partial<Record<TemplateName, string>> = {};
  for (const pair of text.split(",")) {
    const [key = "", id = ""] = pair.split("=").map((part) => part.trim());
    const known = name.safeParse(key);
    if (known.success && id !== "") ids[known.data] = id;
    else context.addIssue({ code: "custom", message: `"${pair}": <mẫu>=<mã> / <template>=<id>` });
  }
  return ids;
});
const short = z.string().min(1).max(60);

/** What each protocol cannot do without. */
const NEEDED = {
  viettel: ["brandname", "cpCode", "officeNumber"],
  vnpt: ["labelId", "agentId", "officeContract", "recipientContract"],
  smpp: ["brandname"],
} as const;

const shape = z.strictObject({
  /** The gateway; for SMPP alone it may be smpp://host:port (ssmpp:// over TLS). */
  url: z.url({ protocol: /^(?:https?|ssmpp|smpp)$/ }),
  protocol: z.enum(PROTOCOLS).default("viettel"),
  /** Where the SMS centre is, if not at `url`. */
  smppUrl: z.url({ protocol: /^(?:ssmpp|smpp)$/ }).optional(),
  /** Path of the HTTP service; else the usual one of the protocol. */
  path: z.string().startsWith("/").optional(),
  user: short,
  password: z.string().min(1),
  /** The registered sender name: Viettel's ServiceID, SMPP's source address. */
  brandname: z.string().min(1).max(11).optional(),
  cpCode: short.optional(),
  /** Charged for what the office pays (Viettel's UserID). */
  officeNumber: z
    .string()
    .regex(/^84\d{8,11}$/)
    .optional(),
  labelId: short.optional(),
  agentId: short.optional(),
  officeContract: short.optional(),
  recipientContract: short.optional(),
  /** VNPT: "1" customer care, "2" advertising. */
  contractType: z.enum(["1", "2"]).default("1"),
  /** Accented texts (UCS-2, 70 a segment) instead of unaccented ones. */
  accented: z
    .enum(["true", "false"])
    .default("false")
    .transform((value) => value === "true"),
  /** The telco's own numbers of the registered texts, where they differ from contract/templates.ts. */
  templateIds: templateIds.optional(),
  /** Shared secret of what the telco sends to us; without it nothing is let in. */
  hookSecret: z.string().min(16).optional(),
});

export const config = shape.superRefine((value, context) => {
  for (const key of NEEDED[value.protocol])
    if (value[key] === undefined)
      context.addIssue({ code: "custom", path: [key], message: "cần cho giao thức này / needed by this protocol" });
  const http = value.url.startsWith("http");
  if (value.protocol === "smpp" ? http && value.smppUrl === undefined : !http)
    context.addIssue({ code: "custom", path: ["url"], message: "không hợp giao thức / does not fit the protocol" });
});
export type SmsConfig = z.infer<typeof shape>;
