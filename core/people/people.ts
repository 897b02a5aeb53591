/** Accounts, passwords and sessions put together: hub.people. */
import type { Refusal } from "../dossier/types.ts";
import type { Database } from "../store/database.ts";
import type { Clock, Instant } from "../time/types.ts";
import { clearTries, insertAccount, personOf, readAccounts, updateAccount, updateDisabled, updatePassword } from "./accounts.ts";
import { createGate, type Ticket } from "./gate.ts";
import {
  checkPassword,
  dummyHash,
  hashPassword,
  MAX_PASSWORD_LENGTH,
  normalisePassword,
  SCRYPT_COST,
  type ScryptCost,
  verifyPassword,
} from "./passwords.ts";
import { recordAct } from "./record.ts";
import { personRefusal } from "./refusals.ts";
import { endSession, endSessionsOf, formTokenOf, openSession, readSession } from "./sessions.ts";
import { countTry, forgetGhosts, GHOST_ROLE, ghostId, type TriedRow } from "./tries.ts";
import { type By, type PasswordChange, PERSON_ID, type PeopleFace, type SignIn } from "./types.ts";

/** Half of Node's four threads; the other half stays for files. */
const CHECKS_AT_ONCE = 2;
/** 64 × 66 ms / 2: who waits longer than two seconds is told to come back. */
const CHECKS_INSIDE = 64;
const SWEEP_EVERY_MS = 600_000;

export interface PeopleDependencies {
  readonly database: Database;
  /** The hub's time: when accounts were made and disabled. */
  readonly clock: Clock;
  /** The hub's secret: keys the names under which tries on unknown accounts are counted. */
  readonly secret: string;
  /** Real time of locks and sessions, for tests; absent: the database's own clock, the same for all processes. */
  readonly realTime?: () => Instant;
  readonly cost?: ScryptCost;
}

type Opened = { readonly row: TriedRow; readonly outdated: boolean };

/** Makes the people's face over a database. */
export const createPeople = (dependencies: PeopleDependencies): PeopleFace => {
  const { database, clock, secret, cost = SCRYPT_COST } = dependencies;
  const { query } = database;
  const now = (): Instant | null => dependencies.realTime?.() ?? null;
  const gate = createGate(CHECKS_AT_ONCE, CHECKS_INSIDE);
  const nobody = dummyHash(cost);
  let sweptAt = Number.NEGATIVE_INFINITY;

  const sweep = async (): Promise<void> => {
    if (performance.now() - sweptAt < SWEEP_EVERY_MS) return;
    sweptAt = performance.now();
    await forgetGhosts(query, now());
  };

  /** Counts the try, then looks at the password: the same work for names that exist and names that do not. */
  const open = async (
    ticket: Ticket,
    id: string,
    password: string,
  ): Promise<Opened | Exclude<SignIn, { readonly outcome: "in" }>> => {
    const row = await countTry(query, id, ghostId(secret, id), now());
    if ("lockedSeconds" in row) {
      const [account] = await readAccounts(query, id, now());
      return {
        outcome: "locked",
        retryAfterSeconds: row.lockedSeconds,
        ...(account === undefined ? {} : { known: account.id }),
      };
    }
    await ticket.turn();
    const ghost = row.role === GHOST_ROLE;
    const { right, outdated } = await verifyPassword(password, ghost ? nobody : row.passwordHash, cost);
    if (right && !ghost && !row.disabled) return { row, outdated };
    return { outcome: "wrong", ...(ghost ? {} : { known: row.id }) };
  };

  /** Inside the gate, or "busy"; a name or a password that none can be is wrong without a try. */
  const inside = async <T>(
    id: string,
    password: string,
    work: (ticket: Ticket, id: string) => Promise<T>,
  ): Promise<T | { readonly outcome: "wrong" | "busy" }> => {
    const name = id.normalize("NFC").trim().toLowerCase();
    if (!PERSON_ID.test(name) || [...normalisePassword(password)].length > MAX_PASSWORD_LENGTH) return { outcome: "wrong" };
    const ticket = gate.enter();
    if (ticket === undefined) return { outcome: "busy" };
    try {
      return await work(ticket, name);
    } finally {
      ticket.leave();
    }
  };

  const signIn: PeopleFace["signIn"] = ({ id, password, replaces }) =>
    inside<SignIn>(id, password, async (ticket, name) => {
      await sweep();
      const once = async (): Promise<SignIn | undefined> => {
        const opened = await open(ticket, name, password);
        if ("outcome" in opened) return opened;
        const { row, outdated } = opened;
        const newHash = outdated ? await hashPassword(password, cost) : undefined;
        const of = { id: row.id, passwordHash: row.passwordHash, ...(newHash && { newHash }), ...(replaces && { replaces }) };
        const token = await openSession(query, of, now());
        return token === undefined ? undefined : { outcome: "in", person: personOf(row), token };
      };
      // The account changed while the password was checked: another one, or a fresh hash of the same by a sign-in side by side.
      return (await once()) ?? (await once()) ?? { outcome: "wrong", known: name };
    });

  /** One act on an account and its line in the record, or neither. */
  const acting = (
    line: Parameters<typeof recordAct>[2],
    work: (inTransaction: Database["query"]) => Promise<boolean>,
  ): Promise<boolean> =>
    database.transaction(async (inTransaction) => {
      const done = await work(inTransaction);
      if (done) await recordAct(inTransaction, clock(), line);
      return done;
    });

  /** Stores a new hash and ends all sessions, also those opened while it was made. */
  const replacePassword = (id: string, hash: string, by: By, from?: string): Promise<boolean> =>
    acting({ act: "person.password", target: id, by }, async (inTransaction) => {
      const changed = await updatePassword(inTransaction, id, hash, from);
      if (changed) await endSessionsOf(inTransaction, id);
      return changed;
    });

  const changePassword: PeopleFace["changePassword"] = async (id, present, next) => {
    const account = (await readAccounts(query, id, now()))[0];
    const refused: Refusal | undefined =
      account === undefined
        ? personRefusal("person.unknown")
        : (checkPassword(next, account) ??
          (normalisePassword(next) === normalisePassword(present) ? personRefusal("person.password-unchanged") : undefined));
    if (refused !== undefined) return { outcome: "refused", refusal: refused };
    return inside<PasswordChange>(id, present, async (ticket, name) => {
      const opened = await open(ticket, name, present);
      if ("outcome" in opened) return opened;
      const by = { actor: `person/${name}`, reason: "person.changePassword" };
      const changed = await replacePassword(name, await hashPassword(next, cost), by, opened.row.passwordHash);
      return changed ? { outcome: "changed" } : { outcome: "wrong", known: name };
    });
  };

  const get: PeopleFace["get"] = async (id) => (await readAccounts(query, id, now()))[0];

  return {
    add: async (person, password, by) => {
      const refused = checkPassword(password, person);
      if (refused !== undefined) return refused;
      const hash = await hashPassword(password, cost);
      const added = await acting({ act: "person.add", target: person.id, by, data: person }, (inTransaction) =>
        insertAccount(inTransaction, person, hash, clock()),
      );
      return added ? ((await get(person.id)) ?? personRefusal("person.unknown")) : personRefusal("person.exists");
    },
    change: async (id, changes, by) => {
      await acting({ act: "person.change", target: id, by, data: changes }, (inTransaction) =>
        updateAccount(inTransaction, id, changes),
      );
      return (await get(id)) ?? personRefusal("person.unknown");
    },
    get,
    list: () => readAccounts(query, undefined, now()),
    setPassword: async (id, password, by) => {
      const account = await get(id);
      if (account === undefined) return personRefusal("person.unknown");
      const refused = checkPassword(password, account);
      if (refused !== undefined) return refused;
      return (await replacePassword(id, await hashPassword(password, cost), by)) ? undefined : personRefusal("person.unknown");
    },
    changePassword,
    disable: (id, by) =>
      acting({ act: "person.disable", target: id, by }, async (inTransaction) => {
        const done = await updateDisabled(inTransaction, id, clock());
        if (done) await endSessionsOf(inTransaction, id);
        return done;
      }),
    enable: (id, by) =>
      acting({ act: "person.enable", target: id, by }, (inTransaction) => updateDisabled(inTransaction, id, null)),
    unlock: (id, by) => acting({ act: "person.unlock", target: id, by }, (inTransaction) => clearTries(inTransaction, id)),
    signIn,
    session: async (token, by = "person") => {
      const row = await readSession(query, token, now(), by === "person");
      return row && { person: personOf(row), formToken: formTokenOf(token) };
    },
    signOut: (token) => endSession(query, token),
  };
};
