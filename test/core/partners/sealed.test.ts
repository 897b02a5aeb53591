import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSealer, SealedError } from "../../../core/partners/sealed.ts";
import { SECRET } from "./world.ts";

const sealer = createSealer(SECRET);

describe("R-I02 sealed secrets", () => {
  it("R-I02 whatever is sealed opens again for its own context, and the sealed text does not show it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string(), (text, context) => {
        const sealed = sealer.seal(text, context);
        expect(sealer.open(sealed, context)).toBe(Buffer.from(text).toString("utf8"));
        if (text.length > 4) expect(sealed).not.toContain(text);
      }),
    );
  });

  it("R-I02 a sealed secret moved to another credential does not open", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (text, context, other) => {
        fc.pre(context !== other);
        expect(() => sealer.open(sealer.seal(text, context), other)).toThrow(SealedError);
      }),
    );
  });

  it("R-I02 one changed, missing or added character and it does not open", () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.nat(),
        fc.constantFrom("A", "-", "=", " ", "\0"),
        fc.constantFrom(0, 1, 2),
        (text, at, by, how) => {
          const sealed = sealer.seal(text, "s_1");
          const i = at % sealed.length;
          const changed = sealed.slice(0, i) + (how === 1 ? "" : by) + sealed.slice(how === 2 ? i : i + 1);
          fc.pre(changed !== sealed);
          expect(() => sealer.open(changed, "s_1")).toThrow(SealedError);
        },
      ),
    );
  });

  it("R-I02 another hub's secret opens nothing, and the error says what to do in both languages", () => {
    const foreign = createSealer("mot-bi-mat-khac".repeat(4)).seal("mat", "s_1");
    expect(() => sealer.open(foreign, "s_1")).toThrow(/LIENTHONG_SECRET đã đổi.*LIENTHONG_SECRET has changed/);
    expect(() => sealer.open("", "s_1")).toThrow(expect.objectContaining({ code: "secret.unreadable" }));
  });

  it("R-I02 the same secret sealed twice looks different: equal secrets do not show", () => {
    expect(sealer.seal("mat", "s_1")).not.toBe(sealer.seal("mat", "s_1"));
  });
});
