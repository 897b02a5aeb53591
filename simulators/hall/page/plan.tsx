/** The hall drawn: the wall, the counters with their keys, who waits, the entrance, the room behind. */
import type { FC } from "hono/jsx";
import { Icon, Person } from "./icons.tsx";
import { CALL_KEYS, type Key } from "./things.ts";
import type { DeskView, HallView, Light, ThingView } from "./view.ts";

/** In words, beside the colour. */
export const LIGHTS: Readonly<Record<Light, string>> = {
  ok: "hoạt động",
  warning: "cần để ý",
  failing: "trục trặc",
  off: "chưa nối tới trục",
  unknown: "trục chưa trả lời",
};
/** So many people are drawn in a line; the others are a figure. */
const DRAWN = 8;

/** A link that opens the panel of a thing, here or, without script, as a page. */
export const openThing = (id: string) => {
  const href = `/?thing=${encodeURIComponent(id)}`;
  return {
    href,
    "hx-get": href,
    "hx-target": "#hall",
    "hx-select": "#hall",
    "hx-swap": "outerMorph",
    "hx-push-url": "true",
    // A renewal under way is of the picture before this choice: it must not take the panel away again.
    "hx-sync": "#hall:replace",
  } as const;
};

interface KeyOf {
  readonly id: string;
  readonly thing: string;
  readonly of: Key;
}

/** One key, pressed in place; what came of it is said in the status line. */
export const KeyButton: FC<KeyOf> = ({ id, thing, of }) => (
  <form id={id} method="post" action={`/press/${thing}`} hx-post={`/press/${thing}`} hx-target="#told" hx-swap="innerHTML">
    <input type="hidden" name="method" value="POST" />
    <input type="hidden" name="path" value={of.path} />
    <input type="hidden" name="body" value={JSON.stringify(of.body)} />
    <button type="submit" title={of.title} aria-label={of.title}>
      {of.label}
    </button>
  </form>
);

const trouble = ({ metal, problems }: ThingView): string | undefined =>
  metal?.powered === false ? "mất điện" : metal?.cabled === false ? "rút dây mạng" : problems[0];

interface Card {
  readonly of: ThingView;
  readonly chosen: string | undefined;
  /** The counter that it stands at: its name need not say so again. */
  readonly at?: string;
}

const shortName = (name: string, at: string | undefined): string =>
  at !== undefined && name.toLowerCase().endsWith(` ${at.toLowerCase()}`) ? name.slice(0, -at.length - 1) : name;

const ThingCard: FC<Card> = ({ of, chosen, at }) => {
  const wrong = trouble(of);
  return (
    <div
      class={`thing ${of.kind} ${of.metal?.powered === false ? "dark" : ""} ${chosen === of.id ? "chosen" : ""}`}
      id={`thing-${of.id}`}
      data-light={of.light}
    >
      <a {...openThing(of.id)}>
        {of.kind === "led" && of.picture !== undefined ? (
          <img class="lamps" src={`/do/${of.id}${of.picture}?${Date.now()}`} alt="" />
        ) : (
          <Icon kind={of.kind} />
        )}
        <span class="name">
          <span class="light" title={LIGHTS[of.light]} />
          {shortName(of.name, at)}
        </span>
        <span class={`says ${wrong === undefined ? "" : "wrong"}`}>{wrong ?? of.tells[0] ?? LIGHTS[of.light]}</span>
      </a>
      {of.keys.length === 0 ? null : (
        <div class="keys">
          {of.keys.map((key, index) => (
            <KeyButton id={`key-${of.id}-${index}`} thing={of.id} of={key} />
          ))}
        </div>
      )}
    </div>
  );
};

interface Drawn {
  readonly view: HallView;
  readonly chosen: string | undefined;
}

const UNIT = "hall-call-unit";

const Desk: FC<{ readonly desk: DeskView; readonly keyed: boolean; readonly chosen: string | undefined }> = ({
  desk,
  keyed,
  chosen,
}) => (
  <section class={`desk ${desk.open ? "open" : "shut"}`} id={`desk-${desk.id}`} aria-labelledby={`desk-${desk.id}-name`}>
    <h3 id={`desk-${desk.id}-name`}>{desk.name}</h3>
    <div class="officer">{desk.open ? <Person /> : null}</div>
    <p class={`number ${desk.serving ? "serving" : ""}`}>
      <b>{desk.ticket ?? (desk.open ? "– – –" : "ĐÓNG")}</b>
      <span>
        {desk.ticket === undefined ? (desk.open ? "chờ gọi" : "quầy đóng") : desk.serving ? "đang phục vụ" : "đang gọi"}
      </span>
    </p>
    {keyed && desk.unit !== undefined ? (
      <div class="keys">
        {CALL_KEYS.map((key, index) => (
          <KeyButton
            id={`key-${desk.id}-${index}`}
            thing={UNIT}
            of={{ ...key, title: `${desk.name}: ${key.title}`, body: { ...(key.body as object), unit: desk.unit?.deviceId } }}
          />
        ))}
        <a class={`unit ${chosen === UNIT ? "chosen" : ""}`} data-light={desk.unit.light} {...openThing(UNIT)}>
          <span class="light" title={LIGHTS[desk.unit.light]} />
          bàn phím
        </a>
      </div>
    ) : null}
    {desk.things.map((thing) => (
      <ThingCard of={thing} chosen={chosen} at={desk.name} />
    ))}
  </section>
);

const Waiting: FC<{ readonly view: HallView }> = ({ view }) => {
  const total = view.waiting.reduce((sum, { tickets }) => sum + tickets.length, 0);
  return (
    <section class="waiting" aria-label="Ghế chờ">
      <h2>
        Ghế chờ <small>{total === 0 ? "không ai chờ" : `${total} người chờ`}</small>
      </h2>
      {view.waiting
        .filter(({ tickets }) => tickets.length > 0)
        .map(({ letter, tickets }) => (
          <p class="line" id={`line-${letter}`}>
            {tickets.slice(0, DRAWN).map((ticket) => (
              <span class="sitting" id={`sitting-${ticket}`}>
                <Person />
                {ticket}
              </span>
            ))}
            {tickets.length > DRAWN ? <span class="more">+{tickets.length - DRAWN}</span> : null}
          </p>
        ))}
      {view.absent.length === 0 ? null : <p class="absent">Đã gọi, vắng mặt: {view.absent.slice(-DRAWN).join(", ")}</p>}
    </section>
  );
};

const Things: FC<Drawn & { readonly of: readonly ThingView[] }> = ({ of, chosen }) => (
  <div class="things">
    {of.map((thing) => (
      <ThingCard of={thing} chosen={chosen} />
    ))}
  </div>
);

/** The drawing. `chosen`: the thing whose panel is open. */
export const Plan: FC<Drawn> = ({ view, chosen }) => {
  const keyed = view.all.has(UNIT);
  return (
    <div class="plan">
      <section class="wall" aria-label="Trên tường">
        <Things of={view.wall} view={view} chosen={chosen} />
      </section>
      <section class="desks" aria-label="Các quầy">
        {view.desks.map((desk) => (
          <Desk desk={desk} keyed={keyed} chosen={chosen} />
        ))}
        {view.shared.length === 0 ? null : (
          <section class="desk shared">
            <h3>Bàn dùng chung</h3>
            {view.shared.map((thing) => (
              <ThingCard of={thing} chosen={chosen} />
            ))}
          </section>
        )}
      </section>
      <section class="entrance" aria-label="Cửa vào">
        <h2>Cửa vào</h2>
        <Things of={view.entrance} view={view} chosen={chosen} />
      </section>
      <Waiting view={view} />
      <section class="back" aria-label="Phòng phía sau">
        <h2>Phòng phía sau</h2>
        <Things of={view.back} view={view} chosen={chosen} />
      </section>
    </div>
  );
};
