/**
 * The modem's side of the line: commands, echo, prompt, refusals by number, and news in the middle of answers. One client at a time, as
 * serial servers have it. Written from the contract and from the standards (3GPP TS 27.005, 27.007).
 */
import type { Socket } from "node:net";
import { z } from "zod";
import { CME, CMS, CTRL_Z, ESC, PROMPT, REGISTRATION, SIGNAL, SIM_STATES } from "../../../adapters/hall/sms-modem/contract/at.ts";
import type { Metal } from "../metal.ts";
import { readSubmit } from "./pdu.ts";
import type { SimCard } from "./sim-card.ts";

/** What happens to the next messages that are given to it. */
export const atFault = z.strictObject({
  /** late: the message goes out, and the answer comes to whoever is on the line next, as slow networks and serial servers have it. */
  kind: z.enum(["cutBeforePrompt", "cutAfterText", "hang", "late", "error"]),
  /** Of "error": the number after +CMS ERROR. */
  code: z.int().min(0).max(999).default(CMS.networkOut),
  times: z.int().min(1).max(1000).default(1),
});
export type AtFault = z.infer<typeof atFault>;

export interface ModemSettings {
  /** The SIM asks for it; absent: it asks for none. */
  readonly pin?: string | undefined;
  readonly operator: string;
}

export interface AtModem {
  serve(socket: Socket): void;
  addFault(fault: AtFault): void;
  /** A message may have come: stores it, and tells of it. */
  arrived(): void;
  /** How often a client came in. */
  connections(): number;
  commands(): readonly string[];
  /** Switched off and on: echo, modes and the PIN are as at first. */
  restart(): void;
  reset(): void;
}

const TRIES = 3;
const KEPT_COMMANDS = 500;
const STRONG = 21;
const FEEBLE = 4;

/** V.250 §5.2.2: a backspace takes the character before it away; other control characters are passed over. So half a command becomes a whole one at the next CR. */
const typed = (text: string): string => {
  const kept: string[] = [];
  for (const letter of text) {
    if (letter === "\b") kept.pop();
    else if (letter >= " ") kept.push(letter);
  }
  return kept.join("").trim();
};

const line = (text: string): string => `\r\n${text}\r\n`;
const OK = line("OK");

export const createAtModem = (card: SimCard, metal: Metal, settings: ModemSettings): AtModem => {
  let client: Socket | undefined;
  let waiting: Socket[] = [];
  let echo = true;
  let numbered = false;
  let textMode = false;
  let tells = false;
  let unlocked = settings.pin === undefined;
  let pinTries = TRIES;
  let faults: AtFault[] = [];
  let connections = 0;
  let commands: string[] = [];
  let unread = "";
  /** What it has still to say; until then it takes nothing. */
  let owed = "";
  /** AT+CMGS is waiting for its text. */
  let awaiting: { readonly to?: string; readonly length?: number } | undefined;

  const write = (text: string): void => {
    if (client?.writable) client.write(text, "latin1");
  };
  const cut = (): string => {
    client?.resetAndDestroy();
    return "";
  };
  const cme = (code: number): string => line(numbered ? `+CME ERROR: ${code}` : "ERROR");
  const cms = (code: number): string => line(`+CMS ERROR: ${code}`);
  const news = (): string => (metal.has("chatty") ? line("^RSSI:18") : "");

  const onAir = (): boolean => metal.online() && !metal.has("simMissing") && unlocked && pinTries > 0 && !metal.has("noNetwork");
  const simTrouble = (): number | undefined =>
    metal.has("simMissing") ? CMS.simMissing : pinTries === 0 ? CMS.simPuk : unlocked ? undefined : CMS.simPin;
  const arrivals = (): string =>
    card
      .fetch(onAir())
      .map((index) => (tells ? line(`+CMTI: "SM",${index}`) : ""))
      .join("");
  const takeFault = (...kinds: readonly AtFault["kind"][]): AtFault | undefined => {
    const fault = faults[0];
    if (fault === undefined || !kinds.includes(fault.kind)) return undefined;
    faults = fault.times === 1 ? faults.slice(1) : [{ ...fault, times: fault.times - 1 }, ...faults.slice(1)];
    return fault;
  };

  const pinGiven = (given: string): string => {
    if (metal.has("simMissing")) return cme(CME.simMissing);
    if (given !== settings.pin) {
      pinTries = Math.max(0, pinTries - 1);
      return cme(CME.wrongPassword);
    }
    unlocked = true;
    pinTries = TRIES;
    return OK + arrivals();
  };
  const simState = (): string => {
    if (metal.has("simMissing")) return cme(CME.simMissing);
    return line(`+CPIN: ${pinTries === 0 ? SIM_STATES.puk : unlocked ? SIM_STATES.ready : SIM_STATES.pin}`) + OK;
  };
  // Some modems let their news in even between a head and its PDU.
  const list = (): string => {
    const rows = card.stored().map(({ index, pdu }) => `${line(`+CMGL: ${index},0,,${pdu.length / 2 - 1}`)}${news()}${pdu}\r\n`);
    return rows.join("") + news() + OK;
  };
  const message = (text: string): string => {
    const wanted = awaiting;
    awaiting = undefined;
    const lost = takeFault("hang", "error");
    if (lost?.kind === "hang") return "";
    if (lost?.kind === "error") return cms(lost.code);
    if (metal.has("noNetwork")) return cms(CMS.networkOut);
    const submitted =
      wanted?.to === undefined
        ? readSubmit(text, wanted?.length ?? 0)
        : { to: wanted.to.replace("+", ""), text, alphabet: "gsm7" as const };
    if (submitted === undefined) return cms(CMS.badPdu);
    const number = card.send(submitted, wanted?.to === undefined ? "pdu" : "text");
    if (takeFault("cutAfterText") !== undefined) return cut();
    const answered = news() + line(`+CMGS: ${number}`) + OK;
    if (takeFault("late") === undefined) return answered;
    owed = answered;
    return "";
  };
  const prompt = (told: string): string => {
    if (takeFault("cutBeforePrompt") !== undefined) return cut();
    const to = /^"(\+?\d{8,15})"$/.exec(told)?.[1];
    const length = /^\d{1,3}$/.test(told) ? Number(told) : undefined;
    if (textMode ? to === undefined : length === undefined) return cms(textMode ? CMS.badText : CMS.badPdu);
    awaiting = { ...(to === undefined ? {} : { to }), ...(length === undefined ? {} : { length }) };
    return `\r\n${PROMPT}`;
  };
  const registration = (): number =>
    metal.has("noNetwork") ? REGISTRATION.searching : onAir() ? REGISTRATION.home : REGISTRATION.none;
  const strength = (): number => (onAir() ? (metal.has("lowSignal") ? FEEBLE : STRONG) : SIGNAL.unknown);

  /** Commands that need no SIM; undefined for all others. */
  const withoutSim = (name: string, rest: string): string | undefined => {
    switch (name) {
      case "":
        return rest === "" ? OK : line("ERROR");
      case "E":
        echo = rest !== "0";
        return OK;
      case "+CMEE":
        numbered = rest === "=1";
        return OK;
      case "+CMEE?":
        return line(`+CMEE: ${numbered ? 1 : 0}`) + OK;
      case "+CPIN?":
        return simState();
      case "+CPIN":
        return pinGiven(/^="(\d+)"$/.exec(rest)?.[1] ?? "");
      case "+CREG?":
        return line(`+CREG: 0,${registration()}`) + OK;
      case "+CSQ":
        return line(`+CSQ: ${strength()},99`) + OK;
      case "+COPS?":
        return line(onAir() ? `+COPS: 0,0,"${settings.operator}",2` : "+COPS: 0") + OK;
      default:
        return undefined;
    }
  };
  const withSim = (name: string, rest: string): string => {
    const trouble = simTrouble();
    if (trouble !== undefined) return cms(trouble);
    switch (name) {
      case "+CMGF":
        textMode = rest === "=1";
        return OK;
      case "+CSCS":
        return rest === '="IRA"' || rest === '="GSM"' ? OK : line("ERROR");
      case "+CPMS?":
        return line(`+CPMS: ${Array.from({ length: 3 }, () => `"SM",${card.stored().length},${card.room}`).join(",")}`) + OK;
      case "+CPMS":
        return OK;
      case "+CNMI":
        tells = rest.startsWith("=2,1");
        return OK;
      case "+CMGL":
        return arrivals() + (textMode ? cms(CMS.notSupported) : list());
      case "+CMGD":
        return card.remove(Number(rest.slice(1))) ? OK + arrivals() : cms(CMS.badIndex);
      case "+CMGS":
        return prompt(rest.slice(1));
      default:
        return line("ERROR");
    }
  };
  const answer = (command: string): string => {
    const [, verb = "", rest = ""] = /^AT([+^]?[A-Z]*)(.*)$/i.exec(command) ?? [];
    const name = `${verb.toUpperCase()}${rest === "?" ? "?" : ""}`;
    return withoutSim(name, rest) ?? withSim(name, rest);
  };

  /** Takes what was typed, as far as it is whole. */
  const read = (): void => {
    while (owed === "") {
      if (awaiting !== undefined) {
        const end = unread.search(new RegExp(`[${CTRL_Z}${ESC}]`));
        if (end === -1) return;
        const text = unread.slice(0, end);
        const given = unread[end] === CTRL_Z;
        unread = unread.slice(end + 1);
        if (!given) awaiting = undefined;
        write(given ? message(text) : OK);
        continue;
      }
      const end = unread.indexOf("\r");
      if (end === -1) return;
      const command = typed(unread.slice(0, end));
      unread = unread.slice(end + 1);
      if (echo) write(`${command}\r`);
      // Before "AT" everything is passed over without a word (V.250 §5.2.1).
      if (!/^AT/i.test(command)) continue;
      commands = [...commands.slice(1 - KEPT_COMMANDS), command.replace(/^(AT\+CPIN=).*/i, "$1***")];
      write(answer(command));
    }
  };

  /** The next client comes to the line when the one before is gone. */
  const next = (): void => {
    const socket = client === undefined ? waiting.shift() : undefined;
    if (socket === undefined) return;
    client = socket;
    connections += 1;
    socket.on("data", (bytes) => {
      unread += bytes.toString("latin1");
      write(owed);
      owed = "";
      read();
    });
  };
  const restart = (): void => {
    echo = true;
    numbered = false;
    textMode = false;
    tells = false;
    unlocked = settings.pin === undefined;
    awaiting = undefined;
    unread = "";
    owed = "";
  };
  return {
    serve: (socket) => {
      waiting.push(socket);
      // The modem behind the serial server does not notice that a client is gone: a prompt stays open.
      socket.on("close", () => {
        waiting = waiting.filter((one) => one !== socket);
        if (client === socket) client = undefined;
        next();
      });
      next();
    },
    addFault: (fault) => {
      faults.push(fault);
    },
    arrived: () => write(arrivals()),
    connections: () => connections,
    commands: () => commands,
    restart,
    reset: () => {
      client?.resetAndDestroy();
      restart();
      pinTries = TRIES;
      faults = [];
      connections = 0;
      commands = [];
    },
  };
};
