/** A client without manners: bytes on a socket as the attack has them, and what comes back before the other end closes. */
import { connect } from "node:net";

/** One answer, as it stood on the wire. */
export interface Answer {
  readonly status: number;
  /** Names in lower case; of a name given twice, all values. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly text: string;
}

const unchunked = (body: Buffer): Buffer => {
  const parts: Buffer[] = [];
  for (let at = 0; ; ) {
    const line = body.indexOf("\r\n", at);
    const size = Number.parseInt(body.subarray(at, line === -1 ? at : line).toString("latin1"), 16);
    if (line === -1 || !(size > 0)) return Buffer.concat(parts);
    parts.push(body.subarray(line + 2, line + 2 + size));
    at = line + 4 + size;
  }
};

/** The first answer in what came, and how many bytes of it there are. */
const readOne = (bytes: Buffer): { readonly answer: Answer; readonly length: number } => {
  const end = bytes.indexOf("\r\n\r\n");
  const [first = "", ...lines] = bytes
    .subarray(0, end === -1 ? 0 : end)
    .toString("latin1")
    .split("\r\n");
  const headers = new Map<string, string[]>();
  for (const line of lines) {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).toLowerCase();
    headers.set(name, [...(headers.get(name) ?? []), line.slice(colon + 1).trim()]);
  }
  const rest = bytes.subarray(end + 4);
  const declared = headers.get("content-length")?.[0];
  const size = declared === undefined ? rest.length : Number(declared);
  const body = headers.get("transfer-encoding")?.[0] === "chunked" ? unchunked(rest) : rest.subarray(0, size);
  return {
    answer: { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(first)?.[1] ?? 0), headers, text: body.toString("utf8") },
    length: end + 4 + size,
  };
};

/** Sends the bytes and gives every answer that came until the hub closed the connection. */
export const sendRaw = (url: string, bytes: string | Uint8Array): Promise<readonly Answer[]> =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    const got: Buffer[] = [];
    socket.on("connect", () => socket.write(bytes));
    socket.on("data", (chunk: Buffer) => got.push(chunk));
    // Cut off while we were still sending: what was said before counts.
    socket.on("error", () => undefined);
    socket.on("close", () => {
      const answers: Answer[] = [];
      for (let left: Buffer = Buffer.concat(got); left.length > 0; ) {
        const { answer, length } = readOne(left);
        answers.push(answer);
        left = answer.status === 0 ? Buffer.alloc(0) : left.subarray(length);
      }
      resolve(answers);
    });
  });

export interface Attack {
  readonly method?: string;
  readonly path: string;
  /** A list where a name goes twice, or where the order matters. */
  readonly headers?: Readonly<Record<string, string>> | readonly (readonly [string, string])[];
  readonly body?: string | Uint8Array;
  /** "declared" (default): with its length. "chunked": without. A number: declares that many, whatever is sent. */
  readonly length?: "declared" | "chunked" | number;
}

/** The bytes of a request; nothing in it is checked or made proper. */
export const bytesOf = (url: string, attack: Attack): Buffer => {
  const { method = attack.body === undefined ? "GET" : "POST", path, headers = {}, body, length = "declared" } = attack;
  const given = Array.isArray(headers) ? (headers as readonly (readonly [string, string])[]) : Object.entries(headers);
  const content = Buffer.from(body ?? "");
  const names = new Set(given.map(([name]) => name.toLowerCase()));
  const lines = [
    `${method} ${path} HTTP/1.1`,
    ...(names.has("host") ? [] : [`host: ${new URL(url).host}`]),
    ...(names.has("connection") ? [] : ["connection: close"]),
    ...given.map(([name, value]) => `${name}: ${value}`),
    ...(length === "chunked" ? ["transfer-encoding: chunked"] : []),
    ...(length !== "chunked" && body !== undefined ? [`content-length: ${length === "declared" ? content.length : length}`] : []),
  ];
  const head = Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "utf8");
  if (length !== "chunked") return Buffer.concat([head, content]);
  // Without the last chunk: who has refused the size does not wait for it, and who waits for it is not bounded.
  return Buffer.concat([head, Buffer.from(`${content.length.toString(16)}\r\n`), content, Buffer.from("\r\n")]);
};

/** Sends the bytes and hangs up as soon as they are with the other side's system, without a word of goodbye. */
export const hangUp = (url: string, bytes: Uint8Array): Promise<void> =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.on("connect", () => socket.write(bytes, () => socket.end()));
    socket.on("error", () => undefined);
    socket.on("close", () => resolve());
    // Reading to the end lets it close.
    socket.resume();
  });
