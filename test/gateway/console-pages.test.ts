/** The console's pages for who is signed in: what each role sees, and that every look is recorded before it is one. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Hub, NewPerson } from "../../core/hub.ts";
import { PERSON_ROLES, type PersonRole } from "../../core/people/roles.ts";
import { createApp } from "../../gateway/app.ts";
import { createLog } from "../../gateway/log.ts";
import { type Browser, browser, textOf, tokenIn } from "./console-browser.ts";
import { AGENCY, BIRTH, OFFICER, type RealWorld, realWorld } from "./real-hub.ts";

const PASSWORD = "con mèo trèo cây cau";
const NEXT = "một câu dài dễ nhớ";
const BY = { actor: "cli/thu", reason: "thử nghiệm" };
const PERSONAL = /Nguyễn Thị Thử Nghiệm|001099000012|0900000012/;
const HOSTILE = `<script>alert("x")</script>' onload='y`;
const LOOKED = { purpose: "Trả kết quả" };

const only = <T>(value: T | undefined): T => {
  if (value === undefined) throw new TypeError("nothing there");
  return value;
};

describe("R-I01 R-I02 the console", () => {
  let world: RealWorld;
  let code: string;
  let dossierId: string;
  const lines: string[] = [];
  const open = (hub: Hub = world.hub) => {
    const app = createApp(hub, { log: createLog("debug", { write: (line: string) => lines.push(line) }) });
    return browser((url, init) => app.request(url, init));
  };
  const person = async (id: string, role: PersonRole, more: Partial<NewPerson> = {}): Promise<void> => {
    const made = await world.hub.people.add({ id, name: `Người ${id}`, role, agencies: [AGENCY], ...more }, PASSWORD, BY);
    if ("code" in made) throw new TypeError(made.code);
  };
  const as = async (id: string, hub?: Hub): Promise<Browser> => {
    const at = open(hub);
    const page = await at.post("/console/sign-in", { id, password: PASSWORD });
    if (page.status !== 303) throw new TypeError(`not in: ${page.status}`);
    return at;
  };
  /** Opens a dossier and says what for. */
  const look = async (at: Browser, reference: string, fields: Record<string, string> = LOOKED) =>
    at.post(`/console/dossiers/${reference}`, { _token: tokenIn(await at.get("/console")), ...fields });
  const looks = async () => (await world.hub.partners.looks({ dossierId })).items;

  beforeAll(async () => {
    world = await realWorld();
    const submitted = await world.send(
      "portal",
      "POST",
      "/api/v1/dossiers",
      { ...BIRTH, ...OFFICER },
      { "idempotency-key": "nop-1" },
    );
    const receipt = (await submitted.json()) as { dossierId: string };
    dossierId = receipt.dossierId;
    for (const [command, body] of [
      ["check", { outcome: "valid" }],
      ["receive", {}],
    ] as const)
      await world.send("portal", "POST", `/api/v1/dossiers/${dossierId}/${command}`, { ...body, ...OFFICER });
    code = only((await world.hub.find(dossierId))?.code);
    for (const role of PERSON_ROLES) await person(role.toLowerCase(), role);
    await person("elsewhere", "oneStopOfficer", { agencies: ["H57.123"] });
    await person("hostile", "head", { name: HOSTILE });
    for (const id of ["leaver", "leaver2", "changer", "careless"]) await person(id, "feeOfficer");
  });
  afterAll(() => world.stop());

  describe("R-I01 who is signed in", () => {
    it("R-I01 the start page says who, in which role, for which agencies", async () => {
      const page = await (await as("onestopofficer")).get("/console");
      expect(page.status).toBe(200);
      const text = textOf(page);
      expect(text).toContain("Xin chào Người onestopofficer");
      expect(text).toContain("Cán bộ một cửa");
      expect(text).toContain(only(world.hub.agency(AGENCY)).name);
      expect(page.headers.get("cache-control")).toBe("no-store");
    });

    it.each(["/console", "/console/password", "/console/dossiers/x", "/console/looks", "/console/dossiers?ref=x"])(
      "R-I01 without a session %s leads to sign-in, and so does one that is over",
      async (path) => {
        for (const token of ["", "Z".repeat(43)]) {
          const at = open();
          if (token !== "") at.jar.set("lienthong", { value: token, line: "", path: "/console", secure: false });
          const page = await at.get(path);
          expect([page.status, page.headers.get("location")]).toEqual([303, "/console/sign-in"]);
          expect(at.jar.size).toBe(0);
        }
      },
    );

    it("R-I01 what is sent without a session is not done, and the page says so", async () => {
      const page = await open().post("/console/password", { present: PASSWORD, next: NEXT, again: NEXT });
      expect(page.status).toBe(401);
      expect(textOf(page)).toContain("chưa được ghi nhận");
    });

    it("R-I01 the cookie opens no API", async () => {
      const at = await as("operator");
      const cookie = `lienthong=${only(at.jar.get("lienthong")).value}`;
      for (const path of ["/api/v1/dossiers", `/api/v1/dossiers/${dossierId}`, "/api/v1/lanes", "/api/v1/looks"])
        expect((await world.app.request(path, { headers: { cookie } })).status, path).toBe(401);
    });

    it("R-I01 and an API key opens no page", async () => {
      const response = await world.app.request("/console", { headers: { authorization: `Bearer ${world.keys["operator"]}` } });
      expect(response.status).toBe(303);
    });

    it("R-I01 the log names the person and the dossier, not the purpose", async () => {
      lines.length = 0;
      await look(await as("head"), code);
      const line = JSON.parse(only(lines.at(-1))) as object;
      expect(line).toMatchObject({ person: "head", dossier: dossierId, route: "/console/dossiers/:ref", method: "POST" });
      expect(line).not.toHaveProperty("query");
      expect(lines.join("")).not.toMatch(/kết quả|con mèo/);
      expect(lines.join("")).not.toMatch(PERSONAL);
    });
  });

  describe("R-I01 signing out", () => {
    it("R-I01 ends the session in the table and the cookie in the browser", async () => {
      const at = await as("leaver");
      const { value } = only(at.jar.get("lienthong"));
      const page = await at.post("/console/sign-out", { _token: tokenIn(await at.get("/console")) });
      expect([page.status, page.headers.get("location")]).toEqual([303, "/console/sign-in?done=signed-out"]);
      expect(at.jar.size).toBe(0);
      expect(await world.hub.people.session(value)).toBeUndefined();
    });

    it("R-I01 only by a form of this very session: no token, another session's, another site's page are refused", async () => {
      const [at, other] = [await as("leaver2"), await as("leaver2")];
      const [mine, others] = [tokenIn(await at.get("/console")), tokenIn(await other.get("/console"))];
      expect(mine).not.toBe(others);
      const refused = [
        await at.post("/console/sign-out", {}),
        await at.post("/console/sign-out", { _token: others }),
        await at.post("/console/sign-out", { _token: mine }, { "sec-fetch-site": "cross-site" }),
      ];
      expect(refused.map(({ status }) => status)).toEqual([403, 403, 403]);
      expect((await at.get("/console")).status).toBe(200);
    });

    it("R-I01 a link cannot sign anybody out", async () => {
      const at = await as("leaver");
      expect((await at.get("/console/sign-out")).status).not.toBe(303);
      expect((await at.get("/console")).status).toBe(200);
    });
  });

  describe("R-I01 changing the password", () => {
    const change = async (at: Browser, present: string, next: string, again = next) =>
      at.post("/console/password", { _token: tokenIn(await at.get("/console/password")), present, next, again });

    it("R-I01 what is wrong is named at its field, and nothing changes", async () => {
      const at = await as("careless");
      for (const [present, next, again, words] of [
        [PASSWORD, NEXT, "khác", "không giống nhau"],
        [PASSWORD, "ngắn", "ngắn", "ít nhất 10 ký tự"],
        [PASSWORD, PASSWORD, PASSWORD, "trùng mật khẩu đang dùng"],
        ["sai mật khẩu rồi", NEXT, NEXT, "Mật khẩu đang dùng không đúng"],
      ] as const) {
        const page = await change(at, present, next, again);
        expect(page.status).toBe(422);
        expect(textOf(page)).toContain(words);
        expect(page.html).not.toMatch(/con mèo|một câu dài dễ nhớ"/);
      }
      expect((await as("careless")).jar.size).toBe(1);
    });

    it("R-I01 guessing the present one from a session left open locks the account", async () => {
      await person("guessed", "feeOfficer");
      const at = await as("guessed");
      for (let n = 0; n < 5; n += 1) expect((await change(at, "sai mật khẩu rồi", NEXT)).status).toBe(422);
      const page = await change(at, PASSWORD, NEXT);
      expect(page.status).toBe(429);
      expect(Number(page.headers.get("retry-after"))).toBeGreaterThan(0);
    });

    it("R-I01 ends every session of the person, this one too; the new one opens", async () => {
      const [at, elsewhere] = [await as("changer"), await as("changer")];
      const page = await change(at, PASSWORD, NEXT.normalize("NFD"), NEXT);
      expect([page.status, page.headers.get("location")]).toEqual([303, "/console/sign-in?done=password"]);
      for (const one of [at, elsewhere]) expect((await one.get("/console")).status).toBe(303);
      expect((await open().post("/console/sign-in", { id: "changer", password: PASSWORD })).status).toBe(401);
      expect((await open().post("/console/sign-in", { id: "changer", password: NEXT })).status).toBe(303);
    });
  });

  describe("R-I02 opening a dossier", () => {
    it("R-I02 asks what for first: nothing is shown and no look recorded until it is said", async () => {
      const at = await as("onestopofficer");
      const before = (await looks()).length;
      const asked = await at.get(`/console/dossiers/${code}`);
      expect(asked.status).toBe(200);
      expect(textOf(asked)).toContain("Mở hồ sơ để làm gì?");
      expect(asked.html).toContain('value="Giải quyết hồ sơ được giao"');
      expect(asked.html).not.toMatch(PERSONAL);
      expect(asked.html).not.toContain("Được tiếp nhận");
      // Not even by an address: what people write may name somebody, and addresses are kept by browsers and proxies.
      const addressed = await at.get(`/console/dossiers/${code}?purpose=Tr%E1%BA%A3+k%E1%BA%BFt+qu%E1%BA%A3`);
      expect(addressed.html).not.toMatch(PERSONAL);
      for (const fields of [
        { purpose: "" },
        { purpose: "", other: "   " },
        { other: "x".repeat(301) },
        { other: "a\u0007b" },
        { other: "a\nb" },
      ] as Record<string, string>[]) {
        const refused = await look(at, code, fields);
        expect(refused.status, JSON.stringify(fields)).toBe(422);
        expect(refused.html).toContain('id="muc-dich-khac-loi"');
        expect(refused.html).not.toMatch(PERSONAL);
      }
      expect(await looks()).toHaveLength(before);
    });

    it("R-I02 then shows state, course and people, and the look is in the record with who and what for", async () => {
      const page = await look(await as("onestopofficer"), code);
      expect(page.status).toBe(200);
      const text = textOf(page);
      for (const word of [
        "Được tiếp nhận",
        "Nộp hồ sơ",
        "Tiếp nhận hồ sơ và hẹn trả kết quả",
        "001099000012",
        "10:00 13/02/2026",
      ])
        expect(text).toContain(word);
      expect((await looks())[0]).toMatchObject({
        who: "person:onestopofficer",
        what: "console.dossier",
        purpose: "Trả kết quả",
        door: "console",
        traceparent: page.headers.get("traceparent"),
      });
    });

    it("R-I02 what a person writes goes before what is ticked", async () => {
      await look(await as("head"), code, { ...LOOKED, other: "Ho\u0323p giao ban" });
      expect((await looks())[0]).toMatchObject({ who: "person:head", purpose: "Họp giao ban" });
    });

    it.each(PERSON_ROLES)("R-I02 %s sees of the people what his work needs, and his look is recorded", async (role) => {
      const page = await look(await as(role.toLowerCase()), code);
      expect(page.status).toBe(200);
      expect(textOf(page)).toContain("Được tiếp nhận");
      if (["support", "operator"].includes(role)) expect(page.html).not.toMatch(PERSONAL);
      else for (const word of ["Nguyễn Thị Thử Nghiệm", "001099000012", "0900000012"]) expect(page.html).toContain(word);
      expect((await looks())[0]?.who).toBe(`person:${role.toLowerCase()}`);
    });

    it("R-I02 another agency's dossier is like one that does not exist, by code and by id, with or without a purpose", async () => {
      const at = await as("elsewhere");
      const before = (await looks()).length;
      const pages = [];
      for (const reference of [code, dossierId, "H57.122-260213-9999"])
        for (const page of [await at.get(`/console/dossiers/${reference}`), await look(at, reference)]) {
          expect(page.status).toBe(404);
          pages.push(page.html.replaceAll(/Mã yêu cầu: [\w-]+/g, ""));
        }
      expect(new Set(pages).size).toBe(1);
      expect(await looks()).toHaveLength(before);
    });

    it("R-I02 what cannot be recorded is not shown", async () => {
      const recordLook = () => Promise.reject(new TypeError("params: 001099000012"));
      const at = await as("head", { ...world.hub, partners: { ...world.hub.partners, recordLook } });
      lines.length = 0;
      const page = await look(at, code);
      expect([page.status, page.headers.get("retry-after")]).toEqual([503, "5"]);
      expect(page.html).not.toMatch(PERSONAL);
      expect(page.html).not.toContain("Được tiếp nhận");
      expect(lines.join("")).toContain("look not recorded");
      expect(lines.join("")).not.toMatch(PERSONAL);
    });

    it("R-I02 a typed code leads to its dossier and nowhere else", async () => {
      const at = await as("head");
      const to = async (typed: string) => at.get(`/console/dossiers?ref=${encodeURIComponent(typed)}`);
      expect((await to(` ${code} `)).headers.get("location")).toBe(`/console/dossiers/${code}`);
      for (const typed of ["", "//evil.test", "https://evil.test", "../sign-out", "a/b", "x".repeat(81), "\\evil", "%2e%2e"]) {
        const page = await to(typed);
        expect([page.status, page.headers.get("location")], typed).toEqual([422, null]);
      }
    });
  });

  describe("R-I02 who looked", () => {
    it("R-I02 is shown with name, time, purpose and door, newest first", async () => {
      await look(await as("resolvingunit"), code, { other: "Thẩm định lần hai" });
      const page = await (await as("support")).get(`/console/looks?dossier=${code}`);
      expect(page.status).toBe(200);
      expect(page.html).toContain('<th scope="col">Để làm gì</th>');
      const text = textOf(page);
      const second = text.indexOf("Người resolvingunit (resolvingunit)");
      expect(second).toBeGreaterThan(0);
      expect(text.slice(second)).toContain("Thẩm định lần hai");
      expect(text).toContain("10:00 13/02/2026");
      expect(page.html).not.toMatch(PERSONAL);
    });

    it("R-I02 goes on over pages", async () => {
      const at = await as("operator");
      for (let n = 0; n < 60; n += 1)
        await world.hub.partners.recordLook({
          who: "partner:portal",
          dossierId,
          what: "readDossier",
          purpose: `lần ${n}.`,
          door: "rest",
        });
      const first = await at.get(`/console/looks?dossier=${code}`);
      expect(textOf(first)).toContain("Cổng thử (portal)");
      const more = /<a href="(\/console\/looks\?[^"]+)">Các lượt xem trước đó/.exec(first.html)?.[1]?.replaceAll("&amp;", "&");
      const second = await at.get(only(more));
      expect(second.status).toBe(200);
      expect(textOf(second)).toContain("lần 0.");
      expect(textOf(second)).not.toContain("lần 59.");
      expect((await at.get(`/console/looks?dossier=${code}&cursor=${encodeURIComponent("' or 1=1")}`)).status).toBe(200);
    });

    it("R-I02 is for those who supervise; the others are refused, and their pages have no link to it", async () => {
      for (const role of PERSON_ROLES) {
        const at = await as(role.toLowerCase());
        const may = ["head", "deputy", "support", "operator"].includes(role);
        expect((await at.get("/console/looks")).status, role).toBe(may ? 200 : 403);
        expect((await at.get("/console")).html.includes("/console/looks"), role).toBe(may);
      }
    });

    it("R-I02 of a dossier of another agency, or of none, nothing is said", async () => {
      const at = await as("hostile");
      for (const reference of ["H57.122-260213-9999", `"><script>`, ""]) {
        const page = await at.get(`/console/looks?dossier=${encodeURIComponent(reference)}`);
        expect(page.status).toBe(404);
        expect(page.html).not.toContain("<script");
      }
    });
  });

  describe("R-I03 hostile and broken things", () => {
    it("R-I03 names with marks in them are words and nothing else", async () => {
      const at = await as("hostile");
      await world.hub.partners.recordLook({ who: "person:hostile", dossierId, what: HOSTILE, purpose: HOSTILE, door: HOSTILE });
      for (const page of [
        await at.get("/console"),
        await look(at, code, { other: HOSTILE }),
        await at.get(`/console/looks?dossier=${code}`),
      ]) {
        expect(page.status).toBe(200);
        expect(page.html).toContain("&lt;script&gt;");
        expect(page.html).not.toMatch(/<script|' onload/);
      }
    });

    it("R-I03 an applicant's name too", async () => {
      const dossier = only(await world.hub.find(dossierId));
      const find = async () => ({
        ...dossier,
        applicant: { ...dossier.applicant, fullName: HOSTILE },
        owner: { kind: "citizen", fullName: HOSTILE } as const,
      });
      const page = await look(await as("head", { ...world.hub, find }), code);
      expect(page.html.match(/&lt;script&gt;/g)).toHaveLength(2);
      expect(page.html).not.toContain("<script");
    });

    it("R-I03 a page that does not exist, and one that breaks, are pages: no stack, no statement, a number for support", async () => {
      const at = await as("head");
      const missing = await at.get("/console/khong-co");
      expect(missing.status).toBe(404);
      expect(missing.headers.get("content-type")).toContain("text/html");
      const find = () => Promise.reject(new TypeError("select * from dossier where 001099000012"));
      const broken = await (await as("head", { ...world.hub, find })).get(`/console/dossiers/${code}`);
      expect(broken.status).toBe(500);
      expect(broken.html).toContain(only(broken.headers.get("x-request-id") ?? undefined));
      expect(broken.html).not.toMatch(/select|TypeError|\.ts/);
      const gone = () => Promise.reject(Object.assign(new TypeError("?"), { code: "57P03" }));
      const away = await (await as("head", { ...world.hub, find: gone })).get(`/console/dossiers/${code}`);
      expect([away.status, away.headers.get("retry-after")]).toEqual([503, "5"]);
      expect(broken.headers.get("content-security-policy")).toContain("default-src 'none'");
    });
  });
});
