/**
 * `/notice` (`/nhantbthuedvcqg`, domain.md §5.5): each notice becomes a charge; the first message also ends the tax leg, a later one only
 * adds charges. The tax side repeats a message until it is answered: the same notice under the same number is the same command. `Ngay` is
 * the time of sending and differs between repeats, so it dates nothing.
 */
import { createHash } from "node:crypto";
import type { FileRef } from "../../core/dossier/commands.ts";
import type { Charge, Dossier, Transfer } from "../../core/dossier/types.ts";
import type { Hook, HookAnswer, HookReading, InboundCommand } from "../../core/exchange/adapter.ts";
import { commandProblem } from "../kit/hook.ts";
import { cut } from "../kit/text.ts";
import type { TaxConfig } from "./config.ts";
import { noticeMessage } from "./contract/notice.ts";
import { type DossierNotices, readNoticeFile, type TaxNotice } from "./notice-file.ts";
import { answerOf, type HookCall, readPush, refused, taken, taxTransfer, withoutKey } from "./pushes.ts";
import { CHARGE_PREFIX } from "./reactions.ts";

/** What `chargeId` and a fact of a charge may hold (core/dossier/commands.ts). */
const MAX_FACT = 2000;
/** The leg was answered by another message meanwhile: the charges count. */
const HARMLESS: ReadonlySet<string> = new Set(["dossier.transfer-answered"]);
const READ = "Đã nhận thông báo thuế";

/** A charge that a notice sets. `subItemCode`: mã NDKT, where the name begins with it. */
export const toCharge = (notice: TaxNotice, file: FileRef): Extract<InboundCommand["command"], { type: "requestFee" }> => {
  const subItem = notice.subItems.join("; ");
  const code = /^\d{4}(?!\d)/.exec(subItem)?.[0];
  return {
    type: "requestFee",
    chargeId: `${CHARGE_PREFIX}${notice.number}`,
    name: cut(subItem, 300),
    amount: notice.amount,
    reason: `Thông báo thuế số ${notice.number} ngày ${notice.date.split("-").reverse().join("/")}`,
    kind: "tax",
    data: {
      noticeNumber: notice.number,
      noticeDate: notice.date,
      subItem: cut(subItem, MAX_FACT),
      taxCode: notice.taxCode,
      // The paper of a notice that comes after the leg's result is found by this.
      noticeFile: file.blob,
      ...(code === undefined ? {} : { subItemCode: code }),
    },
  };
};

/** The leg's result: all notices of the message and their sum; exempt is a sum of 0. */
const toResult = (transfer: Transfer, { notices }: DossierNotices, file: FileRef): InboundCommand["command"] => ({
  type: "takeTransferResult",
  transferId: transfer.transferId,
  number: transfer.number,
  outcome: "done",
  documents: [file],
  data: {
    taxNotices: cut(notices.map((notice) => notice.number).join("; "), MAX_FACT),
    taxTotal: String(notices.reduce((sum, notice) => sum + notice.amount, 0)),
  },
});

/** Commands for one dossier, in the order in which they must run: what is owed stands before the legs that wait for the tax office start. */
export const toCommands = (
  found: DossierNotices,
  dossier: Dossier,
  transfer: Transfer,
  file: FileRef,
): readonly InboundCommand[] => {
  const charges = found.notices
    // One that is a charge already came with other notices then: its paper was another file, and the receiver would call it a conflict.
    .filter(
      (notice) => notice.amount > 0 && !dossier.charges.some((charge) => charge.chargeId === `${CHARGE_PREFIX}${notice.number}`),
    )
    .map((notice) => ({
      key: `notice:${dossier.id}:${notice.number}`,
      dossier: dossier.id,
      command: toCharge(notice, file),
    }));
  if (!transfer.open) return charges;
  const content = createHash("sha256").update(JSON.stringify(found.notices)).digest("hex").slice(0, 16);
  const key = `notices:${dossier.id}:${transfer.transferId}:${transfer.number}:${content}`;
  return [...charges, { key, dossier: dossier.id, command: toResult(transfer, found, file) }];
};

/** Why the dossier cannot take notices; undefined where it can. */
const problemOf = (code: string, dossier: Dossier | undefined, transfer: Transfer | undefined): string | undefined => {
  if (dossier === undefined) return `không có hồ sơ ${code}`;
  if (transfer === undefined) return `hồ sơ ${code} không có phiếu chuyển nào gửi cơ quan thuế`;
  if (transfer.state === "sentBack") return `phiếu chuyển của hồ sơ ${code} đã bị trả lại, chờ gửi lại theo số phiếu mới`;
  if (!transfer.open && transfer.state !== "done") return `phiếu chuyển của hồ sơ ${code} đã thu hồi`;
  return undefined;
};

/** Charges whose notice now names another sum (IsUpdating, or a slip of the office's). */
const changedOf = (found: DossierNotices, dossier: Dossier): readonly { readonly notice: TaxNotice; readonly charge: Charge }[] =>
  found.notices.flatMap((notice) => {
    const charge = dossier.charges.find((entry) => entry.chargeId === `${CHARGE_PREFIX}${notice.number}`);
    return charge === undefined || charge.amount === notice.amount ? [] : [{ notice, charge }];
  });

/**
 * A changed sum is not taken over: a paid tax cannot become another one, and an unpaid one may be on its way through a payment channel under
 * its old sum. The tax office is told to give a notice under a new number; the officer learns of it from the dossier.
 */
const changeAnswer = (dossier: Dossier, changed: ReturnType<typeof changedOf>): HookReading => {
  const says = changed.map(({ notice, charge }) => {
    const paid = charge.paid > 0 ? `đã nộp ${charge.paid} đồng` : "đang chờ nộp";
    return `thông báo ${notice.number} ${paid} theo số tiền ${charge.amount} đồng, không sửa được thành ${notice.amount} đồng`;
  });
  const note = cut(`Cơ quan thuế sửa số tiền: ${says.join("; ")}. Cần thông báo thay thế theo số mới.`, 4000);
  const commands = changed.map(({ notice }) => ({
    key: `changed:${dossier.id}:${notice.number}:${notice.amount}`,
    dossier: dossier.id,
    command: { type: "progress" as const, note },
  }));
  return { commands: commands.slice(0, 1), answer: () => refused(`${says.join("; ")}; đề nghị ra thông báo theo số mới`) };
};

const UNSTORED = "0".repeat(64);
const fileName = (code: string): string => `thong-bao-thue-${code.replaceAll(/[^\w.-]/g, "-")}.xml`;
const fileOf = (found: DossierNotices, stored: { blob: string; mediaType: string }): FileRef => ({
  name: fileName(found.dossier),
  size: found.document.byteLength,
  ...stored,
});

interface Target {
  readonly found: DossierNotices;
  readonly dossier: Dossier;
  readonly transfer: Transfer;
}

/** Every dossier of the message, or the answer that ends it: one bad row lets none of them in. */
const targetsOf = async (
  rows: readonly DossierNotices[],
  call: HookCall,
): Promise<readonly Target[] | HookAnswer | HookReading> => {
  const targets: Target[] = [];
  for (const found of rows) {
    const dossier = await call.find(found.dossier);
    const transfer = taxTransfer(dossier, "determineTax");
    const problem = problemOf(found.dossier, dossier, transfer);
    if (problem !== undefined || dossier === undefined || transfer === undefined) return refused(problem ?? "không rõ hồ sơ");
    const changed = changedOf(found, dossier);
    if (changed.length > 0) return changeAnswer(dossier, changed);
    const trial = toCommands(found, dossier, transfer, fileOf(found, { blob: UNSTORED, mediaType: "application/xml" }));
    const bad = trial.map(({ command }) => commandProblem(command)).find((one) => one !== undefined);
    if (bad !== undefined) return refused(bad);
    targets.push({ found, dossier, transfer });
  }
  return targets;
};

export const noticeHook: Hook<TaxConfig> = {
  title: { vi: "Nhận thông báo thuế", en: "Takes in tax notices" },
  logged: withoutKey,
  read: async (request, call) => {
    const push = readPush(request, call, noticeMessage);
    if ("status" in push) return push;
    const rows = readNoticeFile(push.message.Data.FileThongBaoThue);
    if (!rows.ok) return refused(rows.says);
    const targets = await targetsOf(rows.value, call);
    if ("status" in targets || "commands" in targets) return targets;
    const commands: InboundCommand[] = [];
    for (const { found, dossier, transfer } of targets) {
      const { blob, mediaType } = await call.store(found.document, fileName(found.dossier));
      commands.push(...toCommands(found, dossier, transfer, fileOf(found, { blob, mediaType })));
    }
    if (commands.length === 0) return taken("Thông báo thuế đã được nhận trước đó");
    return { commands, answer: (outcomes) => answerOf(outcomes, READ, HARMLESS) };
  },
};
