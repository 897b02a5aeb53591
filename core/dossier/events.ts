/**
 * What can have happened to a dossier. An event holds everything that evolve() needs (numbers, due times, forms, the status
 * afterwards), so that replaying an old log never depends on today's rules, catalogs or calendars.
 * Glossary: event = sự việc đã xảy ra · round = lần yêu cầu bổ sung · stop = khoảng thời gian đồng hồ dừng · course = diễn biến hồ sơ.
 */
import type { Route } from "../../catalogs/route.ts";
import type { Channel, TimeRule } from "../../catalogs/types.ts";
import type { Instant, LocalDate } from "../time/types.ts";
import type { FileRef, FormData, HeldComponent, Person, ReturnMethod } from "./commands.ts";
import type { DossierStatus } from "./statuses.ts";
import type {
  Charge,
  Delivery,
  Dossier,
  DossierClock,
  DossierRoute,
  EventMeta,
  HandOver,
  IdentityCheck,
  Inquiry,
  IssuedForm,
  Payment,
  StopReason,
  Transfer,
} from "./types.ts";

type Missing = readonly { readonly componentId: string; readonly reason: string }[];

/** The clock stops with this event (R-B04). */
interface ClockStop {
  readonly since: Instant;
  readonly reason: StopReason;
}
/** One closed stop, with the due times before and after, and what moves with them. */
export interface ClockRestart {
  readonly stop: DossierClock["stops"][number];
  /** Of the open row of the control slip. */
  readonly handOverDueAt?: Instant;
  /** The due time as it would be without the extensions, where there are any. */
  readonly dueWithoutExtensions?: Instant;
}
/** How the open row of the control slip ended (R-B05). */
export interface RowEnd {
  readonly finishedAt: Instant;
  readonly result: "early" | "onTime" | "late";
}

/** The dossier's status after a change of its transfers. */
export interface StatusAfter {
  readonly status: DossierStatus;
  /** Where the dossier waits for the applicant meanwhile: the status it will go back to. */
  readonly statusBeforeStop?: DossierStatus;
}

/** Data of each event, by its type. */
export interface EventData {
  submitted: {
    readonly dossierId: string;
    readonly channel: Channel;
    readonly procedure: Dossier["procedure"];
    readonly agencyId: string;
    readonly applicant: Person;
    readonly owner?: Person;
    readonly summary?: string;
    readonly account?: string;
    readonly components: readonly HeldComponent[];
    readonly returnMethod: ReturnMethod;
    readonly nationalCode?: string;
    /** Given at submission to a dossier filed online at the hub itself (R-A08), or opened at the hall (R-A06). */
    readonly code?: string;
    readonly postalArrivalDate?: LocalDate;
    readonly alias?: string;
    readonly form?: FormData;
    readonly notices?: { readonly sms: boolean };
    readonly declaredTruthful: boolean;
    /** Phiếu hồ sơ, where it was opened at the hall (R-A06). */
    readonly forms?: readonly IssuedForm[];
  };
  /** `recheck`: the papers changed, so an earlier check no longer counts. */
  amended: {
    readonly components?: readonly HeldComponent[];
    readonly returnMethod?: ReturnMethod;
    readonly summary?: string;
    readonly contact?: Pick<Person, "phone" | "email" | "address">;
    readonly recheck: boolean;
    /** The whole declaration afterwards. */
    readonly form?: FormData;
  };
  checkedValid: Record<never, never>;
  foundIncomplete: {
    readonly round: number;
    readonly missing: Missing;
    readonly onPaper: boolean;
    readonly forms: readonly IssuedForm[];
  };
  /** Out of scope (R-A12): everything goes back. */
  rejected: { readonly reason: string; readonly forms: readonly IssuedForm[] };
  received: {
    readonly code: string;
    readonly procedure: Dossier["procedure"];
    readonly sets: number;
    readonly rule: TimeRule;
    /** When it counts as received: the stamp date for a postal dossier (R-A01). */
    readonly startedAt: Instant;
    readonly dueAt: Instant;
    readonly forms: readonly IssuedForm[];
  };
  asked: { readonly inquiry: Inquiry };
  supplementRequested: {
    readonly round: number;
    readonly missing: Missing;
    readonly onPaper: boolean;
    readonly statusBefore: DossierStatus;
    /** Absent where the clock stands already (a partner's phase). */
    readonly stop?: ClockStop;
    /** The transfer whose agency asked. */
    readonly transferId?: string;
    readonly forms: readonly IssuedForm[];
  };
  /** The attempt to ask for paper of a fully-online dossier (R-A10): refused, but kept. */
  paperDemandRefused: { readonly command: "check" | "requestSupplement"; readonly missing: Missing };
  supplemented: {
    readonly round: number;
    /** What was brought. */
    readonly supplied: readonly HeldComponent[];
    /** Everything held afterwards. */
    readonly components: readonly HeldComponent[];
    readonly status: DossierStatus;
    /** Absent before receipt, when no clock runs, and where it stands for a partner too. */
    readonly restart?: ClockRestart;
    readonly transferId?: string;
  };
  refused: {
    readonly reason: string;
    readonly legalBasis?: string;
    readonly rowEnd?: RowEnd;
    /** Every paper held: all go back (R-B11). */
    readonly papersBack: readonly HeldComponent[];
    readonly forms: readonly IssuedForm[];
  };
  handedOver: {
    readonly handOver: HandOver;
    readonly rowEnd?: RowEnd;
    readonly status: DossierStatus;
    readonly forms: readonly IssuedForm[];
  };
  progressed: { readonly note: string; readonly transferId?: string };
  feeRequested: {
    readonly charge: Charge;
    readonly reason?: string;
    readonly status: DossierStatus;
    readonly statusBefore?: DossierStatus;
    /** Absent before receipt and where the clock already stands for another charge. */
    readonly stop?: ClockStop;
    readonly forms: readonly IssuedForm[];
  };
  paid: {
    readonly payment: Payment;
    /** Paid of this charge, this payment included. */
    readonly chargePaid: number;
    /** Nothing is outstanding any more. */
    readonly settled: boolean;
    readonly status: DossierStatus;
    readonly restart?: ClockRestart;
  };
  /** What is left of a charge is not asked for any more. */
  chargeCancelled: {
    readonly chargeId: string;
    readonly reason: string;
    readonly settled: boolean;
    readonly status: DossierStatus;
    readonly restart?: ClockRestart;
  };
  suspended: {
    readonly reason: string;
    readonly statusBefore: DossierStatus;
    readonly stop?: ClockStop;
    readonly forms: readonly IssuedForm[];
  };
  resumed: { readonly note?: string; readonly status: DossierStatus; readonly restart?: ClockRestart };
  routeStarted: { readonly route: Pick<Route, "id" | "name" | "legs" | "end"> };
  legSkipped: DossierRoute["skipped"][number];
  routeEnded: { readonly outcome: NonNullable<DossierRoute["ended"]>["outcome"] };
  /** The office's clock stands while an agency outside its time works (the tax phase), and runs again. */
  clockStopped: { readonly stop: ClockStop };
  clockRestarted: { readonly restart: ClockRestart };
  forwarded: { readonly transfer: Transfer } & StatusAfter;
  /** `news`: it was not known yet, and the transfer had not gone on since. */
  transferAccepted: {
    readonly transferId: string;
    readonly news: boolean;
    readonly reference?: string;
    readonly note?: string;
  };
  transferSentBack: { readonly transferId: string; readonly reason: string; readonly documents: readonly FileRef[] };
  transferResent: {
    readonly transferId: string;
    readonly number: number;
    readonly data: Readonly<Record<string, string>>;
    /** The whole declaration afterwards, where it was corrected. */
    readonly form?: FormData;
    readonly note?: string;
  };
  /** `wasDone`: its result is to be undone (the applicant withdrew). */
  transferCancelled: { readonly transferId: string; readonly reason: string; readonly wasDone: boolean } & StatusAfter;
  transferResultTaken: {
    readonly transferId: string;
    readonly result: NonNullable<Transfer["result"]>;
    /** It had been called off: kept for everyone to see, but nothing follows from it. */
    readonly late: boolean;
  } & StatusAfter;
  identityCheckRequested: {
    readonly check: IdentityCheck;
    readonly officerIdentityNumber: string;
    readonly subject: { readonly identityNumber: string; readonly fullName: string; readonly birthDate?: LocalDate };
  };
  identityChecked: { readonly checkId: string; readonly answer: NonNullable<IdentityCheck["answer"]> };
  paymentRequestRecorded: { readonly chargeId: string; readonly request: NonNullable<Charge["request"]> };
  receiptRecorded: { readonly reference: string; readonly receipt: NonNullable<Payment["receipt"]> };
  decided: {
    readonly documents: NonNullable<Dossier["decision"]>["documents"];
    readonly rowEnd?: RowEnd;
    readonly onTime: boolean;
  };
  extended: {
    readonly reason: string;
    readonly dueBefore: Instant;
    readonly dueAfter: Instant;
    readonly acknowledgedBy: string;
    readonly forms: readonly IssuedForm[];
  };
  withdrawn: { readonly reason: string; readonly rowEnd?: RowEnd; readonly papersBack: readonly HeldComponent[] };
  sentByPost: {
    readonly orderNumber: string;
    readonly papersBack: readonly HeldComponent[];
    readonly forms: readonly IssuedForm[];
  };
  deliveryRecorded: {
    /** What the post reported. */
    readonly reported: Exclude<Delivery["state"], "requested">;
    /** Of the parcel afterwards: an older or a stray report goes into the trace without moving it. */
    readonly state: Delivery["state"];
    readonly status: DossierStatus;
    readonly itemCode?: string;
    readonly note?: string;
    readonly proof?: string;
    readonly codCollected?: number;
  };
  returned: {
    readonly method: "inPerson" | "post" | "online";
    readonly to: string;
    readonly identityNumber?: string;
    readonly authorisation?: string;
    readonly proof?: string;
    /** Result files of an online return. */
    readonly documents?: readonly FileRef[];
    readonly onTime: boolean;
    /** Which of the four cases of R-C02 (the third, "not yet resolved", is an extension). */
    readonly case: "onTime" | "late" | "notEligible";
    readonly papersBack: readonly HeldComponent[];
    readonly forms: readonly IssuedForm[];
  };
  partnerRecorded: {
    readonly lane: string;
    readonly outcome: "accepted" | "refused";
    readonly operation: string;
    readonly code?: string;
    readonly message?: string;
    /** Only where the dossier had none before. */
    readonly nationalCode?: string;
    readonly alias?: string;
  };
}

export type EventType = keyof EventData;

/** An event as decide() makes it: `seq` is given when it is put behind the dossier's others. */
export type NewEventOf<T extends EventType> = EventMeta & { readonly type: T; readonly data: EventData[T] };
export type NewEvent = { [T in EventType]: NewEventOf<T> }[EventType];

/** One event of a dossier; `seq` counts from 1 without gaps and equals the dossier's version after it. */
export type EventOf<T extends EventType> = NewEventOf<T> & { readonly seq: number };
export type DossierEvent = { [T in EventType]: EventOf<T> }[EventType];

/** What a timeline says of each event, in Vietnamese. */
export const EVENT_TITLES: { readonly [T in EventType]: string } = {
  submitted: "Nộp hồ sơ",
  amended: "Sửa hồ sơ đã nộp",
  checkedValid: "Kiểm tra: hồ sơ hợp lệ",
  foundIncomplete: "Kiểm tra: hồ sơ chưa hợp lệ, yêu cầu bổ sung",
  rejected: "Từ chối tiếp nhận hồ sơ",
  received: "Tiếp nhận hồ sơ và hẹn trả kết quả",
  asked: "Đơn vị giải quyết đề nghị bổ sung",
  supplementRequested: "Yêu cầu bổ sung, hoàn thiện hồ sơ",
  paperDemandRefused: "Đã chặn yêu cầu nộp lại bản giấy",
  supplemented: "Người nộp bổ sung hồ sơ",
  refused: "Không đủ điều kiện giải quyết",
  handedOver: "Bàn giao hồ sơ",
  progressed: "Cập nhật tiến độ",
  feeRequested: "Yêu cầu nộp phí, lệ phí",
  paid: "Ghi nhận khoản nộp phí, lệ phí",
  chargeCancelled: "Hủy yêu cầu nộp",
  suspended: "Dừng giải quyết hồ sơ",
  resumed: "Tiếp tục giải quyết hồ sơ",
  routeStarted: "Bắt đầu quy trình liên thông",
  legSkipped: "Bỏ qua một chặng liên thông",
  routeEnded: "Kết thúc quy trình liên thông",
  clockStopped: "Tạm dừng tính thời hạn của cơ quan trong lúc chờ cơ quan phối hợp",
  clockRestarted: "Tiếp tục tính thời hạn của cơ quan",
  forwarded: "Chuyển cơ quan phối hợp",
  transferAccepted: "Cơ quan phối hợp đã tiếp nhận",
  transferSentBack: "Cơ quan phối hợp trả lại do sai, cần sửa và gửi lại",
  transferResent: "Gửi lại cơ quan phối hợp sau khi sửa",
  transferCancelled: "Thu hồi việc đã chuyển cơ quan phối hợp",
  transferResultTaken: "Nhận kết quả của cơ quan phối hợp",
  identityCheckRequested: "Tra cứu, đối chiếu thông tin dân cư",
  identityChecked: "Kết quả đối chiếu thông tin dân cư",
  paymentRequestRecorded: "Đã có nơi nộp phí, lệ phí trực tuyến",
  receiptRecorded: "Đã phát hành biên lai",
  decided: "Có kết quả giải quyết",
  extended: "Xin lỗi và hẹn lại ngày trả kết quả",
  withdrawn: "Người nộp rút hồ sơ",
  sentByPost: "Chuyển bưu điện trả kết quả",
  deliveryRecorded: "Bưu điện báo tình trạng bưu gửi",
  returned: "Trả kết quả",
  partnerRecorded: "Hệ thống liên thông trả lời",
};
