/** The citizens' look-up page: what the key shows, what the code alone shows, and what nobody gets to see. */
import { describe, expect, it } from "vitest";
import type { Leg } from "../../../catalogs/route.ts";
import type { ProcedureVersion } from "../../../catalogs/types.ts";
import type { DossierEvent } from "../../../core/dossier/events.ts";
import type { Dossier, Transfer } from "../../../core/dossier/types.ts";
import type { Hub } from "../../../core/hub.ts";
import type { AppOptions } from "../../../gateway/app.ts";
import { CODE, client, DOSSIER_ID, dossier, type FakeHub, fakeHub, NOW, UPDATE_KEY } from "../fake-hub.ts";
import { accessibilityProblems, elementsOf, fieldOf, mainText } from "./html.ts";

const HOSTILE = `<script>alert("x")</script>' onload='y`;
const PERSONAL = /Thử Nghiệm|001099000012|0900000012/;
const DUE = "2026-02-20T09:30:00.000Z";
const DIGITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];

const leg = (key: string, name: string, more: Partial<Leg> = {}): Leg => ({
  key,
  name,
  kind: "transfer",
  agency: "receiving",
  after: [],
  evenIfFailed: false,
  when: [],
  takes: [],
  gives: [],
  clock: "runs",
  onRefusal: "end",
  onSupplement: "goOn",
  onWithdrawal: { running: "cancel", done: "keep" },
  ...more,
});
const transfer = (more: Partial<Transfer> & Pick<Transfer, "transferId" | "toAgencyId" | "state">): Transfer => ({
  number: 1,
  open: true,
  sentAt: NOW,
  purpose: "Việc riêng của cán bộ",
  data: {},
  ...more,
});
const round = (reason: string): Dossier["supplementRounds"][number] => ({
  number: 1,
  beforeReceipt: false,
  missing: [{ componentId: "tk", reason }],
  requestedAt: NOW,
  requestedBy: "portal/cb-1",
  apology: false,
});
const charge = (url: string): Dossier["charges"][number] => ({
  chargeId: "tax:1",
  name: "Lệ phí trước bạ",
  amount: 7_200_000,
  paid: 200_000,
  open: true,
  kind: "tax",
  requestedAt: NOW,
  request: { lane: "treasury", reference: "r1", url, qr: "00020101021238", expiresAt: DUE, at: NOW },
});

const clock: NonNullable<Dossier["clock"]> = { dueAt: DUE, firstDueAt: DUE } as NonNullable<Dossier["clock"]>;
const full = dossier({
  status: "awaitingSupplement",
  receivedAt: NOW,
  clock,
  supplementRounds: [round("Thiếu chữ ký")],
  charges: [charge("https://pay.test/1")],
  route: {
    id: "dat-dai",
    name: "Biến động đất đai",
    legs: [
      leg("tham-dinh", "Thẩm định"),
      leg("thue", "Xác định nghĩa vụ tài chính", { agency: "H57.999" }),
      leg("ve", "Khảo sát"),
    ],
    end: "decide",
    skipped: [],
  },
  transfers: [
    transfer({ transferId: "tham-dinh", leg: "tham-dinh", toAgencyId: "H57.122", state: "done", open: false }),
    transfer({ transferId: "thue", leg: "thue", toAgencyId: "H57.999", state: "accepted", dueAt: DUE }),
  ],
});
const procedure = {
  version: 1,
  procedure: { components: [{ id: "tk", name: "Tờ khai đăng ký biến động" }] },
} as unknown as ProcedureVersion;
const event = (type: DossierEvent["type"]): DossierEvent =>
  ({
    type,
    at: NOW,
    recordedAt: NOW,
    actor: { id: "cb-1", role: "officer", name: "Nguyễn Thị Thử Nghiệm" },
    data: {},
  }) as unknown as DossierEvent;

interface Seen {
  readonly status: number;
  readonly html: string;
  readonly headers: Headers;
}

const world = (overrides: Partial<Hub> = {}, options: AppOptions = {}) => {
  const used = new Set<string>();
  const fake: FakeHub = fakeHub({
    procedure: async () => procedure,
    timeline: async () => [event("submitted"), event("handedOver"), event("received")],
    ...overrides,
  });
  fake.dossiers = [full];
  fake.hub.partners.useNonce = async (owner, nonce) => {
    const key = `${owner}/${nonce}`;
    return !used.has(key) && used.add(key) !== undefined;
  };
  const { app, send } = client(fake.hub, { secret: "bí mật thử nghiệm của trang công dân", ...options });
  const seen = async (response: Response): Promise<Seen> => ({
    status: response.status,
    html: await response.text(),
    headers: response.headers,
  });
  const get = async (path: string, headers: Record<string, string> = {}) =>
    seen(await app.request(path, { headers: { accept: "text/html", ...headers } }));
  const post = async (fields: Record<string, string>, path = "/tra-cuu", headers: Record<string, string> = {}) =>
    seen(
      await app.request(path, {
        method: "POST",
        body: new URLSearchParams(fields).toString(),
        headers: { "content-type": "application/x-www-form-urlencoded", accept: "text/html", ...headers },
      }),
    );
  const byKey = (code = CODE, key = UPDATE_KEY) => post({ by: "key", code, key });
  /** Answers the question of the page as a person does. */
  const answerOf = (html: string): string => {
    const [, a = "", sign, b = ""] = /(\S+) (cộng|trừ) (\S+) bằng bao nhiêu/.exec(mainText(html)) ?? [];
    const [x, y] = [DIGITS.indexOf(a.toLowerCase()), DIGITS.indexOf(b)];
    return String(sign === "cộng" ? x + y : x - y);
  };
  const byCode = async (code = CODE, change: Record<string, string> = {}) => {
    const { html } = await get("/tra-cuu");
    return post({ by: "captcha", code, challenge: fieldOf(html, "challenge"), answer: answerOf(html), ...change });
  };
  return { fake, app, send, get, post, byKey, byCode, answerOf };
};

/** A page without what is new each time: the question, its challenge and the request's id. */
const steady = (html: string): string =>
  html.replaceAll(/value="[\w-]{22}\.\d+\.[\w-]{43}"/g, "").replaceAll(/Câu hỏi xác nhận: [^<]*/g, "");

describe("R-E02 R-A08 look-up by code and update key, on the page", () => {
  it("R-E02 shows where it is on every leg, when it is due, what is missing, what to pay, and its course", async () => {
    const { byKey } = world();
    const { status, html, headers } = await byKey();
    const text = mainText(html);
    expect(status).toBe(200);
    for (const words of [
      `Hồ sơ ${CODE}`,
      "Yêu cầu bổ sung giấy tờ",
      "Hiện ở Ủy ban nhân dân xã H57.999",
      "16:30, thứ Sáu 20/02/2026",
      "Tờ khai đăng ký biến động",
      "Thiếu chữ ký",
      "Lệ phí trước bạ: 7.000.000 đồng",
      "Thẩm định – Ủy ban nhân dân xã H57.122",
      "Xác định nghĩa vụ tài chính – Ủy ban nhân dân xã H57.999",
      "Chưa đến lượt",
      "Tiếp nhận hồ sơ và hẹn trả kết quả",
    ])
      expect(text).toContain(words);
    expect(text).not.toContain("Bàn giao hồ sơ");
    expect(html).toContain('href="https://pay.test/1"');
    const [qr] = elementsOf(html).filter(({ tag, attributes }) => tag === "svg" && attributes["role"] === "img");
    expect(qr?.attributes["aria-label"]).toContain("Lệ phí trước bạ");
    expect(elementsOf(html).find(({ tag }) => tag === "path")?.attributes["d"]).toMatch(/^M[\d.]+ [\d.]+h/);
    expect(headers.get("cache-control")).toBe("no-store");
  });

  it("R-A08 shows nobody's name, number or telephone, nor what officers wrote for themselves", async () => {
    const { byKey } = world();
    expect((await byKey()).html).not.toMatch(new RegExp(`${PERSONAL.source}|cb-1|riêng của cán bộ`));
  });

  it("R-E02 a result that is ready says how it is handed over; a late dossier says sorry", async () => {
    const { byKey, fake } = world();
    fake.dossiers = [dossier({ status: "decided", receivedAt: NOW, clock })];
    expect(mainText((await byKey()).html)).toContain("Mời ông/bà đến Bộ phận Một cửa nhận");
    fake.dossiers = [dossier({ status: "processing", receivedAt: NOW, clock: { ...clock, dueAt: "2026-02-12T09:30:00.000Z" } })];
    expect(mainText((await byKey()).html)).toContain("Đã quá ngày hẹn trả");
    fake.dossiers = [dossier({ status: "returned", receivedAt: NOW, clock: { ...clock, dueAt: "2026-02-12T09:30:00.000Z" } })];
    expect(mainText((await byKey()).html)).not.toContain("Đã quá ngày hẹn trả");
  });

  it("R-A08 a wrong key and an unknown code come to the same page", async () => {
    const [wrongKey, unknown] = [await world().byKey(CODE, "WRONGKEY22"), await world().byKey("H57.122-260213-9999", UPDATE_KEY)];
    expect([wrongKey.status, unknown.status]).toEqual([404, 404]);
    expect(steady(unknown.html).replaceAll("H57.122-260213-9999", CODE)).toBe(steady(wrongKey.html));
    expect(mainText(wrongKey.html)).toContain("Mã hồ sơ hoặc khóa cập nhật không đúng");
  });

  it("R-A08 the page and the REST door count wrong tries together", async () => {
    const { byKey, send } = world({}, { wallClock: () => 1_000_000 });
    for (let tries = 0; tries < 5; tries += 1) {
      expect((await byKey(CODE, "WRONGKEY22")).status).toBe(404);
      expect((await send(undefined, "GET", `/api/v1/look-up?code=${CODE}&key=WRONGKEY22`)).status).toBe(404);
    }
    const locked = await byKey();
    expect(locked.status).toBe(429);
    expect(locked.headers.get("retry-after")).toBe("900");
    expect(mainText(locked.html)).toContain("Thử lại sau 15 phút");
    expect((await send(undefined, "GET", `/api/v1/look-up?code=${CODE}&key=${UPDATE_KEY}`)).status).toBe(429);
  });

  it("R-A08 blanks, long dashes and small letters of a code do not matter, nor that it stands in the slip's link; the code of the link is filled in, and only a code", async () => {
    const { byKey, get } = world();
    expect((await byKey(` ${CODE.replaceAll("-", "\u2013")} `)).status).toBe(200);
    expect((await byKey(CODE.toLowerCase().replaceAll("-", " - "))).status).toBe(200);
    expect((await byKey(`https://truc.example/tra-cuu?code=${CODE}`)).status).toBe(200);
    expect(fieldOf((await get(`/tra-cuu?code=${CODE}`)).html, "code")).toBe(CODE);
    const { html } = await get(`/tra-cuu?code=${encodeURIComponent(HOSTILE)}`);
    expect(fieldOf(html, "code")).toBe("");
    expect(html).not.toContain("alert(");
  });

  it("R-A08 what is missing is said at the top and at its field", async () => {
    const { post } = world();
    const { status, html } = await post({ by: "key", code: "", key: "" });
    expect(status).toBe(422);
    const elements = elementsOf(html);
    expect(elements.find(({ attributes }) => attributes["role"] === "alert")?.text).toContain("Nhập mã hồ sơ.");
    expect(
      elements.filter(({ attributes }) => attributes["aria-invalid"] === "true").map(({ attributes }) => attributes["id"]),
    ).toEqual(["ma-ho-so", "khoa-cap-nhat"]);
    expect(elements.some(({ tag, attributes }) => tag === "a" && attributes["href"] === "#khoa-cap-nhat")).toBe(true);
    expect(elements.find(({ tag }) => tag === "title")?.text).toMatch(/^Lỗi: /);
  });

  it("R-E02 hostile texts of partners are shown as text, and only web addresses become links", async () => {
    const { byKey, fake } = world({
      procedure: async () =>
        ({ version: 1, procedure: { components: [{ id: "tk", name: HOSTILE }] } }) as unknown as ProcedureVersion,
    });
    fake.dossiers = [
      {
        ...full,
        procedure: { ...full.procedure, name: HOSTILE },
        supplementRounds: [round(HOSTILE)],
        charges: [{ ...charge("javascript:alert(1)"), name: HOSTILE }],
      },
    ];
    const { html } = await byKey();
    expect(mainText(html)).toContain(`<script>alert("x")</script>`);
    expect(html).not.toMatch(/<script>|javascript:/);
    expect(accessibilityProblems(html)).toEqual([]);
  });

  it("R-E02 a code too long for a QR leaves the link", async () => {
    const { byKey, fake } = world();
    fake.dossiers = [
      {
        ...full,
        charges: [
          {
            ...charge("https://pay.test/1"),
            request: { lane: "treasury", reference: "r", url: "https://pay.test/1", qr: "0".repeat(401), at: NOW },
          },
        ],
      },
    ];
    const { html } = await byKey();
    expect(html).toContain('href="https://pay.test/1"');
    expect(html).not.toContain("<svg");
  });

  it("R-A08 what is no form is refused in the page's frame", async () => {
    const { app } = world();
    const sent = async (accept: string) =>
      app.request("/tra-cuu", { method: "POST", body: "{}", headers: { "content-type": "application/json", accept } });
    const page = await sent("text/html,*/*");
    expect(page.status).toBe(415);
    expect(await page.text()).toContain("<main");
    expect((await sent("application/json")).headers.get("content-type")).toContain("application/problem+json");
  });
});

describe("R-E02 look-up by code and a question", () => {
  it("R-E02 shows status and due date, and nothing else of the dossier", async () => {
    const { byCode } = world();
    const { status, html } = await byCode();
    const text = mainText(html);
    expect(status).toBe(200);
    expect(text).toContain("Yêu cầu bổ sung giấy tờ");
    expect(text).toContain("16:30, thứ Sáu 20/02/2026");
    expect(html).not.toMatch(
      new RegExp(`${PERSONAL.source}|Đăng ký khai sinh|H57\\.999|Thiếu chữ ký|Lệ phí|pay\\.test|Tiếp nhận hồ sơ và hẹn`),
    );
    expect(html).not.toContain('name="dossier"');
  });

  it("R-E02 an answered question opens nothing a second time", async () => {
    const { get, post, answerOf } = world();
    const { html } = await get("/tra-cuu");
    const fields = { by: "captcha", code: CODE, challenge: fieldOf(html, "challenge"), answer: answerOf(html) };
    expect((await post(fields)).status).toBe(200);
    const again = await post(fields);
    expect(again.status).toBe(422);
    expect(mainText(again.html)).toContain("Câu hỏi đã hết hạn hoặc đã dùng rồi");
    expect(mainText(again.html)).not.toContain("Hẹn trả kết quả");
  });

  it("R-E02 an expired question and a forged one open nothing; a new question stands there", async () => {
    let now = 1_000_000;
    const { get, post, byCode, answerOf } = world({}, { wallClock: () => now });
    const { html } = await get("/tra-cuu");
    now += 15 * 60_000;
    const late = await post({ by: "captcha", code: CODE, challenge: fieldOf(html, "challenge"), answer: answerOf(html) });
    expect(late.status).toBe(422);
    expect(fieldOf(late.html, "challenge")).not.toBe(fieldOf(html, "challenge"));
    const forged = await byCode(CODE, { challenge: `${"A".repeat(22)}.9999999999999.${"A".repeat(43)}` });
    expect(forged.status).toBe(422);
    expect(mainText(forged.html)).toContain("Câu trả lời chưa đúng");
    expect((await byCode(CODE, { answer: "99" })).status).toBe(422);
    expect((await byCode(CODE, { answer: "" })).status).toBe(422);
  });

  it("R-E02 takes the answer in English words too", async () => {
    const { get, post } = world();
    const EN = [
      "zero",
      "one",
      "two",
      "three",
      "four",
      "five",
      "six",
      "seven",
      "eight",
      "nine",
      "ten",
      "eleven",
      "twelve",
      "thirteen",
      "fourteen",
      "fifteen",
      "sixteen",
      "seventeen",
      "eighteen",
    ];
    const { html } = await get("/tra-cuu?lang=en");
    const [, a = "", sign, b = ""] = /How much is (\w+) (plus|minus) (\w+)\?/.exec(html) ?? [];
    const answer = EN[sign === "plus" ? EN.indexOf(a) + EN.indexOf(b) : EN.indexOf(a) - EN.indexOf(b)] ?? "";
    const found = await post({ by: "captcha", code: CODE, challenge: fieldOf(html, "challenge"), answer }, "/tra-cuu", {
      cookie: "lang=en",
    });
    expect(found.status).toBe(200);
    expect(mainText(found.html)).toContain("Waiting for a supplement");
  });

  it("R-E02 unknown codes count as wrong tries, and an address may answer only so many questions", async () => {
    const first = world({}, { wallClock: () => 1_000_000 });
    for (let tries = 0; tries < 10; tries += 1) expect((await first.byCode("H57.122-260213-9999")).status).toBe(404);
    expect((await first.byCode("H57.122-260213-9999")).status).toBe(429);
    expect((await first.byCode()).status).toBe(200);
    const second = world({}, { wallClock: () => 1_000_000 });
    for (let tries = 0; tries < 60; tries += 1) expect((await second.byCode()).status).toBe(200);
    expect((await second.byCode()).status).toBe(429);
    expect((await second.byKey()).status).toBe(200);
  });
});

describe("R-E05 rating on the web, after a look-up with the key", () => {
  const rated = () => {
    const given: unknown[] = [];
    const seen = new Set<string>();
    const made = world({
      satisfaction: {
        rate: async (one) => {
          given.push(one);
          const key = `${one.dossierId}/${one.occasion}`;
          return seen.has(key) ? "repeat" : seen.add(key) && "done";
        },
        report: async () => [],
      },
    });
    return { ...made, given };
  };

  it("R-E05 is tied to dossier, occasion and officer, and taken once", async () => {
    const { byKey, post, given } = rated();
    const sealed = fieldOf((await byKey()).html, "dossier");
    const form = await post({ dossier: sealed }, "/danh-gia");
    expect(form.status).toBe(200);
    expect(accessibilityProblems(form.html)).toEqual([]);
    const done = await post({ dossier: sealed, sent: "1", score: "2", reasons: "waiting", comment: " Chờ lâu " }, "/danh-gia");
    expect(mainText(done.html)).toContain("Cảm ơn ông/bà");
    expect(given).toEqual([
      {
        occasion: "receipt",
        dossierId: DOSSIER_ID,
        agencyId: "H57.122",
        score: 2,
        reasons: ["waiting"],
        comment: "Chờ lâu",
        officerId: "cb-1",
        officerName: "Nguyễn Thị Thử Nghiệm",
        via: "web",
      },
    ]);
    expect(done.html).not.toMatch(PERSONAL);
    const again = await post({ dossier: sealed, sent: "1", score: "5" }, "/danh-gia");
    expect(mainText(again.html)).toContain("đánh giá đầu tiên được giữ nguyên");
  });

  it("R-E05 without a level nothing is taken, what was written stays in the form", async () => {
    const { byKey, post, given } = rated();
    const sealed = fieldOf((await byKey()).html, "dossier");
    const { status, html } = await post({ dossier: sealed, sent: "1", comment: HOSTILE, score: "9" }, "/danh-gia");
    expect(status).toBe(422);
    expect(given).toEqual([]);
    expect(elementsOf(html).find(({ tag }) => tag === "textarea")?.text).toContain(HOSTILE);
    expect(accessibilityProblems(html)).toEqual([]);
  });

  it.each(["", "khong-phai", `${DOSSIER_ID}.9999999999999.${"A".repeat(43)}`])("R-E05 %j opens no form", async (sealed) => {
    const { post, given } = rated();
    expect((await post({ dossier: sealed, sent: "1", score: "5" }, "/danh-gia")).status).toBe(403);
    expect(given).toEqual([]);
  });

  it("R-E05 a dossier that was never received has nothing to rate", async () => {
    const { byKey, fake } = rated();
    fake.dossiers = [dossier({ status: "submitted" })];
    expect(fieldOf((await byKey()).html, "dossier")).toBe("");
  });
});

describe("R-I03 the look-up for everybody", () => {
  it.each([
    ["vi", "the empty page", () => world().get("/tra-cuu")],
    ["en", "the empty page", () => world().get("/tra-cuu?lang=en")],
    ["vi", "everything by key", () => world().byKey()],
    ["en", "everything by key", () => world().post({ by: "key", code: CODE, key: UPDATE_KEY }, "/tra-cuu?lang=en")],
    ["vi", "the short answer", () => world().byCode()],
    ["vi", "mistakes", () => world().post({ by: "captcha", code: "" })],
    ["vi", "where to rate", () => world().get("/danh-gia")],
  ])("R-I03 %s, %s: nothing is missing for screen reader and keyboard", async (lang, _, page) => {
    const { html } = await page();
    expect(accessibilityProblems(html)).toEqual([]);
    expect(elementsOf(html)[0]?.attributes["lang"]).toBe(lang);
  });

  it("R-I03 in English every sentence of ours is English; Vietnamese data says that it is Vietnamese", async () => {
    const { html } = await world().post({ by: "key", code: CODE, key: UPDATE_KEY }, "/tra-cuu?lang=en");
    const vietnamese = /[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]/i;
    const spoken = html.replaceAll(/<span lang="vi">.*?<\/span>/gs, "").replaceAll(/<a [^>]*lang="vi"[^>]*>.*?<\/a>/gs, "");
    const words = elementsOf(spoken).find(({ tag }) => tag === "main")?.text ?? "";
    expect(words).not.toMatch(vietnamese);
  });
});
