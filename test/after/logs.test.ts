/** R-I02: no personal data in any log line of the whole suite. Runs when all other tests are over (vitest.config.ts). */
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { PERSONAL, personalIn } from "./personal.ts";

const file = process.env["LIENTHONG_LOG_FILE"] ?? "";
const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n").filter(Boolean) : [];

const PLANTED: readonly (readonly [keyof typeof PERSONAL, string])[] = [
  ["identity number", '{"msg":"citizen 001099000012 not found"}'],
  ["old identity number", '{"msg":"CMND 190123456"}'],
  ["phone", '{"to":"0900000012"}'],
  ["phone", '{"to":"+84900000012"}'],
  ["tax code", '{"mst":"3300123456"}'],
  ["e-mail", '{"msg":"sent to thu@nguoi.example"}'],
  ["name", '{"msg":"Chủ hồ sơ: Nguyễn Thị Thử Nghiệm"}'],
  ["address", '{"msg":"12 đường Thử Nghiệm"}'],
  ["API key", '{"key":"lt_cong-tinh_abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"}'],
  ["token", '{"authorization":"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ0aHUifQ.x"}'],
  ["webhook secret", '{"secret":"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}'],
];

const OURS = [
  '{"level":30,"time":1771000000000,"service":"lienthong","requestId":"019f0000-0000-7000-8000-000000000001"}',
  '{"traceparent":"00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01","ms":1234.5}',
  '{"dossier":"H57.101-260213-0001","route":"/api/v1/dossiers/:ref","cursor":"745.12"}',
];

describe("what the reader of logs looks for", () => {
  it.each(PLANTED)("finds a planted %s", (kind, line) => expect(personalIn(line)).toContain(kind));
  it.each(OURS)("takes nothing of ours for a person's: %s", (line) => expect(personalIn(line)).toEqual([]));
  it("names every kind at least once above", () =>
    expect(new Set(PLANTED.map(([kind]) => kind)).size).toBeGreaterThanOrEqual(Object.keys(PERSONAL).length - 1));
});

describe("the logs of the whole suite", () => {
  it.skipIf(lines.length === 0)(
    `R-I02 hold no personal data and no secret${lines.length === 0 ? " (skipped: no other test ran before)" : ""}`,
    () => {
      // Not the line itself: a failing test must not print what it found.
      const found = lines.flatMap((line, n) => {
        const kinds = personalIn(line);
        if (kinds.length === 0) return [];
        const { msg, route, lane } = JSON.parse(line) as Record<string, unknown>;
        return [`line ${n + 1}: ${kinds.join(", ")} (${JSON.stringify({ msg, route, lane })})`];
      });
      expect(found).toEqual([]);
      process.stdout.write(`read ${lines.length} log lines\n`);
    },
  );
  it.skipIf(lines.length === 0)("R-I02 are JSON, one object a line, from every process", () => {
    for (const line of lines) expect(JSON.parse(line)).toMatchObject({ service: "lienthong" });
  });
});
