import { describe, expect, it } from "vitest";
import { badCredentials, createSessions, SessionExpired } from "../../../adapters/kit/sessions.ts";
import { ExchangeError } from "../../../core/exchange/errors.ts";
import { failure, fakeCall } from "./fake-call.ts";

const LIVES_MS = 600_000;
const setUp = (login?: (n: number) => Promise<string>) => {
  const state = { logins: 0, now: Date.parse("2026-03-02T02:00:00.000Z") };
  const sessions = createSessions<{ name: string }>({
    renewEarlyMs: 30_000,
    login: async () => {
      state.logins += 1;
      return { token: login === undefined ? `t${state.logins}` : await login(state.logins), livesMs: LIVES_MS };
    },
  });
  const config = { name: "a" };
  const call = (signal?: AbortSignal, of = config) =>
    fakeCall(of, { now: () => new Date(state.now).toISOString(), ...(signal === undefined ? {} : { signal }) }).call;
  return { state, sessions, call };
};
const token = async (held: string): Promise<string> => held;

describe("sessions", () => {
  it("one login serves many calls, also at the same time", async () => {
    const { state, sessions, call } = setUp();
    expect(await Promise.all(Array.from({ length: 20 }, () => sessions.use(call(), token)))).toEqual(Array(20).fill("t1"));
    expect(state.logins).toBe(1);
  });
  it("each configuration has its own", async () => {
    const { sessions, call } = setUp();
    expect(await sessions.use(call(), token)).toBe("t1");
    expect(await sessions.use(call(undefined, { name: "a" }), token)).toBe("t2");
  });
  it("renews shortly before the end, by hub time", async () => {
    const { state, sessions, call } = setUp();
    await sessions.use(call(), token);
    state.now += LIVES_MS - 30_001;
    expect(await sessions.use(call(), token)).toBe("t1");
    state.now += 1;
    expect(await sessions.use(call(), token)).toBe("t2");
  });
  it("logs in once more within the attempt when the partner says that the session is over", async () => {
    const { state, sessions, call } = setUp();
    const seen: string[] = [];
    const result = await sessions.use(call(), async (held) => {
      seen.push(held);
      if (held === "t1") throw new SessionExpired("Phiên làm việc đã hết hạn");
      return "done";
    });
    expect([result, seen, state.logins]).toEqual(["done", ["t1", "t2"], 2]);
  });
  it("many calls that meet the same expired session log in once", async () => {
    const { state, sessions, call } = setUp();
    await sessions.use(call(), token);
    const work = async (held: string): Promise<string> => {
      if (held === "t1") throw new SessionExpired();
      return held;
    };
    expect(await Promise.all(Array.from({ length: 10 }, () => sessions.use(call(), work)))).toEqual(Array(10).fill("t2"));
    expect(state.logins).toBe(2);
  });
  it("a fresh session called expired is a retry, not a loop", async () => {
    const { state, sessions, call } = setUp();
    const work = async (): Promise<string> => {
      throw new SessionExpired();
    };
    expect(await failure(sessions.use(call(), work))).toMatchObject({ intent: "retry", code: "session.expired-again" });
    expect(state.logins).toBe(2);
  });
  it("wrong credentials pause for everyone who waits, and the next call tries again", async () => {
    const { state, sessions, call } = setUp(async (n) => {
      if (n === 1) throw badCredentials("Tên đăng nhập hoặc mật khẩu không đúng");
      return "good";
    });
    const both = await Promise.all([failure(sessions.use(call(), token)), failure(sessions.use(call(), token))]);
    expect(both).toEqual([
      expect.objectContaining({ intent: "pause", code: "session.credentials" }),
      expect.objectContaining({ intent: "pause" }),
    ]);
    expect(await sessions.use(call(), token)).toBe("good");
    expect(state.logins).toBe(2);
  });
  it("who waits for another's login gives up with his own attempt, and logs in himself when the other's ended", async () => {
    let fail = (_error: ExchangeError): void => {};
    const { state, sessions, call } = setUp((n) =>
      n === 1
        ? new Promise<string>((_, reject) => {
            fail = reject;
          })
        : Promise.resolve("mine"),
    );
    const first = failure(sessions.use(call(), token));
    const control = new AbortController();
    const impatient = failure(sessions.use(call(control.signal), token));
    const patient = sessions.use(call(), token);
    control.abort();
    expect(await impatient).toMatchObject({ intent: "retry", code: "http.timeout" });
    fail(new ExchangeError("retry", "x", { code: "http.timeout", blame: "partner", hint: { vi: "", en: "" } }));
    expect(await first).toMatchObject({ code: "http.timeout" });
    expect(await patient).toBe("mine");
    expect(state.logins).toBe(2);
  });
});
