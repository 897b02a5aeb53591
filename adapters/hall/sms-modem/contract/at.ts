/**
 * What is on the wire between a GSM modem and us: AT commands of 3GPP TS 27.007 (general) and TS 27.005 (SMS) over the serial line that a serial
 * server puts on TCP. Constants of the standards only; what is made of them is each side's own.
 */

/** Ends the text of a message; ESC gives it up. */
export const CTRL_Z = "\u001a";
export const ESC = "\u001b";
/** Takes the character before it out of a command line (V.250 §5.2.2, S5 as it leaves the factory). */
export const BACKSPACE = "\b";
/** Asks for the text of a message, after AT+CMGS. */
export const PROMPT = "> ";

/** `AT+CPIN?` (TS 27.007 §8.3). */
export const SIM_STATES = { ready: "READY", pin: "SIM PIN", puk: "SIM PUK" } as const;

/** Second figure of `AT+CREG?` (TS 27.007 §7.2). */
export const REGISTRATION = { none: 0, home: 1, searching: 2, denied: 3, unknown: 4, roaming: 5 } as const;

/** `AT+CSQ` (TS 27.007 §8.5): 0–31, 2 dB a step from −113 dBm; 99: not known. */
export const SIGNAL = { unknown: 99, most: 31 } as const;

/** `AT+CMGL=4`: all messages, in PDU mode (TS 27.005 §4.1). */
export const LIST_ALL = 4;

/** `+CME ERROR` (TS 27.007 §9.2) that concern the SIM. */
export const CME = {
  simMissing: 10,
  simPin: 11,
  simPuk: 12,
  simFailure: 13,
  simBusy: 14,
  simWrong: 15,
  wrongPassword: 16,
} as const;

/** `+CMS ERROR` (TS 27.005 §3.2.5; below 128 they come from the network, TS 24.011 annex E). */
export const CMS = {
  unassignedNumber: 1,
  operatorBarring: 8,
  callBarred: 10,
  rejected: 21,
  destinationOut: 27,
  unidentifiedSubscriber: 28,
  facilityRejected: 29,
  unknownSubscriber: 30,
  networkOut: 38,
  temporaryFailure: 41,
  congestion: 42,
  resources: 47,
  notSubscribed: 50,
  meFailure: 300,
  notAllowed: 302,
  notSupported: 303,
  badPdu: 304,
  badText: 305,
  simMissing: 310,
  simPin: 311,
  simFailure: 313,
  simBusy: 314,
  simWrong: 315,
  simPuk: 316,
  badIndex: 321,
  memoryFull: 322,
  noCentre: 330,
  noNetwork: 331,
  networkTimeout: 332,
  unknown: 500,
} as const;

/** Data coding scheme of a PDU (TS 23.038 §4): the alphabets that are used. */
export const DCS = { gsm7: 0x00, ucs2: 0x08 } as const;

/** GSM 7-bit default alphabet (TS 23.038 §6.2.1), by septet; 0x1b escapes into the extension table. */
export const GSM_BASIC =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/** Its extension table, by the septet after the escape. */
export const GSM_EXTENSION: Readonly<Record<number, string>> = {
  10: "\f",
  20: "^",
  40: "{",
  41: "}",
  47: "\\",
  60: "[",
  61: "~",
  62: "]",
  64: "|",
  101: "€",
};
