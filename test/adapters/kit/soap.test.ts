import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { HttpResponse, http } from "msw";
import { setupServer } from "msw/node";
import soap from "soap";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { SessionExpired } from "../../../adapters/kit/sessions.ts";
import {
  createSoapClient,
  SoapDefinitionError,
  SoapFault,
  type SoapObject,
  type SoapOptions,
} from "../../../adapters/kit/soap.ts";
import { element } from "../../../adapters/kit/xml.ts";
import { orderOf, readSoap, soapAnswer, soapFault, textOf } from "../../../simulators/kit/xml.ts";
import { failure, fakeCall } from "./fake-call.ts";

const endpoint = "http://partner.test/dich-vu.asmx?x=1";
const wsdlPath = fileURLToPath(new URL("./echo.wsdl", import.meta.url));
const server = setupServer();
beforeAll(() => server.listen({ onUnhandledRequest: "bypass" }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const GOOD = '<e:EchoResponse xmlns:e="http://echo.test/"><e:KetQua>xong</e:KetQua></e:EchoResponse>';
const args = { Ten: "Trần Thị Một", So: 1 };
const client = (more: Partial<SoapOptions> = {}, fake = fakeCall({})) =>
  createSoapClient(fake.call, { wsdlPath, endpoint, ...more });
const requests: Request[] = [];
const answering = (make: (request: Request) => Response | Promise<Response>): void => {
  requests.length = 0;
  server.use(
    http.post("http://partner.test/*", ({ request }) => {
      requests.push(request.clone());
      return make(request);
    }),
  );
};
const sent = async (input: SoapObject, more: Partial<SoapOptions> = {}): Promise<string> => {
  answering(() => soapAnswer(GOOD));
  await client(more).invoke("Echo", input, "write");
  return requests[0]?.text() ?? "";
};

describe("what is sent", () => {
  it("goes to the endpoint with action, trace and own headers, and the answer comes back without prefixes", async () => {
    answering(() => soapAnswer(GOOD));
    expect(await client({ headers: { timestamp: "1" } }).invoke("Echo", args, "write")).toEqual({ KetQua: "xong" });
    const [request] = requests;
    expect(request?.url).toBe(endpoint);
    expect(Object.fromEntries(request?.headers ?? [])).toMatchObject({
      "content-type": "text/xml; charset=utf-8",
      soapaction: '"http://echo.test/Echo"',
      traceparent: fakeCall({}).call.traceparent,
      timestamp: "1",
    });
  });

  it("brings members of a named type into the schema's order and leaves those of an anonymous one as given", async () => {
    const text = await sent({
      Muc: [
        { Ma: "a", GiaTri: "b" },
        { GiaTri: "d", Ma: "c" },
      ],
      GhiChu: undefined,
      So: 7,
      Ten: "x",
    });
    const { operation } = readSoap(text);
    expect(operation).toMatchObject({ name: "Echo", namespace: "http://echo.test/" });
    expect(orderOf(operation)).toEqual(["Ten", "So", "Muc", "Muc"]);
    expect(operation.children.slice(2).map((item) => [orderOf(item), textOf(item, "Ma")])).toEqual([
      [["Ma", "GiaTri"], "a"],
      [["GiaTri", "Ma"], "c"],
    ]);
    expect(operation.children.every(({ namespace }) => namespace === "http://echo.test/")).toBe(true);
  });

  it.each(["<b>&'\"", "<![CDATA[</Ten><So>9</So>]]>", "dấu & ký tự\u0000\u000b lạ", "]]>"])(
    "sends %j as text, never as markup",
    async (ten) => {
      const { operation } = readSoap(await sent({ Ten: ten, So: 1 }));
      expect(orderOf(operation)).toEqual(["Ten", "So"]);
      expect(textOf(operation, "Ten")).toBe(ten.replaceAll("\u0000", "").replaceAll("\u000b", ""));
    },
  );

  it("sends another content type where a partner wants one, and names the answer's element", async () => {
    answering(() => soapAnswer(GOOD));
    const answer = await client({ contentType: "application/xml" }).ask("Echo", args, "read");
    expect(answer).toEqual({ name: "EchoResponse", value: { KetQua: "xong" } });
    expect(requests[0]?.headers.get("content-type")).toBe("application/xml");
  });

  it("speaks SOAP 1.2 and puts headers into the envelope when told", async () => {
    const text = await sent(args, { version: "1.2", soapHeader: element("Khoa", "a&b") });
    const { header, version } = readSoap(text);
    expect([version, textOf(header, "Khoa")]).toEqual(["1.2", "a&b"]);
    expect(requests[0]?.headers.get("content-type")).toBe('application/soap+xml; charset=utf-8; action="http://echo.test/Echo"');
    // The WSDL is shared in the process's cache: the next client of version 1.1 is not disturbed.
    expect(readSoap(await sent(args)).version).toBe("1.1");
  });

  it("logs both ways without secrets, as they are and as XML writes them", async () => {
    const fake = fakeCall({});
    answering(() => soapAnswer(GOOD.replace("xong", "mật&amp;khẩu")));
    await client({ secrets: ["mật&khẩu"] }, fake).invoke("Echo", { Ten: "mật&khẩu", So: 1 }, "write");
    expect(fake.entries.map(({ direction, status }) => [direction, status])).toEqual([
      ["out", undefined],
      ["in", 200],
    ]);
    expect(fake.wireText()).toContain("Ten>***</");
    expect(fake.wireText()).not.toContain("khẩu");
  });

  it("names our own mistakes", async () => {
    await expect(client().invoke("Khac", {}, "read")).rejects.toThrow(SoapDefinitionError);
    await expect(client().invoke("constructor", {}, "read")).rejects.toThrow(SoapDefinitionError);
    await expect(client({ wsdlPath: `${wsdlPath}.khong` }).invoke("Echo", {}, "read")).rejects.toThrow(SoapDefinitionError);
  });
});

describe("faults", () => {
  it("are thrown with code and text, under 500 and under 200", async () => {
    for (const status of [500, 200, 400]) {
      answering(() => soapFault("Server", "Hệ thống đang bận", status));
      const error: unknown = await client()
        .invoke("Echo", args, "write")
        .catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(SoapFault);
      expect(error).toMatchObject({ faultCode: "Server", text: "Hệ thống đang bận", status });
    }
  });

  it("of SOAP 1.2 too", async () => {
    const text =
      '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><s:Fault><s:Code><s:Value>s:Sender</s:Value></s:Code>' +
      '<s:Reason><s:Text xml:lang="vi">Sai chữ ký</s:Text></s:Reason><s:Detail><ma>07</ma></s:Detail></s:Fault></s:Body></s:Envelope>';
    answering(() => new Response(text, { status: 500, headers: { "content-type": "application/soap+xml" } }));
    const error: unknown = await client({ version: "1.2" })
      .invoke("Echo", args, "write")
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ faultCode: "Sender", text: "Sai chữ ký", detail: { ma: "07" } });
  });
});

describe("what else an answer means, for a write and for a read", () => {
  const xml = { "content-type": "text/xml" };
  const whole = async (): Promise<string> => soapAnswer(GOOD).text();
  const table: [string, () => Response | Promise<Response>, string, string, string][] = [
    ["a cut connection", () => HttpResponse.error(), "unknown", "retry", "http.cut"],
    [
      "half an answer",
      async () => new Response((await whole()).slice(0, 150), { headers: xml }),
      "unknown",
      "retry",
      "http.unreadable",
    ],
    [
      "an answer twice",
      async () => new Response((await whole()).repeat(2), { headers: xml }),
      "unknown",
      "retry",
      "http.unreadable",
    ],
    [
      "garbage bytes",
      () => new Response(new Uint8Array([0x3c, 0xff, 0xfe]), { headers: xml }),
      "unknown",
      "retry",
      "http.unreadable",
    ],
    [
      "an HTML page",
      () => new Response("<html/>", { headers: { "content-type": "text/html" } }),
      "unknown",
      "retry",
      "http.unreadable",
    ],
    ["XML that is no envelope", () => new Response("<a/>", { headers: xml }), "unknown", "retry", "http.unreadable"],
    ["an empty body", () => soapAnswer(""), "unknown", "retry", "http.unreadable"],
    [
      "a DOCTYPE",
      async () => new Response(`<!DOCTYPE x>${await whole()}`.replace(/<\?.*?\?>/, ""), { headers: xml }),
      "unknown",
      "retry",
      "http.unreadable",
    ],
    ["500 that is no fault", () => new Response("<html>lỗi</html>", { status: 500 }), "unknown", "retry", "http.server-error"],
    ["500 with broken XML", () => new Response("<soap:", { status: 500, headers: xml }), "unknown", "retry", "http.server-error"],
    ["400 that is no fault", () => new Response("sai", { status: 400 }), "rejected", "rejected", "http.refused"],
    ["429", () => new Response("", { status: 429, headers: { "retry-after": "7" } }), "retry", "retry", "http.busy"],
    ["404", () => new Response("", { status: 404 }), "pause", "pause", "http.configuration"],
  ];
  it.each(table)("%s", async (_, make, write, read, code) => {
    answering(make);
    expect(await failure(client().invoke("Echo", args, "write"))).toMatchObject({ intent: write, code });
    expect(await failure(client().invoke("Echo", args, "read"))).toMatchObject({ intent: read, code });
  });

  it("a byte order mark does no harm", async () => {
    answering(async () => new Response(`\ufeff${await whole()}`, { headers: xml }));
    expect(await client().invoke("Echo", args, "write")).toEqual({ KetQua: "xong" });
  });

  it("an answer above the bound is unreadable", async () => {
    answering(() => soapAnswer(GOOD));
    expect(await failure(client({ maxAnswerBytes: 50 }).invoke("Echo", args, "read"))).toMatchObject({ code: "http.unreadable" });
  });

  it("an ended session is told apart", async () => {
    answering(() => new Response("", { status: 401 }));
    await expect(client({ expired: [401] }).invoke("Echo", args, "write")).rejects.toThrow(SessionExpired);
  });

  it("nothing is sent once the attempt's time is over", async () => {
    answering(() => soapAnswer(GOOD));
    const late = fakeCall({}, { signal: AbortSignal.abort() });
    expect(await failure(client({}, late).invoke("Echo", args, "write"))).toMatchObject({
      intent: "retry",
      code: "http.not-sent",
    });
    expect(requests).toHaveLength(0);
  });
});

describe("against a server that is not ours", () => {
  it("node-soap's own server understands us, and we its answers and faults", async () => {
    const listener = createServer();
    const { readFileSync } = await import("node:fs");
    soap.listen(listener, {
      path: "/",
      xml: readFileSync(wsdlPath, "utf8"),
      services: {
        EchoService: {
          EchoPort: {
            Echo: (input: { Ten: string; So: number }) => {
              if (input.Ten === "lỗi") throw { Fault: { faultcode: "soap:Client", faultstring: "Không nhận", statusCode: 500 } };
              return { KetQua: `${input.Ten}:${input.So + 1}` };
            },
          },
        },
      },
    });
    await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", () => resolve()));
    try {
      const url = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/`;
      expect(await client({ endpoint: url }).invoke("Echo", { So: 1, Ten: "Ổ & <khóa>" }, "write")).toEqual({
        KetQua: "Ổ & <khóa>:2",
      });
      const error: unknown = await client({ endpoint: url })
        .invoke("Echo", { So: 1, Ten: "lỗi" }, "write")
        .catch((caught: unknown) => caught);
      expect(error).toMatchObject({ name: "SoapFault", faultCode: "Client", text: "Không nhận", status: 500 });
    } finally {
      await new Promise((resolve) => listener.close(resolve));
    }
  });
});
