/** What people at the partners do with the day's dossiers; all other work the simulators do by their own clock. Pure. */
import type { Transfer } from "../../../../core/dossier/types.ts";
import { type Deed, door } from "./deeds.ts";
import type { View } from "./view.ts";

const WHY = "Giấy tờ chưa rõ, đề nghị nộp bản rõ";

/** The body of a trouble's door, by lane: each partner knows the dossier by a number of its own. */
const about = (lane: string, act: string, code: string, { transferId, number }: Transfer): object => {
  const filing = `${code}.${transferId}.${number}`;
  switch (lane) {
    case "civil-status":
      return { code, reason: WHY };
    case "police":
      return { number: filing, note: WHY, ...(act === "ask" ? { missing: [{ LyDo: WHY }] } : {}) };
    case "social-insurance":
      return { dossier: code, note: WHY };
    case "tax":
      return { MaHoSo: code };
    case "land-registry":
      return { receiptNumber: code };
    case "igate":
      return { code, act, comment: WHY };
    default:
      return { docCode: code, transferId };
  }
};

/** Tax officers answer every slip and registration; the simulator has no clock of its own for that. */
const taxOffice = ({ plan }: View, code: string, transfer: Transfer): readonly Deed[] => {
  const sending = `${transfer.transferId}:${transfer.number}`;
  const { trouble } = plan;
  if (trouble?.lane === "tax" && trouble.act === "return" && transfer.number === 1)
    return [door("tax", "/return", `return:${sending}`, { MaHoSo: code, LyDo: "Thông tin không khớp hồ sơ, đề nghị kiểm tra" })];
  if (transfer.operation === "determineTax") return [door("tax", "/notices", `notices:${sending}`, { MaHoSo: code })];
  const refused = trouble?.lane === "tax" && trouble.act === "refuse" ? { refused: "Ngành nghề kinh doanh có điều kiện" } : {};
  // A registration that will be withdrawn waits for it; otherwise it is answered.
  return plan.fate === "withdrawn" ? [] : [door("tax", "/tax-code", `code:${sending}`, { MaHoSo: code, ...refused })];
};

/** At the iGate site: taken in, then finished on a later visit; the door refuses what does not fit yet. */
const igateSite = ({ plan, done, dossier }: View, code: string, transfer: Transfer): readonly Deed[] => {
  const act = (name: string, once = name): Deed =>
    door("igate", "/act", `igate:${once}:${transfer.number}`, { code, act: name, comment: WHY });
  const has = (name: string): boolean => done.has(`igate:${name}:${transfer.number}`);
  if (!has("takeIn")) return [act("takeIn")];
  if (plan.trouble?.lane === "igate" && !has("askSupplement")) return [act("askSupplement")];
  if (plan.trouble?.lane === "igate" && !dossier.supplementRounds.some((round) => round.suppliedAt !== undefined)) return [];
  return has("finish") ? [] : [act("finish")];
};

/** Deeds at partners' doors about the dossier's open transfers. */
export const partnerDeeds = (view: View): readonly Deed[] => {
  const { dossier, plan, done } = view;
  const { code } = dossier;
  if (code === undefined) return [];
  const deeds = dossier.transfers
    .filter(({ open, state }) => open && (state === "sent" || state === "accepted"))
    .flatMap((transfer): readonly Deed[] => {
      if (transfer.lane === "tax") return taxOffice(view, code, transfer);
      if (transfer.lane === "igate") return igateSite(view, code, transfer);
      const { trouble } = plan;
      if (trouble === undefined || trouble.lane !== transfer.lane) return [];
      return [
        door(
          trouble.lane,
          `/${trouble.act}`,
          `trouble:${trouble.lane}:${trouble.act}`,
          about(trouble.lane, trouble.act, code, transfer),
        ),
      ];
    });
  return deeds.filter((deed) => deed.over !== "door" || !done.has(deed.once));
};
