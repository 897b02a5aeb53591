import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createCodeAllocator } from "../../../core/store/codes.ts";
import type { Database } from "../../../core/store/database.ts";
import { ENGINES, freshDatabaseUrl, NO_SERVER, SERVER } from "../../support/database.ts";

const WORKER = fileURLToPath(new URL("./codes-worker.ts", import.meta.url));

describe.each(ENGINES)("dossier numbers ($name)", ({ open }) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database.close());

  it("R-A05 numbers of an agency and day start at 1 and have no gap while none is lost", async () => {
    const one = createCodeAllocator(database);
    const other = createCodeAllocator(database);
    const numbers = await Promise.all(Array.from({ length: 200 }, (_, i) => (i % 2 ? one : other).take("H57.40", "2026-03-02")));
    expect([...numbers].sort((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, i) => i + 1));
  });

  it("counts each agency and each day on its own", async () => {
    const codes = createCodeAllocator(database);
    expect(
      await Promise.all([
        codes.take("H57.41", "2026-03-02"),
        codes.take("H57.42", "2026-03-02"),
        codes.take("H57.41", "2026-03-03"),
      ]),
    ).toEqual([1, 1, 1]);
  });

  it("a number of a refused command goes to the next caller, so that people see no gap", async () => {
    const codes = createCodeAllocator(database);
    const first = await codes.take("H57.43", "2026-03-02");
    const second = await codes.take("H57.43", "2026-03-02");
    codes.giveBack("H57.43", "2026-03-02", first);
    expect(await codes.take("H57.43", "2026-03-02")).toBe(first);
    expect(await codes.take("H57.43", "2026-03-02")).toBe(second + 1);
  });
});

describe.skipIf(!SERVER)(`dossier numbers with five processes at once${SERVER ? "" : ` (skipped: ${NO_SERVER})`}`, () => {
  it("R-A05 never gives one number twice", async () => {
    const { url, drop } = await freshDatabaseUrl();
    try {
      const runs = await Promise.all(
        Array.from({ length: 5 }, () =>
          promisify(execFile)(process.execPath, ["--import", "tsx", WORKER, url, "H57.40", "2026-03-02", "700"], {
            maxBuffer: 1e8,
          }),
        ),
      );
      const numbers = runs.flatMap((run) => JSON.parse(run.stdout) as number[]);
      expect(numbers).toHaveLength(5 * 600);
      expect(new Set(numbers).size).toBe(numbers.length);
      expect(Math.max(...numbers)).toBeLessThanOrEqual(5 * 700);
    } finally {
      await drop();
    }
  });
});
