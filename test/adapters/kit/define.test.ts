import { describe, expect, it } from "vitest";
import { z } from "zod";
import {
  AdapterConfigError,
  AdapterDefinitionError,
  defineAdapter,
  defineOperation,
  readAdapterConfig,
} from "../../../adapters/kit/define.ts";
import { ADAPTERS } from "../../../adapters/registry.ts";
import { type Adapter, DEFAULT_LIMITS, DEFAULT_PLAN } from "../../../core/exchange/adapter.ts";
import { SIMULATORS } from "../../../simulators/registry.ts";

const title = { vi: "Thử", en: "Trial" };
const operation = (resend: "safe" | "inquire", inquire = false) =>
  defineOperation({
    title,
    body: z.object({}),
    resend,
    send: async () => ({}),
    ...(inquire ? { inquire: async () => ({ found: false }) as const } : {}),
  });
const spec = (more: Partial<Adapter<unknown>> = {}): Adapter<unknown> => ({
  id: "toy-partner",
  title,
  config: z.strictObject({ url: z.url(), hookSecret: z.string().min(16), pageSize: z.coerce.number().default(5) }),
  operations: { doIt: operation("safe") },
  hooks: {},
  pollers: {},
  plan: DEFAULT_PLAN,
  limits: DEFAULT_LIMITS,
  ...more,
});

describe("defineAdapter", () => {
  it.each<[string, Partial<Adapter<unknown>>, RegExp]>([
    ["an id in capitals", { id: "Toy" }, /id/],
    ["resend inquire without inquire", { operations: { doIt: operation("inquire") } }, /no inquire/],
    ["an inquire that is never used", { operations: { doIt: operation("safe", true) } }, /has an inquire/],
    ["an operation in kebab case", { operations: { "do-it": operation("safe") } }, /camelCase/],
    ["no waits", { plan: { ...DEFAULT_PLAN, waitsMs: [] } }, /waitsMs/],
    ["shrinking waits", { plan: { ...DEFAULT_PLAN, waitsMs: [10, 5] } }, /never shrink/],
    [
      "a breaker that opens on the first failure",
      { limits: { ...DEFAULT_LIMITS, breaker: { ...DEFAULT_LIMITS.breaker, minimumCalls: 0 } } },
      /minimumCalls/,
    ],
    ["no concurrency", { limits: { ...DEFAULT_LIMITS, concurrency: 0 } }, /concurrency/],
  ])("refuses %s", (_, more, message) => {
    expect(() => defineAdapter(spec(more))).toThrow(AdapterDefinitionError);
    expect(() => defineAdapter(spec(more))).toThrow(message);
  });
  it("takes a sane one as it is", () => {
    expect(defineAdapter(spec({ operations: { doIt: operation("inquire", true) } })).id).toBe("toy-partner");
  });
});

describe("readAdapterConfig", () => {
  const adapter = defineAdapter(spec());
  const good = { LIENTHONG_TOY_PARTNER_URL: "https://toy.test", LIENTHONG_TOY_PARTNER_HOOK_SECRET: "bi-mat-du-dai-16-ky-tu" };
  it("reads the adapter's own variables in camelCase", () => {
    expect(readAdapterConfig(adapter, { ...good, LIENTHONG_TOY_PARTNER_PAGE_SIZE: "7", LIENTHONG_OTHER_URL: "x" })).toEqual({
      url: "https://toy.test",
      hookSecret: "bi-mat-du-dai-16-ky-tu",
      pageSize: 7,
    });
  });
  it.each([{}, { LIENTHONG_TOY_PARTNER_URL: "" }, { LIENTHONG_TOY_PARTNER_HOOK_SECRET: "x" }])(
    "is off without a URL: %j",
    (env) => {
      expect(readAdapterConfig(adapter, env)).toBeUndefined();
    },
  );
  it("names every wrong variable in Vietnamese and English, never a value", () => {
    const env = {
      LIENTHONG_TOY_PARTNER_URL: "not a url",
      LIENTHONG_TOY_PARTNER_HOOK_SECRET: "qua-ngan",
      LIENTHONG_TOY_PARTNER_TYPO: "xyzzy",
    };
    const read = (): unknown => readAdapterConfig(adapter, env);
    expect(read).toThrow(AdapterConfigError);
    try {
      read();
    } catch (error) {
      const { message, variables } = error as AdapterConfigError;
      expect([...variables].sort()).toEqual([
        "LIENTHONG_TOY_PARTNER_HOOK_SECRET",
        "LIENTHONG_TOY_PARTNER_TYPO",
        "LIENTHONG_TOY_PARTNER_URL",
      ]);
      expect(message).toMatch(/chưa đúng[\s\S]*is wrong/);
      expect(message).not.toMatch(/qua-ngan|xyzzy|not a url/);
    }
    expect(() => readAdapterConfig(adapter, { LIENTHONG_TOY_PARTNER_URL: "https://toy.test" })).toThrow(
      /HOOK_SECRET: còn thiếu \/ is missing/,
    );
  });
});

describe("R-G01 R-G07 the registry", () => {
  it("ids are unique, titles Vietnamese and English, and each is configured by what the simulators expect", () => {
    const env = Object.assign(
      {},
      ...Object.values(SIMULATORS).map((create) => create({}).definition.settings("http://partner.test")),
    );
    expect(new Set(ADAPTERS.map((adapter) => adapter.id)).size).toBe(ADAPTERS.length);
    for (const adapter of ADAPTERS) {
      // Kafka has no simulator: its tests run against a real one (scripts/kafka.mjs).
      const on = adapter.onBy === undefined ? env : { LIENTHONG_KAFKA_BROKERS: "kafka.test:9092" };
      const key = adapter.onBy?.key ?? "url";
      expect(readAdapterConfig(adapter, on)).toMatchObject({ [key]: expect.anything() });
      const titles = [
        adapter,
        ...Object.values(adapter.operations),
        ...Object.values(adapter.hooks),
        ...Object.values(adapter.pollers),
        ...Object.values(adapter.streams ?? {}),
      ].map((entry) => entry.title);
      expect(titles.filter((one) => one.vi === "" || one.en === "")).toEqual([]);
    }
  });
});
