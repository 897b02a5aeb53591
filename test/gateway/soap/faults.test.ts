/** A proper fault for everything that is no good request: code, blame, hint, element paths; nothing stored, nothing leaked. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createApp } from "../../../gateway/app.ts";
import { NAMESPACES } from "../../../gateway/soap/names.ts";
import { type RealWorld, realWorld } from "../real-hub.ts";
import { answerOf, envelope, post, SUBMIT } from "./world.ts";

let world: RealWorld;
beforeAll(async () => {
  world = await realWorld();
});
afterAll(() => world.stop());

const call = (request: string, partner = "portal") => post(world, envelope(request), { partner });
const submitted = async (key: string): Promise<string> => {
  const { answer, text } = await call(SUBMIT(key));
  if (answer === undefined) throw new TypeError(text);
  return String(answer["dossierId"]);
};

describe("faults", () => {
  const PERSONAL = "Trần Bí Mật 0987654321";
  it.each([
    ["an unknown operation", "<q:Fly/>", "soap.unknown-operation", {}],
    ["an operation of Object.prototype", "<q:toString/>", "soap.unknown-operation", {}],
    ["another namespace", '<Submit xmlns="urn:other"/>', "soap.wrong-namespace", {}],
    ["no namespace", "<Submit/>", "soap.wrong-namespace", {}],
    ["two operations", "<q:ListDossiers/><q:ListDossiers/>", "soap.bad-envelope", {}],
    ["an empty body", "", "soap.bad-envelope", {}],
    ["text for a body", PERSONAL, "soap.bad-envelope", {}],
    [
      "a missing element",
      "<q:Withdraw><q:dossier>x1</q:dossier></q:Withdraw>",
      "request.invalid",
      { "/Withdraw/reason": "Thiếu trường bắt buộc." },
    ],
    [
      "an element too many",
      `<q:Withdraw><q:dossier>x1</q:dossier><q:reason>x</q:reason><q:extra>${PERSONAL}</q:extra></q:Withdraw>`,
      "request.invalid",
      { "/Withdraw/extra": "Phần tử này không có trong quy định." },
    ],
    [
      "an element of another namespace",
      `<q:Withdraw><dossier>${PERSONAL}</dossier></q:Withdraw>`,
      "request.invalid",
      { "/Withdraw/dossier": `Phần tử phải thuộc không gian tên ${NAMESPACES.dossiers}.` },
    ],
    [
      "an element twice",
      "<q:Withdraw><q:dossier>x1</q:dossier><q:reason>x</q:reason><q:reason>y</q:reason></q:Withdraw>",
      "request.invalid",
      { "/Withdraw/reason": "Phần tử này chỉ được có một." },
    ],
    [
      "a wrong integer",
      `<q:Receive><q:dossier>x1</q:dossier><q:sets>${PERSONAL}</q:sets></q:Receive>`,
      "request.invalid",
      { "/Receive/sets": "Phải là số nguyên." },
    ],
    [
      "a wrong boolean",
      `<q:RequestSupplement><q:dossier>x1</q:dossier><q:onPaper>yes</q:onPaper></q:RequestSupplement>`,
      "request.invalid",
      { "/RequestSupplement/onPaper": "Phải là true hoặc false." },
    ],
    [
      "a wrong instant, a wrong enumeration and a wrong number at once",
      `<q:RecordPayment><q:dossier>x1</q:dossier><q:chargeId>p</q:chargeId><q:amount>0</q:amount><q:method>${PERSONAL}</q:method><q:reference>r</q:reference><q:at>hôm qua</q:at></q:RecordPayment>`,
      "request.invalid",
      {
        "/RecordPayment/amount": "Phải từ 1 trở lên.",
        "/RecordPayment/method": 'Phải là một trong: "cash", "transfer", "online", "cod".',
        "/RecordPayment/at": "Thời điểm không hợp lệ; viết theo ISO 8601 có múi giờ, ví dụ 2026-02-13T10:00:00+07:00.",
      },
    ],
    [
      "a wrong value inside a list",
      "<q:Supplement><q:dossier>x1</q:dossier><q:components><q:componentId>a</q:componentId></q:components><q:components><q:componentId>b</q:componentId><q:copies>101</q:copies></q:components></q:Supplement>",
      "request.invalid",
      { "/Supplement/components[2]/copies": "Phải từ 100 trở xuống." },
    ],
    [
      "a wrong person",
      `<q:Amend><q:dossier>x1</q:dossier><q:contact><q:phone>${PERSONAL}</q:phone></q:contact></q:Amend>`,
      "request.invalid",
      { "/Amend/contact/phone": "Số điện thoại phải có 10 chữ số, bắt đầu bằng 0 hoặc +84." },
    ],
    [
      "a field of the other half of a union",
      "<q:Check><q:dossier>x1</q:dossier><q:outcome>valid</q:outcome><q:reason>x</q:reason></q:Check>",
      "request.invalid",
      { "/Check/reason": "Trường này không có trong quy định." },
    ],
    [
      "a fact with a bad name",
      '<q:TakeTransferResult><q:dossier>x1</q:dossier><q:transferId>t</q:transferId><q:outcome>done</q:outcome><q:data><q:entry name="Bad Name">x</q:entry></q:data></q:TakeTransferResult>',
      "request.invalid",
      { '/TakeTransferResult/data/*[@name="Bad Name"]': "Tên trường không đúng dạng quy định." },
    ],
    [
      "a section called __proto__",
      '<q:Amend><q:dossier>x1</q:dossier><q:form><q:section name="__proto__"><q:entry name="a">x</q:entry></q:section></q:form></q:Amend>',
      "request.invalid",
      { '/Amend/form/*[@name="__proto__"]': "Tên trường này không được phép." },
    ],
    [
      "a value with elements inside",
      `<q:Withdraw><q:dossier><b>${PERSONAL}</b></q:dossier><q:reason>x</q:reason></q:Withdraw>`,
      "request.invalid",
      { "/Withdraw/dossier": "Không nhận phần tử con." },
    ],
    [
      "an attribute of ours that there is not",
      '<q:Withdraw now="1"><q:dossier>x1</q:dossier><q:reason>x</q:reason></q:Withdraw>',
      "request.invalid",
      { "/Withdraw/@now": "Thuộc tính này không có trong quy định." },
    ],
    [
      "a submission without a key",
      SUBMIT("").replace("<q:idempotencyKey></q:idempotencyKey>", ""),
      "request.invalid",
      { "/Submit/idempotencyKey": "Thiếu trường bắt buộc." },
    ],
    ["a dossier that is not there", "<q:Receive><q:dossier>khong-co</q:dossier></q:Receive>", "dossier.not-found", {}],
  ])(
    "R-J04 %s is a Client fault with 500, hint and element paths; nothing is stored, no value repeated",
    async (_, request, code, errors) => {
      const before = await world.stored();
      const { status, fault, text } = await call(request);
      expect([status, fault?.faultcode, fault?.blame, fault?.code]).toEqual([500, "soap:Client", "caller", code]);
      expect(fault?.errors).toMatchObject(errors);
      expect(Object.keys(errors).length === 0 || Object.keys(fault?.errors ?? {}).every((path) => path.startsWith("/"))).toBe(
        true,
      );
      expect(fault?.hint).not.toBe("");
      expect(fault?.faultstring).toMatch(/[À-ỹ].* \/ /);
      expect(text).not.toMatch(/Bí Mật|0987654321|\bat \w+.*:\d+:\d+|node_modules/);
      expect(await world.stored()).toEqual(before);
    },
  );

  it.each([
    ["no envelope", "<a/>", "soap:Client", "soap.bad-envelope"],
    [
      "an envelope of another version",
      '<Envelope xmlns="urn:soap:9"><Body/></Envelope>',
      "soap:VersionMismatch",
      "soap.version-mismatch",
    ],
    ["no Body", envelope("x").replace(/<e:Body.*<\/e:Body>/, ""), "soap:Client", "soap.bad-envelope"],
    [
      "two bodies",
      envelope("<q:ListDossiers/>").replace("</e:Envelope>", "<e:Body/></e:Envelope>"),
      "soap:Client",
      "soap.bad-envelope",
    ],
    [
      "a header behind the body",
      envelope("<q:ListDossiers/>").replace("<e:Header></e:Header>", "").replace("</e:Envelope>", "<e:Header/></e:Envelope>"),
      "soap:Client",
      "soap.bad-envelope",
    ],
    [
      "a header block that must be understood",
      envelope("<q:ListDossiers/>", '<a:Action xmlns:a="http://www.w3.org/2005/08/addressing" e:mustUnderstand="1">x</a:Action>'),
      "soap:MustUnderstand",
      "soap.not-understood",
    ],
    ["an entity bomb", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "soap:Client", "soap.forbidden-xml"],
    ["200,000 levels", `${"<a>".repeat(200_000)}`, "soap:Client", "soap.too-complex"],
    ["no XML", "xin chào", "soap:Client", "soap.bad-xml"],
  ])("R-J04 %s is a fault, never a stack trace", async (_, document, faultcode, code) => {
    const { status, fault, text } = await post(world, document, { partner: "portal" });
    expect([status, fault?.faultcode, fault?.code]).toEqual([500, faultcode, code]);
    expect(text).not.toMatch(/node_modules|\.ts:\d+/);
  });

  it("R-J04 a header block for somebody else, or that need not be understood, is passed over", async () => {
    const blocks =
      '<a:Action xmlns:a="urn:a">x</a:Action><b:B xmlns:b="urn:b" e:mustUnderstand="1" e:actor="http://somebody.example">x</b:B>';
    expect((await post(world, envelope("<q:ListDossiers/>", blocks), { partner: "portal" })).status).toBe(200);
  });

  it("R-J04 a SOAPAction that names another operation than the body is refused; an empty or a foreign one is not", async () => {
    const send = (soapaction: string) =>
      post(world, envelope("<q:ListDossiers/>"), { partner: "portal", headers: { soapaction } });
    expect((await send('"urn:lienthong:dossiers:v1#Withdraw"')).fault?.code).toBe("soap.action-mismatch");
    for (const good of ['""', '"urn:lienthong:dossiers:v1#ListDossiers"', '"http://tempuri.example/List"'])
      expect((await send(good)).status).toBe(200);
  });

  it.each([
    ["application/json", 415],
    ["text/xml; charset=utf-16", 415],
    ["text/xml; charset=iso-8859-1", 415],
    ["multipart/form-data; boundary=x", 415],
    ["text/xml", 200],
    ['text/xml;charset="UTF-8"', 200],
    ["TEXT/XML; charset=utf-8", 200],
  ])("R-J04 the content type %s is answered with %i", async (type, status) => {
    const answer = await post(world, envelope("<q:ListDossiers/>"), { partner: "portal", headers: { "content-type": type } });
    expect(answer.status).toBe(status);
    expect(answer.fault?.code).toBe(status === 415 ? "request.wrong-content-type" : undefined);
  });

  it("R-J04 a body over 1 MiB is 413, whether it says so or not", async () => {
    const big = envelope(`<q:Withdraw><q:reason>${"a".repeat(1_048_576)}</q:reason></q:Withdraw>`);
    const stream = () => new Blob([big]).stream();
    const headers = { "content-type": "text/xml", authorization: `Bearer ${world.keys["portal"]}` };
    const said = await post(world, big, { partner: "portal", headers: { "content-length": String(big.length) } });
    const unsaid = await answerOf(
      await world.app.request("/soap/dossiers", { method: "POST", headers, body: stream(), duplex: "half" } as RequestInit),
    );
    expect([said.status, said.fault?.code, unsaid.status, unsaid.fault?.code]).toEqual([
      413,
      "request.too-large",
      413,
      "request.too-large",
    ]);
  });

  it("R-J04 a body that never ends is 408", async () => {
    const app = createApp(world.hub, { jsonTimeoutMs: 30 });
    const body = new ReadableStream<Uint8Array>({ start: (controller) => controller.enqueue(new TextEncoder().encode("<a>")) });
    const headers = { "content-type": "text/xml", authorization: `Bearer ${world.keys["portal"]}` };
    const late = await answerOf(
      await app.request("/soap/dossiers", { method: "POST", headers, body, duplex: "half" } as RequestInit),
    );
    expect([late.status, late.fault?.code, late.headers.get("connection")]).toEqual([408, "request.too-slow", "close"]);
  });

  it("R-J04 a role that may not call is refused, and a broken hub is a Server fault that asks to send again", async () => {
    const id = await submitted("role-1");
    const refused = await call(`<q:Receive><q:dossier>${id}</q:dossier></q:Receive>`, "post");
    expect(refused.fault).toMatchObject({ faultcode: "soap:Client", code: "partner.role-not-allowed" });
    const list = world.hub.list;
    try {
      Object.assign(world.hub, { list: () => Promise.reject(new TypeError("connection to 10.0.0.1 lost")) });
      const broken = await call("<q:ListDossiers/>");
      expect(broken.fault).toMatchObject({ faultcode: "soap:Server", code: "hub.unexpected", blame: "hub" });
      expect(broken.text).not.toContain("10.0.0.1");
      Object.assign(world.hub, { list: () => Promise.reject(Object.assign(new TypeError("?"), { code: "57P01" })) });
      const away = await call("<q:ListDossiers/>");
      expect(away.fault).toMatchObject({ faultcode: "soap:Server", code: "hub.database-away", blame: "hub" });
      expect(away.headers.get("retry-after")).toBe("5");
    } finally {
      Object.assign(world.hub, { list });
    }
  });
});
