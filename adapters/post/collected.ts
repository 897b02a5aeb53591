/**
 * Dossiers that the post office collected at home or at a post point and hands in (domain.md §5.7a). Received on the date of the
 * arrival stamp (R-A01). The post office repeats with the same OrderNumber until it is answered.
 */
import type { DossierCommandInput, FileRef } from "../../core/dossier/commands.ts";
import type { Hook, HookAnswer, HookRequest, InboundOutcome } from "../../core/exchange/adapter.ts";
import { isExchangeError } from "../../core/exchange/errors.ts";
import { commandProblem, readFiles, readMessage, storeFiles, unstored } from "../kit/hook.ts";
import { fromWrittenDate } from "../kit/local-time.ts";
import { signatureProblem } from "../kit/signature.ts";
import { phoneOf } from "../kit/text.ts";
import type { PostConfig } from "./config.ts";
import {
  COLLECTED_STATUS,
  type CollectedDossier,
  type CollectedReply,
  collectedDossier,
  type PostalPerson,
  SIGNATURE,
} from "./contract/collected.ts";
import { PROVINCES } from "./contract/provinces.ts";

type HookCall = Parameters<Hook<PostConfig>["read"]>[1];
type Bound = readonly { readonly componentId: string; readonly file: FileRef }[];

const answer = (status: number, body: CollectedReply): HookAnswer => ({
  status,
  headers: { "content-type": "application/json; charset=utf-8" },
  body: JSON.stringify(body),
});
const refused = (says: string): HookAnswer =>
  answer(200, { Status: COLLECTED_STATUS.refused, Message: `Không tiếp nhận hồ sơ: ${says}` });

/** "100" taken in, also when it was there already; another HTTP status makes the post office send again. */
export const answerOf = ([outcome]: readonly InboundOutcome[]): HookAnswer => {
  if (outcome === undefined || (outcome.outcome === "refused" && outcome.code === "dossier.busy")) {
    return answer(503, { Status: COLLECTED_STATUS.refused, Message: "Hệ thống chưa xử lý được, vui lòng gửi lại" });
  }
  if (outcome.outcome === "conflict") return refused("mã thu gom này đã được tiếp nhận với nội dung khác");
  if (outcome.outcome === "refused") return refused(outcome.vi);
  return answer(200, { Status: COLLECTED_STATUS.taken, Message: "Tiếp nhận hồ sơ thành công" });
};

const unproven = (request: HookRequest, call: HookCall): HookAnswer | undefined => {
  const { hookSecret } = call.config;
  if (hookSecret === undefined)
    return answer(503, { Status: COLLECTED_STATUS.refused, Message: "Chưa cấu hình khóa xác thực của bưu điện" });
  const problem = signatureProblem(request, SIGNATURE, hookSecret, call.now());
  if (problem === undefined) return undefined;
  const says = { unsigned: "thiếu chữ ký", forged: "chữ ký không đúng", stale: "chữ ký đã quá hạn" }[problem];
  return answer(401, { Status: COLLECTED_STATUS.refused, Message: `Từ chối truy cập: ${says}` });
};

const address = (person: PostalPerson) => {
  const province = PROVINCES.find((entry) => entry.vnpost === person.Province);
  return {
    detail: person.Address,
    ...(person.Commune === undefined ? {} : { communeCode: person.Commune }),
    ...(province === undefined ? {} : { provinceCode: province.gso }),
  };
};

/** `submit` of a collected dossier; `stamp` as a date, undefined files where there are none. */
export const toSubmit = (
  sent: CollectedDossier,
  stamp: string,
  files: Bound,
): Extract<DossierCommandInput, { type: "submit" }> => {
  const { DocumentSender: sender, ResultReceiver: receiver } = sent;
  return {
    type: "submit",
    channel: "post",
    procedureCode: sent.Procedure.Code,
    agencyId: sent.AgencyCode,
    applicant: {
      kind: "citizen",
      fullName: sender.Name,
      phone: phoneOf(sender.Tel),
      address: address(sender),
      ...(sender.IdentityNumber === undefined ? {} : { identityNumber: sender.IdentityNumber }),
      ...(sender.Email === undefined ? {} : { email: sender.Email }),
    },
    ...(sent.Note === undefined || sent.Note.trim() === "" ? {} : { summary: sent.Note }),
    components: sent.Procedure.Elements.map((element) => ({
      componentId: element.Code,
      originals: element.Originals,
      copies: element.Copies,
      files: files.filter((entry) => entry.componentId === element.Code).map((entry) => entry.file),
    })),
    returnMethod:
      sent.IsReceiveResult && receiver !== undefined
        ? {
            kind: "post",
            receiverName: receiver.Name,
            phone: phoneOf(receiver.Tel),
            address: address(receiver),
            codAmount: sent.CODAmount ?? 0,
          }
        : { kind: "inPerson" },
    postalArrivalDate: stamp,
  };
};

/** `/collected`. */
export const collectedHook: Hook<PostConfig> = {
  title: { vi: "Nhận hồ sơ do bưu điện thu gom", en: "Takes in dossiers collected by the post office" },
  read: async (request, call) => {
    const stopped = unproven(request, call);
    if (stopped !== undefined) return stopped;
    const message = readMessage(request, collectedDossier);
    if (!message.ok) return refused(message.says);
    const sent = message.value;
    if (sent.CustomerCode !== call.config.customerCode) return refused(`mã khách hàng ${sent.CustomerCode} không phải của tỉnh`);
    if (sent.IsReceiveResult && sent.ResultReceiver === undefined)
      return refused("đăng ký nhận kết quả qua bưu chính nhưng thiếu ResultReceiver");
    const stamp = fromWrittenDate(sent.ArrivalStampDate);
    if (stamp === undefined) return refused(`ngày dấu bưu chính đến ${sent.ArrivalStampDate} không tồn tại`);
    const files = readFiles(
      sent.Procedure.Elements.flatMap((element) =>
        (element.Files ?? []).map((file) => ({ name: file.Name, componentId: element.Code, base64: file.Base64 })),
      ),
    );
    if (!files.ok) return refused(files.says);
    const problem = commandProblem(toSubmit(sent, stamp, unstored(files.value)));
    if (problem !== undefined) return refused(problem);
    try {
      const command = toSubmit(sent, stamp, await storeFiles(files.value, call.store));
      return { commands: [{ key: `collected:${sent.OrderNumber}`, command }], answer: answerOf };
    } catch (error) {
      if (isExchangeError(error) && error.intent === "rejected") return refused(error.message);
      throw error;
    }
  },
};
