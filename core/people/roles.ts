/**
 * Who works at a one-stop place and what each may do in a dossier (R-I01). One table; the console's screens and the tests read it.
 * Sources: the model working rules in QĐ 402/QĐ-UBND 2017 of Thừa Thiên Huế (Quy chế mẫu, "Đ" below) and scheme 2651 for the communes.
 * Glossary: head = trưởng bộ phận, giám đốc trung tâm · deputy = phó · one-stop officer = cán bộ một cửa · fee officer = cán bộ thu phí ·
 * resolving unit = đơn vị giải quyết · signing leader = lãnh đạo ký · issuing clerk = văn thư ban hành · operator = người vận hành trục.
 */
import type { CommandType, Role } from "../dossier/commands.ts";

export const PERSON_ROLES = [
  "head",
  "deputy",
  "administration",
  "oneStopOfficer",
  "feeOfficer",
  "support",
  "resolvingUnit",
  "signingLeader",
  "issuingClerk",
  "operator",
] as const;
export type PersonRole = (typeof PERSON_ROLES)[number];

/** The roles' names as people read them. */
export const PERSON_ROLE_NAMES: Readonly<Record<PersonRole, string>> = {
  head: "Trưởng bộ phận",
  deputy: "Phó trưởng bộ phận",
  administration: "Hành chính – Văn thư",
  oneStopOfficer: "Cán bộ một cửa",
  feeOfficer: "Cán bộ thu phí, lệ phí",
  support: "Hỗ trợ – Giám sát",
  resolvingUnit: "Đơn vị giải quyết",
  signingLeader: "Lãnh đạo ký",
  issuingClerk: "Văn thư ban hành",
  operator: "Người vận hành trục liên thông",
};

/** What a person of a role may do in a dossier of his agencies. */
export interface Duties {
  /** As whom the engine knows him; absent where he gives no commands. */
  readonly acts?: Role;
  readonly commands: readonly CommandType[];
  /** Sees state and course of dossiers (R-F05). */
  readonly seesDossiers: boolean;
  /** Sees the people in a dossier: only who handles it (R-I02). */
  readonly seesPeople: boolean;
  /** Sees who looked at a dossier. */
  readonly seesLooks: boolean;
}

const HANDLES = { seesDossiers: true, seesPeople: true, seesLooks: false } as const;

/**
 * Assigns work (Đ9.1b), signs the place's own papers, with them the extension (Đ9.1c, Đ13.3b), and calls back what was sent; decides
 * nothing: the centre does not resolve in an agency's stead (Đ3.1).
 */
const LEADS = {
  ...HANDLES,
  acts: "leader",
  commands: ["handOver", "extend", "resendTransfer", "cancelTransfer"],
  seesLooks: true,
} as const satisfies Duties;

/** Role → duties. Only the signing leader decides; only the fee officer takes money. */
export const MAY_DO: Readonly<Record<PersonRole, Duties>> = {
  head: LEADS,
  // Acts for the head (Đ9.2, R-B13).
  deputy: LEADS,
  // Digitises papers (Đ9.3a): puts files to a dossier, moves it nowhere.
  administration: { ...HANDLES, acts: "officer", commands: ["amend", "supplement"] },
  // Guides, takes in, checks, hands on, returns (Đ9.4a, Đ13.1, Đ13.3); sends to a higher level and takes its result in (Đ13.2c).
  oneStopOfficer: {
    ...HANDLES,
    acts: "officer",
    commands: [
      "submit",
      "amend",
      "check",
      "receive",
      "requestSupplement",
      "supplement",
      "refuse",
      "handOver",
      "progress",
      "requestFee",
      "forward",
      "acceptTransfer",
      "takeTransferResult",
      "resendTransfer",
      "checkIdentity",
      "extend",
      "withdraw",
      "returnInPerson",
      "returnOnline",
      "sendByPost",
    ],
  },
  // Collects fees and charges (Đ13.5; 2651: "bố trí cán bộ thu phí").
  feeOfficer: { ...HANDLES, acts: "officer", commands: ["requestFee", "recordPayment", "cancelCharge", "recordReceipt"] },
  // Watches over the whole course (Đ9.5a) and sees nobody's identity number for that; at the hall it opens the dossier with its Phiếu hồ sơ
  // (Đề án 402, quy trình hướng dẫn, bước 6; R-A06).
  support: { acts: "officer", commands: ["submit"], seesDossiers: true, seesPeople: false, seesLooks: true },
  // Resolves and reports at noon and in the evening (Đ12.2); may ask for a supplement or a fee (R-B10).
  resolvingUnit: {
    ...HANDLES,
    acts: "unit",
    commands: [
      "ask",
      "handOver",
      "progress",
      "suspend",
      "resume",
      "forward",
      "acceptTransfer",
      "takeTransferResult",
      "resendTransfer",
      "checkIdentity",
      "extend",
    ],
  },
  // Signs the result or the reasoned refusal (Đ13.2a; draft scheme, process tables: "Lãnh đạo cấp xã").
  signingLeader: { ...HANDLES, acts: "leader", commands: ["decide", "refuse", "suspend", "resume", "extend", "handOver"] },
  // Numbers, seals and hands the signed paper to the counter (draft scheme, process tables: "Văn thư của xã").
  issuingClerk: { ...HANDLES, acts: "unit", commands: ["progress", "handOver"] },
  // Runs the lanes. Not the law's but ours: no part in any dossier, so no sight of people.
  operator: { commands: [], seesDossiers: true, seesPeople: false, seesLooks: true },
};

/** Whether a person of this role may give this command. */
export const mayDo = (role: PersonRole, command: CommandType): boolean => MAY_DO[role].commands.includes(command);

/** Whether a text from outside names a role. */
export const isPersonRole = (text: string): text is PersonRole => (PERSON_ROLES as readonly string[]).includes(text);
