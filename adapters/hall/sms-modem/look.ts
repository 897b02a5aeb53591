/** How the modem is: SIM, registration, signal, operator, room for messages. */
import type { DeviceProblem, DeviceReport } from "../../../core/hall/device.ts";
import type { ModemConfig } from "./config.ts";
import { REGISTRATION, SIGNAL, SIM_STATES } from "./contract/at.ts";
import { type Line, withLine } from "./line.ts";

/** Below −93 dBm (10 of 31) messages begin to fail (experience of modem vendors, unsourced). */
const WEAK = 10;
/** The SIM takes no more messages when it is full; it should not come near. */
const NEARLY_FULL = 0.8;

/** What the modem says of itself; a figure that it does not give is absent. */
export interface ModemFacts {
  /** "READY", "SIM PIN", "SIM PUK", or the refusal of AT+CPIN?. */
  readonly sim: string;
  readonly registration?: number;
  /** 0–31. */
  readonly signal?: number;
  readonly operator?: string;
  readonly stored?: { readonly used: number; readonly total: number };
}

const PROBLEMS = {
  simMissing: { code: "sim.missing", vi: "Không có SIM hoặc SIM hỏng.", en: "The SIM is missing or broken." },
  simPin: { code: "sim.locked", vi: "SIM đòi mã PIN.", en: "The SIM asks for its PIN." },
  simPuk: { code: "sim.locked", vi: "SIM bị khóa, cần mã PUK.", en: "The SIM is locked; it needs the PUK." },
  searching: { code: "network.searching", vi: "Đang tìm mạng di động.", en: "Looking for a mobile network." },
  denied: { code: "network.denied", vi: "Nhà mạng không cho SIM vào mạng.", en: "The operator does not let the SIM in." },
  noNetwork: { code: "network.none", vi: "Không có mạng di động.", en: "No mobile network." },
  weak: { code: "signal.low", vi: "Sóng di động yếu.", en: "The mobile signal is weak." },
  full: { code: "storage.full", vi: "Bộ nhớ tin nhắn của SIM đầy.", en: "The SIM's message store is full." },
  nearlyFull: { code: "storage.low", vi: "Bộ nhớ tin nhắn của SIM gần đầy.", en: "The SIM's message store is nearly full." },
} as const satisfies Readonly<Record<string, DeviceProblem>>;

const simProblem = (sim: string): DeviceProblem | undefined => {
  if (sim === SIM_STATES.ready) return undefined;
  if (sim === SIM_STATES.pin || sim === "+CME ERROR: 11") return PROBLEMS.simPin;
  return sim === SIM_STATES.puk || sim === "+CME ERROR: 12" ? PROBLEMS.simPuk : PROBLEMS.simMissing;
};

const networkProblem = (registration: number | undefined): DeviceProblem | undefined => {
  if (registration === undefined || registration === REGISTRATION.home || registration === REGISTRATION.roaming) return undefined;
  if (registration === REGISTRATION.searching) return PROBLEMS.searching;
  return registration === REGISTRATION.denied ? PROBLEMS.denied : PROBLEMS.noNetwork;
};

/** The report that the facts make. Pure. */
export const reportOf = ({ sim, registration, signal, operator, stored }: ModemFacts): DeviceReport => {
  const grave = simProblem(sim) ?? networkProblem(registration);
  const used = stored === undefined || stored.total === 0 ? 0 : stored.used / stored.total;
  const known = signal !== undefined && signal !== SIGNAL.unknown;
  const light: readonly DeviceProblem[] = [
    ...(grave === undefined && known && signal < WEAK ? [PROBLEMS.weak] : []),
    ...(used >= 1 ? [PROBLEMS.full] : used >= NEARLY_FULL ? [PROBLEMS.nearlyFull] : []),
  ];
  return {
    state: grave === undefined ? (light.length === 0 ? "ok" : "warning") : "failing",
    problems: [...(grave === undefined ? [] : [grave]), ...light],
    readings: {
      ...(known ? { signalDbm: -113 + 2 * signal } : {}),
      ...(operator === undefined ? {} : { operator }),
      ...(stored === undefined ? {} : { messagesStored: stored.used, messagesRoom: stored.total }),
    },
  };
};

const REGISTERED = /^\+CREG: \d,(\d)/;
const STRENGTH = /^\+CSQ: (\d{1,2}),/;
const OPERATOR = /^\+COPS: \d,\d,"([^"]{1,60})"/;
const ROOM = /^\+CPMS: "[A-Z]{2}",(\d+),(\d+)/;

/** Asks the modem. A figure that it refuses is left out; only a line that breaks is an error. */
const factsOf = async ({ modem, sim }: Line, signal: AbortSignal): Promise<ModemFacts> => {
  const figure = async (command: string, form: RegExp): Promise<RegExpExecArray | null> =>
    form.exec((await modem.ask(command, form, signal)).lines[0] ?? "");
  const state = await sim(signal);
  const registered = await figure("AT+CREG?", REGISTERED);
  const strength = await figure("AT+CSQ", STRENGTH);
  const operator = await figure("AT+COPS?", OPERATOR);
  const room = await figure("AT+CPMS?", ROOM);
  return {
    sim: state,
    ...(registered === null ? {} : { registration: Number(registered[1]) }),
    ...(strength === null ? {} : { signal: Number(strength[1]) }),
    ...(operator?.[1] === undefined ? {} : { operator: operator[1] }),
    ...(room === null ? {} : { stored: { used: Number(room[1]), total: Number(room[2]) } }),
  };
};

/** How the modem is now. Errors: device.offline. */
export const lookAt = async (config: ModemConfig, signal: AbortSignal): Promise<DeviceReport> =>
  reportOf(await withLine(config, (line) => factsOf(line, signal)));
