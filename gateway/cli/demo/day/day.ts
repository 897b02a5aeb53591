/**
 * `lienthong demo --day`: a day of a province. Some 2,000 dossiers of 40 wards and communes, with faults at every partner and one of them down for
 * hours; it ends with a ledger in which the hub and all partners agree, or with exit code 1.
 */
import { type MessageView, toLocalDate } from "../../../../core/hub.ts";
import { bold, CliError, green, localTime, red, say } from "../../terminal.ts";
import { createWorld, type World } from "../world.ts";
import { atATime, type Cases, createCases } from "./cases.ts";
import { breakPartner, countFaults, DOWN, FAULT_SHARE } from "./faults.ts";
import { pacesOf } from "./figures.ts";
import { makeKnown, requiredPapers } from "./filing.ts";
import { ledgerOf } from "./ledger.ts";
import { booksOf } from "./ledgers/books.ts";
import { moneyClaims } from "./money-claims.ts";
import type { DayOptions } from "./options.ts";
import { type Plan, planDay } from "./plan.ts";
import { printClaim, printEnds, printFaults, printLedger, printPaces, printStep } from "./print.ts";
import { createPulse } from "./pulse.ts";
import { playStep, type Run } from "./run.ts";
import { BEGIN, steps } from "./steps.ts";

/** Readers of chains and books at once. */
const READERS = 32;
const PAGE = 200;

const proceduresOf = async (world: World, plans: readonly Plan[]): Promise<Run["procedures"]> => {
  const codes = [...new Set(plans.map((plan) => plan.procedure))];
  const known = await Promise.all(
    codes.map(async (code) => {
      const required = (await requiredPapers(world, code)).map((one) => one.componentId);
      const found = (await world.hub.procedure(code))?.procedure;
      const components = [...new Set([...required, ...(found?.components ?? []).map((one) => one.id)])];
      return [code, { components, unstated: found?.cases.some((one) => one.time.kind === "unstated") ?? false }] as const;
    }),
  );
  return new Map(known);
};

/** Everything has ended, the lanes are empty, and the bank's statement of the last payment's day has come (the next morning). */
const isOver = async ({ world, cases }: Run): Promise<boolean> => {
  if (!cases.all.every(cases.ended)) return false;
  const lanes = await world.hub.exchange.lanes();
  if (lanes.some(({ waiting, inFlight, paused, dead }) => waiting + inFlight + paused + dead > 0)) return false;
  const lastPaid = cases.all
    .flatMap(({ dossier }) => dossier?.payments ?? [])
    .map(({ at }) => at)
    .toSorted()
    .at(-1);
  return lastPaid === undefined || toLocalDate(world.now()) > toLocalDate(lastPaid);
};

const allMessages = async (world: World): Promise<readonly MessageView[]> => {
  const states = ["ready", "leased", "done", "rejected", "paused", "dead", "dropped"] as const;
  const found: MessageView[] = [];
  let cursor: string | undefined;
  do {
    const page = await world.hub.exchange.messages({ states, limit: PAGE, ...(cursor === undefined ? {} : { cursor }) });
    found.push(...page.items);
    cursor = page.next;
  } while (cursor !== undefined);
  return found;
};

const brokenChains = async (world: World, cases: Cases): Promise<number> => {
  let broken = 0;
  await atATime(READERS, cases.all, async ({ dossier }) => {
    if (dossier === undefined || (await world.hub.verifyChain(dossier.id)) !== undefined) broken += 1;
  });
  return broken;
};

/** The end: faults, figures, ledger, money, chains; true where everything holds. */
const closing = async (run: Run): Promise<boolean> => {
  const { world, cases, pulse, jumps, downLane, mended } = run;
  await cases.refresh();
  const messages = await allMessages(world);
  const lanes = await world.hub.exchange.lanes();
  printEnds(cases);
  printFaults(await Promise.all(lanes.map(({ id }) => countFaults(world, id))), pulse.turns, mended);
  printPaces(pacesOf(messages, jumps, downLane), downLane);
  const books = booksOf(cases.all, messages);
  const rows = await ledgerOf(world, books);
  printLedger(rows);
  say(`\n${bold("Tiền")}`);
  const claims = await moneyClaims(world, books);
  for (const { holds, words } of claims) printClaim(holds, words);
  say(`\n${bold("Trục")}`);
  const waiting = cases.all.filter((one) => !cases.ended(one)).length;
  const open = messages.filter(({ state }) => state !== "done" && state !== "rejected").length;
  const broken = await brokenChains(world, cases);
  const wire = await world.hub.verifyWire();
  const own: readonly (readonly [boolean, string])[] = [
    [waiting === 0, `${cases.all.length} hồ sơ, ${waiting} còn chờ ai đó`],
    [cases.strangers.size === 0, `${cases.strangers.size} hồ sơ thừa (nộp hai lần hoặc không ai nộp)`],
    [open === 0, `${messages.length} thông điệp, ${open} còn chờ, treo, chết hoặc bị bỏ`],
    [broken === 0, `chuỗi băm của ${cases.all.length} hồ sơ, ${broken} bị đứt`],
    [
      wire.firstBad === undefined,
      `nhật ký trao đổi: ${wire.sealed} dòng đã niêm phong, ${wire.firstBad === undefined ? "không dòng nào bị sửa" : `sai từ dòng ${wire.firstBad}`}`,
    ],
  ];
  for (const [holds, words] of own) printClaim(holds, words);
  return rows.every((row) => row.balanced) && claims.every((claim) => claim.holds) && own.every(([holds]) => holds);
};

/** Exit code 0 where every row of the ledger balances and no dossier is unaccounted for, else 1. Errors: those of createWorld; CliError. */
export const playDay = async (options: DayOptions): Promise<number> => {
  const started = performance.now();
  const seconds = (): number => (performance.now() - started) / 1000;
  const plans = planDay(options.dossiers, options.seed);
  const pulse = createPulse();
  const database = options.databaseUrl === undefined ? {} : { databaseUrl: options.databaseUrl };
  const world = await createWorld(BEGIN, { ...database, onExchange: pulse.hear });
  try {
    pulse.follow(world.now);
    const agencies = new Set(plans.map((plan) => plan.agencyId)).size;
    say(bold(`lienthong – một ngày của tỉnh: ${plans.length} hồ sơ tại ${agencies} cơ quan, hạt giống ${options.seed}`));
    say(
      `Lỗi ở ${100 * FAULT_SHARE} % lượt gọi tới mọi đối tác; "${options.down}" ngừng từ ${localTime(DOWN.from)} đến ${localTime(DOWN.to)}`,
    );
    const run: Run = {
      world,
      cases: createCases(world.hub, plans),
      pulse,
      downLane: options.down,
      jumps: [],
      procedures: await proceduresOf(world, plans),
      mended: new Map(),
    };
    await atATime(READERS, plans, (plan) => makeKnown(world, plan));
    const lanes = (await world.hub.exchange.lanes()).map(({ id }) => id);
    if (!lanes.includes(options.down))
      throw new CliError(`Không có đường nối "${options.down}" / no such lane; có: ${lanes.join(", ")}`);
    for (const id of lanes) await breakPartner(world, id, options.seed, id === options.down);
    for (const step of steps()) {
      await playStep(run, step);
      printStep(step, run.cases, await world.hub.exchange.lanes(), seconds());
      if (await isOver(run)) break;
    }
    const good = await closing(run);
    const words = `${plans.length} hồ sơ trong ${seconds().toFixed(0)} giây`;
    say(good ? green(`\nKhớp: trục và mọi đối tác có cùng một sổ. ${words}.`) : red(`\nKHÔNG khớp. ${words}.`));
    return good ? 0 : 1;
  } finally {
    await world.stop();
  }
};
