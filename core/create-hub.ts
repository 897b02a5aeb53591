/** Puts the core together: database, engine, exchange, queries. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findAgency } from "../catalogs/scope.ts";
import type { Agency } from "../catalogs/types.ts";
import { silentUnits } from "./dossier/silent-units.ts";
import { createExchange } from "./exchange/exchange.ts";
import { createExecutor } from "./execute.ts";
import { createMoved } from "./feed/moved.ts";
import { createFees } from "./fees/fees.ts";
import { createHalls } from "./hall/hall.ts";
import { createHeldPapers } from "./held-papers/held-papers.ts";
import { createHookRunner, partnerFiles } from "./hooks.ts";
import type { Hub, HubOptions } from "./hub-types.ts";
import { createInbound } from "./inbound.ts";
import { createPartnerCommand } from "./partners/command.ts";
import { createPartners } from "./partners/face.ts";
import { createSealer } from "./partners/sealed.ts";
import { createPeople } from "./people/people.ts";
import { openTransfersOf } from "./routes/supervise.ts";
import { createSatisfaction } from "./satisfaction/satisfaction.ts";
import { createBatcher, upTo } from "./store/batcher.ts";
import { collect, createBlobStore } from "./store/blobs.ts";
import { closedFolder } from "./store/closed-folder.ts";
import { createCodeAllocator } from "./store/codes.ts";
import { createCommitter } from "./store/commit.ts";
import { type Database, databaseAway } from "./store/database.ts";
import {
  listAwaiting,
  listDossiers,
  listUnderWay,
  listWithUnits,
  loadMeant,
  loadNamesakes,
  timelineOf,
  verifyDossierChain,
} from "./store/dossiers.ts";
import { feedEnd, readFeed, rebaseFeed } from "./store/feed.ts";
import { createFileHouse } from "./store/file-house.ts";
import { listInbox } from "./store/inbox.ts";
import { IN_MEMORY, openDatabase } from "./store/open.ts";
import { CURATED, createProcedureStore } from "./store/procedures.ts";
import { createSubscriptions } from "./subscriptions/face.ts";
import { type WorkingCalendar, workingCalendar } from "./time/calendar.ts";
import type { Clock } from "./time/types.ts";
import { isUpdateKey, updateKeyOf } from "./update-key.ts";

const systemClock: Clock = () => new Date().toISOString();
const silent = { info: () => {}, warn: () => {}, error: () => {} };
const MIN_SECRET = 32;

/** An option of createHub is unusable: a secret under 32 characters, two lanes of one id. Nothing was opened yet. Message in vi / en. */
export class HubConfigError extends Error {
  override readonly name = "HubConfigError";
}

const workerName = (): string => `pid ${process.pid}`;

/**
 * Opens the database, publishes the catalogs and builds the hub; `start()` then sets its lanes going.
 * Errors: HubConfigError (secret too short), DataFolderInUse, the database driver's own; nothing stays open then.
 */
export const createHub = async (options: HubOptions): Promise<Hub> => {
  if (options.secret.length < MIN_SECRET)
    throw new HubConfigError(`secret: ít nhất ${MIN_SECRET} ký tự / at least ${MIN_SECRET} characters`);
  const lanes = options.adapters.map(({ adapter }) => adapter.id);
  const twice = lanes.find((id, index) => lanes.indexOf(id) !== index);
  // Of two lanes of one id only the later one would live: a hall's device called "sms" would silence the SMS partner.
  if (twice !== undefined)
    throw new HubConfigError(
      `đường nối "${twice}" được đặt hai lần: đổi mã thiết bị / the lane "${twice}" is there twice: rename the device`,
    );
  const database = await openDatabase(options);
  try {
    return await assemble(options, database);
  } catch (error) {
    await database.close();
    throw error;
  }
};

const assemble = async (options: HubOptions, database: Database): Promise<Hub> => {
  const clock = options.clock ?? systemClock;
  const log = options.log ?? silent;
  const { catalogs, adapters } = options;
  const inMemory = options.dataDir === IN_MEMORY;
  const folder = inMemory ? await mkdtemp(join(tmpdir(), "lienthong-blobs-")) : options.dataDir;

  const restored = await rebaseFeed(database);
  if (restored > 0) log.warn({ events: restored }, "the database was restored from another cluster: its feed is in order again");

  const calendars = new Map<string, WorkingCalendar>(
    [...catalogs.calendars].map(([id, data]) => [id, workingCalendar(data, catalogs.holidays)]),
  );
  const agency = (id: string): Agency | undefined => findAgency(catalogs, id);
  const calendarOf = (of: Agency): WorkingCalendar | undefined => calendars.get(of.calendarId);

  const procedures = createProcedureStore(database);
  await procedures.publish(catalogs.procedures, CURATED, clock(), true);
  const blobs = createBlobStore(database, closedFolder(join(folder, "blobs")));

  const heldPapers = createHeldPapers({ database, clock, secret: options.secret, blob: blobs.find, foreign: blobs.foreign });
  const moved = createMoved();
  const execute = createExecutor({
    database,
    committer: createCommitter(database),
    codes: createCodeAllocator(database),
    procedures,
    agency,
    calendarOf,
    adapters,
    routes: catalogs.routes,
    unknownFiles: blobs.unknown,
    foreignFiles: blobs.foreign,
    paperFault: heldPapers.fault,
    claimCheck: async (body) => (await blobs.storeOwn(Buffer.from(body), "application/json", clock())).sha256,
    clock,
    moved: () => moved.tell(),
    poke: (lanes) => exchange.poke(lanes),
  });
  const find: Hub["find"] = async (reference, may) => (await loadMeant(database, reference, may)).dossier;
  const {
    face: partners,
    add: addPartner,
    stop: stopPartners,
  } = createPartners({ database, clock, secret: options.secret, log });
  const command = createPartnerCommand({ agency, execute });
  const { receive, inbound } = createInbound({
    execute,
    command,
    find,
    installed: (id) => adapters.find((one) => one.adapter.id === id),
    // Commands that come together are mostly one partner's: its account is read once for all of them.
    partner: createBatcher({
      flights: 1,
      take: upTo(1_000),
      write: async (ids: readonly string[]) => {
        const accounts = await Promise.all([...new Set(ids)].map(partners.get));
        // A disabled partner speaks by no road.
        const known = new Map(accounts.map((account) => [account?.id, account?.disabledAt === undefined ? account : undefined]));
        return ids.map((id) => known.get(id));
      },
    }),
  });
  const fees = createFees({
    database,
    clock,
    agency,
    adapters,
    storeBlob: async (bytes, mediaType) => (await blobs.storeOwn(bytes, mediaType, clock())).sha256,
    poke: (lanes) => exchange.poke(lanes),
  });
  const exchange = createExchange({
    database,
    adapters,
    clock,
    execute: inbound,
    receive,
    publishProcedures: (list, origin) => procedures.publish(list, origin, clock(), true),
    recordStatement: fees.recordStatement,
    feed: (filter) => readFeed(database, filter),
    feedEnd: (since) => feedEnd(database, since),
    streamPartners: async () => (await partners.withKafka()).map(({ id }) => id),
    readBlob: async (sha256) => ((await blobs.find(sha256)) ? collect(blobs.stream(sha256)) : undefined),
    store: partnerFiles(blobs, clock),
    find,
    awaiting: (lane, from) => listAwaiting(database, lane, from),
    updateKey: (dossierId) => updateKeyOf(options.secret, dossierId),
    storeBlob: async (bytes, mediaType) => (await blobs.storeOwn(bytes, mediaType, clock())).sha256,
    log,
    onEvent: (event) => {
      subscriptions.heard(event);
      options.onExchange?.(event);
    },
    secret: options.secret,
    workerName: workerName(),
  });
  const subscriptions = createSubscriptions({
    database,
    clock,
    sealer: createSealer(options.secret),
    log,
    agency,
    feed: (filter) => readFeed(database, filter),
    feedEnd: (since) => feedEnd(database, since),
    webhookLane: options.webhookLane,
    install: exchange.install,
    remove: exchange.remove,
    enqueue: exchange.enqueue,
    works: options.role !== "gateway",
  });
  const halls = createHalls({
    database,
    blobs,
    clock,
    catalogs,
    calendarOf: (id) => {
      const of = agency(id);
      return of && calendarOf(of);
    },
    procedure: (code) => procedures.find(code),
    secret: options.secret,
    installed: options.devices ?? [],
    enqueue: exchange.enqueue,
    log,
    ...(options.onPowerLow === undefined ? {} : { onPowerLow: options.onPowerLow }),
  });
  const fileHouse = createFileHouse({ database, blobs, clock, log });
  // The name comes from outside: "toString" and "constructor" are no hooks, though every object has them.
  const hook: Hub["hook"] = (adapterId, hookId) => {
    const hooks = adapters.find(({ adapter }) => adapter.id === adapterId)?.adapter.hooks ?? {};
    return Object.hasOwn(hooks, hookId) ? hooks[hookId] : undefined;
  };
  const runHook = createHookRunner({ hook, inbound, exchange });

  return {
    catalogs,
    now: clock,
    execute,
    command,
    find,
    namesakes: (code) => loadNamesakes(database, code),
    inbound,
    updateKey: (dossierId) => updateKeyOf(options.secret, dossierId),
    checkUpdateKey: (dossierId, key) => isUpdateKey(options.secret, dossierId, key),
    list: (filter) => listDossiers(database, filter),
    timeline: (dossierId) => timelineOf(database, dossierId),
    verifyChain: (dossierId) => verifyDossierChain(database, dossierId),
    verifyWire: () => exchange.verifyWire(),
    silentUnits: async () =>
      silentUnits(await listWithUnits(database), clock(), (_dossier, unitAgencyId) => {
        const of = agency(unitAgencyId);
        return of && calendarOf(of);
      }),
    openTransfers: async () => openTransfersOf(await listUnderWay(database), clock()),
    inbox: (filter) => listInbox(database, filter),
    feed: (filter) => readFeed(database, filter),
    feedEnd: (since) => feedEnd(database, since),
    feedMoved: (signal, ms) => moved.wait(signal, ms),
    procedures: (filter) => procedures.list(filter),
    searchProcedures: (search) => procedures.search(search),
    procedureFields: () => procedures.fields(),
    procedure: (code, version) => procedures.find(code, version),
    publishProcedures: (list, origin, apply) => procedures.publish(list, origin, clock(), apply),
    agency,
    storeBlob: (bytes, name, bringer) => blobs.store(bytes, name, clock(), bringer),
    readBlob: async (sha256) => {
      const info = await blobs.find(sha256);
      return info && { info, stream: blobs.stream(sha256) };
    },
    hook,
    runHook,
    exchange: exchange.control,
    fees,
    partners,
    subscriptions: subscriptions.face,
    hall: halls.face,
    papers: heldPapers.face,
    satisfaction: createSatisfaction({ database, clock }),
    people: createPeople({ database, clock, secret: options.secret }),
    addPartner,
    health: async () => {
      const started = performance.now();
      const db = await database.query("select 1").then(
        () => ({ ok: true, detail: `${database.kind}, ${Math.round(performance.now() - started)} ms` }),
        (error: unknown) => ({ ok: false, detail: databaseAway(error) ?? (error instanceof Error ? error.name : "error") }),
      );
      const lanes = options.role === "gateway" ? { ok: true, checks: {} } : await exchange.health();
      return { ready: db.ok && lanes.ok, checks: { database: db, ...lanes.checks } };
    },
    start: async () => {
      if (options.role !== "gateway") {
        await exchange.start();
        halls.start();
        fileHouse.start();
      }
      await subscriptions.start();
    },
    stop: async () => {
      await subscriptions.stop();
      await halls.stop();
      await fileHouse.stop();
      await exchange.stop();
      await stopPartners();
      await database.close();
      if (inMemory) await rm(folder, { recursive: true, force: true });
    },
  };
};
