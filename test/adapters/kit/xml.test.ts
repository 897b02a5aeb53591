import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  at,
  element,
  many,
  mayBeXml,
  optional,
  parseXml,
  XmlError,
  xmlAnswer,
  xmlDocument,
  xmlText,
} from "../../../adapters/kit/xml.ts";

const refusal = (text: string, options = {}): unknown => {
  try {
    return parseXml(text, options);
  } catch (error) {
    return error instanceof XmlError ? error.code : error;
  }
};
const nested = (levels: number): string => `${"<a>".repeat(levels)}${"</a>".repeat(levels)}`;

describe("parseXml", () => {
  it("strips prefixes, leaves attributes out, gives arrays for what repeats", () => {
    const text = `<?xml version="1.0"?><s:E xmlns:s="urn:s"><s:B x="1"><n:i xmlns:n="urn:n" n:t="s">1</n:i><i>2</i><o/></s:B></s:E>`;
    expect(parseXml(text)).toEqual({ E: { B: { i: ["1", "2"], o: "" } } });
  });

  it("keeps attributes when asked, without namespaces", () => {
    const text = `<E xmlns="urn:e" xmlns:s="urn:s"><B s:x="1">tên</B><C y="2"><D xmlns="urn:d">3</D></C><F xmlns="urn:f">4</F></E>`;
    expect(parseXml(text, { attributes: true })).toEqual({
      E: { B: { $: { x: "1" }, _: "tên" }, C: { $: { y: "2" }, D: "3" }, F: "4" },
    });
  });

  it("reads comments, CDATA and processing instructions with angle brackets inside", () => {
    expect(parseXml("<a><!-- <b> --><?x <c> ?><d><![CDATA[<e>&]]></d></a>")).toEqual({ a: { d: "<e>&" } });
    expect(parseXml(`<a b="x>y"><c d='/>'>1</c></a>`)).toEqual({ a: { c: "1" } });
  });

  it("drops names that would reach the prototype", () => {
    const read = parseXml("<a><__proto__><polluted>1</polluted></__proto__><constructor>2</constructor><b>3</b></a>");
    expect(read).toEqual({ a: { b: "3" } });
    expect(Object.hasOwn({}, "polluted") || "polluted" in {}).toBe(false);
  });

  it.each([
    ["a DOCTYPE", "<!DOCTYPE a><a/>", "doctype"],
    ["a DOCTYPE inside", "<a><!DOCTYPE b></a>", "doctype"],
    ["an entity of its own", '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', "doctype"],
    ["an unknown entity", "<a>&x;</a>", "malformed"],
    ["half a document", "<a><b>1</b", "malformed"],
    ["an open comment", "<a><!-- </a>", "malformed"],
    ["an answer given twice", "<a/><a/>", "malformed"],
    ["text after the root", "<a/>rest", "malformed"],
    ["tags that cross", "<a><b></a></b>", "malformed"],
    ["nothing", "", "malformed"],
    ["JSON", '{"a":1}', "malformed"],
    ["only a closing tag", "</a>", "malformed"],
    ["200,000 levels", nested(200_000), "depth"],
  ])("refuses %s", (_, text, code) => {
    expect(refusal(text)).toBe(code);
  });

  it("bounds the depth: 64 levels unless told", () => {
    expect(refusal(nested(64))).not.toBe("depth");
    expect(refusal(nested(65))).toBe("depth");
    expect(refusal("<a><b/></a>", { maxDepth: 1 })).toBe("depth");
    expect(refusal(`<a>${"<b/>".repeat(500)}</a>`, { maxDepth: 2 })).not.toBe("depth");
  });

  it("never throws anything but XmlError, whatever comes", () => {
    const pieces = fc.constantFrom(
      "<a>",
      "</a>",
      "<a/>",
      "<!--",
      "-->",
      "<![CDATA[",
      "]]>",
      "&",
      "x",
      '"',
      "<?",
      "?>",
      "<",
      ">",
      " ",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 20 }), (list) => {
        const said = refusal(list.join(""));
        expect(typeof said === "string" ? ["malformed", "doctype", "depth"].includes(said) : !(said instanceof Error)).toBe(true);
      }),
    );
  });
});

describe("writing", () => {
  it("brings every text back as it was, apart from what XML cannot carry", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), (text) => {
        const carried = text.replace(/(?![\t\n\r])\p{Cc}|[\ufffe\uffff]|\p{Cs}/gu, "");
        const read = parseXml(xmlDocument(element("a", element("b", `.${text}.`))));
        expect(read).toEqual({ a: { b: `.${carried}.` } });
      }),
    );
  });

  it("nests, leaves out, escapes attributes", () => {
    const made = element("a", [element("b", "<&>"), undefined, optional("c", undefined), optional("d", 0)], {
      e: `"'<`,
      f: undefined,
    });
    expect(made.xml).toBe('<a e="&quot;&apos;&lt;"><b>&lt;&amp;&gt;</b><d>0</d></a>');
    expect(element("a").xml).toBe("<a/>");
    expect(element("a", element("b", false)).xml).toBe("<a><b>false</b></a>");
    expect(xmlText("a\u0000\u000bb\ud800c😀\ttên")).toBe("abc😀\ttên");
  });
});

describe("reading values", () => {
  const read = parseXml("<a><b><c>1</c><c>2</c></b><d/><e><f>3</f></e></a>");
  it("finds by path and counts", () => {
    expect(at(read, "a", "e", "f")).toBe("3");
    expect(at(read, "a", "x", "f")).toBeUndefined();
    expect(at(read, "a", "toString")).toBeUndefined();
    expect(at("text", "a")).toBeUndefined();
    expect(many(at(read, "a", "b", "c"))).toEqual(["1", "2"]);
    expect(many(at(read, "a", "e", "f"))).toEqual(["3"]);
    expect(many(at(read, "a", "d"))).toEqual([]);
    expect(many(undefined)).toEqual([]);
  });
});

describe("xmlAnswer", () => {
  const answer = (text: string, contentType?: string) => ({
    text,
    headers: new Headers(contentType === undefined ? {} : { "content-type": contentType }),
  });
  it.each(["text/xml", "application/xml; charset=utf-8", "application/soap+xml", "text/plain"])("reads %s", (type) => {
    expect(xmlAnswer(answer("<a>1</a>", type), "read")).toEqual({ a: "1" });
  });
  it.each([
    ["text/html", "<a/>"],
    ["application/json", "<a/>"],
    ["text/xml", "<a>"],
  ])("%s %s is unreadable", (type, text) => {
    expect(() => xmlAnswer(answer(text, type), "write")).toThrow(
      expect.objectContaining({ code: "http.unreadable", intent: "unknown" }),
    );
  });
  it("takes an answer without a content type for XML", () => expect(mayBeXml(null)).toBe(true));
});
