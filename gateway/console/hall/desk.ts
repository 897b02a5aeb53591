/**
 * The help desk (Bộ phận Hỗ trợ – Giám sát): account check, procedure, and the Phiếu hồ sơ with which the counter opens the dossier (R-A06;
 * Đề án 402, quy trình hướng dẫn, bước 2–8).
 */
import { html } from "hono/html";
import type { Hall } from "../../../catalogs/hall.ts";
import type { Procedure } from "../../../catalogs/types.ts";
import { person } from "../../../core/dossier/commands.ts";
import type { Ticket } from "../../../core/hall/types.ts";
import type { ProcedureTitle } from "../../../core/hub.ts";
import { answerPage, type Html } from "../layout.ts";
import {
  act,
  afterHall,
  answerRefusal,
  answerUnknown,
  given,
  HALLS,
  type HallPages,
  hallOf,
  lookUnrecorded,
  onAct,
  type Page,
  runDossier,
  runHall,
} from "./context.ts";
import { AT_DESK } from "./home.ts";
import { dossierSlipOf, printSlip, printState, slipJob } from "./prints.ts";
import { finishStep, STEP, startStep } from "./steps.ts";

const MOST_FOUND = 20;
const LOOK_PURPOSE = "Lập Phiếu hồ sơ tại bàn hướng dẫn";
const deskPath = (hall: Hall): string => `${HALLS}/${hall.id}/desk`;

const field = (id: string, label: string, more: Html = html``): Html =>
  html`<label for="${id}">${label}</label><input type="text" id="${id}" name="${id}" autocomplete="off" maxlength="200" ${more}>`;

const search = (hall: Hall, ticketId: string | undefined, asked: string): Html => html`
  <h2>2 · Chọn thủ tục</h2>
  <form method="get" action="${deskPath(hall)}" class="act">
    ${ticketId === undefined ? "" : html`<input type="hidden" name="ticket" value="${ticketId}">`}
    <label for="q">Tìm theo từ khóa</label><input type="search" id="q" name="q" value="${asked}" autocomplete="off" maxlength="120">
    <button type="submit">Tìm</button>
  </form>`;

const found = (hall: Hall, ticketId: string | undefined, procedures: readonly ProcedureTitle[]): Html => {
  const to = (code: string): string =>
    `${deskPath(hall)}?${new URLSearchParams({ procedure: code, ...(ticketId === undefined ? {} : { ticket: ticketId }) })}`;
  return procedures.length === 0
    ? html`<p>Không tìm thấy thủ tục nào.</p>`
    : html`<ul>${procedures.map(({ code, name, field: of }) => html`<li><a href="${to(code)}">${name}</a> <span class="hint">${code} · ${of}</span></li>`)}</ul>`;
};

const accountPart = (c: Page, hall: Hall, ticket: Ticket | undefined): Html => {
  if (ticket === undefined)
    return html`<h2>1 · Người dân đã có số?</h2>
    ${act(c, `${deskPath(hall)}/begin`, "Bắt đầu với số này", field("ticket", "Số thứ tự (ví dụ A012)", html`required pattern="[A-Za-z][0-9]{3,4}"`))}
    <p class="hint">Chưa có số thì chọn thủ tục ngay; số được cấp cùng Phiếu hồ sơ.</p>`;
  const known =
    ticket.account === undefined ? "chưa kiểm tra" : ticket.account.has ? `có: ${ticket.account.id ?? ""}` : "không có";
  return html`<h2>1 · Tài khoản của số ${ticket.id}</h2><p>Tài khoản: ${known}</p>
    ${act(c, `${deskPath(hall)}/account`, "Ghi nhận tài khoản", html`<input type="hidden" name="ticket" value="${ticket.id}">${field("account", "Tài khoản người dùng (bỏ trống: không có tài khoản)")}`)}`;
};

const slipForm = ({ hub }: HallPages, c: Page, hall: Hall, procedure: Procedure, ticket: Ticket | undefined): Html => {
  const cases = procedure.cases.filter((one) => one.channels.includes("counter"));
  const priorities = [...hall.priorities];
  return html`<h2>3 · Phiếu hồ sơ</h2><p><strong>${procedure.name}</strong> (${procedure.code})</p>
    ${cases.length === 0 ? html`<p class="wrong">Thủ tục này không nhận trực tiếp tại quầy.</p>` : ""}
    ${act(
      c,
      `${deskPath(hall)}/slip`,
      "Lập và in Phiếu hồ sơ",
      html`<input type="hidden" name="procedure" value="${procedure.code}">
      ${ticket === undefined ? "" : html`<input type="hidden" name="ticket" value="${ticket.id}">`}
      ${cases.length > 1 ? html`<label for="case">Trường hợp</label><select id="case" name="case" required>${cases.map((one) => html`<option value="${one.key}">${one.name ?? one.key}</option>`)}</select>` : ""}
      ${field("fullName", "Họ tên người nộp", html`required`)}
      ${field("identityNumber", "Số định danh / CCCD", html`inputmode="numeric" pattern="[0-9]{9}|[0-9]{12}"`)}
      ${field("phone", "Điện thoại", html`inputmode="tel" pattern="(0|\\+84)[0-9]{9}"`)}
      ${ticket?.account === undefined ? field("account", "Tài khoản (bỏ trống: không có)") : ""}
      ${ticket !== undefined || priorities.length === 0 ? "" : html`<label for="priority">Ưu tiên</label><select id="priority" name="priority"><option value="">Không</option>${priorities.map((id) => html`<option value="${id}">${hub.catalogs.priorities.get(id)?.name.vi ?? id}</option>`)}</select>`}`,
    )}`;
};

/** Adds the help desk. */
export const addDesk = (pages: HallPages): void => {
  const { hub } = pages;
  const ticketOf = async (hall: Hall, id: string | undefined): Promise<Ticket | undefined> =>
    id === undefined ? undefined : (await hub.hall.day(hall.id)).tickets.get(id.toUpperCase());

  pages.pages.get("/hall/:hall/desk", pages.signedIn(...AT_DESK), async (c) => {
    const hall = hallOf(pages, c);
    if (hall === undefined) return answerUnknown(c, "sảnh");
    const ticket = await ticketOf(hall, c.req.query("ticket"));
    const asked = (c.req.query("q") ?? "").slice(0, 120);
    const chosen = c.req.query("procedure") === undefined ? undefined : await hub.procedure(c.req.query("procedure") ?? "");
    const results = asked === "" ? undefined : (await hub.searchProcedures({ words: asked, limit: MOST_FOUND })).items;
    return answerPage(c, {
      title: `Bàn hướng dẫn – ${hall.name.vi}`,
      body: html`${accountPart(c, hall, ticket)}${search(hall, ticket?.id, asked)}
      ${results === undefined ? "" : found(hall, ticket?.id, results)}
      ${chosen === undefined ? "" : slipForm(pages, c, hall, chosen.procedure, ticket)}
      <p><a href="${HALLS}">Danh sách sảnh</a></p>`,
    });
  });

  onAct(pages, "/hall/:hall/desk/begin", [...AT_DESK], async (c, { fields }) => {
    const hall = hallOf(pages, c);
    const ticket = hall && (await ticketOf(hall, given(fields, "ticket")));
    if (hall === undefined || ticket === undefined) return answerUnknown(c, "số thứ tự");
    await startStep(pages, c, hall, ticket, STEP.account);
    return c.redirect(`${deskPath(hall)}?ticket=${ticket.id}`, 303);
  });

  onAct(pages, "/hall/:hall/desk/account", [...AT_DESK], async (c, { fields, key }) => {
    const hall = hallOf(pages, c);
    const ticket = hall && (await ticketOf(hall, given(fields, "ticket")));
    if (hall === undefined || ticket === undefined) return answerUnknown(c, "số thứ tự");
    const account = given(fields, "account");
    const outcome = await runHall(
      pages,
      c,
      hall,
      { type: "linkTicket", ticketId: ticket.id, account: account === undefined ? { has: false } : { has: true, id: account } },
      key,
    );
    if (outcome.outcome === "done") {
      await finishStep(pages, c, hall, ticket.id, STEP.account);
      await startStep(pages, c, hall, (await ticketOf(hall, ticket.id)) ?? ticket, STEP.slip);
    }
    return afterHall(c, outcome, `${deskPath(hall)}?ticket=${ticket.id}`);
  });

  /** A number for the procedure's line, where the person has none yet. */
  const numberFor = async (c: Page, hall: Hall, fields: URLSearchParams, key: string) => {
    const had = given(fields, "ticket")?.toUpperCase();
    if (had !== undefined) return had;
    const priority = given(fields, "priority");
    const taken = await runHall(
      pages,
      c,
      hall,
      { type: "takeTicket", procedureCode: given(fields, "procedure") ?? "", ...(priority === undefined ? {} : { priority }) },
      `${key}:t`,
    );
    return "refusal" in taken ? taken.refusal : (taken.ticket?.id ?? "");
  };

  onAct(pages, "/hall/:hall/desk/slip", [...AT_DESK], async (c, { fields, key }) => {
    const hall = hallOf(pages, c);
    if (hall === undefined) return answerUnknown(c, "sảnh");
    const back = `${deskPath(hall)}?procedure=${encodeURIComponent(given(fields, "procedure") ?? "")}`;
    const identityNumber = given(fields, "identityNumber");
    const phone = given(fields, "phone");
    const applicant = person.safeParse({
      kind: "citizen",
      fullName: given(fields, "fullName"),
      ...(identityNumber === undefined ? {} : { identityNumber }),
      ...(phone === undefined ? {} : { phone }),
    });
    if (!applicant.success)
      return answerRefusal(
        c,
        {
          code: "command.invalid",
          blame: "caller",
          vi: "Thông tin người nộp chưa đúng: họ tên, số định danh (9 hoặc 12 chữ số), điện thoại (10 chữ số).",
          en: "The applicant's data is wrong.",
          hint: { vi: "Sửa rồi lập lại phiếu.", en: "Correct it and try again." },
        },
        back,
      );
    const ticketId = await numberFor(c, hall, fields, key);
    if (typeof ticketId !== "string") return answerRefusal(c, ticketId, back);
    const ticket = await ticketOf(hall, ticketId);
    const account = ticket?.account?.id ?? given(fields, "account");
    const caseKey = given(fields, "case");
    const filed = await runDossier(
      pages,
      c,
      {
        type: "submit",
        channel: "counter",
        procedureCode: given(fields, "procedure") ?? "",
        agencyId: hall.agencyId,
        applicant: applicant.data,
        dossierSlip: { dayNumber: ticketId },
        ...(account === undefined ? {} : { account }),
        ...(caseKey === undefined ? {} : { caseKey }),
      },
      { hall, key },
    );
    if ("refusal" in filed) return answerRefusal(c, filed.refusal, back);
    const { dossierId } = filed.receipt;
    await runHall(
      pages,
      c,
      hall,
      {
        type: "linkTicket",
        ticketId,
        dossierId,
        procedureCode: given(fields, "procedure") ?? "",
        ...(ticket?.account === undefined
          ? { account: account === undefined ? { has: false } : { has: true, id: account } }
          : {}),
      },
      `${key}:l`,
    );
    const dossier = await hub.find(dossierId);
    if (dossier === undefined) return answerUnknown(c, "hồ sơ");
    await printSlip(pages, c, hall, dossierSlipOf(hall, dossier, ticketId), {
      jobId: `dossier-slip:${dossierId}`,
      dossierId,
      ticketId,
    });
    await finishStep(pages, c, hall, ticketId, STEP.slip);
    return c.redirect(`${deskPath(hall)}/slips/${dossierId}`, 303);
  });

  const slipState = async (hall: Hall, dossierId: string): Promise<Html> => {
    const job = await slipJob(pages, hall, `dossier-slip:${dossierId}`);
    return html`<div id="in" hx-get="${deskPath(hall)}/slips/${dossierId}/live" hx-trigger="${job?.state === "done" || job?.state === "failed" ? "none" : "every 1s"}" hx-swap="outerHTML">${printState(job)}</div>`;
  };
  pages.pages.get("/hall/:hall/desk/slips/:dossier/live", pages.signedIn(...AT_DESK), async (c) => {
    const hall = hallOf(pages, c);
    return hall === undefined ? answerUnknown(c, "sảnh") : c.html(await slipState(hall, c.req.param("dossier")));
  });
  pages.pages.get("/hall/:hall/desk/slips/:dossier", pages.signedIn(...AT_DESK), async (c) => {
    const hall = hallOf(pages, c);
    const dossier = await hub.find(c.req.param("dossier"));
    if (hall === undefined || dossier === undefined || dossier.agencyId !== hall.agencyId) return answerUnknown(c, "phiếu");
    // The desk reads its own slips, no other dossier; the account on it is somebody's.
    const slip = dossier.forms.find(({ form }) => form === "dossierSlip");
    if (slip === undefined) return answerUnknown(c, "phiếu");
    const unrecorded = await lookUnrecorded(pages, c, dossier, LOOK_PURPOSE);
    if (unrecorded !== undefined) return unrecorded;
    return answerPage(c, {
      title: "Phiếu hồ sơ",
      live: true,
      body: html`<p class="big"><span class="number">${String(slip.data["dayNumber"] ?? "")}</span></p>
      <dl><dt>Mã hồ sơ</dt><dd>${dossier.code}</dd><dt>Thủ tục</dt><dd>${dossier.procedure.name}</dd><dt>Tài khoản</dt><dd>${dossier.account ?? "Không có"}</dd></dl>
      ${await slipState(hall, dossier.id)}
      <p><a href="${deskPath(hall)}">Người tiếp theo</a></p>`,
    });
  });
};
