/**
 * How much one caller may take: requests a minute and bytes a day for each partner, wrong credentials a minute for each address. Rates are
 * counted in memory, per process: with n gateways a partner has n times the rate. The day's bytes are summed over all processes.
 * Glossary: rate = số lượt mỗi phút · quota = dung lượng mỗi ngày.
 */
import type { Hub, PartnerAccount } from "../../core/hub.ts";
import type { Metrics } from "../metrics.ts";
import { type Problem, problem } from "../problem.ts";
import { countAttempts } from "./attempts.ts";
import { draw, full, type Level } from "./bucket.ts";
import { plainAddress } from "./certificate.ts";

/** Ten a second in the long run, a minute's worth at once; a province's portal that needs more is given it in its account. */
export const DEFAULT_PER_MINUTE = 600;
/** 5 GB: a hundred of the largest attachments (R-A07) a day, or some five thousand ordinary dossiers with their scans. */
export const DEFAULT_BYTES_PER_DAY = 5_000_000_000;
/** A partner with a wrong key tries more often than a person, yet 30 guesses a minute find no key of 256 bits. */
export const WRONG_PER_MINUTE = 30;
const MINUTE_MS = 60_000;
/** Việt Nam has one time zone, seven hours ahead of UTC, without summer time. */
const VIETNAM_MS = 7 * 3_600_000;
const DAY_MS = 86_400_000;

export interface Limits {
  /** Counts one request of a partner that has proved itself; the problem (429) where it is one too many. No round trip. */
  request(partner: PartnerAccount): Problem | undefined;
  /** Before a body of so many bytes (0: not known yet) is read: the problem (429) where the day's quota does not hold it. */
  body(partner: PartnerAccount, bytes: number): Promise<Problem | undefined>;
  /** Bytes of a body that have come in. */
  took(partner: PartnerAccount, bytes: number): void;
  /** Counts a wrong credential of an address. */
  wrong(address: string): void;
  /** Whether an address has given too many wrong ones. */
  isBarred(address: string): boolean;
  /** The problem (429) for such an address, counted as one refused; undefined where it may go on trying. */
  barred(address: string): Problem | undefined;
}

const seconds = (ms: number): number => Math.max(1, Math.ceil(ms / 1000));

/** 429 under this code, with how many seconds to wait. */
export const tooMany = (
  code: string,
  wait: number,
  detail: Problem["detail"],
  headers: Readonly<Record<string, string>> = {},
): Problem =>
  problem(429, code, {
    retry: true,
    detail,
    hint: { vi: `Gửi lại sau ${wait} giây.`, en: `Send again in ${wait} seconds.` },
    details: { retryAfterSeconds: wait },
    headers: { "retry-after": String(wait), ...headers },
  });

/** Milliseconds until midnight in Việt Nam. */
export const untilMidnight = (now: number): number => DAY_MS - ((now + VIETNAM_MS) % DAY_MS);

/** An address as guesses are counted by: of IPv6 the network of 64 bits, which one subscriber has to itself. Pure. */
export const addressGroup = (address: string): string => {
  const plain = plainAddress(address);
  if (!plain.includes(":")) return plain;
  const [head = "", tail] = plain.split("%")[0]?.split("::") ?? [];
  const front = head === "" ? [] : head.split(":");
  const back = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - front.length - back.length);
  const groups = [...front, ...Array.from({ length: zeros }, () => "0"), ...back];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":")}::/64`;
};

/** The limits of one process. `clock`: real time in milliseconds. */
export const createLimits = (
  hub: Pick<Hub, "partners" | "now">,
  clock: () => number,
  metrics: Pick<Metrics, "limited">,
): Limits => {
  // Only partners that have proved themselves are here: as many as there are accounts.
  const levels = new Map<string, Level>();
  const attempts = countAttempts(WRONG_PER_MINUTE, MINUTE_MS, clock);

  return {
    request: (partner) => {
      const capacity = partner.limits?.perMinute ?? DEFAULT_PER_MINUTE;
      const rate = { capacity, windowMs: MINUTE_MS };
      const now = clock();
      const drawn = draw(levels.get(partner.id) ?? full(rate, now), rate, now);
      levels.set(partner.id, drawn.level);
      if (drawn.waitMs === 0) {
        hub.partners.addUsage(partner.id, { requests: 1 });
        return undefined;
      }
      hub.partners.addUsage(partner.id, { refused: 1 });
      metrics.limited("rate");
      const wait = seconds(drawn.waitMs);
      return tooMany(
        "partner.too-many-requests",
        wait,
        {
          vi: `Hệ thống này gửi quá ${capacity} yêu cầu mỗi phút.`,
          en: `This system sends more than ${capacity} requests a minute.`,
        },
        { "ratelimit-policy": `"minute";q=${capacity};w=60`, ratelimit: `"minute";r=0;t=${wait}` },
      );
    },
    body: async (partner, bytes) => {
      const quota = partner.limits?.bytesPerDay ?? DEFAULT_BYTES_PER_DAY;
      const used = (await hub.partners.usage(partner.id)).bytes;
      if (used < quota && used + bytes <= quota) return undefined;
      hub.partners.addUsage(partner.id, { refused: 1 });
      metrics.limited("quota");
      const wait = seconds(untilMidnight(Date.parse(hub.now())));
      const refused = tooMany("partner.quota-exceeded", wait, {
        vi: `Dung lượng ${quota} byte mỗi ngày của hệ thống này không đủ cho yêu cầu.`,
        en: `The ${quota} bytes a day of this system do not hold the request.`,
      });
      // What was announced is not read.
      return { ...refused, headers: { ...refused.headers, connection: "close" } };
    },
    took: (partner, bytes) => {
      if (bytes > 0) hub.partners.addUsage(partner.id, { bytes });
    },
    wrong: (address) => attempts.wrong(addressGroup(address)),
    isBarred: (address) => attempts.lockedFor(addressGroup(address)) > 0,
    barred: (address) => {
      const ms = attempts.lockedFor(addressGroup(address));
      if (ms === 0) return undefined;
      metrics.limited("address");
      return tooMany("partner.too-many-wrong-credentials", seconds(ms), {
        vi: "Địa chỉ này đã gửi quá nhiều thông tin xác thực sai.",
        en: "This address has sent too many wrong credentials.",
      });
    },
  };
};
