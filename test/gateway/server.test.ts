/** The gateway on a real port: slow and oversized bodies, streams, and the end of the process. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { Hub } from "../../core/hub-types.ts";
import { type RunningServer, type ServerOptions, serveHub } from "../../gateway/server.ts";
import { CODE, dossier, fakeHub, problemOf, receiptOf } from "./fake-hub.ts";

const running: RunningServer[] = [];
const serve = async (hub: Hub, options: Partial<ServerOptions> = {}) => {
  const server = await serveHub(hub, { host: "127.0.0.1", port: 0, drainMs: 5_000, ...options });
  running.push(server);
  return server;
};
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
});

const open = async (url: string): Promise<{ socket: Socket; text: () => string; closed: Promise<unknown> }> => {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let got = "";
  socket.on("data", (chunk: Buffer) => {
    got += chunk.toString("utf8");
  });
  socket.on("error", () => undefined);
  const closed = once(socket, "close");
  await once(socket, "connect");
  return { socket, text: () => got, closed };
};

/** A promise that the test settles when it is time. */
const gate = () => {
  let release: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { opened, release };
};

const POST = `POST /api/v1/dossiers/${CODE}/progress HTTP/1.1\r\nhost: hub.test\r\nauthorization: Bearer portal\r\ncontent-type: application/json\r\n`;

describe("bodies on the wire", () => {
  it("10 MB of JSON is refused before it is read, and the connection ends", async () => {
    const fake = fakeHub();
    const { url } = await serve(fake.hub);
    const { socket, text, closed } = await open(url);
    socket.write(`${POST}content-length: 10000000\r\n\r\n{"note":"`);
    await closed;
    expect(text()).toMatch(/^HTTP\/1\.1 413 /);
    expect(text()).toContain('"code":"request.too-large"');
    expect(fake.executions).toEqual([]);
  });

  it("a body that never comes is 408, and the connection ends", async () => {
    const fake = fakeHub();
    const { url } = await serve(fake.hub, { jsonTimeoutMs: 50 });
    for (const framing of ["content-length: 100\r\n\r\n{", "transfer-encoding: chunked\r\n\r\n1\r\n{\r\n"]) {
      const { socket, text, closed } = await open(url);
      socket.write(`${POST}${framing}`);
      await closed;
      expect(text()).toMatch(/^HTTP\/1\.1 408 /);
    }
    expect(fake.executions).toEqual([]);
  });

  it("a body with and one without a declared length both arrive whole", async () => {
    const fake = fakeHub();
    const { url } = await serve(fake.hub);
    const body = JSON.stringify({ note: "Đang thẩm tra hồ sơ ".repeat(150) });
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => {
        for (const byte of Buffer.from(body)) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    });
    for (const one of [body, stream]) {
      const init = {
        method: "POST",
        headers: { authorization: "Bearer portal", "content-type": "application/json" },
        body: one,
        duplex: "half",
      };
      expect((await fetch(`${url}/api/v1/dossiers/${CODE}/progress`, init as RequestInit)).status).toBe(200);
    }
    const notes = fake.executions.map((one) => (one.command.type === "progress" ? one.command.note : ""));
    expect(notes).toEqual([notes[0], notes[0]]);
    expect(notes[0]).toBe("Đang thẩm tra hồ sơ ".repeat(150).trim());
  });

  it("R-A07 an upload is streamed: the storage sees the first bytes while the rest is still on its way", async () => {
    const first = gate();
    const rest = gate();
    const chunks: number[] = [];
    const fake = fakeHub({
      storeBlob: async (bytes) => {
        for await (const chunk of bytes) {
          chunks.push(chunk.byteLength);
          first.release();
        }
        return { sha256: "a".repeat(64), size: chunks.reduce((sum, size) => sum + size, 0), mediaType: "application/pdf" };
      },
    });
    const { url } = await serve(fake.hub);
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(Buffer.from("%PDF-1.7\n")),
      pull: async (controller) => {
        await rest.opened;
        controller.enqueue(Buffer.from("%%EOF\n"));
        controller.close();
      },
    });
    const init = {
      method: "POST",
      headers: { authorization: "Bearer portal", "content-type": "application/pdf" },
      body,
      duplex: "half",
    };
    const answer = fetch(`${url}/api/v1/blobs?name=to-khai.pdf`, init as RequestInit);
    await first.opened;
    expect(chunks).toEqual([9]);
    rest.release();
    const response = await answer;
    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({ size: 15 });
  });

  it("R-A07 more than 50 MB says so before a byte is read", async () => {
    const { url } = await serve(fakeHub().hub);
    const { socket, text, closed } = await open(url);
    socket.write(
      `POST /api/v1/blobs?name=a.pdf HTTP/1.1\r\nhost: hub.test\r\nauthorization: Bearer portal\r\ncontent-length: 52428801\r\n\r\n`,
    );
    await closed;
    expect(text()).toMatch(/^HTTP\/1\.1 413 /);
  });

  it("R-A07 a form or JSON is no attachment: 415", async () => {
    const { url } = await serve(fakeHub().hub);
    const body = new FormData();
    body.set("file", new Blob(["%PDF"]), "to-khai.pdf");
    const response = await fetch(`${url}/api/v1/blobs?name=to-khai.pdf`, {
      method: "POST",
      headers: { authorization: "Bearer portal" },
      body,
    });
    expect(await problemOf(response)).toMatchObject({ status: 415, code: "request.wrong-content-type" });
  });

  it("a stored file comes back as an attachment that no browser runs", async () => {
    const found = { sha256: "b".repeat(64), size: 4, mediaType: "application/pdf" };
    const bytes = async function* () {
      yield Buffer.from("%P");
      yield Buffer.from("DF");
    };
    const fake = fakeHub({
      readBlob: async (sha256) => (sha256 === found.sha256 ? { info: found, stream: bytes() } : undefined),
    });
    const held = {
      componentId: "tk",
      originals: 0,
      copies: 0,
      files: [{ blob: found.sha256, name: "a.pdf", size: 4, mediaType: found.mediaType }],
    };
    fake.dossiers = [dossier({ components: [held] })];
    const { url } = await serve(fake.hub);
    const headers = { authorization: "Bearer portal" };
    const response = await fetch(`${url}/api/v1/blobs/${found.sha256}?dossier=${CODE}`, { headers });
    expect(await response.text()).toBe("%PDF");
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "application/pdf",
      "content-length": "4",
      "content-disposition": expect.stringMatching(/^attachment/),
      "x-content-type-options": "nosniff",
      "content-security-policy": "default-src 'none'; sandbox",
      "cache-control": "private, no-store",
    });
    expect((await problemOf(await fetch(`${url}/api/v1/blobs/${"c".repeat(64)}?dossier=${CODE}`, { headers }))).status).toBe(404);
    expect((await fetch(`${url}/api/v1/blobs/${found.sha256}`)).status).toBe(401);
  });
});

describe("the end of the process", () => {
  /** A hub whose next command waits for the test. */
  const waitingHub = () => {
    const arrived = gate();
    const go = gate();
    let stopped = 0;
    const fake = fakeHub({
      stop: async () => {
        stopped += 1;
      },
    });
    fake.outcome = async () => {
      arrived.release();
      await go.opened;
      return { outcome: "done", receipt: receiptOf(dossier()), dossier: dossier() };
    };
    return { fake, arrived, go, stopped: () => stopped };
  };
  const send = (url: string) =>
    fetch(`${url}/api/v1/dossiers/${CODE}/progress`, {
      method: "POST",
      headers: { authorization: "Bearer portal", "content-type": "application/json" },
      body: JSON.stringify({ note: "x" }),
    });

  it("a request in flight is answered, with connection: close; new connections are refused; then the hub stops", async () => {
    const { fake, arrived, go, stopped } = waitingHub();
    const server = await serve(fake.hub);
    const answer = send(server.url);
    await arrived.opened;
    const ended = server.stop();
    await expect(fetch(`${server.url}/health/live`)).rejects.toThrow();
    expect(stopped()).toBe(0);
    go.release();
    const response = await answer;
    expect(response.status).toBe(200);
    expect(response.headers.get("connection")).toBe("close");
    expect(await ended).toBe(true);
    expect(stopped()).toBe(1);
    expect(await server.stop()).toBe(true);
    expect(stopped()).toBe(1);
  });

  it("a request that does not end is cut off after the bound, and the hub stops all the same", async () => {
    const { fake, arrived, go, stopped } = waitingHub();
    const server = await serve(fake.hub, { drainMs: 20 });
    const answer = send(server.url);
    answer.catch(() => undefined);
    await arrived.opened;
    expect(await server.stop()).toBe(false);
    await expect(answer).rejects.toThrow();
    expect(stopped()).toBe(1);
    go.release();
  });

  it("a port that is taken is an error, and the hub does not stay behind", async () => {
    const first = await serve(fakeHub().hub);
    let stopped = 0;
    const hub = fakeHub({
      stop: async () => {
        stopped += 1;
      },
    }).hub;
    await expect(serve(hub, { port: Number(new URL(first.url).port) })).rejects.toMatchObject({ code: "EADDRINUSE" });
    expect(stopped).toBe(1);
  });
});
