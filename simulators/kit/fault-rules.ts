/**
 * Fault rules: which request meets which misbehaviour (design.md §5). A rule says what (kind), whom (match) and how often
 * (after, times, every, share, schedule). The first rule that fires wins; the others do not count that request.
 */
import { z } from "zod";

const ms = z.int().min(0).max(3_600_000);
const bodyMatch = z.strictObject({
  /** Dotted path into the JSON body ("data.0.MaHoSo"); absent: the whole text. */
  at: z.string().max(200).optional(),
  equals: z.string().max(2000).optional(),
  contains: z.string().max(2000).optional(),
});

const match = z.strictObject({
  method: z
    .string()
    .transform((value) => value.toUpperCase())
    .optional(),
  /** Part of path and query. */
  path: z.string().optional(),
  /** `service` of the JSON body, for partners that have one road for all services. */
  service: z.string().optional(),
  body: z.union([bodyMatch, z.array(bodyMatch)]).optional(),
});

const common = z.strictObject({
  id: z
    .string()
    .regex(/^[\w.-]{1,60}$/)
    .optional(),
  match: match.default({}),
  /** Lets this many matching requests pass first. */
  after: z.int().min(0).default(0),
  /** Fires this often at most; absent: without end. */
  times: z.int().min(1).optional(),
  /** Fires on every n-th matching request. */
  every: z.int().min(1).optional(),
  /** Fires on this share of the matching requests, by a seeded die. */
  share: z.number().min(0).max(1).optional(),
  seed: z.int().optional(),
  schedule: z
    .strictObject({
      /** Instants of the simulator's clock (ISO 8601 with offset); `to` is excluded. */
      from: z.iso.datetime({ offset: true }).optional(),
      to: z.iso.datetime({ offset: true }).optional(),
      /** Only after this many requests of any kind since the rule was set. */
      afterRequests: z.int().min(0).optional(),
    })
    .optional(),
});

/** Does the partner do what it was asked before it misbehaves? */
const doIt = (byDefault: boolean) => z.boolean().default(byDefault);

export const faultRule = z.discriminatedUnion("kind", [
  /** Does nothing for `ms`, then works as always. */
  common.extend({ kind: z.literal("delay"), ms }),
  /** Never answers, never does it. Ends with the caller's patience or a reset. */
  common.extend({ kind: z.literal("hang") }),
  /** An HTTP error; `retryAfter` seconds or an HTTP date. */
  common.extend({
    kind: z.literal("status"),
    code: z.int().min(200).max(599),
    retryAfter: z.union([z.int().min(0), z.string()]).optional(),
    body: z.string().optional(),
    contentType: z.string().optional(),
    doIt: doIt(false),
  }),
  /** Breaks the connection: before anything is done, after the answer's headers, in the middle of its body (both: it is done). */
  common.extend({ kind: z.literal("cut"), at: z.enum(["beforeRead", "headers", "body"]).default("beforeRead") }),
  /** Bytes without sense under the right content type. */
  common.extend({ kind: z.literal("garbage"), doIt: doIt(true) }),
  /** The right body, said to be something else. */
  common.extend({ kind: z.literal("wrongContentType"), contentType: z.string().default("text/html; charset=utf-8") }),
  /** A byte order mark before the right body. */
  common.extend({ kind: z.literal("bom") }),
  /** The first half of the answer, ended as if it were whole. */
  common.extend({ kind: z.literal("half"), doIt: doIt(true) }),
  /** Does it twice and gives one of the two answers. */
  common.extend({ kind: z.literal("duplicate"), answer: z.enum(["first", "second"]).default("second") }),
  /** Keeps it until the next matching request is through, at most `ms`. */
  common.extend({ kind: z.literal("reorder"), ms: ms.default(2000) }),
  /** Does it and cuts the connection without a byte of answer. */
  common.extend({ kind: z.literal("loseAnswer") }),
  /** Ends all login sessions first. */
  common.extend({ kind: z.literal("sessionExpired") }),
  /** Does it at once, answers after `ms`: when the caller has given up. */
  common.extend({ kind: z.literal("lateAnswer"), ms }),
]);
export type FaultRule = z.infer<typeof faultRule>;
export type FaultRuleInput = z.input<typeof faultRule>;

/** A request as rules see it. `body` is read only when a rule asks for it. */
export interface RequestFacts {
  readonly method: string;
  /** Path with query. */
  readonly path: string;
  readonly body: () => Promise<string>;
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** The value at a dotted path, as text; undefined where there is none. */
const valueAt = (text: string, path: string | undefined): string | undefined => {
  if (path === undefined) return text;
  let value = parsed(text);
  for (const key of path.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return typeof value === "object" ? JSON.stringify(value) : String(value);
};

/** Does the request fall under the rule's match? Reads the body last, and only if need be. */
export const matches = async (rule: FaultRule, facts: RequestFacts): Promise<boolean> => {
  const { method, path, service, body } = rule.match;
  if (method !== undefined && method !== facts.method.toUpperCase()) return false;
  if (path !== undefined && !facts.path.includes(path)) return false;
  if (service === undefined && body === undefined) return true;
  const text = await facts.body();
  if (service !== undefined && valueAt(text, "service") !== service) return false;
  return (body === undefined ? [] : [body].flat()).every((wanted) => {
    const value = valueAt(text, wanted.at);
    if (value === undefined) return false;
    if (wanted.equals !== undefined && value !== wanted.equals) return false;
    return wanted.contains === undefined || value.includes(wanted.contains);
  });
};
