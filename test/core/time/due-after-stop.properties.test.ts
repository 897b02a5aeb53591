import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TimeRule } from "../../../catalogs/types.ts";
import { isUnpublished } from "../../../core/time/calendar.ts";
import { dueAfterStop, dueAt, remaining } from "../../../core/time/due.ts";
import { fromLocal, toLocalDate } from "../../../core/time/local.ts";
import type { Instant } from "../../../core/time/types.ts";
import { anyCalendar, dayRule, instantUpTo, said, statedRule } from "./kit.ts";

const working = (days: number): TimeRule => ({ kind: "workingDays", days });

describe("R-B04 properties", () => {
  const passed = (instant: Instant, ms: number): Instant => new Date(Date.parse(instant) + ms).toISOString();
  const upTo20Days = fc.integer({ min: 0, max: 20 * 86_400_000 });
  /** A dossier whose clock stops some time after its start; its due time is the rule's, or one extended by some working days. */
  const stopped = fc
    .record({
      calendar: anyCalendar,
      rule: statedRule,
      startedAt: instantUpTo("2027-05-31 00:00"),
      running: upTo20Days,
      waiting: upTo20Days,
      extended: fc.integer({ min: 0, max: 5 }),
    })
    .map(({ calendar, rule, startedAt, running, waiting, extended }) => {
      const own = dueAt(rule, startedAt, calendar);
      const ownAt = own.kind === "due" ? own.at : startedAt;
      const day = calendar.addWorkingDays(toLocalDate(ownAt), extended);
      const due = extended === 0 || isUnpublished(day) ? ownAt : fromLocal(day, "10:00");
      const stoppedAt = passed(startedAt, running);
      return { calendar, rule, startedAt, dueAt: due, stoppedAt, actedAt: passed(stoppedAt, waiting) };
    });

  it("R-B04 stopping and resuming never shortens, and is never due on a day off", () => {
    fc.assert(
      fc.property(stopped, (stop) => {
        const due = dueAfterStop(stop);
        expect(due.kind).toBe("due");
        if (due.kind !== "due") return;
        expect(due.at >= stop.dueAt).toBe(true);
        expect(stop.calendar.isWorkingDay(toLocalDate(due.at))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it("R-B04 acting later is never due earlier", () => {
    fc.assert(
      fc.property(stopped, upTo20Days, (stop, later) => {
        expect(said(dueAfterStop({ ...stop, actedAt: passed(stop.actedAt, later) })) >= said(dueAfterStop(stop))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it("R-B04 stopping later is never due later", () => {
    fc.assert(
      fc.property(stopped, upTo20Days, (stop, later) => {
        expect(said(dueAfterStop({ ...stop, stoppedAt: passed(stop.stoppedAt, later) })) <= said(dueAfterStop(stop))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it("R-B04 of two appointments the later one stays the later one", () => {
    fc.assert(
      fc.property(stopped, fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 5 }), (stop, days, more) => {
        const move = (rule: TimeRule) => {
          const due = dueAt(rule, stop.startedAt, stop.calendar);
          return due.kind === "due" ? said(dueAfterStop({ ...stop, dueAt: due.at })) : due;
        };
        expect(move(working(days + more)) >= move(working(days))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it("R-B04 an extended due time moves by as many working days as the rule's own", () => {
    fc.assert(
      fc.property(stopped, fc.integer({ min: 1, max: 10 }), (stop, extension) => {
        const { calendar } = stop;
        const rule = working(5);
        const own = toLocalDate(stop.startedAt);
        const moved = (date: string): unknown => {
          const due = dueAfterStop({ ...stop, rule, dueAt: fromLocal(date, "11:00") });
          return due.kind === "due" ? calendar.workingDaysBetween(date, toLocalDate(due.at)) : due;
        };
        const first = calendar.addWorkingDays(own, 5);
        const extended = calendar.addWorkingDays(own, 5 + extension);
        if (isUnpublished(first) || isUnpublished(extended)) return;
        expect(moved(extended)).toEqual(moved(first));
      }),
    );
  });

  it("R-B04 the working days that were left at the stop are left when the clock runs again", () => {
    fc.assert(
      fc.property(stopped, (stop) => {
        const { calendar } = stop;
        const due = dueAfterStop({ ...stop, rule: working(30) });
        const restart = calendar.nextWorkingDay(toLocalDate(stop.actedAt));
        if (due.kind !== "due" || isUnpublished(restart) || stop.actedAt === stop.stoppedAt) return;
        // From the end of the day of the stop, and from the end of the last day before the restart.
        const before = calendar.workingDaysBetween(toLocalDate(stop.stoppedAt), toLocalDate(stop.dueAt));
        const left = calendar.workingDaysBetween(restart, toLocalDate(due.at));
        expect(left).toBe(Number(before) - 1);
      }),
    );
  });

  it("R-B04 the working hours that were left at the stop are left at the opening of the restart day", () => {
    fc.assert(
      fc.property(stopped, (stop) => {
        const { calendar } = stop;
        const own = dueAt({ kind: "hours", hours: 40 }, stop.startedAt, calendar);
        if (own.kind !== "due" || stop.actedAt === stop.stoppedAt) return;
        const due = dueAfterStop({ ...stop, rule: { kind: "hours", hours: 40 }, dueAt: own.at });
        const restart = calendar.nextWorkingDay(toLocalDate(stop.actedAt));
        const opening = isUnpublished(restart) ? restart : calendar.openingOf(restart);
        if (due.kind !== "due" || isUnpublished(opening)) return;
        const gained = Number(remaining(due.at, opening, calendar)) - Number(remaining(own.at, stop.stoppedAt, calendar));
        // The due time is rounded up to the minute, the time left down to it.
        expect([0, 1]).toContain(gained);
      }),
    );
  });

  it("R-B04 two stops one after the other move a day rule by both standstills", () => {
    fc.assert(
      fc.property(stopped, dayRule, upTo20Days, upTo20Days, (stop, rule, pause, waiting) => {
        const first = dueAfterStop({ ...stop, rule });
        if (first.kind !== "due") return;
        const stoppedAt = passed(stop.actedAt, pause);
        const second = dueAfterStop({ ...stop, rule, dueAt: first.at, stoppedAt, actedAt: passed(stoppedAt, waiting) });
        expect(second.kind === "due" && second.at >= first.at && first.at >= stop.dueAt).toBe(true);
      }),
    );
  });

  it("R-B04 a clock stopped again before it ran stands still as if it had been stopped once", () => {
    const rules = fc.oneof(fc.constant<TimeRule>({ kind: "hours", hours: 16 }), fc.constantFrom(working(5), working(30)));
    fc.assert(
      fc.property(stopped, rules, upTo20Days, fc.integer({ min: 0, max: 86_400_000 }), (stop, rule, waiting, soon) => {
        const due = dueAt(rule, stop.startedAt, stop.calendar);
        const [lastActedAt, restart] = [stop.actedAt, stop.calendar.nextWorkingDay(toLocalDate(stop.actedAt))];
        const stoppedAgain = passed(lastActedAt, soon);
        const actedAt = passed(stoppedAgain, waiting);
        // Only stops of which each waits for something, the second before the clock ran again.
        fc.pre(due.kind === "due" && !isUnpublished(restart) && toLocalDate(stoppedAgain) < restart);
        fc.pre(stop.stoppedAt < lastActedAt && stoppedAgain < actedAt);
        if (due.kind !== "due") return;
        const first = dueAfterStop({ ...stop, rule, dueAt: due.at });
        if (first.kind !== "due") return;
        const twice = dueAfterStop({ ...stop, rule, dueAt: first.at, stoppedAt: stoppedAgain, actedAt, lastActedAt });
        expect(said(twice)).toBe(said(dueAfterStop({ ...stop, rule, dueAt: due.at, actedAt })));
      }),
    );
  });
});
