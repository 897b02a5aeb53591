/** Routes are checked before anybody is sent along one. */
import { describe, expect, it } from "vitest";
import { ADAPTERS } from "../../adapters/registry.ts";
import { checkCatalogs, loadCatalogs } from "../../catalogs/load.ts";
import { missingFields } from "../../core/routes/legs.ts";
import { operationsOf } from "../../gateway/adapters.ts";
import { catalogChanged, catalogWith, good, lineOf, ROUTES } from "./fixtures.ts";

const LANES = new Map([["police", ["registerResidence"]]]);
const problems = (from: string, to: string) => checkCatalogs(catalogChanged(ROUTES, from, to), LANES);

describe("routes", () => {
  it.each([
    ["a leg that waits for one that is not there", "after: [mot]", "after: [khong-co]", "route.dead-end"],
    ["legs that wait for each other", "{ key: mot,", "{ key: mot, after: [ba],", "route.circle"],
    ["a leg that waits for itself", "{ key: mot,", "{ key: mot, after: [mot],", "route.circle"],
    ["an adapter that does not exist", "lane: police", "lane: khong-co", "route.unknown-lane"],
    ["an operation that its adapter has not", "operation: registerResidence", "operation: khongCo", "route.unknown-operation"],
    ["half a road", ", operation: registerResidence", "", "route.half-a-road"],
    [
      "a payment that a partner should carry",
      "kind: payment,",
      "kind: payment, lane: police, operation: registerResidence,",
      "route.payment-leg",
    ],
    ["a fact that the leg before does not give", "facts: [soDinhDanh]", "facts: [khongCho]", "route.not-given"],
    ["a fact of a leg that does not come before", "takes: [{ from: mot", "takes: [{ from: ba", "route.not-before"],
    [
      "a condition on a leg that does not come before",
      "{ key: mot,",
      "{ key: mot, when: [{ leg: hai, gave: x, present: true }],",
      "route.not-before",
    ],
    ["an agency that does not exist", "agency: H57,", "agency: H99,", "catalog.missing-reference"],
    ["an agency that is closed", "agency: H57,", "agency: H57.21,", "catalog.closed-agency"],
    ["a procedure that does not exist", '["1.001193"]', '["1.999999"]', "catalog.missing-reference"],
    ["two legs of one key", "key: hai", "key: mot", "catalog.duplicate"],
    ["a procedure twice", '["1.001193"]', '["1.001193", "1.001193"]', "catalog.duplicate"],
  ])("R-B06 refuses %s, with file and line", (_, from, to, code) => {
    const found = problems(from, to);
    expect(found.map((problem) => problem.code)).toContain(code);
    const problem = found.find((one) => one.code === code);
    expect(problem?.file).toBe(ROUTES);
    expect(problem?.line).toBeGreaterThanOrEqual(lineOf(ROUTES, "- id:"));
    expect(problem?.vi).not.toBe(problem?.en);
  });

  it("R-B06 refuses legs that take longer than the procedure itself", () => {
    const procedures = good("procedures/civil.yaml").replace(
      "{ kind: sameDay, rule: threePm }",
      "{ kind: workingDays, days: 5 }",
    );
    const withDays = (days: number) =>
      checkCatalogs(
        catalogWith({
          "procedures/civil.yaml": procedures,
          [ROUTES]: good(ROUTES)
            .replace("{ key: mot,", `{ key: mot, time: { kind: workingDays, days: ${days} },`)
            .replace("{ key: hai,", "{ key: hai, time: { kind: workingDays, days: 3 },"),
        }),
      ).map((problem) => problem.code);
    expect(withDays(2)).toEqual([]);
    expect(withDays(3)).toEqual(["route.too-long"]);
  });

  it("R-B06 without a list of adapters the roads are not asked about", () => {
    expect(checkCatalogs(catalogChanged(ROUTES, "lane: police", "lane: khong-co"))).toEqual([]);
  });
});

describe("the routes that come with the hub", () => {
  const { routes } = loadCatalogs();

  it("R-B06 every leg's adapter and operation exist", () => {
    expect(checkCatalogs(undefined, operationsOf(ADAPTERS))).toEqual([]);
  });

  it("R-B06 covers the trio, the death group, the eleven, land, household business, and what a ministry decides", () => {
    const legs = (code: string) => routes.get(code)?.legs.map((leg) => leg.lane ?? leg.kind);
    const trio = ["civil-status", "police", "social-insurance"];
    expect(legs("2.000986")).toEqual(trio);
    expect(legs("2.002621")).toEqual(trio);
    expect(legs("2.001023")).toEqual(["civil-status", "social-insurance"]);
    expect(legs("2.002622")).toEqual([...trio, "departments"]);
    expect(legs("1.013831")).toEqual(["land-registry", "tax", "payment", "land-registry"]);
    expect(legs("1.001612")).toEqual(["tax"]);
    expect(legs("1.010816")).toEqual(["departments", "ministry"]);
    const eleven = ["801", "802", "803", "812", "814", "820", "824", "825", "829", "830", "833"].map((end) => `1.010${end}`);
    for (const code of eleven) expect(legs(code), code).toEqual(["departments"]);
  });

  it("R-G03 the tax phase stands outside the land office's clock", () => {
    const standing = routes.get("1.013831")?.legs.filter((leg) => leg.clock === "stands");
    expect(standing?.map((leg) => leg.key)).toEqual(["thue", "nop-thue"]);
  });

  it("R-B06 says every field that is missing at once", () => {
    const needs = routes.get("1.013831")?.needs ?? [];
    expect(missingFields({ parcels: [{ mapSheet: "12", number: "", areaSquareMetres: 0 }] }, needs)).toEqual([
      "parcels.0.number",
      "parcels.0.address",
      "land.transferKind",
    ]);
  });
});
