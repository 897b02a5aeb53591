/**
 * The land registry (VBDLIS / ILIS): token by password, dossiers in, supplements, results given back, wrong results; and its own officers,
 * who call the one-stop side back (domain.md §5.5). Written from the contract alone.
 */
import { Hono } from "hono";
import { z } from "zod";
import {
  receivedDossier,
  returnedDossier,
  supplementedDossier,
  wrongResult,
} from "../../adapters/land-registry/contract/dossier.ts";
import { PATHS, type TokenReply, tokenRequest } from "../../adapters/land-registry/contract/envelope.ts";
import { sampleAccount, sampleReceived } from "../../adapters/land-registry/contract/samples.ts";
import { createAgenda } from "../kit/agenda.ts";
import { badRequest, formOf, jsonBody } from "../kit/door.ts";
import { pushOptions, SAMPLE_PDF } from "../kit/push.ts";
import { defineSimulator } from "../kit/simulation.ts";
import { bearerOf, createTokens } from "../kit/tokens.ts";
import { callTrial, createCaller } from "./calling.ts";
import { type Answered, createRegister } from "./register.ts";
import { createWork, DEEDS, type Deed, NotPossible } from "./work.ts";

/** What its officers do by themselves: hours after the receipt, and after the obligation is done. */
const AFTER_RECEIPT: readonly (readonly [Deed, number])[] = [
  ["move", 2],
  ["appraise", 16],
];
const END_HOURS = 8;

const options = pushOptions.omit({ hookSecret: true }).extend({
  username: z.string().default(sampleAccount.username),
  password: z.string().default(sampleAccount.password),
  clientId: z.string().default(sampleAccount.clientId),
  clientSecret: z.string().default(sampleAccount.clientSecret),
  securityCode: z.string().default(sampleAccount.securityCode),
  appraisedState: z.string().default(sampleAccount.appraisedState),
  /** By the simulator's clock. */
  tokenTtlSeconds: z.int().min(1).default(1800),
  /** Its officers work by the clock; else only by the doors. */
  auto: z.boolean().default(true),
  /** The processes that it knows (MaQuyTrinh); absent: any. */
  processes: z.array(z.string()).optional(),
  /** Absolute links to result files begin with this; absent: links are relative, as VBDLIS's are. */
  linkBase: z.url().optional(),
  hubUrl: z.url().default("http://127.0.0.1:8080"),
});

const DEED_TITLES: Readonly<Record<Deed, readonly [vi: string, en: string]>> = {
  "give-receipt": ["Cung cấp số biên nhận", "Give the receipt number"],
  move: ["Luân chuyển hồ sơ", "Move a dossier on"],
  appraise: ["Thẩm định xong, chuyển thông tin sang cơ quan thuế", "Appraise: information goes to the tax office"],
  "ask-supplement": ["Yêu cầu bổ sung (LaTamDung)", "Ask for a supplement"],
  "supplement-taken": ["Báo đã nhận bổ sung và ngày hẹn trả mới", "Say that the supplement came"],
  end: ["Kết thúc có kết quả (giấy chứng nhận)", "End with a certificate"],
  refuse: ["Kết thúc không có kết quả (trả lại)", "End without a result"],
  "wrong-procedure": ["Báo nhập sai thủ tục", "Say that the procedure is wrong"],
  "ask-update": ["Yêu cầu cập nhật hồ sơ", "Ask to correct the dossier"],
  "tax-result": ["Gửi kết quả thuế (số thông báo)", "Pass on the tax notices"],
  "tax-wrong": ["Báo thuế chuyển trả hồ sơ do sai", "Say that the tax office sent it back"],
};

/** The first fault of a message, in prose. */
const problem = (issue: z.core.$ZodIssue | undefined): string => {
  const field = issue?.path.join(".") ?? "";
  if (field === "ThongTinThuaDat" || field.startsWith("ThongTinThuaDat.")) return `Thiếu thông tin thửa đất: ${field}`;
  return field === "" ? "Dữ liệu không đúng định dạng" : `Trường ${field} thiếu hoặc không hợp lệ`;
};
const badFile = (papers: readonly { readonly TapTin?: { readonly name: string; readonly data: string } | null | undefined }[]) =>
  papers.find(({ TapTin }) => TapTin && (TapTin.data.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(TapTin.data)))?.TapTin
    ?.name;

export default defineSimulator({
  id: "land-registry",
  title: { vi: "Hệ thống thông tin đất đai VBDLIS/ILIS (mô phỏng)", en: "Land registry VBDLIS/ILIS (simulated)" },
  about: {
    vi: "Tiếp nhận hồ sơ đất đai, thẩm định, báo bổ sung, chờ nghĩa vụ tài chính, trả giấy chứng nhận.",
    en: "Takes land dossiers, appraises, asks for papers, waits for the taxes, gives the certificate.",
  },
  options,
  settings: (url) => ({
    LIENTHONG_LAND_REGISTRY_URL: url,
    LIENTHONG_LAND_REGISTRY_USERNAME: sampleAccount.username,
    LIENTHONG_LAND_REGISTRY_PASSWORD: sampleAccount.password,
    LIENTHONG_LAND_REGISTRY_CLIENT_ID: sampleAccount.clientId,
    LIENTHONG_LAND_REGISTRY_CLIENT_SECRET: sampleAccount.clientSecret,
    LIENTHONG_LAND_REGISTRY_SECURITY_CODE: sampleAccount.securityCode,
    LIENTHONG_LAND_REGISTRY_OFFICER: sampleAccount.officer,
    LIENTHONG_LAND_REGISTRY_PROVINCE_ID: String(sampleAccount.provinceId),
    LIENTHONG_LAND_REGISTRY_COMMUNES: `*=${sampleAccount.communeId}`,
    LIENTHONG_LAND_REGISTRY_APPRAISED_STATE: sampleAccount.appraisedState,
  }),
  createApp: (context, settings) => {
    const register = createRegister(context);
    const caller = createCaller(context, settings);
    const fileLink = (number: string, name: string): string =>
      `${settings.linkBase?.replace(/\/$/, "") ?? ""}/files/${encodeURIComponent(number)}/${name}`;
    const work = createWork(context, register, caller, { appraisedState: settings.appraisedState, fileLink });
    const agenda = createAgenda<{ readonly number: string; readonly deed: Deed }>(context, ({ number, deed }) => {
      void work.does(deed, { receiptNumber: number, data: {} });
    });
    const plan = (number: string, deed: Deed, hours: number): void => {
      if (settings.auto) agenda.plan(context.clock.ms() + hours * context.hourMs, { number, deed });
    };
    /** A dossier that waits for somebody else: its own officers do nothing until then. */
    const halt = (number: string): void => agenda.drop((entry) => entry.number === number);
    const tokens = createTokens(context, settings.tokenTtlSeconds * 1000);
    const app = new Hono();

    app.post(`/${PATHS.token}`, async (c) => {
      const form = tokenRequest.safeParse(await formOf(c));
      if (!form.success)
        return c.json({ error: "unsupported_grant_type", error_description: "Chỉ hỗ trợ grant_type=password" }, 400);
      const { username, password, client_id, client_secret } = form.data;
      if (client_id !== settings.clientId || client_secret !== settings.clientSecret)
        return c.json({ error: "invalid_client", error_description: "client_id hoặc client_secret không đúng" }, 400);
      if (username !== settings.username || password !== settings.password)
        return c.json({ error: "invalid_grant", error_description: "Tên đăng nhập hoặc mật khẩu không đúng" }, 400);
      const reply: TokenReply = { access_token: tokens.give(), token_type: "bearer", expires_in: settings.tokenTtlSeconds };
      return c.json(reply);
    });

    app.use("*", async (c, next) => {
      if (c.req.path === `/${PATHS.token}`) return next();
      if (!tokens.holds(bearerOf(c))) return c.json({ message: "Authorization has been denied for this request." }, 401);
      agenda.tick();
      return next();
    });

    /** One road: checks the shape, then asks the books. */
    const road = <T>(path: string, schema: z.ZodType<T>, take: (sent: T) => Answered): void => {
      app.post(`/${path}`, async (c) => {
        const read = schema.safeParse(await jsonBody(c));
        if (!read.success) return c.json(register.refusal(problem(read.error.issues[0])));
        return c.json(take(read.data).envelope);
      });
    };
    road(PATHS.receive, receivedDossier, (sent) => {
      const refused = (says: string): Answered => ({ envelope: register.refusal(says), changed: false });
      if (settings.processes !== undefined && !settings.processes.includes(sent.ThongTinQuyTrinh.MaQuyTrinh))
        return refused(`Quy trình ${sent.ThongTinQuyTrinh.MaQuyTrinh} không tồn tại trong danh mục`);
      const broken = badFile(sent.DanhSachGiayToDinhKem);
      if (broken !== undefined) return refused(`Tệp đính kèm ${broken} không hợp lệ`);
      const answered = register.receive(sent);
      if (answered.changed) {
        halt(sent.SoBienNhan);
        for (const [deed, hours] of AFTER_RECEIPT) plan(sent.SoBienNhan, deed, hours);
      }
      return answered;
    });
    road(PATHS.supplement, supplementedDossier, (sent) => {
      const waitedFor = register.find(sent.SoBienNhan)?.state;
      const answered = register.supplement(sent);
      if (answered.changed && waitedFor === "waitingSupplement") {
        plan(sent.SoBienNhan, "supplement-taken", 1);
        plan(sent.SoBienNhan, "appraise", END_HOURS);
      }
      if (answered.changed && waitedFor === "waitingTax") plan(sent.SoBienNhan, "end", END_HOURS);
      return answered;
    });
    road(PATHS.returned, returnedDossier, register.giveBack);
    road(PATHS.wrongResult, wrongResult, (sent) => {
      const answered = register.wrongResult(sent);
      if (answered.changed) plan(sent.SoBienNhan, "end", END_HOURS);
      return answered;
    });
    app.get("/files/:number/:name", (c) => {
      const number = decodeURIComponent(c.req.param("number"));
      if (register.find(number) === undefined) return c.json({ message: "Không tìm thấy tệp" }, 404);
      // Each file its own bytes: whoever mixes two up is found out.
      const pdf = Buffer.concat([Buffer.from(SAMPLE_PDF, "base64"), Buffer.from(`% ${number} ${c.req.param("name")}\n`)]);
      return c.body(new Uint8Array(pdf), 200, { "content-type": "application/pdf" });
    });
    app.notFound((c) => c.json({ message: `No HTTP resource was found that matches the request URI '${c.req.path}'.` }, 404));

    const door = new Hono();
    for (const deed of DEEDS) {
      door.post(`/${deed}`, async (c) => {
        const read = callTrial.safeParse(await jsonBody(c));
        if (!read.success) return badRequest(c, read.error);
        agenda.tick();
        const told = work.does(deed, read.data);
        if (told instanceof NotPossible) {
          return told.reason === "unknown"
            ? c.json({ error: "Không có hồ sơ này / No such dossier" }, 404)
            : c.json({ error: "Hồ sơ đã kết thúc / The dossier is over" }, 409);
        }
        if (["ask-supplement", "end", "refuse", "wrong-procedure", "ask-update"].includes(deed)) halt(read.data.receiptNumber);
        return c.json(await told);
      });
    }

    return {
      app,
      state: () => ({ dossiers: register.all(), calls: caller.calls() }),
      counts: () => ({
        phiên: tokens.count(),
        "hồ sơ": register.all().length,
        "gửi lặp": register.repeats(),
        "có kết quả": register.all().filter((one) => one.certificate !== undefined).length,
        "đã báo một cửa": caller.calls().length,
      }),
      reset: () => {
        register.reset();
        caller.reset();
        agenda.reset();
        tokens.clear();
      },
      expireSessions: tokens.clear,
      tick: agenda.tick,
      door,
      actions: DEEDS.map((deed) => ({
        method: "POST",
        path: `/${deed}`,
        vi: DEED_TITLES[deed][0],
        en: DEED_TITLES[deed][1],
        example: { receiptNumber: sampleReceived.SoBienNhan },
      })),
    };
  },
});
