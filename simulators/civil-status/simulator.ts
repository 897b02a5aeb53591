/**
 * The two counterparties of the civil-status liên thông behind one port: the Ministry of Justice's registry under /btp and the liên
 * thông hub under /dvclt (domain.md §5.2). They share no state: only a one-stop department knows both numbers of a dossier.
 */
import { Hono } from "hono";
import { z } from "zod";
import { writtenDate } from "../../adapters/civil-status/contract/data.ts";
import { sampleAccount, sampleWards } from "../../adapters/civil-status/contract/samples.ts";
import { badRequest, jsonBody } from "../kit/door.ts";
import { defineSimulator } from "../kit/simulation.ts";
import { filingDoor } from "./filing.ts";
import { createHub } from "./hub.ts";
import { createHubBook } from "./hub-book.ts";
import { createRegistry } from "./registry.ts";
import { createRegistryBook } from "./registry-book.ts";

/** The two counterparties' roads on the one port. */
export const REGISTRY_PREFIX = "/btp";
export const HUB_PREFIX = "/dvclt";

const options = z.strictObject({
  consumerKey: z.string().default(sampleAccount.consumerKey),
  consumerSecret: z.string().default(sampleAccount.consumerSecret),
  hubUser: z.string().default(sampleAccount.hubUser),
  hubPassword: z.string().default(sampleAccount.hubPassword),
  province: z.string().default(sampleAccount.province),
  /** By the simulator's clock. */
  tokenTtlSeconds: z.int().min(1).default(3600),
  hubTokenTtlSeconds: z.int().min(1).default(1800),
  /** The registry works by the clock; else only by its doors. */
  auto: z.boolean().default(true),
  /** Never called: both counterparties push nothing. Accepted so that every simulator can be told where the hub is. */
  hubUrl: z.url().optional(),
});

const code = z.string().min(1).max(60);
const onlyCode = z.strictObject({ code });
const withReason = z.strictObject({ code, reason: z.string().min(1).max(2000) });
const asking = withReason.extend({ deadline: writtenDate.optional() });

export default defineSimulator({
  id: "civil-status",
  title: {
    vi: "Hộ tịch Bộ Tư pháp và trục liên thông DVCLT (mô phỏng)",
    en: "Civil-status registry and liên thông hub (simulated)",
  },
  about: {
    vi: "Hai bên: hệ thống hộ tịch nhận đăng ký và trả kết quả; trục liên thông phát hồ sơ khai sinh, khai tử và nhận trạng thái 1→3→7→4→5.",
    en: "Two counterparties: the registry takes registrations and answers polls; the hub hands out dossiers and takes states.",
  },
  options,
  settings: (url) => ({
    LIENTHONG_CIVIL_STATUS_URL: `${url}${REGISTRY_PREFIX}`,
    LIENTHONG_CIVIL_STATUS_CONSUMER_KEY: sampleAccount.consumerKey,
    LIENTHONG_CIVIL_STATUS_CONSUMER_SECRET: sampleAccount.consumerSecret,
    LIENTHONG_CIVIL_STATUS_HUB_URL: `${url}${HUB_PREFIX}`,
    LIENTHONG_CIVIL_STATUS_HUB_USER: sampleAccount.hubUser,
    LIENTHONG_CIVIL_STATUS_HUB_PASSWORD: sampleAccount.hubPassword,
    LIENTHONG_CIVIL_STATUS_PROVINCE: sampleAccount.province,
    LIENTHONG_CIVIL_STATUS_WARDS: Object.entries(sampleWards)
      .map(([ward, agency]) => `${ward}=${agency}`)
      .join(","),
  }),
  createApp: (context, settings) => {
    const servesWard = (ward: string): boolean => Object.hasOwn(sampleWards, ward);
    const registryBook = createRegistryBook(context, settings.auto);
    const hubBook = createHubBook(context);
    const registry = createRegistry(context, { ...settings, servesWard }, registryBook);
    const hub = createHub(context, settings, hubBook);
    const app = new Hono();
    app.route(REGISTRY_PREFIX, registry.app);
    app.route(HUB_PREFIX, hub.app);

    const filing = filingDoor(context, hubBook);
    const door = filing.door;
    const person = <T extends { readonly code: string }>(path: string, schema: z.ZodType<T>, act: (read: T) => unknown): void => {
      door.post(path, async (c) => {
        const read = schema.safeParse(await jsonBody(c));
        if (!read.success) return badRequest(c, read.error);
        registryBook.tick();
        const done = act(read.data);
        return done === undefined
          ? c.json({ error: "Không có hồ sơ này, hoặc hồ sơ đã kết thúc / No such case, or it is over" }, 404)
          : c.json(done);
      });
    };
    person("/accept", onlyCode, (read) => registryBook.move(read.code, "7"));
    person("/register", onlyCode, (read) => registryBook.move(read.code, "4"));
    person("/refuse", withReason, (read) => registryBook.move(read.code, "6", read.reason));
    person("/ask", asking, (read) => registryBook.move(read.code, "2", read.reason, read.deadline));

    return {
      app,
      state: () => ({
        registry: { cases: registryBook.cases(), duplicates: registryBook.duplicates() },
        hub: { dossiers: hubBook.dossiers(), refused: hubBook.refused() },
      }),
      counts: () => {
        const cases = registryBook.cases();
        const dossiers = hubBook.dossiers();
        return {
          "hồ sơ hộ tịch": cases.length,
          "đã đăng ký": cases.filter((one) => one.registration !== undefined).length,
          "gửi trùng": registryBook.duplicates(),
          "hồ sơ liên thông": dossiers.length,
          "chờ lấy về": dossiers.filter((one) => one.waiting).length,
          "trạng thái nhận": dossiers.reduce((sum, one) => sum + one.states.length, 0),
          "trạng thái từ chối": hubBook.refused().length,
        };
      },
      reset: () => {
        registryBook.reset();
        hubBook.reset();
        filing.reset();
        registry.tokens.clear();
        hub.tokens.clear();
      },
      expireSessions: () => {
        registry.tokens.clear();
        hub.tokens.clear();
      },
      tick: registryBook.tick,
      door,
      actions: [
        {
          method: "POST",
          path: "/accept",
          vi: "Hộ tịch: chuyển hồ sơ cho cán bộ tư pháp",
          en: "Registry: hand the case to the officer",
          example: { code: "H57.101-260302-0001" },
        },
        {
          method: "POST",
          path: "/ask",
          vi: "Hộ tịch: yêu cầu bổ sung",
          en: "Registry: ask for a supplement",
          example: { code: "H57.101-260302-0001", reason: "Giấy chứng sinh mờ, đề nghị nộp bản rõ", deadline: "11/03/2026" },
        },
        {
          method: "POST",
          path: "/refuse",
          vi: "Hộ tịch: từ chối đăng ký",
          en: "Registry: refuse",
          example: { code: "H57.101-260302-0001", reason: "Đã đăng ký tại nơi khác" },
        },
        {
          method: "POST",
          path: "/register",
          vi: "Hộ tịch: đăng ký xong, cấp số định danh",
          en: "Registry: register, with a personal number for a new-born",
          example: { code: "H57.101-260302-0001" },
        },
        ...filing.actions,
      ],
    };
  },
});
