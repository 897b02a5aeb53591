/** Reading our own pages in tests: a small tokenizer for the regular HTML that JSX writes, and an accessibility check of what it finds. */

export interface Element {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** The text within, marks left out. */
  readonly text: string;
}

const VOID = new Set(["meta", "link", "input", "img", "br"]);

const BLOCKS = /^(?:p|li|d[tdl]|h[1-6]|t[hdr]|div|section|caption|label|option)$/;

const decode = (text: string): string =>
  text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");

const attributesOf = (text: string): Record<string, string> =>
  Object.fromEntries([...text.matchAll(/([\w:-]+)(?:="([^"]*)")?/g)].map(([, name = "", value = ""]) => [name, decode(value)]));

/** Every element of a page, in its order. Throws where marks do not nest: a page of ours always does. */
export const elementsOf = (html: string): readonly Element[] => {
  const found: { tag: string; attributes: Record<string, string>; text: string }[] = [];
  const open: typeof found = [];
  const pieces = html.replace(/^<!doctype html>/, "").matchAll(/<(\/?)([\w-]+)((?:\s+[\w:-]+(?:="[^"]*")?)*)\s*\/?>|([^<]+)/g);
  for (const [, end, tag, attributes = "", words] of pieces) {
    if (words !== undefined) for (const one of open) one.text += decode(words);
    else if (tag !== undefined && end === "/") {
      const last = open.pop();
      // Words of two blocks are two words.
      if (BLOCKS.test(tag)) for (const one of open) one.text += " ";
      if (last?.tag !== tag) throw new TypeError(`</${tag}> closes <${last?.tag}>`);
    } else if (tag !== undefined) {
      const element = { tag, attributes: attributesOf(attributes), text: "" };
      found.push(element);
      if (!VOID.has(tag)) open.push(element);
    }
  }
  if (open.length > 0) throw new TypeError(`<${open.at(-1)?.tag}> is never closed`);
  return found;
};

/** The words of main, without marks. */
export const mainText = (html: string): string =>
  (elementsOf(html).find(({ tag }) => tag === "main")?.text ?? "").replaceAll(/\s+/g, " ").trim();

/** What stands in the named field of a form. */
export const fieldOf = (html: string, name: string): string =>
  elementsOf(html).find(({ tag, attributes }) => tag === "input" && attributes["name"] === name)?.attributes["value"] ?? "";

const isNamed = ({ attributes, text }: Element): boolean => (attributes["aria-label"] ?? text).trim() !== "";

const headingProblems = (elements: readonly Element[]): readonly string[] => {
  const levels = elements.filter(({ tag }) => /^h[1-6]$/.test(tag)).map(({ tag }) => Number(tag.slice(1)));
  return [
    ...(levels.filter((level) => level === 1).length === 1 ? [] : ["not exactly one h1"]),
    ...(levels.some((level, index) => level > (levels[index - 1] ?? 1) + 1)
      ? [`headings skip a level: ${levels.join(" ")}`]
      : []),
  ];
};

/** What people with screen readers or keyboards would miss on a page. */
export const accessibilityProblems = (html: string): readonly string[] => {
  const elements = elementsOf(html);
  const all = (tag: string): readonly Element[] => elements.filter((element) => element.tag === tag);
  const ids = elements.flatMap(({ attributes }) => (attributes["id"] === undefined ? [] : [attributes["id"]]));
  const labelled = new Set(all("label").map(({ attributes }) => attributes["for"]));
  const references = elements.flatMap(({ attributes }) =>
    ["aria-labelledby", "aria-describedby"].flatMap((name) => (attributes[name] ?? "").split(" ").filter((id) => id !== "")),
  );
  const fields = [...all("input"), ...all("select"), ...all("textarea")].filter(
    ({ attributes }) => attributes["type"] !== "hidden",
  );
  const [root] = all("html");
  return [
    ...(root?.attributes["lang"] ? [] : ["no language"]),
    ...(all("title")[0]?.text ? [] : ["no title"]),
    ...headingProblems(elements),
    ...(["header", "main", "footer"] as const).filter((tag) => all(tag).length !== 1).map((tag) => `not one ${tag}`),
    ...ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `id ${id} twice`),
    ...references.filter((id) => !ids.includes(id)).map((id) => `nothing has the id ${id}`),
    ...fields
      .filter(({ attributes }) => attributes["id"] === undefined || !labelled.has(attributes["id"]))
      .map(({ attributes }) => `field ${attributes["name"]} has no label`),
    ...(all("table").length === all("caption").length ? [] : ["not every table has a caption"]),
    ...all("img")
      .filter(({ attributes }) => attributes["alt"] === undefined)
      .map(() => "an image without alt"),
    ...all("svg")
      .filter(({ attributes }) => !attributes["aria-label"])
      .map(() => "a drawing without a name"),
    ...[...all("a"), ...all("button")].filter((one) => !isNamed(one)).map(({ tag }) => `an empty ${tag}`),
    ...all("nav")
      .filter(({ attributes }) => !attributes["aria-label"])
      .map(() => "a nav without a name"),
    ...all("fieldset").flatMap(() => (all("legend").length === all("fieldset").length ? [] : ["a fieldset without a legend"])),
    ...elements.filter(({ attributes }) => attributes["style"] !== undefined).map(({ tag }) => `inline style on ${tag}`),
    ...elements
      .filter(({ attributes }) => Object.keys(attributes).some((name) => /^on/.test(name)))
      .map(({ tag }) => `inline script on ${tag}`),
  ];
};
