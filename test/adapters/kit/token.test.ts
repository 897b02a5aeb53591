import { HttpResponse, http } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { tokenReply } from "../../../adapters/kit/contract/gateway-token.ts";
import { anyAnswer } from "../../../adapters/kit/probe.ts";
import { clientCredentials, tokenClient } from "../../../adapters/kit/token.ts";
import { failure, fakeCall } from "./fake-call.ts";

const ORIGIN = "http://gateway.test";
const SECRET = "bi-mat-cua-trung-tam";
const KEY = "khoa-rieng-cua-tinh";
const server = setupServer();
beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

interface Config {
  readonly url: string;
}
const CONFIG: Config = { url: ORIGIN };
const withToken = tokenClient<Config>({
  door: ({ url }) => clientCredentials({ baseUrl: url, path: "/token", id: "lien-thong", secret: SECRET }),
  services: ({ url }) => ({ baseUrl: url, headers: { "x-key": KEY }, secrets: [KEY] }),
});

/** A gateway whose tokens are t1, t2 …; a service says 401 to those in `over`. */
const gateway = (over: ReadonlySet<string> = new Set(), answer = () => HttpResponse.json({ done: true })) => {
  const seen = { logins: 0, served: [] as string[], basic: "", keys: new Set<string | null>() };
  server.use(
    http.post(`${ORIGIN}/token`, async ({ request }) => {
      seen.logins += 1;
      seen.basic = request.headers.get("authorization") ?? "";
      expect(await request.text()).toBe("grant_type=client_credentials");
      const reply: z.infer<typeof tokenReply> = { access_token: `t${seen.logins}`, token_type: "Bearer", expires_in: 600 };
      return HttpResponse.json(reply);
    }),
    http.post(`${ORIGIN}/do`, ({ request }) => {
      const token = request.headers.get("authorization") ?? "";
      seen.served.push(token);
      seen.keys.add(request.headers.get("x-key"));
      return over.has(token) ? HttpResponse.json({ fault: "over" }, { status: 401 }) : answer();
    }),
  );
  return seen;
};
const done = z.object({ done: z.boolean() });
const post = { method: "POST", path: "/do", json: { KEY }, kind: "write" } as const;
/** A configuration of its own: tokens are held per configuration object. */
const opened = (now?: () => string) => fakeCall<Config>({ ...CONFIG }, now === undefined ? {} : { now });
const act = (call: ReturnType<typeof opened>["call"]) =>
  withToken(call, async (client) => (await client.json(post, done)).body.done);

describe("R-J03 a partner behind a token", () => {
  it("R-J03 one login by HTTP Basic serves callers that come at the same time; the partner's own headers go along", async () => {
    const seen = gateway();
    const { call } = opened();
    expect(await Promise.all([act(call), act(call), act(call)])).toEqual([true, true, true]);
    expect(await act(call)).toBe(true);
    expect(seen).toMatchObject({ logins: 1, basic: `Basic ${Buffer.from(`lien-thong:${SECRET}`).toString("base64")}` });
    expect(new Set(seen.served)).toEqual(new Set(["Bearer t1"]));
    expect([...seen.keys]).toEqual([KEY]);
  });

  it("R-J03 a token that the partner calls over is renewed once, and the call is done again with the new one", async () => {
    const seen = gateway(new Set(["Bearer t1"]));
    expect(await act(opened().call)).toBe(true);
    expect(seen).toMatchObject({ logins: 2, served: ["Bearer t1", "Bearer t2"] });
  });

  it("R-J03 a fresh token called over is a retry for later, not a loop", async () => {
    const seen = gateway(new Set(["Bearer t1", "Bearer t2"]));
    expect(await failure(act(opened().call))).toMatchObject({ intent: "retry", code: "session.expired-again" });
    expect(seen).toMatchObject({ logins: 2, served: ["Bearer t1", "Bearer t2"] });
  });

  it("R-J03 a token is renewed 30 s before its end, by hub time", async () => {
    let now = Date.parse("2026-03-02T02:00:00.000Z");
    const seen = gateway();
    const { call } = opened(() => new Date(now).toISOString());
    await act(call);
    now += 600_000 - 30_001;
    await act(call);
    expect(seen.logins).toBe(1);
    now += 1;
    await act(call);
    expect(seen.logins).toBe(2);
  });

  it.each([
    [500, "unknown"],
    [403, "pause"],
    [422, "rejected"],
  ])("R-J03 HTTP %i is no end of a session: the call is made once (%s)", async (status, intent) => {
    const seen = gateway(new Set(), () => HttpResponse.json({ done: true }, { status }));
    expect(await failure(act(opened().call))).toMatchObject({ intent });
    expect(seen).toMatchObject({ logins: 1, served: ["Bearer t1"] });
  });

  it("R-J03 a door that refuses us pauses the message, in the partner's words", async () => {
    server.use(
      http.post(`${ORIGIN}/token`, () =>
        HttpResponse.json({ error: "invalid_client", error_description: "Client Authentication failed." }, { status: 401 }),
      ),
    );
    const problem = await failure(act(opened().call));
    expect(problem).toMatchObject({ intent: "pause", code: "session.credentials" });
    expect(String(problem["message"])).toContain("Client Authentication failed.");
  });

  it("R-I02 neither secret, nor Basic, nor token, nor the partner's own key reaches the message log", async () => {
    gateway();
    const { call, wireText } = opened();
    await act(call);
    const basic = Buffer.from(`lien-thong:${SECRET}`).toString("base64");
    for (const secret of [SECRET, basic, KEY, '"t1"']) expect(wireText()).not.toContain(secret);
    expect(wireText()).toContain("POST http://gateway.test/do");
  });
});

describe("a probe by which any answer is a sign of life", () => {
  const probing = (status: number, alsoAlive?: readonly number[]) => {
    server.use(http.get(`${ORIGIN}/token`, () => new HttpResponse("", { status })));
    const more = alsoAlive === undefined ? {} : { alsoAlive };
    return failure(anyAnswer(opened().call, { baseUrl: ORIGIN, path: "/token", ...more }));
  };
  it.each([200, 400, 401, 403, 404, 405])("HTTP %i: alive", async (status) => {
    expect(await probing(status)).toEqual({ intent: "no error" });
  });
  it("HTTP 503: broken, unless this partner says that while it is well", async () => {
    expect(await probing(503)).toMatchObject({ intent: "retry" });
    expect(await probing(503, [503])).toEqual({ intent: "no error" });
  });
});
