/**
 * What an eye would see at once: text that leaves its box, targets too small for a finger, colours too near to each other; sizes once the letters
 * have come. Scripts for the page, and so texts: this project is compiled without a browser's types.
 */
import type { Page } from "playwright-core";

/** Boxes whose content is wider or higher than they are, and pages that scroll sideways; a list that is meant to scroll is none. */
export const faultsIn = (page: Page): Promise<readonly string[]> =>
  page.evaluate<readonly string[]>(`(async () => {
    await document.fonts.ready;
    const name = (one) =>
      \`\${one.tagName.toLowerCase()}.\${one.className} "\${(one.textContent ?? "").trim().slice(0, 40)}"\`;
    const scrolls = (one) => ["auto", "scroll"].includes(getComputedStyle(one).overflowY);
    const faults = [];
    if (document.documentElement.scrollWidth > innerWidth) faults.push(\`page \${document.documentElement.scrollWidth} wide\`);
    const boxes = document.querySelectorAll(
      ".tile, .newest, .line, .row, .figure, .way, .tile-link, .hit, .button, button, .face, .reason-list label, .wall-head, .kiosk-head, .given .big, .slip, main",
    );
    for (const box of boxes) {
      const seen = box.getBoundingClientRect();
      if (seen.width === 0 || box.closest("[hidden]") !== null || scrolls(box)) continue;
      // Text of two lines cut on purpose says so with an ellipsis; a pixel is rounding.
      if (box.scrollWidth > box.clientWidth + 2) faults.push(\`\${name(box)} is \${box.scrollWidth - box.clientWidth} px too wide\`);
      // By the boxes of what is in it: a glyph's own height is more than its line's, and large numbers have tight lines.
      const inside = [...box.children].filter((one) => getComputedStyle(one).display !== "inline").map((one) => one.getBoundingClientRect().bottom);
      const over = inside.length === 0 ? box.scrollHeight - box.clientHeight : Math.max(...inside) - seen.bottom;
      if (over > 2) faults.push(\`\${name(box)} is \${Math.round(over)} px too high\`);
      if (
        box.closest(".posting, .hits, .whole > main") === null &&
        (seen.right > innerWidth + 1 || seen.bottom > innerHeight + 1)
      )
        faults.push(\`\${name(box)} leaves the screen\`);
    }
    return faults;
  })()`);

/** Links, buttons and fields that a finger would miss; hidden ones are none. */
export const tooSmallIn = (page: Page, least: number): Promise<readonly string[]> =>
  page.evaluate<readonly string[]>(`(async () => {
    await document.fonts.ready;
    const px = ${least};
    const small = [];
    for (const one of document.querySelectorAll("a[href], button, input:not([type=hidden])")) {
      const { width, height } = one.getBoundingClientRect();
      if (width === 0 || one.closest("[hidden], dialog:not([open])") !== null) continue;
      if (width < px - 0.5 || height < px - 0.5)
        small.push(
          \`\${one.tagName} "\${(one.textContent ?? "").trim().slice(0, 30)}" \${Math.round(width)} × \${Math.round(height)}\`,
        );
    }
    return small;
  })()`);

/** Texts whose contrast with what is behind them is less than `ratio` : 1 (WCAG 2.1). */
export const lowContrastIn = (page: Page, ratio: number): Promise<readonly string[]> =>
  page.evaluate<readonly string[]>(`(() => {
    const least = ${ratio};
    const parse = (text) => (text.match(/[\\d.]+/g) ?? []).map(Number);
    const light = (rgb) => {
      const [r = 0, g = 0, b = 0] = rgb.slice(0, 3).map((value) => {
        const part = value / 255;
        return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const behind = (element) => {
      for (let at = element; at !== null; at = at.parentElement) {
        const colour = parse(getComputedStyle(at).backgroundColor);
        if (colour.length === 3 || (colour[3] ?? 0) > 0.99) return colour;
      }
      return [255, 255, 255];
    };
    const low = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const element = node.parentElement;
      if (element === null || (node.textContent ?? "").trim() === "" || element.closest("[hidden], dialog:not([open])") !== null)
        continue;
      if (element.getBoundingClientRect().width < 2) continue;
      const [text, back] = [light(parse(getComputedStyle(element).color)), light(behind(element))];
      const contrast = (Math.max(text, back) + 0.05) / (Math.min(text, back) + 0.05);
      if (contrast < least) low.push(\`"\${(node.textContent ?? "").trim().slice(0, 30)}" \${contrast.toFixed(1)}\`);
    }
    return low;
  })()`);
