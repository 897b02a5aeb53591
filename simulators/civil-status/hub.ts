/** The liên thông hub's own interface: token, list, detail, confirm, report (domain.md §5.2). Written from the contract alone. */
import { type Context, Hono } from "hono";
import { confirmRequest, PATHS, reportRequest, tokenRequest } from "../../adapters/civil-status/contract/hub.ts";
import { jsonBody } from "../kit/door.ts";
import { bearerOf, createTokens, type Tokens } from "../kit/tokens.ts";
import type { SimContext } from "../kit/types.ts";
import type { HubBook } from "./hub-book.ts";

/** The account that the hub expects. */
export interface HubSettings {
  readonly hubUser: string;
  readonly hubPassword: string;
  /** By the simulator's clock. */
  readonly hubTokenTtlSeconds: number;
}

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** The app to be mounted under the hub's prefix, and its tokens. */
export const createHub = (
  context: SimContext,
  settings: HubSettings,
  book: HubBook,
): { readonly app: Hono; readonly tokens: Tokens } => {
  const livesMs = settings.hubTokenTtlSeconds * 1000;
  const tokens = createTokens(context, livesMs);
  const app = new Hono();
  const problem = (c: Context, status: 400 | 401 | 404, title: string, errors?: Readonly<Record<string, readonly string[]>>) =>
    c.json({ status, title, traceId: context.random.hex(8), ...(errors === undefined ? {} : { errors }) }, status);

  app.post(PATHS.token, async (c) => {
    const read = tokenRequest.safeParse(await jsonBody(c));
    if (!read.success || read.data.userName !== settings.hubUser || read.data.password !== settings.hubPassword)
      return problem(c, 401, "Tên đăng nhập hoặc mật khẩu không đúng");
    const ends = context.clock.ms() + livesMs;
    const claims = { sub: settings.hubUser, exp: Math.floor(ends / 1000), jti: context.random.hex(8) };
    const jwt = `${base64url({ alg: "HS256", typ: "JWT" })}.${base64url(claims)}.${context.random.hex(32)}`;
    return c.json({
      token: tokens.give(jwt),
      refreshToken: context.random.hex(24),
      refreshTokenExpiryTime: new Date(ends + 7 * 86_400_000).toISOString(),
    });
  });

  app.use("/api/lienthongdvclt/*", async (c, next) => (tokens.holds(bearerOf(c)) ? next() : problem(c, 401, "Unauthorized")));

  app.get(PATHS.list, (c) => c.json({ data: book.waiting() }));
  app.get(`${PATHS.dossier}/:id`, (c) => {
    const data = book.detail(c.req.param("id"));
    return data === undefined ? problem(c, 404, "Hồ sơ không tồn tại") : c.json({ data });
  });
  app.put(PATHS.confirm, async (c) => {
    const read = confirmRequest.safeParse(await jsonBody(c));
    if (!read.success) return problem(c, 400, "Dữ liệu không hợp lệ", { maHoSo: ["maHoSo không hợp lệ"] });
    return book.confirm(read.data.maHoSo)
      ? c.json({ status: 200, title: "Cập nhật thành công" })
      : problem(c, 400, "Có lỗi xảy ra.", { maHoSo: [`Hồ sơ ${read.data.maHoSo} không tồn tại`] });
  });
  app.post(PATHS.report, async (c) => {
    const read = reportRequest.safeParse(await jsonBody(c));
    if (!read.success) {
      const field = String(read.error.issues[0]?.path[0] ?? "");
      return problem(c, 400, "One or more validation errors occurred.", { [field]: [`${field} không đúng định dạng`] });
    }
    // A refusal comes under HTTP 200 with the status in the body, as clients in the field read it.
    return c.json(book.report(read.data));
  });
  return { app, tokens };
};
