/** Rules of accessibility that a machine can check in a page, by axe-core. */
import axe from "axe-core";
import type { Page } from "playwright-core";

/** WCAG 2.0, 2.1 and 2.2, levels A and AA. */
export const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] as const;

/** What the page breaks: the rule, where, and the markup. Runs beside the page's own scripts, whatever its content policy is. */
export const violationsIn = async (page: Page, rules: readonly string[] = WCAG): Promise<readonly string[]> => {
  await page.evaluate(axe.source);
  return page.evaluate<readonly string[]>(
    `axe.run({ runOnly: ${JSON.stringify(rules)} }).then(({ violations }) =>
      violations.flatMap(({ id, nodes }) => nodes.map(({ target, html }) => id + " at " + target.join(" ") + ": " + html.slice(0, 160))))`,
  );
};
