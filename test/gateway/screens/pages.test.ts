/** The screens' pages over a real hub: pairing, numbers, look-up, procedures, rating, and the live line. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Browser, browser, type SeenPage, textOf } from "../console-browser.ts";
import { OFFICER } from "../real-hub.ts";
import { HALL, type ScreensWorld, screensWorld, until } from "./world.ts";

let world: ScreensWorld;
beforeAll(async () => {
  world = await screensWorld();
});
afterAll(() => world?.stop());

const fresh = (): Browser => browser((url, init) => world.app.request(url, init), "http://localhost", { accept: "text/html" });
const paired = async (deviceId: string): Promise<Browser> => {
  const at = fresh();
  expect((await at.get(world.link(deviceId))).status).toBe(303);
  return at;
};
const day = () => world.hub.hall.day(HALL);
const fieldOf = (page: SeenPage, name: string): string => new RegExp(`name="${name}" value="([^"]*)"`).exec(page.html)?.[1] ?? "";
const location = (page: SeenPage): string => page.headers.get("location") ?? "";

describe("pairing a screen with its device", () => {
  it("R-H look-up kiosk: the link gives a cookie that scripts and other sites never see, and leads to the screen", async () => {
    const at = fresh();
    const page = await at.get(world.link("th-kiosk-1"));
    expect(page.status).toBe(303);
    expect(location(page)).toBe("/hall/kiosk");
    const cookie = at.jar.get("lienthong-kiosk");
    expect(cookie?.line).toMatch(/HttpOnly/);
    expect(cookie?.line).toMatch(/SameSite=Strict/);
    expect(cookie?.path).toBe("/hall");
    expect((await at.get("/hall/kiosk")).status).toBe(200);
  });
  it("R-H look-up kiosk: over https the cookie is only for https", async () => {
    const at = browser((url, init) => world.app.request(url, init), "https://localhost");
    await at.get(world.link("th-kiosk-1"));
    expect(at.jar.get("lienthong-kiosk")?.secure).toBe(true);
  });
  it.each([
    ["th-kiosk-1", "wrong key", (id: string) => `/hall/enter/${id}?key=sai`],
    ["th-kiosk-1", "another device's key", (id: string) => world.link("th-queue-1").replace("th-queue-1", id)],
    ["th-kiosk-1", "no key", (id: string) => `/hall/enter/${id}`],
    ["khong-co", "an unknown device", (id: string) => `/hall/enter/${id}?key=sai`],
  ])("R-H look-up kiosk: %s with %s gets no cookie, and always the same answer", async (id, _, path) => {
    const at = fresh();
    const page = await at.get(path(id));
    expect(page.status).toBe(403);
    expect(at.jar.size).toBe(0);
    expect(textOf(page)).toContain("Đường dẫn ghép thiết bị không đúng");
  });
  it("R-H look-up kiosk: a device without a screen is told so", async () => {
    const at = fresh();
    const page = await at.get(world.link("th-led-1"));
    expect(page.status).toBe(404);
    expect(at.jar.size).toBe(0);
    expect(textOf(page)).toContain("không có màn hình");
  });
  it.each(["/hall/kiosk", "/hall/queue", "/hall/results", "/hall/tablet", "/hall/queue/board", "/hall/kiosk/number/A001"])(
    "R-H look-up kiosk: %s without a cookie says what to do, in both languages",
    async (path) => {
      const page = await fresh().get(path);
      expect(page.status).toBe(401);
      expect(textOf(page)).toContain("bàn hướng dẫn");
      // A piece of a page that was asked for makes the whole page load anew.
      expect(page.headers.get("hx-refresh")).toBe("true");
      expect(textOf(await fresh().get(`${path}?lang=en`))).toContain("guidance desk");
    },
  );
  it("R-H look-up kiosk: the cookie of one screen opens no other, and a forged one none", async () => {
    const at = await paired("th-queue-1");
    expect((await at.get("/hall/kiosk")).status).toBe(401);
    const forged = await world.app.request("http://localhost/hall/kiosk", {
      headers: { cookie: "lienthong-kiosk=th-kiosk-1~sai" },
    });
    expect(forged.status).toBe(401);
    const other = at.jar.get("lienthong-queue")?.value ?? "";
    const moved = await world.app.request("http://localhost/hall/kiosk", { headers: { cookie: `lienthong-kiosk=${other}` } });
    expect(moved.status).toBe(401);
  });
  it("R-H look-up kiosk: no page has a script or style of its own in it, and none is kept", async () => {
    for (const [id, path] of [
      ["th-kiosk-1", "/hall/kiosk"],
      ["th-queue-1", "/hall/queue"],
      ["th-results-1", "/hall/results"],
      ["th-tablet-1", "/hall/tablet"],
    ] as const) {
      const page = await (await paired(id)).get(path);
      expect(page.status).toBe(200);
      expect(page.headers.get("content-security-policy")).toContain("default-src 'self'");
      expect(page.headers.get("cache-control")).toBe("no-store");
      expect(page.html).not.toMatch(/<script(?![^>]*src=)|<style|\sstyle=|\son\w+=|https?:\/\//);
      expect(page.html.match(/<h1/g)).toHaveLength(1);
      expect(page.html).toContain('<html lang="vi"');
    }
  });
});

const takeNumber = async (at: Browser, path: string, priority = ""): Promise<SeenPage> => {
  const question = await at.get(path);
  expect(question.status).toBe(200);
  return at.post("/hall/kiosk/take", {
    key: fieldOf(question, "key"),
    line: fieldOf(question, "line"),
    procedure: fieldOf(question, "procedure"),
    dossier: fieldOf(question, "dossier"),
    priority,
  });
};
const ticketIn = (page: SeenPage): string => /number\/([A-Z]\d+)/.exec(location(page))?.[1] ?? "";

describe("R-H look-up kiosk: taking a number", () => {
  it("R-H look-up kiosk: purpose, line and priority lead to a number with people ahead, estimate and counter", async () => {
    const at = await paired("th-kiosk-1");
    const start = textOf(await at.get("/hall/kiosk"));
    for (const words of ["Nộp hồ sơ", "Nhận kết quả", "Hỏi, hướng dẫn", "Tra cứu hồ sơ", "Thủ tục hành chính"])
      expect(start).toContain(words);
    const lines = await at.get("/hall/kiosk/take?for=submit");
    expect(textOf(lines)).toContain("Hộ tịch");
    expect(textOf(lines)).not.toContain("Trả kết quả");
    const given = await takeNumber(at, "/hall/kiosk/take/priority?for=submit&line=ho-tich");
    expect(given.status).toBe(303);
    const number = ticketIn(given);
    const page = textOf(await at.get(location(given)));
    expect(number).toMatch(/^A\d{3}$/);
    for (const words of [number, "Số người chờ trước", "Dự kiến chờ", "Quầy 1, 2"]) expect(page).toContain(words);
    expect((await day()).tickets.get(number)).toMatchObject({ state: "waiting", serviceId: "ho-tich", language: "vi" });
  });

  it("R-H look-up kiosk: the slip is printed on the hall's receipt printer, once", async () => {
    const at = await paired("th-kiosk-1");
    const given = await takeNumber(at, "/hall/kiosk/take/priority?for=submit&line=chung-thuc");
    const number = ticketIn(given);
    const shown = await until(async () => {
      const slip = textOf(await at.get(`${location(given)}/slip`));
      return slip.includes("Xin nhận phiếu") && slip;
    });
    expect(shown).not.toContain("trục trặc");
    const papers = (await (await fetch(`${world.printer.url}/__sim/papers`)).json()) as { items?: unknown } | unknown[];
    const texts = JSON.stringify(papers).split(number).length - 1;
    expect(texts).toBeGreaterThan(0);
    expect((await day()).tickets.get(number)?.jobs).toMatchObject([{ deviceId: "th-slip-1", operation: "print" }]);
  });

  it("R-H look-up kiosk: a double tap gives one number, and its slip is asked for once", async () => {
    const at = await paired("th-kiosk-1");
    const question = await at.get("/hall/kiosk/take/priority?for=submit&line=dat-dai");
    const form = { key: fieldOf(question, "key"), line: "dat-dai" };
    const before = (await day()).tickets.size;
    const [one, two] = await Promise.all([at.post("/hall/kiosk/take", form), at.post("/hall/kiosk/take", form)]);
    expect(ticketIn(one)).toMatch(/^C\d{3}$/);
    expect(ticketIn(two)).toBe(ticketIn(one));
    const now = await day();
    expect(now.tickets.size).toBe(before + 1);
    expect(now.tickets.get(ticketIn(one))?.jobs).toHaveLength(1);
    // Another button of the same page is another thing.
    const other = await at.post("/hall/kiosk/take", { ...form, priority: "nguoi-cao-tuoi" });
    expect(other.status).toBe(409);
    expect(textOf(other)).toContain("vừa cấp một số khác");
    expect((await day()).tickets.size).toBe(before + 1);
  });

  it("R-H look-up kiosk: each showing of the page is a visit of its own", async () => {
    const at = await paired("th-kiosk-1");
    const path = "/hall/kiosk/take/priority?for=submit&line=ho-tich";
    expect(ticketIn(await takeNumber(at, path))).not.toBe(ticketIn(await takeNumber(at, path)));
  });

  it("R-H look-up kiosk: a priority is declared by its name and said to be checked", async () => {
    const at = await paired("th-kiosk-1");
    const question = await at.get("/hall/kiosk/take/priority?for=submit&line=ho-tich");
    for (const words of ["Người khuyết tật", "Phụ nữ mang thai", "sẽ kiểm tra"]) expect(textOf(question)).toContain(words);
    const given = await takeNumber(at, "/hall/kiosk/take/priority?for=submit&line=ho-tich", "nguoi-khuyet-tat");
    expect((await day()).tickets.get(ticketIn(given))?.priority).toBe("nguoi-khuyet-tat");
    expect(textOf(await at.get(location(given)))).toContain("Ưu tiên: Người khuyết tật");
  });

  it("R-H look-up kiosk: a procedure leads to the line of its field", async () => {
    const at = await paired("th-kiosk-1");
    const given = await takeNumber(at, "/hall/kiosk/take/priority?for=submit&procedure=1.001193");
    expect((await day()).tickets.get(ticketIn(given))).toMatchObject({ serviceId: "ho-tich", procedureCode: "1.001193" });
  });

  it("R-H look-up kiosk: who only asks may say that he does not know the field; one result line needs no choice", async () => {
    const at = await paired("th-kiosk-1");
    expect((await at.get("/hall/kiosk/take?for=ask")).html).toContain("line=khac");
    const result = await at.get("/hall/kiosk/take?for=result");
    expect(result.status).toBe(303);
    expect(location(result)).toContain("line=tra-ket-qua");
  });

  it("R-H look-up kiosk: what is no choice of this hall gives no number", async () => {
    const at = await paired("th-kiosk-1");
    const before = (await day()).version;
    for (const path of [
      "?for=submit&line=khong-co",
      "?for=khac",
      "?for=submit&procedure=9.999999",
      "?for=submit&line=ho-tich&dossier=x",
      "",
    ]) {
      const page = await at.get(`/hall/kiosk/take/priority${path}`);
      expect(page.status).toBe(422);
      expect(textOf(page)).toContain("Lựa chọn không hợp lệ");
    }
    expect((await at.post("/hall/kiosk/take", { line: "ho-tich" })).status).toBe(422);
    expect((await at.post("/hall/kiosk/take", { key: "khong-phai-uuid", line: "ho-tich" })).status).toBe(422);
    const unknown = await at.post("/hall/kiosk/take", { key: crypto.randomUUID(), line: "khong-co" });
    expect(unknown.status).toBe(409);
    expect((await day()).version).toBe(before);
  });

  it("R-H look-up kiosk: a form from another site gives no number", async () => {
    const at = await paired("th-kiosk-1");
    const before = (await day()).version;
    const form = { key: crypto.randomUUID(), line: "ho-tich" };
    for (const headers of [{ "sec-fetch-site": "cross-site" }, { "sec-fetch-site": "same-site" }])
      expect((await at.post("/hall/kiosk/take", form, headers)).status).toBe(403);
    expect((await day()).version).toBe(before);
  });

  it("R-H look-up kiosk: speaks English where asked, and Vietnamese again from the start link", async () => {
    const at = await paired("th-kiosk-1");
    const english = await at.get("/hall/kiosk?lang=en");
    expect(textOf(english)).toContain("File a dossier");
    expect(textOf(await at.get("/hall/kiosk/take?for=submit"))).toContain("Civil status");
    const given = await takeNumber(at, "/hall/kiosk/take/priority?for=submit&line=ho-tich");
    expect((await day()).tickets.get(ticketIn(given))?.language).toBe("en");
    expect(english.html).toMatch(/href="\/hall\/kiosk\?lang=vi" data-home/);
    expect(textOf(await at.get("/hall/kiosk?lang=vi"))).toContain("Nộp hồ sơ");
  });

  it("R-H look-up kiosk: an address that is none leads to the start, never out of the kiosk", async () => {
    const page = await (await paired("th-kiosk-1")).get("/hall/kiosk/khong-co");
    expect(page.status).toBe(200);
    expect(page.html).toContain('data-screen="kiosk"');
  });
});

describe("R-E02 R-H look-up kiosk: tracking a dossier", () => {
  it("R-E02 R-H look-up kiosk: a code shows status, due time and place, and nothing about a person", async () => {
    const filed = await world.file("received");
    const at = await paired("th-kiosk-1");
    const asked = await at.post("/hall/kiosk/look-up", { code: (filed.code ?? "").toLowerCase() });
    expect(asked.status).toBe(303);
    const page = textOf(await at.get(location(asked)));
    for (const words of [filed.code ?? "?", "Được tiếp nhận", "Đăng ký khai sinh", "Hẹn trả kết quả", "13/02/2026"])
      expect(page).toContain(words);
    for (const personal of ["Thử Nghiệm", "001099000012", "0900000012"]) expect(page).not.toContain(personal);
    expect(page).not.toContain("Lấy số nhận kết quả");
  });

  it("R-E02 R-H look-up kiosk: a result that is ready offers a number of the result line, tied to the dossier", async () => {
    const filed = await world.file("decided");
    const at = await paired("th-kiosk-1");
    const page = await at.get(`/hall/kiosk/dossier?code=${filed.code}`);
    expect(textOf(page)).toContain("Kết quả đã có tại đây");
    const path = /href="([^"]*take\/priority[^"]*)"/.exec(page.html)?.[1]?.replaceAll("&amp;", "&") ?? "";
    const given = await takeNumber(at, path);
    expect((await day()).tickets.get(ticketIn(given))).toMatchObject({ serviceId: "tra-ket-qua", dossierIds: [filed.id] });
  });

  it("R-E02 R-H look-up kiosk: an unknown code is said to be unknown, a ticket shows how it stands", async () => {
    const at = await paired("th-kiosk-1");
    const nothing = await at.get("/hall/kiosk/dossier?code=H57.101-260213-9999");
    expect(nothing.status).toBe(404);
    expect(textOf(nothing)).toContain("Không tìm thấy mã H57.101-260213-9999");
    const given = await takeNumber(at, "/hall/kiosk/take/priority?for=submit&line=xa-hoi");
    const asked = await at.post("/hall/kiosk/look-up", { code: ticketIn(given) });
    expect(location(asked)).toBe(`/hall/kiosk/ticket/${ticketIn(given)}`);
    expect(textOf(await at.get(location(asked)))).toContain("Số người chờ trước");
    expect((await at.get("/hall/kiosk/ticket/Z999")).status).toBe(404);
    const odd = await at.post("/hall/kiosk/look-up", { code: "xin chào" });
    expect(odd.status).toBe(422);
    expect(textOf(odd)).toContain("Chưa đọc được mã này");
  });

  it("R-I02 R-H look-up kiosk: the code of an identity card is named as such and nothing of it is stored", async () => {
    const at = await paired("th-kiosk-1");
    const card = "001099000012|123456789|Nguyễn Thị Thử Nghiệm|01011999|Nữ|Phường Thuận Hóa|10102021";
    const page = await at.post("/hall/kiosk/look-up", { code: card });
    expect(page.status).toBe(422);
    expect(textOf(page)).toContain("thẻ căn cước");
    const { version } = await day();
    const [last] = await world.hub.hall.events(HALL, version - 1);
    expect(last).toMatchObject({ type: "scanned" });
    expect(JSON.stringify(last)).not.toMatch(/001099000012|Thử Nghiệm|123456789/);
    expect(JSON.stringify(last)).toContain("identity");
  });
});

describe("R-E01 R-H look-up kiosk: procedures", () => {
  it("R-E01 R-H look-up kiosk: finds without accents, in pages that fit the glass", async () => {
    const at = await paired("th-kiosk-1");
    const found = await at.get("/hall/kiosk/procedures?words=khai+sinh");
    expect(textOf(found)).toContain("Đăng ký khai sinh");
    expect(found.html.match(/class="hit"/g)?.length).toBeLessThanOrEqual(4);
    const piece = await at.request("/hall/kiosk/procedures?words=ket+hon", {
      headers: { "hx-request": "true", "hx-target": "div#ket-qua" },
    });
    expect(piece.html).not.toContain("<html");
    expect(textOf(piece)).toContain("kết hôn");
    expect(textOf(await at.get("/hall/kiosk/procedures?words=zzzz"))).toContain("Không có thủ tục nào khớp");
  });
  it("R-E01 R-H look-up kiosk: fields lead to their procedures", async () => {
    const at = await paired("th-kiosk-1");
    expect(textOf(await at.get("/hall/kiosk/procedures/fields"))).toContain("Hộ tịch");
    const found = textOf(await at.get(`/hall/kiosk/procedures?field=${encodeURIComponent("Hộ tịch")}`));
    expect(found).toContain("Hộ tịch:");
  });
  it("R-E01 R-H look-up kiosk: a procedure shows papers, time and fees, leads to a number, and is printed where a printer is", async () => {
    const at = await paired("th-kiosk-1");
    const page = await at.get("/hall/kiosk/procedures/1.001193");
    for (const words of ["Đăng ký khai sinh", "Giấy chứng sinh", "Lấy số cho thủ tục này", "In trích yếu"])
      expect(textOf(page)).toContain(words);
    expect(page.html).toContain("procedure=1.001193");
    // The demo hall's document printer is not set up in this hub: nobody is sent to wait for paper.
    expect(textOf(await at.post("/hall/kiosk/procedures/1.001193/print", {}))).toContain("Máy in tài liệu đang trục trặc");
    expect((await at.get("/hall/kiosk/procedures/9.999999")).status).toBe(404);
  });
});

describe("R-E05 R-H satisfaction tablet", () => {
  /** Someone is served at counter 1 and goes. */
  const visit = async (finish = true): Promise<string> => {
    const { ticket } = await world.act({ type: "takeTicket", serviceId: "chung-thuc" });
    if (!(await day()).counters.get("q1")?.open) await world.act({ type: "openCounter", counterId: "q1", officer: "cb-q1" });
    await world.act({ type: "callTicket", counterId: "q1", ticketId: ticket?.id ?? "", reason: "thử nghiệm" });
    await world.act({ type: "serve", counterId: "q1" });
    if (finish) await world.act({ type: "finish", counterId: "q1" });
    return ticket?.id ?? "";
  };
  const report = async () => {
    const today = (await day()).day;
    return (await world.hub.satisfaction.report({ from: today, to: today, agencyIds: ["H57.101"], by: "officer" })).find(
      ({ officerId }) => officerId === "cb-q1",
    );
  };
  const form = (page: SeenPage) => ({ day: fieldOf(page, "day"), ticket: fieldOf(page, "ticket") });

  it("R-E05 R-H satisfaction tablet: rests, asks when the visit ends, thanks, and rests; the answer is the officer's", async () => {
    const at = await paired("th-tablet-1");
    expect(textOf(await at.get("/hall/tablet"))).toContain("Kính chào");
    await visit();
    const asked = await at.get("/hall/tablet/now");
    for (const words of ["Rất hài lòng", "Hài lòng", "Bình thường", "Không hài lòng", "Rất không hài lòng"])
      expect(textOf(asked)).toContain(words);
    const before = (await report())?.answers ?? 0;
    expect(textOf(await at.post("/hall/tablet/rate", { ...form(asked), score: "5" }))).toContain("Cảm ơn Ông/Bà");
    expect(textOf(await at.get("/hall/tablet/now"))).toContain("Kính chào");
    expect((await report())?.answers).toBe(before + 1);
  });

  it("R-E05 R-H satisfaction tablet: a low score asks why, several reasons, and is stored with them", async () => {
    const at = await paired("th-tablet-1");
    await visit();
    const asked = await at.get("/hall/tablet/now");
    const before = await report();
    const why = await at.post("/hall/tablet/rate", { ...form(asked), score: "1" });
    expect(textOf(why)).toContain("chưa hài lòng?");
    expect((await report())?.answers).toBe(before?.answers);
    const body = new URLSearchParams({ ...form(why), score: "1", asked: "why" });
    for (const reason of ["waiting", "guidance", "khong-co"]) body.append("reasons", reason);
    const thanks = await at.request("/hall/tablet/rate", {
      method: "POST",
      body: body.toString(),
      headers: { "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin" },
    });
    expect(textOf(thanks)).toContain("Cảm ơn");
    const after = await report();
    expect(after?.answers).toBe((before?.answers ?? 0) + 1);
    expect(after?.reasons).toMatchObject({ waiting: 1, guidance: 1 });
    expect(after?.reasons).not.toHaveProperty("khong-co");
  });

  it("R-E05 R-H satisfaction tablet: the same visit rated twice counts once", async () => {
    const at = await paired("th-tablet-1");
    await visit();
    const asked = form(await at.get("/hall/tablet/now"));
    const before = (await report())?.answers ?? 0;
    await Promise.all([5, 4].map((score) => at.post("/hall/tablet/rate", { ...asked, score: String(score) })));
    await at.post("/hall/tablet/rate", { ...asked, score: "3" });
    expect((await report())?.answers).toBe(before + 1);
  });

  it("R-E05 R-H satisfaction tablet: a result handed over is asked about as a return, tied to its dossier", async () => {
    const at = await paired("th-tablet-1");
    const filed = await world.file("decided");
    const ticketId = await visit(false);
    await world.act({ type: "linkTicket", ticketId, dossierId: filed.id });
    expect(textOf(await at.get("/hall/tablet/now"))).toContain("Kính chào");
    const returned = await world.hub.execute({
      command: {
        type: "returnInPerson",
        receiverName: "Nguyễn Thị Thử Nghiệm",
        identityNumber: "001099000012",
        appointmentSlip: true,
      },
      dossier: filed.id,
      ...OFFICER,
    });
    expect(returned.outcome).toBe("done");
    const asked = await at.get("/hall/tablet/now");
    expect(textOf(asked)).toContain("giải quyết và trả kết quả");
    expect(asked.html).not.toMatch(/Thử Nghiệm|001099000012/);
    await at.post("/hall/tablet/rate", { ...form(asked), score: "4" });
    const again = { occasion: "return", dossierId: filed.id, agencyId: "H57.101", score: 1, via: "web" } as const;
    expect(await world.hub.satisfaction.rate(again)).toBe("repeat");
    await world.act({ type: "finish", counterId: "q1" });
    // The same visit ends twice for the hall, once for the person.
    expect(textOf(await at.get("/hall/tablet/now"))).toContain("Kính chào");
  });

  it("R-E05 R-H satisfaction tablet: skipping rests it and stores nothing; another counter's visit is none of its own", async () => {
    const at = await paired("th-tablet-1");
    const ticket = await visit();
    const before = (await report())?.answers ?? 0;
    const asked = form(await at.get("/hall/tablet/now"));
    expect(textOf(await at.post("/hall/tablet/rest", asked))).toContain("Kính chào");
    expect(textOf(await at.get("/hall/tablet/now"))).toContain("Kính chào");
    for (const wrong of [{ ticket: "B999" }, { day: "2026-02-12" }, { score: "6" }, { score: "" }])
      expect((await at.post("/hall/tablet/rate", { ...asked, score: "5", ...wrong })).status).toBe(422);
    const foreign = await at.post("/hall/tablet/rate", { ...asked, score: "5" }, { "sec-fetch-site": "cross-site" });
    expect(foreign.status).toBe(422);
    expect((await report())?.answers ?? 0).toBe(before);
    expect(ticket).toMatch(/^B/);
  });
});

describe("the live line of a screen", () => {
  const open = async (deviceId: string, screen: string, headers: Record<string, string> = {}) => {
    const at = await paired(deviceId);
    const [name, cookie] = [...at.jar][0] ?? ["", undefined];
    const over = new AbortController();
    const response = await world.app.request(`http://localhost/hall/live?screen=${screen}`, {
      headers: { cookie: `${name}=${cookie?.value}`, ...headers },
      signal: over.signal,
    });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    return {
      response,
      /** Reads until the stream said it; what it said so far. */
      until: async (what: RegExp): Promise<string> => {
        while (!what.test(text)) {
          const read = await reader?.read();
          if (read === undefined || read.done) throw new TypeError(`the line ended: ${text}`);
          text += read.value;
        }
        return text;
      },
      forget: () => {
        text = "";
      },
      close: async () => {
        over.abort();
        await reader?.cancel().catch(() => undefined);
      },
    };
  };

  it("R-H queue display: says when the queue moved, by an id that a screen comes back with", async () => {
    const line = await open("th-queue-1", "queue");
    expect(line.response.headers.get("content-type")).toContain("text/event-stream");
    const first = await line.until(/event: moved\n/);
    expect(first).toMatch(/retry: 1000\nevent: hello/);
    line.forget();
    const { day: at } = await world.act({ type: "takeTicket", serviceId: "ho-tich" });
    expect(await line.until(/event: moved\n/)).toContain(`id: ${at.day}:${at.version}\n`);
    await line.close();
    // Who has seen everything hears only the beat.
    const again = await open("th-queue-1", "queue", { "last-event-id": `${at.day}:${at.version}` });
    expect(await again.until(/event: beat/)).not.toContain("event: moved");
    await again.close();
  });

  it("R-H queue display: marks the device present while it is held", async () => {
    const line = await open("lon-queue-1", "queue");
    await line.until(/event: beat/);
    expect((await world.hub.hall.device("lon-queue-1"))?.state).toBe("ok");
    expect((await world.hub.hall.device("lon-results-1"))?.state).toBe("off");
    await line.close();
  });

  it("R-H result display: moves when a dossier of its agency changes, though the queue did not", async () => {
    const line = await open("th-results-1", "results");
    await line.until(/event: moved\n/);
    line.forget();
    await world.file("decided");
    await line.until(/event: moved\n/);
    await line.close();
  });

  it("R-H satisfaction tablet: hears of the end of a visit", async () => {
    const line = await open("th-tablet-1", "tablet");
    await line.until(/event: moved\n/);
    await line.close();
  });

  it("R-H queue display: a browser that is no device gets no line, and none that is another screen's", async () => {
    for (const path of ["/hall/live?screen=queue", "/hall/live", "/hall/live?screen=khong-co", "/hall/live/who?screen=queue"])
      expect((await world.app.request(`http://localhost${path}`)).status).toBe(401);
    const wrong = await open("th-queue-1", "kiosk");
    expect(wrong.response.status).toBe(401);
  });

  it("R-H queue display: holds a few lines of one device, and no flood", async () => {
    const lines = [];
    for (let n = 0; n < 4; n += 1) lines.push(await open("nho-queue-1", "queue"));
    const fifth = await open("nho-queue-1", "queue");
    expect(fifth.response.status).toBe(429);
    for (const line of lines) await line.close();
    const status = await until(async () => {
      const line = await open("nho-queue-1", "queue");
      await line.close();
      return line.response.status === 200 && line.response.status;
    });
    expect(status).toBe(200);
  });
});

describe("R-H walls", () => {
  it("R-H queue display: shows calls, waiting people and notices, in both languages", async () => {
    const at = await paired("lon-queue-1");
    await world.act({ type: "openCounter", counterId: "q7", officer: "cb-q7" }, "lon");
    const { ticket } = await world.act({ type: "takeTicket", serviceId: "ho-tich" }, "lon");
    await world.act({ type: "callNext", counterId: "q7" }, "lon");
    await world.hub.hall.present("lon-ups-1", {
      state: "warning",
      problems: [{ code: "power.battery", vi: "Đang dùng ắc quy", en: "On battery" }],
    });
    const page = textOf(await at.get("/hall/queue"));
    for (const words of [ticket?.id ?? "?", "Xin mời số", "Now calling", "Quầy", "Chưa mở", "nguồn dự phòng", "on battery"])
      expect(page).toContain(words);
    const board = await at.get("/hall/queue/board");
    expect(board.html).toContain('data-notice="power.battery"');
    expect(board.html).toMatch(/class="newest called fresh"/);
  });

  it("R-H result display: shows ready results, the day's figures, and nobody's name", async () => {
    const filed = await world.file("decided");
    const at = await paired("th-results-1");
    const page = await until(async () => {
      const seen = await at.get("/hall/results/board");
      return seen.html.includes(filed.code ?? "?") && seen;
    });
    expect(textOf(page)).toContain("Đã có kết quả");
    expect(page.html).not.toMatch(/Thử Nghiệm|001099000012|0900000012/);
  });
});
