/** What the log shows of a request, and above all what it does not. */
import { describe, expect, it } from "vitest";
import { createLog, maskPath, safeError } from "../../gateway/log.ts";
import { CODE, client, DOSSIER_ID, fakeHub, UPDATE_KEY } from "./fake-hub.ts";

const recording = () => {
  const lines: string[] = [];
  return { lines, log: createLog("debug", { write: (line: string) => lines.push(line) }) };
};

describe("R-I02 the access log", () => {
  it("records who looked at which dossier, with request id and trace", async () => {
    const { lines, log } = recording();
    await client(fakeHub().hub, { log }).send("portal", "GET", `/api/v1/dossiers/${CODE}`, undefined, {
      "x-request-id": "support-000042",
    });
    expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({
      msg: "request",
      requestId: "support-000042",
      method: "GET",
      route: "/api/v1/dossiers/:ref",
      status: 200,
      partner: "portal",
      dossier: DOSSIER_ID,
      traceparent: expect.stringMatching(/^00-/),
    });
  });

  it("holds no body, no query value, no key, no identity or phone number, also where things go wrong", async () => {
    const { lines, log } = recording();
    const fake = fakeHub();
    fake.outcome = () => {
      throw Object.assign(new TypeError("params: Nguyễn Thị Thử Nghiệm,001099000012"), {
        code: "23505",
        cause: new RangeError("0900000012"),
      });
    };
    const { send } = client(fake.hub, { log });
    await send("portal", "POST", `/api/v1/dossiers/${CODE}/progress`, { note: "Nguyễn Thị Thử Nghiệm 001099000012" });
    await send(undefined, "GET", `/api/v1/look-up?code=${CODE}&key=${UPDATE_KEY}&001099000012=1`);
    await send(undefined, "GET", "/khong-co-trang/001099000012/0900000012");
    await send("wrong-key-of-somebody", "GET", "/api/v1/dossiers");
    const text = lines.join("");
    expect(lines.length).toBeGreaterThanOrEqual(5);
    expect(text).not.toMatch(/Thử Nghiệm|001099000012|0900000012|wrong-key-of-somebody/);
    expect(text).not.toContain(UPDATE_KEY);
    expect(text).toContain('"code":"23505"');
    expect(text).toContain('"query":["code","key","[?]"]');
    expect(text).toContain('"path":"/khong-co-trang/[số]/[số]"');
  });

  it.each(["001099000012", "0900000012", "84900000012", "123456789"])(
    "R-I02 a request id that could be a person's number (%s) is neither logged nor given back",
    async (number) => {
      const { lines, log } = recording();
      const headers = { "x-request-id": number };
      const answer = await client(fakeHub().hub, { log }).send("portal", "GET", `/api/v1/dossiers/${CODE}`, undefined, headers);
      expect(answer.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
      expect(lines.join("")).not.toContain(number);
    },
  );

  it("masks personal fields that somebody logs by mistake", () => {
    const { lines, log } = recording();
    log.info(
      { applicant: { identityNumber: "001099000012", phone: "0900000012" }, headers: { authorization: "Bearer x1" } },
      "oops",
    );
    expect(lines.join("")).not.toMatch(/001099000012|0900000012|x1/);
  });
});

describe("masking", () => {
  it("leaves dossier codes and ids readable", () => {
    const path = `/x/${CODE}/019f0000-0000-7000-8000-123456789012`;
    expect(maskPath(path)).toBe(path);
    expect(maskPath("/api/v1/dossiers/000.00.00.G22-260213-000001/wp-login.php")).toBe(
      "/api/v1/dossiers/000.00.00.G22-260213-000001/wp-login.php",
    );
    expect(maskPath("/x/001099000012/+84900000012")).toBe("/x/[số]/[số]");
  });

  it.each([
    "so-001099000099",
    "a001099000099b",
    "001.099.000.099",
    "0900%20000%20099",
    "001-099-000-099",
    "cccd=001099000099",
    "Nguy%E1%BB%85n%20V%C4%83n%20Th%E1%BB%AD",
    "Nguyễn Văn Thử",
    "thu@vi-du.test",
    "x".repeat(41),
  ])("R-I02 leaves %s out of a path that no route knows, wherever it stands", (part) => {
    expect(maskPath(`/tim/${part}/x`)).toBe("/tim/[?]/x");
    expect(maskPath(`/${part}`)).toBe("/[?]");
  });

  it("an error shows class, code and frames, not its message", () => {
    const shown = safeError(new TypeError("001099000012"));
    expect(shown).toMatchObject({ name: "TypeError", frames: expect.arrayContaining([expect.stringMatching(/^at /)]) });
    expect(JSON.stringify(shown)).not.toContain("001099000012");
    expect(safeError("001099000012")).toEqual({ name: "string" });
  });
});
