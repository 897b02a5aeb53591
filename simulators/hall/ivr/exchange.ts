/** A telephone exchange with its callers: posts what happens to the hub, speaks what it is answered, collects tones as it is told. From the contract alone. */
import { createHmac } from "node:crypto";
import { type Action, type CallEvent, callAnswer, SIGNATURE } from "../../../adapters/hall/ivr/contract/call.ts";
import type { SimContext } from "../../kit/types.ts";

export interface Spoken {
  readonly text: string;
  readonly lang: "vi" | "en";
}
/** One exchange of words between caller and hub. */
export interface Turn {
  readonly event: CallEvent["event"];
  /** What was pressed; absent but for tones. */
  readonly digits?: string;
  readonly spoken: readonly Spoken[];
  /** What the hub answered by: its HTTP status, or "none". */
  readonly answered: number | "none";
}
export interface PhoneCall {
  readonly callId: string;
  readonly from: string;
  readonly startedAt: string;
  state: "waiting" | "connected" | "over";
  /** Whom it was connected to. */
  connectedTo?: string;
  readonly turns: Turn[];
  /** The input that is waited for. */
  input?: Action & { action: "input" };
  /** Keys pressed for it so far. */
  keys: string;
  context: string;
  /** Signed with something else, for trials. */
  readonly secret: string;
}

export interface ExchangeSettings {
  readonly hubUrl: string;
  readonly deviceId: string;
  readonly number: string;
  readonly secret: string;
  readonly timeoutMs: number;
}

export interface TelephoneExchange {
  /** Somebody calls; `secret`: what it signs with, for trials. Undefined while the exchange is off or its trunk is down. */
  dial(from: string, secret?: string): Promise<PhoneCall | undefined>;
  /** Keys one after another; those that nobody waits for are lost. */
  press(call: PhoneCall, keys: string): Promise<PhoneCall>;
  /** Time is over without a key. */
  silence(call: PhoneCall): Promise<PhoneCall>;
  hangUp(call: PhoneCall): Promise<PhoneCall>;
  find(callId: string): PhoneCall | undefined;
  calls(): readonly PhoneCall[];
  reset(): void;
}

/** What the exchange says by itself when the hub does not answer (in its own words). */
export const OUT_OF_ORDER: Spoken = { text: "Hệ thống đang bận, xin quý khách gọi lại sau.", lang: "vi" };

/** @param reaches whether calls and questions go through now */
export const createExchange = (context: SimContext, settings: ExchangeSettings, reaches: () => boolean): TelephoneExchange => {
  let calls: PhoneCall[] = [];
  let serial = 0;

  const ask = async (call: PhoneCall, event: CallEvent): Promise<{ readonly status: number | "none"; readonly text: string }> => {
    const body = JSON.stringify(event);
    const timestamp = String(Math.floor(context.clock.ms() / 1000));
    try {
      const response = await context.fetch(`${settings.hubUrl.replace(/\/$/, "")}/hooks/${settings.deviceId}/call`, {
        method: "POST",
        headers: {
          "content-type": "application/json; charset=utf-8",
          [SIGNATURE.timestampHeader]: timestamp,
          [SIGNATURE.signatureHeader]: createHmac("sha256", call.secret).update(`${timestamp}.${body}`).digest("hex"),
        },
        body,
        signal: AbortSignal.any([context.signal(), AbortSignal.timeout(settings.timeoutMs)]),
      });
      return { status: response.status, text: await response.text() };
    } catch {
      return { status: "none", text: "" };
    }
  };
  const read = (text: string) => {
    try {
      return callAnswer.safeParse(JSON.parse(text));
    } catch {
      return callAnswer.safeParse(undefined);
    }
  };

  const turn = async (call: PhoneCall, event: CallEvent): Promise<PhoneCall> => {
    delete call.input;
    call.keys = "";
    const { status, text } = reaches() ? await ask(call, event) : ({ status: "none", text: "" } as const);
    const pressed = event.event === "digits" ? { digits: event.digits } : {};
    const answer = read(text);
    if (status !== 200 || !answer.success) {
      if (event.event !== "hangup") call.state = "over";
      call.turns.push({ event: event.event, ...pressed, spoken: [OUT_OF_ORDER], answered: status });
      return call;
    }
    call.context = answer.data.context;
    const spoken: Spoken[] = [];
    for (const one of answer.data.actions) {
      if (one.action === "talk") spoken.push({ text: one.text, lang: one.lang });
      else if (one.action === "input") call.input = one;
      else if (one.action === "connect") {
        call.state = "connected";
        call.connectedTo = one.to;
      } else call.state = "over";
    }
    call.turns.push({ event: event.event, ...pressed, spoken, answered: status });
    return call;
  };
  const facts = (call: PhoneCall) => ({ callId: call.callId, from: call.from, to: settings.number });
  const digits = (call: PhoneCall, keys: string): Promise<PhoneCall> =>
    turn(call, { event: "digits", ...facts(call), digits: keys, context: call.context });

  return {
    dial: async (from, secret = settings.secret) => {
      if (!reaches()) return undefined;
      serial += 1;
      const call: PhoneCall = {
        callId: `C-${String(serial).padStart(6, "0")}`,
        from,
        startedAt: context.clock.now(),
        state: "waiting",
        turns: [],
        keys: "",
        context: "",
        secret,
      };
      calls = [...calls.slice(-999), call];
      return turn(call, { event: "start", ...facts(call) });
    },
    press: async (call, keys) => {
      for (const key of keys) {
        const { input } = call;
        if (call.state !== "waiting" || input === undefined) continue;
        if (key === input.finishOnKey) await digits(call, call.keys);
        else {
          call.keys += key;
          if (call.keys.length >= input.maxDigits) await digits(call, call.keys);
        }
      }
      return call;
    },
    silence: async (call) => (call.state === "waiting" && call.input !== undefined ? digits(call, call.keys) : call),
    hangUp: async (call) => {
      if (call.state === "over") return call;
      call.state = "over";
      return turn(call, { event: "hangup", ...facts(call), context: call.context });
    },
    find: (callId) => calls.find((one) => one.callId === callId),
    calls: () => calls,
    reset: () => {
      calls = [];
      serial = 0;
    },
  };
};
