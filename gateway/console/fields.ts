/** Fields of the console's forms: label, hint and what is wrong stand above the field, and are tied to it for screen readers. */
import { html } from "hono/html";
import type { Html, Mistake } from "./layout.ts";

interface TextField {
  readonly id: string;
  /** As it is sent; default: the id. */
  readonly name?: string;
  readonly label: string;
  /** What stands in it: what was typed is never lost by an error. */
  readonly value?: string;
  readonly hint?: string;
  readonly mistakes?: readonly Mistake[];
  readonly type?: "text" | "password" | "search";
  /** Further attributes. */
  readonly more?: Html;
}

/** How a field says that it is wrong, and what describes it, to eyes and to screen readers. */
export const described = (
  id: string,
  mistakes: readonly Mistake[],
  hint?: string,
): { readonly attributes: Html; readonly text: Html } => {
  const mistake = mistakes.find(({ field }) => field === id);
  const ids = [...(hint === undefined ? [] : [`${id}-goi-y`]), ...(mistake === undefined ? [] : [`${id}-loi`])];
  return {
    attributes: html`${mistake === undefined ? "" : html`aria-invalid="true"`} ${ids.length === 0 ? "" : html`aria-describedby="${ids.join(" ")}"`}`,
    text: html`${hint === undefined ? "" : html`<p class="hint" id="${id}-goi-y">${hint}</p>`}${mistake === undefined ? "" : html`<p class="wrong" id="${id}-loi">${mistake.text}</p>`}`,
  };
};

/** A field of one line. */
export const textField = ({
  id,
  name = id,
  label,
  value,
  hint,
  mistakes = [],
  type = "text",
  more = html``,
}: TextField): Html => {
  const { attributes, text } = described(id, mistakes, hint);
  return html`<div class="field"><label for="${id}">${label}</label>${text}
      <input type="${type}" id="${id}" name="${name}" ${value === undefined ? "" : html`value="${value}"`} ${attributes} ${more}></div>`;
};
