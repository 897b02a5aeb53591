/**
 * What a person had typed when his session was over: shown once more to the browser that sent it, so that it can be copied and is not lost. Only
 * what people type themselves; what pages carry hidden says nothing to anybody.
 */
import { html } from "hono/html";
import type { Html } from "./layout.ts";

/** Fields that people fill in, as their pages call them. */
const LABELS: ReadonlyMap<string, string> = new Map([
  ["fullName", "Họ tên người nộp"],
  ["identityNumber", "Số giấy tờ tùy thân"],
  ["phone", "Điện thoại"],
  ["account", "Tài khoản"],
  ["receiver", "Người nhận"],
  ["authorisation", "Văn bản ủy quyền"],
  ["reason", "Lý do"],
  ["reference", "Số giao dịch"],
  ["number", "Số biên lai"],
  ["other", "Mục đích"],
]);
const COUNTS: Readonly<Record<string, string>> = { o: "Số bản chính", c: "Số bản sao" };

/** The label of a field; undefined for what nobody typed. A count that is as its page showed it was not typed. */
const labelOf = (fields: URLSearchParams, name: string, value: string): string | undefined => {
  const [sign = "", id] = [name.slice(0, name.indexOf("_")), name.slice(name.indexOf("_") + 1)];
  if (sign === "m") return `Lý do bổ sung (${id})`;
  const [originals, copies] = (fields.get(`b_${id}`) ?? "").split(":");
  const count = COUNTS[sign];
  if (count !== undefined) return value === (sign === "o" ? originals : copies) ? undefined : `${count} (${id})`;
  return LABELS.get(name);
};

/** What was typed into a form, with labels; nothing where nothing was. */
export const typedPart = (fields: URLSearchParams): Html => {
  const rows = [...fields].flatMap(([name, value]) => {
    const label = value.trim() === "" ? undefined : labelOf(fields, name, value.trim());
    return label === undefined ? [] : [html`<dt>${label}</dt><dd>${value}</dd>`];
  });
  return rows.length === 0
    ? html``
    : html`<section class="card"><h2>Nội dung vừa gõ, chưa được lưu</h2><p>Chép lại trước khi rời trang này.</p><dl>${rows}</dl></section>`;
};
