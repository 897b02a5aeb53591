/** The day's plan: which dossiers are filed when, where, by whom, and what will happen to each. Pure: seed and number give all of it. */
import type { Instant } from "../../../../core/time/types.ts";
import { local } from "../clock.ts";
import { LAND_OFFICE } from "../people.ts";
import { KINDS, type Kind, type KindId } from "./kinds.ts";
import { type Chance, createChance } from "./random.ts";

/** Monday 2 March 2026: an ordinary working day. */
export const MONDAY = "2026-03-02";
/** 21 wards H57.101–121 and 19 communes H57.122–140. */
export const COMMUNES: readonly string[] = Array.from({ length: 40 }, (_, i) => `H57.${101 + i}`);
/** Receiving agencies that the simulated iGate site serves. */
const IGATE_PLACES = ["H57.101", "H57.102", "H57.103", "H57.132"] as const;

/** How a charge is paid. silent: nobody tells of it, only the platform's books know; transfer: by QR code, past the platform. */
export type Paying = "cash" | "online" | "toldTwice" | "silent" | "transfer";
/** What a person at a partner does with it, once. */
export interface Trouble {
  readonly lane: string;
  readonly act: string;
}

export interface Plan {
  readonly n: number;
  readonly kind: Kind & { readonly id: KindId };
  readonly procedure: string;
  readonly agencyId: string;
  /** When it is filed. */
  readonly at: Instant;
  readonly sms: boolean;
  /** The result goes by post. */
  readonly byPost: boolean;
  /** Its fee is charged over the hub. */
  readonly charged: boolean;
  readonly paying: Paying;
  readonly fate: "done" | "outOfScope" | "withdrawnEarly" | "withdrawn" | "refused";
  readonly supplement?: "beforeReceipt" | "duringWork";
  readonly identity?: "matched" | "differs" | "notFound";
  readonly trouble?: Trouble;
  /** Sent to iGate by an officer (forward). */
  readonly toIgate: boolean;
}

/** Counter hours of the agencies' calendar (office-402): 07:30–11:00 and 14:00–16:30. Online: any time of the day. */
const COUNTER_HOURS: readonly (readonly [from: number, minutes: number])[] = [
  [450, 210],
  [840, 150],
];
const clockTime = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
const filedAt = (chance: Chance, counter: boolean): Instant => {
  const minute = chance.below(360);
  const [morning, afternoon] = COUNTER_HOURS;
  if (!counter || morning === undefined || afternoon === undefined)
    return local(MONDAY, clockTime(450 + Math.floor(minute * 1.5)));
  return local(MONDAY, clockTime(minute < morning[1] ? morning[0] + minute : afternoon[0] + minute - morning[1]));
};

/** Share of the kind's dossiers → what the partner's people do with them. */
const TROUBLES: { readonly [K in KindId]?: readonly (readonly [share: number, lane: string, act: string])[] } = {
  "tre-duoi-6-tai-quay": [
    [0.08, "civil-status", "ask"],
    [0.03, "civil-status", "refuse"],
    [0.08, "police", "ask"],
    [0.05, "police", "refuse"],
    [0.08, "social-insurance", "ask"],
    [0.06, "social-insurance", "return"],
  ],
  "tre-duoi-6-tu-truc": [
    [0.1, "civil-status", "ask"],
    [0.08, "police", "ask"],
  ],
  "khai-sinh-the-bhyt": [[0.1, "social-insurance", "return"]],
  "khai-tu-truc-tuyen": [[0.15, "social-insurance", "ask"]],
  "bien-dong-dat-dai": [
    [0.15, "tax", "return"],
    [0.12, "land-registry", "ask-supplement"],
    [0.06, "land-registry", "ask-update"],
  ],
  "nguoi-co-cong": [
    [0.12, "departments", "ask-supplement"],
    [0.06, "departments", "refuse"],
    [0.06, "departments", "send-back"],
  ],
  "ho-kinh-doanh": [
    [0.1, "tax", "return"],
    [0.06, "tax", "refuse"],
  ],
  "khai-sinh-lai": [[0.25, "igate", "askSupplement"]],
};
const troubleOf = (chance: Chance, id: KindId): Trouble | undefined => {
  let left = chance.next();
  for (const [share, lane, act] of TROUBLES[id] ?? []) {
    left -= share;
    if (left < 0) return { lane, act };
  }
  return undefined;
};

/** Fates other than the ordinary one, by kind. */
const FATES: { readonly [K in KindId]?: readonly (readonly [weight: number, fate: Plan["fate"]])[] } = {
  "chung-thuc-ban-sao": [
    [97, "done"],
    [3, "outOfScope"],
  ],
  "trich-luc-truc-tuyen": [
    [94, "done"],
    [6, "withdrawnEarly"],
  ],
  "tinh-trang-hon-nhan": [
    [84, "done"],
    [8, "refused"],
    [8, "withdrawn"],
  ],
  "nguoi-co-cong": [
    [92, "done"],
    [8, "withdrawn"],
  ],
  "ho-kinh-doanh": [
    [92, "done"],
    [8, "withdrawn"],
  ],
};
const SUPPLEMENTS: { readonly [K in KindId]?: readonly (readonly [weight: number, when: Plan["supplement"]])[] } = {
  "tinh-trang-hon-nhan": [
    [80, undefined],
    [8, "beforeReceipt"],
    [12, "duringWork"],
  ],
  "khai-sinh-lai": [
    [80, undefined],
    [20, "duringWork"],
  ],
  "ket-hon": [
    [92, undefined],
    [8, "beforeReceipt"],
  ],
};
const CHECKED: { readonly [K in KindId]?: number } = { "tinh-trang-hon-nhan": 0.4, "ket-hon": 0.4, "trich-luc-tai-quay": 0.1 };

const payingOf = (chance: Chance, kind: Kind): Paying =>
  kind.fee?.when === "before"
    ? chance.weighted(
        [
          [8, "cash"],
          [2, "online"],
        ] as const,
        "cash",
      )
    : chance.weighted(
        [
          [20, "cash"],
          [50, "online"],
          [10, "toldTwice"],
          [10, "silent"],
          [10, "transfer"],
        ] as const,
        "online",
      );

const planned = (chance: Chance, n: number, kind: (typeof KINDS)[number]): Plan => {
  const wide: Kind & { readonly id: KindId } = kind;
  const place = wide.place;
  const agencyId =
    place === "land"
      ? LAND_OFFICE
      : place === "igate"
        ? chance.pick(IGATE_PLACES)
        : chance.pick(COMMUNES as [string, ...string[]]);
  const trouble = troubleOf(chance, wide.id);
  const fate = chance.weighted(FATES[wide.id] ?? [], "done");
  const supplement = chance.weighted(SUPPLEMENTS[wide.id] ?? [], undefined);
  const byPost =
    wide.door === "post" || (["tinh-trang-hon-nhan", "trich-luc-truc-tuyen"].includes(wide.id) && chance.happens(0.3));
  const identity = chance.happens(CHECKED[wide.id] ?? 0)
    ? chance.weighted(
        [
          [70, "matched"],
          [15, "differs"],
          [15, "notFound"],
        ] as const,
        "matched",
      )
    : undefined;
  return {
    n,
    kind: wide,
    procedure: chance.pick(wide.procedures),
    agencyId,
    at: filedAt(chance, wide.channel === "counter"),
    // A partner's push carries no wish for notices.
    sms: wide.door === "rest" && chance.happens(0.2),
    byPost,
    charged: wide.fee !== undefined && chance.happens(wide.fee.share),
    paying: payingOf(chance, wide),
    fate: trouble === undefined ? fate : "done",
    ...(supplement === undefined || fate !== "done" ? {} : { supplement }),
    ...(identity === undefined ? {} : { identity }),
    ...(trouble === undefined ? {} : { trouble }),
    toIgate: wide.id === "khai-sinh-lai" && (trouble !== undefined || chance.happens(0.4)),
  };
};

/**
 * The plan of `count` dossiers, in the order of filing. Each kind gets its share exactly (largest remainder), so that a small day has its
 * few of every kind too: at least one of each from 20 dossiers on.
 */
export const planDay = (count: number, seed: number): readonly Plan[] => {
  const chance = createChance(seed);
  const whole = KINDS.reduce((sum, kind) => sum + kind.weight, 0);
  const atLeast = count >= KINDS.length ? 1 : 0;
  const shares = KINDS.map((kind) => atLeast + ((count - atLeast * KINDS.length) * kind.weight) / whole);
  const counts = shares.map(Math.floor);
  const byRest = shares.map((share, i) => [share - Math.floor(share), i] as const).sort((a, b) => b[0] - a[0]);
  let missing = count - counts.reduce((sum, one) => sum + one, 0);
  for (const [, i] of byRest) {
    if (missing <= 0) break;
    counts[i] = (counts[i] ?? 0) + 1;
    missing -= 1;
  }
  const kinds = KINDS.flatMap((kind, i) => Array.from({ length: counts[i] ?? 0 }, () => kind));
  return kinds.map((kind, n) => planned(chance, n, kind)).sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.n - b.n));
};
