/**
 * The police: the population database (C06, SOAP) and the commune police's residence filings (REST, an interface of ours), behind one
 * gateway with one signature (domain.md §5.3; R-G05). Written from the contract alone.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import { type Context, Hono, type Next } from "hono";
import { z } from "zod";
import { FAULTS, HEADERS, POPULATION_PATH, SIGNATURE_SECONDS } from "../../adapters/police/contract/c06.ts";
import {
  cancelRequest,
  filingRequest,
  MAX,
  PATHS,
  RESULT,
  type ResidenceState,
  supplementRequest,
} from "../../adapters/police/contract/residence.ts";
import { sampleAccount, sampleCitizens, sampleRegistration } from "../../adapters/police/contract/samples.ts";
import { badRequest, jsonBody } from "../kit/door.ts";
import { defineSimulator } from "../kit/simulation.ts";
import type { SimAction } from "../kit/types.ts";
import { readSoap, soapFault, XmlReadError } from "../kit/xml.ts";
import { createPopulation } from "./population.ts";
import { createResidenceBook } from "./residence.ts";

const options = z.strictObject({
  user: z.string().default(sampleAccount.user),
  secret: z.string().default(sampleAccount.secret),
  authUrl: z.string().default(sampleAccount.authUrl),
  client: z.string().default(sampleAccount.client),
  apiKey: z.string().default(sampleAccount.apiKey),
  serviceCode: z.string().default(sampleAccount.serviceCode),
  /** Filings move by the clock; else only by the doors. */
  auto: z.boolean().default(true),
  /** Given to every simulator; the police push nothing. */
  hubUrl: z.url().optional(),
});

const citizenDoor = z.strictObject({
  SoDinhDanh: z.string().regex(/^\d{12}$/),
  SoCMND: z
    .string()
    .regex(/^\d{9}$/)
    .optional(),
  HoVaTen: z.strictObject({ Ho: z.string().optional(), ChuDem: z.string().optional(), Ten: z.string().min(1) }),
  GioiTinh: z.enum(["1", "2"]),
  NgaySinh: z.string().regex(/^\d{4}(?:\d{4})?$/),
});
const turnDoor = z.strictObject({
  /** MaHoSoLT or MaHoSoCuTru. */
  number: z.string().min(1),
  note: z.string().min(1).max(MAX.note).optional(),
  /** For /ask. */
  missing: z.array(z.strictObject({ MaGiayTo: z.string().optional(), LyDo: z.string().min(1) })).optional(),
});

const FILING_NUMBER = sampleRegistration.MaHoSoLT;
/** What an officer of the commune police does with a filing: path → state. */
const TURNS: readonly {
  readonly path: string;
  readonly to: ResidenceState;
  readonly vi: string;
  readonly en: string;
  readonly example: object;
}[] = [
  { path: "/accept", to: "2", vi: "Công an tiếp nhận hồ sơ cư trú (CT04)", en: "Take a residence filing in (CT04)", example: {} },
  {
    path: "/ask",
    to: "4",
    vi: "Công an yêu cầu bổ sung (CT05)",
    en: "Ask for a supplement (CT05)",
    example: { missing: [{ LyDo: "Thiếu giấy tờ chứng minh chỗ ở hợp pháp" }] },
  },
  {
    path: "/refuse",
    to: "6",
    vi: "Công an từ chối giải quyết (CT06)",
    en: "Refuse (CT06)",
    example: { note: "Chỗ ở thuộc diện không được đăng ký thường trú mới" },
  },
  { path: "/finish", to: "5", vi: "Công an trả kết quả (CT07)", en: "Finish with CT07", example: {} },
];

export default defineSimulator({
  id: "police",
  title: { vi: "Công an: dân cư (C06) và cư trú", en: "Police: population database and residence" },
  about: {
    vi: "Cơ sở dữ liệu quốc gia về dân cư (SOAP, chữ ký theo thời gian) và hồ sơ cư trú của Công an cấp xã (REST, giao diện giả định).",
    en: "The national population database (SOAP, timed signature) and residence filings of the commune police (REST, an assumed interface).",
  },
  options,
  settings: (url) => ({
    LIENTHONG_POLICE_URL: url,
    LIENTHONG_POLICE_USER: sampleAccount.user,
    LIENTHONG_POLICE_SECRET: sampleAccount.secret,
    LIENTHONG_POLICE_AUTH_URL: sampleAccount.authUrl,
    LIENTHONG_POLICE_CLIENT: sampleAccount.client,
    LIENTHONG_POLICE_API_KEY: sampleAccount.apiKey,
    LIENTHONG_POLICE_SERVICE_CODE: sampleAccount.serviceCode,
  }),
  createApp: (context, settings) => {
    const population = createPopulation(context, settings.serviceCode, sampleCitizens);
    const book = createResidenceBook(context, population, settings.auto);
    let unproven = 0;

    /** What is wrong with a caller's proof. */
    const proofProblem = (header: (name: string) => string | undefined): string | undefined => {
      const timestamp = header(HEADERS.timestamp) ?? "";
      // 13 digits are milliseconds, 10 are seconds: both are seen in the field.
      if (!/^(?:\d{10}|\d{13})$/.test(timestamp)) return FAULTS.signature;
      if (header(HEADERS.client) !== settings.client || header(HEADERS.apiKey) !== settings.apiKey) return FAULTS.signature;
      const hash = createHash("sha256").update(`${settings.authUrl}${settings.user}${timestamp}${settings.secret}`).digest("hex");
      const expected = Buffer.from(`Basic ${Buffer.from(`${settings.user}:${hash}`).toString("base64")}`);
      const given = Buffer.from(header("authorization") ?? "");
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return FAULTS.signature;
      const ms = timestamp.length === 13 ? Number(timestamp) : Number(timestamp) * 1000;
      return Math.abs(context.clock.ms() - ms) > SIGNATURE_SECONDS * 1000 ? FAULTS.stale : undefined;
    };

    const app = new Hono();
    app.post(POPULATION_PATH, async (c) => {
      const problem = proofProblem((name) => c.req.header(name));
      if (problem !== undefined) {
        unproven += 1;
        return soapFault("Client", problem, 401);
      }
      if (!/^(?:application|text)\/xml\b/.test(c.req.header("content-type") ?? "")) return c.text("Unsupported Media Type", 415);
      try {
        const { operation } = readSoap(await c.req.text());
        const issue = decodeURIComponent(c.req.header(HEADERS.issue) ?? "");
        return population.answer(operation, issue);
      } catch (error) {
        if (error instanceof XmlReadError || error instanceof URIError)
          return soapFault("Client", `${FAULTS.order}: ${error.message}`);
        throw error;
      }
    });

    app.use("/cutru/*", async (c, next: Next) => {
      const problem = proofProblem((name) => c.req.header(name));
      if (problem !== undefined) {
        unproven += 1;
        return c.json({ Ma: "99", ThongBao: problem }, 401);
      }
      book.tick();
      return next();
    });
    const invalid = (c: Context, error: z.ZodError) => {
      const [issue] = error.issues;
      const field = issue?.path.join(".") ?? "";
      return c.json({ Ma: RESULT.invalid, ThongBao: `Dữ liệu không hợp lệ: ${field === "" ? "nội dung" : field}` });
    };
    app.post(PATHS.filing, async (c) => {
      const request = filingRequest.safeParse(await jsonBody(c));
      return request.success ? c.json(book.file(request.data)) : invalid(c, request.error);
    });
    app.post(PATHS.supplement, async (c) => {
      const request = supplementRequest.safeParse(await jsonBody(c));
      return request.success ? c.json(book.supplement(request.data)) : invalid(c, request.error);
    });
    app.post(PATHS.cancel, async (c) => {
      const request = cancelRequest.safeParse(await jsonBody(c));
      return request.success ? c.json(book.cancel(request.data)) : invalid(c, request.error);
    });
    app.get(PATHS.filing, (c) => {
      const numbers = (c.req.query("MaHoSoLT") ?? "").split(",").filter((number) => number !== "");
      if (numbers.length === 0 || numbers.length > MAX.asked)
        return c.json({ Ma: RESULT.invalid, ThongBao: `Cần từ 1 đến ${MAX.asked} mã hồ sơ`, DanhSach: [] });
      return c.json({ Ma: RESULT.done, ThongBao: "Thành công", DanhSach: book.results(numbers) });
    });
    app.notFound((c) => c.json({ Ma: "99", ThongBao: "Không có dịch vụ này" }, 404));

    const door = new Hono();
    for (const { path, to } of TURNS) {
      door.post(path, async (c) => {
        const read = turnDoor.safeParse(await jsonBody(c));
        if (!read.success) return badRequest(c, read.error);
        book.tick();
        const { number, note, missing } = read.data;
        const more = {
          ...(note === undefined ? {} : { note }),
          ...(to === "4" ? { missing: missing ?? [{ LyDo: note ?? "Bổ sung giấy tờ" }] } : {}),
        };
        const filing = book.turn(number, to, more);
        return filing === undefined
          ? c.json({ error: "Không có hồ sơ này, hoặc hồ sơ đã kết thúc / No such filing, or it is over" }, 404)
          : c.json(filing);
      });
    }
    door.post("/citizens", async (c) => {
      const read = citizenDoor.safeParse(await jsonBody(c));
      if (!read.success) return badRequest(c, read.error);
      const { SoCMND, HoVaTen, ...rest } = read.data;
      const { Ho, ChuDem, Ten } = HoVaTen;
      const name = { ...(Ho === undefined ? {} : { Ho }), ...(ChuDem === undefined ? {} : { ChuDem }), Ten };
      const citizen = { ...rest, HoVaTen: name, ...(SoCMND === undefined ? {} : { SoCMND }) };
      population.put(citizen);
      return c.json(citizen);
    });

    return {
      app,
      state: () => ({ citizens: population.citizens(), queries: population.queries(), filings: book.filings() }),
      counts: () => ({
        "công dân": population.citizens().length,
        "lượt tra cứu": population.queries().length,
        "tra cứu bị từ chối": population.refused(),
        "sai chữ ký": unproven,
        "hồ sơ cư trú": book.filings().length,
        "gửi trùng": book.repeats(),
        "đã giải quyết": book.filings().filter(({ state }) => state === "5").length,
      }),
      reset: () => {
        population.reset();
        book.reset();
        unproven = 0;
      },
      tick: book.tick,
      door,
      actions: [
        ...TURNS.map(
          ({ path, vi, en, example }): SimAction => ({
            method: "POST",
            path,
            vi,
            en,
            example: { number: FILING_NUMBER, ...example },
          }),
        ),
        {
          method: "POST",
          path: "/citizens",
          vi: "Thêm hoặc sửa một công dân trong cơ sở dữ liệu dân cư",
          en: "Add or change a citizen of the register",
          example: { SoDinhDanh: "046199000061", HoVaTen: { Ten: "NGUYỄN THỊ MỚI" }, GioiTinh: "2", NgaySinh: "19990909" },
        },
      ],
    };
  },
});
