import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { tokenFault, tokenReply } from "../../adapters/kit/contract/gateway-token.ts";
import { createClock } from "../../simulators/kit/clock.ts";
import { inTurn, judgeReply } from "../../simulators/kit/push.ts";
import { createRandom } from "../../simulators/kit/random.ts";
import { createGateway, createTokens } from "../../simulators/kit/tokens.ts";
import type { SimContext } from "../../simulators/kit/types.ts";

const newContext = (): SimContext => ({
  clock: createClock("2026-03-02T02:00:00Z"),
  random: createRandom(1),
  hourMs: 3_600_000,
  sleep: async () => undefined,
  fetch: globalThis.fetch,
  signal: () => new AbortController().signal,
});

describe("tokens of a simulated partner", () => {
  it("R-J03 a token holds until its end by the simulator's clock, and is forgotten afterwards", () => {
    const context = newContext();
    const tokens = createTokens(context, 1000);
    const token = tokens.give();
    context.clock.advance(999);
    expect([tokens.holds(token), tokens.count()]).toEqual([true, 1]);
    context.clock.advance(1);
    expect([tokens.holds(token), tokens.count()]).toEqual([false, 0]);
  });
  it("R-J03 the partner's own way of writing tokens is kept; all end at once", () => {
    const tokens = createTokens(newContext(), 1000);
    expect(tokens.give("eyJ-cua-doi-tac")).toBe("eyJ-cua-doi-tac");
    expect(tokens.give()).toMatch(/^[0-9a-f]{32}$/);
    expect(tokens.count()).toBe(2);
    tokens.clear();
    expect([tokens.count(), tokens.holds("eyJ-cua-doi-tac"), tokens.holds("")]).toEqual([0, false, false]);
  });
});

describe("the WSO2 gateway before a simulated partner", () => {
  const open = () => {
    const context = newContext();
    const gateway = createGateway(context, { id: "lien-thong", secret: "bi-mat", tokenTtlSeconds: 600 });
    const app = new Hono();
    app.post("/token", gateway.login);
    app.get("/do", (c) => gateway.stopped(c) ?? c.json({ ok: true }));
    const login = (secret = "bi-mat", body = "grant_type=client_credentials") =>
      app.request("/token", {
        method: "POST",
        body,
        headers: { authorization: `Basic ${Buffer.from(`lien-thong:${secret}`).toString("base64")}` },
      });
    const use = (token: string) => app.request("/do", { headers: { authorization: `Bearer ${token}` } });
    return { context, login, use };
  };
  it("R-J03 gives a token for client credentials, by which its services are reached until it ends", async () => {
    const { context, login, use } = open();
    const reply = tokenReply.parse(await (await login()).json());
    expect(reply).toMatchObject({ token_type: "Bearer", expires_in: 600 });
    expect((await use(reply.access_token)).status).toBe(200);
    context.clock.advance(600_000);
    const over = await use(reply.access_token);
    expect([over.status, tokenFault.parse(await over.json()).fault.code]).toEqual([401, 900_901]);
    expect((await use("khong-co")).status).toBe(401);
  });
  it.each([
    ["a wrong secret", ["khac"], 401, "invalid_client"],
    ["another grant", ["bi-mat", "grant_type=password"], 400, "unsupported_grant_type"],
    ["no body", ["bi-mat", ""], 400, "unsupported_grant_type"],
  ] as const)("R-J03 refuses %s", async (_name, [secret, body], status, error) => {
    const answer = await open().login(secret, body);
    expect([answer.status, await answer.json()]).toEqual([status, expect.objectContaining({ error })]);
  });
});

describe("what a simulated partner makes of the hub's answer", () => {
  const judge = judgeReply(z.object({ code: z.number() }), ({ code }) => code === 1);
  it.each([
    [200, '{"code":1}', "accepted"],
    [200, '{"code":0}', "refused"],
    [200, '{"code":"1"}', undefined],
    [200, "Đã nhận", undefined],
    [201, '{"code":1}', undefined],
    [500, '{"code":1}', undefined],
  ] as const)("R-J03 HTTP %i %s: %s", (status, text, verdict) => {
    expect(judge(status, text)).toBe(verdict);
  });
  it("R-J03 other statuses and another notation count where the partner knows them", () => {
    const lenient = judgeReply(z.number(), (code) => code === 1, { statuses: [200, 401], read: Number });
    expect([lenient(401, "1"), lenient(200, "2"), lenient(403, "1")]).toEqual(["accepted", "refused", undefined]);
  });
});

it("R-J03 calls to the hub go out one after another, also after one that broke", async () => {
  const queued = inTurn();
  const order: string[] = [];
  let first = (): void => undefined;
  const slow = queued(
    () =>
      new Promise<void>((resolve) => {
        order.push("first begins");
        first = () => {
          order.push("first ends");
          resolve();
        };
      }),
  );
  const broken = queued(async () => {
    order.push("second");
    throw new RangeError("gãy");
  });
  const third = queued(async () => order.push("third"));
  await Promise.resolve();
  expect(order).toEqual(["first begins"]);
  first();
  await slow;
  await expect(broken).rejects.toThrow(RangeError);
  await third;
  expect(order).toEqual(["first begins", "first ends", "second", "third"]);
});
