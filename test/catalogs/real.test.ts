/** The catalogs that come with the hub. */
import { describe, expect, it } from "vitest";
import { stripLocalSuffix } from "../../catalogs/codes.ts";
import { checkCatalogs, formatProblem, loadCatalogs } from "../../catalogs/load.ts";
import { findAgency, resolves } from "../../catalogs/scope.ts";
import type { Agency, Procedure } from "../../catalogs/types.ts";
import { STATUSES } from "../../core/dossier/statuses.ts";

const catalogs = loadCatalogs();
const agencies = [...catalogs.agencies.values()];

function procedure(code: string): Procedure {
  const found = catalogs.procedures.find((p) => p.code === code);
  if (found === undefined) throw new RangeError(`no procedure ${code}`);
  return found;
}

function agency(id: string): Agency {
  const found = findAgency(catalogs, id);
  if (found === undefined) throw new RangeError(`no agency ${id}`);
  return found;
}

describe("the hub's own catalogs", () => {
  it("R-E01 have no problem", () => {
    expect(checkCatalogs().map(formatProblem)).toEqual([]);
  });

  it("R-E01 publish at least 45 procedures, each with source, legal basis, result and components", () => {
    expect(catalogs.procedures.length).toBeGreaterThanOrEqual(45);
    for (const p of catalogs.procedures) {
      expect([p.code, p.components.length > 0, p.legal.length > 0, p.results.length > 0]).toEqual([p.code, true, true, true]);
    }
  });

  it("R-E01 hold every procedure that the first road needs", () => {
    const needed =
      "1.001193 1.000656 1.000894 1.004873 1.004859 1.004884 2.000635 2.000806 2.001023 2.000986 2.002621 2.002622 " +
      "1.004222 1.004194 1.002755 1.003197 1.010028 1.010038 1.010041 1.003677 2.001159 2.000815 2.000884 2.001035 2.001019 2.000908 " +
      "1.001612 2.000720 1.001570 1.001266 1.013978 1.013831 1.012783 1.013225 1.001731 1.001776 1.001699 1.014027 1.014028 " +
      "1.014160 1.014137 1.014166 1.014173 1.014171 1.014177 1.014178";
    const codes = new Set(catalogs.procedures.map((p) => p.code));
    expect(needed.split(" ").filter((code) => !codes.has(code))).toEqual([]);
  });

  it("R-B06 hold the eleven procedures for people with merit", () => {
    const eleven = "1.010801 1.010802 1.010803 1.010812 1.010814 1.010820 1.010824 1.010825 1.010829 1.010830 1.010833".split(
      " ",
    );
    expect(eleven.map((code) => procedure(code).field)).toEqual(Array(11).fill("Người có công"));
  });

  it("R-B03 birth registration is a same-day procedure with the 15:00 rule, certification one with the 11:00 rule", () => {
    expect(procedure("1.001193").cases.map((c) => c.time)).toEqual([{ kind: "sameDay", rule: "threePm" }]);
    expect(procedure("2.000815").cases.map((c) => c.time)).toEqual([{ kind: "sameDay", rule: "noon" }]);
  });

  it("R-B02 times are those of the sources", () => {
    expect(procedure("1.004884").cases.map((c) => c.time)).toEqual([{ kind: "workingDays", days: 5 }]);
    expect(procedure("2.001159").cases.map((c) => c.time)).toEqual([{ kind: "hours", hours: 1 }]);
    expect(procedure("1.014171").cases.map((c) => c.time)).toEqual([{ kind: "calendarDaysWithoutHolidays", days: 20 }]);
    expect(procedure("1.010824").cases.map((c) => c.time)).toEqual([
      { kind: "calendarDays", days: 19 },
      { kind: "calendarDays", days: 24 },
    ]);
  });

  it("R-A03 no note is a component, and papers that are only shown or 'nếu có' are not required", () => {
    const all = catalogs.procedures.flatMap((p) => p.components.map((c) => ({ code: p.code, ...c })));
    expect(all.filter((c) => /^\W*lưu ý/i.test(c.name)).map((c) => c.code)).toEqual([]);
    expect(all.filter((c) => c.required && /nếu có\)?\.?$/i.test(c.name)).map((c) => [c.code, c.id])).toEqual([]);
    expect(all.filter((c) => c.required && /phải xuất trình/i.test(c.group ?? "")).map((c) => [c.code, c.id])).toEqual([]);
  });

  it("R-A10 a procedure that only the counter takes has no online level", () => {
    expect(procedure("2.000815").onlineLevel).toBe("none");
    expect(procedure("1.010041").onlineLevel).toBe("full");
    for (const p of catalogs.procedures) {
      expect([p.code, p.onlineLevel === "none"]).toEqual([p.code, !p.cases.some((c) => c.channels.includes("online"))]);
    }
  });

  it("R-D01 a fee that the provincial council sets has no amount and says so", () => {
    const [fee] = procedure("1.004884").cases[0]?.fees ?? [];
    expect(fee?.amount).toBeNull();
    expect(fee?.note).toContain("Hội đồng nhân dân");
    expect(procedure("2.000635").cases[0]?.fees[0]?.amount).toBe(8000);
  });

  it("describe a two-tier province: 40 open communes and wards right under it, districts only closed", () => {
    const open = agencies.filter((a) => a.status === "open");
    expect(open.filter((a) => a.level === "commune")).toHaveLength(40);
    expect(open.filter((a) => a.level === "commune" && a.parentId !== "H57")).toEqual([]);
    expect(open.filter((a) => a.level === "district")).toEqual([]);
    const districts = agencies.filter((a) => a.level === "district");
    expect(districts.length).toBeGreaterThanOrEqual(9);
    for (const d of districts) expect([d.id, d.status, d.successorIds.length > 0]).toEqual([d.id, "closed", true]);
  });

  it("reads a former district by its old dotted id and leads to its successors", () => {
    const former = agency("000.00.21.H57");
    expect(former.status).toBe("closed");
    expect(former.successorIds.map((id) => agency(id).status)).toEqual(former.successorIds.map(() => "open"));
    const pairs = catalogs.codeMaps.get("former-districts")?.entries ?? [];
    const fromAgencies = agencies
      .filter((a) => a.status === "closed")
      .flatMap((a) => a.successorIds.map((id) => `${a.id} ${id}`));
    expect(pairs.map((e) => `${e.ours} ${e.theirs}`).sort()).toEqual(fromAgencies.sort());
  });

  it("R-A12 an agency resolves what it publishes and nothing else", () => {
    expect(resolves(agency("H57.101"), procedure("1.001193"))).toBe(true);
    expect(resolves(agency("H57.101"), procedure("1.012783"))).toBe(false);
    expect(resolves(agency("H57.03.01"), procedure("1.012783"))).toBe(true);
    expect(resolves(agency("H57.21"), procedure("1.001193"))).toBe(false);
    expect(resolves(agency("H57.101"), { code: "9.000001", level: null })).toBe(false);
    expect(findAgency(catalogs, "H99")).toBeUndefined();
  });

  it("R-G01 map the portal's channels, applicant kinds and the ten national statuses", () => {
    const theirs = (id: string) => (catalogs.codeMaps.get(id)?.entries ?? []).map((e) => [e.ours, e.theirs]);
    expect(theirs("portal-channel")).toEqual([
      ["counter", "1"],
      ["online", "2"],
      ["post", "3"],
    ]);
    expect(theirs("portal-applicant-kind").map(([, code]) => code)).toEqual(["1", "2", "3", "4"]);
    const statuses = Object.entries(STATUSES).map(([status, { national }]) => [status, String(national)]);
    expect(theirs("national-status").toSorted()).toEqual(statuses.toSorted());
    expect(new Set(theirs("national-status").map(([, code]) => code))).toEqual(
      new Set(["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]),
    );
  });
});

describe("procedure codes", () => {
  it.each([
    ["1.001193.000.00.00.H56", "1.001193"],
    ["2.002621.H56", "2.002621"],
    ["1.001193.000.00.19.H47", "1.001193"],
    ["1.004884.H57.101", "1.004884"],
    ["1.001193", "1.001193"],
    [" 1.001193 ", "1.001193"],
    ["1.0133611", "1.0133611"],
    ["1.014955-Xoa", "1.014955-Xoa"],
    ["", ""],
  ])("R-G01 strips the provincial suffix: %s → %s", (local, national) => {
    expect(stripLocalSuffix(local)).toBe(national);
  });
});
