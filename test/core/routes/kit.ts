/** Routes for tests, and what agencies answer. */
import type { z } from "zod";
import { type Route, route } from "../../../catalogs/route.ts";
import type { DossierCommandInput } from "../../../core/dossier/commands.ts";
import { calendarFixture, INSURANCE, type Life, POLICE, receivedLife } from "../dossier/builders.ts";

type LegInput = z.input<typeof route>["legs"][number];

/** A route of these legs, as the loader would make it. */
export const routeOf = (legs: readonly LegInput[], more: Partial<z.input<typeof route>> = {}): Route =>
  route.parse({
    id: "thu",
    name: "Liên thông thử",
    procedures: ["1.004884"],
    legs: [...legs],
    end: "handBack",
    source: "thử",
    ...more,
  });

/** Birth, then residence and card. */
export const TRIO: readonly LegInput[] = [
  { key: "khai-sinh", name: "Đăng ký khai sinh", lane: "civil-status", operation: "registerBirth", gives: ["personalNumber"] },
  {
    key: "thuong-tru",
    name: "Đăng ký thường trú",
    agency: POLICE,
    lane: "police",
    operation: "registerResidence",
    after: ["khai-sinh"],
    takes: [{ from: "khai-sinh", facts: ["personalNumber"] }],
    onRefusal: "skip",
    time: { kind: "workingDays", days: 2 },
  },
  {
    key: "the-bhyt",
    name: "Cấp thẻ BHYT",
    agency: INSURANCE,
    lane: "social-insurance",
    operation: "issueHealthCard",
    after: ["khai-sinh", "thuong-tru"],
    evenIfFailed: true,
    takes: [{ from: "khai-sinh", facts: ["personalNumber"] }],
    gives: ["healthCardNumber"],
    result: { name: "Thẻ bảo hiểm y tế", number: "healthCardNumber" },
  },
];

export const LANES: ReadonlyMap<string, readonly string[]> = new Map([
  ["civil-status", ["registerBirth"]],
  ["police", ["registerResidence"]],
  ["social-insurance", ["issueHealthCard"]],
  ["tax", ["determineTax"]],
]);

/** A received dossier that goes this route; `form` is declared. */
export const onRoute = (of: Route, form?: Record<string, unknown>, lanes: ReadonlyMap<string, readonly string[]> = LANES): Life =>
  receivedLife({ context: { route: of, lanes, calendarOf: () => calendarFixture() } }, form === undefined ? {} : { form });

type Result = Extract<DossierCommandInput, { type: "takeTransferResult" }>;
export const result = (transferId: string, outcome: Result["outcome"] = "done", data: Record<string, string> = {}): Result => ({
  type: "takeTransferResult",
  transferId,
  outcome,
  data,
});

/** Transfers as "key:state", in the order in which they started. */
export const states = (life: Life): readonly string[] =>
  life.dossier.transfers.map((entry) => `${entry.transferId}:${entry.state}`);
