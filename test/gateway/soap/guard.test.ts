/** What no parser ever sees, and what it makes of the rest. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { xmlText } from "../../../adapters/kit/xml.ts";
import { guardXml, MAX_XML_ATTRIBUTES, MAX_XML_DEPTH, MAX_XML_ELEMENTS } from "../../../gateway/soap/guard.ts";
import { readXml, type XmlNode } from "../../../gateway/soap/read.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
/** The code of what a document is refused for, or its root. */
const read = (document: string | Uint8Array): string | XmlNode => {
  const guarded = guardXml(typeof document === "string" ? bytes(document) : document);
  if ("problem" in guarded) return guarded.problem.code;
  const tree = readXml(guarded.text);
  return "problem" in tree ? tree.problem.code : tree.root;
};
const root = (document: string): XmlNode => {
  const found = read(document);
  if (typeof found === "string") throw new TypeError(`refused: ${found}`);
  return found;
};

const BOMB = `<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "${"&a;".repeat(1000)}">]><x>&b;</x>`;
const utf16 = (text: string): Uint8Array => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")]);

describe("refused before the parser", () => {
  it.each([
    ["an entity bomb", BOMB, "soap.forbidden-xml"],
    ["an external entity (XXE)", '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><x>&f;</x>', "soap.forbidden-xml"],
    ["an external DTD", '<!DOCTYPE x SYSTEM "http://attacker.example/x.dtd"><x/>', "soap.forbidden-xml"],
    ["a DOCTYPE in small letters", "<!doctype x><x/>", "soap.forbidden-xml"],
    ["a DOCTYPE behind a comment", "<!-- a --><!DOCTYPE x><x/>", "soap.forbidden-xml"],
    ["a DOCTYPE inside the root", "<x><!DOCTYPE x></x>", "soap.forbidden-xml"],
    ["an ENTITY alone", '<x><!ENTITY a "b"></x>', "soap.forbidden-xml"],
    ["CDATA in small letters, which the parser takes", "<x><![cdata[<!DOCTYPE x>]]></x>", "soap.forbidden-xml"],
    ["a processing instruction", "<?php echo 1 ?><x/>", "soap.forbidden-xml"],
    ["a style sheet inside the root", '<x><?xml-stylesheet href="x"?></x>', "soap.forbidden-xml"],
    ["a second XML declaration", '<?xml version="1.0"?><?xml version="1.0"?><x/>', "soap.forbidden-xml"],
    ["200,000 levels", `${"<a>".repeat(200_000)}${"</a>".repeat(200_000)}`, "soap.too-complex"],
    ["one level too many", `${"<a>".repeat(MAX_XML_DEPTH + 1)}${"</a>".repeat(MAX_XML_DEPTH + 1)}`, "soap.too-complex"],
    ["one element too many", `<a>${"<b/>".repeat(MAX_XML_ELEMENTS)}</a>`, "soap.too-complex"],
    ["very many attributes", `<a ${Array.from({ length: 100_000 }, (_, i) => `a${i}="1"`).join(" ")}/>`, "soap.too-complex"],
    ["one attribute twice", '<a b="1" b="2"/>', "soap.bad-xml"],
    ["two roots", "<a/><b/>", "soap.bad-xml"],
    ["text before the root", "x<a/>", "soap.bad-xml"],
    ["text after the root", "<a/>x", "soap.bad-xml"],
    ["CDATA beside the root", "<![CDATA[x]]><a/>", "soap.bad-xml"],
    ["an element called __proto__", "<a><__proto__><b/></__proto__></a>", "soap.forbidden-xml"],
    ["an element called constructor, prefixed", '<a xmlns:p="u"><p:constructor/></a>', "soap.forbidden-xml"],
    ["an element called prototype", "<a><prototype/></a>", "soap.forbidden-xml"],
    ["UTF-16 by its byte-order mark", utf16("<a/>"), "soap.bad-xml"],
    ["UTF-16 as declared", '<?xml version="1.0" encoding="UTF-16"?><a/>', "soap.bad-xml"],
    ["windows-1258 as declared", '<?xml version="1.0" encoding="windows-1258"?><a/>', "soap.bad-xml"],
    ["UTF-7 as declared", '<?xml version="1.0" encoding="UTF-7"?><a>+ADw-script+AD4-</a>', "soap.bad-xml"],
    ["bytes that are no UTF-8", Buffer.from([0x3c, 0x61, 0x3e, 0xff, 0x3c, 0x2f, 0x61, 0x3e]), "soap.bad-xml"],
    ["XML 1.1", '<?xml version="1.1"?><a/>', "soap.bad-xml"],
    ["a control character", "<a>\u0001</a>", "soap.bad-xml"],
    ["U+0000 by its number", "<a>&#0;</a>", "soap.bad-xml"],
    ["half a surrogate pair by its number", "<a>&#xD800;</a>", "soap.bad-xml"],
    ["an entity of nobody's", "<a>&lol;</a>", "soap.bad-xml"],
    ["an unbound prefix", "<p:a/>", "soap.bad-xml"],
    ["nothing", "", "soap.bad-xml"],
    ["JSON", '{"a":1}', "soap.bad-xml"],
    ["an open comment", "<a><!-- </a>", "soap.bad-xml"],
    ["an open tag", "<a", "soap.bad-xml"],
    ["a tag closed by another", "<a><b></a></b>", "soap.bad-xml"],
  ])("R-J04 %s", (_, document, code) => {
    expect(read(document as string | Uint8Array)).toBe(code);
  });
});

describe("what is read", () => {
  it("R-J04 comments and CDATA in a value are what XML says: nothing, and text", () => {
    expect(root("<a>x<!-- <b>&lol;</b> -->y<![CDATA[<c>&amp;</c>]]>z&lt;&#x1EBF;</a>")).toMatchObject({
      children: [],
      text: "xy<c>&amp;</c>z<ế",
    });
  });

  it("R-J04 tags inside comments, CDATA and attributes do not count", () => {
    const noise = `<!-- ${"<a>".repeat(100)} --><![CDATA[${"<a>".repeat(100)}]]>`;
    expect(root(`<a b="&lt;a&gt; > '">${noise}</a>`)).toMatchObject({ name: "a", attributes: [{ name: "b", value: "<a> > '" }] });
  });

  it("R-J04 prefixes are the caller's choice: two prefixes of one namespace are one", () => {
    const found = root('<p:a xmlns:p="u" xmlns:q="u"><p:x>1</p:x><q:x>2</q:x><x xmlns="u">3</x><x>4</x></p:a>');
    expect(found.children.map(({ ns, name, text }) => [ns, name, text])).toEqual([
      ["u", "x", "1"],
      ["u", "x", "2"],
      ["u", "x", "3"],
      ["", "x", "4"],
    ]);
  });

  it("R-J04 a byte-order mark, a declaration and Windows line ends are no harm", () => {
    expect(root("\ufeff<?xml version='1.0' encoding=\"utf-8\" standalone='yes'?>\r\n<a>x\r\ny</a>\r\n").text).toBe("x\ny");
  });

  it("R-J04 what the writer escapes, the reader reads back", () => {
    const text = fc
      .string({ unit: "grapheme" })
      .filter((one) => one.trim() !== "" && !/[^\P{Cc}\n\t]|[\ufffe\uffff]|\p{Cs}/u.test(one));
    fc.assert(
      fc.property(
        text,
        (value) => root(`<a b="${xmlText(value).replaceAll(/[\n\t]/g, "")}">${xmlText(value)}</a>`).text === value,
      ),
    );
  });

  it("R-J04 whatever comes in, the guard and the reader answer and never throw", () => {
    const piece = fc.constantFrom(
      "<a>",
      "</a>",
      "<b/>",
      "<!--",
      "-->",
      "<![CDATA[",
      "]]>",
      "<!DOCTYPE",
      "<?",
      "?>",
      '"',
      "'",
      "&",
      ";",
      "x",
      "<",
      ">",
      'c="',
      " ",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const found = read(pieces.join(""));
        return typeof found === "string" ? /^soap\./.test(found) : found.name !== "";
      }),
      { numRuns: 2000 },
    );
  });

  it(`R-J04 ${MAX_XML_DEPTH} levels and ${MAX_XML_ATTRIBUTES} attributes are still taken`, () => {
    const deep = `${"<a>".repeat(MAX_XML_DEPTH)}${"</a>".repeat(MAX_XML_DEPTH)}`;
    expect(typeof read(deep)).toBe("object");
    const wide = `<a ${Array.from({ length: MAX_XML_ATTRIBUTES }, (_, i) => `a${i}="1"`).join(" ")}/>`;
    expect(typeof read(wide)).toBe("object");
  });
});
