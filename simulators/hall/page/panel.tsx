/** One thing from close by: what it shows and tells, its switches, its troubles, what a person can do to it. */
import type { FC } from "hono/jsx";
import type { SimAction } from "../../kit/types.ts";
import { figureName } from "../../kit/words.ts";
import { KeyButton, LIGHTS, openThing } from "./plan.tsx";
import { actsOf, looksOf, type ThingView } from "./view.ts";

type Scalar = string | number | boolean;
const isScalar = (value: unknown): value is Scalar => ["string", "number", "boolean"].includes(typeof value);

interface SwitchOf {
  readonly of: ThingView;
  readonly id: string;
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly label: string;
  /** Whether it stands as it should: mains and cable in, a trouble not there. */
  readonly good: boolean;
  readonly pressed: boolean;
}

const Switch: FC<SwitchOf> = ({ of, id, path, body, label, good, pressed }) => (
  <form
    id={`switch-${of.id}-${id}`}
    method="post"
    action={`/press/${of.id}`}
    hx-post={`/press/${of.id}`}
    hx-target="#told"
    hx-swap="innerHTML"
  >
    <input type="hidden" name="method" value="POST" />
    <input type="hidden" name="path" value={path} />
    <input type="hidden" name="body" value={JSON.stringify({ ...body, on: !pressed })} />
    <button type="submit" class={`switch ${good ? "" : "bad"}`} aria-pressed={String(pressed) as "true" | "false"}>
      {label}
    </button>
  </form>
);

/** A field for each plain value of the example; anything deeper is written as JSON. */
const Fields: FC<{ readonly id: string; readonly example: unknown }> = ({ id, example }) => {
  const entries = typeof example === "object" && example !== null && !Array.isArray(example) ? Object.entries(example) : [];
  if (example === undefined || (entries.length === 0 && !Array.isArray(example))) return null;
  return entries.length > 0 && entries.every(([, value]) => isScalar(value)) ? (
    entries.map(([name, value]) => (
      <label>
        {name}
        <input id={`${id}-${name}`} name={`set.${name}`} value={String(value)} maxlength={500} autocomplete="off" />
      </label>
    ))
  ) : (
    <textarea name="body" rows={4} spellcheck={false} aria-label="Nội dung JSON">
      {JSON.stringify(example, null, 1)}
    </textarea>
  );
};

/** Left alone by the renewals, so that nobody's typing is lost. */
const Act: FC<{ readonly of: ThingView; readonly act: SimAction; readonly index: number }> = ({ of, act, index }) => {
  const id = `act-${of.id}-${index}`;
  return (
    <form
      id={id}
      class="act"
      method="post"
      action={`/press/${of.id}`}
      hx-post={`/press/${of.id}`}
      hx-target="#told"
      hx-swap="innerHTML"
      hx-morph-skip
    >
      <input type="hidden" name="method" value={act.method} />
      <input type="hidden" name="path" value={act.path} />
      <Fields id={id} example={act.example} />
      <button type="submit" title={act.en}>
        {act.vi}
      </button>
    </form>
  );
};

const Metal: FC<{ readonly of: ThingView }> = ({ of }) => {
  const { metal } = of;
  if (metal === undefined) return null;
  return (
    <>
      <h3>Điện và dây mạng</h3>
      <div class="switches">
        <Switch
          of={of}
          id="power"
          path="/device/power"
          body={{}}
          label="Nguồn điện"
          good={metal.powered}
          pressed={metal.powered}
        />
        <Switch of={of} id="cable" path="/device/cable" body={{}} label="Dây mạng" good={metal.cabled} pressed={metal.cabled} />
      </div>
      {Object.keys(metal.knows).length === 0 ? null : (
        <>
          <h3>Gây sự cố</h3>
          <div class="switches">
            {Object.entries(metal.knows).map(([name, { vi }]) => {
              const there = metal.troubles.includes(name);
              return <Switch of={of} id={name} path="/device/trouble" body={{ name }} label={vi} good={!there} pressed={there} />;
            })}
          </div>
        </>
      )}
    </>
  );
};

const Shown: FC<{ readonly of: ThingView }> = ({ of }) => (
  <>
    {of.picture === undefined ? null : (
      <img class="view" src={`/do/${of.id}${of.picture}?${Date.now()}`} alt={`${of.name}: hình lúc này`} />
    )}
    {of.tells.length === 0 ? null : (
      <ul class="tells">
        {of.tells.map((line) => (
          <li>{line}</li>
        ))}
      </ul>
    )}
  </>
);

/** The panel. */
export const Panel: FC<{ readonly of: ThingView }> = ({ of }) => {
  const { stand, screen } = of;
  return (
    <aside class="panel" id={`panel-${of.id}`} aria-label={of.name} data-light={of.light}>
      <a class="close" {...openThing("")} title="Đóng bảng này">
        Đóng ✕
      </a>
      <h2>
        <span class="light" />
        {of.name}
      </h2>
      <p class="state">{of.problems.length === 0 ? LIGHTS[of.light] : of.problems.join(" ")}</p>
      <Shown of={of} />
      {of.keys.length === 0 ? null : (
        <div class="keys">
          {of.keys.map((key, index) => (
            <KeyButton id={`panel-key-${of.id}-${index}`} thing={of.id} of={key} />
          ))}
        </div>
      )}
      <Metal of={of} />
      {screen === undefined ? null : (
        <>
          <p>
            <a class="open" href={screen.url} target="_blank" rel="noopener">
              Mở màn hình này
            </a>
          </p>
          <p class="note">Đóng cửa sổ của màn hình là “rút điện” của nó.</p>
        </>
      )}
      {stand === undefined ? null : (
        <>
          {actsOf(stand).length === 0 ? null : <h3>Việc làm tay</h3>}
          {actsOf(stand).map((act, index) => (
            <Act of={of} act={act} index={index} />
          ))}
          <h3>Xem thêm</h3>
          <ul class="looks">
            {looksOf(stand).map(({ path, vi }) => (
              <li>
                <a href={`${stand.url}/__sim${path.replace(/^\/__sim/, "")}`} target="_blank" rel="noopener">
                  {vi}
                </a>
              </li>
            ))}
            <li>
              <a href={`${stand.url}/__sim`} target="_blank" rel="noopener">
                Cửa điều khiển của máy mô phỏng
              </a>
            </li>
          </ul>
          <p class="note">
            {Object.entries(of.counts)
              .map(([name, count]) => `${figureName(name)}: ${count.toLocaleString("vi-VN")}`)
              .join(" · ")}
          </p>
        </>
      )}
    </aside>
  );
};
