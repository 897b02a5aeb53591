/** One delivery: signed, posted, and what the receiver's answer means for the message. */
import type { Call } from "../../core/exchange/adapter.ts";
import { ExchangeError } from "../../core/exchange/errors.ts";
import { noAnswer, retryAfterMs } from "../kit/http-errors.ts";
import { type Posted, type Posting, post } from "./client.ts";
import { TargetForbidden } from "./resolve.ts";
import { type SigningSecret, signedHeaders } from "./sign.ts";
import { TARGET_FAULTS } from "./target.ts";

/** Where to and how; `event` is the CloudEvent that goes out. */
export interface Delivery extends Pick<Posting, "url" | "policy" | "resolve"> {
  /** Also the webhook-id: the receiver knows by it what it has already. */
  readonly id: string;
  readonly event: unknown;
  readonly secrets: readonly SigningSecret[];
  /** Which replay it belongs to; absent: the event's own delivery. */
  readonly replay?: string;
}

type DeliveryCall = Pick<Call, "signal" | "wire" | "traceparent" | "now">;

/** How much of a receiver's prose goes into an error message. */
const SHOWN = 300;

const HINTS = {
  gone: {
    vi: "Bên nhận trả lời 410: không nhận tin ở địa chỉ này nữa; trục kết thúc đăng ký.",
    en: "The receiver answered 410: it takes nothing at this address any more; the hub ends the subscription.",
  },
  refused: {
    vi: "Bên nhận không nhận tin; đề nghị bên nhận kiểm tra địa chỉ và cách xác minh chữ ký. Hệ thống sẽ tự gửi lại theo lịch.",
    en: "The receiver does not take it; ask it to check the address and how it verifies signatures. It is sent again by the plan.",
  },
  redirect: {
    vi: "Bên nhận chuyển hướng; trục không đi theo. Đăng ký lại với địa chỉ đích.",
    en: "The receiver redirects; the hub never follows. Subscribe anew with the final address.",
  },
  busy: {
    vi: "Bên nhận báo đang bận; hệ thống chờ theo thời gian bên nhận yêu cầu rồi gửi lại.",
    en: "The receiver is busy; it is sent again after the time it asked for.",
  },
  broken: {
    vi: "Máy của bên nhận gặp lỗi; hệ thống sẽ tự gửi lại theo lịch.",
    en: "The receiver's server fails; it is sent again by the plan.",
  },
  forbidden: {
    vi: "Địa chỉ nhận tin nay dẫn tới nơi trục không được gọi; kiểm tra tên miền, hoặc khai báo mạng của cơ quan trong LIENTHONG_WEBHOOKS_ALLOW.",
    en: "The target now leads where the hub may not call; check its name, or declare the agency's network in LIENTHONG_WEBHOOKS_ALLOW.",
  },
} as const;

/** What an answer outside 2xx means. A webhook may be sent again without harm, so nothing is ever in doubt. */
const badAnswer = ({ status, headers, shown }: Posted, call: DeliveryCall): ExchangeError => {
  const message = `HTTP ${status}${shown === "" ? "" : `: ${shown.slice(0, SHOWN)}`}`;
  const wait = retryAfterMs(headers, call.now());
  const again = (code: string, hint: { vi: string; en: string }): ExchangeError =>
    new ExchangeError("retry", message, {
      code,
      blame: "partner",
      hint,
      ...(wait === undefined ? {} : { retryAfterMs: wait }),
    });
  if (status === 410)
    return new ExchangeError("pause", message, { code: "webhook.gone", blame: "partner", hint: HINTS.gone, trips: false });
  if (status === 429 || (status === 503 && wait !== undefined)) return again("webhook.busy", HINTS.busy);
  if (status >= 500) return again("webhook.server-error", HINTS.broken);
  return status >= 300 && status < 400 ? again("webhook.redirect", HINTS.redirect) : again("webhook.refused", HINTS.refused);
};

const forbidden = (error: TargetForbidden): ExchangeError =>
  error.fault === "unresolvable"
    ? noAnswer({ code: "ENOTFOUND" }, "read", false)
    : new ExchangeError("pause", TARGET_FAULTS[error.fault].en, {
        code: "webhook.target-forbidden",
        blame: "partner",
        hint: HINTS.forbidden,
        cause: error,
      });

/** Delivers one event; resolves with the status of a 2xx. Throws ExchangeError for everything else. */
export const deliver = async (delivery: Delivery, call: DeliveryCall): Promise<number> => {
  if (call.signal.aborted) throw noAnswer(call.signal.reason, "read", true, false);
  const body = JSON.stringify(delivery.event);
  let posted: Posted;
  try {
    posted = await post(
      {
        url: delivery.url,
        policy: delivery.policy,
        ...(delivery.resolve === undefined ? {} : { resolve: delivery.resolve }),
        body,
        headers: {
          "content-type": "application/cloudevents+json; charset=utf-8",
          "user-agent": "lienthong-webhooks/1",
          accept: "*/*",
          traceparent: call.traceparent,
          ...signedHeaders(delivery.id, body, delivery.secrets, call.now()),
          ...(delivery.replay === undefined ? {} : { "lienthong-replay": delivery.replay }),
        },
      },
      call,
    );
  } catch (error) {
    throw error instanceof TargetForbidden ? forbidden(error) : noAnswer(error, "read", call.signal.aborted);
  }
  if (posted.status >= 200 && posted.status < 300) return posted.status;
  throw badAnswer(posted, call);
};
