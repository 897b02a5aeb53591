/**
 * The national portal (Cổng DVCQG) behind the province's security server: login session, one endpoint for all services,
 * answers in prose (domain.md §1). Written from the contract alone.
 */
import { Hono } from "hono";
import { z } from "zod";
import { CODES, DSTCODE, envelope, loginRequest, PATHS, SERVICES } from "../../adapters/dvc-portal/contract/envelope.ts";
import { sampleAccount, sampleLogin } from "../../adapters/dvc-portal/contract/samples.ts";
import { badRequest, jsonBody } from "../kit/door.ts";
import { pushOptions } from "../kit/push.ts";
import { defineSimulator } from "../kit/simulation.ts";
import { createTokens } from "../kit/tokens.ts";
import { createCatalog, procedureList } from "./catalog.ts";
import { prose } from "./check.ts";
import { createLedger } from "./ledger.ts";
import { pushingDoor } from "./pushing.ts";
import { invalid, refused, SERVICE_HANDLERS } from "./services.ts";

const options = pushOptions.extend({
  username: z.string().default(sampleLogin.username),
  password: z.string().default(sampleLogin.password),
  madonvi: z.string().default(sampleAccount.madonvi),
  /** How long a session lives, milliseconds of the simulator's clock. */
  sessionTtlMs: z.int().min(1000).default(1_800_000),
  /** The hub; its hooks of this adapter are below `/hooks/dvc-portal`. */
  hubUrl: z.url().default("http://127.0.0.1:8080"),
  hookSecret: z.string().default(sampleAccount.hookSecret),
});

/** What X-Road's proxy says when it does not know the provider. */
const UNKNOWN_MEMBER = {
  type: "Server.ClientProxy.UnknownMember",
  message: "Could not find addresses for service provider",
};

export default defineSimulator({
  id: "dvc-portal",
  title: { vi: "Cổng Dịch vụ công quốc gia (mô phỏng)", en: "National public-service portal (simulated)" },
  about: {
    vi: "Nhận hồ sơ và tiến độ từ tỉnh, trả lời bằng lời như hệ thống thật, đẩy hồ sơ trực tuyến về tỉnh.",
    en: "Takes dossiers and progress from the province, answers in prose as the real one, pushes online dossiers in.",
  },
  options,
  settings: (url) => ({
    LIENTHONG_DVC_PORTAL_URL: url,
    LIENTHONG_DVC_PORTAL_USER: sampleLogin.username,
    LIENTHONG_DVC_PORTAL_PASSWORD: sampleLogin.password,
    LIENTHONG_DVC_PORTAL_MADONVI: sampleAccount.madonvi,
    LIENTHONG_DVC_PORTAL_HOOK_SECRET: sampleAccount.hookSecret,
  }),
  createApp: (context, settings) => {
    const ledger = createLedger();
    const catalog = createCatalog();
    const sessions = createTokens(context, settings.sessionTtlMs);
    const app = new Hono();

    app.use("/XrdAdapter/*", async (c, next) => {
      if ((c.req.query("dstcode") ?? c.req.header("dstcode")) !== DSTCODE) return c.json(UNKNOWN_MEMBER, 500);
      return next();
    });

    app.post(PATHS.login, async (c) => {
      const login = loginRequest.safeParse(await jsonBody(c));
      if (!login.success) return c.json({ error_code: CODES.invalid, message: "Thiếu tên đăng nhập hoặc mật khẩu" });
      if (login.data.username !== settings.username || login.data.password !== settings.password)
        return c.json({ error_code: -1, message: "Tên đăng nhập hoặc mật khẩu không đúng" });
      return c.json({ error_code: 0, session: sessions.give(), message: "Đăng nhập thành công" });
    });

    app.post(PATHS.service, async (c) => {
      const body = await jsonBody(c);
      if (typeof body !== "object" || body === null) return c.json(invalid("Dữ liệu gửi lên không đúng định dạng JSON"));
      const call = envelope.safeParse({ session: "", ...body });
      if (!call.success) {
        const issue = call.error.issues[0];
        const service = issue?.path[0] === "service" && "service" in body;
        return c.json(
          service
            ? refused(`Dịch vụ ${String(body.service)} chưa được cung cấp; các dịch vụ: ${SERVICES.join(", ")}`)
            : invalid(issue === undefined ? "Dữ liệu không hợp lệ" : prose(issue, body)),
        );
      }
      if (!sessions.holds(call.data.session))
        return c.json({
          error_code: CODES.session,
          message: "Phiên làm việc không hợp lệ hoặc đã hết hạn, vui lòng đăng nhập lại",
          result: null,
        });
      if (call.data.madonvi !== settings.madonvi)
        return c.json(refused(`Mã đơn vị ${call.data.madonvi} không khớp với tài khoản đăng nhập`));
      return c.json(SERVICE_HANDLERS[call.data.service](call.data, { ledger, catalog, context }));
    });
    app.notFound((c) => c.json({ type: "Client.UnknownService", message: `Unknown service: ${c.req.path}` }, 404));

    const hookUrl = `${settings.hubUrl.replace(/\/$/, "")}/hooks/dvc-portal`;
    const { door, reset } = pushingDoor(context, ledger, { ...settings, hookUrl });
    door.get("/procedures", (c) => c.json(catalog.procedures()));
    door.post("/procedures", async (c) => {
      const list = procedureList.safeParse([await jsonBody(c)].flat());
      if (!list.success) return badRequest(c, list.error);
      catalog.publish(list.data);
      return c.json({ published: list.data.length }, 201);
    });
    door.delete("/procedures/:code", (c) =>
      catalog.withdraw(c.req.param("code"))
        ? c.json({ withdrawn: 1 })
        : c.json({ error: "Không có thủ tục này / No such procedure" }, 404),
    );

    return {
      app,
      state: ledger.state,
      counts: () => ({ sessions: sessions.count(), procedures: catalog.procedures().length, ...ledger.counts() }),
      reset: () => {
        ledger.reset();
        catalog.reset();
        sessions.clear();
        reset();
      },
      expireSessions: sessions.clear,
      door,
      actions: [
        {
          method: "POST",
          path: "/push",
          vi: "Đẩy một hồ sơ trực tuyến về tỉnh (kind: dossier, supplement, promotion)",
          en: "Push an online dossier into the province",
          example: { kind: "dossier", data: { MaTTHC: "1.001193", DonViXuLy: "H57.132" } },
        },
        { method: "GET", path: "/procedures", vi: "Thủ tục đang công bố", en: "Procedures published" },
        {
          method: "POST",
          path: "/procedures",
          vi: "Công bố hoặc thay đổi thủ tục",
          en: "Publish or change procedures",
          example: {
            MATTHC: "1.999999",
            TENTTHC: "Thủ tục thử",
            LINHVUCTHUCHIEN: [{ TENLINHVUC: "Hộ tịch" }],
            CACHTHUCTHUCHIEN: [{ KENH: "1", THOIGIAN: [{ THOIGIANGIAIQUYET: "3", DONVITINH: "WORKING_DAY" }] }],
          },
        },
      ],
    };
  },
});
