/** Rules of accessibility that a machine can check in a page (WCAG 2.0 to 2.2, levels A and AA), by axe-core. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const SOURCE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** What the page breaks: "color-contrast .number > span". Runs beside the page's own scripts, whatever its content policy is. */
export const violationsIn = async (page: Page): Promise<readonly string[]> => {
  await page.evaluate(SOURCE);
  return page.evaluate<readonly string[]>(
    `axe.run({ runOnly: ${JSON.stringify(RULES)} }).then(({ violations }) =>
      violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => id + " " + target.join(" "))))`,
  );
};
