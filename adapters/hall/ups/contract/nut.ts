/**
 * The protocol of Network UPS Tools between upsd and its clients (RFC 9271): lines of ASCII, LF at the end, words by blanks, values in quotes.
 * Glossary: on battery = chạy ắc quy · low battery = ắc quy sắp cạn.
 */

/** Registered by IANA. */
export const DEFAULT_PORT = 3493;

/** Variables (RFC 9271, annex; NUT developer guide "Variables"). Percentages and seconds are numbers as text. */
export const VARIABLE = {
  status: "ups.status",
  charge: "battery.charge",
  /** Seconds. */
  runtime: "battery.runtime",
  inputVoltage: "input.voltage",
  load: "ups.load",
  model: "ups.model",
} as const;

/** Words of ups.status, several at once: "OB DISCHRG LB". */
export const STATUS_WORDS = [
  "OL",
  "OB",
  "LB",
  "HB",
  "RB",
  "CHRG",
  "DISCHRG",
  "BYPASS",
  "CAL",
  "OFF",
  "OVER",
  "TRIM",
  "BOOST",
  "FSD",
  "ALARM",
] as const;
export type StatusWord = (typeof STATUS_WORDS)[number];

/** Errors: "ERR <name>". */
export const ERROR = {
  accessDenied: "ACCESS-DENIED",
  unknownUps: "UNKNOWN-UPS",
  varNotSupported: "VAR-NOT-SUPPORTED",
  unknownCommand: "UNKNOWN-COMMAND",
  invalidArgument: "INVALID-ARGUMENT",
  invalidPassword: "INVALID-PASSWORD",
  invalidUsername: "INVALID-USERNAME",
  passwordRequired: "PASSWORD-REQUIRED",
  usernameRequired: "USERNAME-REQUIRED",
  alreadySetUsername: "ALREADY-SET-USERNAME",
  alreadySetPassword: "ALREADY-SET-PASSWORD",
  alreadyLoggedIn: "ALREADY-LOGGED-IN",
  driverNotConnected: "DRIVER-NOT-CONNECTED",
  dataStale: "DATA-STALE",
  featureNotConfigured: "FEATURE-NOT-CONFIGURED",
} as const;

/** The account of demo and tests. */
export const sampleAccount = { user: "lienthong", password: "ups-demo", ups: "ups" } as const;

/** What the hub's watcher acts on: on battery it warns everybody in the hall; with the battery low no number is given out any more. */
export const ON_BATTERY = "power.battery";
export const BATTERY_LOW = "power.low";
