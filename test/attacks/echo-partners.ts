/**
 * All partners that are called over HTTP, as bad as they come: each lets the hub log in, and answers everything else with 500 and a page that
 * names the person it is about and quotes the whole request: headers, address, body. What the hub tells others of such an answer is what planted.test.ts looks through.
 */
import { vi } from "vitest";
import { loadCatalogs } from "../../catalogs/load.ts";
import type { InstalledAdapter } from "../../core/hub.ts";
import { installAdapters, KNOWN_LANES } from "../../gateway/adapters.ts";
import { SIMULATORS } from "../../simulators/registry.ts";

/** How partners call the door that gives a session or a token. */
const LOGIN = /login|token|session|dangnhap|auth/i;

/** What every request has, and says nothing. */
const USUAL: ReadonlySet<string> = new Set(["accept", "content-type", "traceparent"]);

export interface EchoPartners {
  readonly adapters: readonly InstalledAdapter[];
  readonly catalogs: ReturnType<typeof loadCatalogs>;
  /** Credentials of ours that stand in the settings of adapters, and those that partners gave us in a login. */
  readonly secrets: ReadonlySet<string>;
  /** Lanes that quoted something. */
  readonly quoted: ReadonlySet<string>;
  restore(): void;
}

const SECRET_SETTING = /(?:KEY|SECRET|PASSWORD|SECURITY_CODE|TOKEN)$/;
const MEMBER = /"(?:access_token|token|session|accessToken|sessionId)"\s*:\s*"([^"]{8,})"/g;

/** Takes the place of `fetch` until `restore`. `about`: whom every page names. */
export const echoPartners = (now: string, about: string): EchoPartners => {
  const simulations = Object.fromEntries(Object.entries(SIMULATORS).map(([id, make]) => [`${id}.partner.test`, make({ now })]));
  const settings: Record<string, string> = Object.assign(
    {},
    ...Object.entries(simulations).map(([host, simulation]) => simulation.definition.settings(`http://${host}`, { smpp: 2775 })),
  );
  const secrets = new Set(
    Object.entries(settings).flatMap(([name, value]) => (SECRET_SETTING.test(name) && value.length >= 8 ? [value] : [])),
  );
  const quoted = new Set<string>();
  const echo = async (input: Parameters<typeof fetch>[0], init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init);
    const { host, pathname } = new URL(request.url);
    const body = await request.clone().text();
    if (LOGIN.test(pathname)) {
      const answer = await simulations[host]?.fetch(request);
      if (answer?.ok === true) {
        const text = await answer.clone().text();
        for (const [, given = ""] of text.matchAll(MEMBER)) secrets.add(given);
        return answer;
      }
    }
    quoted.add(host.replace(".partner.test", ""));
    const headers = [...request.headers].filter(([name]) => !USUAL.has(name)).map((pair) => pair.join(": "));
    const page = `Lỗi: ${about}\n${headers.join("\n")}\n${decodeURIComponent(request.url)}\n${body}`;
    return new Response(page, { status: 500, headers: { "content-type": "text/plain; charset=utf-8" } });
  };
  vi.stubGlobal("fetch", echo);
  return {
    adapters: installAdapters(settings),
    catalogs: loadCatalogs(undefined, KNOWN_LANES),
    secrets,
    quoted,
    restore: () => {
      vi.unstubAllGlobals();
      for (const simulation of Object.values(simulations)) simulation.close();
    },
  };
};
