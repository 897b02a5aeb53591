/** R-I02: bodies made to hurt: bombs, entities, depth, prototype keys, what is no text; at every door that takes a body, and at every hook. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ADAPTERS } from "../../adapters/registry.ts";
import { envelope } from "../gateway/soap/world.ts";
import { DOORS, type Door, formDoors, jsonDoors, type Refusal, refusalOf, xmlDoors } from "./doors.ts";
import { type AttackWorld, attackWorld, REFUSED } from "./world.ts";

let world: AttackWorld;
let listener: Server;
let called = 0;
let outside = "";
beforeAll(async () => {
  world = await attackWorld();
  listener = createServer((_, answer) => {
    called += 1;
    answer.end(REFUSED);
  });
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  outside = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
});
afterAll(async () => {
  expect(called).toBe(0);
  listener.close();
  await world.stop();
});

type Body = string | Uint8Array;
/** A body instead of the honest one: refused in the door's own words. */
const refused = async (door: Door, body: Body, expected: Refusal): Promise<void> => {
  const answer = await world.send({ ...door.honest(world), body });
  expect(refusalOf(answer, door.manner), `${door.name}: ${answer.text.slice(0, 300)}`).toEqual(expected);
  world.keepsQuiet(answer, door.name);
  world.hasSafeHeaders(answer, door.name);
};

/** Adds fields to an honest JSON body, as text: JSON.stringify would not write some of them. */
const withField = (honest: string, field: string): string =>
  honest.startsWith("[") ? honest.replace("{", `{${field},`) : honest.replace("{", `{${field},`);

const DEEP = 200_000;
/** What a JSON body is refused for, by the protocol's own status. */
const jsonCode = (door: Door, status: number, code: string): Refusal =>
  door.manner === "dvcqg" ? [200, `3 ${code}`] : [status, code];

const JSON_ATTACKS: readonly (readonly [string, number, string, (honest: string) => Body])[] = [
  ["lists nested 200,000 deep", 422, "request.too-complex", () => `{"x":${"[".repeat(DEEP)}${"]".repeat(DEEP)}}`],
  ["objects nested 80,000 deep", 422, "request.too-complex", () => `${'{"x":'.repeat(80_000)}1${"}".repeat(80_000)}`],
  ["depth that is never closed", 422, "request.too-complex", () => "[".repeat(DEEP)],
  ["100,000 values", 422, "request.too-complex", () => `{"x":[${"1,".repeat(100_000)}1]}`],
  ["__proto__", 422, "request.forbidden-content", (honest) => withField(honest, `"__proto__":{"role":"${REFUSED}"}`)],
  ["__proto__ by escapes", 422, "request.forbidden-content", (honest) => withField(honest, `"\\u005f_proto__":{"a":1}`)],
  [
    "constructor.prototype",
    422,
    "request.forbidden-content",
    (honest) => withField(honest, `"constructor":{"prototype":{"a":1}}`),
  ],
  ["prototype keys inside", 422, "request.forbidden-content", (honest) => withField(honest, `"x":[{"y":{"__proto__":[]}}]`)],
  ["U+0000 in a value", 422, "request.forbidden-content", (honest) => withField(honest, `"x":"${REFUSED}\\u0000"`)],
  ["half a surrogate pair", 422, "request.forbidden-content", (honest) => withField(honest, `"x":"${REFUSED}\\ud800"`)],
  [
    "bytes that are no UTF-8",
    400,
    "request.bad-json",
    (honest) => Buffer.concat([Buffer.from(honest), Buffer.from([0xff, 0xfe])]),
  ],
  ["UTF-16", 400, "request.bad-json", (honest) => Buffer.from(`\ufeff${honest}`, "utf16le")],
  ["half a document", 400, "request.bad-json", (honest) => honest.slice(0, -1)],
  ["two documents", 400, "request.bad-json", (honest) => `${honest}${honest}`],
  ["XML with an external entity", 400, "request.bad-json", () => XXE("file:///etc/passwd")],
];
/** The login's body is bounded to 8 KiB: the long ones do not even get so far. */
const isTooLong = (door: Door, body: Body): boolean => Buffer.byteLength(Buffer.from(body)) > door.maxBytes;

const doctype = (subset: string, use: string): string => `<!DOCTYPE e [${subset}]>${envelope(`<q:Submit>${use}</q:Submit>`)}`;
const XXE = (target: string): string => doctype(`<!ENTITY x SYSTEM "${target}">`, "&x;");
const LAUGHS = doctype(
  `<!ENTITY a0 "${REFUSED}">${Array.from({ length: 12 }, (_, i) => `<!ENTITY a${i + 1} "${`&a${i};`.repeat(10)}">`).join("")}`,
  "&a12;",
);
const QUADRATIC = doctype(`<!ENTITY a "${"x".repeat(50_000)}">`, "&a;".repeat(50_000));
const inBody = (xml: string): string => envelope(`<q:Submit>${xml}</q:Submit>`);

const XML_ATTACKS: readonly (readonly [string, string, () => Body])[] = [
  ["an entity bomb (billion laughs)", "soap.forbidden-xml", () => LAUGHS],
  ["an entity bomb (quadratic)", "soap.forbidden-xml", () => QUADRATIC],
  ["XXE of a file", "soap.forbidden-xml", () => XXE("file:///etc/passwd")],
  ["XXE of an address", "soap.forbidden-xml", () => XXE(`${outside}/xxe`)],
  ["XXE by a parameter entity", "soap.forbidden-xml", () => doctype(`<!ENTITY % p SYSTEM "${outside}/dtd"> %p;`, "")],
  ["a DTD from outside", "soap.forbidden-xml", () => `<!DOCTYPE e SYSTEM "${outside}/dtd">${inBody("")}`],
  [
    "a stylesheet instruction",
    "soap.forbidden-xml",
    () => `<?xml version="1.0"?><?xml-stylesheet href="${outside}/x"?>${inBody("")}`,
  ],
  ["XML nested 200,000 deep", "soap.too-complex", () => inBody(`${"<a>".repeat(DEEP / 2)}${"</a>".repeat(DEEP / 2)}`)],
  ["XML 200,000 deep, never closed", "soap.too-complex", () => "<a>".repeat(DEEP)],
  ["100,000 elements", "soap.too-complex", () => inBody("<a/>".repeat(100_000))],
  [
    "1,000 attributes",
    "soap.too-complex",
    () => inBody(`<a ${Array.from({ length: 1_000 }, (_, i) => `a${i}="1"`).join(" ")}/>`),
  ],
  ["an element __proto__", "soap.forbidden-xml", () => inBody(`<q:__proto__><a>${REFUSED}</a></q:__proto__>`)],
  ["an element constructor", "soap.forbidden-xml", () => inBody(`<constructor><prototype>${REFUSED}</prototype></constructor>`)],
  ["U+0000 by a number", "soap.bad-xml", () => inBody(`<q:summary>${REFUSED}&#0;</q:summary>`)],
  ["an entity that nobody declared", "soap.bad-xml", () => inBody("<q:summary>&xxe;</q:summary>")],
  ["UTF-16 with a DOCTYPE in it", "soap.bad-xml", () => Buffer.from(`\ufeff${XXE("file:///etc/passwd")}`, "utf16le")],
  ["UTF-7 declared", "soap.bad-xml", () => `<?xml version="1.0" encoding="UTF-7"?>${inBody("")}`],
];

/** Whoever calls a hook is written into the log of exchanges, bounded, before anything is believed of it (R-F06): that is the evidence. */
const RECORDED = ["wire_log"] as const;
const HOOKS = ADAPTERS.flatMap(({ id, hooks }) => Object.keys(hooks).map((hook) => `/hooks/${id}/${hook}`));

describe("R-I02 R-J04 attacks by the body", () => {
  it.each(JSON_ATTACKS)(
    "R-I02 JSON attack: %s is refused at every JSON door, nothing stored, nothing leaked",
    async (_, status, code, make) => {
      await world.unharmed(async () => {
        for (const door of jsonDoors) {
          const body = make(door.honest(world).body);
          const expected = isTooLong(door, body) ? jsonCode(door, 413, "request.too-large") : jsonCode(door, status, code);
          await refused(door, body, expected);
        }
      });
    },
  );

  it.each(XML_ATTACKS)(
    "R-I02 XML attack: %s is refused at every SOAP door, nothing stored, nothing fetched",
    async (_, code, make) => {
      await world.unharmed(async () => {
        for (const door of xmlDoors) await refused(door, make(), [500, code]);
      });
      expect(called).toBe(0);
    },
  );

  it("R-I02 XInclude is an unknown element like any other: refused, nothing fetched", async () => {
    const include = `<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="${outside}/x"/>`;
    await world.unharmed(async () => {
      for (const door of xmlDoors) {
        const [code] = [refusalOf(await world.send({ ...door.honest(world), body: inBody(include) }), "soap")];
        expect(code[0]).toBe(500);
        expect(code[1]).toMatch(/^(?:soap|request)\.[a-z-]+$/);
      }
    });
    expect(called).toBe(0);
  });

  it("R-J04 a body of another door's kind is refused by its type: XML at JSON doors, JSON at SOAP, both at forms", async () => {
    await world.unharmed(async () => {
      for (const door of DOORS.filter(({ manner }) => manner !== "dvcqg")) {
        const honest = door.honest(world);
        const type = door.takes === "json" ? "text/xml; charset=utf-8" : "application/json";
        const headers = { ...(honest.headers as Record<string, string>), "content-type": type };
        const answer = await world.send({ ...honest, headers, body: door.takes === "json" ? XXE(`${outside}/x`) : "{}" });
        const code = {
          rest: "request.wrong-content-type",
          soap: "request.wrong-content-type",
          oauth: "invalid_request",
          console: "page",
        };
        expect(refusalOf(answer, door.manner), door.name).toEqual([
          door.manner === "oauth" ? 400 : 415,
          code[door.manner as keyof typeof code],
        ]);
        world.keepsQuiet(answer, door.name);
      }
    });
  });

  it.each([
    ["prototype keys", "__proto__[role]=operator&constructor=x&__proto__=y"],
    ["bytes that are no UTF-8", Buffer.from([0x69, 0x64, 0x3d, 0xff])],
    ["fields given twice", "grant_type=client_credentials&grant_type=password&id=a&id=b"],
    ["10 percent signs that escape nothing", "id=%%%%%%%%%%&password=%zz&grant_type=%ff"],
  ])("R-I02 form attack: %s gets nobody in at any form door", async (_, body) => {
    await world.unharmed(async () => {
      for (const door of formDoors) {
        const answer = await world.send({ ...door.honest(world), body });
        const [status, code] = refusalOf(answer, door.manner);
        expect([400, 401, 422], `${door.name} ${status}`).toContain(status);
        expect(code, door.name).toMatch(door.manner === "oauth" ? /^(?:invalid_|unsupported_)/ : /^page$/);
        expect(answer.headers.has("set-cookie")).toBe(false);
        world.keepsQuiet(answer, door.name);
        world.hasSafeHeaders(answer, door.name);
      }
    });
  });

  it.each(HOOKS)(
    "R-I02 hook %s: bombs, depth, entities and prototype keys without a right signature leave nothing behind",
    async (path) => {
      const bodies: readonly (readonly [string, Body])[] = [
        ["application/json", "[".repeat(DEEP)],
        ["application/json", `{"__proto__":{"a":"${REFUSED}"},"constructor":{"prototype":{}}}`],
        ["application/json", Buffer.from([0xff, 0xfe, 0x00])],
        ["text/xml", LAUGHS],
        ["text/xml", XXE(`${outside}/hook`)],
        ["text/xml", "<a>".repeat(DEEP)],
        ["application/x-www-form-urlencoded", `__proto__[a]=${REFUSED}&${"a=1&".repeat(20_000)}`],
        ["multipart/form-data; boundary=x", `--x\r\ncontent-disposition: form-data; name="__proto__"\r\n\r\n${REFUSED}\r\n`],
      ];
      await world.unharmed(async () => {
        for (const [type, body] of bodies) {
          const answer = await world.send({ path, headers: { "content-type": type }, body });
          expect(answer.status, `${path} ${type}: ${answer.text.slice(0, 200)}`).toBeLessThan(500);
          expect(answer.status).toBeGreaterThan(0);
          world.keepsQuiet(answer, path);
          world.hasSafeHeaders(answer, path);
        }
      }, RECORDED);
      expect(called).toBe(0);
    },
  );

  it.each([
    ["a script with the name of a PDF", "to-khai.pdf", `<script>${REFUSED}</script>`, 422],
    ["an entity bomb with the name of a Word file", "to-khai.docx", LAUGHS, 422],
    ["XML with an external entity, as XML", "to-khai.xml", XXE("file:///etc/passwd"), 415],
    ["nothing at all", "to-khai.pdf", "", 422],
  ])("R-I02 upload attack: %s is refused, no file stays", async (_, name, body, status) => {
    await world.unharmed(async () => {
      const answer = await world.send({ method: "POST", path: `/api/v1/blobs?name=${name}`, headers: world.key("portal"), body });
      expect(refusalOf(answer, "rest")).toEqual([status, expect.stringMatching(/^(?:blob|file|dossier|request)\./)]);
      world.keepsQuiet(answer, name);
      world.hasSafeHeaders(answer, name);
    });
  });
});
