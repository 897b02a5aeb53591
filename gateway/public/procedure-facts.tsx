/** What a procedure's page and its extract show, in the order of the published form. */
import type { Child, FC } from "hono/jsx";
import type { Leg, Route } from "../../catalogs/route.ts";
import type { Agency, ComponentSpec, Procedure, ProcedureCase } from "../../catalogs/types.ts";
import type { Hub } from "../../core/hub.ts";
import { forThePublic, sourceInWords } from "../../core/papers/words.ts";
import { Vi } from "./layout.tsx";
import { post } from "./procedure-texts.ts";
import type { Lang } from "./text.ts";
import { channelsText, feeText, levelText, onlineText, resolverText, timeText } from "./words.ts";

interface Props {
  readonly lang: Lang;
  readonly procedure: Procedure;
}

const Fact: FC<{ readonly name: string; readonly children?: Child }> = ({ name, children }) => (
  <>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </>
);

type Agencies = Pick<Hub, "agency" | "catalogs">;

const legAgency = (lang: Lang, leg: Leg, hub: Pick<Hub, "agency">): { readonly text: string; readonly data: boolean } => {
  if (leg.kind === "payment") return { text: post(lang, "payer"), data: false };
  if (leg.agency === "receiving") return { text: post(lang, "receiving"), data: false };
  if (leg.agency === "parent") return { text: post(lang, "parent"), data: false };
  return { text: hub.agency(leg.agency)?.name ?? leg.agency, data: true };
};

const Resolvers: FC<Props & { readonly hub: Agencies }> = ({ lang, procedure, hub }) => {
  const names = namedResolvers(procedure.code, hub.catalogs.agencies.values());
  return names.length === 0 ? <span>{resolverText(lang, procedure.level)}</span> : <Vi lang={lang}>{names.join("; ")}</Vi>;
};

/** More names than these are no answer to "who"; then the level is. */
const MOST_NAMES = 3;

/** The agencies of the catalog that name this procedure as theirs; none where it goes by level, or where they are many. Pure. */
export const namedResolvers = (code: string, agencies: Iterable<Agency>): readonly string[] => {
  const names = [...agencies]
    .filter(({ resolves, status }) => status === "open" && resolves !== "level" && resolves.includes(code))
    .map(({ name }) => name);
  return names.length > MOST_NAMES ? [] : names;
};

/** Who resolves it: an agency of its level, those that name it as theirs, or the agencies of its route in their order. */
const ResolvedBy: FC<Props & { readonly route: Route | undefined; readonly hub: Agencies }> = ({
  lang,
  procedure,
  route,
  hub,
}) =>
  route === undefined ? (
    <Resolvers lang={lang} procedure={procedure} hub={hub} />
  ) : (
    <>
      <p>{post(lang, "onlyOnce")}</p>
      <ol>
        {route.legs.map((leg) => {
          const { text, data } = legAgency(lang, leg, hub);
          return (
            <li>
              <Vi lang={lang}>{leg.name}</Vi>: {data ? <Vi lang={lang}>{text}</Vi> : text}
            </li>
          );
        })}
      </ol>
    </>
  );

/** Code, field, level, channels, who resolves it. */
export const Facts: FC<Props & { readonly route: Route | undefined; readonly hub: Agencies }> = (props) => {
  const { lang, procedure } = props;
  return (
    <dl class="facts">
      <Fact name={post(lang, "code")}>
        <span class="code">{procedure.code}</span>
      </Fact>
      <Fact name={post(lang, "field")}>
        <Vi lang={lang}>{procedure.field}</Vi>
      </Fact>
      <Fact name={post(lang, "level")}>{levelText(lang, procedure.level)}</Fact>
      <Fact name={post(lang, "resolvedBy")}>
        <ResolvedBy {...props} />
      </Fact>
      <Fact name={post(lang, "channels")}>
        {channelsText(lang, [...new Set(procedure.cases.flatMap((one) => one.channels))])}
      </Fact>
      <Fact name={post(lang, "online")}>{onlineText(lang, procedure.onlineLevel)}</Fact>
    </dl>
  );
};

const TimeCell: FC<{ readonly lang: Lang; readonly one: ProcedureCase }> = ({ lang, one }) => (
  <>
    {timeText(lang, one.time)}
    {one.time.kind === "unstated" && one.time.prose !== undefined ? (
      <p class="hint">
        <Vi lang={lang}>{forThePublic(one.time.prose)}</Vi>
      </p>
    ) : (
      ""
    )}
  </>
);

const FeeCell: FC<{ readonly lang: Lang; readonly one: ProcedureCase }> = ({ lang, one }) =>
  one.fees.length === 0 ? (
    <span>{post(lang, "notStated")}</span>
  ) : (
    <ul class="plain">
      {one.fees.map((fee) => (
        <li>
          {feeText(lang, fee)}
          {fee.note === undefined ? (
            ""
          ) : (
            <p class="hint">
              <Vi lang={lang}>{forThePublic(fee.note)}</Vi>
            </p>
          )}
        </li>
      ))}
    </ul>
  );

/** Time and fees, one row per case and its channels. */
export const Cases: FC<Props> = ({ lang, procedure: { cases } }) => (
  <section aria-labelledby="thoi-han">
    <h2 id="thoi-han">{post(lang, "cases")}</h2>
    <table class="stack">
      <caption class="hidden">{post(lang, "cases")}</caption>
      <thead>
        <tr>
          <th scope="col">{post(lang, "case")}</th>
          <th scope="col">{post(lang, "channels")}</th>
          <th scope="col">{post(lang, "time")}</th>
          <th scope="col">{post(lang, "fees")}</th>
        </tr>
      </thead>
      <tbody>
        {cases.map((one) => (
          <tr>
            <th scope="row">
              {one.name === undefined ? post(lang, "commonCase") : <Vi lang={lang}>{forThePublic(one.name)}</Vi>}
            </th>
            <td data-label={post(lang, "channels")}>{channelsText(lang, one.channels)}</td>
            <td data-label={post(lang, "time")}>
              <TimeCell lang={lang} one={one} />
            </td>
            <td data-label={post(lang, "fees")}>
              <FeeCell lang={lang} one={one} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </section>
);

/** Components that stand together under one heading; the catalog's order stays. Pure. */
export const groupsOf = (
  components: readonly ComponentSpec[],
): readonly { readonly group: string | undefined; readonly items: readonly ComponentSpec[] }[] => {
  const groups: { group: string | undefined; items: ComponentSpec[] }[] = [];
  for (const spec of components) {
    const last = groups.at(-1);
    if (last === undefined || last.group !== spec.group) groups.push({ group: spec.group, items: [spec] });
    else last.items.push(spec);
  }
  return groups;
};

const ComponentRow: FC<{ readonly lang: Lang; readonly spec: ComponentSpec }> = ({ lang, spec }) => (
  <tr>
    <th scope="row">
      <Vi lang={lang}>{forThePublic(spec.name)}</Vi>
    </th>
    <td class={spec.originals === 0 ? "number nil" : "number"} data-label={post(lang, "originals")}>
      {spec.originals === 0 ? "–" : spec.originals}
    </td>
    <td class={spec.copies === 0 ? "number nil" : "number"} data-label={post(lang, "copies")}>
      {spec.copies === 0 ? "–" : spec.copies}
    </td>
    <td data-label={post(lang, "need")}>{post(lang, spec.required ? "must" : "ifAny")}</td>
  </tr>
);

/** The papers to bring. */
export const Components: FC<Props> = ({ lang, procedure: { components } }) => (
  <section aria-labelledby="giay-to">
    <h2 id="giay-to">{post(lang, "components")}</h2>
    {components.length === 0 ? (
      <p>{post(lang, "noComponents")}</p>
    ) : (
      <table class="stack papers">
        <caption class="hidden">{post(lang, "components")}</caption>
        <thead>
          <tr>
            <th scope="col">{post(lang, "paper")}</th>
            <th scope="col" class="number">
              {post(lang, "originals")}
            </th>
            <th scope="col" class="number">
              {post(lang, "copies")}
            </th>
            <th scope="col">{post(lang, "need")}</th>
          </tr>
        </thead>
        {groupsOf(components).map(({ group, items }) => (
          <tbody>
            {group === undefined ? (
              ""
            ) : (
              <tr>
                <th scope="rowgroup" colspan={4} class="group">
                  <Vi lang={lang}>{forThePublic(group)}</Vi>
                </th>
              </tr>
            )}
            {items.map((spec) => (
              <ComponentRow lang={lang} spec={spec} />
            ))}
          </tbody>
        ))}
      </table>
    )}
  </section>
);

const Items: FC<{ readonly lang: Lang; readonly items: readonly string[] }> = ({ lang, items }) =>
  items.length === 0 ? (
    <p>{post(lang, "notStated")}</p>
  ) : (
    <ul>
      {items.map((item) => (
        <li>
          <Vi lang={lang}>{forThePublic(item)}</Vi>
        </li>
      ))}
    </ul>
  );

/** What comes out, on what legal basis, and where these facts are from. */
export const ResultAndLaw: FC<Props & { readonly version: number }> = ({ lang, procedure, version }) => (
  <>
    <section aria-labelledby="ket-qua-tt">
      <h2 id="ket-qua-tt">{post(lang, "results")}</h2>
      <Items lang={lang} items={procedure.results.map(({ name, code }) => (code === undefined ? name : `${name} (${code})`))} />
    </section>
    <section aria-labelledby="can-cu">
      <h2 id="can-cu">{post(lang, "legal")}</h2>
      <Items lang={lang} items={procedure.legal} />
    </section>
    <p class="hint">
      {post(lang, "source")}: <Vi lang={lang}>{sourceInWords(procedure.source)}</Vi> {post(lang, "version", { n: version })}.
    </p>
  </>
);
