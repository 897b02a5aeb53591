/**
 * The Alpha Sign Communications Protocol (Adaptive Micro Systems, form 9708-8061, revision F of 10 March 2006) as far as this hub and its
 * simulated board speak it: bytes, command codes, sizes. Facts come from public notes on that document and on measured signs; those that
 * nobody could show a page for are marked "unsourced". Glossary: sign = bảng LED · file = tệp trong bảng · run sequence = thứ tự chạy.
 */

/** Frame: NUL×5 SOH type address STX command data ETX checksum EOT. */
export const BYTE = {
  nul: 0x00,
  soh: 0x01,
  stx: 0x02,
  etx: 0x03,
  eot: 0x04,
  cr: 0x0d,
  /** Position and mode of a TEXT file follow. */
  esc: 0x1b,
  /** Shows the time of the board's own clock. */
  callTime: 0x13,
  /** Shows a SMALL DOTS PICTURE; its label follows. */
  callPicture: 0x14,
  /** Hold time and speed: 0x15 slowest … 0x19 fastest. */
  slowest: 0x15,
  /** A character set follows. */
  font: 0x1a,
  /** A colour follows. */
  color: 0x1c,
} as const;

/** "cause a sign to lock onto a baud rate": five nulls begin every transmission. */
export const WAKE_UP = 5;
/** Checksum: sum of all bytes from STX to ETX, both included, modulo 65,536, as four capital hexadecimal digits. */
export const CHECKSUM_DIGITS = 4;

/** Every kind of sign; one that answers calls itself "0" at "00". */
export const TYPE = { all: "Z", answer: "0" } as const;
/** To every address. */
export const BROADCAST = "00";

export const COMMAND = {
  writeText: "A",
  readText: "B",
  writeSpecial: "E",
  readSpecial: "F",
  writePicture: "I",
  readPicture: "J",
} as const;

/** Labels of special functions; an answer to a read repeats the WRITE command ("E") and the label. */
export const SPECIAL = {
  /** HHMM, 24 hours. */
  time: " ",
  memory: "$",
  /** S = 12 hours, M = 24 hours. */
  timeFormat: "'",
  /** One byte, see ERROR_BIT. */
  serialErrors: "*",
  /** "SU" and the labels of TEXT files, one after the other. */
  runSequence: ".",
  clearErrors: "4",
} as const;

/** Bits of the serial error status; bit 6 is always set, so that the byte can be printed. */
export const ERROR_BIT = {
  always: 0x40,
  illegalCommand: 0x20,
  checksum: 0x10,
  bufferOverflow: 0x08,
  timeout: 0x04,
  framing: 0x02,
  parity: 0x01,
} as const;

/** Memory configuration: label, type, keyboard lock, four hex digits of size (picture: rows, columns), four more. */
export const FILE_TYPE = { text: "A", string: "B", picture: "D" } as const;
export const UNLOCKED = "U";
export const LOCKED = "L";
/** A TEXT file that may always run. */
export const ALWAYS = "FFFF";
/** A picture of red, green and amber dots. */
export const THREE_COLORS = "2000";
export const MEMORY_ENTRY = 11;
/** The TEXT file that takes the whole sign while it is written; a bare write without anything after the label ends that. */
export const PRIORITY_FILE = "0";

/** A SMALL DOTS PICTURE is no larger than this; a row ends with CR. */
export const PICTURE = { rows: 31, columns: 255 } as const;

/** How a TEXT file appears: runs from right to left, stands still, flashes. */
export const MODE = { rotate: "a", hold: "b", flash: "c" } as const;
export type Mode = (typeof MODE)[keyof typeof MODE];
/** Middle line. Irrelevant on one-line signs, but it must be there. */
export const POSITION = " ";

/** Letters as high as the board; what boards draw without it is 7 to 10 rows high. */
export const FULL_HEIGHT = "9";

export const COLORS = { red: "1", green: "2", amber: "3" } as const;
export type Color = keyof typeof COLORS;

/** Serial line behind the network adapter: 7 data bits, even parity, so no byte above 0x7F arrives whole. */
export const HIGHEST_BYTE = 0x7f;

/** What a new board has: one TEXT file, which nobody configured. */
export const FACTORY_FILE = "A";
/** Default TCP port of serial device servers, as telnet. Unsourced: set what yours has. */
export const DEFAULT_PORT = 23;
