import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { REFUSAL_CODES, refusal } from "../../../core/dossier/refusals.ts";

const folder = new URL("../../../core/dossier/", import.meta.url);
const rules = ["", "rules/", "../routes/"].flatMap((sub) =>
  readdirSync(new URL(sub, folder))
    .filter((name) => name.endsWith(".ts") && name !== "refusals.ts")
    .map((name) => readFileSync(new URL(`${sub}${name}`, folder), "utf8")),
);

describe("the table of refusals", () => {
  it.each(REFUSAL_CODES)("%s says in Vietnamese and English what was not done and what to do", (code) => {
    const { blame, vi, en, hint } = refusal(code);
    expect(code).toMatch(/^dossier\.[a-z]+(-[a-z]+)*$/);
    expect(["caller", "partner", "hub"]).toContain(blame);
    // Vietnamese with its marks, in one composed form; English without.
    for (const text of [vi, hint.vi]) {
      expect(text).toMatch(/[ăâđêôơưáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ]/iu);
      expect(text).toBe(text.normalize("NFC"));
    }
    for (const text of [en, hint.en]) expect(text).toMatch(/^[\x20-\x7e]+$/);
    for (const text of [vi, en, hint.vi, hint.en]) expect(text).toMatch(/^\p{Lu}.*\.$/u);
  });

  it("has no code that no rule gives", () => {
    const unused = REFUSAL_CODES.filter((code) => !rules.some((source) => source.includes(`"${code}"`)));
    expect(unused).toEqual([]);
  });

  it("keeps details apart from the text, and leaves them out where there are none", () => {
    expect(refusal("dossier.not-found")).not.toHaveProperty("details");
    expect(refusal("dossier.unknown-charge", { chargeId: "c1" }).details).toEqual({ chargeId: "c1" });
  });
});
