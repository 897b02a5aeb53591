/**
 * Which partner role may call which command, and as whom (R-I01). One table; the routes, the OpenAPI document and the tests read it.
 * portal = one-stop portal or counter software · agency = vertical agency · post = post office · operator = who runs the hub.
 */
import type { CommandType, Role } from "../dossier/commands.ts";
import type { PartnerAccount } from "./types.ts";

export type PartnerRole = PartnerAccount["role"];
export const PARTNER_ROLES = ["portal", "agency", "post", "operator"] as const satisfies readonly PartnerRole[];

/** Vietnamese names, for people who read a refusal. */
export const ROLE_NAMES: Readonly<Record<PartnerRole, string>> = {
  portal: "cổng dịch vụ công",
  agency: "cơ quan chuyên môn",
  post: "bưu chính",
  operator: "người vận hành",
};

const COUNTER = ["portal", "agency", "operator"] as const;
const RESOLVING = ["portal", "agency", "operator"] as const;

/** Command → partner roles that may call it. A portal also runs the counter and the units of its place; the post only carries. */
export const MAY_CALL: Readonly<Record<CommandType, readonly PartnerRole[]>> = {
  submit: [...COUNTER, "post"],
  amend: COUNTER,
  check: COUNTER,
  receive: COUNTER,
  ask: RESOLVING,
  requestSupplement: COUNTER,
  supplement: [...COUNTER, "post"],
  refuse: RESOLVING,
  handOver: RESOLVING,
  progress: RESOLVING,
  requestFee: COUNTER,
  recordPayment: [...COUNTER, "post"],
  cancelCharge: COUNTER,
  // The payment channel and the receipt service answer on their lanes.
  recordPaymentRequest: ["operator"],
  recordReceipt: [...COUNTER],
  suspend: RESOLVING,
  resume: RESOLVING,
  forward: RESOLVING,
  acceptTransfer: RESOLVING,
  takeTransferResult: RESOLVING,
  resendTransfer: RESOLVING,
  cancelTransfer: RESOLVING,
  checkIdentity: RESOLVING,
  recordIdentityCheck: ["operator"],
  decide: RESOLVING,
  extend: RESOLVING,
  withdraw: COUNTER,
  returnInPerson: COUNTER,
  returnOnline: COUNTER,
  sendByPost: COUNTER,
  recordDelivery: ["post", "operator"],
  // What a partner answered on its lane: adapters write it; by hand only the operator, or one partner could speak for another.
  recordPartner: ["operator"],
};

/** Whom a partner's people may be. "system" is nobody's: it is the hub itself. */
const CLAIMS: Readonly<Record<PartnerRole, readonly [Role, ...Role[]]>> = {
  portal: ["partner", "officer", "unit", "leader", "applicant"],
  agency: ["partner", "unit", "officer", "leader"],
  post: ["post"],
  operator: ["officer", "unit", "leader", "applicant", "post", "partner"],
};

/** Whether a partner of this role may name an actor of that role. */
export const mayClaim = (role: PartnerRole, claimed: Role): boolean => CLAIMS[role].includes(claimed);

/** Who acts where the caller names nobody: the partner itself. */
export const defaultActorRole = (role: PartnerRole): Role => CLAIMS[role][0];
