/** The picture itself: zones of a hall, a card for each device with its lights and switches. Filled and renewed by static.ts' script. */
import { html, raw } from "hono/html";
import type { Served } from "../../kit/serve.ts";
import type { SimAction } from "../../kit/types.ts";

/** One screen of the hub that hangs or stands in the hall. */
export interface HallScreen {
  readonly deviceId: string;
  readonly kind: string;
  readonly name: string;
  readonly url: string;
}

type Html = ReturnType<typeof html>;

/** Where a device stands. The order is the way of a visit. */
const ZONES = [
  { id: "cua-vao", vi: "Cửa vào", en: "Entrance", ids: ["hall-ticket-machine"], kinds: ["kiosk"] },
  {
    id: "tuong",
    vi: "Trên tường",
    en: "On the wall",
    ids: ["hall-led", "hall-loudspeaker"],
    kinds: ["queueDisplay", "resultDisplay"],
  },
  {
    id: "quay",
    vi: "Tại quầy",
    en: "At the counters",
    ids: ["hall-call-unit", "hall-barcode-scanner", "hall-receipt-printer", "hall-document-scanner", "hall-camera"],
    kinds: ["satisfactionTablet"],
  },
  {
    id: "phong-sau",
    vi: "Phòng phía sau",
    en: "Back office",
    ids: ["hall-document-printer", "hall-copier-meter", "hall-ups", "hall-sms-modem", "hall-ivr"],
    kinds: [],
  },
] as const;

/** Pictures that a simulator draws of itself, under its control door. */
const PICTURES: Readonly<Record<string, string>> = {
  "hall-led": "/board.png",
  "hall-receipt-printer": "/papers/last.png",
  "hall-camera": "/view",
};

/** Acts with an example body become buttons; mains and cable have switches of their own. */
const isButton = ({ method, path, example }: SimAction): boolean =>
  method === "POST" && !/^\/device\/(?:power|cable|trouble)$/.test(path) && (example !== undefined || !path.includes(":"));

const button = (id: string, { path, vi, en, example }: SimAction): Html =>
  html`<button type="button" data-do="${id}" data-path="${path}" data-body="${example === undefined ? "" : JSON.stringify(example)}" title="${en}">${vi}</button>`;

const troubles = (id: string, actions: readonly SimAction[]): readonly Html[] =>
  actions
    .filter(({ path }) => path === "/device/trouble")
    .map(({ vi, en, example }) => {
      const { name } = example as { readonly name: string };
      return html`<button type="button" class="trouble" data-trouble="${name}" data-id="${id}" aria-pressed="false" title="${en}">${vi}</button>`;
    });

const deviceCard = ({ simulation, url }: Served): Html => {
  const { id, title } = simulation.definition;
  const actions = simulation.parts.actions ?? [];
  const picture = PICTURES[id];
  const metal = actions.some(({ path }) => path === "/device/power");
  return html`<section class="device" id="${id}" aria-labelledby="${id}-ten">
    <h3 id="${id}-ten"><span class="light" aria-hidden="true"></span>${title.vi}</h3>
    <p class="state" role="status">…</p>
    ${picture === undefined ? "" : html`<img class="picture" data-picture="/do/${id}${picture}" alt="Hình của ${title.vi}">`}
    <div class="knobs">${metal ? html`<button type="button" class="mains" data-id="${id}" aria-pressed="true">Nguồn điện</button><button type="button" class="cable" data-id="${id}" aria-pressed="true">Dây mạng</button>` : ""}
    ${troubles(id, actions)}${actions.filter(isButton).map((action) => button(id, action))}</div>
    <p class="counts"></p>
    <p><a href="${url}/__sim" target="_blank" rel="noopener">Cửa điều khiển</a></p>
  </section>`;
};

const screenCard = ({
  deviceId,
  name,
  url,
}: HallScreen): Html => html`<section class="device screen" data-screen="${deviceId}" aria-labelledby="${deviceId}-ten">
    <h3 id="${deviceId}-ten"><span class="light" aria-hidden="true"></span>${name}</h3>
    <p class="state" role="status">…</p>
    <p><a class="open" href="${url}" target="_blank" rel="noopener">Mở màn hình này</a></p>
    <p class="counts">Đóng cửa sổ của màn hình là "rút điện" của nó.</p>
  </section>`;

/** The whole page. */
export const pageOf = (served: readonly Served[], screens: readonly HallScreen[], hubUrl: string | undefined): Html => {
  const placed = new Set<string>(ZONES.flatMap(({ ids }) => [...ids]));
  const loose = served.filter(({ simulation }) => !placed.has(simulation.definition.id));
  const zone = (ids: readonly string[], kinds: readonly string[]): readonly Html[] => [
    ...ids.flatMap((id) => served.filter(({ simulation }) => simulation.definition.id === id).map(deviceCard)),
    ...screens.filter(({ kind }) => kinds.includes(kind)).map(screenCard),
  ];
  return html`<!doctype html><html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sảnh một cửa (mô phỏng)</title><link rel="stylesheet" href="/style.css"></head><body>
<header><h1>Sảnh một cửa – mọi thiết bị (mô phỏng)</h1><p id="truc" role="status">${hubUrl === undefined ? "Không nối với trục liên thông nào." : "Đang hỏi trục liên thông…"}</p>
${hubUrl === undefined ? "" : html`<p><a href="${hubUrl}/console/hall" target="_blank" rel="noopener">Quầy của cán bộ</a> · <a href="${hubUrl}/" target="_blank" rel="noopener">Trang của người dân</a></p>`}</header>
<main>${ZONES.map(({ id, vi, en, ids, kinds }) => html`<div class="zone" id="${id}"><h2>${vi} <small lang="en">${en}</small></h2><div class="cards">${zone(ids, kinds)}</div></div>`)}
${loose.length === 0 ? "" : html`<div class="zone"><h2>Khác</h2><div class="cards">${loose.map(deviceCard)}</div></div>`}</main>
${raw('<script src="/script.js" defer></script>')}</body></html>`;
};
