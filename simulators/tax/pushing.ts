/**
 * The tax office answers: notices, slips that come back wrong, tax codes. Each is pushed to the hub, and again until it is answered
 * (domain.md §5.5). The doors are what a person at the office does.
 */
import { type Context, Hono } from "hono";
import { z } from "zod";
import {
  HOOK_CODES,
  HOOK_PATHS,
  hookReply,
  NOTICE_SERVICE,
  NOTICE_XML,
  type NoticeLine,
  RETURN_SERVICE,
  SUB_ITEMS,
  type SubItem,
  TAX_CODE_SERVICE,
} from "../../adapters/tax/contract/notice.ts";
import { vietnamStamp } from "../kit/clock.ts";
import { badRequest, jsonBody } from "../kit/door.ts";
import { judgeReply, type pushOptions, pushOrder, pushTrial, pushUntilAnswered } from "../kit/push.ts";
import type { SimContext } from "../kit/types.ts";
import { tag } from "../kit/xml.ts";
import { assess, taxCodeNo, toLine } from "./assess.ts";
import type { Ledger, Pushed } from "./ledger.ts";

export type PushSettings = z.infer<typeof pushOptions> & {
  /** The hub's hooks of this adapter, without a slash at the end. */
  readonly hookUrl: string;
  /** Đồng for 1 m² of land whose slip names no price. */
  readonly unitPrice: number;
};
type Trial = z.infer<typeof pushTrial>;

const subItem = z.enum(Object.keys(SUB_ITEMS) as [SubItem, ...SubItem[]]);
const dossier = z.string().min(1).max(60);
const amount = z.int().min(0).max(9_999_999_999_999);
const noticesDoor = pushTrial.extend({
  MaHoSo: dossier,
  exempt: z.boolean().default(false),
  oneNumber: z.boolean().default(false),
});
const furtherDoor = pushTrial.extend({
  MaHoSo: dossier,
  tieuMuc: subItem.default("2801"),
  soTien: amount,
  MaSoThue: z.string().optional(),
});
const changeDoor = pushTrial.extend({ SoThongBao: z.string().min(1), soTien: amount });
const returnDoor = pushTrial.extend({
  MaHoSo: dossier,
  SoPhieu: z.string().optional(),
  LyDo: z.string().min(1).default("Diện tích không khớp Giấy chứng nhận"),
});
const codeDoor = pushTrial.extend({ MaHoSo: dossier, refused: z.string().min(1).optional() });
const repeatDoor = pushTrial.extend({ MaHoSo: dossier });

const judge = judgeReply(hookReply, (reply) => reply.error_code === HOOK_CODES.taken);

/** The notice as XML, base64: one ROW_LIST with all lines of a dossier. */
export const noticeFile = (MaHoSo: string, lines: readonly NoticeLine[]): string => {
  const { root, body, rows, dossier: code, line } = NOTICE_XML;
  const written = lines.map(
    (one) =>
      `<${line}>${Object.entries(one)
        .map(([name, value]) => tag(name, value))
        .join("")}</${line}>`,
  );
  const row = `<${rows}>${tag(code, MaHoSo)}${written.join("")}</${rows}>`;
  return Buffer.from(`<?xml version="1.0" encoding="UTF-8"?><${root}><${body}>${row}</${body}></${root}>`).toString("base64");
};

/** Doors and what the clockwork of the simulator calls. */
export const createPushing = (context: SimContext, ledger: Ledger, settings: PushSettings) => {
  const stamp = (): string => vietnamStamp(context.clock.ms());
  /** dd-MM-yyyy, today in Việt Nam. */
  const today = (): string => `${stamp().slice(6, 8)}-${stamp().slice(4, 6)}-${stamp().slice(0, 4)}`;
  const envelope = (Service: string, trial: Trial, more: object, Data: object): string =>
    JSON.stringify({ SecurityKey: trial.secret ?? settings.hookSecret, Service, Ngay: stamp(), ...more, Data });

  const push = async (kind: Pushed["kind"], MaHoSo: string, body: string, trial: Trial): Promise<Pushed> => {
    const at = context.clock.now();
    const signal = context.signal();
    ledger.remember(MaHoSo, { kind, body });
    const order = pushOrder(trial, settings, { url: `${settings.hookUrl}/${HOOK_PATHS[kind]}`, body, judge });
    const pushed: Pushed = { kind, dossier: MaHoSo, at, ...(await pushUntilAnswered(context, order)) };
    // One that a reset broke off belongs to the ledger that is gone.
    if (!signal.aborted) ledger.addPush(pushed);
    return pushed;
  };
  const pushNotice = (MaHoSo: string, lines: readonly NoticeLine[], updating: boolean, trial: Trial): Promise<Pushed> => {
    ledger.giveNotice(MaHoSo, lines);
    const Data = { FileThongBaoThue: noticeFile(MaHoSo, lines) };
    return push("notice", MaHoSo, envelope(NOTICE_SERVICE, trial, { IsUpdating: updating ? "True" : "False" }, Data), trial);
  };
  const nextNumber = (): string => ledger.nextNotice(stamp().slice(2, 4));

  /** Sets what is owed for the dossier's last slip and pushes it; undefined where there is no slip that waits. */
  const answerSlip = (MaHoSo: string, how: { exempt?: boolean; oneNumber?: boolean } = {}, trial: Trial = {}) => {
    const slip = ledger.slips.of(MaHoSo);
    if (slip === undefined || slip.state === "2" || slip.state === "4") return undefined;
    ledger.slips.mark(slip.number, "3");
    const shared = how.oneNumber === true ? nextNumber() : undefined;
    const lines = assess(slip.message, settings.unitPrice, how.exempt === true).map((one) =>
      toLine(one, shared ?? nextNumber(), today()),
    );
    return pushNotice(MaHoSo, lines, false, trial);
  };
  /** Gives the household business of the dossier its tax code, or refuses it, and pushes that. */
  const answerRegistration = (MaHoSo: string, refused?: string, trial: Trial = {}) => {
    const file = ledger.registrations.of(MaHoSo);
    if (file === undefined || file.state === "2" || file.state === "4") return undefined;
    ledger.registrations.mark(file.number, "3");
    const about = { MaHoSo, SoPhieu: file.number };
    const Data =
      refused === undefined
        ? { KetQua: "1", ...about, MaSoThue: taxCodeNo(ledger.nextCode()) }
        : { KetQua: "2", ...about, LyDo: refused };
    return push("taxCode", MaHoSo, envelope(TAX_CODE_SERVICE, trial, {}, Data), trial);
  };
  /** Sends a slip or a registration back as wrong. */
  const giveBack = ({ MaHoSo, SoPhieu, LyDo, ...trial }: z.infer<typeof returnDoor>) => {
    const file = ledger.slips.of(MaHoSo) ?? ledger.registrations.of(MaHoSo);
    if (file === undefined) return undefined;
    const number = SoPhieu ?? file.number;
    ledger.slips.mark(number, "2");
    ledger.registrations.mark(number, "2");
    return push("returned", MaHoSo, envelope(RETURN_SERVICE, trial, {}, { MaHoSo, SoPhieu: number, LyDo }), trial);
  };
  const giveFurther = ({ MaHoSo, tieuMuc, soTien, MaSoThue, ...trial }: z.infer<typeof furtherDoor>) => {
    const slip = ledger.slips.of(MaHoSo);
    const user = slip?.message.Data.NguoiSuDungDat;
    const taxCode = MaSoThue ?? user?.MaSoThue ?? user?.SoDinhDanh;
    if (taxCode === undefined) return undefined;
    return pushNotice(MaHoSo, [toLine({ subItem: tieuMuc, taxCode, amount: soTien }, nextNumber(), today())], false, trial);
  };
  /** The whole sum of a notice becomes another; its first line carries it. */
  const change = ({ SoThongBao, soTien, ...trial }: z.infer<typeof changeDoor>) => {
    const notice = ledger.notice(SoThongBao);
    if (notice === undefined) return undefined;
    const lines = notice.lines.map((line, i) => ({ ...line, SO_TIEN: i === 0 ? String(soTien) : "0" }));
    return pushNotice(notice.dossier, lines, true, trial);
  };
  const again = ({ MaHoSo, ...trial }: z.infer<typeof repeatDoor>) => {
    const last = ledger.lastSent(MaHoSo);
    return last === undefined ? undefined : push(last.kind, MaHoSo, last.body, trial);
  };

  const door = new Hono();
  /** One door: reads its body, does it, tells the outcome and every try. */
  const action = <T>(path: string, schema: z.ZodType<T>, act: (read: T) => Promise<Pushed> | undefined): void => {
    door.post(path, async (c: Context) => {
      const read = schema.safeParse((await jsonBody(c)) ?? {});
      if (!read.success) return badRequest(c, read.error);
      const pushed = await act(read.data);
      return pushed === undefined
        ? c.json({ error: "Cơ quan thuế không có hồ sơ hoặc thông báo này / Nothing of that number here" }, 404)
        : c.json(pushed);
    });
  };
  action("/notices", noticesDoor, ({ MaHoSo, exempt, oneNumber, ...trial }) => answerSlip(MaHoSo, { exempt, oneNumber }, trial));
  action("/further-notice", furtherDoor, giveFurther);
  action("/change", changeDoor, change);
  action("/repeat", repeatDoor, again);
  action("/return", returnDoor, giveBack);
  action("/tax-code", codeDoor, ({ MaHoSo, refused, ...trial }) => answerRegistration(MaHoSo, refused, trial));
  return { door, answerSlip, answerRegistration };
};
