/** The gateway's own habits (domain.md §5.4), on the wire: what goes out, what its answers mean. */
import { createHash } from "node:crypto";
import { HttpResponse, http } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { lifeOf, lookUp, passwordDigest, sendPackage } from "../../../adapters/social-insurance/client.ts";
import { config } from "../../../adapters/social-insurance/config.ts";
import { PATHS } from "../../../adapters/social-insurance/contract/gateway.ts";
import { sampleAccount, sampleSent, sampleToken } from "../../../adapters/social-insurance/contract/samples.ts";
import { phrases, readAnswer } from "../../../adapters/social-insurance/phrases.ts";
import { sendSupplement, sendWithdrawal } from "../../../adapters/social-insurance/sending.ts";
import { PDF } from "../fixtures.ts";
import { failure, fakeCall } from "../kit/fake-call.ts";

const ORIGIN = "https://egw.test";
const MD5 = createHash("md5").update(sampleAccount.password).digest("hex");
const server = setupServer();
beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

type Answer = Readonly<Record<string, unknown>>;
/** A gateway that answers as told, one answer after another (the last repeats), and keeps the forms it got. */
const gateway = (answers: Readonly<Record<string, readonly Answer[]>>) => {
  const got: { readonly path: string; readonly form: Readonly<Record<string, string>> }[] = [];
  server.use(
    http.post(`${ORIGIN}/*`, async ({ request }) => {
      const path = new URL(request.url).pathname;
      const before = got.filter((one) => one.path === path).length;
      got.push({ path, form: Object.fromEntries(new URLSearchParams(await request.text())) });
      const list = answers[path] ?? (path === PATHS.token ? [sampleToken] : []);
      const answer = list[Math.min(before, list.length - 1)];
      return answer === undefined ? new HttpResponse(null, { status: 404 }) : HttpResponse.json(answer);
    }),
  );
  return { got, at: (path: string) => got.filter((one) => one.path === path) };
};
const EXPIRED = { maKetQua: "501", thongDiep: "Phiên làm việc đã hết hạn" };
const setUp = (more: Readonly<Record<string, string>> = {}) =>
  fakeCall(
    config.parse({
      url: ORIGIN,
      username: sampleAccount.username,
      password: sampleAccount.password,
      facilityCode: sampleAccount.facilityCode,
      ...more,
    }),
  );
const XML = '<?xml version="1.0" encoding="UTF-8"?>\n<HSDLGCS><GIAYCHUNGSINH Id="Id-1"/></HSDLGCS>';

describe("R-G04 the gateway of the social insurance", () => {
  it("R-G04 [§5.4] the password goes as MD5 hex in the form, at the token and at every call, never itself", async () => {
    const { got } = gateway({ [PATHS.healthPapers]: [sampleSent] });
    const { call, wireText } = setUp();
    await sendPackage(call, "birthNotice", XML);
    expect(got.map(({ form }) => form["password"])).toEqual([MD5, MD5]);
    expect(got[0]?.form).toEqual({ username: sampleAccount.username, password: MD5 });
    for (const secret of [sampleAccount.password, MD5, "eyJ-thu-nghiem", "id-thu-nghiem"])
      expect(wireText()).not.toContain(secret);
  });
  it("R-G04 [§5.4] a password that is an MD5 digest already is not digested again", () => {
    expect(passwordDigest(sampleAccount.password)).toBe(MD5);
    expect(passwordDigest(MD5)).toBe(MD5);
    expect(passwordDigest(MD5.toUpperCase())).not.toBe(MD5.toUpperCase());
  });
  it("R-G04 [§5.4] id_token goes beside the access token, with facility and kind; the XML is base64", async () => {
    const { at } = gateway({ [PATHS.healthPapers]: [sampleSent] });
    await sendPackage(setUp().call, "birthNotice", XML);
    expect(at(PATHS.healthPapers)[0]?.form).toEqual({
      maCskcb: "46001",
      token: "eyJ-thu-nghiem",
      id_token: "id-thu-nghiem",
      username: sampleAccount.username,
      password: MD5,
      loaiHs: "61",
      fileBase64Str: Buffer.from(XML, "utf8").toString("base64"),
    });
  });
  it.each([
    ["birthNotice", "61", PATHS.healthPapers],
    ["deathNotice", "60", PATHS.healthPapers],
    ["documents", "39", PATHS.documents],
  ] as const)("R-G04 [§5.4] %s is loaiHs %s at its own service", async (kind, loaiHs, path) => {
    const { at } = gateway({ [path]: [sampleSent] });
    await sendPackage(setUp().call, kind, XML);
    expect(at(path).map(({ form }) => form["loaiHs"])).toEqual([loaiHs]);
  });

  it("R-G04 [§5.4] code 501 takes a new token once and sends again", async () => {
    const { got, at } = gateway({ [PATHS.documents]: [EXPIRED, sampleSent] });
    expect(await sendPackage(setUp().call, "documents", XML)).toMatchObject({ MaGD: sampleSent.MaGD, repeated: false });
    expect(at(PATHS.token)).toHaveLength(2);
    expect(got.map(({ path }) => path)).toEqual([PATHS.token, PATHS.documents, PATHS.token, PATHS.documents]);
  });
  it("R-G04 [§5.4] a second code 501 becomes a retry, after exactly one new token", async () => {
    const { at } = gateway({ [PATHS.documents]: [EXPIRED] });
    expect(await failure(sendPackage(setUp().call, "documents", XML))).toMatchObject({
      intent: "retry",
      code: "session.expired-again",
    });
    expect([at(PATHS.token).length, at(PATHS.documents).length]).toEqual([2, 2]);
  });
  it("R-G04 [§5.4] HTTP 501 is the same as code 501", async () => {
    let sent = 0;
    server.use(
      http.post(ORIGIN + PATHS.token, () => HttpResponse.json(sampleToken)),
      http.post(ORIGIN + PATHS.documents, () => {
        sent += 1;
        return sent === 1 ? HttpResponse.json(EXPIRED, { status: 501 }) : HttpResponse.json(sampleSent);
      }),
    );
    expect(await sendPackage(setUp().call, "documents", XML)).toMatchObject({ MaGD: sampleSent.MaGD });
  });
  it("R-G04 [§5.4] MaKetQua and maKetQua are one member, text and number one code", async () => {
    gateway({
      [PATHS.token]: [{ MaKetQua: 200, APIKey: sampleToken.APIKey }],
      [PATHS.documents]: [{ maKetQua: 200, MaGD: "HS_1" }],
      [PATHS.lookUp]: [{ maKetQua: "200", DanhSach: [] }],
    });
    const { call } = setUp();
    expect(await sendPackage(call, "documents", XML)).toEqual({ MaGD: "HS_1", repeated: false, receivedAt: undefined });
    expect(await lookUp(call, { reference: "Id-1" })).toEqual([]);
  });

  it.each([
    ["no such account", { maKetQua: "401", thongDiep: "Tài khoản không tồn tại" }, "pause", "session.credentials"],
    ["locked account", { maKetQua: "403", thongDiep: "Tài khoản bị khóa" }, "pause", "session.credentials"],
    ["server error", { maKetQua: "500" }, "retry", "social-insurance.server-error"],
    ["no key in the answer", { maKetQua: "200" }, "retry", "http.unreadable"],
  ])("a token that is not given: %s", async (_name, answer, intent, code) => {
    gateway({ [PATHS.token]: [answer] });
    expect(await failure(sendPackage(setUp().call, "documents", XML))).toMatchObject({ intent, code });
  });
  it("an answer without MaGD leaves in doubt whether it was received", async () => {
    gateway({ [PATHS.documents]: [{ MaKetQua: "200" }] });
    expect(await failure(sendPackage(setUp().call, "documents", XML))).toMatchObject({ intent: "unknown" });
  });
  it("received before: the earlier transaction, and no harm", async () => {
    gateway({ [PATHS.documents]: [{ MaKetQua: "206", MaGD: "HS_7", ThongDiep: "Hồ sơ đã tiếp nhận trước đó" }] });
    expect(await sendPackage(setUp().call, "documents", XML)).toMatchObject({ MaGD: "HS_7", repeated: true });
  });

  it.each([
    [3600, 3_600_000],
    ["3600", 3_600_000],
    ["2026-03-02T03:00:00.000Z", 3_600_000],
    ["2026-03-02T10:00:00+07:00", 3_600_000],
    ["2020-01-01T00:00:00Z", 60_000],
    ["mai", 60_000],
    [0, 60_000],
  ])("expires_in %j is seconds or an instant", (expires, ms) => {
    expect(lifeOf(expires, "2026-03-02T02:00:00.000Z")).toBe(ms);
  });

  it.each([
    ["200", "", "ok", "done"],
    ["206", "", "duplicate", "exists"],
    ["205", "Hồ sơ đã tồn tại trên hệ thống", "duplicate", "exists"],
    ["501", "", "session", "session"],
    ["401", "Token đã hết hạn", "session", "session"],
    ["401", "Lỗi xác thực tài khoản", "pause", "credentials"],
    ["402", "", "pause", "facility"],
    ["403", "Tài khoản bị khóa", "pause", "locked"],
    ["500", "Lỗi server", "unknown", "server-error"],
    ["500", "Thành công", "unknown", "server-error"],
    ["1001", "File size quá dài", "rejected", "too-large"],
    ["205", "fileBase64Str không hợp lệ", "bug", "malformed"],
    ["205", "Thiếu trường bắt buộc TEN_CON", "bug", "malformed"],
    ["205", "", "bug", "malformed"],
    ["207", "Trẻ đã đủ 6 tuổi", "rejected", "too-old"],
    ["207", "Không có lý do gì quen", "rejected", "refused"],
    ["207", "Hồ sơ HS_1 đã giải quyết xong, không thể rút", "rejected", "final"],
    ["999", "Hệ thống đang bận, vui lòng thử lại", "retry", "busy"],
    ["999", "Hệ thống đang bảo trì", "retry", "maintenance"],
    ["999", "Quá thời gian xử lý", "unknown", "timeout"],
    ["999", "Lời lạ", "pause", "unmatched"],
  ])("code %s «%s» means %s", (code, words, means, last) => {
    expect(readAnswer(code, words)).toMatchObject({ means, code: `social-insurance.${last}` });
    expect(readAnswer(code, words.normalize("NFD")).means).toBe(means);
  });
  describe("what concerns an earlier transaction", () => {
    const about = {
      dossierId: "d1",
      transferId: "the-bhyt",
      number: 1,
      code: "H57.101-260302-0001",
      at: "2026-03-02T02:00:00.000Z",
    };
    const NOTHING = { MaKetQua: "200", DanhSach: [] };

    it("a request that never arrived needs no withdrawal", async () => {
      const { at } = gateway({ [PATHS.lookUp]: [NOTHING] });
      expect(await sendWithdrawal({ ...about, reason: "Rút hồ sơ" }, setUp().call)).toEqual({});
      expect(at(PATHS.documents)).toEqual([]);
    });
    it("a supplement for a transaction that is not there sends the transfer back to an officer", async () => {
      const { at } = gateway({ [PATHS.lookUp]: [NOTHING] });
      const supplement = { ...about, round: 1, note: "Bổ sung", files: [PDF] };
      expect(await failure(sendSupplement(supplement, setUp().call))).toMatchObject({
        intent: "rejected",
        code: "social-insurance.not-found",
      });
      expect(at(PATHS.documents)).toEqual([]);
    });
    it("scans of more than 20 MB together are not sent at all", async () => {
      const { got } = gateway({});
      const files = [1, 2, 3].map((no) => ({ ...PDF, name: `${no}.pdf`, size: 8 * 1024 * 1024 }));
      expect(await failure(sendSupplement({ ...about, round: 1, note: "Bổ sung", files }, setUp().call))).toMatchObject({
        intent: "rejected",
        code: "social-insurance.too-large",
      });
      expect(got).toEqual([]);
    });
  });
  it("what is refused is shown in the partner's words, with the code", () => {
    expect(phrases.error(readAnswer("207", "Trẻ đã đủ 6 tuổi"))).toMatchObject({
      intent: "rejected",
      message: expect.stringContaining("Trẻ đã đủ 6 tuổi (mã 207)"),
    });
  });
});
