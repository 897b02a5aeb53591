/** Start page, procedures, assets and error pages, over the real hub with the real catalogs. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Procedure } from "../../../catalogs/types.ts";
import type { Hub } from "../../../core/hub.ts";
import { sourceInWords } from "../../../core/papers/words.ts";
import { type AppOptions, createApp } from "../../../gateway/app.ts";
import { createExtracts } from "../../../gateway/public/extracts.ts";
import { hoursLines, specialDay } from "../../../gateway/public/hours.ts";
import { groupsOf } from "../../../gateway/public/procedure-facts.tsx";
import { listPath, wantedOf } from "../../../gateway/public/procedure-list.tsx";
import { FRIDAY_10, type RealWorld, realWorld } from "../real-hub.ts";
import { accessibilityProblems, elementsOf, mainText } from "./html.ts";

const HOSTILE = `<script>alert("x")</script>' onload='y`;
const HALL = "thuan-hoa";

describe("R-E01 R-A09 the citizens' pages over the real hub", () => {
  let world: RealWorld;
  beforeAll(async () => {
    world = await realWorld();
  });
  afterAll(() => world.stop());
  const open = async (path: string, headers: Record<string, string> = {}, options: AppOptions = {}, hub: Hub = world.hub) => {
    const response = await createApp(hub, options).request(path, { headers: { accept: "text/html", ...headers } });
    return { status: response.status, headers: response.headers, html: await response.text() };
  };

  it("R-E01 a procedure is found by its name without accents, and its page says all that is published", async () => {
    const list = await open("/thu-tuc?tu-khoa=dang+ky+khai+sinh&cap=commune");
    const link = elementsOf(list.html).find(({ tag, text }) => tag === "a" && text.trim() === "Đăng ký khai sinh");
    expect(link?.attributes["href"]).toBe("/thu-tuc/1.001193");
    const text = mainText((await open("/thu-tuc/1.001193")).html);
    for (const words of [
      "Đăng ký khai sinh",
      "Mã thủ tục 1.001193",
      "Lĩnh vực Hộ tịch",
      "Trực tuyến một phần",
      "Cấp xã",
      "Trực tiếp, qua bưu chính, trực tuyến",
      "Giấy tờ phải nộp",
      "Giấy chứng sinh",
      "Bắt buộc",
      "Trong ngày; nhận sau 15 giờ thì trả vào ngày làm việc tiếp theo",
      "Lệ phí đăng ký khai sinh: không thu",
      "Giấy khai sinh (KQ.G15.000031)",
      "85/2019/TT-BTC",
      "tại máy lấy số, chọn hàng A – Hộ tịch",
    ])
      expect(text).toContain(words);
    expect(text).not.toMatch(/domain\.md/);
  });

  it("R-E01 R-B06 a procedure that several agencies handle names each of them in their order", async () => {
    const [route] = new Set(world.hub.catalogs.routes.values());
    const code = [...world.hub.catalogs.routes.entries()].find(([, one]) => one === route)?.[0] ?? "";
    const text = mainText((await open(`/thu-tuc/${code}`)).html);
    expect(text).toContain("nộp một lần");
    const places = (route?.legs ?? []).map(({ name }) => text.indexOf(name));
    expect(places.length).toBeGreaterThan(1);
    expect(places.every((place, index) => place > (places[index - 1] ?? -1))).toBe(true);
  });

  it("R-E01 pages follow each other and lose nothing; what is none of our choices counts as not chosen", async () => {
    const seen: string[] = [];
    let path: string | undefined = "/thu-tuc?linh-vuc=bịa&cap=bịa&trang=-1";
    while (path !== undefined) {
      const elements = elementsOf((await open(path)).html);
      seen.push(
        ...elements
          .filter(({ attributes }) => /^\/thu-tuc\/[\d.]+$/.test(attributes["href"] ?? ""))
          .map(({ attributes }) => attributes["href"] ?? ""),
      );
      path = elements.find(({ attributes }) => attributes["rel"] === "next")?.attributes["href"];
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toHaveLength(world.hub.catalogs.procedures.length);
    expect(mainText((await open("/thu-tuc?trang=999")).html)).toContain("Trang 4 trên 4");
  });

  it("R-A09 keyword, field and level narrow it down, and stand in the form again; nothing found says what to do", async () => {
    const { html } = await open(
      `/thu-tuc?tu-khoa=${encodeURIComponent("cấp")}&linh-vuc=${encodeURIComponent("Chứng thực")}&cap=commune`,
    );
    const chosen = elementsOf(html).filter(({ tag, attributes }) => tag === "option" && attributes["selected"] !== undefined);
    expect(chosen.map(({ text }) => text.trim())).toEqual(["Cấp xã", "Chứng thực"]);
    expect(mainText(html)).toMatch(/Tìm thấy \d+ thủ tục/);
    const none = await open(`/thu-tuc?tu-khoa=${encodeURIComponent(HOSTILE)}`);
    expect(mainText(none.html)).toContain("Không tìm thấy thủ tục nào");
    expect(none.html).not.toContain("<script>alert");
    expect(accessibilityProblems(none.html)).toEqual([]);
  });

  it("R-E01 hostile words of an imported procedure are text", async () => {
    const [base] = world.hub.catalogs.procedures;
    const hostile = { ...base, code: "9.999999", name: HOSTILE, field: HOSTILE, legal: [HOSTILE], source: HOSTILE } as Procedure;
    await world.hub.publishProcedures([hostile], "thu-nghiem", true);
    for (const path of ["/thu-tuc?tu-khoa=alert", "/thu-tuc/9.999999", "/thu-tuc/9.999999/trich-yeu"]) {
      const { status, html } = await open(path);
      expect(status).toBe(200);
      expect(mainText(html)).toContain(`<script>alert("x")</script>`);
      expect(html).not.toContain("<script>alert");
      expect(accessibilityProblems(html)).toEqual([]);
    }
  });

  it("R-E01 the extract is a page to print and a PDF; the PDF leads back by the hub's public address", async () => {
    const page = await open("/thu-tuc/1.001193/trich-yeu");
    expect(mainText(page.html)).toContain("Trích niêm yết công khai, ngày thứ Sáu 13/02/2026");
    expect(accessibilityProblems(page.html)).toEqual([]);
    const pdf = await open("/thu-tuc/1.001193/trich-yeu.pdf", {}, { publicUrl: "https://mot-cua.test" });
    expect(pdf.status).toBe(200);
    expect(pdf.headers.get("content-type")).toBe("application/pdf");
    expect(pdf.html.startsWith("%PDF-")).toBe(true);
  });

  it("R-E01 the start page says when counters are open and how long one waits now", async () => {
    const device = { kind: "device", id: "th-ticket-1" } as const;
    await world.hub.hall.execute({
      hallId: HALL,
      command: { type: "openCounter", counterId: "q1", officer: "cb-1" },
      actor: { kind: "officer", id: "cb-1" },
    });
    await world.hub.hall.execute({ hallId: HALL, command: { type: "takeTicket", serviceId: "ho-tich" }, actor: device });
    const { html } = await open("/");
    const text = mainText(html);
    expect(text).toContain("Bộ phận Một cửa phường Thuận Hóa");
    expect(text).toContain("Thứ Hai – Thứ Sáu 07:30–11:00, 14:00–16:30");
    expect(text).toContain("Tình hình chờ lúc 10:00");
    expect(text).toMatch(/A – Hộ tịch 1 \d+ phút/);
    expect(text).toMatch(/C – Đất đai – Xây dựng 0 chưa mở quầy/);
    expect(accessibilityProblems(html)).toEqual([]);
  });

  it("R-I03 the language is remembered once it was chosen, and only that", async () => {
    const first = await open("/?lang=en");
    expect(first.headers.get("set-cookie")).toMatch(/^lang=en; Max-Age=31536000; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(mainText(first.html)).toContain("How can we help you?");
    expect(elementsOf((await open("/thu-tuc", { cookie: "lang=en" })).html)[0]?.attributes["lang"]).toBe("en");
    const odd = await open("/thu-tuc?lang=xx", { cookie: "lang=yy" });
    expect(elementsOf(odd.html)[0]?.attributes["lang"]).toBe("vi");
    expect(odd.headers.get("set-cookie")).toBeNull();
    const links = elementsOf((await open("/thu-tuc?tu-khoa=khai+sinh")).html).filter(
      ({ attributes }) => attributes["hreflang"] === "en",
    );
    expect(links[0]?.attributes["href"]).toBe("/thu-tuc?tu-khoa=khai+sinh&lang=en");
  });

  it.each(["/", "/?lang=en", "/thu-tuc", "/thu-tuc?lang=en", "/thu-tuc/1.001193", "/thu-tuc/1.001193?lang=en"])(
    "R-I03 %s: nothing is missing for screen reader and keyboard",
    async (path) => {
      expect(accessibilityProblems((await open(path)).html)).toEqual([]);
    },
  );

  it("R-I03 what is not there is a page for browsers and a problem document for programs", async () => {
    for (const path of ["/thu-tuc/khong-co", "/thu-tuc/1.001193/khac", "/tra-cuu/khac", "/khong-co", "/tra-cứu"]) {
      const page = await open(path);
      expect(page.status).toBe(404);
      expect(accessibilityProblems(page.html)).toEqual([]);
      expect((await open(path, { accept: "application/json" })).headers.get("content-type")).toContain(
        "application/problem+json",
      );
    }
    expect((await open("/khong-co", { accept: "*/*" })).headers.get("content-type")).toContain("application/problem+json");
  });

  it("R-I03 what breaks inside says so in the page's frame, and nothing of the inside", async () => {
    const broken: Hub = { ...world.hub, searchProcedures: () => Promise.reject(new TypeError("mật khẩu cơ sở dữ liệu")) };
    const { status, html } = await open("/thu-tuc", {}, {}, broken);
    expect(status).toBe(500);
    expect(mainText(html)).toContain("Mã yêu cầu");
    expect(html).not.toContain("mật khẩu");
    expect(accessibilityProblems(html)).toEqual([]);
    const gone = Object.assign(new TypeError("?"), { code: "CONNECTION_ENDED" });
    const away = await open("/thu-tuc", {}, {}, { ...world.hub, searchProcedures: () => Promise.reject(gone) });
    expect([away.status, away.headers.get("retry-after")]).toEqual([503, "5"]);
    expect(mainText(away.html)).toContain("Hệ thống tạm gián đoạn");
  });

  it("R-I02 pages run our own files only, in nobody's frame, and a worker has none", async () => {
    const { html, headers } = await open("/");
    const policy = headers.get("content-security-policy") ?? "";
    for (const part of ["default-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"])
      expect(policy).toContain(part);
    expect(policy).not.toContain("unsafe");
    const loaded = elementsOf(html).flatMap(({ tag, attributes }) =>
      tag === "script" || tag === "link" || tag === "img" ? [attributes["src"] ?? attributes["href"] ?? ""] : [],
    );
    expect(loaded.length).toBeGreaterThan(5);
    for (const path of loaded) {
      expect(path).toMatch(/^\/assets\//);
      expect((await open(path)).status).toBe(200);
    }
    for (const path of ["/", "/tra-cuu", "/thu-tuc", "/assets/base.css"])
      expect((await open(path, {}, { role: "worker" })).status).toBe(404);
  });

  it("assets have their type, are kept for good under their hash, and are sent again only when they changed", async () => {
    const app = createApp(world.hub);
    const { html } = await open("/");
    const path = /\/assets\/public\.css\?v=[\w-]+/.exec(html)?.[0] ?? "";
    const first = await app.request(path, { headers: { "accept-encoding": "gzip, br" } });
    expect(first.headers.get("content-type")).toBe("text/css; charset=utf-8");
    expect(first.headers.get("content-encoding")).toBe("br");
    expect(first.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    const etag = first.headers.get("etag") ?? "";
    expect((await app.request(path, { headers: { "accept-encoding": "br", "if-none-match": `W/${etag}` } })).status).toBe(304);
    const plain = await app.request("/assets/base.css");
    expect(plain.headers.get("cache-control")).toBe("public, max-age=300");
    expect(await plain.text()).toMatch(/url\("\/assets\/be-vietnam-pro-400\.ttf\?v=[\w-]+"\)/);
    expect((await app.request("/assets/be-vietnam-pro-400.ttf")).headers.get("content-type")).toBe("font/ttf");
    expect((await app.request("/assets/..%2F..%2Fpackage.json")).status).toBe(404);
    expect((await app.request("/assets/constructor")).status).toBe(404);
  });

  it("R-E01 the makers' own notes are nothing for citizens: a page names its source as the printed extract does", async () => {
    const { items } = await world.hub.procedures({ limit: 200 });
    const noted = items.find(({ procedure }) => /domain\.md|S-[A-Z]{2}/.test(procedure.source))?.procedure;
    const source = sourceInWords(noted?.source ?? "");
    expect(source).not.toMatch(/domain\.md|S-[A-Z]{2}|^$/);
    const text = mainText((await open(`/thu-tuc/${noted?.code}`)).html);
    expect(text).toContain(`Nguồn: ${source.replaceAll(/\s+/g, " ")} `);
    expect(text).not.toMatch(/domain\.md|S-[A-Z]{2}/);
  });
});

describe("R-E01 what the pages are made of", () => {
  it("R-E01 extracts are made once a day each, a few at a time; what failed is tried again", async () => {
    const [procedure] = [{ code: "1.000001" } as Procedure];
    let now = FRIDAY_10;
    const waiting: ((pdf: Uint8Array) => void)[] = [];
    let made = 0;
    const extracts = createExtracts(
      { now: () => now, catalogs: { agencies: new Map() } as unknown as Hub["catalogs"] },
      undefined,
      () => {
        made += 1;
        return new Promise((resolve) => waiting.push(resolve));
      },
    );
    const of = (version: number) => extracts.of({ procedure, version });
    const first = [of(1), of(1), of(2), of(3), of(4)];
    expect(made).toBe(4);
    expect(await of(5)).toMatchObject({ status: 503, headers: { "retry-after": "5" } });
    for (const finish of waiting) finish(new Uint8Array([1]));
    expect(await Promise.all(first)).toHaveLength(5);
    await of(1);
    expect(made).toBe(4);
    now = "2026-02-14T03:00:00.000Z";
    void of(1);
    expect(made).toBe(5);
    let tries = 0;
    const failing = createExtracts(
      { now: () => now, catalogs: { agencies: new Map() } as unknown as Hub["catalogs"] },
      undefined,
      async () => {
        tries += 1;
        throw new TypeError("hỏng");
      },
    );
    await expect(failing.of({ procedure, version: 1 })).rejects.toThrow("hỏng");
    await expect(failing.of({ procedure, version: 1 })).rejects.toThrow("hỏng");
    expect(tries).toBe(2);
  });

  it("R-B01 days with the same hours share a line; a holiday and a make-up day are named", () => {
    const day = (...counter: { from: string; to: string }[]) => ({ working: counter, counter });
    const full = day({ from: "07:30", to: "11:00" }, { from: "14:00", to: "16:30" });
    const week = { mon: full, tue: full, wed: full, thu: full, fri: full, sat: day({ from: "07:30", to: "11:00" }), sun: day() };
    expect(hoursLines("vi", week)).toEqual([
      { days: "Thứ Hai – Thứ Sáu", hours: "07:30–11:00, 14:00–16:30" },
      { days: "Thứ Bảy", hours: "07:30–11:00" },
      { days: "Chủ nhật", hours: "nghỉ" },
    ]);
    const table = {
      holidays: [{ date: "2026-09-02", name: "Quốc khánh", source: "" }],
      makeUpWorkingDays: [{ date: "2026-08-22", name: "Làm bù", source: "" }],
    };
    expect(specialDay(table, "2026-09-02")).toEqual({ kind: "holiday", name: "Quốc khánh" });
    expect(specialDay(table, "2026-08-22")).toEqual({ kind: "makeUp", name: "Làm bù" });
    expect(specialDay(table, "2026-08-23")).toBeUndefined();
  });

  it("R-E01 papers stay in the catalog's order, under their headings", () => {
    const spec = (id: string, group?: string) => ({
      id,
      name: id,
      originals: 1,
      copies: 0,
      required: true,
      ...(group === undefined ? {} : { group }),
    });
    const groups = groupsOf([spec("a", "X"), spec("b", "X"), spec("c"), spec("d", "X")]);
    expect(groups.map(({ group, items }) => [group, items.map(({ id }) => id)])).toEqual([
      ["X", ["a", "b"]],
      [undefined, ["c"]],
      ["X", ["d"]],
    ]);
  });

  it("R-A09 an address is read and written alike", () => {
    const wanted = { words: "khai sinh", field: "Hộ tịch", level: "commune", page: 3 } as const;
    expect(wantedOf(Object.fromEntries(new URL(listPath(wanted), "http://x.test").searchParams))).toEqual(wanted);
    expect(wantedOf({ "tu-khoa": `a\u0000b${"x".repeat(300)}`, cap: "x", trang: "1.5" })).toMatchObject({ level: "", page: 1 });
    expect(listPath({})).toBe("/thu-tuc");
  });
});
