import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createNonces } from "../../../core/partners/nonces.ts";
import type { Database } from "../../../core/store/database.ts";
import { IN_MEMORY, openDatabase } from "../../../core/store/open.ts";
import { ENGINES, freshDatabaseUrl, NO_SERVER, SERVER } from "../../support/database.ts";

describe.each(ENGINES)("nonces of signed requests ($name)", ({ open }) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database.close());
  const rows = async (credentialId: string): Promise<number> =>
    (await database.query<{ n: number }>("select count(*)::int as n from nonce where credential_id = $1", [credentialId]))[0]
      ?.n ?? -1;
  const runOut = (credentialId: string) =>
    database.query("update nonce set expires_at = clock_timestamp() - interval '1 second' where credential_id = $1", [
      credentialId,
    ]);

  it("R-I01 a nonce is good once per credential", async () => {
    const { use } = createNonces(database);
    expect(await use("s_1", "abc", 600)).toBe(true);
    expect(await use("s_1", "abc", 600)).toBe(false);
    expect(await use("s_2", "abc", 600)).toBe(true);
    expect(await use("s_1", "abd", 600)).toBe(true);
  });

  it("R-I01 any text is a nonce: of any length, with NUL, with broken Unicode, empty", async () => {
    const { use } = createNonces(database);
    for (const text of ["x".repeat(100_000), "a\0b", "\ud800", "", "đ"]) {
      expect(await use("s_text", text, 600)).toBe(true);
      expect(await use("s_text", text, 600)).toBe(false);
    }
  });

  it("R-I01 once it has run out, it counts as new, whether or not it was tidied away", async () => {
    const { use } = createNonces(database);
    await use("s_old", "abc", 600);
    await runOut("s_old");
    expect(await use("s_old", "abc", 600)).toBe(true);
    expect(await use("s_old", "abc", 600)).toBe(false);
  });

  it("R-I01 expired ones are tidied away with the use of new ones; live ones stay", async () => {
    const { use } = createNonces(database, 3);
    for (let i = 0; i < 5; i += 1) await use("s_tidy", `old ${i}`, 600);
    await runOut("s_tidy");
    for (let i = 0; i < 3; i += 1) await use("s_new", `new ${i}`, 600);
    expect(await rows("s_tidy")).toBe(0);
    expect(await rows("s_new")).toBe(3);
    expect(await use("s_new", "new 0", 600)).toBe(false);
  });

  it("R-I01 the same nonce many times at once: exactly one is let in", async () => {
    const [one, two] = [createNonces(database, 2), createNonces(database, 2)];
    for (let round = 0; round < 10; round += 1) {
      const answers = await Promise.all(
        Array.from({ length: 12 }, (_, i) => (i % 2 ? one : two).use("s_race", `n${round}`, 600)),
      );
      expect(answers.filter((fresh) => fresh)).toHaveLength(1);
    }
  });
});

describe(`nonces across processes${SERVER ? "" : ` (skipped: ${NO_SERVER})`}`, () => {
  it.skipIf(!SERVER)(
    "R-I01 two hubs with a database pool each: of the same nonce at the same time exactly one is let in",
    async () => {
      const { url, drop } = await freshDatabaseUrl();
      const databases = [
        await openDatabase({ databaseUrl: url, dataDir: IN_MEMORY }),
        await openDatabase({ databaseUrl: url, dataDir: IN_MEMORY }),
      ];
      try {
        const hubs = databases.map((database) => createNonces(database, 7));
        for (let round = 0; round < 25; round += 1) {
          const answers = await Promise.all(hubs.flatMap((hub) => [1, 2, 3].map(() => hub.use("s_1", `n${round}`, 600))));
          expect(answers.filter((fresh) => fresh)).toHaveLength(1);
        }
      } finally {
        await Promise.all(databases.map((database) => database.close()));
        await drop();
      }
    },
  );
});
