/**
 * How much one address may ask of the public pages: a robot that reads every procedure, or tries every code, must not take the pages away from
 * everybody else. Held in memory, per process. Screens that have proved themselves are no visitors: a hall's many share one address.
 * Glossary: visitor = người xem · allowance = hạn mức.
 */
import { draw, full, type Level, type Rate } from "../auth/bucket.ts";
import { addressGroup } from "../auth/limits.ts";
import { type Problem, problem } from "../problem.ts";

/**
 * Ten pages a second in the long run, a minute's worth at once (no source: our own measure). One address may be a commune's whole Wi-Fi or a
 * mobile carrier, and a search asks again while somebody types.
 */
export const VISITOR_RATE: Rate = { capacity: 600, windowMs: 60_000 };
/** So many addresses are remembered at most; whoever has not come for longest goes first. */
const MOST_ADDRESSES = 20_000;

/** Draws one page of an address: 0 where it is there, else whole seconds until it is. */
export type DrawVisit = (address: string) => number;

/** The allowances of one process; `clock`: real time, milliseconds. `most`: how many addresses are remembered. */
export const createVisitors = (clock: () => number, most = MOST_ADDRESSES): DrawVisit => {
  const levels = new Map<string, Level>();
  return (address) => {
    const [group, now] = [addressGroup(address), clock()];
    const { level, waitMs } = draw(levels.get(group) ?? full(VISITOR_RATE, now), VISITOR_RATE, now);
    // Behind all others: the first of the map is whoever came longest ago.
    levels.delete(group);
    const oldest = levels.size >= most ? levels.keys().next().value : undefined;
    if (oldest !== undefined) levels.delete(oldest);
    levels.set(group, level);
    return Math.ceil(waitMs / 1000);
  };
};

/** What a visitor reads who has asked too much. */
export const tooManyPages = (seconds: number): Problem =>
  problem(429, "request.too-many-pages", {
    retry: true,
    detail: {
      vi: "Địa chỉ mạng này vừa mở quá nhiều trang.",
      en: "This network address has just opened too many pages.",
    },
    hint: {
      vi: `Chờ ${seconds} giây rồi tải lại trang. Nhiều người dùng chung một mạng thì hạn mức cũng tính chung.`,
      en: `Wait ${seconds} ${seconds === 1 ? "second" : "seconds"}, then load the page again. People on one network share the allowance.`,
    },
    details: { retryAfterSeconds: seconds },
    headers: { "retry-after": String(seconds) },
  });
