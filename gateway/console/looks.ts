/** Who looked at a dossier, when and what for (R-I02): for those who supervise. It shows nothing of the applicant, so it is no look itself. */
import type { Context } from "hono";
import { html } from "hono/html";
import type { Hub, Look } from "../../core/hub.ts";
import type { GatewayEnv } from "../env.ts";
import { CONSOLE, type ConsoleContext } from "./context.ts";
import { dossierFor, maySeeLooks } from "./dossier.ts";
import { textField } from "./fields.ts";
import { timeText } from "./format.ts";
import { answerPage, type Html, type Mistake } from "./layout.ts";
import { PAGE_ROLES } from "./pages.ts";
import type { SignedInOnly } from "./session.ts";

const CODE = "ma-ho-so";
const PAGE = 50;
const CURSOR = /^[\w-]{1,200}$/;

const form = (given: string, mistakes: readonly Mistake[]): Html => html`
    <form method="get" action="${CONSOLE}/looks" class="card inline">
      ${textField({ id: CODE, name: "dossier", label: "Mã hồ sơ", value: given, mistakes, more: html`autocomplete="off" spellcheck="false" maxlength="80" required` })}
      <button type="submit" class="main">Tìm</button>
    </form>`;

/** Doors and pages by their names; what is asked by a program keeps the name of its operation. */
const DOORS: ReadonlyMap<string, string> = new Map([
  ["console", "Trang cán bộ"],
  ["rest", "REST"],
  ["soap", "SOAP"],
  ["dvcqg", "Cổng Dịch vụ công"],
]);
const WHAT: ReadonlyMap<string, string> = new Map([
  ["console.dossier", "Xem hồ sơ"],
  ["console.hall", "Làm việc tại quầy"],
  ["console.fees", "Thu phí, lệ phí"],
  ["console.file", "Xem tệp giấy tờ"],
  ["readDossier", "Xem hồ sơ"],
]);

/** "person:nv-014" → the person's name and id; "partner:portal-hue" → the system's. */
const namesOf = async (hub: Pick<Hub, "people" | "partners">, looks: readonly Look[]): Promise<ReadonlyMap<string, string>> => {
  const distinct = [...new Set(looks.map(({ who }) => who))];
  const named = distinct.map(async (who): Promise<readonly [string, string]> => {
    const id = who.slice(who.indexOf(":") + 1);
    const found = who.startsWith("person:") ? await hub.people.get(id) : await hub.partners.get(id);
    return [who, found === undefined ? who : `${found.name} (${id})`];
  });
  return new Map(await Promise.all(named));
};

const table = (looks: readonly Look[], names: ReadonlyMap<string, string>): Html => html`
    <section class="card"><div class="wide"><table>
      <caption>Lượt xem, mới nhất trước</caption>
      <thead><tr><th scope="col">Lúc</th><th scope="col">Ai xem</th><th scope="col">Cho ai</th><th scope="col">Để làm gì</th><th scope="col">Qua cửa</th><th scope="col">Chức năng</th></tr></thead>
      <tbody>${looks.map(
        (look) => html`
        <tr><td class="time">${timeText(look.at)}</td><td>${names.get(look.who) ?? look.who}</td><td>${look.onBehalfOf ?? "–"}</td><td>${look.purpose}</td><td>${DOORS.get(look.door) ?? look.door}</td><td>${WHAT.get(look.what) ?? look.what}</td></tr>`,
      )}
      </tbody>
    </table></div></section>`;

/** Adds the page. */
export const addLooks = ({ pages, hub }: ConsoleContext, signedIn: SignedInOnly): void => {
  const page = (c: Context<GatewayEnv>, body: Html, mistakes: readonly Mistake[] = []) =>
    answerPage(c, { title: "Ai đã xem hồ sơ", mistakes, body }, mistakes.length === 0 ? 200 : 404);

  pages.get("/looks", signedIn(...PAGE_ROLES.looks), async (c) => {
    const given = c.req.query("dossier")?.trim();
    if (given === undefined) return page(c, form("", []));
    const dossier = await dossierFor(hub, c.get("person"), given);
    if (dossier === undefined || !maySeeLooks(c.get("person"), dossier, hub)) {
      const mistakes = [{ field: CODE, text: "Không có hồ sơ này trong các cơ quan anh/chị phụ trách." }];
      return page(c, form(given.slice(0, 80), mistakes), mistakes);
    }
    c.set("dossierId", dossier.id);
    const cursor = c.req.query("cursor");
    const { items, next } = await hub.partners.looks({
      dossierId: dossier.id,
      limit: PAGE,
      ...(cursor !== undefined && CURSOR.test(cursor) ? { cursor } : {}),
    });
    const more = next === undefined ? "" : `${CONSOLE}/looks?${new URLSearchParams({ dossier: given, cursor: next })}`;
    return page(
      c,
      html`${form(given, [])}
    ${items.length === 0 ? html`<p>Chưa có lượt xem nào.</p>` : table(items, await namesOf(hub, items))}
    ${more === "" ? "" : html`<p><a href="${more}">Các lượt xem trước đó</a></p>`}`,
    );
  });
};
