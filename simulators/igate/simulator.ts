/**
 * A site of VNPT iGate 2 ("digo"), the one-stop software already in use (domain.md §5.1): Keycloak, look-ups, numbers from patterns, dossiers,
 * the call log; its people resolve what the hub delivers and hand over dossiers of their own. Written from the contract alone.
 */
import { Hono } from "hono";
import { z } from "zod";
import { HOOK_PATH } from "../../adapters/igate/contract/pushed.ts";
import { sampleAccount } from "../../adapters/igate/contract/samples.ts";
import { TOKEN_LIFE_SECONDS, TOKEN_PATH } from "../../adapters/igate/contract/token.ts";
import { pushOptions } from "../kit/push.ts";
import { defineSimulator } from "../kit/simulation.ts";
import { createBook } from "./book.ts";
import { ROOT_AGENCY } from "./catalog.ts";
import { createKeycloak } from "./keycloak.ts";
import { createProgress } from "./progress.ts";
import { createServices } from "./services.ts";
import { createSite, SITE_ACTIONS } from "./site.ts";

const options = pushOptions.extend({
  clientId: z.string().default(sampleAccount.clientId),
  clientSecret: z.string().default(sampleAccount.clientSecret),
  publicClientId: z.string().default(sampleAccount.publicClientId),
  username: z.string().default(sampleAccount.username),
  password: z.string().default(sampleAccount.password),
  /** By the simulator's clock. */
  tokenLifeSeconds: z.int().min(1).default(TOKEN_LIFE_SECONDS),
  /** The hub; its hook is `/hooks/igate/dossier`. */
  hubUrl: z.url().default("http://127.0.0.1:8080"),
  hookSecret: z.string().default(sampleAccount.hookSecret),
});

export default defineSimulator({
  id: "igate",
  title: { vi: "Một cửa điện tử VNPT iGate 2 (mô phỏng)", en: "VNPT iGate 2 one-stop software (simulated)" },
  about: {
    vi: "Nhận hồ sơ của trục liên thông theo mã cấp từ mẫu, xử lý, yêu cầu bổ sung, trả kết quả; gửi hồ sơ của mình sang trục; ghi nhật ký cuộc gọi.",
    en: "Takes dossiers under codes from its pattern, resolves them, asks for supplements, gives results; hands over its own; logs calls.",
  },
  options,
  settings: (url) => ({
    LIENTHONG_IGATE_URL: url,
    LIENTHONG_IGATE_CLIENT_ID: sampleAccount.clientId,
    LIENTHONG_IGATE_CLIENT_SECRET: sampleAccount.clientSecret,
    LIENTHONG_IGATE_ROOT_AGENCY_ID: ROOT_AGENCY,
    LIENTHONG_IGATE_HOOK_SECRET: sampleAccount.hookSecret,
  }),
  createApp: (context, settings) => {
    const book = createBook(context);
    const keycloak = createKeycloak(context, settings);
    const progress = createProgress(context, book);
    const hookUrl = `${settings.hubUrl.replace(/\/$/, "")}/hooks/igate/${HOOK_PATH}`;
    const site = createSite(context, book, { ...settings, hookUrl }, keycloak.expire);

    const app = new Hono();
    app.post(TOKEN_PATH, keycloak.token);
    app.use("*", keycloak.guard);
    app.route("/", progress.app);
    app.route("/", createServices(book));
    app.notFound((c) => c.json({ status: 404, title: "Not Found", errors: c.req.path }, 404));

    const delivered = () => book.dossiers().filter((kept) => !kept.own);
    return {
      app,
      state: () => ({ dossiers: book.dossiers(), allocated: book.allocated(), log: progress.log(), pushes: site.pushes() }),
      counts: () => ({
        "mã truy cập": keycloak.count(),
        "hồ sơ được chuyển đến": delivered().length,
        "hồ sơ của điểm": book.dossiers().length - delivered().length,
        "số đã cấp": book.allocated().length,
        "số bỏ trống": book.burned(),
        "lần báo tiến độ": progress.reports(),
        tệp: book.files(),
      }),
      reset: () => {
        book.reset();
        keycloak.expire();
        progress.reset();
        site.reset();
      },
      expireSessions: keycloak.expire,
      door: site.door,
      actions: SITE_ACTIONS,
    };
  },
});
