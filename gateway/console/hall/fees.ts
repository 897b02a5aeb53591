/**
 * The fee desk (R-D01, R-D02; Đề án 402, quy trình tiếp nhận, mục 3: thu nộp phí, lệ phí): a dossier by its code, bar code or number; what is
 * open; the money, in cash or by transfer; a slip for each payment; both steps timed (R-B15). For who takes money, and nobody else. It shows who
 * pays and what for, and nothing else of the person.
 */
import { html } from "hono/html";
import type { Hall } from "../../../catalogs/hall.ts";
import type { Dossier, Payment, Refusal } from "../../../core/dossier/types.ts";
import type { HallDay, Ticket } from "../../../core/hall/types.ts";
import { readBarcode } from "../../../core/hub.ts";
import { dong } from "../../../core/papers/words.ts";
import { qrPath } from "../../public/qr.ts";
import { textField } from "../fields.ts";
import { timeText } from "../format.ts";
import { answerPage, type Html, type Mistake } from "../layout.ts";
import { PAGE_ROLES } from "../pages.ts";
import { procedureOf } from "./at-counter.ts";
import {
  act,
  answerUnknown,
  dossierAt,
  feesPath,
  given,
  HALLS,
  type HallPages,
  hallOf,
  lookUnrecorded,
  onAct,
  type Page,
  runDossier,
  unknownHere,
} from "./context.ts";
import {
  type AtMoney,
  askFee,
  chargeValue,
  offeredFees,
  openCharges,
  outstanding,
  paymentJob,
  printPayment,
  readCharge,
  takePayment,
} from "./money.ts";
import { printState, slipJob } from "./prints.ts";
import { finishStep, STEP, startStep } from "./steps.ts";

const PURPOSE = "Thu phí, lệ phí tại bàn thu";
const OPERATION = "console.fees";
/** Of the visits of today so many are looked through for money that is open: those that came last. */
const MOST_VISITS = 40;
/** As banks number transfers; it also names the print job. */
const REFERENCE = /^[A-Za-z0-9][A-Za-z0-9./_-]{3,59}$/;
const REFERENCE_TEXT = "Số giao dịch của ngân hàng gồm 4 đến 60 chữ không dấu, số và các dấu . / _ -";

interface AtFees extends AtMoney {
  readonly path: string;
}

/** What was not carried out, and what stood in the form. */
interface NotDone {
  readonly refusal?: Refusal;
  readonly mistakes?: readonly Mistake[];
  readonly typed?: URLSearchParams;
}

const OVER: ReadonlySet<Ticket["state"]> = new Set(["done", "left", "closed"]);
/** The visit that a dossier belongs to, while it lasts: its steps are timed. */
const visitOf = (day: HallDay, dossierId: string): Ticket | undefined =>
  [...day.tickets.values()].findLast(({ state, dossierIds }) => !OVER.has(state) && dossierIds.includes(dossierId));

const total = (dossier: Dossier): number => openCharges(dossier).reduce((sum, charge) => sum + outstanding(charge), 0);

const findForm = (c: Page, hall: Hall, typed: string, mistakes: readonly Mistake[]): Html =>
  html`<section class="card" data-wedge><h2>Tìm hồ sơ</h2>${act(
    c,
    `${feesPath(hall)}/open`,
    "Mở khoản thu",
    textField({
      id: "ma",
      name: "ref",
      label: "Mã hồ sơ hoặc số thứ tự (gõ, hoặc quét mã vạch)",
      value: typed,
      mistakes,
      more: html`autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="80" required autofocus`,
    }),
    "inline main",
  )}</section>`;

const openButton = (c: Page, hall: Hall, code: string): Html =>
  act(
    c,
    `${feesPath(hall)}/open`,
    "Mở",
    html`<input type="hidden" name="ref" value="${code}"><span class="hidden">${code}</span>`,
  );

const codeOf = ({ code, nationalCode, id }: Dossier): string => code ?? nationalCode ?? id;

/** Today's visitors who have something to pay: codes and sums, nobody's name, so this is no look. */
const waitingList = async ({ hub }: HallPages, c: Page, hall: Hall): Promise<Html> => {
  const day = await hub.hall.day(hall.id);
  const visits = [...day.tickets.values()].filter(({ dossierIds }) => dossierIds.length > 0).slice(-MOST_VISITS);
  const pairs = visits.flatMap(({ id, dossierIds }) => dossierIds.map((dossierId) => [id, dossierId] as const));
  const rows = await Promise.all(pairs.map(async ([ticketId, id]) => ({ ticketId, dossier: await hub.find(id) })));
  const open = rows.flatMap(({ ticketId, dossier }) =>
    dossier === undefined || total(dossier) === 0 ? [] : [{ ticketId, dossier }],
  );
  return html`<section class="card" id="cho-thu" hx-get="${feesPath(hall)}/live" hx-trigger="every 5s" hx-swap="outerMorph"><h2>Đang chờ thu</h2>${
    open.length === 0
      ? html`<p>Hôm nay chưa có khoản nào đang chờ tại sảnh.</p>`
      : html`<div class="wide"><table class="short middle"><caption class="hidden">Hồ sơ của khách trong ngày còn khoản phải thu</caption>
      <thead><tr><th scope="col">Số</th><th scope="col">Hồ sơ</th><th scope="col" class="count">Còn phải thu</th><td></td></tr></thead>
      <tbody>${open.map(({ ticketId, dossier }) => html`<tr><td class="fit"><span class="number">${ticketId}</span></td><th scope="row">${codeOf(dossier)}</th><td class="count">${dong(total(dossier))}</td><td class="fit">${openButton(c, hall, codeOf(dossier))}</td></tr>`)}</tbody></table></div>`
  }</section>`;
};

/** Ids of a charge's fields, by the charge as its forms name it. */
const transferField = (charge: string): string => `so-giao-dich-${charge}`;
const reasonField = (charge: string): string => `ly-do-${charge}`;

const chargePart = async (
  c: Page,
  { path }: AtFees,
  charge: Dossier["charges"][number],
  { typed, mistakes = [] }: NotDone,
): Promise<Html> => {
  const { name, request } = charge;
  const value = chargeValue(charge);
  const mine = typed?.get("charge") === value;
  const hidden = html`<input type="hidden" name="charge" value="${value}">`;
  const code = request?.qr === undefined ? undefined : await qrPath(request.qr);
  return html`<li><p class="big">${name}: ${dong(outstanding(charge))}</p>
    <div class="acts">${act(c, `${path}/cash`, "Đã thu tiền mặt", hidden, "main")}</div>
    ${code === undefined ? "" : html`<details><summary>Mã QR để người nộp tự trả</summary><svg class="qr" viewBox="0 0 ${code.side} ${code.side}" role="img" aria-label="Mã QR thanh toán ${name}"><path d="${code.path}"></path></svg><p class="hint">Ngân hàng báo về thì khoản này tự xong; tải lại trang để xem.</p></details>`}
    <details ${mine && typed?.has("reference") ? "open" : ""}><summary>Đã nhận chuyển khoản</summary>${act(
      c,
      `${path}/transfer`,
      "Ghi nhận chuyển khoản",
      html`${hidden}${textField({ id: transferField(value), name: "reference", label: "Số giao dịch của ngân hàng", value: mine ? (typed?.get("reference") ?? "") : "", mistakes, more: html`maxlength="60" required autocomplete="off"` })}`,
      "inline",
    )}</details>
    <details ${mine && typed?.has("reason") ? "open" : ""}><summary>Hủy khoản yêu cầu nhầm</summary>${act(
      c,
      `${path}/cancel`,
      "Hủy khoản này",
      html`${hidden}${textField({ id: reasonField(value), name: "reason", label: "Lý do", value: mine ? (typed?.get("reason") ?? "") : "", mistakes, more: html`maxlength="500" required autocomplete="off"` })}`,
      "inline grave",
    )}</details></li>`;
};

const METHODS = { cash: "tiền mặt", transfer: "chuyển khoản", online: "trực tuyến", cod: "thu hộ khi phát" } as const;

/** A payment with its slip; the slip is asked about anew until it is over. */
const paymentPart = async (pages: HallPages, c: Page, at: AtFees, payment: Payment, index: number): Promise<Html> => {
  const { path, dossier, hall } = at;
  const name = dossier.charges.find(({ chargeId }) => chargeId === payment.chargeId)?.name ?? payment.chargeId;
  const job = await slipJob(pages, hall, paymentJob(payment.reference));
  const over = job === undefined || job.state === "done" || job.state === "failed";
  const hidden = html`<input type="hidden" name="reference" value="${payment.reference}">`;
  const receiptId = `bien-lai-${index}`;
  return html`<li id="nop-${index}" hx-get="${path}/payments/${index}" hx-trigger="${over ? "none" : "every 1s"}" hx-swap="outerHTML">
    <p>${name}: <strong>${dong(payment.amount)} – đã xong</strong></p>
    <p class="hint">${METHODS[payment.method]} lúc ${timeText(payment.at)} · ${payment.reference}${payment.receipt === undefined ? "" : ` · biên lai ${payment.receipt.number}`}</p>
    ${job === undefined ? "" : printState(job)}
    <div class="acts">${act(c, `${path}/print`, job === undefined ? "In phiếu thu" : "In lại phiếu thu", hidden)}</div>
    ${payment.receipt === undefined ? html`<details><summary>Ghi số biên lai giấy</summary>${act(c, `${path}/receipt`, "Ghi số biên lai", html`${hidden}${textField({ id: receiptId, name: "number", label: "Số biên lai", more: html`maxlength="60" required autocomplete="off"` })}`, "inline")}</details>` : ""}</li>`;
};

const answerDesk = async (
  pages: HallPages,
  c: Page,
  hall: Hall,
  wrong: { readonly typed: string; readonly mistakes: readonly Mistake[]; readonly choices?: readonly string[] } = {
    typed: "",
    mistakes: [],
  },
): Promise<Response> =>
  answerPage(
    c,
    {
      title: `Bàn thu phí – ${hall.name.vi}`,
      live: true,
      mistakes: wrong.mistakes,
      body: html`<div class="cols"><div>${findForm(c, hall, wrong.typed, wrong.mistakes)}
      ${wrong.choices === undefined ? "" : html`<section class="card"><h2>Số này có nhiều hồ sơ</h2><ul>${wrong.choices.map((code) => html`<li>${code} ${openButton(c, hall, code)}</li>`)}</ul></section>`}</div>
      ${await waitingList(pages, c, hall)}</div>
      <p class="back"><a href="${HALLS}">Danh sách sảnh</a></p>`,
    },
    wrong.mistakes.length > 0 ? 404 : 200,
  );

const answerFees = async (pages: HallPages, c: Page, at: AtFees, notDone: NotDone = {}): Promise<Response> => {
  const { dossier, hall, path, ticket } = at;
  const unrecorded = await lookUnrecorded(pages, c, dossier, PURPOSE, OPERATION);
  if (unrecorded !== undefined) return unrecorded;
  const { refusal, mistakes = [] } = notDone;
  const open = openCharges(dossier);
  const [charges, payments] = await Promise.all([
    Promise.all(open.map((charge) => chargePart(c, at, charge, notDone))),
    Promise.all(dossier.payments.map((payment, index) => paymentPart(pages, c, at, payment, index))),
  ]);
  const more = offeredFees(at);
  return answerPage(
    c,
    {
      title: `Thu phí hồ sơ ${codeOf(dossier)}`,
      live: true,
      mistakes,
      ...(refusal === undefined ? {} : { refusal }),
      body: html`<p class="crumbs"><a href="${feesPath(hall)}">Về bàn thu phí</a></p>
      <div class="cols"><div><section class="card"><h2>Phải thu</h2>
        ${open.length === 0 ? html`<p class="done">Không còn khoản nào phải thu.</p><p><a href="${feesPath(hall)}">Người tiếp theo</a></p>` : html`<p class="sum">${dong(total(dossier))}</p><ul class="charges">${charges}</ul>`}
        ${open.length < 2 ? "" : act(c, `${path}/cash`, `Đã thu tiền mặt cả ${open.length} khoản: ${dong(total(dossier))}`, html`${open.map((charge) => html`<input type="hidden" name="charge" value="${chargeValue(charge)}">`)}`)}
      </section>
      ${payments.length === 0 ? "" : html`<section class="card"><h2>Đã thu</h2><ul class="charges">${payments}</ul></section>`}</div>
      <div class="side"><section class="card"><dl>
        <dt>Người nộp</dt><dd>${dossier.applicant.fullName}</dd>
        <dt>Thủ tục</dt><dd>${dossier.procedure.name}</dd>
        ${ticket === undefined ? "" : html`<dt>Số thứ tự</dt><dd><span class="number">${ticket.id}</span></dd>`}</dl></section>
      ${more.length === 0 ? "" : html`<section class="card"><h2>Khoản khác của thủ tục</h2>${more.map(({ name, amount }) => act(c, `${path}/ask`, `Thu ${name}: ${dong(amount)}`, html`<input type="hidden" name="name" value="${name}">`))}</section>`}</div></div>`,
    },
    refusal !== undefined ? 409 : mistakes.length > 0 ? 422 : 200,
  );
};

/** Adds the fee desk. */
export const addFees = (pages: HallPages): void => {
  const { hub } = pages;
  const base = "/hall/:hall/fees";

  const at = async (c: Page): Promise<AtFees | undefined> => {
    const hall = hallOf(pages, c);
    const dossier = hall && (await dossierAt(pages, c, hall, c.req.param("ref")));
    if (hall === undefined || dossier === undefined) return undefined;
    const ticket = visitOf(await hub.hall.day(hall.id), dossier.id);
    const procedure = await procedureOf(pages, dossier);
    return { hall, dossier, procedure, ticket, path: `${feesPath(hall)}/dossiers/${dossier.id}` };
  };

  /** Collecting is timed from the moment at which there is something to collect; before that the amount is told (R-B15). */
  const time = (c: Page, { hall, dossier, ticket }: AtMoney): Promise<void> =>
    startStep(pages, c, hall, ticket, openCharges(dossier).length > 0 ? STEP.fee : STEP.feeNotice, dossier.id);

  pages.pages.get(base, pages.signedIn(...PAGE_ROLES.fees), (c) => {
    const hall = hallOf(pages, c);
    return hall === undefined ? answerUnknown(c, "sảnh") : answerDesk(pages, c, hall);
  });
  pages.pages.get(`${base}/live`, pages.signedIn(...PAGE_ROLES.fees), async (c) => {
    const hall = hallOf(pages, c);
    return hall === undefined ? answerUnknown(c, "sảnh") : c.html(await waitingList(pages, c, hall));
  });

  onAct(pages, `${base}/open`, PAGE_ROLES.fees, async (c, { fields }) => {
    const hall = hallOf(pages, c);
    if (hall === undefined) return answerUnknown(c, "sảnh");
    const typed = given(fields, "ref") ?? "";
    const read = readBarcode(typed.toUpperCase());
    const day = await hub.hall.day(hall.id);
    const ids = read.kind === "ticket" ? (day.tickets.get(read.code)?.dossierIds ?? []) : [typed];
    const found = (await Promise.all(ids.map((id) => dossierAt(pages, c, hall, id)))).filter((one) => one !== undefined);
    const [dossier] = found;
    if (dossier === undefined) {
      const text = read.kind === "ticket" ? `Số ${read.code} chưa có hồ sơ nào hôm nay.` : unknownHere("hồ sơ").vi;
      return answerDesk(pages, c, hall, { typed, mistakes: [{ field: "ma", text }] });
    }
    if (found.length > 1) return answerDesk(pages, c, hall, { typed, mistakes: [], choices: found.map(codeOf) });
    await time(c, { hall, dossier, procedure: undefined, ticket: visitOf(day, dossier.id) });
    return c.redirect(`${feesPath(hall)}/dossiers/${encodeURIComponent(codeOf(dossier))}`, 303);
  });

  pages.pages.get(`${base}/dossiers/:ref`, pages.signedIn(...PAGE_ROLES.fees), async (c) => {
    const here = await at(c);
    const hall = hallOf(pages, c);
    if (here === undefined) return answerUnknown(c, "hồ sơ", hall && [feesPath(hall), "Về bàn thu phí"]);
    return answerFees(pages, c, here);
  });
  pages.pages.get(`${base}/dossiers/:ref/payments/:index`, pages.signedIn(...PAGE_ROLES.fees), async (c) => {
    const here = await at(c);
    const index = Number(c.req.param("index"));
    const payment = here?.dossier.payments[index];
    if (here === undefined || payment === undefined) return answerUnknown(c, "khoản đã thu");
    return c.html(await paymentPart(pages, c, here, payment, index));
  });

  /** Mounts an act on a dossier's money; it ends on its page: done, or with why not and what was typed. */
  const mount = (
    path: string,
    work: (c: Page, here: AtFees, fields: URLSearchParams, key: string) => Promise<NotDone | undefined>,
  ): void =>
    onAct(pages, `${base}/dossiers/:ref/${path}`, PAGE_ROLES.fees, async (c, { fields, key }) => {
      const here = await at(c);
      if (here === undefined) return answerUnknown(c, "hồ sơ");
      const notDone = await work(c, here, fields, key);
      const now = (await at(c)) ?? here;
      if (notDone !== undefined) return answerFees(pages, c, now, { typed: fields, ...notDone });
      if (openCharges(now.dossier).length > 0) await time(c, now);
      else await finishStep(pages, c, now.hall, now.ticket?.id, STEP.fee);
      return c.redirect(`${feesPath(now.hall)}/dossiers/${encodeURIComponent(codeOf(now.dossier))}`, 303);
    });
  /** Why an outcome is none, for the page. */
  const failed = (outcome: Awaited<ReturnType<typeof askFee>>): NotDone | undefined =>
    "blame" in outcome ? { refusal: outcome } : "refusal" in outcome ? { refusal: outcome.refusal } : undefined;

  mount("ask", async (c, here, fields, key) => failed(await askFee(pages, c, here, given(fields, "name"), key)));

  mount("cash", async (c, here, fields, key) => {
    const charges = fields.getAll("charge");
    for (const [index, charge] of charges.entries()) {
      const notDone = failed(await takePayment(pages, c, here, { charge, paid: { method: "cash" }, key: `${key}:${index}` }));
      if (notDone !== undefined) return notDone;
    }
    return undefined;
  });

  mount("transfer", async (c, here, fields, key) => {
    const charge = given(fields, "charge") ?? "";
    const reference = given(fields, "reference") ?? "";
    if (!REFERENCE.test(reference)) return { mistakes: [{ field: transferField(charge), text: REFERENCE_TEXT }] };
    return failed(await takePayment(pages, c, here, { charge, paid: { method: "transfer", reference }, key }));
  });

  mount("cancel", async (c, { dossier, hall }, fields, key) => {
    const charge = given(fields, "charge") ?? "";
    const reason = given(fields, "reason");
    if (reason === undefined) return { mistakes: [{ field: reasonField(charge), text: "Ghi lý do hủy." }] };
    const { chargeId } = readCharge(charge);
    return failed(await runDossier(pages, c, { type: "cancelCharge", chargeId, reason }, { dossier: dossier.id, hall, key }));
  });

  mount("receipt", async (c, { dossier, hall }, fields, key) => {
    const [reference, number] = [given(fields, "reference") ?? "", given(fields, "number") ?? ""];
    const command = { type: "recordReceipt", reference, number } as const;
    return failed(await runDossier(pages, c, command, { dossier: dossier.id, hall, key }));
  });

  // The first slip has one job for good; each further one is a copy and says so.
  mount("print", async (c, here, fields, key) => {
    const payment = here.dossier.payments.find(({ reference }) => reference === fields.get("reference"));
    if (payment === undefined) return { refusal: unknownHere("khoản đã thu") };
    const before = await slipJob(pages, here.hall, paymentJob(payment.reference));
    const job = await printPayment(pages, c, here, payment, before === undefined ? undefined : key);
    return "blame" in job ? { refusal: job } : undefined;
  });
};
