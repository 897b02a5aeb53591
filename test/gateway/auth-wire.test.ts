/** What a hostile caller can do on a raw connection before it has proved anything: nothing, slowly or in odd headers. */
import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningServer, serveHub } from "../../gateway/server.ts";
import { CODE, fakeHub } from "./fake-hub.ts";

let server: RunningServer;
const fake = fakeHub();
const looks: { purpose: string }[] = [];
beforeAll(async () => {
  const hub = {
    ...fake.hub,
    partners: { ...fake.hub.partners, recordLook: async (look: { purpose: string }) => void looks.push(look) },
  };
  server = await serveHub(hub, { host: "127.0.0.1", port: 0, drainMs: 5_000, jsonTimeoutMs: 50 });
});
afterAll(() => server.stop());

/** Sends bytes and reads until the hub ends the connection. */
const exchange = async (text: string): Promise<string> => {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  let got = "";
  socket.on("data", (chunk: Buffer) => {
    got += chunk.toString("latin1");
  });
  socket.on("error", () => undefined);
  const closed = once(socket, "close");
  socket.write(text);
  await closed;
  return got;
};
const READ = `GET /api/v1/dossiers/${CODE} HTTP/1.1\r\nhost: hub.test\r\nconnection: close\r\nauthorization: Bearer portal\r\n`;

describe("CRLF in headers", () => {
  it.each([
    ["a bare line feed", "X-Purpose: a\nX-Evil: 1"],
    ["a bare carriage return", "X-Purpose: a\rX-Evil: 1"],
    ["a folded line", "X-Purpose: a\r\n b"],
    ["a NUL", "X-Purpose: a\u0000b"],
    ["a space in a name", "X Purpose: a"],
    ["two lengths", "Content-Length: 1\r\nContent-Length: 2"],
    ["a length and chunks", "Content-Length: 1\r\nTransfer-Encoding: chunked"],
  ])("%s: the request is refused before any door sees it", async (_, header) => {
    looks.length = 0;
    expect(await exchange(`${READ}${header}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 400 /);
    expect(looks).toEqual([]);
  });

  it("encoded ones get into no header and no record", async () => {
    looks.length = 0;
    const answer = await exchange(`${READ}X-Purpose: a%0d%0aset-cookie: x\r\nX-Request-Id: abcdefgh%0d%0aset-cookie: y\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer.toLowerCase()).not.toMatch(/\r\nset-cookie/);
    expect(looks).toEqual([]);
  });
});

describe("slow bodies", () => {
  it("a form for a token, or a body without credentials, that never comes is not waited for", async () => {
    const form = "content-type: application/x-www-form-urlencoded\r\ncontent-length: 100\r\n\r\ngrant_type=";
    expect(await exchange(`POST /oauth/token HTTP/1.1\r\nhost: hub.test\r\n${form}`)).toMatch(/^HTTP\/1\.1 408 /);
    expect(fake.executions).toEqual([]);
  });

  it("more than 8 KiB of form is 413 before it is read", async () => {
    const form = "content-type: application/x-www-form-urlencoded\r\ncontent-length: 9000\r\n\r\n";
    expect(await exchange(`POST /oauth/token HTTP/1.1\r\nhost: hub.test\r\n${form}`)).toMatch(/^HTTP\/1\.1 413 /);
  });
});
