/** Which language a page speaks: what the link asks for (and the browser then remembers), else what it remembers, else Vietnamese. */
import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { isHttps } from "../console/secure.ts";
import type { GatewayEnv } from "../env.ts";
import { LANGUAGES, type Lang } from "./text.ts";

const COOKIE = "lang";
const YEAR_SECONDS = 31_536_000;

const isLang = (value: string | undefined): value is Lang => LANGUAGES.some((lang) => lang === value);

/** The language of this request; `?lang=` is kept in a cookie that says nothing else. */
export const languageOf = (c: Context<GatewayEnv>, trustedProxies: number): Lang => {
  const asked = c.req.query("lang");
  if (isLang(asked)) {
    setCookie(c, COOKIE, asked, {
      path: "/",
      maxAge: YEAR_SECONDS,
      httpOnly: true,
      sameSite: "Lax",
      secure: isHttps(c, trustedProxies),
    });
    return asked;
  }
  const kept = getCookie(c, COOKIE);
  return isLang(kept) ? kept : "vi";
};

/** The address of this page in another language: the same path and query. Pure but for reading the request. */
export const inLanguage = (c: Context<GatewayEnv>, lang: Lang): string => {
  const url = new URL(c.req.url);
  url.searchParams.set("lang", lang);
  return `${url.pathname}${url.search}`;
};
