/** Signing in to the console: who gets in, what the browser is given, and what an outsider learns. */
import { Hono } from "hono";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Hub, SignIn } from "../../core/hub.ts";
import { createApp } from "../../gateway/app.ts";
import { addConsole } from "../../gateway/console/console.ts";
import type { GatewayEnv } from "../../gateway/env.ts";
import { createLog } from "../../gateway/log.ts";
import { traced } from "../../gateway/trace.ts";
import { type Browser, browser, type SeenPage, textOf } from "./console-browser.ts";
import { fakeHub } from "./fake-hub.ts";
import { type RealWorld, realWorld } from "./real-hub.ts";

const PASSWORD = "con mèo trèo cây cau";
const BY = { actor: "cli/thu", reason: "thử nghiệm" };
const TOKEN = "t".repeat(43);
const LAN = { id: "lan", name: "Nguyễn Thị Lan", role: "oneStopOfficer", agencies: ["H57.122"] } as const;

/** A console over a hub that answers sign-ins as told, and remembers them. */
const fakeConsole = (answer: SignIn, options: Parameters<typeof createApp>[1] = {}) => {
  const asked: Parameters<Hub["people"]["signIn"]>[0][] = [];
  const base = fakeHub().hub;
  const hub: Hub = {
    ...base,
    people: {
      ...base.people,
      signIn: async (input) => {
        asked.push(input);
        return answer;
      },
    },
  };
  const app = createApp(hub, options);
  return {
    asked,
    hub,
    open: (...more: [string?, Record<string, string>?]) => browser((url, init) => app.request(url, init), ...more),
  };
};
const IN: SignIn = { outcome: "in", person: { ...LAN, agencies: ["H57.122"] }, token: TOKEN };
const signIn = (at: Browser, id = "lan", password = PASSWORD, more?: Record<string, string>) =>
  at.post("/console/sign-in", { id, password }, more);
/** What differs between any two answers. */
const sameWords = (page: SeenPage, id: string) =>
  page.html.replaceAll(`value="${id}"`, "…").replaceAll(/Mã yêu cầu: [\w-]+/g, "");

describe("R-I03 the sign-in page", () => {
  it("R-I03 is Vietnamese, labels its fields, works without script and takes nothing from elsewhere", async () => {
    const page = await fakeConsole(IN).open().get("/console/sign-in");
    expect(page.status).toBe(200);
    expect(page.html).toContain('<html lang="vi">');
    for (const id of ["ten-dang-nhap", "mat-khau"]) {
      expect(page.html).toContain(`<label for="${id}">`);
      expect(page.html).toContain(`id="${id}"`);
    }
    expect(page.html).toMatch(/<h1>Đăng nhập<\/h1>/);
    expect(page.html.match(/<h1>/g)).toHaveLength(1);
    expect(page.html).not.toMatch(/<script|style=|onclick|https?:\/\//);
    expect(page.headers.get("content-security-policy")).toBe(
      "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    );
    expect(page.headers.get("cache-control")).toBe("no-store");
    expect(page.headers.get("x-frame-options")).toBe("DENY");
    expect(page.headers.get("x-content-type-options")).toBe("nosniff");
    // "no-referrer" would make browsers send forms with "Origin: null".
    expect(page.headers.get("referrer-policy")).toBe("same-origin");
  });

  it("R-I03 its stylesheet is ours and may be kept", async () => {
    const page = await fakeConsole(IN).open().get("/console/style.css");
    expect(page.headers.get("content-type")).toBe("text/css; charset=utf-8");
    expect(page.headers.get("cache-control")).toContain("max-age");
    expect(page.html).not.toMatch(/url\(|@import/);
  });

  it("R-I03 empty fields come back named, in a summary that takes the focus, and nothing is tried", async () => {
    const { asked, open } = fakeConsole(IN);
    const page = await signIn(open(), " ", "");
    expect(page.status).toBe(422);
    expect(page.html).toContain("<title>Lỗi: Đăng nhập");
    expect(page.html).toMatch(/role="alert" tabindex="-1" autofocus/);
    expect(page.html).toContain('<a href="#ten-dang-nhap">Nhập tên đăng nhập.</a>');
    expect(page.html).toContain('<a href="#mat-khau">Nhập mật khẩu.</a>');
    expect(page.html).toMatch(/id="mat-khau"[^>]*aria-invalid="true" aria-describedby="mat-khau-loi"/);
    expect(asked).toEqual([]);
  });

  it("R-I01 says what was done only in its own words: no link can put others there, or lead elsewhere", async () => {
    const { open } = fakeConsole(IN);
    expect(textOf(await open().get("/console/sign-in?done=signed-out"))).toContain("Đã đăng xuất.");
    const planted = await open().get("/console/sign-in?done=Gọi+0900000099&next=https://evil.test/&return=//evil.test");
    expect(planted.html).not.toMatch(/0900000099|evil/);
    const at = open();
    const inside = await at.post("/console/sign-in?next=//evil.test", {
      id: "lan",
      password: PASSWORD,
      next: "https://evil.test",
    });
    expect(inside.headers.get("location")).toBe("/console");
  });
});

describe("R-I01 the session cookie", () => {
  it("R-I01 on this machine: for /console only, no script reads it, no other site sends it, it ends with the browser", async () => {
    const at = fakeConsole(IN).open();
    const page = await signIn(at);
    expect([page.status, page.headers.get("location")]).toEqual([303, "/console"]);
    expect([...at.jar.keys()]).toEqual(["lienthong"]);
    expect(at.jar.get("lienthong")?.line).toBe(`lienthong=${TOKEN}; Path=/console; HttpOnly; SameSite=Strict`);
  });

  it.each([
    ["the hub's own TLS", "https://hub.example", {}, 0],
    ["a trusted proxy's", "http://hub.example", { "x-forwarded-proto": "https" }, 1],
    ["the outer one of two trusted proxies'", "http://hub.example", { "x-forwarded-proto": "https, http" }, 2],
  ])("R-I01 over https by %s it is Secure, under a name that https alone can set", async (_, origin, headers, trustedProxies) => {
    const at = fakeConsole(IN, { trustedProxies }).open(origin, headers);
    expect((await signIn(at)).status).toBe(303);
    expect(at.jar.get("__Secure-lienthong")?.line).toBe(
      `__Secure-lienthong=${TOKEN}; Path=/console; HttpOnly; Secure; SameSite=Strict`,
    );
  });

  it.each([
    ["plain http", {}, 0],
    ["plain http that calls itself https", { "x-forwarded-proto": "https" }, 0],
    ["http by a client that writes itself into the trusted proxy's header", { "x-forwarded-proto": "https, http" }, 1],
  ])("R-I01 over %s no password is taken, and the page says what to do", async (_, headers, trustedProxies) => {
    const { asked, open } = fakeConsole(IN, { trustedProxies });
    const at = open("http://hub.example", headers);
    for (const page of [await at.get("/console/sign-in"), await signIn(at)]) {
      expect(page.status).toBe(403);
      expect(textOf(page)).toContain("không được mã hóa");
      expect(page.html).not.toContain('type="password"');
    }
    expect(asked).toEqual([]);
    expect(at.jar.size).toBe(0);
  });

  it("R-I01 a cookie planted over http is not read over https", async () => {
    const { hub } = fakeConsole(IN);
    const tokens: string[] = [];
    const session: Hub["people"]["session"] = async (token) => {
      tokens.push(token);
      return undefined;
    };
    const app = createApp({ ...hub, people: { ...hub.people, session } });
    await app.request("https://hub.example/console", { headers: { cookie: `lienthong=${TOKEN}` } });
    expect(tokens).toEqual([]);
    await app.request("https://hub.example/console", { headers: { cookie: `__Secure-lienthong=${TOKEN}` } });
    expect(tokens).toEqual([TOKEN]);
  });
});

describe("R-I01 forms from elsewhere", () => {
  const FOREIGN: readonly (readonly [string, Record<string, string>])[] = [
    ["another site's page", { "sec-fetch-site": "cross-site", origin: "https://evil.test" }],
    ["a sister domain's page", { "sec-fetch-site": "same-site", origin: "http://other.localhost" }],
    ["an old browser on another site", { origin: "https://evil.test" }],
    ["our host on another port", { origin: "http://localhost:81" }],
    ["our host by another scheme", { origin: "https://localhost" }],
    ["a sandboxed frame", { origin: "null" }],
  ];
  it.each(FOREIGN)("R-I01 %s is refused before a password is looked at", async (_, headers) => {
    const { asked, hub } = fakeConsole(IN);
    const response = await createApp(hub).request("http://localhost/console/sign-in", {
      method: "POST",
      body: new URLSearchParams({ id: "lan", password: PASSWORD }),
      headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
    });
    expect(response.status).toBe(403);
    expect(response.headers.getSetCookie()).toEqual([]);
    expect(await response.text()).toContain("không xuất phát từ trang này");
    expect(asked).toEqual([]);
  });

  it("R-I01 one that says not where it is from is refused; an old browser's on our own page is taken", async () => {
    const { asked, hub } = fakeConsole(IN);
    const post = (headers: Record<string, string>) =>
      createApp(hub).request("http://localhost/console/sign-in", {
        method: "POST",
        body: new URLSearchParams({ id: "lan", password: PASSWORD }),
        headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
      });
    expect((await post({})).status).toBe(403);
    expect((await post({ origin: "http://localhost" })).status).toBe(303);
    expect(asked).toHaveLength(1);
  });
});

describe("R-I01 bodies that are no form", () => {
  it.each([
    ["JSON", { "content-type": "application/json" }, '{"id":"lan","password":"x"}', 415],
    ["multipart", { "content-type": "multipart/form-data; boundary=x" }, "--x--", 415],
    ["17 KiB", {}, `id=lan&password=${"x".repeat(17_000)}`, 413],
    ["broken UTF-8", {}, "id=lan&password=%ff%fe", 400],
    ["a broken escape", {}, "id=lan&password=100%", 400],
  ])("R-I01 %s is refused with a page", async (_, headers, body, status) => {
    const { asked, open } = fakeConsole(IN);
    const page = await open().request("/console/sign-in", {
      method: "POST",
      body,
      headers: { "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin", ...headers },
    });
    expect(page.status).toBe(status);
    expect(page.headers.get("content-type")).toContain("text/html");
    expect(asked).toEqual([]);
  });

  it("R-I01 one that trickles in is given up", async () => {
    const app = new Hono<GatewayEnv>();
    app.use(traced());
    addConsole(app, fakeConsole(IN).hub, { log: createLog("silent"), trustedProxies: 0, wallClock: Date.now, formTimeoutMs: 20 });
    const body = new ReadableStream({ start: (controller) => controller.enqueue(new TextEncoder().encode("id=lan&pass")) });
    const response = await app.request("http://localhost/console/sign-in", {
      method: "POST",
      body,
      headers: { "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin" },
      duplex: "half",
    } as RequestInit);
    expect(response.status).toBe(408);
  });
});

describe("R-I01 floods", () => {
  it("R-I01 too many at once: 503 with Retry-After, and the address is not blamed", async () => {
    const at = fakeConsole({ outcome: "busy" }).open();
    for (let n = 0; n < 70; n += 1) {
      const page = await signIn(at);
      expect([page.status, page.headers.get("retry-after")]).toEqual([503, "5"]);
    }
  });

  it("R-I01 sixty wrong ones from one address close it for a quarter of an hour, whatever the names; another goes on", async () => {
    let now = Date.parse("2026-03-02T00:30:00Z");
    const { asked, open } = fakeConsole({ outcome: "wrong" }, { trustedProxies: 1, wallClock: () => now });
    const at = open("https://hub.example", { "x-forwarded-for": "198.51.100.7" });
    for (let n = 0; n < 60; n += 1) expect((await signIn(at, `nguoi-${n}`)).status).toBe(401);
    const closed = await signIn(at, "nguoi-61");
    expect([closed.status, closed.headers.get("retry-after")]).toEqual([429, "900"]);
    expect(asked).toHaveLength(60);
    expect((await signIn(open("https://hub.example", { "x-forwarded-for": "198.51.100.8" }))).status).toBe(401);
    now += 15 * 60_000;
    expect((await signIn(at)).status).toBe(401);
  });
});

describe("R-I02 the log of sign-ins", () => {
  it.each([
    ["a known name", { outcome: "wrong", known: "lan" }, '"person":"lan"'],
    ["a locked one", { outcome: "locked", retryAfterSeconds: 60, known: "lan" }, '"outcome":"locked"'],
    ["what is no name", { outcome: "wrong" }, '"outcome":"wrong"'],
  ] as const)("R-I02 holds %s and never what was typed", async (_, answer, expected) => {
    const lines: string[] = [];
    const log = createLog("debug", { write: (line: string) => lines.push(line) });
    await signIn(fakeConsole(answer, { log }).open(), "0900000012", "mật khẩu bí mật");
    const text = lines.join("");
    expect(text).toContain(expected);
    expect(text).toContain("sign-in refused");
    expect(text).not.toMatch(/0900000012|bí mật/);
  });

  it("R-I02 says who came in", async () => {
    const lines: string[] = [];
    const log = createLog("debug", { write: (line: string) => lines.push(line) });
    await signIn(fakeConsole(IN, { log }).open());
    expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({ route: "/console/sign-in", status: 303, person: "lan" });
    expect(lines.join("")).not.toContain(TOKEN);
  });
});

describe("R-I01 sign-in at the real hub", () => {
  let world: RealWorld;
  const open = () => browser((url, init) => world.app.request(url, init));
  beforeAll(async () => {
    world = await realWorld();
    for (const id of ["lan", "binh", "an", "hoa"])
      await world.hub.people.add({ ...LAN, id, agencies: ["H57.122"] }, PASSWORD, BY);
    await world.hub.people.disable("an", BY);
  });
  afterAll(() => world.stop());

  it("R-I01 a wrong password, an unknown name and a disabled account read the same to the letter", async () => {
    const pages = [];
    for (const [id, password] of [
      ["lan", "sai mật khẩu rồi"],
      ["khong-co", PASSWORD],
      ["an", PASSWORD],
    ] as const) {
      const page = await signIn(open(), id, password);
      expect(page.status).toBe(401);
      expect(page.headers.getSetCookie()).toEqual([]);
      pages.push(sameWords(page, id));
    }
    expect(new Set(pages).size).toBe(1);
    expect(pages[0]).toContain("Tên đăng nhập hoặc mật khẩu không đúng.");
  });

  it("R-I01 five wrong ones lock: 429, Retry-After, the same words for the right password and for a name that nobody has", async () => {
    const locked = [];
    for (const id of ["binh", "ai-do"]) {
      for (let n = 0; n < 5; n += 1) expect((await signIn(open(), id, "sai mật khẩu rồi")).status).toBe(401);
      for (const password of ["sai mật khẩu rồi", PASSWORD]) {
        const page = await signIn(open(), id, password);
        expect(page.status).toBe(429);
        const seconds = Number(page.headers.get("retry-after"));
        expect(seconds > 0 && seconds <= 900).toBe(true);
        locked.push(sameWords(page, id).replaceAll(/\d+ phút/g, "… phút"));
      }
    }
    expect(new Set(locked).size).toBe(1);
    expect(locked[0]).toContain("tạm khóa đăng nhập");
  });

  it("R-I01 a session planted before sign-in is not the one after it, and the one before ends", async () => {
    const at = open();
    at.jar.set("lienthong", { value: "P".repeat(43), line: "", path: "/console", secure: false });
    await signIn(at, "hoa");
    const first = at.jar.get("lienthong")?.value ?? "";
    expect(first).not.toBe("P".repeat(43));
    expect(await world.hub.people.session("P".repeat(43))).toBeUndefined();
    await signIn(at, "hoa");
    const second = at.jar.get("lienthong")?.value ?? "";
    expect(await world.hub.people.session(first)).toBeUndefined();
    expect((await world.hub.people.session(second))?.person.id).toBe("hoa");
  });

  it("R-I01 what was typed as a name comes back escaped, the password never", async () => {
    const page = await signIn(open(), `"><script>alert('x')</script>`, "bí mật của tôi đấy");
    expect(page.html).not.toMatch(/<script|bí mật/);
    expect(page.html).toContain("&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;");
  });
});
