/**
 * What a scanner sends over TCP: the code's text in UTF-8 and what it was set to put before and after it. There is no standard; makers agree on
 * the AIM identifiers of ISO/IEC 15424 ("]C0" Code 128, "]Q1" QR …) and on CR or CR LF at the end as they leave the factory.
 */

/** Ends of a code, by their names in the settings. `line`: CR, LF, or both. */
export const SUFFIXES = { line: ["\r", "\n"], tab: ["\t"], etx: ["\u0003"] } as const satisfies Readonly<
  Record<string, readonly string[]>
>;
export type Suffix = keyof typeof SUFFIXES;

/** AIM identifier: "]", a letter for the symbology, one sign for its variant. No code that is printed here begins so. */
export const AIM_ID = /^\][A-Za-z][0-9A-Za-z]/;

/** Raw port of network scanners and serial device servers. Unsourced: set what yours has. */
export const DEFAULT_PORT = 9004;
