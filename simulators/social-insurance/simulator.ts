/**
 * The gateway of Vietnam Social Security (eGW), and behind it the offices that issue cards, numbers and benefits (domain.md §5.4).
 * Written from the contract alone.
 */
import { createHash } from "node:crypto";
import { type Context, Hono } from "hono";
import { z } from "zod";
import {
  CODES,
  LOOK_UP_BATCH,
  lookUpForm,
  PACKAGES,
  PATHS,
  type PackageKind,
  PHRASES,
  type SendReply,
  sendForm,
  type TokenReply,
  tokenRequest,
} from "../../adapters/social-insurance/contract/gateway.ts";
import type { WireState } from "../../adapters/social-insurance/contract/results.ts";
import { sampleAccount } from "../../adapters/social-insurance/contract/samples.ts";
import { vietnamStamp } from "../kit/clock.ts";
import { badRequest, formOf, jsonBody } from "../kit/door.ts";
import { defineSimulator } from "../kit/simulation.ts";
import { createBook } from "./book.ts";
import { readPackage } from "./check.ts";

const options = z.strictObject({
  username: z.string().default(sampleAccount.username),
  password: z.string().default(sampleAccount.password),
  facilityCode: z.string().default(sampleAccount.facilityCode),
  /** By the simulator's clock. */
  tokenTtlSeconds: z.int().min(1).default(3600),
  /** `expires_in` as an instant instead of seconds. */
  expiresAsInstant: z.boolean().default(false),
  /** Requests are decided by the clock; else only by an officer at a door. */
  auto: z.boolean().default(true),
  /** Cards carry ten digits instead of fifteen characters. */
  newCards: z.boolean().default(false),
  /** Largest `fileBase64Str`; the real limit is published nowhere. */
  maxFileBytes: z
    .int()
    .min(1)
    .default(30 * 1024 * 1024),
  /** Not used: this partner never calls the hub. */
  hubUrl: z.url().optional(),
});

interface Token {
  readonly idToken: string;
  readonly ends: number;
}

const moveDoor = z
  .strictObject({
    MaGD: z.string().min(1).optional(),
    dossier: z.string().min(1).optional(),
    note: z.string().min(1).max(2000).optional(),
  })
  .refine(({ MaGD, dossier }) => (MaGD === undefined) !== (dossier === undefined), "MaGD hoặc dossier / MaGD or dossier");

/** What an officer of the social insurance can do at the doors. */
const MOVES: readonly {
  readonly path: string;
  readonly to: Exclude<WireState, "1" | "7">;
  readonly vi: string;
  readonly en: string;
}[] = [
  { path: "/approve", to: "2", vi: "Thụ lý hồ sơ (MaGD hoặc mã hồ sơ)", en: "Take a request up" },
  { path: "/ask", to: "3", vi: "Yêu cầu bổ sung", en: "Ask for papers" },
  { path: "/refuse", to: "4", vi: "Từ chối", en: "Refuse" },
  { path: "/return", to: "6", vi: "Trả lại do sai thông tin", en: "Send back as wrong" },
  { path: "/finish", to: "5", vi: "Cấp thẻ, số BHXH hoặc quyết định", en: "Issue the card, number or decision" },
];

const md5 = (text: string): string => createHash("md5").update(text, "utf8").digest("hex");
/** The gateway's own filter spells its members with a small letter, the services behind it with a capital one. */
const filtered = (c: Context, code: string, says: string): Response => c.json({ maKetQua: code, thongDiep: says });
const answered = (c: Context, code: string, says?: string, MaGD?: string, at?: number): Response => {
  const body: SendReply = {
    MaKetQua: code,
    MaGD: MaGD ?? null,
    ThoiGianTiepNhan: at === undefined ? null : vietnamStamp(at),
    ...(says === undefined ? {} : { ThongDiep: says }),
  };
  return c.json(body);
};

export default defineSimulator({
  id: "social-insurance",
  title: {
    vi: "Bảo hiểm xã hội Việt Nam — cổng tiếp nhận eGW (mô phỏng)",
    en: "Vietnam Social Security, gateway eGW (simulated)",
  },
  about: {
    vi: "Nhận giấy chứng sinh, giấy báo tử, đề nghị cấp thẻ BHYT, mã số BHXH, mai táng phí; cho tra cứu kết quả theo mã giao dịch.",
    en: "Takes birth and death notices and requests for cards, insurance numbers and benefits; tells what became of a transaction.",
  },
  options,
  settings: (url) => ({
    LIENTHONG_SOCIAL_INSURANCE_URL: url,
    LIENTHONG_SOCIAL_INSURANCE_USERNAME: sampleAccount.username,
    LIENTHONG_SOCIAL_INSURANCE_PASSWORD: sampleAccount.password,
    LIENTHONG_SOCIAL_INSURANCE_FACILITY_CODE: sampleAccount.facilityCode,
  }),
  createApp: (context, settings) => {
    const book = createBook(context, settings.facilityCode, settings.auto, settings.newCards);
    const tokens = new Map<string, Token>();
    let logins = 0;
    const app = new Hono();
    const door = new Hono();

    app.post(PATHS.token, async (c) => {
      const asked = tokenRequest.safeParse(await formOf(c));
      if (!asked.success || asked.data.username !== settings.username || asked.data.password !== md5(settings.password))
        return filtered(c, CODES.credentials, "Tài khoản hoặc mật khẩu không đúng");
      logins += 1;
      const [access, idToken] = [context.random.hex(16), context.random.hex(16)];
      const ends = context.clock.ms() + settings.tokenTtlSeconds * 1000;
      tokens.set(access, { idToken, ends });
      const body: TokenReply = {
        maKetQua: CODES.done,
        APIKey: {
          access_token: access,
          id_token: idToken,
          token_type: "Bearer",
          username: settings.username,
          expires_in: settings.expiresAsInstant ? new Date(ends).toISOString() : settings.tokenTtlSeconds,
        },
      };
      return c.json(body);
    });

    /** What the gateway says before any service sees the call; undefined: it may pass. */
    const stopped = (c: Context, form: Readonly<Record<string, string>>): Response | undefined => {
      const token = tokens.get(form["token"] ?? "");
      if (token === undefined || token.ends <= context.clock.ms())
        return filtered(c, CODES.sessionExpired, `Phiên làm việc ${PHRASES.expired}, đề nghị lấy lại token`);
      if (form["id_token"] !== token.idToken) return filtered(c, CODES.credentials, "id_token không khớp với token");
      if (form["username"] !== settings.username || form["password"] !== md5(settings.password))
        return filtered(c, CODES.credentials, "Tài khoản hoặc mật khẩu không đúng");
      if (form["maCskcb"] !== settings.facilityCode)
        return filtered(c, CODES.facility, `Mã cơ sở ${form["maCskcb"] ?? ""} không đúng`);
      return undefined;
    };

    const receiving = (path: string): void => {
      app.post(path, async (c) => {
        const form = await formOf(c);
        const stop = stopped(c, form);
        if (stop !== undefined) return stop;
        const sent = sendForm.safeParse(form);
        if (!sent.success) return answered(c, CODES.badFile, `Thiếu tham số ${String(sent.error.issues[0]?.path[0] ?? "")}`);
        const { loaiHs, fileBase64Str } = sent.data;
        const kind = (Object.keys(PACKAGES) as PackageKind[]).find(
          (name) => PACKAGES[name].loaiHs === loaiHs && PACKAGES[name].path === path,
        );
        if (kind === undefined) return answered(c, CODES.badFile, `loaiHs ${loaiHs} không hợp lệ với dịch vụ này`);
        if (fileBase64Str.length > settings.maxFileBytes) return answered(c, CODES.tooLarge, "File size quá dài");
        const read = readPackage(kind, fileBase64Str, settings.facilityCode, context.clock.ms());
        const { code, says, MaGD } = "code" in read ? read : book.receive(read);
        return answered(c, code, says, MaGD, MaGD === undefined ? undefined : context.clock.ms());
      });
    };
    receiving(PATHS.documents);
    receiving(PATHS.healthPapers);

    app.post(PATHS.lookUp, async (c) => {
      const form = await formOf(c);
      const stop = stopped(c, form);
      if (stop !== undefined) return stop;
      const asked = lookUpForm.safeParse(form);
      const { maGD, maThamChieu } = asked.data ?? {};
      if ((maGD === undefined) === (maThamChieu === undefined))
        return answered(c, CODES.badFile, "Cần đúng một trong hai tham số maGD, maThamChieu");
      const numbers = maGD?.split(",") ?? [];
      if (numbers.length > LOOK_UP_BATCH) return answered(c, CODES.badFile, `Tra cứu tối đa ${LOOK_UP_BATCH} mã giao dịch`);
      const found =
        maThamChieu === undefined ? numbers.map((MaGD) => book.find({ MaGD })) : [book.find({ reference: maThamChieu })];
      return c.json({
        MaKetQua: CODES.done,
        DanhSach: found.filter((one) => one !== undefined).map(book.shown),
      });
    });
    app.notFound((c) => c.json({ Message: `No HTTP resource was found that matches the request URI '${c.req.path}'.` }, 404));

    for (const { path, to } of MOVES) {
      door.post(path, async (c) => {
        const read = moveDoor.safeParse(await jsonBody(c));
        if (!read.success) return badRequest(c, read.error);
        const { MaGD, dossier, note } = read.data;
        const one = book.find({
          ...(MaGD === undefined ? {} : { MaGD }),
          ...(dossier === undefined ? {} : { dossierCode: dossier }),
        });
        const moved = one === undefined ? undefined : book.move(one.MaGD, to, note);
        return moved === undefined
          ? c.json({ error: "Không có hồ sơ này, hoặc hồ sơ đã xong / No such request, or it is over" }, 404)
          : c.json(moved);
      });
    }
    door.post("/expire", (c) => {
      const ended = tokens.size;
      tokens.clear();
      return c.json({ ended });
    });

    const inState = (...states: readonly string[]): number =>
      book.transactions().filter((one) => states.includes(one.state)).length;
    return {
      app,
      state: () => ({ logins, transactions: book.transactions() }),
      counts: () => ({
        "phiên đăng nhập": tokens.size,
        "giao dịch": book.transactions().length,
        "đang xử lý": inState("1", "2"),
        "chờ bổ sung": inState("3"),
        "đã cấp": inState("5"),
        "từ chối, trả lại": inState("4", "6"),
        "gửi trùng": book.transactions().reduce((sum, one) => sum + one.repeats, 0),
      }),
      reset: () => {
        book.reset();
        tokens.clear();
        logins = 0;
      },
      expireSessions: () => tokens.clear(),
      tick: book.tick,
      door,
      actions: [
        ...MOVES.map(({ path, vi, en }) => ({
          method: "POST" as const,
          path,
          vi,
          en,
          example: { dossier: "H57.101-260302-0001", ...(path === "/approve" || path === "/finish" ? {} : { note: "Lý do" }) },
        })),
        { method: "POST", path: "/expire", vi: "Cho mọi phiên đăng nhập hết hạn", en: "End all sessions", example: {} },
      ],
    };
  },
});
