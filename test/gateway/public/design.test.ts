/** The design's tokens: contrast computed as WCAG 2.1 says (relative luminance, 1.4.3 and 1.4.11). */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const read = (name: string): string => readFileSync(join(import.meta.dirname, "../../../gateway/public/assets", name), "utf8");
const css = read("base.css");
const token = (name: string): string => new RegExp(`--${name}: (#[0-9a-f]{6});`).exec(css)?.[1] ?? `no token ${name}`;

const channel = (hex: string): number => {
  const value = Number.parseInt(hex, 16) / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
};
const luminance = (color: string): number => {
  const [, r = "", g = "", b = ""] = /^#(..)(..)(..)$/.exec(color) ?? [];
  return 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
};
const contrast = (a: string, b: string): number => {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
};

describe("R-I03 the design can be read by everybody", () => {
  it("R-I03 black on white is 21 : 1 (the reckoning itself)", () => {
    expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 5);
  });

  it.each([
    ["ink", "paper"],
    ["ink", "wash"],
    ["ink-soft", "paper"],
    ["ink-soft", "wash"],
    ["ink", "warn-wash"],
    ["ink", "bad-wash"],
    ["ink", "good-wash"],
    ["ink-soft", "warn-wash"],
    ["link", "paper"],
    ["link", "bad-wash"],
    ["brand", "paper"],
    ["brand", "brand-wash"],
    ["brand-deep", "brand-wash"],
    ["on-brand", "brand"],
    ["on-brand", "brand-deep"],
    ["bad", "paper"],
    ["bad", "bad-wash"],
    ["good", "good-wash"],
    ["warn", "warn-wash"],
  ])("R-I03 %s on %s has at least 4.5 : 1 (AA)", (text, ground) => {
    expect(contrast(token(text), token(ground))).toBeGreaterThanOrEqual(4.5);
  });

  it.each([
    ["edge", "paper"],
    ["focus", "paper"],
    ["focus", "wash"],
    ["focus", "brand-wash"],
    ["focus-on-brand", "brand"],
    ["focus-on-brand", "brand-deep"],
    ["gold", "brand-deep"],
  ])("R-I03 %s beside %s, edges and rings, has at least 3 : 1", (edge, ground) => {
    expect(contrast(token(edge), token(ground))).toBeGreaterThanOrEqual(3);
  });

  it.each([
    ["wall-ink", "wall"],
    ["wall-ink", "wall-raised"],
    ["wall-soft", "wall"],
    ["wall-soft", "wall-raised"],
    ["wall-accent", "wall"],
    ["wall-accent", "wall-raised"],
    ["wall-good", "wall"],
    ["wall-bad", "wall"],
  ])("R-I03 %s on %s hangs on a wall and has at least 7 : 1 (AAA)", (text, ground) => {
    expect(contrast(token(text), token(ground))).toBeGreaterThanOrEqual(7);
  });

  it.each(["base.css", "public.css"])("R-I03 %s loads nothing from elsewhere, and moves only for those who want it", (name) => {
    expect(read(name)).not.toMatch(/https?:|@import/);
    const [still] = read(name).split("@media (prefers-reduced-motion: no-preference)");
    expect(still).not.toMatch(/\btransition|\banimation/);
  });
});
