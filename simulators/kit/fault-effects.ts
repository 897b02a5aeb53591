/**
 * What a fault does to one exchange, apart from how bytes travel: an Answer to give whole, or one to break off. transport.ts
 * turns it into a broken socket or, under msw, into a network error.
 */
import type { Picked } from "./fault-book.ts";

/** A finished answer of the simulator, its body in memory. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array<ArrayBuffer>;
}

export type Outcome =
  | { readonly kind: "answer"; readonly answer: Answer }
  /** The connection breaks: without a byte, after the headers, in the middle of the body. */
  | { readonly kind: "cut"; readonly at: "start" | "headers" | "body"; readonly answer?: Answer };

export interface EffectTools {
  /** Hands the request to the simulator; may be called more than once. */
  readonly dispatch: () => Promise<Answer>;
  /** Real milliseconds; ends early when the simulation is reset. */
  readonly sleep: (ms: number) => Promise<void>;
  /** Resolves when the caller has gone or the simulation is reset. */
  readonly gone: () => Promise<void>;
  readonly expireSessions: () => void;
}

const CUT: Outcome = { kind: "cut", at: "start" };
const whole = (answer: Answer): Outcome => ({ kind: "answer", answer });
/** What garbage and half an answer are made of where nothing was done. */
const EMPTY_JSON: Answer = {
  status: 200,
  headers: new Headers({ "content-type": "application/json; charset=UTF-8" }),
  body: new TextEncoder().encode('{"error_code":"0","message":""}'),
};

/** Not JSON, not UTF-8, not anything: what a broken proxy leaves of an answer. */
const GARBAGE = new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x00, 0x3c, 0x2f, 0x1f, 0x8b, 0x08, 0xc3, 0x28, 0x7d, 0x5d, 0x0a]);
const BOM = new Uint8Array([0xef, 0xbb, 0xbf]);

const joined = (first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(first.length + second.length);
  bytes.set(first);
  bytes.set(second, first.length);
  return bytes;
};

const withHeader = (headers: Headers, name: string, value: string): Headers => {
  const changed = new Headers(headers);
  changed.set(name, value);
  return changed;
};

/** Plays one fault. Never throws what `dispatch` does not throw. */
export const perform = async ({ rule, hold }: Picked, tools: EffectTools): Promise<Outcome> => {
  const answerOf = async (doIt: boolean): Promise<Answer> => (doIt ? tools.dispatch() : EMPTY_JSON);
  switch (rule.kind) {
    case "delay":
      await tools.sleep(rule.ms);
      return whole(await tools.dispatch());
    case "hang":
      await tools.gone();
      return CUT;
    case "status": {
      if (rule.doIt) await tools.dispatch();
      const headers = new Headers({ "content-type": rule.contentType ?? "text/html; charset=utf-8" });
      if (rule.retryAfter !== undefined) headers.set("retry-after", String(rule.retryAfter));
      const text = rule.body ?? `<html><head><title>${rule.code}</title></head><body>Hệ thống tạm thời gián đoạn</body></html>`;
      const bodyless = rule.code === 204 || rule.code === 304;
      return whole({ status: rule.code, headers, body: new TextEncoder().encode(bodyless ? "" : text) });
    }
    case "cut":
      return rule.at === "beforeRead" ? CUT : { kind: "cut", at: rule.at, answer: await tools.dispatch() };
    case "garbage": {
      const answer = await answerOf(rule.doIt);
      return whole({ ...answer, body: GARBAGE });
    }
    case "wrongContentType": {
      const answer = await tools.dispatch();
      return whole({ ...answer, headers: withHeader(answer.headers, "content-type", rule.contentType) });
    }
    case "bom": {
      const answer = await tools.dispatch();
      return whole({ ...answer, body: joined(BOM, answer.body) });
    }
    case "half": {
      const answer = await answerOf(rule.doIt);
      return whole({ ...answer, body: answer.body.slice(0, Math.floor(answer.body.length / 2)) });
    }
    case "duplicate": {
      const first = await tools.dispatch();
      const second = await tools.dispatch();
      return whole(rule.answer === "first" ? first : second);
    }
    case "reorder":
      await Promise.race([hold(), tools.sleep(rule.ms)]);
      return whole(await tools.dispatch());
    case "loseAnswer":
      await tools.dispatch();
      return CUT;
    case "sessionExpired":
      tools.expireSessions();
      return whole(await tools.dispatch());
    case "lateAnswer": {
      const answer = await tools.dispatch();
      await tools.sleep(rule.ms);
      return whole(answer);
    }
  }
};
