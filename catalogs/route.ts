/**
 * Routes (quy trình liên thông): which agencies resolve a procedure, in order or side by side, and what they hand on to each other (R-B06).
 * Glossary: route = quy trình liên thông · leg = chặng · lane = đường nối tới một đối tác · declaration = tờ khai điện tử.
 */
import { z } from "zod";
import { timeRule } from "./time-rule.ts";

const text = (max: number) => z.string().normalize("NFC").trim().min(1).max(max);
const legKey = z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/);
/** A place in the declaration: "child.fullName", "parcels.0.number". */
const formPath = z.string().regex(/^[a-z][A-Za-z0-9]*(?:\.(?:[a-z][A-Za-z0-9]*|\d+))*$/);
const fact = z.string().regex(/^[a-z][A-Za-z0-9]{0,59}$/);

/** A condition of a leg: on the declaration, or on what an earlier leg handed on. */
const condition = z.union([
  z.strictObject({ form: formPath, is: z.union([z.string(), z.number(), z.boolean()]) }),
  z.strictObject({ form: formPath, present: z.boolean() }),
  z.strictObject({ leg: legKey, gave: fact, is: z.string() }),
  z.strictObject({ leg: legKey, gave: fact, present: z.boolean() }),
]);
export type Condition = z.infer<typeof condition>;

/** One step of a route. */
const leg = z.strictObject({
  key: legKey,
  name: text(300),
  /** `payment`: the applicant pays what earlier legs have set; it is over when nothing is outstanding. */
  kind: z.enum(["transfer", "payment"]).default("transfer"),
  /** Whose step it is: the receiving agency, the one above it, or one by its id. */
  agency: z.union([z.literal("receiving"), z.literal("parent"), text(40)]).default("receiving"),
  /** The adapter and its operation that carry it; absent: the agency works in the hub itself. */
  lane: text(60).optional(),
  operation: text(60).optional(),
  /** It starts when all of these are over; none: with the route. Legs that do not wait for each other run side by side. */
  after: z.array(legKey).default([]),
  /** It starts however those before it ended; else it is passed over when one of them failed. */
  evenIfFailed: z.boolean().default(false),
  /** It is needed only where all of these hold; else it is passed over. */
  when: z.array(condition).default([]),
  /** Facts of earlier legs that are handed on to it. */
  takes: z.array(z.strictObject({ from: legKey, facts: z.array(fact).min(1) })).default([]),
  /** Facts that its result may hand on. */
  gives: z.array(fact).default([]),
  /** Allotted time, by the calendar of its own agency. */
  time: timeRule.optional(),
  /** `stands`: the office's own clock stands meanwhile (the tax phase, domain.md §5.5). */
  clock: z.enum(["runs", "stands"]).default("runs"),
  /** A refusal ends the route (what is under way elsewhere is called off), or only passes over what depends on this leg. */
  onRefusal: z.enum(["end", "skip"]).default("end"),
  /** While its agency waits for a supplement, legs that have not begun go on, or wait too. */
  onSupplement: z.enum(["goOn", "wait"]).default("goOn"),
  /** When the applicant withdraws: what happens to it while it runs, and once it is done. */
  onWithdrawal: z
    .strictObject({
      running: z.enum(["cancel", "letFinish"]).default("cancel"),
      done: z.enum(["keep", "undo", "forbid"]).default("keep"),
    })
    .default({ running: "cancel", done: "keep" }),
  /** The document that it makes, and the fact that holds its number. */
  result: z.strictObject({ name: text(300), number: fact.optional() }).optional(),
});
export type Leg = z.infer<typeof leg>;

export const route = z.strictObject({
  id: legKey,
  name: text(400),
  procedures: z.array(z.string().regex(/^\d\.\d{6}$/)).min(1),
  /** Places of the declaration that must be filled in at receipt. */
  needs: z.array(formPath).default([]),
  legs: z.array(leg).min(1).max(20),
  /** At its end the dossier is decided by the legs' documents, or comes back to the officer. */
  end: z.enum(["decide", "handBack"]),
  source: text(2000),
});
export type Route = z.infer<typeof route>;
