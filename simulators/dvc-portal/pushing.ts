/** The portal pushes online dossiers into the province, and pushes again with the same MaHoSo until it is answered (domain.md §1.6). */
import { Hono } from "hono";
import { z } from "zod";
import { HOOK_PATHS, PUSH_SERVICE, pushReply, SIGNATURE } from "../../adapters/dvc-portal/contract/pushed.ts";
import { samplePromotion, samplePush } from "../../adapters/dvc-portal/contract/samples.ts";
import { vietnamStamp } from "../kit/clock.ts";
import { badRequest, jsonBody } from "../kit/door.ts";
import { judgeReply, type pushOptions, pushOrder, pushTrial, pushUntilAnswered, SAMPLE_PDF, withoutNulls } from "../kit/push.ts";
import type { SimContext } from "../kit/types.ts";
import type { Ledger } from "./ledger.ts";

const pushDoor = pushTrial.extend({
  kind: z.enum(["dossier", "supplement", "promotion"]).default("dossier"),
  /** Fields that differ from the sample; for a supplement MaHoSoQG is needed. `null` leaves a field out. */
  data: z.record(z.string(), z.unknown()).default({}),
});
type PushRequest = z.infer<typeof pushDoor>;

export type PushSettings = z.infer<typeof pushOptions> & {
  /** The hub's hooks of this adapter, without a slash at the end. */
  readonly hookUrl: string;
};

/** Only HTTP 200 and 201 with a reply that can be read count as an answer. */
const judge = judgeReply(pushReply, (reply) => ["200", "201"].includes(String(reply.error_code)), { statuses: [200, 201] });

/** Makes the door `/push`. @returns the portal's code of what was pushed, the outcome and every try. */
export const pushingDoor = (
  context: SimContext,
  ledger: Ledger,
  settings: PushSettings,
): { readonly door: Hono; readonly reset: () => void } => {
  let sequence = 0;
  const stamp = (): string => vietnamStamp(context.clock.ms());
  const nextCode = (prefix: string): string => `${prefix}-${stamp().slice(2, 8)}-${String(++sequence).padStart(4, "0")}`;

  const message = (push: PushRequest): { readonly code: string; readonly body: unknown } => {
    if (push.kind === "promotion") {
      const data = withoutNulls({
        ...samplePromotion,
        MaHoSo: nextCode("G22.99.02"),
        NgayNopHoSo: stamp(),
        TepDonDangKy: SAMPLE_PDF,
        ...push.data,
      });
      return { code: String(data["MaHoSo"]), body: data };
    }
    const envelope = { service: PUSH_SERVICE, madonvi: samplePush.madonvi };
    if (push.kind === "supplement") {
      const files = [{ TenTepDinhKem: "giay-to-bo-sung.pdf", Base64: SAMPLE_PDF }];
      const data = withoutNulls({
        NoiDungBoSung: "Bổ sung giấy tờ theo yêu cầu",
        NgayBoSung: stamp(),
        TaiLieuNop: files,
        ...push.data,
      });
      return { code: String(data["MaHoSoQG"]), body: { ...envelope, isUpdating: "True", data } };
    }
    const files = [
      { TenTepDinhKem: "to-khai.pdf", MaThanhPhanHoSo: "tk", Base64: SAMPLE_PDF },
      { TenTepDinhKem: "giay-chung-sinh.pdf", MaThanhPhanHoSo: "gcs", Base64: SAMPLE_PDF },
    ];
    const made = { ...samplePush.data, MaHoSo: nextCode("G22.99.01"), NgayNopHoSo: stamp(), TaiLieuNop: files };
    const data = withoutNulls({ ...made, ...push.data });
    return { code: String(data["MaHoSo"]), body: { ...envelope, isUpdating: "False", data } };
  };

  const door = new Hono();
  door.post("/push", async (c) => {
    const read = pushDoor.safeParse((await jsonBody(c)) ?? {});
    if (!read.success) return badRequest(c, read.error);
    const push = read.data;
    if (push.kind === "supplement" && typeof push.data["MaHoSoQG"] !== "string")
      return c.json({ error: "Cần MaHoSoQG của hồ sơ được bổ sung / MaHoSoQG is needed" }, 400);
    const { code, body } = message(push);
    ledger.announcePush(code);
    const at = context.clock.now();
    const signal = context.signal();
    const hook = push.kind === "promotion" ? HOOK_PATHS.promotion : HOOK_PATHS.dossier;
    const order = { url: `${settings.hookUrl}/${hook}`, body: JSON.stringify(body), signature: SIGNATURE, judge };
    const result = await pushUntilAnswered(context, pushOrder(push, settings, order));
    // A push that a reset broke off belongs to the ledger that is gone.
    if (!signal.aborted) ledger.addPush(code, push.kind, at, result);
    return c.json({ MaHoSo: code, ...result });
  });
  return {
    door,
    reset: () => {
      sequence = 0;
    },
  };
};
