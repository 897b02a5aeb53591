/** Subscriptions of a hub: the face for doors, and the rounds that keep lanes and table in step. */
import type { Agency } from "../../catalogs/types.ts";
import type { Refusal } from "../dossier/types.ts";
import type { InstalledAdapter } from "../exchange/adapter.ts";
import type { Enqueued } from "../exchange/enqueue.ts";
import { forLog } from "../exchange/failure.ts";
import type { ExchangeEvent, Log } from "../exchange/options.ts";
import { after } from "../exchange/plan.ts";
import type { Hub } from "../hub-types.ts";
import { newId } from "../ids.ts";
import { getAccount } from "../partners/accounts.ts";
import type { Sealer } from "../partners/sealed.ts";
import { feedScopeOf } from "../partners/sight.ts";
import type { Database } from "../store/database.ts";
import type { Clock } from "../time/types.ts";
import { createLaneKeeper } from "./lanes.ts";
import { subscriptionRefusal } from "./refusals.ts";
import { MOST_REPLAYED, pastEvents } from "./replay.ts";
import { newSecret, newSubscriptionId, openSecrets, sealSecret } from "./secrets.ts";
import { createSubscriptionStore, MOST_SUBSCRIPTIONS } from "./store.ts";
import { createSupervisor } from "./supervise.ts";
import type { ActiveSubscription, Subscription, SubscriptionAct, SubscriptionsFace } from "./types.ts";

/** How soon a change made by another process is seen, real time. */
const ROUND_MS = 1_000;
const ENQUEUE_BATCH = 500;
/** The operation that a webhook's lane delivers by. */
const DELIVER = "deliver";

export interface SubscriptionsDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly sealer: Sealer;
  readonly log: Log;
  readonly agency: (id: string) => Agency | undefined;
  readonly feed: Hub["feed"];
  readonly feedEnd: Hub["feedEnd"];
  /** Absent: subscriptions are kept but nothing is delivered here. */
  readonly webhookLane: ((subscription: ActiveSubscription) => InstalledAdapter) | undefined;
  readonly install: (lane: InstalledAdapter) => Promise<void>;
  readonly remove: (lane: string) => Promise<void>;
  readonly enqueue: (lane: string, messages: readonly Enqueued[]) => Promise<number>;
  /** Whether this process works lanes, and so watches them. */
  readonly works: boolean;
}

export interface Subscriptions {
  readonly face: SubscriptionsFace;
  heard(event: ExchangeEvent): void;
  /** Takes up the lanes there are, then keeps looking. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

export const createSubscriptions = (deps: SubscriptionsDependencies): Subscriptions => {
  const { database, clock, sealer, log } = deps;
  const store = createSubscriptionStore(database);
  const supervisor = createSupervisor({ database, store, clock, log });
  const keeper =
    deps.webhookLane === undefined
      ? undefined
      : createLaneKeeper({
          sealer,
          agency: deps.agency,
          webhookLane: deps.webhookLane,
          install: deps.install,
          remove: deps.remove,
        });

  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let running: Promise<void> = Promise.resolve();

  const round = async (): Promise<void> => {
    const rows = await store.active();
    const unreadable = (await keeper?.sync(rows)) ?? [];
    if (!deps.works) return;
    const failing = new Set(rows.filter(({ failures }) => failures > 0).map((row) => row.subscriptionId));
    if (await supervisor.round(failing, unreadable)) await keeper?.sync(await store.active());
  };
  /** One round after the other, never two at once; a failed one is told and made again with the next. */
  const nextRound = (): Promise<void> => {
    running = running
      .then(() => (stopped ? undefined : round()))
      .catch((error: unknown) => log.warn({ err: forLog(error) }, "subscriptions: the database did not do it; tried again soon"));
    return running;
  };
  const keepLooking = (): void => {
    timer = setTimeout(() => void nextRound().then(() => (stopped ? undefined : keepLooking())), ROUND_MS);
    timer.unref();
  };

  /** What a change came to: the row, or why there was nothing to change. */
  const changed = async (id: string, row: Subscription | undefined): Promise<Subscription | Refusal> => {
    await nextRound();
    if (row !== undefined) return row;
    const there = await store.get(id);
    if (there === undefined) return subscriptionRefusal("subscription.unknown");
    return there.state === "ended" ? subscriptionRefusal("subscription.ended") : there;
  };
  const actOf = ({ actor, why }: Pick<SubscriptionAct, "actor" | "why">) => ({ now: clock(), actor, why });

  const create: SubscriptionsFace["create"] = async ({ partnerId, url, types, actor, ...more }) => {
    // The end of the feed is taken before the row is written: what is committed meanwhile is not missed.
    const end = await deps.feedEnd();
    const cursor = more.after ?? end;
    if (more.after !== undefined && (await deps.feed({ after: more.after, limit: 1 })) === undefined)
      return subscriptionRefusal("subscription.bad-cursor");
    const id = newSubscriptionId(Date.now());
    const secret = more.secret ?? newSecret();
    const refused = await more.verify?.({ id, secret });
    if (refused !== undefined) return refused;
    const made = await store.insert({
      id,
      partnerId,
      url,
      types: types === undefined ? undefined : [...new Set(types)].sort(),
      sealed: sealSecret(sealer, id, secret),
      cursor,
      now: clock(),
      actor,
    });
    if (made === "unknownPartner") return subscriptionRefusal("subscription.partner-unknown");
    if (made === "tooMany") return subscriptionRefusal("subscription.too-many", { most: MOST_SUBSCRIPTIONS });
    if ("same" in made) return subscriptionRefusal("subscription.exists", { id: made.same });
    await nextRound();
    return { subscription: made, secret };
  };

  const rotate: SubscriptionsFace["rotate"] = async ({ id, actor, overlapSeconds, secret = newSecret() }) => {
    const act = actOf({ actor, why: `overlap ${overlapSeconds} s` });
    const row = await store.rotate(id, sealSecret(sealer, id, secret), after(act.now, overlapSeconds * 1000), act);
    const outcome = await changed(id, row);
    return "blame" in outcome ? outcome : { subscription: outcome, secret };
  };

  const replay: SubscriptionsFace["replay"] = async ({ id, from, dryRun, actor }) => {
    const subscription = await store.get(id);
    if (subscription === undefined) return subscriptionRefusal("subscription.unknown");
    if (subscription.state === "ended") return subscriptionRefusal("subscription.ended");
    const [account, { cursor }] = await Promise.all([getAccount(database, subscription.partnerId), store.progress(id)]);
    if (account === undefined || account.disabledAt !== undefined) return subscriptionRefusal("subscription.partner-unknown");
    const events = await pastEvents(deps.feed, {
      after: "after" in from ? from.after : await deps.feedEnd(from.since),
      until: cursor ?? "0.0",
      scope: feedScopeOf(account, deps),
      types: subscription.types && new Set(subscription.types),
    });
    if (events === undefined) return subscriptionRefusal("subscription.bad-cursor");
    if (events === "tooMany") return subscriptionRefusal("subscription.replay-too-large", { most: MOST_REPLAYED });
    if (dryRun) return { events: events.length };
    const replayId = newId();
    const messages = events.map((event) => ({
      direction: "out" as const,
      operation: DELIVER,
      key: event.dossierId,
      body: { event, replay: replayId },
      feedId: `replay:${replayId}:${event.dossierId}/${event.seq}`,
    }));
    await store.note(id, actOf({ actor, why: `${JSON.stringify(from)}, ${events.length} events, ${replayId}` }));
    for (let n = 0; n < messages.length; n += ENQUEUE_BATCH) await deps.enqueue(id, messages.slice(n, n + ENQUEUE_BATCH));
    return { replayId, events: events.length };
  };

  return {
    heard: supervisor.heard,
    start: async () => {
      await nextRound();
      keepLooking();
    },
    stop: async () => {
      clearTimeout(timer);
      stopped = true;
      await running;
    },
    face: {
      create,
      get: store.get,
      progress: store.progress,
      list: store.list,
      pause: async (act) => changed(act.id, await store.pause(act.id, act.by, actOf(act))),
      resume: async (act) => changed(act.id, await store.resume(act.id, actOf(act))),
      end: async (act) => changed(act.id, await store.end(act.id, act.by, actOf(act))),
      rotate,
      replay,
      secrets: async (id) => {
        const row = await store.secrets(id);
        if (row === undefined) return subscriptionRefusal("subscription.ended");
        try {
          return openSecrets(sealer, id, row);
        } catch {
          return subscriptionRefusal("subscription.secret-unreadable");
        }
      },
    },
  };
};
