/** The papers of a dossier at a counter: counted, scanned, taken from what was kept (R-A02, R-A07, R-A11). */
import { html } from "hono/html";
import type { Procedure } from "../../../catalogs/types.ts";
import type { HeldComponent } from "../../../core/dossier/commands.ts";
import type { HeldPaper } from "../../../core/hub.ts";
import { mayDo } from "../../../core/people/roles.ts";
import { described } from "../fields.ts";
import { timeText } from "../format.ts";
import type { Html, Mistake } from "../layout.ts";
import { mayUse } from "../pages.ts";
import type { AtCounter, NotDone } from "./at-counter.ts";
import { act, type Page } from "./context.ts";
import { heldOf, MOST_PAPERS, shownValue } from "./counts.ts";

type Component = Procedure["components"][number];

/** The form of the papers: what else is done to the dossier is sent with it, by buttons that stand beside it. */
const PAPERS_FORM = "giay-to-da-nhan";

/** Whether papers may still be put in, by this person. */
const isOpen = (c: Page, { dossier, procedure }: AtCounter): boolean =>
  procedure !== undefined && dossier.receivedAt === undefined && mayUse(c.get("person").role, "papers");

/** An act of a dossier as it stands beside its papers. */
interface Beside {
  /** "valid": below the dossier's own address. */
  readonly to: string;
  readonly label: string;
  /** What the button itself says: a name and its value. */
  readonly says?: readonly [name: string, value: string];
  /** Its fields, each with the attributes given; none of them `required`, they are sent with other acts too. */
  readonly fields?: (more: Html) => Html;
  readonly kind?: string;
}

/**
 * While papers are open it is a button of their form: counts that were typed and not saved yet go with every act, without any script. Else a
 * form of its own.
 */
export const actBeside = (c: Page, at: AtCounter, { to, label, says, fields = () => html``, kind = "" }: Beside): Html => {
  const action = `${at.path}/${to}`;
  if (!isOpen(c, at)) {
    const said = says === undefined ? "" : html`<input type="hidden" name="${says[0]}" value="${says[1]}">`;
    return act(c, action, label, html`${said}${fields(html``)}`, kind);
  }
  const mine = html`form="${PAPERS_FORM}"`;
  return html`<div class="act ${kind}">${fields(mine)} <button type="submit" ${mine} formaction="${action}"${says === undefined ? "" : html` name="${says[0]}" value="${says[1]}"`}>${label}</button></div>`;
};

interface CountField {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  /** What is counted. */
  readonly of: string;
  readonly value: number | string;
}

const number = ({ id, name, label, of, value }: CountField, mistakes: readonly Mistake[]): Html => {
  const { attributes, text } = described(id, mistakes);
  return html`<label>${label} <input type="number" id="${id}" name="${name}" value="${value}" min="0" max="${MOST_PAPERS}" inputmode="numeric" aria-label="${label}: ${of}" ${attributes}></label>${text}`;
};

/** What a file is besides a file: kept from here for later, or taken from what was kept before. */
const keptText = (paper: string | undefined, here: ReadonlySet<string>): Html =>
  paper === undefined ? html`` : html` <span class="hint">${here.has(paper) ? "(đã lưu để dùng lại)" : "(dùng lại)"}</span>`;

interface Table {
  /** Whether papers may still be put in, by this person. */
  readonly open: boolean;
  readonly keptHere: ReadonlySet<string>;
  /** What stands in the form that came and was refused. */
  readonly typed: URLSearchParams | undefined;
  readonly mistakes: readonly Mistake[];
}

/** Enter in a field presses a form's first button: it must save, and not start the scanner. */
const ENTER_SAVES = html`<button type="submit" class="hidden" tabindex="-1" aria-hidden="true">Lưu</button>`;

const counts = (originals: number, copies: number): string =>
  [...(originals > 0 ? [`${originals} chính`] : []), ...(copies > 0 ? [`${copies} sao`] : [])].join(", ") || "–";

/** The two numbers of a paper, and what they were when the page was made: so a page that is out of date is known by what it brings. */
const countFields = (spec: Component, held: HeldComponent, { typed, mistakes }: Table): Html => {
  const of = spec.name.slice(0, 80);
  const field = (sign: "o" | "c", label: string, now: number): Html =>
    number(
      { id: `${sign}-${spec.id}`, name: `${sign}_${spec.id}`, label, of, value: typed?.get(`${sign}_${spec.id}`) ?? now },
      mistakes,
    );
  return html`<input type="hidden" name="b_${spec.id}" value="${shownValue(held)}"><div class="pair">${field("o", "chính", held.originals)}${field("c", "sao", held.copies)}</div>`;
};

const componentRow = ({ dossier, path }: AtCounter, spec: Component, table: Table): Html => {
  const { open, keptHere } = table;
  const held = heldOf(dossier, spec.id);
  const name = spec.name.slice(0, 80);
  const files = held.files.map(
    (file) =>
      html`<li><a href="${path}/files/${file.blob}" target="_blank" rel="noopener">${file.name}</a>${keptText(file.paper, keptHere)}</li>`,
  );
  return html`<tr><th scope="row">${spec.name}${spec.required ? "" : html` <span class="hint">(nếu có)</span>`}</th>
    <td class="fit">${counts(spec.originals, spec.copies)}</td>
    <td>${open ? countFields(spec, held, table) : counts(held.originals, held.copies)}</td>
    <td>${files.length === 0 ? "" : html`<ul class="files">${files}</ul>`}
      ${open ? html`<button type="submit" formaction="${path}/scan" name="component" value="${spec.id}">Quét<span class="hidden"> ${name}</span></button>` : ""}</td></tr>`;
};

/** The table of papers, with fields where this person may still count and scan. */
export const papersPart = (c: Page, at: AtCounter, held: readonly HeldPaper[], { typed, mistakes = [] }: NotDone): Html => {
  const { dossier, procedure, path } = at;
  if (procedure === undefined) return html``;
  const open = isOpen(c, at);
  const keptHere = new Set(held.filter(({ dossierId }) => dossierId === dossier.id).map(({ id }) => id));
  const table = html`<div class="wide"><table class="papers short" aria-labelledby="thanh-phan">
    <thead><tr><th scope="col">Giấy tờ</th><th scope="col">Cần</th><th scope="col">Đã nhận</th><th scope="col">Bản điện tử</th></tr></thead>
    <tbody>${procedure.components.map((spec) => componentRow(at, spec, { open, keptHere, typed, mistakes }))}</tbody></table></div>`;
  return html`<section class="card"><h2 id="thanh-phan">Thành phần hồ sơ</h2>${
    open
      ? act(
          c,
          `${path}/papers`,
          "Lưu số giấy tờ đã nhận",
          html`${ENTER_SAVES}${table}<div class="acts"><label class="tick"><input type="checkbox" name="oneSided" value="yes"> Quét một mặt</label>
          <button type="submit" name="all" value="yes">Đã nhận đủ giấy tờ bắt buộc</button></div>`,
          "",
          PAPERS_FORM,
        )
      : table
  }</section>`;
};

/** Which component a kept paper is to be used for. */
export const reuseField = (paperId: string): string => `for_${paperId}`;

/** What was kept of the applicant's papers and is not in this dossier yet. */
export const reusablePart = (c: Page, at: AtCounter, held: readonly HeldPaper[]): Html => {
  const { dossier, procedure } = at;
  const used = new Set(dossier.components.flatMap(({ files }) => files.map(({ paper }) => paper)));
  const free = held.filter(({ id }) => !used.has(id));
  const may = mayDo(c.get("person").role, "amend");
  if (!may || free.length === 0 || dossier.receivedAt !== undefined || procedure === undefined) return html``;
  return html`<section class="card"><h2>Giấy tờ đã số hóa của người nộp</h2><ul>${free.map(
    (paper) => html`<li>${paper.name} <span class="hint">(số hóa ${timeText(paper.keptAt)})</span>
      ${actBeside(c, at, {
        to: "reuse",
        label: "Dùng lại",
        says: ["paper", paper.id],
        kind: "inline",
        fields: (more) =>
          html`<div class="field"><label for="cho-${paper.id}">cho giấy tờ</label><select id="cho-${paper.id}" name="${reuseField(paper.id)}" ${more}>${procedure.components.map(
            (spec) =>
              html`<option value="${spec.id}" ${spec.id === paper.componentId ? "selected" : ""}>${spec.name.slice(0, 80)}</option>`,
          )}</select></div>`,
      })}</li>`,
  )}</ul></section>`;
};
