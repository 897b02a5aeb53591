/** The database away: how it is known, and that it is well again by itself. */
import { connect, createServer, type Server, type Socket } from "node:net";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { databaseAway } from "../../../core/hub.ts";
import type { Database } from "../../../core/store/database.ts";
import { IN_MEMORY, openDatabase } from "../../../core/store/open.ts";
import { freePort } from "../../../gateway/cli/free-port.ts";
import { freshDatabaseUrl, NO_SERVER, SERVER } from "../../support/database.ts";

const failed = (code: string): Error => Object.assign(new TypeError("?"), { code });

describe("R-J04 whether the database is away", () => {
  it.each(["CONNECTION_CLOSED", "CONNECT_TIMEOUT", "ECONNREFUSED", "08006", "57P01", "57P03", "53300", "53100", "ENOSPC"])(
    "R-J04 %s says so, also inside what Drizzle makes of it",
    (code) => {
      expect(databaseAway(failed(code))).toBe(code);
      expect(databaseAway(new TypeError("Failed query: select", { cause: failed(code) }))).toBe(code);
    },
  );
  it.each([
    failed("23505"),
    failed("57014"),
    failed("hub.unexpected"),
    new TypeError("CONNECTION_CLOSED"),
    "ECONNREFUSED",
    undefined,
  ])("R-J04 %s does not", (error) => expect(databaseAway(error)).toBeUndefined());
});

/** Between the hub and the server, so that a test can take the server away. */
const openRoad = async (host: string, port: number) => {
  const sockets = new Set<Socket>();
  const join = (near: Socket): void => {
    const far = connect(port, host);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on("error", () => other.destroy()).on("close", () => other.destroy());
      one.pipe(other);
    }
  };
  const listen = (at: number): Promise<Server> =>
    new Promise((resolve) => {
      const made: Server = createServer(join).listen(at, "127.0.0.1", () => resolve(made));
    });
  // It comes back on the same port, which no connection of those who try meanwhile may take.
  const own = await freePort();
  let server = await listen(own);
  const close = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of sockets) socket.destroy();
    sockets.clear();
    await closed;
  };
  const reopen = async (): Promise<void> => {
    server = await listen(own);
  };
  return { port: own, close, reopen };
};

describe.skipIf(SERVER === undefined)(`PostgreSQL behind a road that is cut ${SERVER === undefined ? NO_SERVER : ""}`, () => {
  let database: Database;
  let road: Awaited<ReturnType<typeof openRoad>>;
  let drop: () => Promise<void>;
  beforeAll(async () => {
    const fresh = await freshDatabaseUrl();
    drop = fresh.drop;
    const url = new URL(fresh.url);
    road = await openRoad(url.hostname, Number(url.port || 5432));
    url.hostname = "127.0.0.1";
    url.port = String(road.port);
    database = await openDatabase({ databaseUrl: url.href, dataDir: IN_MEMORY });
  });
  afterAll(async () => {
    await database?.close();
    await road?.close();
    await drop?.();
  });

  const asked = {
    "hot statements": () => database.query("select 1"),
    Drizzle: () => database.db.execute(sql`select 1`),
    transactions: () => database.transaction((query) => query("select 1")),
  } as const;
  it("R-J04 every way of asking says that it is away, and serves again once it is back", async () => {
    for (const ask of Object.values(asked)) await ask();
    await road.close();
    // The first after the cut meets a connection that was closed, the next one a port where nobody listens.
    for (const [way, ask] of Object.entries(asked))
      for (const _ of [1, 2])
        expect(
          databaseAway(
            await Promise.resolve(ask()).then(
              () => "served",
              (error: unknown) => error,
            ),
          ),
          way,
        ).toBeDefined();
    await road.reopen();
    for (const [way, ask] of Object.entries(asked))
      await expect.poll(() => Promise.resolve(ask()).then(() => "served", databaseAway), { message: way }).toBe("served");
  });
});
