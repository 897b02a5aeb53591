/**
 * A dossier at the counter: papers (counted, scanned, reused), check, fee, receipt with its slip, hand-back. Every look is recorded (R-I02); the
 * steps are timed by what is done (R-B15).
 */
import { html } from "hono/html";
import type { Hall, HallCounter } from "../../../catalogs/hall.ts";
import type { Procedure } from "../../../catalogs/types.ts";
import type { HeldComponent } from "../../../core/dossier/commands.ts";
import { STATUSES } from "../../../core/dossier/statuses.ts";
import type { Dossier } from "../../../core/dossier/types.ts";
import type { DeviceJob, Ticket } from "../../../core/hall/types.ts";
import type { HeldPaper } from "../../../core/hub.ts";
import { mayDo } from "../../../core/people/roles.ts";
import { dossierFor } from "../dossier.ts";
import { timeText } from "../format.ts";
import { answerPage, type Html } from "../layout.ts";
import { act, answerUnknown, counterOf, counterPath, type HallPages, hallOf, lookUnrecorded, type Page } from "./context.ts";
import { AT_COUNTERS } from "./home.ts";
import { appointmentJob, printState, slipJob } from "./prints.ts";

const PURPOSE = "Tiếp nhận, thu phí, trả kết quả tại quầy";

/** Everything that a page about a dossier at a counter needs; undefined where one of them is not there, or not this person's. */
export interface AtCounter {
  readonly hall: Hall;
  readonly counter: HallCounter;
  readonly dossier: Dossier;
  readonly procedure: Procedure | undefined;
  /** The number that stands at the counter now. */
  readonly ticket: Ticket | undefined;
  readonly path: string;
}

/** Reads it all. */
export const atCounter = async (pages: HallPages, c: Page): Promise<AtCounter | undefined> => {
  const { hub } = pages;
  const hall = hallOf(pages, c);
  const counter = hall && counterOf(hall, c);
  const dossier = await dossierFor(hub, c.get("person"), c.req.param("ref"));
  if (hall === undefined || counter === undefined || dossier === undefined) return undefined;
  const version = await hub.procedure(
    dossier.procedure.code,
    dossier.receivedAt === undefined ? undefined : dossier.procedure.version,
  );
  const day = await hub.hall.day(hall.id);
  const ticketId = day.counters.get(counter.id)?.ticketId;
  return {
    hall,
    counter,
    dossier,
    procedure: version?.procedure,
    ticket: ticketId === undefined ? undefined : day.tickets.get(ticketId),
    path: `${counterPath(hall, counter)}/dossiers/${dossier.id}`,
  };
};

const heldOf = (dossier: Dossier, componentId: string): HeldComponent =>
  dossier.components.find((component) => component.componentId === componentId) ?? {
    componentId,
    originals: 0,
    copies: 0,
    files: [],
  };

const number = (name: string, label: string, value: number): Html =>
  html`<label class="small">${label} <input type="number" name="${name}" value="${value}" min="0" max="100" inputmode="numeric"></label>`;

/** What a file is besides a file: kept from here for later, or taken from what was kept before. */
const keptText = (paper: string | undefined, here: ReadonlySet<string>): Html =>
  paper === undefined ? html`` : html` <span class="hint">${here.has(paper) ? "(đã lưu để dùng lại)" : "(dùng lại)"}</span>`;

const componentRow = (
  { dossier, path }: AtCounter,
  spec: Procedure["components"][number],
  open: boolean,
  keptHere: ReadonlySet<string>,
): Html => {
  const held = heldOf(dossier, spec.id);
  return html`<tr><th scope="row">${spec.name}${spec.required ? "" : html` <span class="hint">(nếu có)</span>`}</th>
    <td>${spec.originals} chính, ${spec.copies} sao</td>
    <td>${open ? html`${number(`o_${spec.id}`, "chính", held.originals)}${number(`c_${spec.id}`, "sao", held.copies)}` : `${held.originals} chính, ${held.copies} sao`}</td>
    <td>${held.files.map((file) => html`${file.name}${keptText(file.paper, keptHere)}<br>`)}
      ${open ? html`<button type="submit" formaction="${path}/scan" name="component" value="${spec.id}">Quét</button>` : ""}</td></tr>`;
};

const papers = (c: Page, at: AtCounter, held: readonly HeldPaper[]): Html => {
  const { dossier, procedure, path } = at;
  const open = dossier.receivedAt === undefined && mayDo(c.get("person").role, "amend");
  if (procedure === undefined) return html``;
  const keptHere = new Set(held.filter(({ dossierId }) => dossierId === dossier.id).map(({ id }) => id));
  const table = html`<div class="wide"><table><caption>Thành phần hồ sơ</caption>
    <thead><tr><th scope="col">Giấy tờ</th><th scope="col">Cần</th><th scope="col">Đã nhận</th><th scope="col">Bản điện tử</th></tr></thead>
    <tbody>${procedure.components.map((spec) => componentRow(at, spec, open, keptHere))}</tbody></table></div>`;
  return html`<h2>Giấy tờ</h2>${
    open
      ? act(
          c,
          `${path}/papers`,
          "Lưu số giấy tờ đã nhận",
          html`${table}<label class="small"><input type="checkbox" name="oneSided" value="yes"> Quét một mặt</label>`,
        )
      : table
  }`;
};

const reusable = (c: Page, { dossier, procedure, path }: AtCounter, held: readonly HeldPaper[]): Html => {
  const used = new Set(dossier.components.flatMap(({ files }) => files.map(({ paper }) => paper)));
  const free = held.filter(({ id }) => !used.has(id));
  if (free.length === 0 || dossier.receivedAt !== undefined || procedure === undefined) return html``;
  return html`<h2>Giấy tờ đã số hóa của người nộp</h2><ul>${free.map(
    (paper) => html`<li>${paper.name} <span class="hint">(số hóa ${timeText(paper.keptAt)})</span>
      ${act(
        c,
        `${path}/reuse`,
        "Dùng lại",
        html`<input type="hidden" name="paper" value="${paper.id}"><label class="small">cho <select name="component">${procedure.components.map(
          (spec) =>
            html`<option value="${spec.id}" ${spec.id === paper.componentId ? "selected" : ""}>${spec.name.slice(0, 80)}</option>`,
        )}</select></label>`,
      )}</li>`,
  )}</ul>`;
};

const intake = (c: Page, at: AtCounter): Html => {
  const { dossier, procedure, path } = at;
  if (dossier.receivedAt !== undefined || dossier.status !== "submitted" || procedure === undefined) return html``;
  const missing = procedure.components.filter((spec) => spec.required);
  return html`<h2>Kiểm tra</h2>
    ${dossier.check?.outcome === "valid" ? html`<p class="done">Đã kiểm tra: hợp lệ.</p>${act(c, `${path}/receive`, "Tiếp nhận và in giấy hẹn", html``, "main")}` : act(c, `${path}/valid`, "Hợp lệ", html``, "main")}
    <details><summary>Chưa hợp lệ: yêu cầu bổ sung</summary>${act(
      c,
      `${path}/incomplete`,
      "Lập phiếu yêu cầu bổ sung",
      html`<fieldset><legend>Còn thiếu hoặc chưa đúng (ghi lý do)</legend>${missing.map(
        (spec) =>
          html`<label for="m-${spec.id}">${spec.name.slice(0, 120)}</label><input type="text" id="m-${spec.id}" name="m_${spec.id}" maxlength="500">`,
      )}</fieldset>`,
    )}</details>
    <details><summary>Không thuộc phạm vi giải quyết</summary>${act(c, `${path}/out-of-scope`, "Từ chối tiếp nhận", html`<label for="ly-do">Lý do</label><input type="text" id="ly-do" name="reason" maxlength="1000" required>`)}</details>`;
};

const dong = (amount: number): string => `${amount.toLocaleString("vi-VN")} đồng`;

const fees = (c: Page, { dossier, procedure, path }: AtCounter): Html => {
  const { role } = c.get("person");
  const offered = procedure?.cases.find(({ key }) => key === dossier.procedure.caseKey)?.fees ?? [];
  const asked = new Set(dossier.charges.map(({ name }) => name));
  const more = offered.filter(({ name, amount }) => amount !== null && amount > 0 && !asked.has(name));
  return html`<h2>Phí, lệ phí</h2>
    ${
      dossier.charges.length === 0
        ? html`<p>Chưa có khoản nào.</p>`
        : html`<ul>${dossier.charges.map(
            ({
              chargeId,
              name,
              amount,
              paid,
              open,
            }) => html`<li>${name}: ${dong(amount)} – ${open ? `còn ${dong(amount - paid)}` : "đã xong"}
      ${open && mayDo(role, "recordPayment") ? act(c, `${path}/cash`, "Đã thu tiền mặt", html`<input type="hidden" name="charge" value="${chargeId}">`) : ""}</li>`,
          )}</ul>`
    }
    ${mayDo(role, "requestFee") ? more.map(({ name, amount }) => act(c, `${path}/fee`, `Thu ${name}: ${dong(amount ?? 0)}`, html`<input type="hidden" name="name" value="${name}">`)) : ""}`;
};

const handBack = (c: Page, { dossier, path }: AtCounter): Html => {
  const ready = dossier.decision !== undefined && dossier.returned === undefined;
  if (!ready || !mayDo(c.get("person").role, "returnInPerson")) return html``;
  return html`<h2>Trả kết quả</h2><p>${dossier.decision?.outcome === "refused" ? "Hồ sơ không đủ điều kiện: trả lại giấy tờ kèm văn bản trả lời." : (dossier.decision?.documents ?? []).map(({ name }) => name).join(", ")}</p>
    ${act(
      c,
      `${path}/hand-back`,
      "Đã trả kết quả",
      html`<label for="nguoi-nhan">Người nhận</label><input type="text" id="nguoi-nhan" name="receiver" value="${dossier.applicant.fullName}" maxlength="200" required>
      <label for="giay-to">Số giấy tờ tùy thân của người nhận</label><input type="text" id="giay-to" name="identityNumber" inputmode="numeric" pattern="[0-9]{9}|[0-9]{12}" required>
      <label class="small"><input type="checkbox" name="slip" value="yes" checked> Có giấy hẹn</label>
      <label for="uy-quyen">Văn bản ủy quyền (nếu nhận thay)</label><input type="text" id="uy-quyen" name="authorisation" maxlength="400">`,
      "main",
    )}`;
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
  return html`<h2>Giấy tiếp nhận và hẹn trả</h2>${printing(at, job)}${act(c, `${at.path}/print`, job === undefined ? "In giấy hẹn" : "In lại giấy hẹn")}`;
};

/** Adds the page; what it does is in dossier-acts.ts and scans.ts. */
export const addCounterDossier = (pages: HallPages): void => {
  const { hub } = pages;
  pages.pages.get("/hall/:hall/counters/:counter/dossiers", pages.signedIn(...AT_COUNTERS), (c) => {
    const hall = hallOf(pages, c);
    const counter = hall && counterOf(hall, c);
    if (hall === undefined || counter === undefined) return answerUnknown(c, "quầy");
    return c.redirect(`${counterPath(hall, counter)}/dossiers/${encodeURIComponent((c.req.query("ref") ?? "").trim())}`, 303);
  });

  pages.pages.get("/hall/:hall/counters/:counter/dossiers/:ref", pages.signedIn(...AT_COUNTERS), async (c) => {
    const at = await atCounter(pages, c);
    if (at === undefined) return answerUnknown(c, "hồ sơ");
    const { dossier, hall, counter } = at;
    const unrecorded = await lookUnrecorded(pages, c, dossier, PURPOSE);
    if (unrecorded !== undefined) return unrecorded;
    const { identityNumber } = dossier.applicant;
    const held = identityNumber === undefined ? [] : await hub.papers.of(identityNumber);
    return answerPage(c, {
      title: `Hồ sơ ${dossier.code ?? dossier.nationalCode ?? ""}`,
      live: true,
      body: html`<dl><dt>Thủ tục</dt><dd>${dossier.procedure.name}</dd><dt>Người nộp</dt><dd>${dossier.applicant.fullName} · ${identityNumber ?? "chưa có số định danh"}</dd>
      <dt>Trạng thái</dt><dd>${STATUSES[dossier.status].vi}</dd><dt>Hẹn trả</dt><dd>${timeText(dossier.clock?.dueAt)}</dd></dl>
      ${handBack(c, at)}${await prints(pages, c, at)}${papers(c, at, held)}${reusable(c, at, held)}${fees(c, at)}${intake(c, at)}
      <p><a href="${counterPath(hall, counter)}">Về ${counter.name.vi}</a></p>`,
    });
  });

  pages.pages.get("/hall/:hall/counters/:counter/dossiers/:ref/printing", pages.signedIn(...AT_COUNTERS), async (c) => {
    const at = await atCounter(pages, c);
    return at === undefined ? answerUnknown(c, "hồ sơ") : c.html(printing(at, await appointment(pages, at)));
  });
};
