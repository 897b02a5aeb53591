/**
 * A day of a hall: 300 visits, five counters, every device simulated over its real protocol, and devices that fail at random all day, with the
 * hub stopped and started at noon. At the end every number is done or accounted for, every slip that counts as given came out whole, and once,
 * or is marked as a copy, and no dossier was harmed.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { installHall } from "../../adapters/hall/install.ts";
import { loadCatalogs } from "../../catalogs/load.ts";
import type { HallCommandInput } from "../../core/hall/commands.ts";
import type { Slip } from "../../core/hall/slip.ts";
import type { HallOutcome, Ticket } from "../../core/hall/types.ts";
import { appointmentSlip, createHub, type Hub, ticketSlip } from "../../core/hub.ts";
import { createLog } from "../../gateway/log.ts";
import { HALL_SIMULATORS } from "../../simulators/hall/registry.ts";
import { type Served, startSimulator } from "../../simulators/kit/serve.ts";

const VISITS = 300;
const HALL = "thuan-hoa";
const SEED = Number(process.env["LIENTHONG_DAY_SEED"] ?? 20261122);
const MINUTE = 60_000;
/** Monday 2 March 2026, 07:30 in Huế. */
const OPENS = Date.parse("2026-03-02T00:30:00.000Z");
const DEVICES = [
  "hall-receipt-printer",
  "hall-document-scanner",
  "hall-led",
  "hall-camera",
  "hall-ups",
  "hall-copier-meter",
  "hall-barcode-scanner",
] as const;
const OFFICERS = ["Trần Thị Một", "Lê Văn Hai", "Phạm Thị Ba", "Hoàng Văn Bốn", "Đỗ Thị Năm"];

/** Mulberry32: the same day for the same seed. */
const randomOf = (seed: number) => {
  let state = seed;
  return (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
};

/** Waits on a condition; the test's own limit ends a wait that is in vain. */
const until = async <T>(what: () => Promise<T | undefined | false>): Promise<T> => {
  for (;;) {
    const found = await what();
    if (found !== undefined && found !== false) return found;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
};

interface Paper {
  readonly lines: readonly string[];
  readonly barcodes: readonly string[];
  readonly complete: boolean;
}

describe("a day of 300 visits with failing devices", () => {
  const catalogs = loadCatalogs();
  const folder = mkdtempSync(join(tmpdir(), "lienthong-hall-day-"));
  const random = randomOf(SEED);
  const served = new Map<string, Served>();
  let env: Record<string, string> = {};
  let hub: Hub;
  let now = OPENS;

  const open = async (): Promise<Hub> => {
    const { devices, lanes } = installHall(env, catalogs.halls);
    const made = await createHub({
      log: createLog("silent"),
      dataDir: folder,
      catalogs,
      adapters: lanes,
      devices,
      secret: "thu-nghiem".repeat(5),
      clock: () => new Date(now).toISOString(),
    });
    await made.start();
    return made;
  };
  beforeAll(async () => {
    for (const id of DEVICES) {
      const create = HALL_SIMULATORS[id];
      if (create === undefined) throw new TypeError(id);
      const one = await startSimulator(create({ seed: SEED }), { port: 0 });
      served.set(id, one);
      env = { ...env, ...one.simulation.definition.settings(one.url, one.ports) };
    }
    hub = await open();
  });
  afterAll(async () => {
    await hub.stop();
    await Promise.all([...served.values()].map((one) => one.close()));
    rmSync(folder, { recursive: true, force: true });
  });

  const door = async (id: string, path: string, body?: unknown): Promise<unknown> => {
    const one = served.get(id);
    if (one === undefined) throw new TypeError(id);
    const answer = await one.simulation.fetch(
      new Request(`${one.url}/__sim${path}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
    if (!answer.ok) throw new TypeError(`${id}${path}: ${await answer.text()}`);
    return answer.json();
  };
  const chance = (share: number): boolean => random() < share;
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const kiosk = { kind: "device", id: "th-kiosk-1" } as const;
  const run = (command: HallCommandInput, officer?: string): Promise<HallOutcome> =>
    hub.hall.execute({
      hallId: HALL,
      command,
      actor: officer === undefined ? kiosk : { kind: "officer", id: officer, name: officer },
    });
  const done = async (command: HallCommandInput, officer?: string): Promise<boolean> =>
    (await run(command, officer)).outcome === "done";

  /** What can go wrong, and how a person mends it. */
  const FAULTS: readonly {
    readonly name: string;
    readonly fail: () => Promise<unknown>;
    readonly mend: () => Promise<unknown>;
  }[] = [
    ...(["paperOut", "coverOpen"] as const).map((name) => ({
      name: `slip printer: ${name}`,
      fail: () => door("hall-receipt-printer", "/device/trouble", { name, on: true }),
      mend: () => door("hall-receipt-printer", "/device/trouble", { name, on: false }),
    })),
    ...(["hall-receipt-printer", "hall-led", "hall-camera", "hall-document-scanner", "hall-copier-meter"] as const).flatMap(
      (id) => [
        {
          name: `${id}: cable out`,
          fail: () => door(id, "/device/cable", { on: false }),
          mend: () => door(id, "/device/cable", { on: true }),
        },
        {
          name: `${id}: power cut`,
          fail: () => door(id, "/device/power", { on: false }),
          mend: () => door(id, "/device/power", { on: true }),
        },
      ],
    ),
    {
      name: "slip printer: cut in the middle of a slip",
      fail: () => door("hall-receipt-printer", "/cut-after", { afterBytes: 40 + Math.floor(random() * 900) }),
      mend: async () => undefined,
    },
    {
      name: "UPS: mains out",
      fail: () => door("hall-ups", "/mains", { on: false }),
      mend: () => door("hall-ups", "/mains", { on: true }),
    },
  ];

  const slips: { readonly jobId: string; readonly code: string; readonly kind: "ticket" | "appointment" }[] = [];
  const print = async (
    slip: Slip,
    jobId: string,
    code: string,
    kind: "ticket" | "appointment",
    ticketId: string,
  ): Promise<void> => {
    const job = await hub.hall.ask({ deviceId: "th-slip-1", operation: "print", body: slip, jobId, actor: kiosk, ticketId });
    if ("blame" in job) throw new TypeError(job.code);
    slips.push({ jobId, code, kind });
  };

  /** Nothing goes on at the slip printer before hub time does. While it works time stands still: a slow machine makes no longer day. */
  const printerWaits = async (): Promise<boolean> => {
    const { items } = await hub.exchange.messages({ lane: "th-slip-1", states: ["ready", "leased"], limit: 200 });
    const at = new Date(now).toISOString();
    return items.every(({ state, nextAt }) => state === "ready" && nextAt > at);
  };

  const dossiers: string[] = [];
  /** The counter takes a dossier in; devices may fail, the dossier may not. */
  const fileDossier = async (ticket: Ticket, officer: string): Promise<void> => {
    const actor = { id: officer, role: "officer", agencyId: "H57.101" } as const;
    const filed = await hub.execute({
      command: {
        type: "submit",
        channel: "counter",
        procedureCode: "1.004884",
        agencyId: "H57.101",
        applicant: { kind: "citizen", fullName: "Nguyễn Văn Thử", identityNumber: "001099000012" },
        components: [
          { componentId: "tk", originals: 1 },
          { componentId: "giay-to-cu", copies: 1 },
        ],
        dossierSlip: { dayNumber: ticket.id },
      },
      actor,
    });
    if (filed.outcome !== "done") throw new TypeError(JSON.stringify(filed));
    const dossierId = filed.receipt.dossierId;
    dossiers.push(dossierId);
    await done({ type: "linkTicket", ticketId: ticket.id, dossierId }, officer);
    if (chance(0.3))
      await hub.hall.ask({
        deviceId: "th-scanner-1",
        operation: "scan",
        body: { source: "feederTwoSided", colour: "grey", dpi: 75, title: "Giấy tờ" },
        jobId: `scan:${dossierId}`,
        actor: { kind: "officer", id: officer },
        ticketId: ticket.id,
      });
    for (const command of [{ type: "check", outcome: "valid" }, { type: "receive" }] as const) {
      const outcome = await hub.execute({ command, dossier: dossierId, actor });
      if (outcome.outcome !== "done") throw new TypeError(JSON.stringify(outcome));
    }
    const dossier = await hub.find(dossierId);
    if (dossier?.code === undefined || dossier.receivedAt === undefined) throw new TypeError("no code");
    const slip = appointmentSlip({
      office: "UBND phường Thuận Hóa",
      dossierCode: dossier.code,
      procedureName: dossier.procedure.name,
      applicantName: dossier.applicant.fullName,
      papers: [],
      receivedAt: dossier.receivedAt,
      charges: [],
      returnMethod: "inPerson",
    });
    await print(slip, `appointment:${dossierId}`, dossier.code, "appointment", ticket.id);
  };

  /** One turn of a counter: whoever stands there goes on, or the next is called. */
  const turn = async (n: number): Promise<void> => {
    const counterId = `q${n + 1}`;
    const officer = OFFICERS[n] ?? "";
    const day = await hub.hall.day(HALL);
    const counter = day.counters.get(counterId);
    if (!counter?.open) {
      await done({ type: "openCounter", counterId, officer }, officer);
      return;
    }
    const ticket = counter.ticketId === undefined ? undefined : day.tickets.get(counter.ticketId);
    if (ticket === undefined) {
      await run({ type: "callNext", counterId }, officer);
      return;
    }
    if (ticket.state === "called") {
      if (!chance(0.08)) await done({ type: "serve", counterId }, officer);
      else if (ticket.calls < 2) await done({ type: "recall", counterId }, officer);
      else await done({ type: "skip", counterId }, officer);
      return;
    }
    if (chance(0.06)) {
      const other = pick(["q1", "q2", "q3", "q4", "q5"].filter((id) => id !== counterId));
      if (await done({ type: "transfer", counterId, toCounterId: other }, officer)) return;
    }
    if (chance(0.35)) await fileDossier(ticket, officer);
    if (n === 0 && chance(0.2))
      await hub.hall.ask({
        deviceId: "th-camera-1",
        operation: "snapshot",
        body: { counterId, occasion: "finish", ticketId: ticket.id },
        jobId: `snapshot:${ticket.id}`,
        actor: { kind: "officer", id: officer },
        ticketId: ticket.id,
      });
    await done({ type: "finish", counterId }, officer);
  };

  const taken: string[] = [];
  let turnedAway = 0;
  const arrive = async (n: number): Promise<void> => {
    const hall = catalogs.halls.get(HALL);
    if (hall === undefined) throw new TypeError("hall");
    const priority = chance(0.12) ? pick(hall.priorities) : undefined;
    const command: HallCommandInput = {
      type: "takeTicket",
      serviceId: pick(hall.services).id,
      ...(priority === undefined ? {} : { priority }),
    };
    const outcome = await hub.hall.execute({ hallId: HALL, command, actor: kiosk, key: `visit-${n}` });
    if (outcome.outcome === "refused") {
      expect(outcome.refusal.code).toBe("hall.power-low");
      turnedAway += 1;
      return;
    }
    if (outcome.outcome === "conflict" || outcome.ticket === undefined) throw new TypeError(outcome.outcome);
    const { ticket, day } = outcome;
    taken.push(ticket.id);
    // A finger that is not sure taps twice.
    if (chance(0.1)) {
      const again = await hub.hall.execute({ hallId: HALL, command, actor: kiosk, key: `visit-${n}` });
      expect(again.outcome === "repeat" && again.ticket?.id).toBe(ticket.id);
    }
    const estimate = hub.hall.estimate(day, ticket.id, new Date(now).toISOString());
    const slip = ticketSlip({ hall, ticket, ...(estimate === undefined ? {} : { estimate }) });
    await print(slip, `ticket:${ticket.id}`, ticket.id, "ticket", ticket.id);
  };

  it(`R-H a day of ${VISITS} visits with random device faults ends with every number done or accounted for (seed ${SEED})`, async () => {
    const broken = new Map<string, () => Promise<unknown>>();
    let faults = 0;
    for (let n = 0; n < VISITS; n += 1) {
      now += MINUTE + Math.floor(random() * MINUTE);
      await arrive(n);
      // A person waits at the machine for his slip while it works; hub time goes on by the second where a retry waits for it.
      const slip = slips.at(-1);
      while (slip !== undefined && ![...broken.keys()].some((name) => name.includes("printer"))) {
        const job = await hub.hall.job("th-slip-1", slip.jobId);
        if (job?.state === "done" || job?.state === "failed") break;
        if (await printerWaits()) now += 1_000;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      for (let counter = 0; counter < 5; counter += 1) if (chance(0.75)) await turn(counter);
      if (chance(0.15)) {
        const fault = pick(FAULTS);
        if (!broken.has(fault.name)) {
          await fault.fail();
          broken.set(fault.name, fault.mend);
          faults += 1;
        }
      }
      for (const [name, mend] of broken) {
        if (!chance(0.3)) continue;
        await mend();
        broken.delete(name);
      }
      const waiting = [...(await hub.hall.day(HALL)).tickets.values()];
      const absent = waiting.find(({ state }) => state === "absent");
      if (absent !== undefined && chance(0.3)) await done({ type: "comeBack", ticketId: absent.id });
      const tired = waiting.find(({ state }) => state === "waiting");
      if (tired !== undefined && chance(0.03)) await done({ type: "leave", ticketId: tired.id, reason: "về sớm" });
      // At noon somebody restarts the server, whatever goes on at the counters and devices.
      if (n === VISITS / 2) {
        const before = await hub.hall.day(HALL);
        await hub.stop();
        hub = await open();
        expect((await hub.hall.day(HALL)).tickets).toEqual(before.tickets);
      }
    }
    for (const mend of broken.values()) await mend();
    expect(faults).toBeGreaterThan(20);

    // The afternoon ends: whoever still waits is served, for a while; then the head closes the day.
    for (let n = 0; n < 60; n += 1) {
      now += MINUTE;
      for (let counter = 0; counter < 5; counter += 1) await turn(counter);
    }
    const closed = await hub.hall.execute({
      hallId: HALL,
      command: { type: "closeDay", reason: "Hết giờ tiếp dân" },
      actor: { kind: "officer", id: "truong", name: "Trưởng bộ phận" },
    });
    expect(closed.outcome).toBe("done");

    const day = await hub.hall.day(HALL);
    const tickets = [...day.tickets.values()];
    expect(taken.length + turnedAway).toBe(VISITS);
    expect(new Set(taken).size).toBe(taken.length);
    expect(tickets.map(({ id }) => id).sort()).toEqual([...taken].sort());
    for (const ticket of tickets) {
      expect(["done", "left", "closed"]).toContain(ticket.state);
      expect(ticket.endedAt).toBeDefined();
      if (ticket.state !== "done") expect(ticket.reason).toBeDefined();
    }
    // Every call stands in the log with its counter; nobody was called at two counters at once.
    const at = new Map<string, string>();
    for (let after = 0; ; ) {
      const events = await hub.hall.events(HALL, after, 200);
      for (const { type, data } of events) {
        const id = String(data["ticketId"]);
        if (type === "ticketCalled") {
          expect(at.get(id)).toBeUndefined();
          at.set(id, String(data["counterId"]));
        }
        if (["ticketFinished", "ticketSkipped", "ticketTransferred", "ticketLeft"].includes(type)) at.delete(id);
      }
      const last = events.at(-1);
      if (last === undefined) break;
      after = last.seq;
    }

    // The slips: the hub goes on by itself now that everything is mended. Business time goes on too: it is what retries wait for.
    const jobs = await until(async () => {
      now += 10_000;
      const all = await Promise.all(slips.map(async (slip) => ({ ...slip, job: await hub.hall.job("th-slip-1", slip.jobId) })));
      return all.every(({ job }) => job?.state === "done" || job?.state === "failed") && all;
    });
    const printer = served.get("hall-receipt-printer")?.simulation.parts.state() as
      | { readonly papers: readonly Paper[] }
      | undefined;
    const papers = printer?.papers ?? [];
    const isCopy = ({ lines }: Paper): boolean => lines.some((line) => line.includes("BẢN IN LẠI"));
    for (const { job, code, kind } of jobs) {
      const of = papers.filter((paper) => paper.complete && paper.barcodes.includes(code));
      const originals = of.filter((paper) => !isCopy(paper));
      // No half slip counts as given; nothing is given twice without saying so.
      if (job?.state === "done") expect(of.length).toBeGreaterThanOrEqual(1);
      expect(originals.length).toBeLessThanOrEqual(1);
      // A dossier's slip waits for the printer as long as it takes; a number's slip only while the number is of use, and says why not.
      if (kind === "appointment") expect(job?.state).toBe("done");
      else if (job?.state === "failed") expect(job.problem?.code).toBe("hall.slip-stale");
    }
    expect(jobs.filter(({ job }) => job?.state === "done").length).toBeGreaterThan(jobs.length / 2);

    // No dossier was harmed, and every device is back without anybody's doing.
    for (const id of dossiers) {
      expect((await hub.find(id))?.status).toBe("received");
      expect(await hub.verifyChain(id)).toBeUndefined();
    }
    expect(dossiers.length).toBeGreaterThan(30);
    await until(async () => {
      const devices = await hub.hall.devices(HALL);
      return DEVICES.every((id) => {
        const variable = Object.keys(served.get(id)?.simulation.definition.settings("http://127.0.0.1:1", {}) ?? {})[0] ?? "";
        const state = devices.find(({ device }) => variable.endsWith(`_${device.id.replaceAll("-", "_").toUpperCase()}`))?.state;
        return state === "ok" || state === "warning";
      });
    });
    // A whole day of real protocols: on a busy machine longer than the suite's usual limit.
  }, 900_000);
});
