/** How the client proves who calls: tokens got once and renewed in time, and signatures that the hub's own half verifies. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { isFresh, isSignedBy, readSignature } from "../../../gateway/auth/signature.ts";
import { away, json, problem, RECEIPT, scripted, type Turn } from "./script.ts";

const LIST = "/api/v1/dossiers";
const empty = (): Response => json(200, { items: [] });

describe("R-I01 client credentials", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["performance"] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const token = (value: string, seconds = 600): Response =>
    json(200, { access_token: value, token_type: "Bearer", expires_in: seconds });
  const open = (turns: readonly Turn[]) => scripted(turns, { auth: { clientId: "cổng:thử", clientSecret: "bí mật+%" } });
  const proofs = (sent: ReturnType<typeof open>["sent"]) => sent.map(({ request }) => request.headers.get("authorization"));

  it("asks for a token once, however many calls need it at the same time, and keeps it", async () => {
    const { client, sent } = open([token("t1"), empty(), empty(), empty(), empty()]);
    await Promise.all([client.GET(LIST), client.GET(LIST), client.GET(LIST)]);
    await client.GET(LIST);
    expect(sent.filter(({ request }) => request.url.endsWith("/oauth/token"))).toHaveLength(1);
    const [asked, ...calls] = sent;
    expect(`${asked?.request.method} ${asked?.request.url}`).toBe("POST https://hub.test/oauth/token");
    expect(asked?.body).toBe("grant_type=client_credentials");
    expect(asked?.request.headers.get("content-type")).toMatch(/^application\/x-www-form-urlencoded/);
    expect(calls.map(({ request }) => request.headers.get("authorization"))).toEqual(Array(4).fill("Bearer t1"));
  });

  it("sends id and secret form-encoded in the Basic header, as RFC 6749 §2.3.1 has it", async () => {
    const { client, sent } = open([token("t1"), empty()]);
    await client.GET(LIST);
    const [, pair = ""] = /^Basic (.+)$/.exec(proofs(sent)[0] ?? "") ?? [];
    const [id, secret] = Buffer.from(pair, "base64").toString().split(":");
    expect(new URLSearchParams(`a=${id}&b=${secret}`).get("a")).toBe("cổng:thử");
    expect(new URLSearchParams(`a=${id}&b=${secret}`).get("b")).toBe("bí mật+%");
  });

  it("renews it before it ends", async () => {
    const { client, sent } = open([token("t1"), empty(), empty(), token("t2"), empty()]);
    await client.GET(LIST);
    vi.advanceTimersByTime(569_000);
    await client.GET(LIST);
    vi.advanceTimersByTime(2_000);
    await client.GET(LIST);
    expect(proofs(sent).slice(1)).toEqual(["Bearer t1", "Bearer t1", expect.stringMatching(/^Basic /), "Bearer t2"]);
  });

  it("takes a new one where the hub no longer takes the old, once, even for a write that takes no key", async () => {
    const refused = () => problem(401, "partner.token-expired", { blame: "caller" });
    const { client, sent } = open([token("t1"), refused(), token("t2"), json(200, { dryRun: false, ids: [] })]);
    await client.POST("/api/v1/messages/redrive", { body: { ids: [RECEIPT.dossierId], reason: "Thử lại" } });
    expect(proofs(sent).filter((one) => one?.startsWith("Bearer"))).toEqual(["Bearer t1", "Bearer t2"]);
    expect(sent.at(-1)?.body).toBe(sent[1]?.body);

    const still = open([token("t1"), refused(), token("t2"), refused()]);
    await expect(still.client.GET(LIST)).rejects.toMatchObject({ code: "partner.token-expired", status: 401 });
  });

  it("tries again where the hub was away when asked for a token; a wrong secret is said at once", async () => {
    const { client } = open([away(), token("t1"), empty()]);
    await client.GET(LIST);
    const wrong = open([
      json(401, { error: "invalid_client", error_description: "Wrong secret.", error_description_vi: "Sai bí mật." }),
    ]);
    await expect(wrong.client.GET(LIST)).rejects.toMatchObject({ code: "oauth.invalid_client", blame: "caller", status: 401 });
    expect(wrong.sent).toHaveLength(1);
  });

  it("says so where what answers is no hub", async () => {
    const { client } = open([json(200, { ok: true })]);
    await expect(client.GET(LIST)).rejects.toMatchObject({ code: "response.foreign", retry: false });
  });

  it("who aborts does not wait for the token; the others do", async () => {
    const stop = new AbortController();
    let answer = (_response: Response): void => undefined;
    let asked = (): void => undefined;
    const wasAsked = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const late = () => {
      asked();
      return new Promise<Response>((resolve) => {
        answer = resolve;
      });
    };
    const { client } = open([late, empty()]);
    const gone = client.GET(LIST, { signal: stop.signal });
    const stays = client.GET(LIST);
    await wasAsked;
    stop.abort(new RangeError("thôi"));
    await expect(gone).rejects.toThrow("thôi");
    answer(token("t1"));
    expect((await stays).data).toEqual({ items: [] });
  });
});

describe("R-I01 signed requests", () => {
  const SECRET = "bi-mat-dung-chung-0123456789";
  const auth = { credentialId: "cred-1", secret: SECRET };
  const verified = async ({ request, body }: { request: Request; body: string }): Promise<string> => {
    const signature = readSignature(
      request.headers.get("authorization") ?? "",
      request.headers.get("x-content-sha256") ?? undefined,
    );
    if (signature === undefined) throw new TypeError("no signature");
    const digest = Buffer.from(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(body))).toString("hex");
    expect(signature.contentHash).toBe(digest);
    expect(signature.credentialId).toBe("cred-1");
    expect(isFresh(signature, Date.now())).toBe(true);
    const { pathname, search } = new URL(request.url);
    expect(isSignedBy(SECRET, signature, request.method, `${pathname}${search}`)).toBe(true);
    expect(isSignedBy(SECRET, signature, request.method, `${pathname}x${search}`)).toBe(false);
    return signature.nonce;
  };

  it("signs method, path, query and body so that the hub's half takes it", async () => {
    const { client, sent } = scripted([empty(), json(200, RECEIPT)], { auth });
    await client.GET(LIST, { params: { query: { procedureCode: "1.001193 – thử" } } });
    await client.command("progress", { ref: "H57.122-260213-0001", body: { note: "Đã xong" } });
    for (const one of sent) await verified(one);
  });

  it("signs every try anew: a nonce is good for one", async () => {
    const { client, sent } = scripted([away(), json(200, RECEIPT)], { auth });
    await client.command("progress", { ref: "H57.122-260213-0001", body: { note: "x" } });
    const nonces = await Promise.all(sent.map(verified));
    expect(new Set(nonces).size).toBe(2);
    const keys = sent.map(({ request }) => request.headers.get("idempotency-key"));
    expect(new Set(keys).size).toBe(1);
  });
});
