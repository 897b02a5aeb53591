/**
 * What needs a person now: one list over subscriptions, lanes, feeds, streams and transfers, each with what to do about it. Made of what the
 * hub shows anyway; holds no personal data. Glossary: alert = cảnh báo.
 */
import type { Hub, LaneView, Subscription } from "../../core/hub.ts";
import type { Bilingual } from "../problem.ts";
import { REASON_TEXTS } from "./reasons.ts";

export const ALERT_KINDS = [
  "subscription.paused",
  "lane.breaker-open",
  "lane.switched-off",
  "lane.stopped",
  "lane.waiting",
  "feed.failing",
  "stream.stalled",
  "hub.check-failed",
  "transfer.overdue",
  "transfer.sent-back",
] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

export interface Alert {
  readonly kind: AlertKind;
  /** What it is about: a lane, a subscription, a stream, an agency. With `kind` it names the alert. */
  readonly about: string;
  readonly vi: string;
  readonly en: string;
  readonly todo: Bilingual;
  readonly since?: string;
  readonly count?: number;
}

/** A message that waits longer than this (hub time) while nothing is open or paused: the lane does not keep up. */
const WAITING_LONG_MS = 3_600_000;

const MESSAGES = "GET /api/v1/messages";

const subscriptionAlert = ({ id, partnerId, reason = "stopped", changedAt }: Subscription): Alert => {
  const { vi, en, todo } = REASON_TEXTS[reason];
  return {
    kind: "subscription.paused",
    about: id,
    vi: `Webhook của ${partnerId} đã bị trục tạm dừng: ${vi}`,
    en: `The hub paused a webhook of ${partnerId}: ${en}`,
    todo,
    since: changedAt,
  };
};

const laneAlerts = (lane: LaneView, now: string): readonly Alert[] => {
  const { id, title } = lane;
  const stopped = lane.paused + lane.dead;
  const found: Alert[] = [];
  if (lane.forced === "open")
    found.push({
      kind: "lane.switched-off",
      about: id,
      vi: `${title.vi}: người vận hành đã ngắt đường liên thông.`,
      en: `${title.en}: an operator switched the lane off.`,
      todo: { vi: "Trả về auto khi đã xong việc.", en: "Set it to auto again when done." },
      count: lane.waiting,
    });
  else if (lane.breaker === "open")
    found.push({
      kind: "lane.breaker-open",
      about: id,
      vi: `${title.vi}: đối tác không trả lời, trục tạm ngừng gọi.`,
      en: `${title.en}: the partner does not answer, calls are held back.`,
      todo: {
        vi: "Liên hệ đối tác; trục tự thử lại và gửi tiếp khi đối tác hoạt động.",
        en: "Call the partner; the hub probes by itself and goes on when it answers.",
      },
      count: lane.waiting,
      ...(lane.lastError === undefined ? {} : { since: lane.lastError.at }),
    });
  else if (lane.oldestWaitingAt !== undefined && Date.parse(now) - Date.parse(lane.oldestWaitingAt) > WAITING_LONG_MS)
    found.push({
      kind: "lane.waiting",
      about: id,
      vi: `${title.vi}: có thông điệp chờ hơn một giờ.`,
      en: `${title.en}: messages have waited for more than an hour.`,
      todo: {
        vi: `Xem lỗi gần nhất của đường (${MESSAGES}?lane=${id}).`,
        en: `Look at the lane's last error (${MESSAGES}?lane=${id}).`,
      },
      since: lane.oldestWaitingAt,
      count: lane.waiting,
    });
  if (stopped > 0)
    found.push({
      kind: "lane.stopped",
      about: id,
      vi: `${title.vi}: ${stopped} thông điệp dừng, chờ người xử lý.`,
      en: `${title.en}: ${stopped} messages wait for a person.`,
      todo: {
        vi: `Xem ${MESSAGES}?lane=${id}; sửa rồi gửi lại (redrive) hoặc bỏ qua (release).`,
        en: `See ${MESSAGES}?lane=${id}; mend, then redrive or release.`,
      },
      count: stopped,
    });
  for (const poller of lane.pollers) {
    if (poller.lastError === undefined) continue;
    found.push({
      kind: "feed.failing",
      about: `${id}/${poller.id}`,
      vi: `${title.vi}: không đọc được dòng tin "${poller.id}".`,
      en: `${title.en}: the feed "${poller.id}" cannot be read.`,
      todo: {
        vi: "Kiểm tra tài khoản và đường truyền tới đối tác; lời của lỗi: GET /api/v1/lanes?words=true.",
        en: "Check the account and the network to the partner; what was said: GET /api/v1/lanes?words=true.",
      },
      since: poller.lastError.at,
    });
  }
  return found;
};

type Health = Awaited<ReturnType<Hub["health"]>>;

const healthAlerts = ({ checks }: Health): readonly Alert[] =>
  Object.entries(checks)
    .filter(([, { ok }]) => !ok)
    .map(([name, { detail }]) =>
      name.startsWith("stream:")
        ? {
            kind: "stream.stalled",
            about: name.slice("stream:".length),
            vi: `Dòng vào ${name.slice("stream:".length)} không tiến triển: ${detail}.`,
            en: `The stream ${name.slice("stream:".length)} makes no progress: ${detail}.`,
            todo: { vi: "Kiểm tra Kafka; trục tự nối lại.", en: "Check Kafka; the hub connects again by itself." },
          }
        : {
            kind: "hub.check-failed",
            about: name,
            vi: `Trục chưa khỏe: ${name}: ${detail}.`,
            en: `The hub is not well: ${name}: ${detail}.`,
            todo: { vi: "Xem nhật ký của trục và cơ sở dữ liệu.", en: "Look at the hub's log and the database." },
          },
    );

/** What is under way with other agencies and needs somebody, by the agency that has it or must correct it. */
const transferAlerts = (open: Awaited<ReturnType<Hub["openTransfers"]>>): readonly Alert[] => {
  const count = (agencies: readonly string[]): ReadonlyMap<string, number> =>
    agencies.reduce((sums, id) => sums.set(id, (sums.get(id) ?? 0) + 1), new Map<string, number>());
  const todo = { vi: "Xem GET /api/v1/open-transfers và đôn đốc.", en: "See GET /api/v1/open-transfers and urge them." };
  return [
    ...[...count(open.filter((one) => one.overdue).map((one) => one.toAgencyId))].map(([about, late]) => ({
      kind: "transfer.overdue" as const,
      about,
      vi: `${about}: ${late} hồ sơ chuyển đến đã quá hạn.`,
      en: `${about}: ${late} transfers are overdue.`,
      todo,
      count: late,
    })),
    ...[...count(open.filter((one) => one.state === "sentBack").map((one) => one.agencyId))].map(([about, back]) => ({
      kind: "transfer.sent-back" as const,
      about,
      vi: `${about}: ${back} việc bị trả lại do sai, chờ sửa và gửi lại.`,
      en: `${about}: ${back} transfers came back wrong and wait for a correction.`,
      todo: {
        vi: "Cán bộ một cửa sửa và gửi lại (resend-transfer).",
        en: "An officer corrects and sends again (resend-transfer).",
      },
      count: back,
    })),
  ];
};

type AlertHub = Pick<Hub, "exchange" | "subscriptions" | "health" | "now">;

/** What a machine may ask every few seconds: without the transfers, which are read dossier by dossier. Errors: the database driver's own. */
export const quickAlerts = async (hub: AlertHub, known?: readonly LaneView[]): Promise<readonly Alert[]> => {
  const [lanes, paused, health] = await Promise.all([
    known ?? hub.exchange.lanes(),
    hub.subscriptions.list({ state: "paused", limit: 200 }),
    hub.health(),
  ]);
  const now = hub.now();
  const stopped = new Set(paused.items.map(({ id }) => id));
  return [
    ...paused.items.filter(({ reason }) => reason !== "owner" && reason !== "operator").map(subscriptionAlert),
    // A paused subscription's lane stands still by intent: one alert says it.
    ...lanes.filter(({ id }) => !stopped.has(id)).flatMap((lane) => laneAlerts(lane, now)),
    ...healthAlerts(health),
  ];
};

/** All of them, for a person. Errors: the database driver's own. */
export const allAlerts = async (hub: AlertHub & Pick<Hub, "openTransfers">): Promise<readonly Alert[]> => {
  const [quick, open] = await Promise.all([quickAlerts(hub), hub.openTransfers()]);
  return [...quick, ...transferAlerts(open)];
};
