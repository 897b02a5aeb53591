/**
 * One dossier. What for comes first: the look is recorded with its purpose (R-I02) before anything is shown, and what cannot be recorded is not
 * shown. Who does not handle dossiers sees state and course, but nobody's name or number.
 */
import type { Context } from "hono";
import { html } from "hono/html";
import type { Person as Applicant } from "../../core/dossier/commands.ts";
import { EVENT_TITLES } from "../../core/dossier/events.ts";
import { STATUSES } from "../../core/dossier/statuses.ts";
import type { Dossier } from "../../core/dossier/types.ts";
import type { Hub, PartnerAccount, Person } from "../../core/hub.ts";
import { coversAgency, maySee } from "../../core/partners/sight.ts";
import { MAY_DO } from "../../core/people/roles.ts";
import { typedCode } from "../auth/look-up.ts";
import { readPurpose } from "../auth/looks.ts";
import type { GatewayEnv } from "../env.ts";
import { type Problem, problem } from "../problem.ts";
import { refParams } from "../rest/schemas.ts";
import { CONSOLE, type ConsoleContext } from "./context.ts";
import { textField } from "./fields.ts";
import { agencyText, timeText } from "./format.ts";
import { answerPage, answerProblemPage, type Html, hiddenToken, type Mistake } from "./layout.ts";
import { recordPageLook } from "./look.ts";
import { mayUse } from "./pages.ts";
import { ownFormsOnly, type SignedInOnly, sessionForm } from "./session.ts";

/** What people mostly open a dossier for; anything else they write themselves. */
const PURPOSES = [
  "Tiếp nhận, kiểm tra hồ sơ",
  "Giải quyết hồ sơ được giao",
  "Ký, phát hành kết quả",
  "Thu phí, lệ phí",
  "Trả kết quả",
  "Trả lời người nộp hồ sơ",
  "Giám sát, đôn đốc tiến độ",
  "Giải quyết phản ánh, kiến nghị",
] as const;
const OTHER = "muc-dich-khac";
/** Under which the look is recorded. */
const OPERATION = "console.dossier";

const unknown = (): Problem =>
  problem(404, "dossier.not-found", {
    detail: {
      vi: "Không có hồ sơ này trong các cơ quan anh/chị phụ trách.",
      en: "There is no such dossier in your agencies.",
    },
    hint: { vi: "Kiểm tra lại mã hồ sơ.", en: "Check the code." },
  });

/** To sight.ts a person is like the system of his agencies. */
export const asPartner = ({ id, name, agencies }: Person): PartnerAccount => ({ id, name, role: "portal", agencies });

/** The dossier of a code, if this person may open it: one of his agencies takes part in it. A no reads like "there is none". */
export const dossierFor = async (
  hub: Pick<Hub, "agency" | "find">,
  person: Person,
  reference: string | undefined,
): Promise<Dossier | undefined> => {
  const parsed = refParams.safeParse({ ref: typedCode(reference ?? "") });
  if (!parsed.success || !MAY_DO[person.role].seesDossiers) return undefined;
  return hub.find(parsed.data.ref, (dossier) => maySee(asPartner(person), dossier, hub));
};

/** Who looked is for those who supervise the receiving agency, as at the API's door: not for whom a dossier was only forwarded to. */
export const maySeeLooks = (person: Person, dossier: Dossier, hub: Pick<Hub, "agency">): boolean =>
  mayUse(person.role, "looks") && coversAgency(asPartner(person), dossier.agencyId, hub);

/** The purpose that the form brought: what was written goes before what was pressed; undefined where it is none. */
const purposeOf = (fields: URLSearchParams): string | undefined => {
  const written = fields.get("other")?.trim() ?? "";
  return readPurpose(encodeURIComponent(written === "" ? (fields.get("purpose") ?? "") : written));
};

/** Purposes are sent in the body: what people write may name somebody, and addresses are kept by browsers and proxies. */
const askPurpose = (c: Context<GatewayEnv>, reference: string, mistakes: readonly Mistake[], written = "") => {
  const action = `${CONSOLE}/dossiers/${encodeURIComponent(reference)}`;
  return answerPage(
    c,
    {
      title: "Mở hồ sơ để làm gì?",
      mistakes,
      body: html`
    <p>Hồ sơ <strong>${reference}</strong>. Mỗi lượt xem được ghi lại: ai xem, lúc nào, để làm gì.</p>
    <div class="cols even">
    <form method="post" action="${action}" class="card">
      ${hiddenToken(c)}
      <h2>Chọn mục đích</h2>
      <div class="acts">${PURPOSES.map((purpose) => html`<button type="submit" name="purpose" value="${purpose}">${purpose}</button>`)}</div>
    </form>
    <form method="post" action="${action}" class="card">
      ${hiddenToken(c)}
      <h2>Mục đích khác</h2>
      ${textField({ id: OTHER, name: "other", label: "Ghi rõ mục đích", value: written, mistakes, more: html`autocomplete="off" maxlength="300" required` })}
      <button type="submit">Xem hồ sơ</button>
    </form>
    </div>`,
    },
    mistakes.length === 0 ? 200 : 422,
  );
};

const row = (term: string, value: string | undefined): Html =>
  value === undefined ? html`` : html`<dt>${term}</dt><dd>${value}</dd>`;

const personRows = (title: string, person: Applicant | undefined): Html =>
  person === undefined
    ? html``
    : html`
    <section class="card"><h2>${title}</h2>
    <dl>
      ${row("Họ tên", person.fullName)}
      ${row("Số định danh, CCCD, CMND", person.identityNumber)}
      ${row("Mã số thuế", person.taxCode)}
      ${row("Ngày sinh", person.birthDate?.split("-").reverse().join("/"))}
      ${row("Điện thoại", person.phone)}
      ${row("Thư điện tử", person.email)}
      ${row("Địa chỉ", person.address?.detail)}
    </dl></section>`;

const state = (dossier: Dossier, hub: Pick<Hub, "agency">): Html => html`
    <h2>Tình trạng</h2>
    <dl>
      ${row("Trạng thái", STATUSES[dossier.status].vi)}
      ${row("Thủ tục", `${dossier.procedure.name} (${dossier.procedure.code})`)}
      ${row("Mã quốc gia", dossier.nationalCode)}
      ${row("Cơ quan tiếp nhận", agencyText(hub, dossier.agencyId))}
      ${row("Nộp lúc", timeText(dossier.submittedAt))}
      ${row("Tiếp nhận lúc", timeText(dossier.receivedAt))}
      ${row("Hẹn trả", timeText(dossier.clock?.dueAt))}
      ${dossier.clock?.stopped === undefined ? "" : row("Thời hạn", `tạm dừng từ ${timeText(dossier.clock.stopped.since)}`)}
    </dl>`;

/** Adds the page. */
export const addDossier = (context: ConsoleContext, signedIn: SignedInOnly): void => {
  const { pages, hub, log, formTimeoutMs } = context;

  pages.get("/dossiers/:ref", signedIn(), async (c) => {
    const reference = c.req.param("ref");
    const dossier = await dossierFor(hub, c.get("person"), reference);
    return dossier === undefined ? answerProblemPage(c, unknown()) : askPurpose(c, reference, []);
  });

  pages.post("/dossiers/:ref", ownFormsOnly(context), signedIn(), async (c) => {
    const read = await sessionForm(c, formTimeoutMs);
    if ("answer" in read) return read.answer;
    const person = c.get("person");
    const reference = c.req.param("ref");
    const dossier = await dossierFor(hub, person, reference);
    if (dossier === undefined) return answerProblemPage(c, unknown());
    const purpose = purposeOf(read.fields);
    if (purpose === undefined) {
      const mistakes = [{ field: OTHER, text: "Chọn một mục đích, hoặc ghi rõ trong 300 ký tự." }];
      return askPurpose(c, reference, mistakes, read.fields.get("other") ?? "");
    }
    const unrecorded = await recordPageLook({ hub, log }, c, { dossierId: dossier.id, what: OPERATION, purpose });
    if (unrecorded !== undefined) return answerProblemPage(c, unrecorded);
    const { seesPeople } = MAY_DO[person.role];
    const events = await hub.timeline(dossier.id);
    return answerPage(c, {
      title: `Hồ sơ ${dossier.code ?? dossier.nationalCode ?? dossier.id}`,
      body: html`
    <p class="hint">Mục đích xem đã ghi lại: ${purpose}</p>
    <div class="cols">
    <div>
      <section class="card">${state(dossier, hub)}</section>
      ${seesPeople ? personRows("Người nộp", dossier.applicant) : html`<p class="note">Vai trò này không xem thông tin cá nhân của người nộp.</p>`}
      ${seesPeople ? personRows("Chủ hồ sơ", dossier.owner) : ""}
    </div>
    <section class="card">
      <h2>Diễn biến</h2>
      <ol>${events.map((event) => html`<li><time datetime="${event.at}">${timeText(event.at)}</time> – ${EVENT_TITLES[event.type]}</li>`)}</ol>
      ${maySeeLooks(person, dossier, hub) ? html`<p><a href="${CONSOLE}/looks?dossier=${encodeURIComponent(reference)}">Ai đã xem hồ sơ này</a></p>` : ""}
    </section>
    </div>`,
    });
  });
};
