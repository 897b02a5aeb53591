/**
 * What is on the wire of IPP: numbers and names of RFC 8010 (encoding) and RFC 8011 (operations, attributes), of IPP/2.x (PWG 5100.12) and of
 * the supply attributes that office printers share. Nothing here says what they mean for the hub. From the RFCs as remembered; what ipptool's
 * suite for IPP/1.1 checks is checked against it.
 */

/** Delimiters: the beginning of a group of attributes, and the end of all. RFC 8010 §3.5.1. */
export const GROUP = { operation: 0x01, job: 0x02, end: 0x03, printer: 0x04, unsupported: 0x05 } as const;

/** Kinds of values. RFC 8010 §3.5.2. */
export const TAG = {
  unsupported: 0x10,
  unknown: 0x12,
  noValue: 0x13,
  integer: 0x21,
  boolean: 0x22,
  enum: 0x23,
  octetString: 0x30,
  dateTime: 0x31,
  resolution: 0x32,
  rangeOfInteger: 0x33,
  begCollection: 0x34,
  textWithLanguage: 0x35,
  nameWithLanguage: 0x36,
  endCollection: 0x37,
  text: 0x41,
  name: 0x42,
  keyword: 0x44,
  uri: 0x45,
  uriScheme: 0x46,
  charset: 0x47,
  naturalLanguage: 0x48,
  mimeMediaType: 0x49,
  memberAttrName: 0x4a,
} as const;

/** RFC 8011 §5.4.15; the last four are CUPS's own, which `lp` asks. */
export const OPERATION = {
  printJob: 0x0002,
  validateJob: 0x0004,
  createJob: 0x0005,
  sendDocument: 0x0006,
  cancelJob: 0x0008,
  getJobAttributes: 0x0009,
  getJobs: 0x000a,
  getPrinterAttributes: 0x000b,
  cupsGetDefault: 0x4001,
  cupsGetPrinters: 0x4002,
} as const;

/** RFC 8011 appendix B. */
export const STATUS = {
  ok: 0x0000,
  okIgnored: 0x0001,
  okConflicting: 0x0002,
  badRequest: 0x0400,
  forbidden: 0x0401,
  notAuthenticated: 0x0402,
  notAuthorized: 0x0403,
  notPossible: 0x0404,
  timeout: 0x0405,
  notFound: 0x0406,
  gone: 0x0407,
  entityTooLarge: 0x0408,
  valueTooLong: 0x0409,
  formatNotSupported: 0x040a,
  valuesNotSupported: 0x040b,
  charsetNotSupported: 0x040d,
  conflictingAttributes: 0x040e,
  compressionNotSupported: 0x040f,
  compressionError: 0x0410,
  formatError: 0x0411,
  documentAccessError: 0x0412,
  passwordError: 0x0418,
  permissionError: 0x0419,
  securityError: 0x041a,
  unprintable: 0x041b,
  internalError: 0x0500,
  operationNotSupported: 0x0501,
  serviceUnavailable: 0x0502,
  versionNotSupported: 0x0503,
  deviceError: 0x0504,
  temporaryError: 0x0505,
  notAcceptingJobs: 0x0506,
  busy: 0x0507,
  jobCanceled: 0x0508,
  multipleDocuments: 0x0509,
  deactivated: 0x050a,
  tooManyJobs: 0x050b,
} as const;

/** RFC 8011 §5.3.7. */
export const JOB_STATE = { pending: 3, held: 4, processing: 5, stopped: 6, canceled: 7, aborted: 8, completed: 9 } as const;
/** RFC 8011 §5.4.11. */
export const PRINTER_STATE = { idle: 3, processing: 4, stopped: 5 } as const;

export const SIDES = {
  oneSided: "one-sided",
  longEdge: "two-sided-long-edge",
  shortEdge: "two-sided-short-edge",
} as const;

export const MEDIA_A4 = "iso_a4_210x297mm";
export const CONTENT_TYPE = "application/ipp";
/** Where a printer that speaks IPP Everywhere answers. */
export const PATH = "/ipp/print";
/** Octets of a name or a text. RFC 8011 §5.1.2, §5.1.3. */
export const MOST_NAME = 255;
/** The user that the hub prints as. */
export const USER = "lienthong";
/** Name of the hub's job for a message: found again by it, whatever the answer to Print-Job was. */
export const JOB_NAME = "lienthong:";
