/** The lock-out where it matters: two hubs of their own on one PostgreSQL, tried at the same moment. */
import { describe, expect, it } from "vitest";
import { createPeople } from "../../../core/people/people.ts";
import { openDatabase } from "../../../core/store/open.ts";
import { freshDatabaseUrl, NO_SERVER, SERVER } from "../../support/database.ts";

const LAN = { id: "lan", name: "Nguyễn Thị Lan", role: "head", agencies: ["*"] } as const;
const RIGHT = "con mèo trèo cây cau";

describe.skipIf(!SERVER)(`lock-out across hubs${SERVER ? "" : ` (skipped: ${NO_SERVER})`}`, () => {
  it("R-I01 sixty tries at once at two hubs: five passwords are looked at, and the lock holds at both", async () => {
    const { url, drop } = await freshDatabaseUrl();
    const databases = await Promise.all([1, 2].map(() => openDatabase({ databaseUrl: url, dataDir: "memory" })));
    try {
      const hubs = databases.map((database) =>
        createPeople({ database, clock: () => new Date().toISOString(), secret: "s".repeat(32), cost: { ln: 4, r: 1, p: 1 } }),
      );
      const [here, there] = hubs;
      if (here === undefined || there === undefined) throw new TypeError("two hubs were opened");
      await here.add({ ...LAN, agencies: ["*"] }, RIGHT, { actor: "cli/thu", reason: "thử" });
      // The same with a name that nobody has.
      for (const id of [LAN.id, "khong-co"]) {
        const results = await Promise.all(
          Array.from({ length: 60 }, (_, n) => (n % 2 === 0 ? here : there).signIn({ id, password: `sai mật khẩu lần ${n}` })),
        );
        expect(results.filter(({ outcome }) => outcome === "wrong")).toHaveLength(5);
        expect(results.filter(({ outcome }) => outcome === "locked")).toHaveLength(55);
        for (const hub of hubs) expect((await hub.signIn({ id, password: RIGHT })).outcome).toBe("locked");
      }
    } finally {
      await Promise.all(databases.map((database) => database.close()));
      await drop();
    }
  });
});
