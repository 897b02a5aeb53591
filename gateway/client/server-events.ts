/** Reading server-sent events (WHATWG HTML §9.2) from bytes. */
import { foreignAnswer } from "./error.ts";

/** One event as it came; `id` is the last that the stream named, this event's or an earlier one's. */
export interface ServerEvent {
  readonly id: string;
  readonly event: string;
  readonly data: string;
}

export interface ServerEventReader {
  /** The events, as they come; ends with the bytes. What is not closed by an empty line then is dropped. */
  readonly events: AsyncGenerator<ServerEvent, void, undefined>;
  /** The last id that an empty line closed: also one without data, which only moves the reader's place. Empty until there is one. */
  readonly lastId: () => string;
  /** How long the server asks to wait before connecting again, milliseconds; undefined until it does. */
  readonly reconnectMs: () => number | undefined;
}

/** An event of ours is a few kB; a stream that never ends its line would fill the memory. */
const MAX_EVENT_CHARACTERS = 1_048_576;

/** Lines, whichever of the three ends they have. */
async function* linesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder();
  let rest = "";
  let afterReturn = false;
  for await (const part of bytes) {
    let text = decoder.decode(part, { stream: true });
    if (text === "") continue;
    // A carriage return ended its line when it came; a line feed that follows in the next part is the other half of that end.
    if (afterReturn && text.startsWith("\n")) text = text.slice(1);
    afterReturn = text.endsWith("\r");
    const lines = (rest + text).split(/\r\n|\n|\r/);
    rest = lines.pop() ?? "";
    yield* lines;
    if (rest.length > MAX_EVENT_CHARACTERS) throw foreignAnswer("a line of the event stream is too long");
  }
}

/** Reads bytes as an event stream. Errors of `events`: LienthongError where a line or event has no end; those of `bytes`. */
export const readServerEvents = (bytes: AsyncIterable<Uint8Array>): ServerEventReader => {
  let reconnectMs: number | undefined;
  let lastId = "";
  async function* events(): AsyncGenerator<ServerEvent, void, undefined> {
    let id = "";
    let event = "";
    let data: string[] = [];
    let size = 0;
    for await (const line of linesOf(bytes)) {
      if (line === "") {
        lastId = id;
        if (data.length > 0) yield { id, event: event === "" ? "message" : event, data: data.join("\n") };
        event = "";
        data = [];
        size = 0;
        continue;
      }
      const [, field = "", value = ""] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
      if (field === "data") {
        data.push(value);
        size += value.length;
        if (size > MAX_EVENT_CHARACTERS) throw foreignAnswer("an event of the stream is too long");
      } else if (field === "event") event = value;
      else if (field === "id" && !value.includes("\0")) id = value;
      else if (field === "retry" && /^\d{1,9}$/.test(value)) reconnectMs = Number(value);
    }
  }
  return { events: events(), lastId: () => lastId, reconnectMs: () => reconnectMs };
};
