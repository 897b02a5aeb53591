/** Reading the national list: streams, broken files, and the whole real list where it is at hand. */
import { createReadStream, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { FINDING_KINDS } from "../../catalogs/import/findings.ts";
import { countFindings, importNational } from "../../catalogs/import/national.ts";
import { type NationalLine, readNational } from "../../catalogs/import/read.ts";
import { formatImportReport } from "../../catalogs/import/report.ts";
import { loadCatalogs } from "../../catalogs/load.ts";
import { procedure as procedureSchema } from "../../catalogs/types.ts";
import { newFolder } from "./fixtures.ts";

function line(code: string): string {
  const channels = [{ channel: "DIRECT", time: "5 WORKING_DAY", fees: ["0 VNĐ ()"] }];
  return JSON.stringify({
    code,
    decision: "1",
    name: `Thủ tục ${code}`,
    level: "Cấp Xã",
    field: "Hộ tịch",
    agency: "x",
    result: "x",
    channels,
    components: [{ group: null, name: "Đơn", originals: 1, copies: 0 }],
    legal: ["Luật"],
  });
}

async function* chunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(source: string | AsyncIterable<Uint8Array>): Promise<readonly NationalLine[]> {
  const lines: NationalLine[] = [];
  for await (const item of readNational(source)) lines.push(item);
  return lines;
}

const THREE = `${line("1.000001")}\n\n${line("1.000002")}\r\n${line("1.000003")}`;

describe("reading the list", () => {
  it.each([1, 7, 64, 100_000])(
    "gives the same lines whatever the chunk size (%i bytes), plain and gzipped, in the middle of a letter too",
    async (size) => {
      const plain = await read(chunks(Buffer.from(THREE), size));
      expect(plain.map((item) => item.line)).toEqual([1, 3, 4]);
      expect(plain.map((item) => "record" in item)).toEqual([true, true, true]);
      expect(await read(chunks(gzipSync(THREE), size))).toEqual(plain);
    },
  );

  it("reads a path, gzipped or not, whatever its name", async () => {
    const folder = newFolder();
    writeFileSync(join(folder, "a.jsonl"), THREE);
    writeFileSync(join(folder, "b.jsonl"), gzipSync(THREE));
    expect(await read(join(folder, "a.jsonl"))).toEqual(await read(join(folder, "b.jsonl")));
    await expect(read(join(folder, "none.jsonl"))).rejects.toMatchObject({ code: "ENOENT" });
    await expect(read(folder)).rejects.toMatchObject({ code: "EISDIR" });
  });

  it("a malformed line is a finding with its number and harms nothing else", async () => {
    const text = [line("1.000001"), "{not json", "[".repeat(100_000), line("1.000002")].join("\n");
    const result = await importNational(chunks(Buffer.from(text), 4096));
    expect(result.read).toBe(2);
    expect(result.procedures.map((p) => p.code)).toEqual(["1.000001", "1.000002"]);
    expect(result.findings.map((f) => [f.kind, f.line])).toEqual([
      ["malformedLine", 2],
      ["malformedLine", 3],
    ]);
  });

  it("a line without end is dropped, not kept in memory", async () => {
    const text = `${line("1.000001")}\n"${"x".repeat(4_100_000)}"\n${line("1.000002")}\n`;
    const result = await importNational(chunks(Buffer.from(text), 65_536));
    expect(result.procedures).toHaveLength(2);
    expect(result.findings.map((f) => [f.kind, f.line])).toEqual([["lineTooLong", 2]]);
  });

  it("a gzip file that was cut keeps what came before and says so", async () => {
    const many = Array.from({ length: 500 }, (_, index) => line(`1.${String(index).padStart(6, "0")}`)).join("\n");
    const bytes = gzipSync(many);
    const result = await importNational(chunks(bytes.subarray(0, bytes.length - 200), 1024));
    expect(result.findings.at(-1)?.kind).toBe("truncatedFile");
    expect(result.procedures.length).toBeLessThan(500);
    expect(result.read).toBe(result.procedures.length);
  });

  it("closes the file when the reader stops early", async () => {
    const path = join(newFolder(), "a.jsonl");
    writeFileSync(path, Array(5000).fill(line("1.000001")).join("\n"));
    const stream = createReadStream(path);
    for await (const item of readNational(stream)) {
      expect(item.line).toBe(1);
      break;
    }
    expect(stream.destroyed).toBe(true);
  });

  it("an empty file gives nothing", async () => {
    expect(await importNational(chunks(new Uint8Array(), 1))).toEqual({ read: 0, procedures: [], findings: [] });
  });
});

describe("the import", () => {
  it("keeps the first of two records with one code and names the line of the first", async () => {
    const text = [line("1.000001"), line("1.000002"), line("1.000001")].join("\n");
    const result = await importNational(chunks(Buffer.from(text), 1000));
    expect(result.procedures).toHaveLength(2);
    expect(result.findings).toEqual([{ kind: "duplicateCode", line: 3, code: "1.000001", text: "Đã có ở dòng 1" }]);
  });

  it("does not overwrite what was curated by hand", async () => {
    const text = [line("1.000001"), line("1.000002")].join("\n");
    const result = await importNational(chunks(Buffer.from(text), 1000), { curated: new Set(["1.000002"]) });
    expect(result.procedures.map((p) => p.code)).toEqual(["1.000001"]);
    expect(result.findings.map((f) => [f.kind, f.code])).toEqual([["curatedKept", "1.000002"]]);
  });

  it("reports in Vietnamese and English, counts by kind, and what would change", async () => {
    const text = [line("1.000001"), line("1.115002"), "{"].join("\n");
    const result = await importNational(chunks(Buffer.from(text), 1000));
    const changes = {
      added: ["1.000001"],
      changed: [{ code: "1.115002", fields: ["name", "+components.tp-1"] }],
      unchanged: 0,
      applied: false,
    };
    const report = formatImportReport(result, { file: "danh-muc.jsonl", changes });
    expect(report).toContain("danh-muc.jsonl");
    expect(report).toContain("Biến thể của một tỉnh (1.115xxx) / Provincial variant (1.115xxx) [provincialVariant]");
    expect(report).toContain("dòng 2 (1.115002)");
    expect(report).toContain("dòng 3:");
    expect(report).toContain("chưa ghi gì / preview, nothing written");
    expect(report).toContain("1.115002: name, +components.tp-1");
    expect(formatImportReport(result, { file: "danh-muc.jsonl", changes })).toBe(report);
  });
});

const REAL =
  process.env["NATIONAL_PROCEDURES"] ?? new URL("../../../shared/data/national-procedures.jsonl.gz", import.meta.url).pathname;
const present = existsSync(REAL);

describe.skipIf(!present)(
  `the whole national list${present ? "" : " (skipped: the file is not on this machine, set NATIONAL_PROCEDURES)"}`,
  () => {
    const first = present ? importNational(REAL) : undefined;

    it("R-G01 takes all 5,652 records: 5,649 procedures and three codes that are not national", async () => {
      const result = await first;
      expect(result?.read).toBe(5652);
      expect(result?.procedures).toHaveLength(5649);
      expect(result?.findings.filter((f) => f.kind === "badCode").map((f) => f.code)).toEqual([
        "1.0133611",
        "1.014955-Xoa",
        "2.009182739",
      ]);
      for (const p of result?.procedures ?? []) procedureSchema.parse(p);
    });

    it("counts what the source is known to lack, and every count adds up", async () => {
      const result = await first;
      const findings = result?.findings ?? [];
      const counts = new Map(countFindings(findings).map(({ kind, count }) => [kind, count]));
      expect(counts.get("missingAgency")).toBe(1106);
      expect(counts.get("missingLevel")).toBe(85);
      expect(counts.get("missingResult")).toBe(19);
      expect(counts.get("missingDecision")).toBe(1);
      expect(counts.get("provincialVariant")).toBe(672);
      expect([...counts.values()].reduce((a, b) => a + b, 0)).toBe(findings.length);
      expect([...counts.keys()].filter((kind) => !(kind in FINDING_KINDS))).toEqual([]);
      expect(findings.filter((f) => f.kind === "badRecord" || f.kind === "malformedLine" || f.kind === "unknownField")).toEqual(
        [],
      );
      expect((result?.procedures ?? []).filter((p) => p.level === null)).toHaveLength(85);
    });

    it("names the traps of domain.md §4 where they are", async () => {
      const result = await first;
      const of = (code: string) => (result?.findings ?? []).filter((f) => f.code === code).map((f) => f.kind);
      expect(of("2.000815")).toContain("feeInDollars");
      expect(of("1.001193")).toEqual(expect.arrayContaining(["timeUnitOther", "noteAsComponent", "missingAgency"]));
      expect(of("2.000635")).toContain("timeMissing");
      expect(of("1.013978")).toContain("timeDiffersByChannel");
      expect(of("1.014173")).toContain("proseContradictsTime");
      expect(of("1.002755")).toContain("proseContradictsFee");
    });

    it("is repeatable: the same file gives a deep-equal answer", async () => {
      expect(await importNational(REAL)).toEqual(await first);
    });

    it("leaves the hub's curated procedures alone when told to", async () => {
      const curated = new Set(loadCatalogs().procedures.map((p) => p.code));
      const result = await importNational(REAL, { curated });
      expect(result.procedures.filter((p) => curated.has(p.code))).toEqual([]);
      const kept = result.findings.filter((f) => f.kind === "curatedKept").length;
      expect(result.procedures.length + kept).toBe(5649);
      // 2.002621 and 2.002622 are not in the crawl (domain.md §4).
      expect(kept).toBe(curated.size - 2);
    });
  },
);
