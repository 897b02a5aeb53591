/**
 * The help desk (Bộ phận Hỗ trợ – Giám sát): account check, procedure, and the Phiếu hồ sơ with which the counter opens the dossier (R-A06;
 * Đề án 402, quy trình hướng dẫn, bước 2–8).
 */
import { html } from "hono/html";
import type { Hall } from "../../../catalogs/hall.ts";
import type { Procedure } from "../../../catalogs/types.ts";
import { person } from "../../../core/dossier/commands.ts";
import type { Dossier, Refusal } from "../../../core/dossier/types.ts";
import type { Ticket } from "../../../core/hall/types.ts";
import { type ProcedureTitle, readBarcode } from "../../../core/hub.ts";
import { textField } from "../fields.ts";
import { answerPage, type Html, type Mistake } from "../layout.ts";
import { PAGE_ROLES } from "../pages.ts";
import {
  act,
  answerUnknown,
  deskPath,
  given,
  HALLS,
  type HallPages,
  hallOf,
  lookUnrecorded,
  onAct,
  type Page,
  paperNumber,
  phoneNumber,
  runDossier,
  runHall,
} from "./context.ts";
import { dossierSlipOf, printSlip, printState, slipJob } from "./prints.ts";
import { finishStep, STEP, startStep } from "./steps.ts";

const MOST_FOUND = 20;
const LOOK_PURPOSE = "Lập Phiếu hồ sơ tại bàn hướng dẫn";

/** Where the desk stands with somebody: everything that its page shows. */
interface AtDesk {
  readonly hall: Hall;
  readonly ticket: Ticket | undefined;
  /** What was searched for. */
  readonly asked: string;
  readonly chosen: Procedure | undefined;
  /** What was typed into the form that came, and what was wrong with it. */
  readonly values: URLSearchParams;
  readonly mistakes: readonly Mistake[];
}

const search = ({ hall, ticket, asked, chosen }: AtDesk): Html => html`
  <h2>2 · Chọn thủ tục</h2>
  <form method="get" action="${deskPath(hall)}" class="act inline">
    ${ticket === undefined ? "" : html`<input type="hidden" name="ticket" value="${ticket.id}">`}
    ${textField({
      id: "q",
      label: "Tìm theo từ khóa",
      value: asked,
      type: "search",
      more: html`autocomplete="off" maxlength="120" ${ticket?.account !== undefined && chosen === undefined ? html`autofocus` : ""}`,
    })}
    <button type="submit">Tìm</button>
  </form>`;

const found = ({ hall, ticket }: AtDesk, procedures: readonly ProcedureTitle[]): Html => {
  const to = (code: string): string =>
    `${deskPath(hall)}?${new URLSearchParams({ procedure: code, ...(ticket === undefined ? {} : { ticket: ticket.id }) })}`;
  return procedures.length === 0
    ? html`<p role="status">Không tìm thấy thủ tục nào. Thử ít từ hơn, hoặc từ khác.</p>`
    : html`<ul>${procedures.map(({ code, name, field: of }) => html`<li><a href="${to(code)}">${name}</a> <span class="hint">${code} · ${of}</span></li>`)}</ul>`;
};

const accountPart = (c: Page, { hall, ticket, chosen, values, mistakes }: AtDesk): Html => {
  if (ticket === undefined)
    return html`<h2>1 · Người dân đã có số?</h2>
    <div ${chosen === undefined ? html`data-wedge` : ""}>${act(
      c,
      `${deskPath(hall)}/begin`,
      "Bắt đầu với số này",
      textField({
        id: "ticket",
        label: "Số thứ tự (ví dụ A012)",
        value: values.get("ticket") ?? "",
        mistakes,
        more: html`autocomplete="off" autocapitalize="characters" maxlength="80" required ${chosen === undefined ? html`autofocus` : ""}`,
      }),
      "inline",
    )}</div>
    <p class="hint">Gõ hoặc quét số trên phiếu. Chưa có số thì chọn thủ tục ngay; số được cấp cùng Phiếu hồ sơ.</p>`;
  const known =
    ticket.account === undefined ? "chưa kiểm tra" : ticket.account.has ? `có: ${ticket.account.id ?? ""}` : "không có";
  const form = act(
    c,
    `${deskPath(hall)}/account`,
    "Ghi nhận tài khoản",
    html`<input type="hidden" name="ticket" value="${ticket.id}">${textField({
      id: "account",
      label: "Tài khoản người dùng (bỏ trống: không có tài khoản)",
      more: html`autocomplete="off" maxlength="200" ${ticket.account === undefined ? html`autofocus` : ""}`,
    })}`,
    "inline",
  );
  return html`<h2>1 · Tài khoản của số ${ticket.id}</h2><p>Tài khoản: <strong>${known}</strong></p>
    ${ticket.account === undefined ? form : html`<details><summary>Ghi nhận lại</summary>${form}</details>`}`;
};

/** The chip card's QR fills in name and number: a scan instead of twenty keys. Sent in the body, and stored nowhere. */
const cardForm = (c: Page, { hall, ticket, mistakes }: AtDesk, procedure: Procedure): Html =>
  html`<div data-wedge>${act(
    c,
    `${deskPath(hall)}/card`,
    "Điền từ thẻ",
    html`<input type="hidden" name="procedure" value="${procedure.code}">
    ${ticket === undefined ? "" : html`<input type="hidden" name="ticket" value="${ticket.id}">`}
    ${textField({ id: "card", label: "Quét mã QR trên thẻ căn cước (nếu có)", mistakes, more: html`autocomplete="off" maxlength="1000" required` })}`,
    "inline",
  )}</div>`;

const slipForm = ({ hub }: HallPages, c: Page, at: AtDesk, procedure: Procedure): Html => {
  const { hall, ticket, values, mistakes } = at;
  const cases = procedure.cases.filter((one) => one.channels.includes("counter"));
  const priorities = [...hall.priorities];
  const value = (name: string): string => values.get(name) ?? "";
  const field = (id: string, label: string, more: Html): Html =>
    textField({ id, label, value: value(id), mistakes, more: html`autocomplete="off" maxlength="200" ${more}` });
  const option = (name: string, of: string, text: string): Html =>
    html`<option value="${of}" ${value(name) === of ? "selected" : ""}>${text}</option>`;
  return html`<section class="card"><h2>3 · Phiếu hồ sơ</h2><p><strong>${procedure.name}</strong> <span class="hint">${procedure.code}</span></p>
    ${
      cases.length === 0
        ? html`<p class="problem">Thủ tục này không nhận trực tiếp tại quầy.</p>`
        : html`${cardForm(c, at, procedure)}
    ${act(
      c,
      `${deskPath(hall)}/slip`,
      "Lập và in Phiếu hồ sơ",
      html`<input type="hidden" name="procedure" value="${procedure.code}">
      ${ticket === undefined ? "" : html`<input type="hidden" name="ticket" value="${ticket.id}">`}
      ${cases.length > 1 ? html`<div class="field"><label for="case">Trường hợp</label><select id="case" name="case" required>${cases.map((one) => option("case", one.key, one.name ?? one.key))}</select></div>` : ""}
      ${field("fullName", "Họ tên người nộp", html`required ${mistakes.length === 0 ? html`autofocus` : ""}`)}
      ${field("identityNumber", "Số định danh / CCCD", html`inputmode="numeric"`)}
      ${field("phone", "Điện thoại", html`inputmode="tel"`)}
      ${ticket?.account === undefined ? field("account", "Tài khoản (bỏ trống: không có)", html``) : ""}
      ${ticket !== undefined || priorities.length === 0 ? "" : html`<div class="field"><label for="priority">Ưu tiên</label><select id="priority" name="priority"><option value="">Không</option>${priorities.map((id) => option("priority", id, hub.catalogs.priorities.get(id)?.name.vi ?? id))}</select></div>`}`,
      "main",
    )}`
    }</section>`;
};

/** What is wrong with an applicant, field by field. */
const applicantMistakes = (wrong: ReadonlySet<string>): readonly Mistake[] => [
  ...(wrong.has("fullName") ? [{ field: "fullName", text: "Nhập họ tên người nộp." }] : []),
  ...(wrong.has("identityNumber")
    ? [{ field: "identityNumber", text: "Số định danh gồm 12 chữ số, hoặc số CMND 9 chữ số." }]
    : []),
  ...(wrong.has("phone") ? [{ field: "phone", text: "Điện thoại gồm 10 chữ số, bắt đầu bằng 0." }] : []),
];

/** Adds the help desk. */
export const addDesk = (pages: HallPages): void => {
  const { hub } = pages;
  const ticketOf = async (hall: Hall, id: string | undefined): Promise<Ticket | undefined> => {
    const read = id === undefined ? undefined : readBarcode(id.toUpperCase());
    return read?.kind === "ticket" ? (await hub.hall.day(hall.id)).tickets.get(read.code) : undefined;
  };

  const show = async (
    c: Page,
    hall: Hall,
    of: {
      readonly ticket?: string | undefined;
      readonly procedure?: string | undefined;
      readonly asked?: string;
      readonly values?: URLSearchParams;
      readonly mistakes?: readonly Mistake[];
      readonly refusal?: Refusal;
    },
    status: 200 | 409 | 422 = 200,
  ) => {
    const { asked = "", values = new URLSearchParams(), mistakes = [], refusal } = of;
    const ticket = await ticketOf(hall, of.ticket);
    const chosen = of.procedure === undefined ? undefined : (await hub.procedure(of.procedure))?.procedure;
    const at: AtDesk = { hall, ticket, asked, chosen, values, mistakes };
    const results = asked === "" ? undefined : (await hub.searchProcedures({ words: asked, limit: MOST_FOUND })).items;
    return answerPage(
      c,
      {
        title: `Bàn hướng dẫn – ${hall.name.vi}`,
        live: true,
        mistakes,
        ...(refusal === undefined ? {} : { refusal }),
        body: html`<div class="cols even"><div>
      <section class="card">${accountPart(c, at)}</section>
      <section class="card">${search(at)}${results === undefined ? "" : found(at, results)}</section></div>
      ${chosen === undefined ? "" : slipForm(pages, c, at, chosen)}</div>
      <p class="back"><a href="${HALLS}">Danh sách sảnh</a></p>`,
      },
      status,
    );
  };

  pages.pages.get("/hall/:hall/desk", pages.signedIn(...PAGE_ROLES.desk), async (c) => {
    const hall = hallOf(pages, c);
    if (hall === undefined) return answerUnknown(c, "sảnh");
    const asked = (c.req.query("q") ?? "").slice(0, 120);
    return show(c, hall, { ticket: c.req.query("ticket"), procedure: c.req.query("procedure"), asked });
  });

  onAct(pages, "/hall/:hall/desk/begin", PAGE_ROLES.desk, async (c, { fields }) => {
    const hall = hallOf(pages, c);
    if (hall === undefined) return answerUnknown(c, "số thứ tự");
    const ticket = await ticketOf(hall, given(fields, "ticket"));
    if (ticket === undefined)
      return show(
        c,
        hall,
        { values: fields, mistakes: [{ field: "ticket", text: "Hôm nay chưa cấp số này. Kiểm tra lại số trên phiếu." }] },
        422,
      );
    await startStep(pages, c, hall, ticket, STEP.account);
    return c.redirect(`${deskPath(hall)}?ticket=${ticket.id}`, 303);
  });

  onAct(pages, "/hall/:hall/desk/card", PAGE_ROLES.desk, async (c, { fields }) => {
    const hall = hallOf(pages, c);
    if (hall === undefined) return answerUnknown(c, "sảnh");
    const of = { ticket: given(fields, "ticket"), procedure: given(fields, "procedure") };
    const card = readBarcode(fields.get("card") ?? "");
    if (card.kind !== "identity") {
      const text = "Đây không phải mã QR của thẻ căn cước. Quét lại, hoặc gõ họ tên và số định danh.";
      return show(c, hall, { ...of, mistakes: [{ field: "card", text }] }, 422);
    }
    return show(c, hall, { ...of, values: new URLSearchParams({ fullName: card.name, identityNumber: card.number }) });
  });

  onAct(pages, "/hall/:hall/desk/account", PAGE_ROLES.desk, async (c, { fields, key }) => {
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
    if ("refusal" in outcome) return show(c, hall, { ticket: ticket.id, refusal: outcome.refusal }, 409);
    if (outcome.outcome === "done") {
      await finishStep(pages, c, hall, ticket.id, STEP.account);
      await startStep(pages, c, hall, (await ticketOf(hall, ticket.id)) ?? ticket, STEP.slip);
    }
    return c.redirect(`${deskPath(hall)}?ticket=${ticket.id}`, 303);
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

  onAct(pages, "/hall/:hall/desk/slip", PAGE_ROLES.desk, async (c, { fields, key }) => {
    const hall = hallOf(pages, c);
    if (hall === undefined) return answerUnknown(c, "sảnh");
    const procedureCode = given(fields, "procedure") ?? "";
    const again = { procedure: procedureCode, ticket: given(fields, "ticket"), values: fields };
    const identityNumber = paperNumber(given(fields, "identityNumber"));
    const phone = phoneNumber(given(fields, "phone"));
    const applicant = person.safeParse({
      kind: "citizen",
      fullName: given(fields, "fullName"),
      ...(identityNumber === undefined ? {} : { identityNumber }),
      ...(phone === undefined ? {} : { phone }),
    });
    if (!applicant.success) {
      const mistakes = applicantMistakes(new Set(applicant.error.issues.map(({ path: [first] }) => String(first))));
      return show(c, hall, { ...again, mistakes }, 422);
    }
    const ticketId = await numberFor(c, hall, fields, key);
    if (typeof ticketId !== "string") return show(c, hall, { ...again, refusal: ticketId }, 409);
    const ticket = await ticketOf(hall, ticketId);
    const account = ticket?.account?.id ?? given(fields, "account");
    const caseKey = given(fields, "case");
    const filed = await runDossier(
      pages,
      c,
      {
        type: "submit",
        channel: "counter",
        procedureCode,
        agencyId: hall.agencyId,
        applicant: applicant.data,
        dossierSlip: { dayNumber: ticketId },
        ...(account === undefined ? {} : { account }),
        ...(caseKey === undefined ? {} : { caseKey }),
      },
      { hall, key },
    );
    // A number that was taken for this slip stays his: trying again must not take another.
    if ("refusal" in filed) return show(c, hall, { ...again, ticket: ticketId, refusal: filed.refusal }, 409);
    const { dossierId } = filed.receipt;
    await runHall(
      pages,
      c,
      hall,
      {
        type: "linkTicket",
        ticketId,
        dossierId,
        procedureCode,
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

  /** A slip that this desk gave. The desk reads its own slips, no other dossier; the account on it is somebody's. */
  const slipOf = async (c: Page) => {
    const hall = hallOf(pages, c);
    const dossier = hall && (await hub.find(c.req.param("dossier") ?? ""));
    const slip = dossier?.forms.find(({ form }) => form === "dossierSlip");
    return hall === undefined || slip === undefined || dossier?.agencyId !== hall.agencyId ? undefined : { hall, dossier, slip };
  };
  const slipState = async (hall: Hall, { id }: Dossier): Promise<Html> => {
    const job = await slipJob(pages, hall, `dossier-slip:${id}`);
    return html`<div id="in" hx-get="${deskPath(hall)}/slips/${id}/live" hx-trigger="${job?.state === "done" || job?.state === "failed" ? "none" : "every 1s"}" hx-swap="outerHTML">${printState(job)}</div>`;
  };
  pages.pages.get("/hall/:hall/desk/slips/:dossier/live", pages.signedIn(...PAGE_ROLES.desk), async (c) => {
    const found = await slipOf(c);
    return found === undefined ? answerUnknown(c, "phiếu") : c.html(await slipState(found.hall, found.dossier));
  });
  pages.pages.get("/hall/:hall/desk/slips/:dossier", pages.signedIn(...PAGE_ROLES.desk), async (c) => {
    const found = await slipOf(c);
    if (found === undefined) return answerUnknown(c, "phiếu");
    const { hall, dossier, slip } = found;
    const unrecorded = await lookUnrecorded(pages, c, dossier, LOOK_PURPOSE);
    if (unrecorded !== undefined) return unrecorded;
    return answerPage(c, {
      title: "Phiếu hồ sơ",
      live: true,
      narrow: true,
      body: html`<section class="card"><div class="ticket"><span class="number">${String(slip.data["dayNumber"] ?? "")}</span><p class="big">${dossier.code}</p></div>
      <dl><dt>Mã hồ sơ</dt><dd>${dossier.code}</dd><dt>Thủ tục</dt><dd>${dossier.procedure.name}</dd><dt>Tài khoản</dt><dd>${dossier.account ?? "Không có"}</dd></dl>
      ${await slipState(hall, dossier)}</section>
      <p class="back"><a href="${deskPath(hall)}" autofocus>Người tiếp theo</a></p>`,
    });
  });
};
