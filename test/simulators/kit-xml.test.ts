import { describe, expect, it } from "vitest";
import {
  childOf,
  escapeXml,
  inSequence,
  orderOf,
  readSoap,
  readXml,
  soapAnswer,
  soapFault,
  tag,
  textOf,
  XmlReadError,
} from "../../simulators/kit/xml.ts";

describe("readXml", () => {
  it("keeps namespaces, attributes and the order of elements", () => {
    const root = readXml(
      '<a:Kho xmlns:a="urn:a" xmlns="urn:b" ma="1"><So>2</So><a:Ten> Trần &amp; Thị </a:Ten><So>3</So><Rong/></a:Kho>',
    );
    expect(root).toMatchObject({ name: "Kho", namespace: "urn:a", attributes: { ma: "1" } });
    expect(orderOf(root)).toEqual(["So", "Ten", "So", "Rong"]);
    expect(childOf(root, "So")).toMatchObject({ namespace: "urn:b", text: "2" });
    expect(textOf(root, "Ten")).toBe("Trần & Thị");
    expect(textOf(root, "Rong")).toBe("");
    expect(textOf(root, "Khac")).toBeUndefined();
    expect(readXml("\ufeff<a/>").name).toBe("a");
  });

  it.each([
    ["broken XML", "<a><b></a>"],
    ["nothing", ""],
    ["text", "xin chào"],
    ["a DOCTYPE", "<!DOCTYPE a><a/>"],
    ["65 levels", `${"<a>".repeat(65)}${"</a>".repeat(65)}`],
  ])("refuses %s", (_, text) => {
    expect(() => readXml(text)).toThrow(XmlReadError);
  });
});

describe("inSequence", () => {
  const sequence = ["A", "B", "C"];
  it.each([
    [["A", "B", "C"], true],
    [["A", "C"], true],
    [[], true],
    [["B", "A"], false],
    [["A", "X"], false],
    [["A", "A"], false],
  ] as const)("%j → %s", (names, good) => {
    expect(inSequence(names, sequence)).toBe(good);
  });
  it("lets named elements repeat", () => {
    expect(inSequence(["A", "B", "B", "C"], sequence, ["B"])).toBe(true);
  });
});

describe("SOAP", () => {
  it("reads the operation and its header, and answers that can be read", async () => {
    const text = await soapAnswer(`<r xmlns="urn:r">${tag("Ten", "<&>'\"")}</r>`).text();
    const { operation, version } = readSoap(text);
    expect(version).toBe("1.1");
    expect(operation).toMatchObject({ name: "r", namespace: "urn:r" });
    expect(textOf(operation, "Ten")).toBe("<&>'\"");
  });

  it("answers a fault with 500", async () => {
    const response = soapFault("Client", "Thiếu MaCanBo");
    expect(response.status).toBe(500);
    const { operation } = readSoap(await response.text());
    expect([operation.name, textOf(operation, "faultcode"), textOf(operation, "faultstring")]).toEqual([
      "Fault",
      "soapenv:Client",
      "Thiếu MaCanBo",
    ]);
  });

  it.each(["<a/>", '<Envelope xmlns="urn:x"><Body><a/></Body></Envelope>'])("refuses %s", (text) => {
    expect(() => readSoap(text)).toThrow(XmlReadError);
  });

  it("refuses an empty body", async () => {
    const empty = await soapAnswer("").text();
    expect(() => readSoap(empty)).toThrow(XmlReadError);
  });

  it("escapes", () => {
    expect(escapeXml(`<a b="c" d='e'>&`)).toBe("&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;");
  });
});
