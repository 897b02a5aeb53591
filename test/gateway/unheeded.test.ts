/** Settings that nobody reads, and words that were mistyped: the person is told, with the one that was meant. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { closest } from "../../gateway/closest.ts";
import { SETTING_NAMES } from "../../gateway/config.ts";
import { unheededSettings } from "../../gateway/unheeded.ts";

const LIENTHONG = fileURLToPath(new URL("../../gateway/cli/lienthong.mjs", import.meta.url));

describe("R-J04 settings that nobody reads", () => {
  it.each([
    [{ LIENTHONG_PROT: "8081" }, "LIENTHONG_PROT", "LIENTHONG_PORT?"],
    [{ LIENTHONG_DATA_DRI: "/du-lieu" }, "LIENTHONG_DATA_DRI", "LIENTHONG_DATA_DIR?"],
    [{ LIENTHONG_TAXURL: "http://thue.test" }, "LIENTHONG_TAXURL", "LIENTHONG_TAX_URL?"],
    [{ LIENTHONG_TAX_ULR: "http://thue.test" }, "LIENTHONG_TAX_ULR", "thiếu LIENTHONG_TAX_URL"],
    [{ LIENTHONG_KAFKA_PREFIX: "x" }, "LIENTHONG_KAFKA_PREFIX", "thiếu LIENTHONG_KAFKA_BROKERS"],
    [{ LIENTHONG_KHONG_AI_BIET: "x" }, "LIENTHONG_KHONG_AI_BIET", "không có biến này, không có tác dụng"],
  ])("R-J04 %j is named with what was meant, its value never", (env, variable, says) => {
    const [found, ...more] = unheededSettings(env, new Set());
    expect(more).toEqual([]);
    expect(found).toMatchObject({ variable, vi: expect.stringContaining(says) });
    for (const value of Object.values(env).filter((one) => one.length > 3)) expect(JSON.stringify(found)).not.toContain(value);
  });

  it("R-J04 what is read, empty, or nobody's of ours is passed over", () => {
    const env = {
      ...Object.fromEntries(SETTING_NAMES.map((name) => [name, "x"])),
      LIENTHONG_PROT: " ",
      LIENTHONG_LOG_FILE: "/tmp/x",
      LIENTHONG_SIM_PORT_BASE: "1",
      LIENTHONG_TAX_CLIENT_ID: "x",
      LIENTHONG_HALL_TH_LED_1: "x",
      PATH: "/bin",
    };
    expect(unheededSettings(env, new Set(["tax"]))).toEqual([]);
  });

  it("R-J04 a word with two letters swapped, one left out or one too many leads to itself; a strange one to none", () => {
    const words = fc.constantFrom(...SETTING_NAMES);
    fc.assert(
      fc.property(words, fc.nat(), fc.constantFrom("swap", "drop", "double"), (word, place, how) => {
        const i = place % (word.length - 1);
        const [a = "", b = ""] = word.slice(i, i + 2);
        const mistyped = word.slice(0, i) + { swap: b + a, drop: b, double: a + a + b }[how] + word.slice(i + 2);
        expect(closest(mistyped, [word])).toBe(word);
      }),
    );
    expect(closest("lam-gi-do", ["start", "stack", "verify"])).toBeUndefined();
    expect(closest("parner", ["person", "partner"])).toBe("partner");
    expect(closest("", ["start"])).toBeUndefined();
  });
});

describe("R-J04 a Node.js that is too old", () => {
  it("R-J04 says so in both languages before anything else, and what to do", () => {
    const older = "data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'18.20.8'}})";
    const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", older, LIENTHONG, "help"], { encoding: "utf8" });
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    for (const part of ["Node.js ở máy này là 18.20.8; trục cần >=20.19", "Install a newer one", "npm ci"])
      expect(stderr).toContain(part);
  });
});
