/**
 * A dossier at the counter: papers (counted, scanned, reused), check, fee, receipt with its slip, hand-back. Every look is recorded (R-I02); the
 * steps are timed by what is done (R-B15). Each person is offered what his role may do, and nothing else (R-I01).
 */
import { html } from "hono/html";
import { STATUSES } from "../../../core/dossier/statuses.ts";
import type { DeviceJob } from "../../../core/hall/types.ts";
import type { HeldPaper } from "../../../core/hub.ts";
import { dong } from "../../../core/papers/words.ts";
import { mayDo } from "../../../core/people/roles.ts";
import { textField } from "../fields.ts";
import { timeText } from "../format.ts";
import { answerPage, type Html } from "../layout.ts";
import { PAGE_ROLES } from "../pages.ts";
import { type AtCounter, atCounter, type NotDone } from "./at-counter.ts";
import {
  act,
  answerUnknown,
  counterOf,
  counterPath,
  HALLS,
  type HallPages,
  hallOf,
  lookUnrecorded,
  type Page,
} from "./context.ts";
import { answerFile } from "./files.ts";
import { chargeValue, offeredFees, outstanding } from "./money.ts";
import { actBeside, papersPart, reusablePart } from "./papers.ts";
import { appointmentJob, printState, slipJob } from "./prints.ts";

const PURPOSE = "Tiếp nhận, thu phí, trả kết quả tại quầy";
const FILE_PURPOSE = "Kiểm tra giấy tờ tại quầy";

/** Where a reason to refuse is written. */
export const REFUSAL_FIELD = "ly-do";

/** What is missing of which papers, as it was written into a form. Pure. */
export const missingOf = (fields: URLSearchParams): { componentId: string; reason: string }[] =>
  [...fields].flatMap(([name, value]) => {
    const reason = value.normalize("NFC").trim();
    return name.startsWith("m_") && reason !== "" ? [{ componentId: name.slice(2), reason }] : [];
  });

/** Whether reasons (what is missing, why not received) stand in a form; they are sent with each act beside the papers. */
export const hasReasons = (fields: URLSearchParams): boolean =>
  fields.getAll("reason").some((reason) => reason.trim() !== "") || missingOf(fields).length > 0;

const notYetValid = (c: Page, at: AtCounter, { typed, mistakes = [] }: NotDone): Html => {
  const opened = missingOf(typed ?? new URLSearchParams()).length > 0 || mistakes.some(({ field }) => field.startsWith("m-"));
  return html`<details ${opened ? "open" : ""}><summary>Chưa hợp lệ: yêu cầu bổ sung</summary>${actBeside(c, at, {
    to: "incomplete",
    label: "Lập phiếu yêu cầu bổ sung",
    fields: (more) =>
      html`<fieldset><legend>Ghi lý do ở giấy tờ còn thiếu hoặc chưa đúng</legend>${(at.procedure?.components ?? []).map((spec) =>
        textField({
          id: `m-${spec.id}`,
          name: `m_${spec.id}`,
          label: spec.name,
          value: typed?.get(`m_${spec.id}`) ?? "",
          mistakes,
          more: html`maxlength="500" autocomplete="off" ${more}`,
        }),
      )}</fieldset>`,
  })}</details>`;
};

const outOfScope = (c: Page, at: AtCounter, { typed, mistakes = [] }: NotDone): Html => {
  const reason = typed?.get("reason") ?? "";
  const opened = reason.trim() !== "" || mistakes.some(({ field }) => field === REFUSAL_FIELD);
  return html`<details ${opened ? "open" : ""}><summary>Không thuộc phạm vi giải quyết</summary>${actBeside(c, at, {
    to: "out-of-scope",
    label: "Từ chối tiếp nhận",
    kind: "grave",
    fields: (more) =>
      textField({
        id: REFUSAL_FIELD,
        name: "reason",
        label: "Lý do",
        value: reason,
        mistakes,
        more: html`maxlength="1000" autocomplete="off" ${more}`,
      }),
  })}</details>`;
};

const intake = (c: Page, at: AtCounter, notDone: NotDone): Html => {
  const { dossier, procedure } = at;
  const { role } = c.get("person");
  if (dossier.receivedAt !== undefined || dossier.status !== "submitted" || procedure === undefined) return html``;
  const valid = dossier.check?.outcome === "valid";
  if (!mayDo(role, "check"))
    return valid ? html`<section class="card"><p class="done">Đã kiểm tra: hợp lệ.</p></section>` : html``;
  return html`<section class="card"><h2>Kiểm tra</h2>
    ${
      valid
        ? html`<p class="done">Đã kiểm tra: hợp lệ.</p>${actBeside(c, at, { to: "receive", label: "Tiếp nhận và in giấy hẹn", kind: "main" })}`
        : actBeside(c, at, { to: "valid", label: "Hợp lệ", kind: "main" })
    }
    ${notYetValid(c, at, notDone)}${outOfScope(c, at, notDone)}</section>`;
};

const fees = (c: Page, at: AtCounter): Html => {
  const { dossier, path } = at;
  const { role } = c.get("person");
  const more = mayDo(role, "requestFee") ? offeredFees(at) : [];
  return html`<section class="card"><h2>Phí, lệ phí</h2>
    ${
      dossier.charges.length === 0
        ? html`<p>Chưa có khoản nào.</p>`
        : html`<ul class="charges">${dossier.charges.map(
            (
              charge,
            ) => html`<li>${charge.name}: <strong>${dong(charge.amount)} – ${charge.open ? `còn ${dong(outstanding(charge))}` : charge.cancelled === undefined ? "đã xong" : "đã hủy"}</strong>
      ${charge.open && mayDo(role, "recordPayment") ? act(c, `${path}/cash`, "Đã thu tiền mặt", html`<input type="hidden" name="charge" value="${chargeValue(charge)}">`) : ""}</li>`,
          )}</ul>`
    }
    ${more.map(({ name, amount }) => actBeside(c, at, { to: "fee", label: `Thu ${name}: ${dong(amount)}`, says: ["name", name] }))}</section>`;
};

const handBack = (c: Page, { dossier, path }: AtCounter, { typed }: NotDone): Html => {
  const ready = dossier.decision !== undefined && dossier.returned === undefined;
  if (!ready || !mayDo(c.get("person").role, "returnInPerson")) return html``;
  const receiver = typed?.get("receiver") ?? dossier.applicant.fullName;
  return html`<section class="card"><h2>Trả kết quả</h2><p>${dossier.decision?.outcome === "refused" ? "Hồ sơ không đủ điều kiện: trả lại giấy tờ kèm văn bản trả lời." : (dossier.decision?.documents ?? []).map(({ name }) => name).join(", ")}</p>
    ${act(
      c,
      `${path}/hand-back`,
      "Đã trả kết quả",
      html`${textField({ id: "nguoi-nhan", name: "receiver", label: "Người nhận", value: receiver, more: html`maxlength="200" required autocomplete="off"` })}
      ${textField({
        id: "giay-to",
        name: "identityNumber",
        label: "Số giấy tờ tùy thân của người nhận",
        value: typed?.get("identityNumber") ?? "",
        more: html`inputmode="numeric" pattern="(?:[ .\\-]*[0-9]){9}(?:(?:[ .\\-]*[0-9]){3})?[ .\\-]*" title="9 hoặc 12 chữ số" required autocomplete="off"`,
      })}
      <label class="tick"><input type="checkbox" name="slip" value="yes" ${typed === undefined || typed.get("slip") === "yes" ? "checked" : ""}> Có giấy hẹn</label>
      ${textField({ id: "uy-quyen", name: "authorisation", label: "Văn bản ủy quyền (nếu nhận thay)", value: typed?.get("authorisation") ?? "", more: html`maxlength="400" autocomplete="off"` })}`,
      "main",
    )}</section>`;
};

const appointment = (pages: HallPages, { dossier, hall, counter }: AtCounter): Promise<DeviceJob | undefined> =>
  slipJob(pages, hall, appointmentJob(dossier), counter.id);

/** How the appointment slip stands, asked anew until it is over: the officer sees it come out, or why it does not. */
const printing = ({ path }: AtCounter, job: DeviceJob | undefined): Html => {
  const over = job === undefined || job.state === "done" || job.state === "failed";
  return html`<div id="in" hx-get="${path}/printing" hx-trigger="${over ? "none" : "every 1s"}" hx-swap="outerHTML">${printState(job)}</div>`;
};

const prints = async (pages: HallPages, c: Page, at: AtCounter): Promise<Html> => {
  if (at.dossier.receivedAt === undefined) return html``;
  const job = await appointment(pages, at);
  return html`<section class="card"><h2>Giấy tiếp nhận và hẹn trả</h2>${printing(at, job)}${act(c, `${at.path}/print`, job === undefined ? "In giấy hẹn" : "In lại giấy hẹn")}</section>`;
};

/** What the dossier is: on top, where the officer compares it with the person before him. */
const facts = ({ dossier, ticket }: AtCounter): Html => html`<section class="card"><dl>
      <dt>Thủ tục</dt><dd>${dossier.procedure.name}</dd>
      <dt>Người nộp</dt><dd>${dossier.applicant.fullName} · ${dossier.applicant.identityNumber ?? "chưa có số định danh"}</dd>
      <dt>Trạng thái</dt><dd><span class="pill live">${STATUSES[dossier.status].vi}</span>${dossier.returned === undefined ? "" : html` <span class="pill ok">Đã trả kết quả</span>`}</dd>
      <dt>Hẹn trả</dt><dd>${timeText(dossier.clock?.dueAt)}</dd>
      ${ticket === undefined ? "" : html`<dt>Số đang phục vụ</dt><dd><span class="number">${ticket.id}</span></dd>`}</dl></section>`;

/** Answers with the dossier's page: as it is, or with why something was not done and what was typed. The look is recorded first. */
export const answerDossier = async (pages: HallPages, c: Page, at: AtCounter, notDone: NotDone = {}): Promise<Response> => {
  const { dossier, hall, counter } = at;
  const unrecorded = await lookUnrecorded(pages, c, dossier, PURPOSE);
  if (unrecorded !== undefined) return unrecorded;
  const { identityNumber } = dossier.applicant;
  // What else he has is shown only to who may take it into this dossier.
  const seesHeld = identityNumber !== undefined && mayDo(c.get("person").role, "amend");
  const held: readonly HeldPaper[] = seesHeld ? await pages.hub.papers.of(identityNumber) : [];
  const { refusal, mistakes = [] } = notDone;
  return answerPage(
    c,
    {
      title: `Hồ sơ ${dossier.code ?? dossier.nationalCode ?? ""}`,
      live: true,
      mistakes,
      ...(refusal === undefined ? {} : { refusal }),
      body: html`<p class="crumbs"><a href="${counterPath(hall, counter)}">Về ${counter.name.vi}</a> · <a href="${HALLS}">Danh sách sảnh</a></p>
      <div class="cols"><div>${facts(at)}${papersPart(c, at, held, notDone)}${reusablePart(c, at, held)}</div>
      <div class="side">${handBack(c, at, notDone)}${await prints(pages, c, at)}${intake(c, at, notDone)}${fees(c, at)}</div></div>`,
    },
    refusal !== undefined ? 409 : mistakes.length > 0 ? 422 : 200,
  );
};

/** Why a reason to refuse is asked for. */
export const noReason: NotDone = { mistakes: [{ field: REFUSAL_FIELD, text: "Ghi lý do từ chối tiếp nhận." }] };

/** Adds the page; what it does is in dossier-acts.ts and scans.ts. */
export const addCounterDossier = (pages: HallPages): void => {
  const path = "/hall/:hall/counters/:counter/dossiers/:ref";
  const back = (c: Page): readonly [string, string] | undefined => {
    const hall = hallOf(pages, c);
    const counter = hall && counterOf(hall, c);
    return hall === undefined || counter === undefined ? undefined : [counterPath(hall, counter), `Về ${counter.name.vi}`];
  };

  pages.pages.get(path, pages.signedIn(...PAGE_ROLES.counter), async (c) => {
    const at = await atCounter(pages, c);
    return at === undefined ? answerUnknown(c, "hồ sơ", back(c)) : answerDossier(pages, c, at);
  });

  pages.pages.get(`${path}/printing`, pages.signedIn(...PAGE_ROLES.counter), async (c) => {
    const at = await atCounter(pages, c);
    return at === undefined ? answerUnknown(c, "hồ sơ") : c.html(printing(at, await appointment(pages, at)));
  });

  pages.pages.get(`${path}/files/:blob`, pages.signedIn(...PAGE_ROLES.counter), async (c) => {
    const at = await atCounter(pages, c);
    const files = at?.dossier.components.flatMap((component) => component.files) ?? [];
    const file = files.find(({ blob }) => blob === c.req.param("blob"));
    if (at === undefined || file === undefined) return answerUnknown(c, "tệp");
    return answerFile(pages, c, at.dossier, file, { purpose: FILE_PURPOSE, what: "console.file" });
  });
};
