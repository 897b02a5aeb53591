/**
 * The tax side behind the province's LGSP (domain.md §1.1, §5.5): takes slips and registrations, sets what is owed, pushes notices, tax codes
 * and what comes back wrong, takes proofs of payment. Answers in prose. Written from the contract alone.
 */
import { type Context, Hono } from "hono";
import { z } from "zod";
import { CODES, LGSP_HEADER, lgspAccess, lookUpQuery, PATHS, PHRASES, type Reply } from "../../adapters/tax/contract/access.ts";
import { sampleAccount, sampleLgspAccess } from "../../adapters/tax/contract/samples.ts";
import { proof, registration, slip, withdrawal } from "../../adapters/tax/contract/slip.ts";
import { jsonBody } from "../kit/door.ts";
import { pushOptions } from "../kit/push.ts";
import { defineSimulator } from "../kit/simulation.ts";
import { createGateway } from "../kit/tokens.ts";
import { proofProblem, registrationProblem, shapeProblem, slipProblem } from "./check.ts";
import { createLedger, type Verdict } from "./ledger.ts";
import { createPushing } from "./pushing.ts";

const options = pushOptions.extend({
  clientId: z.string().default(sampleAccount.clientId),
  clientSecret: z.string().default(sampleAccount.clientSecret),
  /** What the LGSP's own header must say; null: this province's LGSP wants none. */
  lgsp: lgspAccess.nullable().default(sampleLgspAccess),
  /** By the simulator's clock. */
  tokenTtlSeconds: z.int().min(1).default(3600),
  /** The office answers by itself, so many real milliseconds after it took something in; absent: only a person at its doors does. */
  answerAfterMs: z.int().min(0).optional(),
  /** Đồng for 1 m² of land whose slip names no price. */
  unitPrice: z.int().min(0).default(3_000_000),
  /** The hub; its hooks of this adapter are below `/hooks/tax`. */
  hubUrl: z.url().default("http://127.0.0.1:8080"),
  hookSecret: z.string().default(sampleAccount.securityKey),
});

const taken = (message: string, MaTiepNhan: string): Reply => ({ error_code: CODES.success[0], message, result: { MaTiepNhan } });

/** The LGSP header, decoded; undefined where it is missing or no base64 of JSON. */
const lgspOf = (header: string | undefined): unknown => {
  try {
    return JSON.parse(Buffer.from(header ?? "", "base64").toString("utf8"));
  } catch {
    return undefined;
  }
};

export default defineSimulator({
  id: "tax",
  title: { vi: "Cơ quan thuế (mô phỏng)", en: "Tax office (simulated)" },
  about: {
    vi: "Nhận phiếu chuyển thông tin địa chính, ra thông báo thuế, trả lại phiếu sai, cấp mã số thuế hộ kinh doanh, nhận chứng từ nộp thuế.",
    en: "Takes cadastral slips, gives tax notices, sends wrong slips back, gives household businesses their tax code, takes proofs of payment.",
  },
  options,
  settings: (url) => ({
    LIENTHONG_TAX_URL: url,
    LIENTHONG_TAX_CLIENT_ID: sampleAccount.clientId,
    LIENTHONG_TAX_CLIENT_SECRET: sampleAccount.clientSecret,
    LIENTHONG_TAX_ACCESS_KEY: sampleAccount.accessKey,
    LIENTHONG_TAX_SECRET_KEY: sampleAccount.secretKey,
    LIENTHONG_TAX_APP_NAME: sampleAccount.appName,
    LIENTHONG_TAX_PARTNER_CODE: sampleAccount.partnerCode,
    LIENTHONG_TAX_PARTNER_CODE_CUS: sampleAccount.partnerCodeCus,
    LIENTHONG_TAX_SECURITY_KEY: sampleAccount.securityKey,
  }),
  createApp: (context, settings) => {
    const ledger = createLedger();
    const gateway = createGateway(context, {
      id: settings.clientId,
      secret: settings.clientSecret,
      tokenTtlSeconds: settings.tokenTtlSeconds,
    });
    const hookUrl = `${settings.hubUrl.replace(/\/$/, "")}/hooks/tax`;
    const { door, answerSlip, answerRegistration } = createPushing(context, ledger, { ...settings, hookUrl });
    const app = new Hono();

    app.post(PATHS.token, gateway.login);
    app.use("/thue/*", async (c, next) => {
      const stopped = gateway.stopped(c);
      if (stopped !== undefined) return stopped;
      if (settings.lgsp !== null) {
        const given = lgspAccess.safeParse(lgspOf(c.req.header(LGSP_HEADER)));
        if (!given.success || JSON.stringify(given.data) !== JSON.stringify(lgspAccess.parse(settings.lgsp)))
          return c.json(
            { fault: { code: 900_908, message: "Resource forbidden", description: `${LGSP_HEADER} không hợp lệ` } },
            403,
          );
      }
      return next();
    });

    const refused = (c: Context, code: string, message: string): Response => {
      ledger.addRefusal(message);
      return c.json({ error_code: code, message, result: null } satisfies Reply);
    };
    /** One thing handed in: shape, then matter, then the books. `after`: what the office does by itself once it is new. */
    const handIn = <T>(
      path: string,
      schema: z.ZodType<T>,
      problem: (message: T) => string | undefined,
      file: (message: T, at: string) => Verdict,
      named: string,
      after: (message: T) => unknown = () => undefined,
    ): void => {
      app.post(path, async (c) => {
        const body = await jsonBody(c);
        const read = schema.safeParse(body);
        if (!read.success) return refused(c, CODES.invalid, shapeProblem(read.error, body));
        const wrong = problem(read.data);
        if (wrong !== undefined) return refused(c, CODES.refused, wrong);
        const verdict = file(read.data, context.clock.now());
        if (verdict.outcome === "refused") return refused(c, CODES.refused, verdict.message);
        if (verdict.outcome === "repeated") return c.json(taken(`${named} ${PHRASES.repeated}`, verdict.MaTiepNhan));
        const { answerAfterMs } = settings;
        const signal = context.signal();
        if (answerAfterMs !== undefined)
          void context.sleep(answerAfterMs).then(() => (signal.aborted ? undefined : after(read.data)));
        return c.json(taken(`Tiếp nhận ${named.toLocaleLowerCase("vi")} thành công`, verdict.MaTiepNhan));
      });
    };
    handIn(
      PATHS.slip,
      slip,
      slipProblem,
      (message, at) => ledger.slips.take(message, message.Data.ThongTinHoSo.MaHoSo, at),
      "Phiếu chuyển",
      (message) => answerSlip(message.Data.ThongTinHoSo.MaHoSo),
    );
    handIn(
      PATHS.registration,
      registration,
      registrationProblem,
      (message, at) => ledger.registrations.take(message, message.Data.MaHoSo, at),
      "Hồ sơ đăng ký thuế",
      (message) => answerRegistration(message.Data.MaHoSo),
    );
    handIn(
      PATHS.proof,
      proof,
      (message) => proofProblem(message, ledger.notice(message.Data.ThongTinThanhToan.MaThongBaoThue)),
      ledger.takeProof,
      "Chứng từ nộp thuế",
    );

    handIn(
      PATHS.withdrawal,
      withdrawal,
      () => undefined,
      (message) => ledger.withdraw(message),
      "Đề nghị thu hồi",
    );

    app.get(PATHS.lookUp, (c) => {
      const query = lookUpQuery.safeParse(c.req.query());
      if (!query.success)
        return c.json({ error_code: CODES.invalid, message: "Thiếu Loai hoặc So", result: null } satisfies Reply);
      const { Loai, So } = query.data;
      const proven = ledger.notice(So)?.proof;
      const file =
        Loai === "CHUNGTU"
          ? proven && { MaTiepNhan: proven.MaTiepNhan, state: "1" as const }
          : (Loai === "PHIEUCHUYEN" ? ledger.slips : ledger.registrations).get(So);
      return c.json({
        error_code: CODES.success[0],
        message: file === undefined ? `Không tìm thấy ${So}` : "Thành công",
        result: file === undefined ? null : { So, MaTiepNhan: file.MaTiepNhan, TrangThai: file.state },
      } satisfies Reply);
    });
    app.notFound((c) => c.json({ fault: { code: 404, message: "No matching resource", description: c.req.path } }, 404));

    return {
      app,
      state: ledger.state,
      counts: () => {
        const { slips, registrations, notices, pushes, refusals } = ledger.state();
        return {
          "Phiếu chuyển": slips.length,
          "Phiếu trả lại": slips.filter((one) => one.state === "2").length,
          "Phiếu thu hồi": [...slips, ...registrations].filter((one) => one.state === "4").length,
          "Đăng ký thuế": registrations.length,
          "Thông báo thuế": notices.length,
          "Chứng từ nộp": notices.filter((one) => one.proof !== undefined).length,
          "Lần đẩy về": pushes.length,
          "Lần từ chối": refusals.length,
        };
      },
      reset: () => {
        ledger.clear();
        gateway.tokens.clear();
      },
      expireSessions: gateway.tokens.clear,
      door,
      actions: [
        {
          method: "POST",
          path: "/notices",
          vi: "Ra thông báo thuế cho phiếu chuyển và đẩy về (exempt: miễn; oneNumber: các khoản chung một số thông báo)",
          en: "Set what is owed for a slip and push the notices",
          example: { MaHoSo: "H57.101-260302-0001", exempt: false },
        },
        {
          method: "POST",
          path: "/further-notice",
          vi: "Đẩy thêm một thông báo thuế của hồ sơ",
          en: "Push one notice more",
          example: { MaHoSo: "H57.101-260302-0001", tieuMuc: "2801", soTien: 500000 },
        },
        {
          method: "POST",
          path: "/change",
          vi: "Sửa số tiền của một thông báo đã ra (IsUpdating)",
          en: "Change the sum of a notice",
          example: { SoThongBao: "LTB2646-TK0000001/TB-HUE", soTien: 2500000 },
        },
        {
          method: "POST",
          path: "/repeat",
          vi: "Đẩy lại nguyên văn lần gần nhất về hồ sơ",
          en: "Push the last message about a dossier again",
          example: { MaHoSo: "H57.101-260302-0001" },
        },
        {
          method: "POST",
          path: "/return",
          vi: "Trả lại phiếu chuyển hoặc hồ sơ đăng ký thuế do sai",
          en: "Send a slip or a registration back as wrong",
          example: { MaHoSo: "H57.101-260302-0001", LyDo: "Diện tích không khớp Giấy chứng nhận" },
        },
        {
          method: "POST",
          path: "/tax-code",
          vi: "Cấp mã số thuế cho hộ kinh doanh và đẩy về (refused: từ chối, ghi lý do)",
          en: "Give a household business its tax code",
          example: { MaHoSo: "H57.101-260302-0002" },
        },
      ],
    };
  },
});
