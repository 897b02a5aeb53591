import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_PLAN } from "../../../core/exchange/adapter.ts";
import { INTENTS } from "../../../core/exchange/errors.ts";
import { cutShort } from "../../../core/exchange/failure.ts";
import { type AttemptEnd, type Judged, judge, type Recourse } from "../../../core/exchange/judge.ts";
import { failure, START } from "./kit.ts";

const fresh: Judged = { attempts: 0, uncertain: false, createdAt: START, error: null };
const NOW = "2026-03-02T01:31:00.000Z";
const decide = (end: AttemptEnd, message: Judged = fresh, recourse: Recourse = "inquire", now = NOW) =>
  judge(end, message, recourse, DEFAULT_PLAN, now, 0.5);

describe("what becomes of a message after an attempt", () => {
  it("done: finished, certain, no error left", () => {
    expect(decide({ end: "done", reference: "VD-1" }, { ...fresh, uncertain: true })).toEqual({
      as: "done",
      state: "done",
      countAttempt: true,
      uncertain: false,
      doneAt: NOW,
      error: null,
      reference: "VD-1",
    });
  });

  it("held by an open breaker: no attempt is counted and nothing else changes", () => {
    expect(decide({ end: "held" }, { ...fresh, uncertain: true })).toEqual({
      as: "held",
      state: "ready",
      countAttempt: false,
      uncertain: true,
    });
  });

  it("rejected: finished, never sent again, with the partner's words", () => {
    const settled = decide({ end: "failed", error: failure("rejected", "post.refused"), uncertain: false });
    expect(settled).toMatchObject({
      as: "rejected",
      state: "rejected",
      doneAt: NOW,
      error: { code: "post.refused", intent: "rejected", at: NOW },
    });
  });

  it("retry: ready again at the plan's time", () => {
    expect(decide({ end: "failed", error: failure("retry", "http.cut"), uncertain: false })).toMatchObject({
      as: "retried",
      state: "ready",
      uncertain: false,
      nextAt: "2026-03-02T01:31:05.000Z",
    });
  });

  it("unknown, and the partner can be asked: ready again but uncertain", () => {
    expect(decide({ end: "failed", error: failure("unknown", "http.timeout"), uncertain: true })).toMatchObject({
      as: "unknown",
      state: "ready",
      uncertain: true,
      nextAt: "2026-03-02T01:31:30.000Z",
    });
  });

  it("unknown, and nobody can clear it up but a person: paused at once, still uncertain", () => {
    expect(decide({ end: "failed", error: failure("unknown", "http.cut"), uncertain: true }, fresh, "person")).toMatchObject({
      as: "paused",
      state: "paused",
      uncertain: true,
      error: { code: "exchange.outcome-unknown", blame: "hub" },
    });
  });

  it("cut from our side: whoever claims it next goes on at once, and must ask first", () => {
    const settled = decide({ end: "failed", error: cutShort(), uncertain: true }, fresh, "person");
    expect(settled).toEqual({ as: "held", state: "ready", countAttempt: true, uncertain: true });
  });

  it("too old: dead; counted from the redrive where a person redrove it", () => {
    const old = { ...fresh, createdAt: "2026-02-20T00:00:00.000Z" };
    const end: AttemptEnd = { end: "failed", error: failure("retry", "http.cut"), uncertain: false };
    expect(decide(end, old)).toMatchObject({ as: "dead", state: "dead" });
    const redriven = decide(end, { ...old, error: { ...storedAs("x"), since: START } });
    expect(redriven).toMatchObject({ state: "ready", error: { since: START } });
  });

  it("every end leads to exactly one known state; only a retry names a next time, and it lies ahead", () => {
    const ends = fc.oneof(
      fc.constant<AttemptEnd>({ end: "held" }),
      fc.constant<AttemptEnd>({ end: "done" }),
      fc.tuple(fc.constantFrom(...INTENTS), fc.boolean(), fc.option(fc.integer({ min: 0, max: 1e9 }), { nil: undefined })).map(
        ([intent, uncertain, wait]): AttemptEnd => ({
          end: "failed",
          error: failure(intent, "x.y", wait === undefined ? {} : { retryAfterMs: wait }),
          uncertain,
        }),
      ),
    );
    const recourses = fc.constantFrom<Recourse>("inquire", "resend", "person");
    fc.assert(
      fc.property(
        ends,
        recourses,
        fc.integer({ min: 0, max: 400 }),
        fc.integer({ min: 0, max: 1e9 }),
        (end, recourse, attempts, ageMs) => {
          const now = new Date(Date.parse(START) + ageMs).toISOString();
          const settled = decide(end, { ...fresh, attempts }, recourse, now);
          expect(["done", "rejected", "ready", "paused", "dead"]).toContain(settled.state);
          if (settled.nextAt !== undefined) expect(settled.nextAt >= now && settled.state === "ready").toBe(true);
          if (settled.state === "dead") expect(ageMs).toBeGreaterThanOrEqual(DEFAULT_PLAN.maxAgeMs);
          // A doubtful outcome is never forgotten on the way back to the lane.
          if (end.end === "failed" && end.uncertain && settled.state !== "rejected") expect(settled.uncertain).toBe(true);
        },
      ),
    );
  });
});

const storedAs = (code: string) => ({
  intent: "retry" as const,
  code,
  blame: "partner" as const,
  message: "",
  hint: { vi: "", en: "" },
  at: START,
});
