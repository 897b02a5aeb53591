/** The registry's callbacks (domain.md §5.5): the SecurityCode, the message, its files, and the answer {Result, Message}. */
import { createHash, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { FileRef } from "../../core/dossier/commands.ts";
import type { Hook, HookAnswer, HookRequest, InboundOutcome } from "../../core/exchange/adapter.ts";
import { isExchangeError } from "../../core/exchange/errors.ts";
import { commandProblem, readMessage } from "../kit/hook.ts";
import { redactBytes } from "../kit/redact.ts";
import { cut } from "../kit/text.ts";
import { fetchFile, type LandCall } from "./client.ts";
import type { LandRegistryConfig } from "./config.ts";
import {
  CALLBACKS,
  type Callback,
  type CallbackName,
  type CallbackReply,
  HOOKS,
  type LinkedPaper,
  SECURITY_QUERY,
} from "./contract/callbacks.ts";
import { MEANINGS, type Meaning, type Situation, transferOf } from "./meaning.ts";

const TITLES: Readonly<Record<CallbackName, { readonly vi: string; readonly en: string }>> = {
  CungCapSoBienNhan: { vi: "Cung cấp số biên nhận", en: "Receipt number given" },
  DongBoTrangThaiLuanChuyenHoSo: { vi: "Luân chuyển hồ sơ đất đai", en: "Dossier moved on" },
  DongBoTrangThaiChoBoSung: { vi: "Hồ sơ đất đai chờ bổ sung", en: "Waits for a supplement" },
  DongBoTrangThaiDaBoSung: { vi: "Hồ sơ đất đai đã bổ sung", en: "Supplement taken" },
  DongBoTrangThaiKetThuc: { vi: "Hồ sơ đất đai kết thúc", en: "Dossier ended" },
  DongBoKetQuaThue: { vi: "Kết quả thuế của hồ sơ đất đai", en: "Tax notices" },
  ThueChuyenTraHoSoDoSai: { vi: "Thuế chuyển trả hồ sơ do sai", en: "Sent back by the tax office" },
  ThongBaoNhapSaiThuTuc: { vi: "Báo nhập sai thủ tục", en: "Wrong procedure" },
  YeuCauCapNhatHoSo: { vi: "Yêu cầu cập nhật hồ sơ đất đai", en: "Correction asked" },
};

const answer = (status: number, Result: 0 | 1, Message: string): HookAnswer => {
  const body: CallbackReply = { Result, Message };
  return { status, headers: { "content-type": "application/json; charset=utf-8" }, body: JSON.stringify(body) };
};
const refused = (says: string): HookAnswer => answer(200, 0, says);
const later = (): HookAnswer => answer(503, 0, "Hệ thống chưa xử lý được, vui lòng gửi lại");

/** Refusals that time cures: somebody is changing the dossier, another agency's question is still open. */
const EARLY: ReadonlySet<string> = new Set(["dossier.busy", "dossier.inquiry-pending"]);

/**
 * Taken, taken before, or why not. A conflict is a repeat too: the key is the content, so only the dossier has moved on since. A message
 * that `refuse`s was recorded, and is refused all the same.
 */
export const answerOf = (outcomes: readonly InboundOutcome[], refuse?: string): HookAnswer => {
  const no = outcomes.flatMap((outcome) => (outcome.outcome === "refused" ? [outcome] : []));
  if (no.some(({ code }) => EARLY.has(code))) return later();
  const [first] = no;
  if (refuse !== undefined) return refused(refuse);
  return first === undefined ? answer(200, 1, "") : refused(first.vi);
};

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
/** The code in the body, where the registry is set up to put it there. */
const bodyCode = (request: HookRequest): string | undefined => {
  const read = readMessage(request, z.object({ SecurityCode: z.string().nullish() }));
  return read.ok ? (read.value.SecurityCode ?? undefined) : undefined;
};

/** The answer to a request that does not prove itself; undefined for one that does. */
const unproven = (request: HookRequest, { securityCode }: LandRegistryConfig): HookAnswer | undefined => {
  if (securityCode === undefined) return answer(503, 0, "Chưa cấu hình mã bảo mật của hệ thống đất đai");
  const given = request.query[SECURITY_QUERY] ?? bodyCode(request) ?? "";
  return timingSafeEqual(digest(given), digest(securityCode)) ? undefined : answer(401, 0, "Mã bảo mật không chính xác");
};

/** Only what brings a result is kept as a file: the tax slip of an appraisal, the certificate, the reasoned refusal. */
const papersOf = <N extends CallbackName>(name: N, message: Callback<N>, appraisedState: string): readonly LinkedPaper[] => {
  if (name === "DongBoTrangThaiKetThuc") return (message as Callback<"DongBoTrangThaiKetThuc">).DanhSachGiayToKetQua ?? [];
  if (name !== "DongBoTrangThaiLuanChuyenHoSo") return [];
  const moved = message as Callback<"DongBoTrangThaiLuanChuyenHoSo">;
  return moved.MaTrangThai === appraisedState ? (moved.DanhSachTapTin ?? []) : [];
};

const nameOf = ({ TenGiayTo, KieuFile }: LinkedPaper, index: number): string => {
  const title = TenGiayTo?.trim() || `Tệp ${index + 1}`;
  return `${cut(title, 240)}${KieuFile.toLowerCase()}`;
};

const unstored = (papers: readonly LinkedPaper[]): FileRef[] =>
  papers.map((paper, index) => ({
    name: nameOf(paper, index),
    blob: "0".repeat(64),
    size: 1,
    mediaType: "application/octet-stream",
  }));

const fetchAll = async (papers: readonly LinkedPaper[], call: LandCall): Promise<FileRef[]> => {
  const files: FileRef[] = [];
  for (const [index, paper] of papers.entries()) {
    const name = nameOf(paper, index);
    files.push({ name, ...(await call.store(await fetchFile(call, paper.LinkFile, paper.KieuFile), name)) });
  }
  return files;
};

const problemOf = ({ commands }: Meaning): string | undefined =>
  commands.map(({ command }) => commandProblem(command)).find((problem) => problem !== undefined);

const hook = <N extends CallbackName>(name: N): Hook<LandRegistryConfig> => ({
  title: TITLES[name],
  logged: (body, config) => redactBytes(body, config.securityCode === undefined ? [] : [config.securityCode]),
  read: async (request, call) => {
    const stopped = unproven(request, call.config);
    if (stopped !== undefined) return stopped;
    const read = readMessage<Callback<N>>(request, CALLBACKS[name] as never);
    if (!read.ok) return refused(`Thông điệp không hợp lệ: ${read.says}`);
    const message = read.value;
    const code =
      "MaHoSoMotCua" in message && typeof message.MaHoSoMotCua === "string" ? message.MaHoSoMotCua : message.SoBienNhan;
    const dossier = await call.find(code);
    if (dossier === undefined) return refused("Không tìm thấy hồ sơ!");
    const transfer = transferOf(dossier);
    if (transfer === undefined) return refused("Hồ sơ không có chặng liên thông với hệ thống đất đai");
    const papers = papersOf(name, message, call.config.appraisedState);
    const situation = (documents: readonly FileRef[]): Situation => ({ dossier, transfer, config: call.config, documents });
    const trial = MEANINGS[name](message, situation(unstored(papers)));
    const problem = problemOf(trial);
    if (problem !== undefined) return refused(`Thông điệp không hợp lệ: ${problem}`);
    if (trial.refuse !== undefined || papers.length === 0)
      return { commands: trial.commands, answer: (outcomes) => answerOf(outcomes, trial.refuse) };
    try {
      const meaning = MEANINGS[name](message, situation(await fetchAll(papers, call)));
      return { commands: meaning.commands, answer: (outcomes) => answerOf(outcomes, meaning.refuse) };
    } catch (error) {
      if (!isExchangeError(error)) throw error;
      return error.intent === "rejected" ? refused(error.message) : later();
    }
  },
});

/** Hook by hook, under the names of the contract. */
export const hooks: Readonly<Record<string, Hook<LandRegistryConfig>>> = Object.fromEntries(
  (Object.keys(HOOKS) as CallbackName[]).map((name) => [HOOKS[name], hook(name)]),
);
