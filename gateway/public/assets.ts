/**
 * /assets/*: the few files that public screens load, all from this process: htmx from its package, Be Vietnam Pro from its package, our own
 * stylesheets and scripts. Read and compressed once; addressed by their content, so that a browser keeps them for good.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { Context } from "hono";
import type { GatewayEnv } from "../env.ts";
import { answerProblem, PROBLEMS } from "../problem.ts";

const TYPES = {
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  ttf: "font/ttf",
  svg: "image/svg+xml; charset=utf-8",
} as const;
type Kind = keyof typeof TYPES;

const packages = createRequire(import.meta.url);
const own = (name: string): string => fileURLToPath(new URL(`./assets/${name}`, import.meta.url));
const font = (style: string, file: string): string => packages.resolve(`@expo-google-fonts/be-vietnam-pro/${style}/${file}.ttf`);

/** Where each file lies. Order matters: a stylesheet comes after the files that it names. */
const FILES = {
  "be-vietnam-pro-400.ttf": () => font("400Regular", "BeVietnamPro_400Regular"),
  "be-vietnam-pro-600.ttf": () => font("600SemiBold", "BeVietnamPro_600SemiBold"),
  "be-vietnam-pro-800.ttf": () => font("800ExtraBold", "BeVietnamPro_800ExtraBold"),
  "mark.svg": () => own("mark.svg"),
  "htmx.js": () => packages.resolve("htmx.org/dist/htmx.min.js"),
  "htmx-sse.js": () => packages.resolve("htmx.org/dist/ext/hx-sse.min.js"),
  "base.css": () => own("base.css"),
  "public.css": () => own("public.css"),
  "public.js": () => own("public.js"),
  "screens.css": () => own("screens.css"),
  "walls.css": () => own("walls.css"),
  "kiosk.css": () => own("kiosk.css"),
  "tablet.css": () => own("tablet.css"),
  "screens.js": () => own("screens.js"),
  "wedge.js": () => own("wedge.js"),
} as const satisfies Readonly<Record<string, () => string>>;
export type AssetName = keyof typeof FILES;

interface Asset {
  readonly type: string;
  readonly hash: string;
  readonly plain: Uint8Array;
  readonly br: Uint8Array;
  readonly gzip: Uint8Array;
}

const loaded = new Map<AssetName, Asset>();
const isName = (name: string): name is AssetName => Object.hasOwn(FILES, name);
const kindOf = (name: string): Kind =>
  name.slice(name.lastIndexOf(".") + 1) in TYPES ? (name.slice(name.lastIndexOf(".") + 1) as Kind) : "js";

/** Stylesheets name other assets as url("asset:<name>"); they get their addresses here. */
const withAddresses = (css: string): string =>
  css.replaceAll(/asset:([\w.-]+)/g, (given, name: string) => (isName(name) ? assetPath(name) : given));

const load = (name: AssetName): Asset => {
  const known = loaded.get(name);
  if (known !== undefined) return known;
  const raw = readFileSync(FILES[name]());
  const plain = kindOf(name) === "css" ? Buffer.from(withAddresses(raw.toString("utf8"))) : raw;
  const asset: Asset = {
    type: TYPES[kindOf(name)],
    hash: createHash("sha256").update(plain).digest("base64url").slice(0, 16),
    plain,
    // Quality 9: a font takes 0.3 s at 11, for one part in fifty.
    br: brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
    gzip: gzipSync(plain),
  };
  loaded.set(name, asset);
  return asset;
};

/** The address of a file, with the hash of its content: what pages and stylesheets write. */
export const assetPath = (name: AssetName): string => `/assets/${name}?v=${load(name).hash}`;

const FOR_GOOD = "public, max-age=31536000, immutable";
const FOR_NOW = "public, max-age=300";

const encodingOf = (accepted: string): "br" | "gzip" | undefined =>
  /\bbr\b/.test(accepted) ? "br" : /\bgzip\b/.test(accepted) ? "gzip" : undefined;

/** Answers with one file: 304 where the browser has it, immutable where it was asked for by its hash. */
export const answerAsset = (c: Context<GatewayEnv>, name: string): Response => {
  if (!isName(name)) return answerProblem(c, PROBLEMS.unknownPath());
  const asset = load(name);
  const encoding = encodingOf(c.req.header("accept-encoding") ?? "");
  const etag = `"${asset.hash}${encoding === undefined ? "" : `-${encoding}`}"`;
  const headers = {
    etag,
    vary: "Accept-Encoding",
    "cache-control": c.req.query("v") === asset.hash ? FOR_GOOD : FOR_NOW,
  };
  const had = (c.req.header("if-none-match") ?? "").split(",").some((one) => one.trim().replace(/^W\//, "") === etag);
  if (had) return c.body(null, 304, headers);
  const bytes = encoding === undefined ? asset.plain : asset[encoding];
  return c.body(new Uint8Array(bytes), 200, {
    ...headers,
    "content-type": asset.type,
    "content-length": String(bytes.byteLength),
    ...(encoding === undefined ? {} : { "content-encoding": encoding }),
  });
};
