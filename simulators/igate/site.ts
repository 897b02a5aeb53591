/** People at the site: they work on dossiers that the hub delivered, and hand dossiers of their own to the hub, again until it answers. */
import { Hono } from "hono";
import { z } from "zod";
import { igateTime } from "../../adapters/igate/contract/common.ts";
import { type NewDossier, RECEIVING_KINDS } from "../../adapters/igate/contract/dossier.ts";
import { type PushMessage, pushReply, SIGNATURE } from "../../adapters/igate/contract/pushed.ts";
import { sampleApplicant, samplePushedPapers } from "../../adapters/igate/contract/samples.ts";
import { badRequest, jsonBody } from "../kit/door.ts";
import {
  judgeReply,
  type PushResult,
  type pushOptions,
  pushOrder,
  pushTrial,
  pushUntilAnswered,
  SAMPLE_PDF,
  withoutNulls,
} from "../kit/push.ts";
import type { SimAction, SimContext } from "../kit/types.ts";
import { ACTS, type IgateBook, type Kept } from "./book.ts";
import { agencies, patternOf, procedures } from "./catalog.ts";
import { inUtc } from "./times.ts";
import { viewed } from "./views.ts";

const actDoor = z.strictObject({
  /** iGate's code or the national one. */
  code: z.string().min(1),
  act: z.enum(ACTS),
  comment: z.string().max(2000).optional(),
});
const fileDoor = z.strictObject({
  procedureCode: z.string().default("1.004884"),
  /** Mã định danh of the agency, among those that the site knows. */
  agencyCode: z.string().default("H57.132"),
  nationCode: z.string().optional(),
  /** For the hub to resolve; else the site's own business. */
  interlinked: z.boolean().default(true),
  applicant: z.record(z.string(), z.unknown()).default({}),
});
const pushDoor = pushTrial.extend({
  event: z.enum(["new", "progress", "supplement", "withdraw"]).default("new"),
  /** A dossier of the site; absent: it files one first, as `/file` does. */
  code: z.string().optional(),
  comment: z.string().max(2000).default("Cập nhật từ điểm tiếp nhận iGate"),
  time: igateTime.optional(),
  /** Fields of the message that differ. `null` leaves a field out. */
  data: z.record(z.string(), z.unknown()).default({}),
});

export type SiteSettings = z.infer<typeof pushOptions> & { readonly hookUrl: string };

export interface Push extends PushResult {
  readonly code: string;
  readonly event: string;
  readonly at: string;
}

const judge = judgeReply(pushReply, (reply) => reply.status === 200);

/** A dossier that a citizen files at the site itself; undefined for an agency or procedure it does not know. */
const fileOwn = (book: IgateBook, wish: z.infer<typeof fileDoor>): Kept | undefined => {
  const agency = agencies.find((one) => one.code === wish.agencyCode);
  const procedure = procedures.find(({ entry }) => entry.nationCode === wish.procedureCode);
  if (agency === undefined || procedure === undefined) return undefined;
  const pattern = patternOf(agency.id);
  const { entry, process, forms } = procedure;
  const request: NewDossier = {
    code: book.allocate(agency.code, pattern),
    codePattern: { id: pattern },
    ...(wish.nationCode === undefined ? {} : { nationCode: wish.nationCode }),
    agency: { id: agency.id, code: agency.code },
    procedure: { id: entry.id, code: entry.code },
    procedureProcessDefinition: { id: process.id },
    dossierReceivingKind: RECEIVING_KINDS.office,
    applicant: { eformId: process.processDefinition.applicantEForm.id, data: { ...sampleApplicant, ...wish.applicant } },
    dossierFormFile: forms.map(({ id, name, code }) => ({
      procedureForm: { id, name, code: code ?? null },
      detail: { type: { name: "Bản chính" as const }, quantity: 1 },
      file: [book.keep(`${code ?? "giay-to"}.pdf`, Buffer.from(SAMPLE_PDF, "base64"), "application/pdf")],
    })),
    dossierFee: [],
    dossierStatus: 0,
  };
  return book.file(request, true, wish.interlinked);
};

export const SITE_ACTIONS: readonly SimAction[] = [
  {
    method: "POST",
    path: "/act",
    vi: "Cán bộ tại điểm iGate xử lý hồ sơ: takeIn tiếp nhận, askSupplement yêu cầu bổ sung, pause tạm dừng, resume tiếp tục, finish có kết quả (kèm tệp), refuse từ chối, handOver trả kết quả",
    en: "An officer of the site works on a dossier; finish adds a result file",
    example: { code: "H57.132-260302-0001", act: "takeIn", comment: "Hồ sơ hợp lệ" },
  },
  {
    method: "POST",
    path: "/file",
    vi: "Người dân nộp hồ sơ tại điểm iGate (chưa gửi sang trục liên thông)",
    en: "A citizen files at the site; nothing is pushed",
    example: { procedureCode: "1.004884", agencyCode: "H57.132" },
  },
  {
    method: "POST",
    path: "/push",
    vi: "Gửi hồ sơ của điểm iGate sang trục liên thông: new hồ sơ mới, progress tiến độ, supplement bổ sung, withdraw rút hồ sơ",
    en: "Hand a dossier of the site, or news of it, to the hub",
    example: { event: "new" },
  },
  { method: "POST", path: "/expire-tokens", vi: "Hết hạn mọi mã truy cập đang dùng", en: "End all tokens", example: {} },
];

export const createSite = (context: SimContext, book: IgateBook, settings: SiteSettings, expire: () => void) => {
  let pushes: Push[] = [];
  const door = new Hono();

  door.post("/act", async (c) => {
    const read = actDoor.safeParse(await jsonBody(c));
    if (!read.success) return badRequest(c, read.error);
    const { code, act, comment } = read.data;
    const result =
      act === "finish" ? book.keep(`ket-qua-${code}.pdf`, Buffer.from(SAMPLE_PDF, "base64"), "application/pdf") : undefined;
    const kept = book.act(code, act, comment, result);
    return kept === undefined
      ? c.json({ error: "Không có hồ sơ này, hoặc trạng thái không cho phép / No such dossier, or not in this state" }, 409)
      : c.json(kept);
  });

  const unknownPlace = { error: "Điểm iGate không có cơ quan hoặc thủ tục này / The site knows no such agency or procedure" };
  door.post("/file", async (c) => {
    const read = fileDoor.safeParse((await jsonBody(c)) ?? {});
    if (!read.success) return badRequest(c, read.error);
    const kept = fileOwn(book, read.data);
    return kept === undefined ? c.json(unknownPlace, 404) : c.json({ code: kept.request.code, id: kept.id });
  });

  /** The message of an event; files of papers travel in base64. */
  const messageOf = (kept: Kept, wish: z.infer<typeof pushDoor>): PushMessage => {
    const common = { dossierCode: kept.request.code, time: wish.time ?? inUtc(context.clock.ms()) };
    if (wish.event === "supplement") return { event: "supplement", ...common, dossierFormFile: samplePushedPapers };
    if (wish.event !== "new") return { event: wish.event, ...common, comment: wish.comment };
    const { code, nationCode, procedure, agency, applicant, commonEForm, detailEForm, applyMethod, appliedDate } = viewed(kept, [
      "commonEForm",
      "detailEForm",
    ]);
    const papers = kept.papers.map((paper) => ({
      ...paper,
      file: paper.file.map((file) => ({
        ...file,
        base64: Buffer.from(book.stored(file.id)?.bytes ?? new Uint8Array()).toString("base64"),
      })),
    }));
    return {
      event: "new",
      ...common,
      resource: {
        code,
        ...(nationCode ? { nationCode } : {}),
        procedure: procedure ?? kept.request.procedure,
        agency: agency ?? kept.request.agency,
        applicant,
        commonEForm,
        detailEForm,
        applyMethod,
        appliedDate,
        dossierFormFile: papers,
      },
    };
  };

  door.post("/push", async (c) => {
    const read = pushDoor.safeParse((await jsonBody(c)) ?? {});
    if (!read.success) return badRequest(c, read.error);
    const wish = read.data;
    const kept = wish.code === undefined ? fileOwn(book, fileDoor.parse({})) : book.find(wish.code);
    if (kept === undefined) return c.json({ error: "Không có hồ sơ này / No such dossier" }, 404);
    const message = withoutNulls({ ...messageOf(kept, wish), ...wish.data });
    const at = context.clock.now();
    const signal = context.signal();
    const { event: _event, code: _code, comment: _comment, time: _time, data: _data, ...trial } = wish;
    const order = { url: settings.hookUrl, body: JSON.stringify(message), signature: SIGNATURE, judge };
    const result = await pushUntilAnswered(context, pushOrder(trial, settings, order));
    const push: Push = { code: kept.request.code, event: wish.event, at, ...result };
    // One that a reset broke off belongs to the ledger that is gone.
    if (!signal.aborted) pushes.push(push);
    return c.json(push);
  });

  door.post("/expire-tokens", (c) => {
    expire();
    return c.json({ tokens: 0 });
  });

  return {
    door,
    pushes: () => pushes,
    reset: () => {
      pushes = [];
    },
  };
};
