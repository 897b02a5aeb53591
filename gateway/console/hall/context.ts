/**
 * The officer's screens of a hall: what they share. Every act is a form of its own with a key, so that a double click is done once, and every
 * dossier command goes through the duties of the person's role (R-I01).
 */
import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { html } from "hono/html";
import type { Hall, HallCounter } from "../../../catalogs/hall.ts";
import type { DossierCommandInput } from "../../../core/dossier/commands.ts";
import type { Dossier, Refusal } from "../../../core/dossier/types.ts";
import type { HallCommandInput } from "../../../core/hall/commands.ts";
import type { HallOutcome, Ticket } from "../../../core/hall/types.ts";
import type { Hub, Outcome, Person } from "../../../core/hub.ts";
import { coversAgency, maySee } from "../../../core/partners/sight.ts";
import { MAY_DO, mayDo, type PersonRole } from "../../../core/people/roles.ts";
import type { GatewayEnv } from "../../env.ts";
import { CONSOLE, type ConsoleContext } from "../context.ts";
import { asPartner, dossierFor } from "../dossier.ts";
import { answerPage, answerProblemPage, type Html, hiddenToken } from "../layout.ts";
import { recordPageLook } from "../look.ts";
import { ownFormsOnly, type SignedInOnly, sessionForm } from "../session.ts";

/** Where these pages live. */
export const HALLS = `${CONSOLE}/hall`;
/** The hidden field by which an act is done once. */
const KEY_FIELD = "_key";

export type Page = Context<GatewayEnv>;
type Answer = Response | Promise<Response>;

export interface HallPages extends ConsoleContext {
  readonly signedIn: SignedInOnly;
}

/** The halls of a person's agencies. */
export const hallsFor = ({ hub }: Pick<HallPages, "hub">, person: Person): readonly Hall[] =>
  [...hub.hall.halls.values()].filter((hall) => coversAgency(asPartner(person), hall.agencyId, hub));

/** The hall of an address, if it is one of this person's. */
export const hallOf = (pages: Pick<HallPages, "hub">, c: Page): Hall | undefined =>
  hallsFor(pages, c.get("person")).find((hall) => hall.id === c.req.param("hall"));

/**
 * Whether a dossier is one of this hall's for this person: he may open it, and the hall's own agency takes part in it. Somebody of several
 * agencies works in a hall for that hall's agency only.
 */
const takesPart = (hub: Pick<Hub, "agency">, person: Person, hall: Hall, dossier: Dossier): boolean =>
  maySee(asPartner(person), dossier, hub) && maySee(asPartner({ ...person, agencies: [hall.agencyId] }), dossier, hub);

/** The dossier of a code at a hall, if it is one of this person's there. A no reads like "there is none". */
export const dossierAt = async (
  { hub }: Pick<HallPages, "hub">,
  c: Page,
  hall: Hall,
  reference: string | undefined,
): Promise<Dossier | undefined> => {
  const dossier = await dossierFor(hub, c.get("person"), reference);
  return dossier !== undefined && takesPart(hub, c.get("person"), hall, dossier) ? dossier : undefined;
};

/** The counter of an address. */
export const counterOf = (hall: Hall, c: Page): HallCounter | undefined =>
  hall.counters.find((counter) => counter.id === c.req.param("counter"));

export const counterPath = (hall: Hall, counter: HallCounter): string => `${HALLS}/${hall.id}/counters/${counter.id}`;
export const deskPath = (hall: Hall): string => `${HALLS}/${hall.id}/desk`;
export const feesPath = (hall: Hall): string => `${HALLS}/${hall.id}/fees`;

/** What is not there, or not this person's: the two read the same. */
export const unknownHere = (what: string): Refusal => ({
  code: "hall.unknown",
  blame: "caller",
  vi: `Không có ${what} này trong các cơ quan anh/chị phụ trách.`,
  en: "There is no such thing in your agencies.",
  hint: { vi: "Kiểm tra lại mã, số đã gõ hoặc đã quét.", en: "Check what was typed or scanned." },
});

/** `back`: where he was, and its name; default: the list of halls. */
export const answerUnknown = (c: Page, what: string, back: readonly [string, string] = [HALLS, "Danh sách sảnh"]): Answer =>
  answerPage(
    c,
    {
      title: "Không tìm thấy",
      narrow: true,
      body: html`<div class="card"><p class="lead">${unknownHere(what).vi}</p><p>${unknownHere(what).hint.vi}</p></div><p class="back"><a href="${back[0]}" autofocus>${back[1]}</a></p>`,
    },
    404,
  );

/** One act: a form with one button, its key, and whatever fields it has. `id`: for buttons that stand elsewhere. */
export const act = (c: Page, action: string, label: string, fields: Html = html``, kind = "", id?: string): Html => html`
  <form method="post" action="${action}" class="act ${kind}"${id === undefined ? "" : html` id="${id}"`}>
    ${hiddenToken(c)}<input type="hidden" name="${KEY_FIELD}" value="${randomUUID()}">
    ${fields} <button type="submit">${label}</button>
  </form>`;

export interface ActInput {
  readonly fields: URLSearchParams;
  /** Of this form: the same act twice is done once. */
  readonly key: string;
}

/** Mounts an act: only from our own page, of this session, by these roles. `work` answers where to go on. */
export const onAct = (
  pages: HallPages,
  path: string,
  roles: readonly PersonRole[],
  work: (c: Page, input: ActInput) => Promise<Answer>,
): void => {
  pages.pages.post(path, pages.signedIn(...roles), ownFormsOnly(pages), async (c) => {
    const read = await sessionForm(c, pages.formTimeoutMs);
    if ("answer" in read) return read.answer;
    const key = read.fields.get(KEY_FIELD) ?? "";
    return work(c, { fields: read.fields, key: /^[0-9a-f-]{36}$/.test(key) ? key : randomUUID() });
  });
};

/** A command of the hall's queue by the person who is signed in. */
export const runHall = (
  { hub }: HallPages,
  c: Page,
  hall: Hall,
  command: HallCommandInput,
  key?: string,
): Promise<HallOutcome> => {
  const { id, name } = c.get("person");
  return hub.hall.execute({
    hallId: hall.id,
    command,
    actor: { kind: "officer", id, name },
    ...(key === undefined ? {} : { key: `person:${id}:${key}` }),
  });
};

const notYours = (role: string): Refusal => ({
  code: "person.role-not-allowed",
  blame: "caller",
  vi: "Vai trò của anh/chị không được thực hiện việc này trong hồ sơ.",
  en: `Role ${role} may not do this in a dossier.`,
  hint: { vi: "Nhờ cán bộ có quyền, hoặc hỏi trưởng bộ phận.", en: "Ask somebody who may." },
});

/** A dossier command by the person who is signed in, within his role's duties and his agencies. */
export const runDossier = async (
  { hub }: HallPages,
  c: Page,
  command: DossierCommandInput,
  { dossier, hall, key }: { readonly dossier?: string; readonly hall: Hall; readonly key: string },
): Promise<Outcome> => {
  const person = c.get("person");
  const { id, name, role } = person;
  const { acts } = MAY_DO[role];
  if (acts === undefined || !mayDo(role, command.type)) return { outcome: "refused", refusal: notYours(role) };
  return hub.execute({
    command,
    actor: { id, name, role: acts, agencyId: hall.agencyId },
    ...(dossier === undefined ? {} : { dossier }),
    may: (one) => takesPart(hub, person, hall, one),
    idempotency: { scope: `person:${id}`, key },
    traceparent: c.get("traceparent"),
  });
};

/** Records a look at a dossier's people from these pages (R-I02); the answer instead, where it could not be recorded. */
export const lookUnrecorded = async (
  pages: HallPages,
  c: Page,
  dossier: Dossier,
  purpose: string,
  what = "console.hall",
): Promise<Response | undefined> => {
  const unrecorded = await recordPageLook(pages, c, { dossierId: dossier.id, what, purpose });
  return unrecorded && answerProblemPage(c, unrecorded);
};

/** The visit is about this dossier from now on. */
export const linkVisit = async (
  pages: HallPages,
  c: Page,
  { hall, ticket, dossier }: { readonly hall: Hall; readonly ticket: Ticket | undefined; readonly dossier: Dossier },
): Promise<void> => {
  if (ticket === undefined || ticket.dossierIds.includes(dossier.id)) return;
  await runHall(pages, c, hall, { type: "linkTicket", ticketId: ticket.id, dossierId: dossier.id });
};

/** A text of a form, trimmed; undefined where it is empty. */
export const given = (fields: URLSearchParams, name: string): string | undefined => {
  const text = fields.get(name)?.normalize("NFC").trim() ?? "";
  return text === "" ? undefined : text;
};

/** A number of a person's paper as people read it out: "001 099 000 012" is 001099000012. Pure. */
export const paperNumber = (text: string | undefined): string | undefined => text?.replaceAll(/[\s.-]/g, "");

/** A telephone number in our own form: "+84 912.000.001" is 0912000001. Pure. */
export const phoneNumber = (text: string | undefined): string | undefined =>
  text?.replaceAll(/[\s().-]/g, "").replace(/^(?:\+|00)?84(?=\d{9}$)/, "0");
