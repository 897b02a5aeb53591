/** The event stream: read as the standard has it, followed over broken connections without a gap or a double. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readServerEvents, type ServerEvent } from "../../../gateway/client/server-events.ts";
import { away, problem, scripted, type Turn } from "./script.ts";

const encoder = new TextEncoder();
async function* inParts(bytes: Uint8Array, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  let from = 0;
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    const to = Math.min(cut, bytes.length);
    yield bytes.subarray(from, to);
    from = to;
  }
  yield bytes.subarray(from);
}
const read = async (text: string, cuts: readonly number[] = []): Promise<ServerEvent[]> => {
  const found: ServerEvent[] = [];
  for await (const event of readServerEvents(inParts(encoder.encode(text), cuts)).events) found.push(event);
  return found;
};

describe("reading server-sent events", () => {
  it("keeps the last id, joins data lines, drops comments, unknown fields and what is not ended", async () => {
    const text = ": sống\nid: 7\nevent: dossier\ndata: một\ndata:hai\nlạ: x\n\ndata\n\nevent: trống\n\nid: 8\ndata: chưa hết";
    expect(await read(text)).toEqual([
      { id: "7", event: "dossier", data: "một\nhai" },
      { id: "7", event: "message", data: "" },
    ]);
  });

  it("an id that holds U+0000 is none, and the server says how long to wait", async () => {
    const reader = readServerEvents(
      inParts(encoder.encode("id: 1\ndata: a\n\nid: 2\0\nretry: 250\nretry: soon\ndata: b\n\n"), []),
    );
    const ids: string[] = [];
    for await (const { id } of reader.events) ids.push(id);
    expect(ids).toEqual(["1", "1"]);
    expect(reader.reconnectMs()).toBe(250);
  });

  it("R-J04 reads the same whichever line ends there are and wherever the parts are cut, Vietnamese letters included", async () => {
    const line = fc.string({ unit: "grapheme", maxLength: 12 }).map((text) => text.replaceAll(/[\r\n\0]/g, "ữ"));
    const events = fc.array(fc.record({ id: line, data: fc.array(line, { minLength: 1, maxLength: 3 }) }), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(
        events,
        fc.constantFrom("\n", "\r\n", "\r"),
        fc.array(fc.nat(200), { maxLength: 12 }),
        async (sent, end, cuts) => {
          // A leading space belongs to the field's syntax and a BOM to the stream's: neither is what is tested here.
          const text = sent.map(({ id, data }) => [`id: ${id}`, ...data.map((one) => `data: ${one}`), "", ""].join(end)).join("");
          expect(await read(text, cuts)).toEqual(sent.map(({ id, data }) => ({ id, event: "message", data: data.join("\n") })));
        },
      ),
    );
  });

  it.each([
    ["a line", "y".repeat(65_536)],
    ["an event", `data: ${"y".repeat(65_536)}\n`],
  ])("does not fill the memory with %s that never ends", async (_what, piece) => {
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield encoder.encode("data: ");
      for (;;) yield encoder.encode(piece);
    }
    const { events } = readServerEvents(endless());
    await expect(events.next()).rejects.toMatchObject({ code: "response.foreign" });
  });
});

describe("R-J04 following the hub's events", () => {
  const event = (n: number): string =>
    `id: c${n}\nevent: vn.lienthong.dossier.received\ndata: ${JSON.stringify({ specversion: "1.0", id: `d/${n}`, cursor: `c${n}` })}\n\n`;
  const stream = (text: string, broken = false): Response => {
    const parts = [encoder.encode(text)];
    return new Response(
      new ReadableStream({
        pull: (out) => {
          const part = parts.shift();
          if (part !== undefined) out.enqueue(part);
          else if (broken) out.error(new TypeError("terminated"));
          else out.close();
        },
      }),
      { headers: { "content-type": "text/event-stream" } },
    );
  };
  const RETRY = "retry: 1\n\n";
  const follow = async (turns: readonly Turn[], wanted: number) => {
    const stop = new AbortController();
    const { client, sent } = scripted(turns, { auth: { apiKey: "lt_thu" } });
    const seen: string[] = [];
    for await (const { id } of client.events({ after: "c0", signal: stop.signal })) {
      seen.push(id);
      if (seen.length === wanted) stop.abort();
    }
    return { seen, asked: sent.map(({ request }) => request.headers.get("last-event-id")), sent };
  };

  it("goes on after the last event that came, whether the stream ended, broke or the hub was away", async () => {
    const turns: Turn[] = [
      stream(`${RETRY}${event(1)}${event(2)}`),
      stream(`${event(3)}id: c4\nda`, true),
      away(),
      problem(503, "hub.not-ready", { retry: true }),
      stream(event(4)),
    ];
    const { seen, asked, sent } = await follow(turns, 4);
    expect(seen).toEqual(["d/1", "d/2", "d/3", "d/4"]);
    expect(asked).toEqual(["c0", "c2", "c3", "c3", "c3"]);
    expect(sent[0]?.request.headers.get("accept")).toBe("text/event-stream");
    expect(sent[0]?.request.headers.get("authorization")).toBe("Bearer lt_thu");
  });

  it("goes on from where the hub says the stream is, also where no event came", async () => {
    const place = ": nhịp\nid: c7\n\n";
    const { seen, asked } = await follow([stream(`${RETRY}${place}id: c8\n`), stream(event(9))], 1);
    expect(seen).toEqual(["d/9"]);
    expect(asked).toEqual(["c0", "c7"]);
  });

  it("asks for the types it was given, by the stream's own names", async () => {
    const { client, sent } = scripted([stream(event(1))]);
    for await (const one of client.events({ types: ["received", "decided"] })) {
      expect(one.cursor).toBe("c1");
      break;
    }
    expect(sent[0]?.request.url).toBe("https://hub.test/api/v1/events/stream?types=received,decided");
  });

  it.each([
    ["who may not", () => problem(403, "partner.scope-missing", { blame: "caller" }), "partner.scope-missing"],
    ["who is not at a hub", () => new Response("<h1>?</h1>", { headers: { "content-type": "text/html" } }), "response.foreign"],
    ["who gets no JSON", () => stream("data: {\n\n"), "response.foreign"],
  ])("tells %s", async (_who, turn, code) => {
    await expect(follow([turn()], 1)).rejects.toMatchObject({ code });
  });

  it("lets the connection go when nobody reads on", async () => {
    let cancelled = false;
    const open = new ReadableStream({
      start: (out) => out.enqueue(encoder.encode(event(1))),
      cancel: () => {
        cancelled = true;
      },
    });
    const { client } = scripted([new Response(open, { headers: { "content-type": "text/event-stream" } })]);
    for await (const { cursor } of client.events()) {
      expect(cursor).toBe("c1");
      break;
    }
    expect(cancelled).toBe(true);
  });

  it("takes a connection that says nothing for too long as dead", async () => {
    const silent = new Response(new ReadableStream({ start: (out) => out.enqueue(encoder.encode(`${RETRY}${event(1)}`)) }), {
      headers: { "content-type": "text/event-stream" },
    });
    const { client } = scripted([silent, stream(event(2))]);
    const seen: string[] = [];
    for await (const { id } of client.events({ idleMs: 5 })) {
      seen.push(id);
      if (seen.length === 2) break;
    }
    expect(seen).toEqual(["d/1", "d/2"]);
  });
});
