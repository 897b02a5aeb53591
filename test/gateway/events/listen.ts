/** A client of the event stream: reads the wire by the standard's rules, can be cut at any byte, remembers where it was. */
import type { CloudEvent } from "../../../core/cloud-event.ts";

export interface Heard {
  readonly id: string;
  readonly event: string;
  readonly data: CloudEvent;
}

export interface Listener {
  readonly status: number;
  readonly answer: Response;
  readonly events: Heard[];
  /** Its place: the last id that was dispatched, also of events without data. */
  lastId(): string | undefined;
  heartbeats(): number;
  /** Breaks the connection, in the middle of an event if need be. */
  cut(): Promise<void>;
  /** Resolves when the stream has ended, whoever ended it. */
  readonly ended: Promise<void>;
}

/** Opens the stream; `onEvent` is told of each event as it is dispatched. */
export const listen = async (
  url: string,
  headers: Record<string, string>,
  onEvent: (event: Heard) => void = () => {},
): Promise<Listener> => {
  const controller = new AbortController();
  const answer = await fetch(url, { headers, signal: controller.signal });
  const events: Heard[] = [];
  let lastId: string | undefined;
  let heartbeats = 0;
  const dispatch = (block: string): void => {
    let id = lastId;
    let event = "message";
    const data: string[] = [];
    for (const line of block.split("\n")) {
      if (line.startsWith(":")) heartbeats += 1;
      else if (line.startsWith("id: ")) id = line.slice(4);
      else if (line.startsWith("event: ")) event = line.slice(7);
      else if (line.startsWith("data: ")) data.push(line.slice(6));
    }
    lastId = id;
    if (data.length === 0) return;
    const heard = { id: id ?? "", event, data: JSON.parse(data.join("\n")) as CloudEvent };
    events.push(heard);
    onEvent(heard);
  };
  const read = async (): Promise<void> => {
    const decoder = new TextDecoder();
    let rest = "";
    try {
      for await (const part of answer.body ?? []) {
        // A cut that came meanwhile: what is in the pipe is lost, as on a real line.
        if (controller.signal.aborted) return;
        rest += decoder.decode(part as Uint8Array, { stream: true });
        const blocks = rest.split("\n\n");
        rest = blocks.pop() ?? "";
        for (const block of blocks) if (!controller.signal.aborted) dispatch(block);
      }
    } catch {
      // Cut.
    }
  };
  const ended = answer.ok ? read() : Promise.resolve();
  return {
    status: answer.status,
    answer,
    events,
    lastId: () => lastId,
    heartbeats: () => heartbeats,
    cut: async () => {
      controller.abort();
      await ended;
    },
    ended,
  };
};
