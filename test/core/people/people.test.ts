/** Accounts, sign-in, lock-out and sessions on a real database, with a clock that the test moves. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { hashPassword } from "../../../core/people/passwords.ts";
import { createPeople } from "../../../core/people/people.ts";
import type { NewPerson, PeopleFace, PersonAccount, SignIn } from "../../../core/people/types.ts";
import type { Database } from "../../../core/store/database.ts";
import { ENGINES } from "../../support/database.ts";

const SECRET = "thu-nghiem".repeat(5);
const CHEAP = { ln: 4, r: 1, p: 1 };
const START = Date.parse("2026-03-02T00:30:00.000Z");
const MINUTE = 60_000;
const LAN: NewPerson = { id: "lan.nt", name: "Nguyễn Thị Lan", role: "oneStopOfficer", agencies: ["H57.122"] };
const BY = { actor: "cli/thu", reason: "thử nghiệm" };
const RIGHT = "con mèo trèo cây cau";
const WRONG = "con chuột đi vắng nhà";

const tokenOf = (result: SignIn): string => {
  if (result.outcome !== "in") throw new TypeError(`not in: ${JSON.stringify(result)}`);
  return result.token;
};

describe.each(ENGINES)("people ($name)", ({ open }) => {
  let database: Database;
  let people: PeopleFace;
  let real = START;
  const later = (minutes: number) => {
    real += minutes * MINUTE;
  };
  const made = (cost = CHEAP) =>
    createPeople({
      database,
      clock: () => "2026-03-02T00:00:00.000Z",
      secret: SECRET,
      realTime: () => new Date(real).toISOString(),
      cost,
    });
  const signIn = (password: string, id = LAN.id) => people.signIn({ id, password });
  const wrong = async (times: number, id = LAN.id) => {
    const outcomes: string[] = [];
    for (let n = 0; n < times; n += 1) outcomes.push((await signIn(WRONG, id)).outcome);
    return outcomes;
  };
  const rows = async () => (await database.query<{ n: number }>("select count(*)::int as n from person_account"))[0]?.n;

  beforeAll(async () => {
    database = await open();
  });
  beforeEach(async () => {
    real = START;
    await database.query("delete from session");
    await database.query("delete from person_account");
    people = made();
    await people.add(LAN, RIGHT, BY);
  });
  afterAll(() => database.close());

  describe("R-I01 accounts", () => {
    it("R-I01 an account is read back as it was made; a second with its id and one with a bad password are refused", async () => {
      const made = { ...LAN, createdAt: "2026-03-02T00:00:00.000Z" };
      expect(await people.get(LAN.id)).toEqual(made);
      expect(await people.list()).toEqual([made]);
      expect(await people.add({ ...LAN, name: "Kẻ khác" }, RIGHT, BY)).toMatchObject({ code: "person.exists" });
      expect(await people.add({ ...LAN, id: "khac" }, "ngắn", BY)).toMatchObject({ code: "person.password-too-short" });
      expect(await people.list()).toEqual([made]);
    });

    it("R-I01 name, role and agencies change; what is left out stays; who is signed in has them at once", async () => {
      const token = tokenOf(await signIn(RIGHT));
      const changed = await people.change(LAN.id, { role: "signingLeader", agencies: ["H57.123"] }, BY);
      expect(changed).toMatchObject({ name: LAN.name, role: "signingLeader", agencies: ["H57.123"] });
      expect((await people.session(token))?.person).toEqual({ ...LAN, role: "signingLeader", agencies: ["H57.123"] });
      expect(await people.change("ai-do", { name: "Ai" }, BY)).toMatchObject({ code: "person.unknown" });
    });

    it("R-I01 the table holds neither password nor session token", async () => {
      const token = tokenOf(await signIn(RIGHT));
      const text = JSON.stringify([
        await database.query("select * from person_account"),
        await database.query("select * from session"),
      ]);
      expect(text).toContain("$scrypt$");
      expect(text).not.toContain(RIGHT);
      expect(text).not.toContain(token);
    });

    it("R-F06 who did what to an account is recorded with the reason, without passwords; what was refused leaves no line", async () => {
      await database.query("delete from operator_act");
      await people.add({ ...LAN, id: "khac" }, RIGHT, BY);
      await people.add({ ...LAN, id: "khac" }, RIGHT, BY);
      await people.change("khac", { role: "head" }, BY);
      await people.setPassword("khac", "mật khẩu khác hẳn", BY);
      await people.changePassword(LAN.id, RIGHT, "mật khẩu khác hẳn");
      for (const act of [people.disable, people.enable, people.unlock]) await act("khac", BY);
      await people.disable("khong-co", BY);
      const lines = await database.query<{ act: string }>(
        "select actor, act, target, reason, data from operator_act order by id",
      );
      expect(lines.map(({ act }) => act)).toEqual([
        ...["person.add", "person.change", "person.password", "person.password"],
        ...["person.disable", "person.enable", "person.unlock"],
      ]);
      expect(lines[1]).toEqual({ ...BY, act: "person.change", target: "khac", data: { role: "head" } });
      expect(lines[3]).toMatchObject({ actor: "person/lan.nt", target: LAN.id });
      expect(JSON.stringify(lines)).not.toMatch(/mật khẩu khác|con mèo/);
    });

    it("R-I01 a row with a role that this version does not know opens nothing", async () => {
      await database.query("update person_account set role = 'emperor'");
      await expect(people.get(LAN.id)).rejects.toMatchObject({ code: "person.unknown-role" });
      await expect(signIn(RIGHT)).rejects.toMatchObject({ code: "person.unknown-role" });
    });
  });

  describe("R-I01 sign-in", () => {
    it("R-I01 the right password opens a session; the name may have capitals and blanks around it", async () => {
      const result = await people.signIn({ id: " Lan.NT ", password: RIGHT.normalize("NFD") });
      expect(result).toEqual({ outcome: "in", person: LAN, token: expect.stringMatching(/^[\w-]{43}$/) });
      expect((await people.session(tokenOf(result)))?.person).toEqual(LAN);
    });

    it.each([
      ["a wrong password", LAN.id, WRONG],
      ["an empty one", LAN.id, ""],
      ["one that is too long to be one", LAN.id, "x".repeat(5000)],
      ["an unknown name", "khong-co", RIGHT],
      ["a name that can be none", "'; drop table person_account --", RIGHT],
      ["a name of 5,000 letters", "a".repeat(5000), RIGHT],
    ])("R-I01 %s is wrong, and nothing more is said", async (_, id, password) => {
      expect(await people.signIn({ id, password })).toMatchObject({ outcome: "wrong" });
    });

    it("R-I01 a disabled account is wrong like an unknown one; enabled, it opens again", async () => {
      expect(await people.disable(LAN.id, BY)).toBe(true);
      expect((await signIn(RIGHT)).outcome).toBe("wrong");
      expect(await people.get(LAN.id)).toMatchObject({ disabledAt: "2026-03-02T00:00:00.000Z" });
      expect(await people.enable(LAN.id, BY)).toBe(true);
      expect((await signIn(RIGHT)).outcome).toBe("in");
      expect(await people.disable("khong-co", BY)).toBe(false);
    });

    it("R-I01 a hash of an older cost is made anew at sign-in, also where two sign in at once", async () => {
      const old = await hashPassword(RIGHT, { ln: 3, r: 1, p: 1 });
      await database.query("update person_account set password_hash = $1", [old]);
      const both = await Promise.all([signIn(RIGHT), signIn(RIGHT)]);
      expect(both.map((one) => one.outcome)).toEqual(["in", "in"]);
      const [row] = await database.query<{ hash: string }>("select password_hash as hash from person_account");
      expect(row?.hash).toMatch(/^\$scrypt\$ln=4,/);
      expect((await signIn(RIGHT)).outcome).toBe("in");
    });

    it("R-I01 more sign-ins at once than there are places are turned away untried and uncounted", async () => {
      const results = await Promise.all(Array.from({ length: 100 }, (_, n) => signIn(WRONG, `nguoi-${n}`)));
      expect(results.filter(({ outcome }) => outcome === "busy")).toHaveLength(36);
      expect(results.filter(({ outcome }) => outcome === "wrong")).toHaveLength(64);
      expect(await rows()).toBe(1 + 64);
    });
  });

  describe("R-I01 lock-out", () => {
    it("R-I01 five wrong in a row lock for 15 minutes, also for the right password, in the same words", async () => {
      expect(await wrong(5)).toEqual(["wrong", "wrong", "wrong", "wrong", "wrong"]);
      const locked = { outcome: "locked", retryAfterSeconds: 900, known: LAN.id };
      expect(await signIn(WRONG)).toEqual(locked);
      expect(await signIn(RIGHT)).toEqual(locked);
      expect(await people.get(LAN.id)).toMatchObject({ lockedUntil: new Date(START + 15 * MINUTE).toISOString() });
      later(14.99);
      expect(await signIn(RIGHT)).toMatchObject({ outcome: "locked", retryAfterSeconds: 1 });
      later(0.01);
      expect((await signIn(RIGHT)).outcome).toBe("in");
    });

    it("R-I01 the next five lock twice as long, up to four hours; the right password begins anew", async () => {
      for (const minutes of [15, 30, 60, 120, 240, 240, 240]) {
        expect(new Set(await wrong(5))).toEqual(new Set(["wrong"]));
        expect(await signIn(RIGHT)).toMatchObject({ outcome: "locked", retryAfterSeconds: minutes * 60 });
        later(minutes);
      }
      expect((await signIn(RIGHT)).outcome).toBe("in");
      await wrong(5);
      expect(await signIn(RIGHT)).toMatchObject({ outcome: "locked", retryAfterSeconds: 900 });
    });

    it("R-I01 the right password after four wrong ones resets the count", async () => {
      for (let round = 0; round < 3; round += 1) {
        expect(await wrong(4)).not.toContain("locked");
        expect((await signIn(RIGHT)).outcome).toBe("in");
      }
    });

    it("R-I01 tries while it is locked do not make the lock longer", async () => {
      await wrong(5);
      expect(new Set(await wrong(20))).toEqual(new Set(["locked"]));
      later(15);
      expect((await signIn(RIGHT)).outcome).toBe("in");
    });

    it("R-I01 a slip is forgotten after a day", async () => {
      await wrong(4);
      later(24 * 60 + 1);
      expect(await wrong(4)).not.toContain("locked");
      expect((await signIn(RIGHT)).outcome).toBe("in");
    });

    it("R-I01 a name that does not exist locks as one that does, minute for minute: the lock tells nobody which names there are", async () => {
      const course = async (id: string) => {
        real = START;
        const seen: unknown[] = [];
        for (const minutes of [0, 0, 0, 0, 0, 0, 15, 0, 0, 0, 0, 0, 30, 24 * 60 + 1, 0, 0, 0, 0]) {
          later(minutes);
          const { known: _, ...answer } = { known: undefined, ...(await signIn(WRONG, id)) };
          seen.push(answer);
        }
        return seen;
      };
      const ofAccount = await course(LAN.id);
      expect(await course("khong-co")).toEqual(ofAccount);
      expect(ofAccount).toContainEqual({ outcome: "locked", retryAfterSeconds: 1800 });
      await people.disable(LAN.id, BY);
      await people.unlock(LAN.id, BY);
      expect(await course(LAN.id)).toEqual(ofAccount);
    });

    it("R-I02 what was typed as a name is not kept, is no account, and its tries go after a day", async () => {
      await signIn(WRONG, "matkhau-cua-toi");
      expect(await rows()).toBe(2);
      expect(JSON.stringify(await database.query("select * from person_account"))).not.toContain("matkhau-cua-toi");
      expect(await people.list()).toHaveLength(1);
      const [ghost] = await database.query<{ id: string }>("select id from person_account where role = 'ghost'");
      const id = ghost?.id ?? "";
      expect(id).toMatch(/^\?/);
      expect(await people.get(id)).toBeUndefined();
      for (const act of [people.disable, people.enable, people.unlock]) expect(await act(id, BY)).toBe(false);
      expect(await people.setPassword(id, RIGHT, BY)).toMatchObject({ code: "person.unknown" });
      expect(await people.change(id, { role: "operator" }, BY)).toMatchObject({ code: "person.unknown" });
      later(24 * 60 + 1);
      await made().signIn({ id: LAN.id, password: RIGHT });
      expect(await rows()).toBe(1);
    });

    it("R-I01 the operator unlocks; a new password unlocks too", async () => {
      await wrong(5);
      expect(await people.unlock(LAN.id, BY)).toBe(true);
      expect((await signIn(RIGHT)).outcome).toBe("in");
      await wrong(5);
      expect(await people.setPassword(LAN.id, "mật khẩu khác hẳn", BY)).toBeUndefined();
      expect((await signIn("mật khẩu khác hẳn")).outcome).toBe("in");
      expect(await people.unlock("khong-co", BY)).toBe(false);
    });
  });

  describe("R-I01 sessions", () => {
    it("R-I01 end after 30 minutes without a click, and live on with one", async () => {
      const token = tokenOf(await signIn(RIGHT));
      for (let click = 0; click < 4; click += 1) {
        later(28);
        expect((await people.session(token))?.person.id).toBe(LAN.id);
      }
      later(30);
      expect(await people.session(token)).toBeUndefined();
    });

    it("R-I01 a page that asks anew by itself keeps none awake whose person has walked away", async () => {
      const token = tokenOf(await signIn(RIGHT));
      for (let asked = 0; asked < 14; asked += 1) {
        later(2);
        expect(await people.session(token, "page")).toBeDefined();
      }
      later(2);
      expect(await people.session(token, "page")).toBeUndefined();
      expect(await people.session(token)).toBeUndefined();
    });

    it("R-I01 end after 12 hours, however busy", async () => {
      const token = tokenOf(await signIn(RIGHT));
      for (let hour = 0; hour < 12 * 3 - 1; hour += 1) {
        later(20);
        expect(await people.session(token)).toBeDefined();
      }
      later(20);
      expect(await people.session(token)).toBeUndefined();
    });

    it("R-I01 write down that they are used once a minute at most", async () => {
      const token = tokenOf(await signIn(RIGHT));
      const seen = async () => (await database.query<{ at: string }>("select seen_at::text as at from session"))[0]?.at;
      const first = await seen();
      later(0.9);
      await people.session(token);
      expect(await seen()).toBe(first);
      later(0.2);
      await people.session(token);
      expect(await seen()).not.toBe(first);
    });

    it("R-I01 sign-out ends this session and no other", async () => {
      const [here, there] = [tokenOf(await signIn(RIGHT)), tokenOf(await signIn(RIGHT))];
      await people.signOut(here);
      expect(await people.session(here)).toBeUndefined();
      expect(await people.session(there)).toBeDefined();
    });

    it.each([
      ["disabling", () => people.disable(LAN.id, BY)],
      ["a new password by the operator", () => people.setPassword(LAN.id, "mật khẩu khác hẳn", BY)],
      ["a new password by the person", () => people.changePassword(LAN.id, RIGHT, "mật khẩu khác hẳn")],
    ])("R-I01 %s ends all of the person's sessions, and nobody else's", async (_, act) => {
      await people.add({ ...LAN, id: "khac" }, RIGHT, BY);
      const tokens = [tokenOf(await signIn(RIGHT)), tokenOf(await signIn(RIGHT))];
      const other = tokenOf(await signIn(RIGHT, "khac"));
      await act();
      for (const token of tokens) expect(await people.session(token)).toBeUndefined();
      expect(await people.session(other)).toBeDefined();
    });

    it("R-I01 sign-in gives a new token and ends the one that the browser brought; a made-up one never becomes a session", async () => {
      const before = tokenOf(await signIn(RIGHT));
      const next = tokenOf(await people.signIn({ id: LAN.id, password: RIGHT, replaces: before }));
      expect(next).not.toBe(before);
      expect(await people.session(before)).toBeUndefined();
      const planted = "A".repeat(43);
      const third = tokenOf(await people.signIn({ id: LAN.id, password: RIGHT, replaces: planted }));
      expect(third).not.toBe(planted);
      expect(await people.session(planted)).toBeUndefined();
      for (const text of ["", "x", "'", third.toLowerCase(), `${third}a`]) expect(await people.session(text)).toBeUndefined();
    });

    it("R-I01 a wrong sign-in leaves the present session alone", async () => {
      const before = tokenOf(await signIn(RIGHT));
      await people.signIn({ id: LAN.id, password: WRONG, replaces: before });
      expect(await people.session(before)).toBeDefined();
    });

    it("R-I01 forms have a token of their session's, no other session's, and not the session's own", async () => {
      const tokens = [tokenOf(await signIn(RIGHT)), tokenOf(await signIn(RIGHT))];
      const forms = await Promise.all(tokens.map(async (token) => (await people.session(token))?.formToken ?? ""));
      expect(new Set([...forms, ...tokens]).size).toBe(4);
      expect((await people.session(tokens[0] ?? ""))?.formToken).toBe(forms[0]);
    });
  });

  describe("R-I01 changing one's password", () => {
    const next = "một câu dài dễ nhớ";

    it("R-I01 needs the present one; wrong ones count as at sign-in and lock", async () => {
      expect(await people.changePassword(LAN.id, WRONG, next)).toEqual({ outcome: "wrong", known: LAN.id });
      await wrong(4);
      expect(await people.changePassword(LAN.id, RIGHT, next)).toMatchObject({ outcome: "locked", retryAfterSeconds: 900 });
      later(15);
      expect(await people.changePassword(LAN.id, RIGHT, next)).toEqual({ outcome: "changed" });
      expect((await signIn(RIGHT)).outcome).toBe("wrong");
      expect((await signIn(next)).outcome).toBe("in");
    });

    it.each([
      ["too short", "ngắn", "person.password-too-short"],
      ["guessable", "1234567890", "person.password-guessable"],
      ["the present one", RIGHT.normalize("NFD"), "person.password-unchanged"],
    ])("R-I01 a new one that is %s is refused, and nothing is counted or changed", async (_, password, code) => {
      const result = await people.changePassword(LAN.id, RIGHT, password);
      expect(result).toMatchObject({ outcome: "refused", refusal: { code } });
      expect((await signIn(RIGHT)).outcome).toBe("in");
    });

    it("R-I01 side by side with a sign-in by the old password, no session of the old one is left", async () => {
      const [changed, ...ins] = await Promise.all([
        people.setPassword(LAN.id, next, BY),
        ...Array.from({ length: 4 }, () => signIn(RIGHT)),
      ]);
      expect(changed).toBeUndefined();
      for (const result of ins) if (result.outcome === "in") expect(await people.session(result.token)).toBeUndefined();
      expect(await database.query("select 1 from session")).toEqual([]);
    });
  });

  it("R-I01 forty wrong tries at once in two processes' worth of doors are five tries and thirty-five refusals", async () => {
    const doors = [made(), made()];
    const results = await Promise.all(
      Array.from({ length: 40 }, (_, n) => (doors[n % 2] ?? people).signIn({ id: LAN.id, password: WRONG })),
    );
    expect(results.filter(({ outcome }) => outcome === "wrong")).toHaveLength(5);
    expect(results.filter(({ outcome }) => outcome === "locked")).toHaveLength(35);
  });

  it("R-I01 the database's own clock serves where no other is given", async () => {
    const plain = createPeople({ database, clock: () => new Date().toISOString(), secret: SECRET, cost: CHEAP });
    for (let n = 0; n < 5; n += 1) await plain.signIn({ id: LAN.id, password: WRONG });
    const locked = await plain.signIn({ id: LAN.id, password: RIGHT });
    expect(locked.outcome).toBe("locked");
    if (locked.outcome === "locked")
      expect([locked.retryAfterSeconds > 800, locked.retryAfterSeconds <= 900]).toEqual([true, true]);
    await plain.unlock(LAN.id, BY);
    const token = tokenOf(await plain.signIn({ id: LAN.id, password: RIGHT }));
    expect((await plain.session(token))?.person).toEqual(LAN);
    expect(((await plain.get(LAN.id)) as PersonAccount).lockedUntil).toBeUndefined();
  });
});
