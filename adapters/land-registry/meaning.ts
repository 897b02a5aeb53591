/** What the registry's callbacks mean for the dossier (domain.md §5.5). Pure: files have been stored before. */
import { createHash } from "node:crypto";
import type { DossierCommandInput, FileRef } from "../../core/dossier/commands.ts";
import type { Dossier, Transfer } from "../../core/dossier/types.ts";
import type { InboundCommand } from "../../core/exchange/adapter.ts";
import { cut } from "../kit/text.ts";
import type { LandRegistryConfig } from "./config.ts";
import { type Callback, type CallbackName, ENDED_WITH_RESULT } from "./contract/callbacks.ts";
import { LANE, WRONG_RESULT } from "./names.ts";
import { appraisalFacts } from "./parcels.ts";
import { fromUtc, shownTime } from "./times.ts";

/** `refuse`: said back to the registry although something may have been recorded. */
export interface Meaning {
  readonly commands: readonly InboundCommand[];
  readonly refuse?: string;
}

export interface Situation {
  readonly dossier: Dossier;
  /** The transfer of this lane that the message speaks of: the open one, else the latest. */
  readonly transfer: Transfer;
  readonly config: Pick<LandRegistryConfig, "appraisedState">;
  /** Files that came with it. */
  readonly documents: readonly FileRef[];
}

/** The transfer of this lane that is under way, else the latest; undefined where there is none. */
export const transferOf = (dossier: Dossier): Transfer | undefined => {
  const ours = dossier.transfers.filter((entry) => entry.lane === LANE);
  return ours.findLast((entry) => entry.open) ?? ours.at(-1);
};

/**
 * The registry has no ids of messages: the same content is the same message. `sending` keeps apart what carries no time of its own and
 * may rightly come again after the dossier was corrected.
 */
const keyOf = (name: CallbackName, message: { readonly SoBienNhan: string }, sending?: number): string => {
  const { SecurityCode: _, ...content } = message as { readonly SecurityCode?: unknown; readonly SoBienNhan: string };
  const hash = createHash("sha256").update(JSON.stringify(content)).digest("hex").slice(0, 32);
  return [name, message.SoBienNhan, hash, ...(sending === undefined ? [] : [String(sending)])].join(":");
};

type Said = { readonly at?: string | null | undefined; readonly by?: string | null | undefined; readonly sending?: number };

const inbound = (
  name: CallbackName,
  message: { readonly SoBienNhan: string },
  { dossier }: Situation,
  command: DossierCommandInput,
  said: Said = {},
  part = "",
): InboundCommand => {
  const at = said.at ? fromUtc(said.at) : undefined;
  return {
    key: `${keyOf(name, message, said.sending)}${part}`,
    dossier: dossier.id,
    command,
    ...(at === undefined ? {} : { at }),
    ...(said.by ? { actor: { name: cut(said.by, 120) } } : {}),
  };
};

const words = (...parts: readonly (string | null | undefined)[]): string =>
  cut(parts.filter((part) => part !== undefined && part !== null && part.trim() !== "").join(" – "), 4000);
const progress = (note: string, transferId?: string): DossierCommandInput => ({
  type: "progress",
  note,
  ...(transferId === undefined ? {} : { transferId }),
});
/** A transfer's result, with what came with the message. */
const result = (
  outcome: "done" | "refused",
  { transferId }: Pick<Transfer, "transferId">,
  note: string,
  documents: readonly FileRef[],
  data: Readonly<Record<string, string>> = {},
): DossierCommandInput => ({
  type: "takeTransferResult",
  transferId,
  outcome,
  note,
  documents: [...documents],
  data: { ...data },
});
/** Only an open transfer can be reported on; what is said later belongs to the dossier. */
const ofOpen = ({ transfer }: Situation): string | undefined => (transfer.open ? transfer.transferId : undefined);

const sentBack = (
  name: CallbackName,
  message: { readonly SoBienNhan: string },
  situation: Situation,
  note: string,
  by: string | null | undefined,
): Meaning => {
  const { transfer } = situation;
  const said = { by, sending: transfer.number };
  // Between two legs (at the tax office) there is nothing to send back: everybody sees the words all the same.
  if (!transfer.open) return { commands: [inbound(name, message, situation, progress(note), said)] };
  const { transferId, number } = transfer;
  return {
    commands: [
      inbound(name, message, situation, { type: "takeTransferResult", transferId, number, outcome: "sentBack", note }, said),
    ],
  };
};

/** The appraisal, which an earlier leg than the present one may have been; the same again must mean the same. */
const appraisalOf = (dossier: Dossier): Transfer | undefined =>
  dossier.transfers.findLast((entry) => entry.lane === LANE && entry.operation === "appraise");

const movedOn = (message: Callback<"DongBoTrangThaiLuanChuyenHoSo">, situation: Situation): Meaning => {
  const name = "DongBoTrangThaiLuanChuyenHoSo";
  const { dossier, config, documents } = situation;
  const said = { at: message.NgayChuyen, by: message.MaCanBoChuyen };
  const note = words(
    `Hệ thống đất đai: ${message.MaCanBoChuyen} chuyển ${message.MaCanBoNhan}`,
    message.LaTrangThaiChuyenLai === true ? "chuyển lại" : undefined,
    `trạng thái ${message.MaTrangThai}`,
    message.NoiDungXuLy,
  );
  const appraisal = appraisalOf(dossier);
  if (message.MaTrangThai === config.appraisedState && message.LaTrangThaiChuyenLai !== true && appraisal !== undefined) {
    const facts = appraisalFacts(message.ThongTinThuaDat, dossier.form);
    const command = result("done", appraisal, note, documents, facts);
    return { commands: [inbound(name, message, situation, command, said)] };
  }
  return { commands: [inbound(name, message, situation, progress(note, ofOpen(situation)), said)] };
};

const ended = (message: Callback<"DongBoTrangThaiKetThuc">, situation: Situation): Meaning => {
  const name = "DongBoTrangThaiKetThuc";
  const { dossier, documents } = situation;
  const said = { at: message.NgayKetThuc, by: message.MaCanBoXuLy };
  const certificateLeg = dossier.route?.legs.some((leg) => leg.lane === LANE && leg.operation === "issueCertificate") ?? false;
  const last = dossier.transfers.findLast((entry) => entry.lane === LANE) ?? situation.transfer;
  if (message.TrangThaiKetThuc !== ENDED_WITH_RESULT) {
    const note = words(message.GhiChu) || "Hệ thống đất đai trả lại hồ sơ, không có kết quả";
    return { commands: [inbound(name, message, situation, result("refused", last, note, documents), said)] };
  }
  if (certificateLeg && last.operation === "appraise") {
    const note = "Hệ thống đất đai báo kết thúc khi chưa hoàn thành nghĩa vụ tài chính; đã từ chối, cần cán bộ kiểm tra";
    return {
      commands: [inbound(name, message, situation, progress(note, ofOpen(situation)), said)],
      refuse: "Hồ sơ chưa hoàn thành nghĩa vụ tài chính, chưa thể kết thúc có kết quả",
    };
  }
  const certificateNumber = message.SoGiayChungNhan?.trim() ?? "";
  if (documents.length === 0 && certificateNumber === "") {
    const note = "Kết thúc có kết quả nhưng không kèm giấy chứng nhận và số giấy chứng nhận";
    const refused: DossierCommandInput = {
      type: "recordPartner",
      lane: LANE,
      outcome: "refused",
      operation: name,
      code: WRONG_RESULT,
      message: note,
    };
    return {
      commands: [
        inbound(
          name,
          message,
          situation,
          { type: "takeTransferResult", transferId: last.transferId, outcome: "sentBack", note },
          said,
        ),
        inbound(name, message, situation, refused, said, ":record"),
      ],
    };
  }
  const note = words(message.GhiChu) || "Đã có giấy chứng nhận";
  const facts = certificateNumber === "" ? {} : { certificateNumber };
  return { commands: [inbound(name, message, situation, result("done", last, note, documents, facts), said)] };
};

/** What each callback means. */
export const MEANINGS: { readonly [N in CallbackName]: (message: Callback<N>, situation: Situation) => Meaning } = {
  CungCapSoBienNhan: (message, situation) => {
    const name = "CungCapSoBienNhan";
    const { dossier, transfer } = situation;
    const { SoBienNhan } = message;
    const said = { at: message.NgayTiepNhan, by: message.NguoiTiepNhan };
    const { transferId } = transfer;
    const note = `Hệ thống đất đai cấp số biên nhận ${SoBienNhan}`;
    const alias = SoBienNhan === dossier.code || SoBienNhan.length < 3 ? {} : { alias: SoBienNhan };
    const record: DossierCommandInput = {
      type: "recordPartner",
      lane: LANE,
      outcome: "accepted",
      operation: name,
      message: note,
      ...alias,
    };
    return {
      commands: [
        inbound(name, message, situation, { type: "acceptTransfer", transferId, reference: SoBienNhan, note }, said),
        inbound(name, message, situation, record, said, ":record"),
      ],
    };
  },
  DongBoTrangThaiLuanChuyenHoSo: movedOn,
  DongBoTrangThaiChoBoSung: (message, situation) => {
    const reason = words(
      message.GhiChu ?? "Hệ thống đất đai yêu cầu bổ sung giấy tờ",
      message.LaTamDung ? "hệ thống đất đai tạm dừng tính thời hạn" : "hệ thống đất đai không tạm dừng tính thời hạn",
    );
    // Prose only: the officer names the published component (R-A03, R-B10).
    const missing = [{ componentId: "other", reason: cut(reason, 2000) }];
    const command: DossierCommandInput = { type: "ask", what: "supplement", transferId: situation.transfer.transferId, missing };
    const said = { at: message.NgayChoBoSung, by: message.MaCanBoXuLy };
    return { commands: [inbound("DongBoTrangThaiChoBoSung", message, situation, command, said)] };
  },
  DongBoTrangThaiDaBoSung: (message, situation) => {
    const due = fromUtc(message.NgayHenTraMoi);
    const note = words(
      "Hệ thống đất đai đã nhận bổ sung",
      due === undefined ? undefined : `ngày hẹn trả mới của hệ thống đất đai: ${shownTime(due)}`,
      message.GhiChu,
    );
    const said = { at: message.NgayNhanBoSung };
    return { commands: [inbound("DongBoTrangThaiDaBoSung", message, situation, progress(note, ofOpen(situation)), said)] };
  },
  DongBoTrangThaiKetThuc: ended,
  DongBoKetQuaThue: (message, situation) => {
    const notices = (message.DanhSachThongBaoThue ?? []).map(({ LoaiThue, SoThongBaoThue }) =>
      [LoaiThue ?? "Thông báo thuế", SoThongBaoThue].filter((part) => part).join(" số "),
    );
    const note = words("Hệ thống đất đai đã nhận kết quả thuế", notices.join("; "), message.GhiChu);
    const said = { at: message.NgayCoKetQuaThue, by: message.NguoiXuLy };
    return { commands: [inbound("DongBoKetQuaThue", message, situation, progress(note, ofOpen(situation)), said)] };
  },
  ThueChuyenTraHoSoDoSai: (message, situation) => {
    // The tax lane carries the sending itself; here an officer learns why (README).
    const note = words("Cơ quan thuế chuyển trả hồ sơ do sai", message.GhiChu);
    const said = { sending: situation.transfer.number };
    return { commands: [inbound("ThueChuyenTraHoSoDoSai", message, situation, progress(note, ofOpen(situation)), said)] };
  },
  ThongBaoNhapSaiThuTuc: (message, situation) =>
    sentBack("ThongBaoNhapSaiThuTuc", message, situation, words("Nhập sai thủ tục", message.GhiChu), message.MaCanBoXuLy),
  YeuCauCapNhatHoSo: (message, situation) =>
    sentBack("YeuCauCapNhatHoSo", message, situation, words("Yêu cầu cập nhật hồ sơ", message.GhiChu), message.MaCanBoXuLy),
};
