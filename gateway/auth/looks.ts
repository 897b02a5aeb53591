/**
 * Every look at personal data is recorded before it is shown: who, for whom, what for, when (R-I02). What cannot be recorded is not shown.
 * Glossary: look = lượt xem · purpose = mục đích.
 */
import type { Context } from "hono";
import type { Hub } from "../../core/hub.ts";
import type { GatewayEnv, Operation } from "../env.ts";
import { safeError } from "../log.ts";
import { type Problem, problem } from "../problem.ts";

/** What a caller may say of its look; percent-encoded UTF-8, because HTTP headers are ASCII. */
export const PURPOSE_HEADER = "x-purpose";
export const ON_BEHALF_HEADER = "x-on-behalf-of";
/** As many characters as the record keeps. */
const MAX_PURPOSE = 300;
/** What X-On-Behalf-Of may be. */
export const PERSON = /^[A-Za-z0-9._@-]{1,120}$/;
// Line breaks and other controls would let one look pass for several in a listing.
const CONTROL = /[\p{Cc}\u2028\u2029]/u;

export interface LookAt {
  /** Absent where it is not about one dossier. */
  readonly dossierId?: string;
  /** Its title is the purpose where the caller names none. Default: the REST operation that is being answered. */
  readonly operation?: Operation;
  /** Default "rest". */
  readonly door?: string;
}

/** The purpose that a header names; undefined where it is none: not percent-encoded, empty, too long, or with control characters. Pure. */
export const readPurpose = (value: string): string | undefined => {
  if (!/^[\x20-\x7e]*$/.test(value)) return undefined;
  let text: string;
  try {
    text = decodeURIComponent(value).normalize("NFC").trim();
  } catch {
    return undefined;
  }
  return text === "" || [...text].length > MAX_PURPOSE || CONTROL.test(text) ? undefined : text;
};

const badHeader = (name: string, vi: string, en: string): Problem =>
  problem(400, "request.bad-header", {
    detail: { vi: "Tiêu đề HTTP không hợp lệ.", en: "Invalid HTTP header." },
    hint: { vi: "Sửa tiêu đề nêu ở errors rồi gửi lại.", en: "Correct the header named in errors and send again." },
    errors: [{ path: name, vi, en }],
  });

const badPurpose = (): Problem =>
  badHeader(
    "X-Purpose",
    `Mục đích phải là UTF-8 mã hóa phần trăm, từ 1 đến ${MAX_PURPOSE} ký tự, không có ký tự điều khiển.`,
    `The purpose must be percent-encoded UTF-8 of 1 to ${MAX_PURPOSE} characters without control characters.`,
  );

const badPerson = (): Problem =>
  badHeader(
    "X-On-Behalf-Of",
    "Mã người xem gồm 1–120 chữ không dấu, số và các dấu . _ @ -.",
    "The person's id has 1–120 ASCII letters, digits and . _ @ -.",
  );

const notRecorded = (): Problem =>
  problem(503, "hub.look-not-recorded", {
    blame: "hub",
    retry: true,
    detail: {
      vi: "Chưa ghi được lượt xem dữ liệu cá nhân nên không hiển thị.",
      en: "The look at personal data could not be recorded, so nothing is shown.",
    },
    hint: { vi: "Gửi lại sau ít phút.", en: "Send again in a few minutes." },
    headers: { "retry-after": "5" },
  });

/** What a failed record is told to. */
type Log = { error(o: object, m: string): void };

/** What is wrong with the headers of a look, also where in the end nothing personal is shown: as the OpenAPI document says. */
export const lookHeadersProblem = (c: Context<GatewayEnv>): Problem | undefined => {
  const purpose = c.req.header(PURPOSE_HEADER);
  if (purpose !== undefined && readPurpose(purpose) === undefined) return badPurpose();
  const onBehalfOf = c.req.header(ON_BEHALF_HEADER);
  return onBehalfOf === undefined || PERSON.test(onBehalfOf) ? undefined : badPerson();
};

/**
 * Records a look of the partner that has come in (c.get("partner")), and resolves after the commit: await it before the answer with personal
 * data is made. The problem, where there is one, is the answer instead: 400 for a header that is none, 503 where nothing could be recorded.
 */
export const recordLook = async (
  c: Context<GatewayEnv>,
  hub: Pick<Hub, "partners">,
  look: LookAt,
  log?: Log,
): Promise<Problem | undefined> => {
  const operation = look.operation ?? c.get("operation");
  const wrong = lookHeadersProblem(c);
  if (wrong !== undefined) return wrong;
  const purpose = readPurpose(c.req.header(PURPOSE_HEADER) ?? "") ?? operation.title;
  const onBehalfOf = c.req.header(ON_BEHALF_HEADER);
  try {
    await hub.partners.recordLook({
      who: `partner:${c.get("partner").id}`,
      what: operation.id,
      purpose,
      door: look.door ?? "rest",
      traceparent: c.get("traceparent"),
      ...(onBehalfOf === undefined ? {} : { onBehalfOf }),
      ...(look.dossierId === undefined ? {} : { dossierId: look.dossierId }),
    });
    return undefined;
  } catch (error) {
    log?.error({ requestId: c.get("requestId"), error: safeError(error) }, "look not recorded");
    return notRecorded();
  }
};
