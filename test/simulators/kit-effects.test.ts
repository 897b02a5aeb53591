import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { FaultRuleInput } from "../../simulators/kit/fault-rules.ts";
import type { Simulation } from "../../simulators/kit/types.ts";
import { createToy, heldSleep, type Reached, reach, type ToyState, TRANSPORTS } from "./toy.ts";

/** What fetch throws when the connection breaks, on a port or under msw. */
const isNetworkError = (error: unknown): boolean => error instanceof TypeError;

describe.each(TRANSPORTS)("every fault over %s", (transport) => {
  let toy: Simulation;
  let reached: Reached;
  let timers: ReturnType<typeof heldSleep>;

  beforeEach(async () => {
    timers = heldSleep();
    toy = createToy({ sleep: timers.sleep });
    reached = await reach(transport, toy);
  });
  afterEach(() => reached.close());

  const fault = (rule: FaultRuleInput) => toy.faults.add(rule);
  const post = (body: unknown = { name: "việc" }, signal?: AbortSignal) =>
    fetch(`${reached.url}/do`, { method: "POST", body: JSON.stringify(body), ...(signal === undefined ? {} : { signal }) });
  const count = () => (toy.parts.state() as ToyState).count;
  const last = () => toy.received.list().at(-1);
  /** Breaks while connecting, or while the body is read. */
  const broken = (call: Promise<Response>) =>
    call
      .then((response) => response.text())
      .then(
        () => undefined,
        (error: unknown) => error,
      );

  it("without a fault it works, and the log says what was asked and answered", async () => {
    const response = await post();
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ count: 1, message: "Đã làm xong việc được giao" });
    expect(last()).toMatchObject({ method: "POST", path: "/do", body: '{"name":"việc"}', answered: 200, fault: null });
  });

  it("delay: nothing is done before the time, then it works", async () => {
    fault({ kind: "delay", ms: 5000 });
    const call = post();
    await vi.waitFor(() => expect(timers.waiting.map((one) => one.ms)).toEqual([5000]), { timeout: 60_000 });
    expect(count()).toBe(0);
    timers.waiting[0]?.wake();
    expect((await call).status).toBe(200);
    expect(count()).toBe(1);
  });

  it("hang: never answered, never done; the caller's giving up ends it", async () => {
    fault({ kind: "hang" });
    const control = new AbortController();
    const outcome = broken(post({}, control.signal));
    await vi.waitFor(() => expect(last()?.fault?.kind).toBe("hang"), { timeout: 60_000 });
    expect(last()?.answered).toBeNull();
    control.abort();
    expect(await outcome).toMatchObject({ name: "AbortError" });
    await vi.waitFor(() => expect(last()?.answered).toBe("cut"), { timeout: 60_000 });
    expect(count()).toBe(0);
  });

  it("hang: a reset frees who hangs", async () => {
    fault({ kind: "hang" });
    const outcome = broken(post());
    await vi.waitFor(() => expect(last()?.fault?.kind).toBe("hang"), { timeout: 60_000 });
    toy.reset();
    expect(await outcome).toSatisfy(isNetworkError);
  });

  it("status: the HTTP error with Retry-After, nothing done; with doIt it is done all the same", async () => {
    fault({ kind: "status", code: 429, retryAfter: 7, times: 1 });
    const refused = await post();
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "7"]);
    expect(count()).toBe(0);
    fault({ kind: "status", code: 502, doIt: true });
    expect((await post()).status).toBe(502);
    expect(count()).toBe(1);
  });

  it("cut before reading: a network error, nothing done", async () => {
    fault({ kind: "cut" });
    expect(await broken(post())).toSatisfy(isNetworkError);
    expect(count()).toBe(0);
    expect(last()).toMatchObject({ answered: "cut", body: null });
  });

  it.each(["headers", "body"] as const)("cut after %s: the status arrives, the body breaks off, and it was done", async (at) => {
    fault({ kind: "cut", at });
    const response = await post();
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toSatisfy(isNetworkError);
    expect(count()).toBe(1);
    expect(last()?.answered).toBe("cut");
  });

  it("cut: the next call over a new connection works", async () => {
    fault({ kind: "cut", at: "body", times: 1 });
    await broken(post());
    expect((await post()).status).toBe(200);
  });

  it("garbage: right content type, no JSON inside; done, or with doIt false not", async () => {
    fault({ kind: "garbage", times: 1 });
    const response = await post();
    expect(response.headers.get("content-type")).toContain("application/json");
    await expect(response.json()).rejects.toBeInstanceOf(SyntaxError);
    expect(count()).toBe(1);
    fault({ kind: "garbage", doIt: false });
    await post();
    expect(count()).toBe(1);
  });

  it("wrongContentType: the right body under the wrong name", async () => {
    fault({ kind: "wrongContentType" });
    const response = await post();
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(JSON.parse(await response.text())).toMatchObject({ count: 1 });
  });

  it("bom: EF BB BF before the right body", async () => {
    fault({ kind: "bom" });
    const bytes = new Uint8Array(await (await post()).arrayBuffer());
    expect([...bytes.slice(0, 4)]).toEqual([0xef, 0xbb, 0xbf, 0x7b]);
  });

  it("half: whole for HTTP, half for JSON, and done", async () => {
    fault({ kind: "half" });
    const text = await (await post()).text();
    expect(text.startsWith('{"count":1')).toBe(true);
    expect(() => JSON.parse(text)).toThrow(SyntaxError);
    expect(count()).toBe(1);
  });

  it("duplicate: done twice, answered once", async () => {
    fault({ kind: "duplicate", times: 1 });
    expect(await (await post()).json()).toMatchObject({ count: 2 });
    fault({ kind: "duplicate", answer: "first", times: 1 });
    expect(await (await post()).json()).toMatchObject({ count: 3 });
    expect((toy.parts.state() as ToyState).done).toHaveLength(4);
  });

  it("reorder: the held one is done after the next", async () => {
    fault({ kind: "reorder", times: 1, match: { path: "/do" } });
    const first = post("một");
    await vi.waitFor(() => expect(last()?.fault?.kind).toBe("reorder"), { timeout: 60_000 });
    const second = post("hai");
    await Promise.all([first, second]);
    expect((toy.parts.state() as ToyState).done).toEqual(['"hai"', '"một"']);
  });

  it("reorder: alone it is let go after its time", async () => {
    fault({ kind: "reorder", ms: 300 });
    const call = post();
    await vi.waitFor(() => expect(timers.waiting.map((one) => one.ms)).toEqual([300]), { timeout: 60_000 });
    timers.waiting[0]?.wake();
    expect((await call).status).toBe(200);
  });

  it("loseAnswer: done, and the connection is cut without a byte", async () => {
    fault({ kind: "loseAnswer" });
    expect(await broken(post())).toSatisfy(isNetworkError);
    expect(count()).toBe(1);
  });

  it("sessionExpired: all sessions end before the call", async () => {
    const { session } = (await (await fetch(`${reached.url}/login`, { method: "POST" })).json()) as { session: string };
    const ask = () => fetch(`${reached.url}/secret`, { headers: { "x-session": session } });
    expect((await ask()).status).toBe(200);
    fault({ kind: "sessionExpired", times: 1 });
    expect((await ask()).status).toBe(401);
  });

  it("lateAnswer: done at once, answered when the caller has given up", async () => {
    fault({ kind: "lateAnswer", ms: 60_000 });
    const control = new AbortController();
    const outcome = broken(post({}, control.signal));
    await vi.waitFor(() => expect(timers.waiting).toHaveLength(1), { timeout: 60_000 });
    expect(count()).toBe(1);
    control.abort();
    expect(await outcome).toMatchObject({ name: "AbortError" });
    timers.waiting[0]?.wake();
    await vi.waitFor(() => expect(last()?.answered).toBe(200), { timeout: 60_000 });
    expect(count()).toBe(1);
  });
});
