/**
 * What a developer would write first: Hono + zod + one INSERT, answered after its commit. No key, no events, no messages, no
 * code, no log. argv: database URL. Prints its port.
 */
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import postgres from "postgres";
import { COMMANDS } from "../../core/dossier/commands.ts";

const sql = postgres(process.argv[2] ?? "", { max: 10, onnotice: () => {} });
await sql`create table if not exists bare (id bigserial primary key, body jsonb not null, at timestamptz not null default now())`;
const body = COMMANDS.submit.omit({ type: true });

const app = new Hono().post("/dossiers", async (c) => {
  const parsed = body.safeParse(await c.req.json());
  if (!parsed.success) return c.json({ error: "invalid" }, 422);
  const [row] = await sql.unsafe("insert into bare (body) values ($1::text::jsonb) returning id", [JSON.stringify(parsed.data)], {
    prepare: true,
  });
  return c.json({ id: row?.["id"] }, 201);
});
const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, (info) =>
  process.stdout.write(`${JSON.stringify({ port: info.port })}\n`),
);
process.on("SIGTERM", () => {
  server.close();
  void sql.end({ timeout: 1 }).then(() => process.exit(0));
});
