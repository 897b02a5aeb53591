/** /: what this place is, the two things most people come for, and how long one waits at each hall now. */
import type { FC } from "hono/jsx";
import type { Hall, HallService } from "../../catalogs/hall.ts";
import type { Agency } from "../../catalogs/types.ts";
import { type Hub, toLocalDate, toLocalTime } from "../../core/hub.ts";
import type { PublicContext } from "./context.ts";
import { type HoursLine, hoursLines, specialDay } from "./hours.ts";
import { languageOf } from "./language.ts";
import { answerPage, Vi } from "./layout.tsx";
import { EXAMPLE_CODE, look } from "./look-up-texts.ts";
import { placeOf } from "./place.ts";
import { listPath } from "./procedure-list.tsx";
import { post } from "./procedure-texts.ts";
import { type Lang, say, t, textsOf } from "./text.ts";

const start = textsOf({
  heading: { vi: "Ông/bà cần làm việc gì?", en: "How can we help you?" },
  intro: {
    vi: "Nộp hồ sơ một lần tại Bộ phận Một cửa; các cơ quan chuyển hồ sơ cho nhau và trả kết quả tại nơi đã nộp.",
    en: "File once at the one-stop department: the agencies pass the dossier on, and you get the result where you filed.",
  },
  find: { vi: "Tìm thủ tục", en: "Find a procedure" },
  findHint: { vi: "Giấy tờ cần mang, thời hạn và phí.", en: "What to bring, how long it takes, what it costs." },
  track: { vi: "Tra cứu hồ sơ", en: "Track your dossier" },
  trackHint: { vi: "Hồ sơ đang ở đâu, hẹn trả ngày nào.", en: "Where it is now, and when it is due." },
  go: { vi: "Tiếp tục", en: "Continue" },
  halls: { vi: "Nơi tiếp dân", en: "Where to go" },
  address: { vi: "Địa chỉ", en: "Address" },
  phone: { vi: "Điện thoại", en: "Telephone" },
  hours: { vi: "Giờ tiếp dân", en: "Counter hours" },
  now: { vi: "Tình hình chờ lúc {time}, nếu lấy số bây giờ", en: "At {time}, for a number taken now" },
  line: { vi: "Hàng", en: "Line" },
  waiting: { vi: "Người chờ", en: "Waiting" },
  estimate: { vi: "Ước chờ", en: "Expected wait" },
  minutes: { vi: "{n} phút", en: "{n} min" },
  holiday: { vi: "Hôm nay nghỉ: {name}.", en: "Closed today: {name}." },
  makeUp: { vi: "Hôm nay làm việc bù: {name}.", en: "Open today: {name}." },
  fields: { vi: "Lĩnh vực tiếp nhận", en: "What it takes in" },
});

interface Line {
  readonly service: HallService;
  readonly waiting: number;
  /** Whole minutes; undefined where no open counter serves it. */
  readonly minutes?: number;
}
interface HallNow {
  readonly hall: Hall;
  readonly agency: Agency | undefined;
  readonly hours: readonly HoursLine[];
  readonly lines: readonly Line[];
}

const hallNow = async (hub: Hub, lang: Lang, hall: Hall): Promise<HallNow> => {
  const agency = hub.agency(hall.agencyId);
  const calendar = agency === undefined ? undefined : hub.catalogs.calendars.get(agency.calendarId);
  const day = await hub.hall.day(hall.id);
  const tickets = [...day.tickets.values()].filter(({ state }) => state === "waiting");
  return {
    hall,
    agency,
    hours: calendar === undefined ? [] : hoursLines(lang, calendar.week),
    lines: hall.services.map((service) => {
      const { minutes } = hub.hall.estimateNew(day, service.id, undefined, hub.now());
      return {
        service,
        waiting: tickets.filter(({ serviceId }) => serviceId === service.id).length,
        ...(minutes === undefined ? {} : { minutes }),
      };
    }),
  };
};

const Doors: FC<{ readonly lang: Lang }> = ({ lang }) => (
  <div class="cards">
    <section class="card" aria-labelledby="tim">
      <h2 id="tim">{start(lang, "find")}</h2>
      <p>{start(lang, "findHint")}</p>
      <search>
        <form method="get" action="/thu-tuc">
          <div class="field">
            <label for="tu-khoa">{post(lang, "words")}</label>
            <p class="hint" id="tu-khoa-goi-y">
              {post(lang, "wordsHint")}
            </p>
            <input
              type="search"
              id="tu-khoa"
              name="tu-khoa"
              maxlength={200}
              autocomplete="off"
              aria-describedby="tu-khoa-goi-y"
            />
          </div>
          <button type="submit">{start(lang, "find")}</button>
        </form>
      </search>
    </section>
    <section class="card" aria-labelledby="theo-doi">
      <h2 id="theo-doi">{start(lang, "track")}</h2>
      <p>{start(lang, "trackHint")}</p>
      <form method="get" action="/tra-cuu">
        <div class="field">
          <label for="ma">{t(lang, "code")}</label>
          <p class="hint" id="ma-goi-y">
            {look(lang, "codeHint")} <span class="code">{EXAMPLE_CODE}</span>
          </p>
          <input
            type="text"
            id="ma"
            name="code"
            maxlength={80}
            autocomplete="off"
            autocapitalize="characters"
            spellcheck={false}
            aria-describedby="ma-goi-y"
          />
        </div>
        <button type="submit">{start(lang, "go")}</button>
      </form>
    </section>
  </div>
);

const Lines: FC<{ readonly lang: Lang; readonly lines: readonly Line[]; readonly time: string }> = ({ lang, lines, time }) => (
  <table class="compact">
    <caption>{start(lang, "now", { time })}</caption>
    <thead>
      <tr>
        <th scope="col">{start(lang, "line")}</th>
        <th scope="col" class="number">
          {start(lang, "waiting")}
        </th>
        <th scope="col" class="number">
          {start(lang, "estimate")}
        </th>
      </tr>
    </thead>
    <tbody>
      {lines.map(({ service, waiting, minutes }) => (
        <tr>
          <th scope="row">
            {service.letter} – {say(lang, service.name)}
          </th>
          <td class="number">{waiting}</td>
          <td class="number">{minutes === undefined ? t(lang, "noCounter") : <b>{start(lang, "minutes", { n: minutes })}</b>}</td>
        </tr>
      ))}
    </tbody>
  </table>
);

const HallCard: FC<{ readonly lang: Lang; readonly now: HallNow; readonly time: string }> = ({ lang, now, time }) => {
  const { hall, agency, hours, lines } = now;
  const fields = [...new Set(hall.services.flatMap((service) => service.fields))];
  return (
    <section class="card hall" aria-labelledby={`sanh-${hall.id}`}>
      <h3 id={`sanh-${hall.id}`}>{say(lang, hall.name)}</h3>
      <div class="cards">
        <div class="stacked">
          {hours.length === 0 ? null : <p class="label">{start(lang, "hours")}</p>}
          <dl class="facts">
            {agency?.address === undefined ? null : (
              <>
                <dt>{start(lang, "address")}</dt>
                <dd>
                  <Vi lang={lang}>{agency.address}</Vi>
                </dd>
              </>
            )}
            {agency?.phone === undefined ? null : (
              <>
                <dt>{start(lang, "phone")}</dt>
                <dd>
                  <a href={`tel:${agency.phone.replaceAll(/[^\d+]/g, "")}`}>{agency.phone}</a>
                </dd>
              </>
            )}
            {hours.map(({ days, hours: open }) => (
              <>
                <dt>{days}</dt>
                <dd>{open}</dd>
              </>
            ))}
          </dl>
          {fields.length === 0 ? null : (
            <>
              <p class="label">{start(lang, "fields")}</p>
              <ul class="plain tags">
                {fields.map((field) => (
                  <li>
                    <a href={listPath({ field })}>
                      <Vi lang={lang}>{field}</Vi>
                    </a>
                  </li>
                ))}
              </ul>
            </>
          )}
        </div>
        <Lines lang={lang} lines={lines} time={time} />
      </div>
    </section>
  );
};

/** Adds the start page. */
export const addStart = ({ pages, hub, trustedProxies }: PublicContext): void => {
  const place = placeOf(hub);
  pages.get("/", async (c) => {
    const lang = languageOf(c, trustedProxies);
    const halls = await Promise.all([...hub.hall.halls.values()].map((hall) => hallNow(hub, lang, hall)));
    const today = specialDay(hub.catalogs.holidays, toLocalDate(hub.now()));
    return answerPage(c, {
      lang,
      place,
      title: t(lang, "home"),
      heading: start(lang, "heading"),
      width: "wide",
      body: (
        <>
          <p class="lead">{start(lang, "intro")}</p>
          {today === undefined ? null : <p class="notice warn">{start(lang, today.kind, { name: today.name })}</p>}
          <Doors lang={lang} />
          {halls.length === 0 ? null : <h2>{start(lang, "halls")}</h2>}
          {halls.map((now) => (
            <HallCard lang={lang} now={now} time={toLocalTime(hub.now())} />
          ))}
        </>
      ),
    });
  });
};
