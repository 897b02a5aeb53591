/** SMPP 3.4 as used with an SMS centre (domain.md §5.8, issue): constants of the standard, and the few that are ours. */

/** data_coding: the centre's default alphabet, taken as GSM 03.38, or UCS-2 big endian. */
export const DATA_CODING = { gsm7: 0, ucs2: 8 } as const;
/** source address: alphanumeric (a brandname); destination: international, ISDN numbering plan. */
export const ADDRESS = { alphanumeric: 5, international: 1, isdn: 1, unknown: 0 } as const;
/** esm_class bits. */
export const ESM_CLASS = { receipt: 0x04, userDataHeader: 0x40 } as const;
/** registered_delivery: a receipt for success and for failure. */
export const RECEIPT_WANTED = 1;
/** Who pays, in the TLV billing_identification (SMPP 5; what stands in it is agreed with each centre: ours). */
export const BILLING = { format: 0x80, recipient: "RECIPIENT", office: "OFFICE" } as const;

/** command_status. Above 0x0400 every centre has its own: these are ours. */
export const STATUS = {
  ok: 0x00,
  messageLength: 0x01,
  bindState: 0x04,
  systemError: 0x08,
  sourceAddress: 0x0a,
  destinationAddress: 0x0b,
  messageId: 0x0c,
  bindFailed: 0x0d,
  password: 0x0e,
  systemId: 0x0f,
  queueFull: 0x14,
  submitFailed: 0x45,
  throttled: 0x58,
  queryFailed: 0x67,
  dataCoding: 0x104,
  template: 0x0401,
  balance: 0x0402,
} as const;

/** message_state of query_sm_resp. */
export const MESSAGE_STATE = { enroute: 1, delivered: 2, expired: 3, undeliverable: 5, rejected: 8 } as const;

/** `stat:` of a delivery receipt (SMPP 3.4 appendix B). */
export const RECEIPT_STATES = ["DELIVRD", "EXPIRED", "DELETED", "UNDELIV", "ACCEPTD", "UNKNOWN", "REJECTD"] as const;
export type ReceiptState = (typeof RECEIPT_STATES)[number];

/** "id:0000000012 sub:001 dlvrd:001 submit date:2603020900 done date:2603020901 stat:DELIVRD err:000 text:Ho so H57.101-2603" */
export const RECEIPT = /\bid:(\S+) .*?\bdone date:(\d{10,12}) stat:([A-Z]{7}) err:(\S{3})/i;
