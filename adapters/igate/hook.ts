/**
 * `/dossier`: an iGate site as a client of the hub (R-G02, J04). It hands over dossiers of its own, and tells progress, supplements and
 * withdrawal of them. It pushes again until it is answered: the three-outcome receiver gives the same answer again.
 */
import type { DossierCommandInput } from "../../core/dossier/commands.ts";
import type { Hook, HookAnswer, HookReading, HookRequest, InboundCommand, InboundOutcome } from "../../core/exchange/adapter.ts";
import { isExchangeError } from "../../core/exchange/errors.ts";
import { commandProblem, readFiles, readMessage, type SentFile, storeFiles, unstored } from "../kit/hook.ts";
import { signatureProblem } from "../kit/signature.ts";
import { cut } from "../kit/text.ts";
import type { IgateConfig } from "./config.ts";
import { REFUSED_TITLE } from "./contract/common.ts";
import { type PushedPapers, type PushMessage, type PushReply, pushMessage, SIGNATURE } from "./contract/pushed.ts";
import { adopting, type Bound, componentOf, componentsOf, filing, hubAgency, siteAlias, toSubmit } from "./filed.ts";
import { fromIgateTime } from "./wire.ts";

type HookCall = Parameters<Hook<IgateConfig>["read"]>[1];

const answer = (status: number, body: PushReply): HookAnswer => ({
  status,
  headers: { "content-type": "application/json; charset=utf-8" },
  body: JSON.stringify(body),
});
/** HTTP 200 with a status from 400 on: the site stops pushing and shows the reason. */
const refused = (says: string, status = 400): HookAnswer => answer(200, { status, title: REFUSED_TITLE, errors: says });

/** What became of the commands: 200 also when the hub had it already; another HTTP status makes the site push again. */
export const answerOf = ([outcome]: readonly InboundOutcome[]): HookAnswer => {
  if (outcome === undefined || (outcome.outcome === "refused" && outcome.code === "dossier.busy"))
    return answer(503, { status: 503, title: "Hệ thống chưa xử lý được, vui lòng gửi lại" });
  if (outcome.outcome === "conflict") return refused("Thông tin này đã được tiếp nhận với nội dung khác", 409);
  if (outcome.outcome === "refused") return refused(outcome.vi);
  const { code } = outcome.dossier;
  const title = outcome.outcome === "done" ? "Tiếp nhận thành công" : "Đã tiếp nhận trước đó";
  return answer(200, { status: 200, title, ...(code === undefined ? {} : { nationCode: code }) });
};

const unproven = (request: HookRequest, call: HookCall): HookAnswer | undefined => {
  const { hookSecret } = call.config;
  if (hookSecret === undefined)
    return answer(503, { status: 503, title: REFUSED_TITLE, errors: "Chưa cấu hình khóa xác thực của điểm iGate" });
  const problem = signatureProblem(request, SIGNATURE, hookSecret, call.now());
  if (problem === undefined) return undefined;
  const says = { unsigned: "thiếu chữ ký", forged: "chữ ký không đúng", stale: "chữ ký đã quá hạn" }[problem];
  return answer(401, { status: 401, title: REFUSED_TITLE, errors: `Từ chối truy cập: ${says}` });
};

const filesOf = (papers: PushedPapers) =>
  readFiles(
    papers.flatMap((paper) =>
      paper.file.map((file) => ({ name: file.filename, componentId: componentOf(paper), base64: file.base64 })),
    ),
  );

/** Checks the first command before a byte is stored, stores the files, and hands the real commands on. */
const take = async (
  files: readonly SentFile[],
  commands: (bound: Bound) => readonly InboundCommand[],
  call: HookCall,
): Promise<HookReading | HookAnswer> => {
  const [first] = commands(unstored(files));
  const problem = first === undefined ? undefined : commandProblem(first.command);
  if (problem !== undefined) return refused(problem);
  try {
    return { commands: commands(await storeFiles(files, call.store)), answer: answerOf };
  } catch (error) {
    if (isExchangeError(error) && error.intent === "rejected") return refused(error.message);
    throw error;
  }
};

const takeNew = async (message: Extract<PushMessage, { event: "new" }>, call: HookCall): Promise<HookReading | HookAnswer> => {
  const { resource, dossierCode } = message;
  if (resource.code !== dossierCode) return refused(`dossierCode ${dossierCode} khác mã ${resource.code} trong resource`);
  const known = resource.nationCode ? await call.find(resource.nationCode) : undefined;
  // Filed by this door it replays below (`account` says so); filed by another one, it is the same dossier under a second code.
  if (known !== undefined && known.account !== siteAlias(resource.code))
    return take([], () => adopting(resource.code, known.id), call);
  const files = filesOf(resource.dossierFormFile);
  if (!files.ok) return refused(files.says);
  const agencyId = hubAgency(call.config.agencyCodes, resource.agency.code);
  return take(files.value, (bound) => filing(toSubmit(resource, resource.dossierFormFile, bound, agencyId), resource), call);
};

/** What a later event of a dossier means; the dossier is found by iGate's code. */
const laterCommand = (message: Exclude<PushMessage, { event: "new" }>, files: Bound): DossierCommandInput => {
  switch (message.event) {
    case "progress":
      return { type: "progress", note: cut(message.comment, 4000) };
    case "withdraw":
      return { type: "withdraw", reason: cut(message.comment, 2000) };
    case "supplement":
      return { type: "supplement", components: componentsOf(message.dossierFormFile, files) };
  }
};

/** `/dossier`. */
export const dossierHook: Hook<IgateConfig> = {
  title: { vi: "Nhận hồ sơ do điểm iGate chuyển đến", en: "Takes in dossiers that an iGate site hands over" },
  read: async (request, call) => {
    const stopped = unproven(request, call);
    if (stopped !== undefined) return stopped;
    const read = readMessage(request, pushMessage);
    if (!read.ok) return refused(read.says);
    const message = read.value;
    if (message.event === "new") return takeNew(message, call);
    const at = fromIgateTime(message.time);
    if (at === undefined) return refused(`thời điểm ${message.time} không tồn tại`);
    const files = filesOf(message.event === "supplement" ? message.dossierFormFile : []);
    if (!files.ok) return refused(files.says);
    const { dossierCode } = message;
    // The site speaks for the dossiers that it handed over, not for those that it resolves for the hub, nor for anybody else's.
    const dossier = siteAlias(dossierCode);
    if ((await call.find(dossier)) === undefined)
      return refused(`Trục liên thông không có hồ sơ ${dossierCode} do điểm iGate chuyển đến`, 404);
    return take(
      files.value,
      (bound) => [{ key: `${message.event}:${dossierCode}:${at}`, dossier, at, command: laterCommand(message, bound) }],
      call,
    );
  },
};
