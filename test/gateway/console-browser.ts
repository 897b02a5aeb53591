/** A browser as small as the console needs it: keeps cookies as browsers do, sends forms as they do, reads pages roughly. */
type Send = (url: string, init: RequestInit) => Response | Promise<Response>;

export interface SeenPage {
  readonly status: number;
  readonly headers: Headers;
  readonly html: string;
}

interface Cookie {
  readonly value: string;
  readonly line: string;
  readonly path: string;
  readonly secure: boolean;
}

/** `origin`: where the pages are; `headers` go with every request, as a proxy would add them. */
export const browser = (send: Send, origin = "http://localhost", headers: Readonly<Record<string, string>> = {}) => {
  const jar = new Map<string, Cookie>();
  const keep = (response: Response): void => {
    for (const line of response.headers.getSetCookie()) {
      const [pair = "", ...attributes] = line.split("; ");
      const [name = "", value = ""] = [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)];
      const path = attributes.find((one) => one.startsWith("Path="))?.slice(5) ?? "/";
      if (attributes.includes("Max-Age=0")) jar.delete(name);
      else jar.set(name, { value, line, path, secure: attributes.includes("Secure") });
    }
  };
  const cookies = (path: string): Record<string, string> => {
    const sent = [...jar].filter(
      ([, one]) =>
        (path === one.path || path.startsWith(one.path.endsWith("/") ? one.path : `${one.path}/`)) &&
        (!one.secure || origin.startsWith("https")),
    );
    return sent.length === 0 ? {} : { cookie: sent.map(([name, one]) => `${name}=${one.value}`).join("; ") };
  };
  const request = async (path: string, init: RequestInit & { headers?: Record<string, string> } = {}): Promise<SeenPage> => {
    const url = `${origin}${path}`;
    const response = await send(url, {
      redirect: "manual",
      ...init,
      headers: { ...headers, ...cookies(new URL(url).pathname), ...init.headers },
    });
    keep(response);
    return { status: response.status, headers: response.headers, html: await response.text() };
  };
  return {
    jar,
    get: (path: string) => request(path),
    /** Sends a form from one of our own pages; `more` headers go over the browser's own. */
    post: (path: string, fields: Record<string, string>, more: Record<string, string> = {}) =>
      request(path, {
        method: "POST",
        body: new URLSearchParams(fields).toString(),
        headers: { "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin", origin, ...more },
      }),
    request,
  };
};
export type Browser = ReturnType<typeof browser>;

/** The hidden token of the page's forms. */
export const tokenIn = (page: SeenPage): string => /name="_token" value="([\w-]+)"/.exec(page.html)?.[1] ?? "";

/** The page's words, without marks. */
export const textOf = (page: SeenPage): string =>
  page.html
    .replaceAll(/<title>.*?<\/title>/gs, "")
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
