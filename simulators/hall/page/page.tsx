/** The page around the drawing. It asks for itself every second and a half and morphs in place; without script, a reload shows the same. */
import type { FC } from "hono/jsx";
import { Panel } from "./panel.tsx";
import { Plan } from "./plan.tsx";
import type { HallView } from "./view.ts";

const HUB: Readonly<Record<HallView["hub"], string>> = {
  none: "Không nối với trục liên thông nào.",
  silent: "Trục liên thông không trả lời; sảnh được vẽ như lần cuối nó cho biết.",
  answers: "Trục liên thông đang chạy; đèn của mỗi thiết bị là điều trục biết về nó.",
};

interface PageOf {
  readonly view: HallView;
  readonly chosen: string | undefined;
  readonly hubUrl: string | undefined;
}

/** The whole page. `chosen`: the thing whose panel is open. */
export const Page: FC<PageOf> = ({ view, chosen, hubUrl }) => {
  const thing = chosen === undefined ? undefined : view.all.get(chosen);
  return (
    <html lang="vi">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="htmx-config" content='{"includeIndicatorCSS":false}' />
        <title>{view.name} (mô phỏng)</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/style.css" />
        <script src="/htmx.js" defer />
      </head>
      <body>
        <header>
          <h1>
            {view.name} <small>mô phỏng</small>
          </h1>
          {hubUrl === undefined ? null : (
            <nav aria-label="Trang của trục">
              <a href={`${hubUrl}/console/hall`} target="_blank" rel="noopener">
                Quầy của cán bộ
              </a>
              <a href={`${hubUrl}/`} target="_blank" rel="noopener">
                Trang của người dân
              </a>
            </nav>
          )}
        </header>
        <p id="told" role="status" aria-live="polite" />
        <main
          id="hall"
          class={thing === undefined ? "" : "with-panel"}
          hx-get={thing === undefined ? "/" : `/?thing=${encodeURIComponent(thing.id)}`}
          hx-trigger="every 1500ms, hall:moved from:body"
          hx-select="#hall"
          hx-target="#hall"
          hx-swap="outerMorph"
          hx-sync="#hall:drop"
        >
          <p class={`hub ${view.hub}`}>{HUB[view.hub]}</p>
          <Plan view={view} chosen={thing?.id} />
          {thing === undefined ? null : <Panel of={thing} />}
        </main>
      </body>
    </html>
  );
};
