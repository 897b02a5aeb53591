/** Settings: checked once, loudly, by name and never by value. */
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { installAdapters } from "../../gateway/adapters.ts";
import { ConfigError, readConfig, secretOf } from "../../gateway/config.ts";
import civilStatus from "../../simulators/civil-status/simulator.ts";

const failure = (work: () => unknown): ConfigError => {
  try {
    work();
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new TypeError("no ConfigError");
};

describe("R-J04 partners are polled faster for a person who tries the hub out", () => {
  const env = civilStatus.settings("http://127.0.0.1:4101");
  const paces = (pollRate?: number) =>
    installAdapters(env, pollRate === undefined ? {} : { pollRate }).flatMap(({ adapter }) =>
      Object.values(adapter.pollers).map((poller) => poller.everyMs),
    );

  it("R-J04 thirty times faster, but never more than once a second; in earnest as the adapters say", () => {
    const usual = paces();
    expect(usual.length).toBeGreaterThan(1);
    expect(paces(1)).toEqual(usual);
    expect(paces(30)).toEqual(usual.map((ms) => ms / 30));
    expect(new Set(paces(1000))).toEqual(new Set([1000]));
  });

  it("R-J04 the rate is read from the environment and bounded", () => {
    expect(readConfig({ LIENTHONG_POLL_RATE: "30" }).pollRate).toBe(30);
    expect(failure(() => readConfig({ LIENTHONG_POLL_RATE: "0" })).variables).toEqual(["LIENTHONG_POLL_RATE"]);
  });
});

describe("settings from the environment", () => {
  it("have defaults that start on one machine without any", () => {
    expect(readConfig({})).toEqual({
      host: "127.0.0.1",
      certificateProxies: [],
      webhooksAllow: "",
      port: 8080,
      role: "all",
      dataDir: "./data",
      logLevel: "info",
      drainSeconds: 20,
      trustedProxies: 0,
      pollRate: 1,
    });
  });

  it("are read by name; empty ones count as absent", () => {
    const env = {
      LIENTHONG_PORT: "0",
      LIENTHONG_HOST: "",
      LIENTHONG_ROLE: "worker",
      DATABASE_URL: "postgres://hub@db.test/hub",
      LIENTHONG_TRUSTED_PROXIES: " 2 ",
    };
    expect(readConfig(env)).toMatchObject({
      port: 0,
      host: "127.0.0.1",
      role: "worker",
      databaseUrl: "postgres://hub@db.test/hub",
      trustedProxies: 2,
    });
  });

  it.each([[["--role", "gateway"]], [["--role=gateway"]]])("%j goes over the environment", (argv) => {
    expect(readConfig({ LIENTHONG_ROLE: "worker" }, argv).role).toBe("gateway");
  });

  it("name every wrong variable at once, in both languages, without its value", () => {
    const error = failure(() =>
      readConfig({
        LIENTHONG_PORT: "80a80",
        LIENTHONG_ROLE: "boss",
        DATABASE_URL: "mysql://root:matkhau@db.test",
        LIENTHONG_SECRET: "ngan",
      }),
    );
    expect([...error.variables].sort()).toEqual(["DATABASE_URL", "LIENTHONG_PORT", "LIENTHONG_ROLE", "LIENTHONG_SECRET"]);
    expect(error.message).toMatch(/LIENTHONG_PORT: phải là cổng từ 0 đến 65535.* \/ must be a port/);
    expect(error.message).not.toMatch(/80a80|boss|matkhau|ngan\b/);
  });

  it.each([[["--role"]], [["--role="]], [["--role", "boss"]]])("%j is refused, not taken for the default", (argv) => {
    // An empty --role must not silently start all roles.
    expect(failure(() => readConfig({}, argv)).variables).toEqual(["LIENTHONG_ROLE"]);
  });
});

describe("the secret", () => {
  it("is required with PostgreSQL, where several processes must share it", () => {
    expect(failure(() => secretOf(readConfig({ DATABASE_URL: "postgres://hub@db.test/hub" }))).variables).toEqual([
      "LIENTHONG_SECRET",
    ]);
  });

  it("of an embedded database is made once, kept for its owner only, and stays", () => {
    const folder = mkdtempSync(join(tmpdir(), "lienthong-config-"));
    try {
      const config = readConfig({ LIENTHONG_DATA_DIR: join(folder, "data") });
      const made = secretOf(config);
      expect(made.length).toBeGreaterThanOrEqual(32);
      expect(secretOf(config)).toBe(made);
      const file = join(folder, "data", "secret");
      expect(readFileSync(file, "utf8").trim()).toBe(made);
      expect(statSync(file).mode & 0o777).toBe(0o600);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("given by the environment is used as it is", () => {
    const secret = "s".repeat(40);
    expect(secretOf(readConfig({ LIENTHONG_SECRET: secret }))).toBe(secret);
  });
});
