/**
 * How a unit of the hall comes to the hub: it holds a stream, takes it up again where it broke off, reports its state, and asks. Written from the contract.
 * Glossary: unit = thiết bị của hàng chờ · line = đường nối tới trục.
 */
import { z } from "zod";
import { COME_BACK_MS, REPORT_EVERY_MS, type StateReport, UNITS_PATH } from "../../adapters/hall/queue-units/contract/units.ts";
import type { SimContext } from "../kit/types.ts";
import type { Metal } from "./metal.ts";

export interface UnitSettings {
  readonly hubUrl: string;
  readonly deviceId: string;
  readonly key: string;
}

export interface StreamEvent {
  readonly event: string;
  readonly id: string;
  readonly data: unknown;
}

export interface UnitTasks {
  /** Something came on the stream; the next one waits for it. */
  readonly take: (event: StreamEvent) => Promise<void> | void;
  /** How the unit is, by its own lights. */
  readonly report: () => StateReport;
}

export interface UnitLine {
  /** It holds its stream. */
  connected(): boolean;
  /** How often it held one. */
  connections(): number;
  /** Asks the hub; undefined where no answer came. */
  ask(
    method: "GET" | "POST",
    path: string,
    body?: unknown,
  ): Promise<{ readonly status: number; readonly json: unknown } | undefined>;
  /** One press of a button: asked again after a lost answer, it is the same press (`key`). Undefined where no answer came. */
  press(path: string, choice: object): ReturnType<UnitLine["ask"]>;
  /** Bytes of a file of the hub; undefined where there are none. */
  bytes(path: string): Promise<number | undefined>;
  /** Forgets where the stream was. */
  forget(): void;
  stop(): void;
}

const ASK_MS = 5_000;
const refusal = z.object({ detail: z.string(), code: z.string() });

/** What the hub refused a press with, in words for who pressed. */
export const refusalOf = (json: unknown): { readonly detail: string; readonly code: string } | undefined =>
  refusal.safeParse(json).data;

/** One event of a stream's text; undefined for a comment alone. Pure. */
export const readEvent = (block: string): StreamEvent | undefined => {
  const fields = new Map(
    block.split("\n").flatMap((line): [string, string][] => {
      const [, name = "", value = ""] = /^([a-z]+): ?(.*)$/.exec(line) ?? [];
      return name === "" ? [] : [[name, value]];
    }),
  );
  const data = fields.get("data");
  if (data === undefined) return undefined;
  return { event: fields.get("event") ?? "message", id: fields.get("id") ?? "", data: JSON.parse(data) };
};

/** Sets a unit going; it goes on until `stop`. */
export const createUnitLine = (context: SimContext, metal: Metal, settings: UnitSettings, tasks: UnitTasks): UnitLine => {
  const base = `${settings.hubUrl.replace(/\/$/, "")}${UNITS_PATH}/${settings.deviceId}`;
  const headers = { authorization: `Bearer ${settings.key}`, "x-device": settings.deviceId };
  let stopped = false;
  let connected = false;
  let connections = 0;
  let last = "";
  /** Ends with power or cable. */
  let current = new AbortController();
  const wake = new Set<() => void>();

  const signal = (): AbortSignal => AbortSignal.any([context.signal(), current.signal]);
  const asked: UnitLine["ask"] = async (method, path, body) => {
    if (!metal.online() || stopped) return undefined;
    try {
      const answer = await context.fetch(`${base}${path}`, {
        method,
        headers: body === undefined ? headers : { ...headers, "content-type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.any([signal(), AbortSignal.timeout(ASK_MS)]),
      });
      const text = await answer.text();
      return { status: answer.status, json: text === "" ? undefined : JSON.parse(text) };
    } catch {
      return undefined;
    }
  };
  const tell = (): Promise<unknown> => asked("POST", "/state", tasks.report());

  const listen = async (): Promise<void> => {
    const answer = await context.fetch(`${base}/stream`, {
      headers: { ...headers, accept: "text/event-stream", ...(last === "" ? {} : { "last-event-id": last }) },
      signal: signal(),
    });
    if (!answer.ok || answer.body === null) return;
    connections += 1;
    let unread = "";
    const decoder = new TextDecoder();
    for await (const part of answer.body) {
      if (!connected) {
        connected = true;
        void tell();
      }
      unread += decoder.decode(part, { stream: true });
      for (let end = unread.indexOf("\n\n"); end >= 0; end = unread.indexOf("\n\n")) {
        const event = readEvent(unread.slice(0, end));
        unread = unread.slice(end + 2);
        if (event === undefined) continue;
        await tasks.take(event);
        if (event.id !== "") last = event.id;
      }
    }
  };
  /** Until the metal changes, or the simulation is reset or closed. */
  const changed = (): Promise<void> =>
    new Promise((resolve) => {
      wake.add(resolve);
      context.signal().addEventListener("abort", () => resolve(), { once: true });
    });
  const live = async (): Promise<void> => {
    while (!stopped) {
      if (!metal.online()) {
        await changed();
        continue;
      }
      try {
        await listen();
      } catch {
        // The hub is away, or the cable: it comes back by itself.
      }
      connected = false;
      if (!stopped) await context.sleep(COME_BACK_MS);
    }
  };
  const report = async (): Promise<void> => {
    while (!stopped) {
      await context.sleep(REPORT_EVERY_MS);
      if (connected) await tell();
    }
  };
  const deaf = metal.onChange(() => {
    if (!metal.online()) {
      current.abort();
      current = new AbortController();
    } else if (connected) void tell();
    for (const one of wake) one();
    wake.clear();
  });
  void live();
  void report();

  return {
    connected: () => connected,
    connections: () => connections,
    ask: asked,
    press: async (path, choice) => {
      const body = { ...choice, key: context.random.hex(8) };
      return (await asked("POST", path, body)) ?? asked("POST", path, body);
    },
    bytes: async (path) => {
      try {
        const answer = await context.fetch(new URL(path, settings.hubUrl), { headers, signal: signal() });
        const { byteLength } = await answer.arrayBuffer();
        return answer.ok ? byteLength : undefined;
      } catch {
        return undefined;
      }
    },
    forget: () => {
      last = "";
    },
    stop: () => {
      stopped = true;
      current.abort();
      deaf();
      for (const one of wake) one();
    },
  };
};
