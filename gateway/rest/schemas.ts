/** What the REST doors take and give, as zod schemas: the OpenAPI document is made from them. */
import { z } from "@hono/zod-openapi";
import { route } from "../../catalogs/route.ts";
import { agency, channel, procedure } from "../../catalogs/types.ts";
import { heldComponent, lateEntry, person, ROLES, returnMethod } from "../../core/dossier/commands.ts";
import { DOSSIER_STATUSES } from "../../core/dossier/statuses.ts";
import { STEP_STATES, type StepState } from "./route-views.ts";

/** The same strict object, made anew: schemas that were made before @hono/zod-openapi was loaded lack its `.openapi()`. */
const named = <S extends z.ZodRawShape>(schema: z.ZodObject<S>) => z.strictObject(schema.shape);

const bilingual = z.object({ vi: z.string(), en: z.string() }).openapi("Bilingual");
const instant = z.iso.datetime();

export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string().openapi({ description: "Tiếng Việt" }),
    title_en: z.string(),
    status: z.int(),
    detail: z.string(),
    detail_en: z.string(),
    code: z.string().openapi({ description: "Mã lỗi ổn định, có dấu chấm / dotted, stable", example: "dossier.not-found" }),
    blame: z.enum(["caller", "partner", "hub"]),
    retry: z.boolean().openapi({ description: "Gửi lại y nguyên có thể thành công / the same request may succeed later" }),
    hint: bilingual,
    errors: z.array(z.object({ path: z.string(), vi: z.string(), en: z.string() })).optional(),
    details: z.record(z.string(), z.unknown()).optional(),
    instance: z.string(),
  })
  .openapi("Problem");

/** Id, local code or national code of a dossier. */
export const refParams = z.strictObject({
  ref: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/)
    .openapi({ description: "Id, mã hồ sơ của hub hoặc mã hồ sơ quốc gia", example: "H57.33.01-260213-0001" }),
});

export const limit = z.coerce.number().int().min(1).max(200).default(50);
export const cursor = z.string().regex(/^[\w.:=+-]{1,200}$/);
/** A page of things; `next` is the cursor of the following page, absent on the last. */
export const pageOf = (item: z.ZodType) => z.object({ items: z.array(item), next: z.string().optional() });

export const commandHeaders = z.object({
  "Idempotency-Key": z
    .string()
    .regex(/^[\x21-\x7e]{1,200}$/)
    .openapi({
      description:
        "Khóa chống gửi trùng, riêng cho từng hệ thống / the same key and body give the stored answer, another body 409",
    })
    .optional(),
  "If-Match": z
    .string()
    .regex(/^(?:\*|(?:W\/)?"\d{1,9}")$/)
    .openapi({ description: "Phiên bản hồ sơ đã đọc (ETag) / version read before; 412 when stale", example: '"3"' })
    .optional(),
});
/** A second submission would be a second dossier: the key is required there. */
export const submitHeaders = commandHeaders.pick({ "Idempotency-Key": true }).required();
export const readHeaders = z.object({ "If-None-Match": z.string().max(400).optional() });

const statusFields = {
  status: z.enum(DOSSIER_STATUSES),
  statusTitle: bilingual,
  nationalStatus: z.int().min(1).max(10).openapi({ description: "Trạng thái theo danh mục quốc gia 1–10" }),
};

export const receiptSchema = z
  .object({
    dossierId: z.uuid(),
    code: z.string().optional(),
    nationalCode: z.string().optional(),
    ...statusFields,
    version: z.int(),
    dueAt: instant.optional(),
    events: z.array(z.int()),
    updateKey: z.string().optional().openapi({ description: "Khóa cập nhật (R-A08); chỉ có khi nộp hồ sơ / only on submission" }),
  })
  .openapi("Receipt");

const missing = z.array(z.object({ componentId: z.string(), reason: z.string() }));
const actorView = z.object({ id: z.string(), role: z.enum(ROLES), name: z.string().optional(), agencyId: z.string().optional() });

/** The clock of a dossier, for reading. */
const clock = z.object({
  rule: z.record(z.string(), z.unknown()),
  startedAt: instant,
  dueAt: instant,
  firstDueAt: instant,
  stopped: z.object({ since: instant, reason: z.string() }).optional(),
  stops: z.array(z.record(z.string(), z.unknown())),
  extensions: z.array(z.record(z.string(), z.unknown())),
});

const procedureOfDossier = z.object({
  code: z.string(),
  version: z.int(),
  name: z.string(),
  caseKey: z.string(),
  onlineLevel: z.enum(["full", "partial", "none"]),
});

/** What lists show: no personal data (R-I02). */
export const summarySchema = z
  .object({
    id: z.uuid(),
    version: z.int(),
    code: z.string().optional(),
    nationalCode: z.string().optional(),
    ...statusFields,
    channel,
    procedure: procedureOfDossier,
    agencyId: z.string(),
    agencyName: z.string().optional(),
    submittedAt: instant,
    receivedAt: instant.optional(),
    dueAt: instant.optional(),
    clockStopped: z.boolean(),
  })
  .openapi("DossierSummary");

const rows = z.array(z.record(z.string(), z.unknown()));

const TRANSFER_STATES = ["sent", "accepted", "supplementNeeded", "sentBack", "done", "refused", "cancelled"] as const;
/** One leg under way with one agency (R-B06). */
export const transferSchema = z
  .looseObject({
    transferId: z.string(),
    leg: z.string().optional().openapi({ description: "Chặng của quy trình; vắng mặt: do cán bộ chuyển tay" }),
    purpose: z.string().openapi({ description: "Tên chặng / its name" }),
    toAgencyId: z.string(),
    agencyName: z.string(),
    lane: z.string().optional().openapi({ description: "Đường nối; vắng mặt: cơ quan làm việc ngay trong trục" }),
    operation: z.string().optional(),
    number: z.int().openapi({ description: "Lần gửi thứ mấy / which sending" }),
    state: z.enum(TRANSFER_STATES),
    stateTitle: bilingual,
    open: z.boolean(),
    sentAt: instant,
    dueAt: instant.optional(),
    data: z.record(z.string(), z.string()).openapi({ description: "Thông tin các chặng trước bàn giao / facts handed on" }),
    reference: z.string().optional().openapi({ description: "Mã của chính cơ quan ấy / the agency's own number" }),
    reason: z.string().optional(),
    result: z
      .looseObject({ outcome: z.enum(["done", "refused"]), at: instant, data: z.record(z.string(), z.string()) })
      .optional(),
  })
  .openapi("Transfer");
const file = z.looseObject({ name: z.string(), sha256: z.string().optional() });

export const dossierSchema = summarySchema
  .extend({
    applicant: person,
    owner: person.optional(),
    summary: z.string().optional(),
    account: z.string().optional(),
    components: z.array(heldComponent),
    returnMethod,
    lastMovedAt: instant,
    postalArrivalDate: z.string().optional(),
    check: z.object({ outcome: z.string(), at: instant, by: z.string() }).optional(),
    clock: clock.optional(),
    supplementRounds: z.array(
      z.looseObject({ number: z.int(), beforeReceipt: z.boolean(), missing, requestedAt: instant, apology: z.boolean() }),
    ),
    inquiry: z.record(z.string(), z.unknown()).optional(),
    handOvers: rows.openapi({ description: "Phiếu kiểm soát quá trình giải quyết (R-B05)" }),
    lastProgress: z.object({ at: instant, by: z.string(), note: z.string() }).optional(),
    form: z.record(z.string(), z.unknown()).optional().openapi({ description: "Tờ khai điện tử / the declaration" }),
    notices: z.object({ sms: z.boolean() }).optional(),
    aliases: z.array(z.string()).optional().openapi({ description: "Mã của hồ sơ ở hệ thống khác / other systems' codes" }),
    fromLane: z.string().optional().openapi({ description: "Đường nối đã chuyển hồ sơ đến / the lane that handed it in" }),
    charges: z.array(
      z.looseObject({
        chargeId: z.string(),
        name: z.string(),
        amount: z.int(),
        paid: z.int(),
        open: z.boolean(),
        kind: z.enum(["fee", "charge", "tax"]),
        requestedAt: instant,
        request: z
          .looseObject({ lane: z.string(), reference: z.string(), url: z.string().optional(), qr: z.string().optional() })
          .optional()
          .openapi({ description: "Nơi nộp: đường dẫn, chuỗi VietQR / where to pay" }),
      }),
    ),
    payments: z.array(
      z.looseObject({
        chargeId: z.string(),
        amount: z.int(),
        method: z.enum(["cash", "transfer", "online", "cod"]),
        reference: z.string(),
        at: instant,
        receipt: z
          .looseObject({ number: z.string(), url: z.string().optional(), file: file.optional(), at: instant })
          .optional()
          .openapi({ description: "Biên lai điện tử / electronic receipt" }),
      }),
    ),
    transfers: z.array(transferSchema),
    route: z
      .looseObject({ id: z.string(), name: z.string(), legs: rows, end: z.enum(["decide", "handBack"]), skipped: rows })
      .optional()
      .openapi({ description: "Quy trình liên thông hồ sơ đang theo, giữ nguyên từ lúc tiếp nhận" }),
    identityChecks: z
      .array(
        z.looseObject({
          checkId: z.string(),
          who: z.enum(["applicant", "owner"]),
          purpose: z.string(),
          by: z.string(),
          at: instant,
        }),
      )
      .optional()
      .openapi({ description: "Các lần đối chiếu dân cư: ai, để làm gì, khớp hay không (R-I02)" }),
    decision: z.looseObject({ outcome: z.enum(["approved", "refused"]), at: instant, by: z.string() }).optional(),
    delivery: z.looseObject({ orderNumber: z.string(), state: z.string() }).optional(),
    returned: z.object({ method: z.string(), at: instant, to: z.string(), onTime: z.boolean() }).optional(),
    forms: z.array(
      z.object({
        form: z.string(),
        title: z.string(),
        number: z.int(),
        at: instant,
        channel,
        data: z.record(z.string(), z.unknown()),
      }),
    ),
    partners: z.record(z.string(), z.record(z.string(), z.unknown())),
    statusBeforeStop: z.string().optional(),
  })
  .openapi("Dossier");

export const eventSchema = z
  .object({
    seq: z.int(),
    type: z.string(),
    title: z.string().openapi({ description: "Tên sự việc, tiếng Việt" }),
    at: instant,
    recordedAt: instant,
    actor: actorView,
    lateEntry: lateEntry.optional(),
    data: z.record(z.string(), z.unknown()),
  })
  .openapi("DossierEvent");

export const publicViewSchema = z
  .object({
    code: z.string(),
    ...statusFields,
    procedure: z.object({ code: z.string(), name: z.string() }),
    agencyName: z.string().openapi({ description: "Cơ quan tiếp nhận / the receiving agency" }),
    heldBy: z.array(z.string()).openapi({ description: "Cơ quan đang giữ hồ sơ / who has it now" }),
    steps: z
      .array(
        z.object({
          name: z.string(),
          agencyName: z.string().optional(),
          state: z.enum(Object.keys(STEP_STATES) as [StepState, ...StepState[]]),
          stateTitle: bilingual,
          sentAt: instant.optional(),
          dueAt: instant.optional(),
          endedAt: instant.optional(),
        }),
      )
      .openapi({ description: "Các chặng liên thông theo thứ tự; trống nếu chỉ một cơ quan giải quyết / its legs in order" }),
    submittedAt: instant,
    receivedAt: instant.optional(),
    dueAt: instant.optional(),
    firstDueAt: instant.optional(),
    clockStopped: z.boolean(),
    missing: z.array(z.object({ componentId: z.string(), name: z.string(), reason: z.string() })),
    charges: z.array(
      z.object({
        name: z.string(),
        amount: z.int(),
        paid: z.int(),
        url: z.string().optional().openapi({ description: "Trang nộp tiền / the pay page" }),
        qr: z.string().optional().openapi({ description: "Nội dung mã VietQR / VietQR payload" }),
        expiresAt: instant.optional(),
      }),
    ),
    delivery: z.object({ state: z.string(), itemCode: z.string().optional() }).optional(),
  })
  .openapi("PublicLookUp");

export const procedureVersionSchema = z
  .object({ version: z.int(), procedure: named(procedure).openapi("Procedure") })
  .openapi("ProcedureVersion");
export const routeSchema = named(route).openapi("Route", {
  description: "needs: các mục tờ khai phải có khi tiếp nhận / places of the declaration that must be filled in at receipt",
});
export const agencySchema = named(agency).openapi("Agency");
export const statusSchema = z.object({ id: z.string(), national: z.int(), vi: z.string(), en: z.string() }).openapi("Status");

export const blobSchema = z.object({ sha256: z.string(), size: z.int(), mediaType: z.string() }).openapi("Blob");

const MESSAGE_STATES = ["ready", "leased", "done", "rejected", "paused", "dead", "dropped"] as const;
export const messageState = z.enum(MESSAGE_STATES);
export const messageSchema = z
  .object({
    id: z.uuid(),
    lane: z.string(),
    key: z.string(),
    dossierCode: z.string().optional(),
    direction: z.enum(["out", "in"]),
    operation: z.string(),
    state: messageState,
    attempts: z.int(),
    uncertain: z.boolean(),
    nextAt: instant,
    createdAt: instant,
    doneAt: instant.optional(),
    reference: z.string().optional(),
    error: z
      .looseObject({ intent: z.string(), code: z.string(), blame: z.string(), message: z.string(), hint: bilingual, at: instant })
      .optional(),
    holdsBack: z.int(),
  })
  .openapi("Message");

export const wireSchema = z
  .object({
    seq: z.int(),
    lane: z.string(),
    direction: z.string(),
    what: z.string(),
    status: z.int().optional(),
    at: instant,
    sha256: z.string(),
    size: z.int(),
    contentType: z.string().optional(),
    sealId: z.int().optional(),
    bodyBase64: z
      .string()
      .optional()
      .openapi({ description: "Chỉ khi bodies=true và còn được lưu / only with bodies=true and while kept" }),
  })
  .openapi("WireEntry");

/** Without its words where nobody's look at them was recorded. */
const laneErrorSchema = z
  .object({ code: z.string(), blame: z.string(), at: instant, message: z.string().optional(), hint: bilingual.optional() })
  .openapi("LaneError");
export const laneSchema = z
  .object({
    id: z.string(),
    title: bilingual,
    breaker: z.enum(["closed", "open", "halfOpen"]),
    forced: z.enum(["open", "closed"]).optional(),
    forcedReason: z.string().optional(),
    waiting: z.int(),
    inFlight: z.int(),
    paused: z.int(),
    dead: z.int(),
    oldestWaitingAt: instant.optional(),
    lastError: laneErrorSchema.optional(),
    operations: z.array(z.string()),
    pollers: z.array(
      z.object({
        id: z.string(),
        cursor: z.string().optional(),
        nextAt: instant.optional(),
        lastError: laneErrorSchema.extend({ failures: z.int() }).openapi("FeedError").optional(),
      }),
    ),
  })
  .openapi("Lane");

/** Why an operator does it; every act is recorded with it (R-F06). */
export const reason = z.string().normalize("NFC").trim().min(3).max(1000);
