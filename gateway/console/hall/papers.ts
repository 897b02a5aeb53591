/** The papers of a dossier at a counter: counted, scanned, taken from what was kept (R-A02, R-A07, R-A11). */
import { html } from "hono/html";
import type { Procedure } from "../../../catalogs/types.ts";
import type { HeldComponent } from "../../../core/dossier/commands.ts";
import type { Dossier } from "../../../core/dossier/types.ts";
import type { HeldPaper } from "../../../core/hub.ts";
import { mayDo } from "../../../core/people/roles.ts";
import { timeText } from "../format.ts";
import type { Html } from "../layout.ts";
import { mayUse } from "../pages.ts";
import type { AtCounter } from "./at-counter.ts";
import { act, type Page } from "./context.ts";

type Component = Procedure["components"][number];

const heldOf = (dossier: Dossier, componentId: string): HeldComponent =>
  dossier.components.find((component) => component.componentId === componentId) ?? {
    componentId,
    originals: 0,
    copies: 0,
    files: [],
  };

const number = (name: string, label: string, of: string, value: number | string): Html =>
  html`<label>${label} <input type="number" name="${name}" value="${value}" min="0" max="100" inputmode="numeric" aria-label="${label}: ${of}"></label>`;

/** What a file is besides a file: kept from here for later, or taken from what was kept before. */
const keptText = (paper: string | undefined, here: ReadonlySet<string>): Html =>
  paper === undefined ? html`` : html` <span class="hint">${here.has(paper) ? "(đã lưu để dùng lại)" : "(dùng lại)"}</span>`;

interface Table {
  /** Whether papers may still be put in, by this person. */
  readonly open: boolean;
  readonly keptHere: ReadonlySet<string>;
  /** What stands in the form that came and was refused. */
  readonly typed: URLSearchParams | undefined;
}

/** Enter in a field presses a form's first button: it must save, and not start the scanner. */
const ENTER_SAVES = html`<button type="submit" class="hidden" tabindex="-1" aria-hidden="true">Lưu</button>`;

const counts = (originals: number, copies: number): string =>
  [...(originals > 0 ? [`${originals} chính`] : []), ...(copies > 0 ? [`${copies} sao`] : [])].join(", ") || "–";

const componentRow = ({ dossier, path }: AtCounter, spec: Component, { open, keptHere, typed }: Table): Html => {
  const held = heldOf(dossier, spec.id);
  const name = spec.name.slice(0, 80);
  const files = held.files.map(
    (file) =>
      html`<li><a href="${path}/files/${file.blob}" target="_blank" rel="noopener">${file.name}</a>${keptText(file.paper, keptHere)}</li>`,
  );
  return html`<tr><th scope="row">${spec.name}${spec.required ? "" : html` <span class="hint">(nếu có)</span>`}</th>
    <td class="fit">${counts(spec.originals, spec.copies)}</td>
    <td>${open ? html`<div class="pair">${number(`o_${spec.id}`, "chính", name, typed?.get(`o_${spec.id}`) ?? held.originals)}${number(`c_${spec.id}`, "sao", name, typed?.get(`c_${spec.id}`) ?? held.copies)}</div>` : counts(held.originals, held.copies)}</td>
    <td>${files.length === 0 ? "" : html`<ul class="files">${files}</ul>`}
      ${open ? html`<button type="submit" formaction="${path}/scan" name="component" value="${spec.id}">Quét<span class="hidden"> ${name}</span></button>` : ""}</td></tr>`;
};

/** The table of papers, with fields where this person may still count and scan. */
export const papersPart = (c: Page, at: AtCounter, held: readonly HeldPaper[], typed: URLSearchParams | undefined): Html => {
  const { dossier, procedure, path } = at;
  if (procedure === undefined) return html``;
  const open = dossier.receivedAt === undefined && mayUse(c.get("person").role, "papers");
  const keptHere = new Set(held.filter(({ dossierId }) => dossierId === dossier.id).map(({ id }) => id));
  const table = html`<div class="wide"><table class="papers short" aria-labelledby="thanh-phan">
    <thead><tr><th scope="col">Giấy tờ</th><th scope="col">Cần</th><th scope="col">Đã nhận</th><th scope="col">Bản điện tử</th></tr></thead>
    <tbody>${procedure.components.map((spec) => componentRow(at, spec, { open, keptHere, typed }))}</tbody></table></div>`;
  return html`<section class="card"><h2 id="thanh-phan">Thành phần hồ sơ</h2>${
    open
      ? act(
          c,
          `${path}/papers`,
          "Lưu số giấy tờ đã nhận",
          html`${ENTER_SAVES}${table}<div class="acts"><label class="tick"><input type="checkbox" name="oneSided" value="yes"> Quét một mặt</label>
          <button type="submit" name="all" value="yes">Đã nhận đủ giấy tờ bắt buộc</button>
          ${mayDo(c.get("person").role, "check") && dossier.status === "submitted" && dossier.check?.outcome !== "valid" ? html`<button type="submit" name="valid" value="yes">Lưu và xác nhận hợp lệ</button>` : ""}</div>`,
        )
      : table
  }</section>`;
};

/** What was kept of the applicant's papers and is not in this dossier yet. */
export const reusablePart = (c: Page, { dossier, procedure, path }: AtCounter, held: readonly HeldPaper[]): Html => {
  const used = new Set(dossier.components.flatMap(({ files }) => files.map(({ paper }) => paper)));
  const free = held.filter(({ id }) => !used.has(id));
  const may = mayDo(c.get("person").role, "amend");
  if (!may || free.length === 0 || dossier.receivedAt !== undefined || procedure === undefined) return html``;
  return html`<section class="card"><h2>Giấy tờ đã số hóa của người nộp</h2><ul>${free.map(
    (paper) => html`<li>${paper.name} <span class="hint">(số hóa ${timeText(paper.keptAt)})</span>
      ${act(
        c,
        `${path}/reuse`,
        "Dùng lại",
        html`<input type="hidden" name="paper" value="${paper.id}"><div class="field"><label for="cho-${paper.id}">cho giấy tờ</label><select id="cho-${paper.id}" name="component">${procedure.components.map(
          (spec) =>
            html`<option value="${spec.id}" ${spec.id === paper.componentId ? "selected" : ""}>${spec.name.slice(0, 80)}</option>`,
        )}</select></div>`,
        "inline",
      )}</li>`,
  )}</ul></section>`;
};
