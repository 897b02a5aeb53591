/** What needs a person: which state of the hub makes which alert, and that each says what to do. */
import { describe, expect, it } from "vitest";
import type { Hub, LaneView, Subscription } from "../../../core/hub.ts";
import { allAlerts, quickAlerts } from "../../../gateway/events/alerts.ts";
import { createAlertBook } from "../../../gateway/events/watch.ts";
import { client, fakeHub, NOW } from "../fake-hub.ts";

const lane = (changes: Partial<LaneView> = {}): LaneView => ({
  id: "tax",
  title: { vi: "Thuế", en: "Tax" },
  breaker: "closed",
  waiting: 0,
  inFlight: 0,
  paused: 0,
  dead: 0,
  operations: [],
  pollers: [],
  ...changes,
});
const TIMEOUT = {
  code: "http.timeout",
  blame: "partner",
  message: "no answer within the time of this attempt",
  hint: { vi: "Mất kết nối.", en: "The connection was lost." },
  at: NOW,
  failures: 1,
};
const paused: Subscription = {
  id: "wh-1",
  partnerId: "so-a",
  url: "https://nhan.example/bi-mat",
  state: "paused",
  reason: "undeliverable",
  failures: 30,
  createdAt: NOW,
  changedAt: NOW,
};
const well: Awaited<ReturnType<Hub["health"]>> = { ready: true, checks: { database: { ok: true, detail: "1 ms" } } };

const hubWith = (parts: {
  lanes?: readonly LaneView[];
  subscriptions?: readonly Subscription[];
  health?: typeof well;
  open?: Awaited<ReturnType<Hub["openTransfers"]>>;
}): Hub => {
  const { hub } = fakeHub();
  return {
    ...hub,
    exchange: { ...hub.exchange, lanes: async () => parts.lanes ?? [] },
    subscriptions: { ...hub.subscriptions, list: async () => ({ items: parts.subscriptions ?? [] }) },
    health: async () => parts.health ?? well,
    openTransfers: async () => parts.open ?? [],
  };
};
const transfer = (changes: object) => ({
  dossierId: "d",
  agencyId: "H57.101",
  transferId: "t",
  purpose: "Nguyễn Văn Thử",
  toAgencyId: "H57.102",
  number: 1,
  state: "sent" as const,
  sentAt: NOW,
  overdue: false,
  ...changes,
});

describe("R-F05 alerts", () => {
  it.each([
    ["a paused subscription", { subscriptions: [paused] }, [["subscription.paused", "wh-1", undefined]]],
    ["one that its owner paused", { subscriptions: [{ ...paused, reason: "owner" as const }] }, []],
    [
      "its lane's stopped messages beside it",
      { subscriptions: [paused], lanes: [lane({ id: "wh-1", dead: 1 })] },
      [["subscription.paused", "wh-1", undefined]],
    ],
    ["an open breaker", { lanes: [lane({ breaker: "open", waiting: 7 })] }, [["lane.breaker-open", "tax", 7]]],
    [
      "a lane that is switched off",
      { lanes: [lane({ breaker: "open", forced: "open", waiting: 7 })] },
      [["lane.switched-off", "tax", 7]],
    ],
    ["stopped messages", { lanes: [lane({ paused: 2, dead: 3 })] }, [["lane.stopped", "tax", 5]]],
    [
      "a message waiting over an hour",
      { lanes: [lane({ waiting: 4, oldestWaitingAt: "2026-02-13T01:59:59.000Z" })] },
      [["lane.waiting", "tax", 4]],
    ],
    ["one waiting just an hour", { lanes: [lane({ waiting: 4, oldestWaitingAt: "2026-02-13T02:00:00.000Z" })] }, []],
    [
      "a feed that cannot be read",
      { lanes: [lane({ pollers: [{ id: "tracking", lastError: TIMEOUT }] })] },
      [["feed.failing", "tax/tracking", undefined]],
    ],
    [
      "a stream that stands, and a hub that is not well",
      {
        health: {
          ready: false,
          checks: { "stream:kafka/commands": { ok: false, detail: "no broker" }, worker: { ok: false, detail: "none" } },
        },
      },
      [
        ["stream.stalled", "kafka/commands", undefined],
        ["hub.check-failed", "worker", undefined],
      ],
    ],
    [
      "overdue and wrong transfers, by agency",
      {
        open: [
          transfer({ overdue: true }),
          transfer({ overdue: true }),
          transfer({ state: "sentBack", agencyId: "H57.103" }),
          transfer({}),
        ],
      },
      [
        ["transfer.overdue", "H57.102", 2],
        ["transfer.sent-back", "H57.103", 1],
      ],
    ],
    ["nothing, where all is well", { lanes: [lane()] }, []],
  ])("%s", async (_name, parts, expected) => {
    const alerts = await allAlerts(hubWith(parts));
    expect(alerts.map(({ kind, about, count }) => [kind, about, count])).toEqual(expected);
    for (const { vi, en, todo } of alerts) expect([vi, en, todo.vi, todo.en].filter((text) => text === "")).toEqual([]);
    expect(JSON.stringify(alerts)).not.toMatch(/Nguyễn Văn Thử|bi-mat/);
  });

  it("R-J03 the list is the operator's, the metric counts by kind and goes back to none", async () => {
    let lanes: readonly LaneView[] = [lane({ dead: 1 }), lane({ id: "post", breaker: "open" })];
    const hub = { ...hubWith({}), exchange: { ...hubWith({}).exchange, lanes: async () => lanes } };
    const { send } = client(hub);
    const list = (await (await send("operator", "GET", "/api/v1/alerts")).json()) as { items: { kind: string }[] };
    expect(list.items.map((one) => one.kind)).toEqual(["lane.stopped", "lane.breaker-open"]);
    for (const partner of ["portal", "agency", "post"]) expect((await send(partner, "GET", "/api/v1/alerts")).status).toBe(403);
    const metric = async () => await (await send(undefined, "GET", "/metrics")).text();
    expect(await metric()).toContain('lienthong_alerts{kind="lane.stopped"} 1');
    lanes = [];
    const after = await metric();
    expect(after).toContain('lienthong_alerts{kind="lane.stopped"} 0');
    expect(after).not.toContain("bi-mat");
  });

  it("R-J03 the log is told once of each that is new, and when it is over; never whose dossier it is", async () => {
    const said: [string, object, string][] = [];
    const log = (level: string) => (data: object, message: string) => void said.push([level, data, message]);
    const book = createAlertBook({ error: log("error"), info: log("info") } as never);
    const alerts = await quickAlerts(hubWith({ lanes: [lane({ dead: 2 })], subscriptions: [paused] }));
    book.tell(alerts);
    book.tell(alerts);
    expect(said.map(([level, data]) => [level, data])).toEqual([
      ["error", expect.objectContaining({ alert: "subscription.paused", about: "wh-1" })],
      ["error", expect.objectContaining({ alert: "lane.stopped", about: "tax", count: 2 })],
    ]);
    book.tell([]);
    expect(said.slice(2).map(([level]) => level)).toEqual(["info", "info"]);
    expect(JSON.stringify(said)).not.toContain("bi-mat");
  });
});
