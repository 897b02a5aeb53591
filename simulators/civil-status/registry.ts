/** The registry's own interface: token, NhanDKHT, LayKetQua (domain.md §5.2). Written from the contract alone. */
import { Hono } from "hono";
import {
  FAULT_TITLE,
  MAX_POLLED,
  PATHS,
  type PollReply,
  type PushFault,
  type PushReply,
  pollRequest,
  pushRequest,
} from "../../adapters/civil-status/contract/registry.ts";
import { jsonBody } from "../kit/door.ts";
import { createGateway, type Tokens } from "../kit/tokens.ts";
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
): { readonly app: Hono; readonly tokens: Tokens } => {
  const { consumerKey, consumerSecret, tokenTtlSeconds } = settings;
  const gateway = createGateway(context, { id: consumerKey, secret: consumerSecret, tokenTtlSeconds });
  const app = new Hono();

  app.post(PATHS.token, gateway.login);
  for (const path of [PATHS.push, PATHS.poll]) {
    app.use(path, async (c, next) => {
      const stopped = gateway.stopped(c);
      if (stopped !== undefined) return stopped;
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
  return { app, tokens: gateway.tokens };
};
