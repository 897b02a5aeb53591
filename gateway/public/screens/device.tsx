/**
 * Which device of which hall a browser is. A link with the device's key is opened once; from then on a cookie says it, one per kind of screen,
 * so that a developer's browser can be a whole hall. The cookie holds the device's own key: nothing is stored, and a new secret ends them all.
 * Glossary: pairing = ghép thiết bị · device key = khóa thiết bị.
 */
import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import type { Hall, HallDevice } from "../../../catalogs/hall.ts";
import type { Hub } from "../../../core/hub.ts";
import { isHttps } from "../../console/secure.ts";
import type { GatewayEnv } from "../../env.ts";
import type { PublicContext } from "../context.ts";
import { languageOf } from "../language.ts";
import { answerPage, type Place } from "../layout.tsx";
import { placeOf } from "../place.ts";
import { ts } from "./texts.ts";

/** Kinds of devices that are a page, with the page's name in its address. */
export const SCREENS = { kiosk: "kiosk", queueDisplay: "queue", resultDisplay: "results", satisfactionTablet: "tablet" } as const;
export type ScreenKind = keyof typeof SCREENS;
export type ScreenName = (typeof SCREENS)[ScreenKind];
const NAMES: readonly ScreenName[] = Object.values(SCREENS);

/** A device of a hall that is a page. */
export interface ScreenDevice {
  readonly hall: Hall;
  readonly device: HallDevice;
  readonly screen: ScreenName;
}

/** The longest that browsers keep a cookie (400 days); every page gives it anew, so a screen in use never loses it. */
const COOKIE_SECONDS = 400 * 86_400;
const cookieName = (screen: ScreenName): string => `lienthong-${screen}`;

const screenOf = (device: HallDevice): ScreenName | undefined =>
  device.kind in SCREENS ? SCREENS[device.kind as ScreenKind] : undefined;

/** A device by its id, with its hall; undefined where no hall has it. Pure. */
export const findDevice = (
  halls: ReadonlyMap<string, Hall>,
  deviceId: string,
): { readonly hall: Hall; readonly device: HallDevice } | undefined => {
  for (const hall of halls.values()) {
    const device = hall.devices.find(({ id }) => id === deviceId);
    if (device !== undefined) return { hall, device };
  }
  return undefined;
};

export const isScreenName = (text: string | undefined): text is ScreenName => NAMES.some((name) => name === text);

/** The device that this browser proved to be for this kind of screen, or undefined. */
export const screenDevice = (c: Context<GatewayEnv>, hub: Pick<Hub, "hall">, screen: ScreenName): ScreenDevice | undefined => {
  const [deviceId = "", key = ""] = (getCookie(c, cookieName(screen)) ?? "").split("~");
  const found = findDevice(hub.hall.halls, deviceId);
  if (found === undefined || screenOf(found.device) !== screen) return undefined;
  return hub.hall.checkDeviceKey(deviceId, key) ? { ...found, screen } : undefined;
};

const remember = (c: Context<GatewayEnv>, trustedProxies: number, screen: ScreenName, value: string): void =>
  setCookie(c, cookieName(screen), value, {
    path: "/hall",
    maxAge: COOKIE_SECONDS,
    httpOnly: true,
    sameSite: "Strict",
    secure: isHttps(c, trustedProxies),
  });

/** Gives the cookie of this screen its full life again. */
export const keepPaired = (c: Context<GatewayEnv>, trustedProxies: number, screen: ScreenName): void => {
  const had = getCookie(c, cookieName(screen));
  if (had !== undefined) remember(c, trustedProxies, screen, had);
};

/** What a browser reads that is nobody's device: for citizens where to go, for the operator what to do. */
export const answerUnpaired = (
  c: Context<GatewayEnv>,
  { hub, trustedProxies }: Pick<PublicContext, "hub" | "trustedProxies">,
): Response | Promise<Response> => {
  const lang = languageOf(c, trustedProxies);
  // A piece of a page has no room for this: the browser is told to open the page anew, and reads it there.
  c.header("HX-Refresh", "true");
  return answerPage(
    c,
    {
      lang,
      place: placeOf(hub),
      title: ts(lang, "noDeviceTitle"),
      body: (
        <>
          <p class="lead">{ts(lang, "noDeviceCitizen")}</p>
          <p>{ts(lang, "noDevice")}</p>
          <p>{ts(lang, "noDeviceDo")}</p>
          <p>
            <a class="button" href={new URL(c.req.url).pathname}>
              {ts(lang, "tryAgain")}
            </a>
          </p>
        </>
      ),
    },
    401,
  );
};

const answerWrong = (
  c: Context<GatewayEnv>,
  context: Pick<PublicContext, "hub" | "trustedProxies">,
  why: "key" | "kind",
): Response | Promise<Response> => {
  const lang = languageOf(c, context.trustedProxies);
  const place: Place = placeOf(context.hub);
  const title = why === "key" ? ts(lang, "wrongKeyTitle") : ts(lang, "notAScreenTitle");
  const body =
    why === "key" ? (
      <>
        <p class="lead">{ts(lang, "wrongKey")}</p>
        <p>{ts(lang, "wrongKeyDo")}</p>
      </>
    ) : (
      <p class="lead">{ts(lang, "notAScreen")}</p>
    );
  return answerPage(c, { lang, place, title, body }, why === "key" ? 403 : 404);
};

/** Adds /hall/enter/<deviceId>?key=…, which makes this browser that device. An unknown device and a wrong key look the same. */
export const addEnter = (context: Pick<PublicContext, "pages" | "hub" | "trustedProxies">): void => {
  const { pages, hub, trustedProxies } = context;
  pages.get("/hall/enter/:deviceId", (c) => {
    const deviceId = c.req.param("deviceId");
    const key = c.req.query("key") ?? "";
    const found = findDevice(hub.hall.halls, deviceId);
    if (!hub.hall.checkDeviceKey(deviceId, key) || found === undefined) return answerWrong(c, context, "key");
    const screen = screenOf(found.device);
    if (screen === undefined) return answerWrong(c, context, "kind");
    remember(c, trustedProxies, screen, `${deviceId}~${key}`);
    return c.redirect(`/hall/${screen}`, 303);
  });
};
