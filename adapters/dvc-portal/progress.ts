/**
 * What the portal is told of what happened: one progress row per event that a citizen or supervisor cares about
 * (domain.md §1.4), and the messages that carry them. Pure.
 */
import type { Actor } from "../../core/dossier/commands.ts";
import { type DossierEvent, EVENT_TITLES, type EventType } from "../../core/dossier/events.ts";
import type { DossierStatus } from "../../core/dossier/statuses.ts";
import type { Dossier } from "../../core/dossier/types.ts";
import type { Happening } from "../../core/exchange/adapter.ts";
import { toCompactTime } from "../kit/local-time.ts";
import { cut } from "../kit/text.ts";
import { MAX, type ProgressItem } from "./contract/dossier.ts";
import type { ReportBody } from "./report.ts";
import type { SyncBody } from "./sync.ts";
import { isFromPortal, toSyncDossier, wireStatus } from "./wire.ts";

/**
 * Events that stay inside: the unit's question to the officer, the workings of a route and of the payment channel, a refused attempt, the check on the way to the receipt, the post's
 * parcel reports, and partners' answers (telling the portal of its own answer would never end).
 */
const UNTOLD: ReadonlySet<EventType> = new Set([
  "asked",
  "paperDemandRefused",
  "checkedValid",
  "deliveryRecorded",
  "partnerRecorded",
  "routeStarted",
  "routeEnded",
  "legSkipped",
  "clockStopped",
  "clockRestarted",
  "transferResent",
  "transferAccepted",
  "transferSentBack",
  "transferCancelled",
  "chargeCancelled",
  "identityCheckRequested",
  "identityChecked",
  "paymentRequestRecorded",
  "receiptRecorded",
]);

const TITLES: Readonly<Record<Actor["role"], string>> = {
  officer: "Công chức Bộ phận Một cửa",
  unit: "Công chức xử lý",
  leader: "Lãnh đạo",
  applicant: "Người nộp hồ sơ",
  post: "Nhân viên bưu chính",
  partner: "Hệ thống liên thông",
  system: "Hệ thống",
};
const LONG_TEXT = 1000;

/** What the title of an event leaves open. */
const detail = (event: DossierEvent): string | undefined => {
  switch (event.type) {
    case "foundIncomplete":
    case "supplementRequested":
      return event.data.missing.map((item) => item.reason).join("; ");
    case "rejected":
    case "refused":
    case "suspended":
    case "extended":
    case "withdrawn":
      return event.data.reason;
    case "handedOver":
      return event.data.handOver.unit;
    case "progressed":
      return event.data.note;
    case "feeRequested":
      return `${event.data.charge.name}, ${event.data.charge.amount} đồng`;
    case "forwarded":
      return event.data.transfer.purpose;
    case "decided":
      return event.data.documents.map((document) => document.name).join("; ");
    default:
      return undefined;
  }
};

/** The status an event led to where it says so; otherwise that of the dossier after all events of the same command. */
const statusAfter = (event: DossierEvent, after: Dossier): DossierStatus =>
  "status" in event.data ? event.data.status : after.status;

const row = (event: DossierEvent, after: Dossier, code: string, agencyName: string): ProgressItem => {
  const current = after.handOvers.findLast((handOver) => handOver.finishedAt === undefined);
  const dueAt = current?.dueAt ?? after.clock?.dueAt;
  const more = detail(event);
  return {
    MaHoSo: code,
    NguoiXuLy: cut(event.actor.name ?? TITLES[event.actor.role], MAX.NguoiXuLy),
    ChucDanh: TITLES[event.actor.role],
    ThoiDiemXuLy: toCompactTime(event.at),
    PhongBanXuLy: cut(current?.unit ?? agencyName, LONG_TEXT),
    NoiDungXuLy: cut(more === undefined ? EVENT_TITLES[event.type] : `${EVENT_TITLES[event.type]}: ${more}`, LONG_TEXT),
    TrangThai: wireStatus(statusAfter(event, after)),
    NgayBatDau: toCompactTime(current?.receivedAt ?? event.at),
    ...(dueAt === undefined ? {} : { NgayKetThucTheoQuyDinh: toCompactTime(dueAt) }),
  };
};

/** Result files go with the report of an online return: the citizen fetches them at the portal (R-C01). */
const resultFiles = (events: readonly DossierEvent[]): ReportBody["files"] =>
  events.flatMap((event) => (event.type === "returned" ? [...(event.data.documents ?? [])] : []));

/**
 * `syncDossier` for every dossier that has a code of ours (R-G01). `reportState` for those that the portal pushed in, only when the
 * national status changed: so each report differs from the one before, and a look-up can tell whether it arrived.
 */
export const reactions = ({
  events,
  before,
  after,
  agency,
  procedure,
}: Happening): readonly { operation: string; body: unknown }[] => {
  const told = events.filter((event) => !UNTOLD.has(event.type));
  const last = told.at(-1);
  if (last === undefined) return [];
  const messages: { operation: string; body: unknown }[] = [];
  if (after.code !== undefined) {
    const { code } = after;
    const record = toSyncDossier(after, code, agency, procedure);
    const earlier = before?.code === undefined ? undefined : toSyncDossier(before, code, agency, procedure);
    const refusedBefore = after.partners["dvc-portal"]?.outcome === "refused";
    const body: SyncBody = {
      record,
      progress: told.map((event) => row(event, after, code, agency.name)),
      changed: refusedBefore || JSON.stringify(earlier) !== JSON.stringify(record),
      ...(before?.code === undefined ? {} : { statusBefore: wireStatus(before.status) }),
      refusedBefore,
    };
    messages.push({ operation: "syncDossier", body });
  }
  const status = wireStatus(after.status);
  if (isFromPortal(after) && after.nationalCode !== undefined && status !== wireStatus(before?.status ?? "submitted")) {
    const body: ReportBody = {
      nationalCode: after.nationalCode,
      ...(after.code === undefined ? {} : { code: after.code }),
      ...(after.account === undefined ? {} : { account: after.account }),
      status,
      text: row(last, after, after.nationalCode, agency.name).NoiDungXuLy,
      at: last.at,
      files: resultFiles(told),
    };
    messages.push({ operation: "reportState", body });
  }
  return messages;
};
