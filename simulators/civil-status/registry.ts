/** The registry's own interface: token, NhanDKHT, LayKetQua (domain.md §5.2). Written from the contract alone. */
import { type Context, Hono } from "hono";
import {
  FAULT_TITLE,
  MAX_POLLED,
  PATHS,
  type PollReply,
  type PushFault,
  type PushReply,
  pollRequest,
  pushRequest,
  tokenRequest,
} from "../../adapters/civil-status/contract/registry.ts";
import { jsonBody } from "../kit/door.ts";
import type { SimContext } from "../kit/types.ts";
import { complain } from "./complaints.ts";
import type { RegistryBook } from "./registry-book.ts";

/** The account that the registry expects, and what it serves. */
export interface RegistrySettings {
  readonly consumerKey: string;
  readonly consumerSecret: string;
  /** By the simulator's clock. */
  readonly tokenTtlSeconds: number;
  readonly province: string;
  readonly servesWard: (code: string) => boolean;
}

/** What a WSO2 gateway says to a missing, unknown or expired token. */
const unauthorised = (c: Context): Response =>
  c.json({ fault: { code: 900_901, message: "Invalid Credentials", description: "Access token is missing or expired" } }, 401);

const refusal = (errorCode: string, errorDescription: string): PushReply => ({
  status: "0",
  statusDescription: "Thất bại",
  errorCode,
  errorDescription,
});

/** The app to be mounted under the registry's prefix, and its tokens. */
export const createRegistry = (
  context: SimContext,
  settings: RegistrySettings,
  book: RegistryBook,
): { readonly app: Hono; readonly tokens: Map<string, number> } => {
  /** Token → when it ends, by the simulator's clock. */
  const tokens = new Map<string, number>();
  const app = new Hono();

  app.post(PATHS.token, async (c) => {
    const expected = `Basic ${Buffer.from(`${settings.consumerKey}:${settings.consumerSecret}`).toString("base64")}`;
    if (c.req.header("authorization") !== expected)
      return c.json({ error: "invalid_client", error_description: "Client Authentication failed." }, 401);
    if (!tokenRequest.safeParse(Object.fromEntries(new URLSearchParams(await c.req.text()))).success)
      return c.json({ error: "unsupported_grant_type", error_description: "Unsupported grant_type value" }, 400);
    const token = context.random.hex(16);
    tokens.set(token, context.clock.ms() + settings.tokenTtlSeconds * 1000);
    return c.json({ access_token: token, scope: "default", token_type: "Bearer", expires_in: settings.tokenTtlSeconds });
  });

  const guarded = [PATHS.push, PATHS.poll];
  for (const path of guarded) {
    app.use(path, async (c, next) => {
      const ends = tokens.get(c.req.header("authorization")?.replace(/^Bearer /i, "") ?? "");
      if (ends === undefined || ends <= context.clock.ms()) return unauthorised(c);
      book.tick();
      return next();
    });
  }

  app.post(PATHS.push, async (c) => {
    const request = pushRequest.safeParse(await jsonBody(c));
    if (!request.success) {
      const field = String(request.error.issues[0]?.path[0] ?? "");
      return c.json(refusal("02", field === "" ? "Dữ liệu gửi lên không đúng định dạng" : `Trường ${field} không hợp lệ`));
    }
    const { maDonVi, module, data } = request.data;
    if (!settings.servesWard(maDonVi)) return c.json(refusal("03", `Mã đơn vị ${maDonVi} không có trong danh mục`));
    const errors = complain(module, data, settings.servesWard);
    if (errors !== undefined) {
      const fault: PushFault = { title: FAULT_TITLE, status: 500, errors };
      return c.json(fault);
    }
    const refused = book.push(request.data);
    const reply: PushReply =
      refused === undefined
        ? { status: "1", statusDescription: "Thành công", errorCode: "", errorDescription: "" }
        : refusal("01", refused);
    return c.json(reply);
  });

  app.post(PATHS.poll, async (c) => {
    const request = pollRequest.safeParse(await jsonBody(c));
    const failed = (statusDescription: string) => c.json({ status: 0, statusDescription, value: null } satisfies PollReply);
    if (!request.success) {
      const tooMany = request.error.issues.some((issue) => issue.code === "too_big" && issue.path[0] === "maDinhDanhHoSo");
      return failed(tooMany ? `Chỉ tra cứu tối đa ${MAX_POLLED} hồ sơ trong một lần` : "Tham số không hợp lệ");
    }
    if (request.data.maTinh !== settings.province) return failed(`Mã tỉnh ${request.data.maTinh} không hợp lệ`);
    const value = book.poll(request.data.maDinhDanhHoSo, request.data.module).map((item) => ({
      ...item,
      maTinh: settings.province,
    }));
    return c.json({ status: 1, statusDescription: "Thành công", value } satisfies PollReply);
  });
  return { app, tokens };
};
