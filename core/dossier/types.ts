/**
 * The dossier aggregate as evolve() builds it from events; stored whole as JSON and shown by every door.
 * Glossary: dossier = hồ sơ · clock = đồng hồ thời hạn · hand-over = bàn giao (one row of Phiếu kiểm soát) ·
 * form = biểu mẫu · round = lần yêu cầu bổ sung · transfer = chặng liên thông, chuyển cơ quan phối hợp · leg = chặng của quy trình.
 */
import type { Leg } from "../../catalogs/route.ts";
import type { Channel, TimeRule } from "../../catalogs/types.ts";
import type { Instant, LocalDate } from "../time/types.ts";
import type { Actor, FileRef, FormData, HeldComponent, LateEntry, Person, ReturnMethod } from "./commands.ts";
import type { DossierStatus } from "./statuses.ts";

export const STOP_REASONS = ["supplement", "payment", "suspension", "partner"] as const;
export type StopReason = (typeof STOP_REASONS)[number];

/** The legal clock. `stopped` while the dossier waits for the applicant (R-B04), or for a partner whose time is not the office's own (tax). */
export interface DossierClock {
  readonly rule: TimeRule;
  /** From when time counts (the stamp date for a postal dossier, R-A01). */
  readonly startedAt: Instant;
  readonly dueAt: Instant;
  readonly firstDueAt: Instant;
  readonly stopped?: { readonly since: Instant; readonly reason: StopReason };
  readonly stops: readonly {
    readonly from: Instant;
    readonly to: Instant;
    readonly reason: StopReason;
    readonly dueBefore: Instant;
    readonly dueAfter: Instant;
  }[];
  readonly extensions: readonly {
    readonly at: Instant;
    readonly reason: string;
    readonly dueBefore: Instant;
    readonly dueAfter: Instant;
    readonly acknowledgedBy: string;
    /** `dueBefore`, moved by the stops since; absent where there were none. */
    readonly dueWithout?: Instant;
  }[];
}

/** The standard forms (TT 03/2025/TT-VPCP, domain.md §3) and what goes with a return (R-C02). */
export const FORMS = {
  dossierSlip: "Phiếu hồ sơ",
  appointmentSlip: "Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
  supplementRequest: "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ",
  rejection: "Phiếu từ chối tiếp nhận giải quyết hồ sơ",
  apology: "Thư xin lỗi",
  extension: "Phiếu xin lỗi và hẹn lại ngày trả kết quả",
  suspension: "Thông báo dừng giải quyết hồ sơ",
  controlSlip: "Phiếu kiểm soát quá trình giải quyết hồ sơ",
  refusal: "Văn bản trả lời không đủ điều kiện giải quyết",
  paymentRequest: "Thông báo nộp phí, lệ phí",
  satisfaction: "Phiếu đánh giá sự hài lòng",
} as const;
export type FormKind = keyof typeof FORMS;

/** A form given to the applicant, on the channel that the dossier came by (R-A03, R-A05). */
export interface IssuedForm {
  readonly form: FormKind;
  readonly number: number;
  readonly at: Instant;
  readonly channel: Channel;
  /** What the form says beyond the dossier itself. */
  readonly data: Readonly<Record<string, unknown>>;
}

export interface SupplementRound {
  readonly number: number;
  readonly beforeReceipt: boolean;
  readonly missing: readonly { readonly componentId: string; readonly reason: string }[];
  readonly requestedAt: Instant;
  readonly requestedBy: string;
  readonly apology: boolean;
  /** The transfer whose agency asked for it. */
  readonly transferId?: string;
  readonly suppliedAt?: Instant;
  readonly dueBefore?: Instant;
  readonly dueAfter?: Instant;
}

export interface HandOver {
  readonly unit: string;
  readonly agencyId: string;
  readonly officer?: string;
  readonly from: string;
  readonly receivedAt: Instant;
  readonly dueAt: Instant;
  readonly finishedAt?: Instant;
  readonly result?: "early" | "onTime" | "late";
  readonly note?: string;
}

export interface Charge {
  readonly chargeId: string;
  readonly name: string;
  readonly amount: number;
  readonly paid: number;
  readonly requestedAt: Instant;
  /** Still to be paid. */
  readonly open: boolean;
  /** Why the rest is not asked for any more. */
  readonly cancelled?: string;
  readonly kind: "fee" | "charge" | "tax";
  readonly data?: Readonly<Record<string, string>>;
  /** Where the applicant can pay it. */
  readonly request?: {
    readonly lane: string;
    readonly reference: string;
    readonly url?: string;
    readonly qr?: string;
    readonly expiresAt?: Instant;
    readonly at: Instant;
  };
}
export interface Payment {
  readonly chargeId: string;
  readonly amount: number;
  readonly method: "cash" | "transfer" | "online" | "cod";
  readonly reference: string;
  readonly at: Instant;
  readonly receipt?: { readonly number: string; readonly url?: string; readonly file?: FileRef; readonly at: Instant };
}

/** One liên thông leg under way with one agency, or a dossier sent to an agency by hand (R-B06). */
export interface Transfer {
  /** The leg's key, or the id that a person gave it. */
  readonly transferId: string;
  /** The leg of the route that it is; absent where a person sent it. */
  readonly leg?: string;
  readonly toAgencyId: string;
  readonly purpose: string;
  /** The adapter that carries it; absent: the agency works in the hub itself. */
  readonly lane?: string;
  readonly operation?: string;
  /** Counts its sendings. */
  readonly number: number;
  readonly state: "sent" | "accepted" | "supplementNeeded" | "sentBack" | "done" | "refused" | "cancelled";
  /** A result is still to come. */
  readonly open: boolean;
  readonly sentAt: Instant;
  readonly dueAt?: Instant;
  /** What earlier legs hand on to it. */
  readonly data: Readonly<Record<string, string>>;
  /** The agency's own number of it. */
  readonly reference?: string;
  /** Why it came back, or was called off. */
  readonly reason?: string;
  readonly result?: {
    readonly outcome: "done" | "refused";
    readonly at: Instant;
    readonly note?: string;
    readonly documents: readonly FileRef[];
    readonly data: Readonly<Record<string, string>>;
  };
}

/** The route that the dossier goes: kept with it, so that a later edition of the catalog changes nothing under way. */
export interface DossierRoute {
  readonly id: string;
  readonly name: string;
  readonly legs: readonly Leg[];
  readonly end: "decide" | "handBack";
  /** Legs that were not gone, and why. */
  readonly skipped: readonly {
    readonly leg: string;
    readonly reason: "notNeeded" | "dependsOnFailed" | "routeEnded";
    readonly at: Instant;
  }[];
  readonly ended?: { readonly at: Instant; readonly outcome: "done" | "partly" | "refused" };
}

/** One look into the population database: who, what for, when (R-I02); of the answer only whether it fits. */
export interface IdentityCheck {
  readonly checkId: string;
  readonly who: "applicant" | "owner";
  readonly purpose: string;
  readonly by: string;
  readonly at: Instant;
  readonly answer?: {
    readonly outcome: "matched" | "differs" | "notFound";
    readonly differing: readonly string[];
    readonly at: Instant;
  };
}

export interface Delivery {
  /** The hub's order number: the dossier code, with "/n" after a cancelled or failed order. */
  readonly orderNumber: string;
  readonly state:
    | "requested"
    | "ordered"
    | "orderRefused"
    | "accepted"
    | "inTransit"
    | "delivered"
    | "undelivered"
    | "cancelled"
    | "backAtSender";
  readonly itemCode?: string;
  readonly proof?: string;
  readonly codCollected?: number;
  readonly trace: readonly { readonly at: Instant; readonly state: string; readonly note?: string }[];
}

/** The pending question of a resolving unit to the one-stop officer (R-B10). */
export type Inquiry =
  | {
      readonly what: "supplement";
      readonly by: string;
      readonly at: Instant;
      readonly transferId?: string;
      readonly missing: readonly { readonly componentId: string; readonly reason: string }[];
    }
  | {
      readonly what: "fee";
      readonly by: string;
      readonly at: Instant;
      readonly transferId?: string;
      readonly name: string;
      readonly amount: number;
      readonly reason: string;
    };

export interface Dossier {
  readonly id: string;
  /** Number of events so far; the optimistic lock and the ETag. */
  readonly version: number;
  readonly status: DossierStatus;
  readonly code?: string;
  readonly nationalCode?: string;
  readonly channel: Channel;
  /** The lane whose partner handed it in; absent: it came by one of the hub's own doors. */
  readonly fromLane?: string;
  readonly procedure: {
    readonly code: string;
    readonly version: number;
    readonly name: string;
    readonly caseKey: string;
    readonly onlineLevel: "full" | "partial" | "none";
  };
  readonly agencyId: string;
  readonly applicant: Person;
  readonly owner?: Person;
  readonly summary?: string;
  readonly account?: string;
  /** The electronic declaration (tờ khai điện tử). */
  readonly form?: FormData;
  readonly notices?: { readonly sms: boolean };
  /** Other systems' own codes of it. */
  readonly aliases?: readonly string[];
  readonly components: readonly HeldComponent[];
  readonly returnMethod: ReturnMethod;
  readonly submittedAt: Instant;
  readonly postalArrivalDate?: LocalDate;
  readonly receivedAt?: Instant;
  readonly check?: { readonly outcome: "valid" | "notYetValid" | "outOfScope"; readonly at: Instant; readonly by: string };
  readonly clock?: DossierClock;
  readonly supplementRounds: readonly SupplementRound[];
  readonly inquiry?: Inquiry;
  readonly handOvers: readonly HandOver[];
  readonly lastProgress?: { readonly at: Instant; readonly by: string; readonly note: string };
  readonly charges: readonly Charge[];
  readonly payments: readonly Payment[];
  readonly transfers: readonly Transfer[];
  readonly route?: DossierRoute;
  readonly identityChecks?: readonly IdentityCheck[];
  readonly decision?: {
    readonly outcome: "approved" | "refused";
    readonly at: Instant;
    readonly by: string;
    readonly reason?: string;
    readonly documents: readonly { readonly name: string; readonly number?: string; readonly file?: FileRef }[];
  };
  readonly delivery?: Delivery;
  readonly returned?: {
    readonly method: "inPerson" | "post" | "online";
    readonly at: Instant;
    readonly to: string;
    readonly onTime: boolean;
  };
  readonly forms: readonly IssuedForm[];
  /** Partners' last answers about this dossier, by lane. */
  readonly partners: Readonly<
    Record<
      string,
      {
        readonly at: Instant;
        readonly outcome: "accepted" | "refused";
        readonly operation: string;
        readonly code?: string;
        readonly message?: string;
      }
    >
  >;
  /** The status to go back to when a stop ends. */
  readonly statusBeforeStop?: DossierStatus;
  /** Time of the latest event of the dossier's own course (partners' reports left out): nothing is entered before it (R-B12). */
  readonly lastMovedAt?: Instant;
}

/** The envelope of one event: who did what when (R-F06), late entry marked (R-B12). `data` by type: events.ts. */
export interface EventMeta {
  readonly actor: Actor;
  /** When it happened. */
  readonly at: Instant;
  /** When the hub took it down; differs from `at` only for late entries and partners' reports. */
  readonly recordedAt: Instant;
  readonly lateEntry?: LateEntry;
}

/**
 * A refusal is a value: what was not done, whose fault it is and what to do, in Vietnamese and English.
 * `code` is dotted and stable ("dossier.wrong-state"); the list is in refusals.ts.
 */
export interface Refusal {
  readonly code: string;
  readonly blame: "caller" | "partner" | "hub";
  readonly vi: string;
  readonly en: string;
  readonly hint: { readonly vi: string; readonly en: string };
  readonly details?: Readonly<Record<string, unknown>>;
}
