/**
 * The one line to a modem, shared by all that a process does with it: a serial server lets one client in. Whoever comes first opens it, whoever leaves
 * last closes it; one that breaks is opened anew by whoever comes next. Two processes cannot share it: the lanes of a modem belong into one worker.
 */
import { lineName, type ModemConfig } from "./config.ts";
import { SIM_STATES } from "./contract/at.ts";
import { refusalOf, simLocked } from "./errors.ts";
import { type Modem, NOTHING, openModem } from "./modem.ts";

/** A modem answers "AT" at once; one that is just being switched on takes some seconds. */
const HELLO_MS = 10_000;

export interface Line {
  readonly modem: Modem;
  /** Makes the SIM and the modem ready for SMS, once per line. Errors: sim.missing, sim.locked (retry), device.offline. */
  ready(signal: AbortSignal): Promise<void>;
  /** `AT+CPIN?`, with the PIN given where it is asked for and known: "READY", "SIM PIN", "SIM PUK"; or the refusal ("+CME ERROR: 10"). */
  sim(signal: AbortSignal): Promise<string>;
  /** Several commands that nothing may come between: those that depend on the message mode (AT+CMGF). */
  alone<T>(work: () => Promise<T>): Promise<T>;
}

interface Held {
  readonly opening: Promise<Line>;
  users: number;
}

const lines = new Map<string, Held>();
/** A PIN that was refused is never given again by this process: the third wrong one locks the SIM for good. */
const refusedPins = new Set<string>();

const CPIN = /^\+CPIN: (.+)$/;

const lineOf = (modem: Modem, config: ModemConfig): Line => {
  let prepared = false;
  let before: Promise<unknown> = Promise.resolve();
  const pinName = `${lineName(config)} ${config.pin ?? ""}`;
  const ask = async (signal: AbortSignal): Promise<string> => {
    const { final, lines: said } = await modem.ask("AT+CPIN?", CPIN, signal);
    return CPIN.exec(said[0] ?? "")?.[1] ?? final;
  };
  const sim = async (signal: AbortSignal): Promise<string> => {
    const state = await ask(signal);
    if (state !== SIM_STATES.ready) prepared = false;
    if (state !== SIM_STATES.pin || config.pin === undefined || refusedPins.has(pinName)) return state;
    const { final } = await modem.ask(`AT+CPIN="${config.pin}"`, NOTHING, signal);
    if (final !== "OK") refusedPins.add(pinName);
    return ask(signal);
  };
  return {
    modem,
    sim,
    alone: (work) => {
      const mine = before.then(work);
      before = mine.catch(() => undefined);
      return mine;
    },
    ready: async (signal) => {
      const state = await sim(signal);
      if (state === SIM_STATES.pin || state === SIM_STATES.puk) throw simLocked(state);
      if (state !== SIM_STATES.ready) throw refusalOf(state);
      if (prepared) return;
      // PDU mode; messages are kept on the SIM, and a new one is told of by +CMTI (TS 27.005 §3.2.3, §3.4.1).
      for (const command of ["AT+CMGF=0", 'AT+CPMS="SM","SM","SM"', "AT+CNMI=2,1,0,0,0"]) {
        const { final } = await modem.ask(command, NOTHING, signal);
        if (final !== "OK") throw refusalOf(final);
      }
      prepared = true;
    },
  };
};

const open = (config: ModemConfig, name: string): Held => {
  const { hostname, port } = config;
  const opening = openModem({ hostname, port, name }, AbortSignal.timeout(HELLO_MS)).then((modem) => lineOf(modem, config));
  const held: Held = { opening, users: 0 };
  const forget = (): void => {
    if (lines.get(name) === held) lines.delete(name);
  };
  opening.then(({ modem }) => modem.closed.then(forget), forget);
  return held;
};

/** Takes the line; give it back by `release`. Errors: device.offline. */
export const holdLine = async (config: ModemConfig): Promise<{ readonly line: Line; readonly release: () => void }> => {
  const name = lineName(config);
  const held = lines.get(name) ?? open(config, name);
  lines.set(name, held);
  held.users += 1;
  let mine = true;
  const release = (): void => {
    if (!mine) return;
    mine = false;
    held.users -= 1;
    if (held.users > 0) return;
    if (lines.get(name) === held) lines.delete(name);
    held.opening.then(({ modem }) => modem.close()).catch(() => undefined);
  };
  try {
    return { line: await held.opening, release };
  } catch (error) {
    release();
    throw error;
  }
};

/** Does `work` on the line. Errors: those of `work`, and device.offline. */
export const withLine = async <T>(config: ModemConfig, work: (line: Line) => Promise<T>): Promise<T> => {
  const { line, release } = await holdLine(config);
  try {
    return await work(line);
  } finally {
    release();
  }
};
