/** The registry's service behind its OAuth password grant (domain.md §5.5): calls with an envelope, and files behind links. */
import type { Call } from "../../core/exchange/adapter.ts";
import { ExchangeError } from "../../core/exchange/errors.ts";
import { MAX_FILE_BYTES } from "../kit/hook.ts";
import { unreadable } from "../kit/http-errors.ts";
import { tokenClient } from "../kit/token.ts";
import type { LandRegistryConfig } from "./config.ts";
import { envelope, PATHS, TOKEN_LIFE_SECONDS, tokenReply } from "./contract/envelope.ts";
import { phrases } from "./phrases.ts";

export type LandCall = Call<LandRegistryConfig>;

const withToken = tokenClient<LandRegistryConfig>({
  door: ({ url, username, password, clientId, clientSecret }) => ({
    baseUrl: url,
    path: PATHS.token,
    form: { grant_type: "password", username, password, client_id: clientId, client_secret: clientSecret },
    secrets: [password, clientSecret],
    reply: tokenReply,
    lifeSeconds: TOKEN_LIFE_SECONDS,
  }),
  services: ({ url }) => ({ baseUrl: url, maxAnswerBytes: MAX_FILE_BYTES }),
});

/** What the registry answered when it has what it was told: now, or before ("đã tồn tại" with the same content). */
export interface Told {
  /** The registry's own number, where it gave one. */
  readonly reference?: string;
  readonly code: string;
  readonly shown: string;
}

/** Tells the registry something. Throws ExchangeError: "rejected" for its business refusal. */
export const tell = (call: LandCall, path: string, message: unknown): Promise<Told> =>
  withToken(call, async (http) => {
    const { body } = await http.json({ method: "POST", path, json: message, kind: "write" }, envelope);
    const { data, status } = body;
    const reading = phrases.read(status.message ?? "");
    const done = status.success === true || (status.success !== false && reading.means === "ok");
    if (!done && reading.means !== "duplicate") throw phrases.error(reading);
    return {
      code: done ? "land-registry.done" : reading.code,
      shown: reading.shown || "Thành công",
      ...(typeof data === "number" && data > 0 ? { reference: String(data) } : {}),
    };
  });

/** A link that leads out of the registry: whoever can write a callback must not make the hub call other machines. */
const foreignLink = (): ExchangeError =>
  new ExchangeError("rejected", "liên kết tệp không thuộc hệ thống đất đai đã cấu hình", {
    code: "land-registry.foreign-link",
    blame: "partner",
    hint: {
      vi: "Hệ thống đất đai gửi liên kết tệp ở máy chủ khác; kiểm tra LIENTHONG_LAND_REGISTRY_URL hoặc báo đơn vị vận hành VBDLIS.",
      en: "The registry sent a link to another server; check LIENTHONG_LAND_REGISTRY_URL or tell the registry's operators.",
    },
  });

/** An error page or half a file under 200: a PDF begins with "%PDF" and has "%%EOF" near its end. Other kinds are judged where they are stored. */
const wholePdf = (bytes: Uint8Array): boolean => {
  const text = (part: Uint8Array): string => Buffer.from(part).toString("latin1");
  return text(bytes.subarray(0, 1024)).includes("%PDF") && text(bytes.subarray(-1024)).includes("%%EOF");
};

/** Fetches a result file by its link, relative (VBDLIS) or absolute (ILIS), from the registry itself only. `kind` = KieuFile. Throws ExchangeError. */
export const fetchFile = async (call: LandCall, link: string, kind: string): Promise<Uint8Array> => {
  const home = new URL(`${call.config.url.replace(/\/+$/, "")}/`);
  const absolute = /^[a-z][a-z0-9+.-]*:/i.test(link) || link.startsWith("//");
  const written = absolute ? link : link.replace(/^\/+/, "");
  const target = URL.canParse(written, home.href) ? new URL(written, home.href) : undefined;
  if (target === undefined || target.origin !== home.origin || !target.pathname.startsWith(home.pathname)) throw foreignLink();
  const path = target.pathname.slice(home.pathname.length);
  const bytes = await withToken(call, (http) =>
    http.bytes({
      method: "GET",
      path,
      query: Object.fromEntries(target.searchParams),
      headers: { accept: "*/*" },
      kind: "read",
    }),
  );
  if (kind.toLowerCase() === ".pdf" && !wholePdf(bytes)) throw unreadable("read", "no whole PDF");
  return bytes;
};
