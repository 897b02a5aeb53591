/** The token door speaks RFC 6749, so that any OAuth client can use it. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EntryWorld, entryWorld } from "./entry-world.ts";
import { problemOf } from "./fake-hub.ts";

let world: EntryWorld;
let client: { id: string; secret: string };
beforeAll(async () => {
  world = await entryWorld();
  const issued = await world.hub.partners.issue({ partnerId: "portal", kind: "client" });
  client = { id: issued.credential.id, secret: issued.secret ?? "" };
});
afterAll(() => world.stop());

const FORM = { grant_type: "client_credentials" };
const basic = (id: string, secret: string) => `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}`;
const ask = (form: Record<string, string> | string | Buffer, headers: Record<string, string> = {}) =>
  world.call("/oauth/token", {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
    body: typeof form === "string" || Buffer.isBuffer(form) ? form : new URLSearchParams(form).toString(),
  });
const mine = () => ({ client_id: client.id, client_secret: client.secret });

interface Refused {
  readonly error: string;
  readonly error_description_vi: string;
  readonly error_description: string;
}
const refusalOf = async (answer: Response) => {
  expect(answer.headers.get("cache-control")).toBe("no-store");
  const body = (await answer.json()) as Refused;
  expect(body.error_description_vi).toMatch(/[à-ỹđ]|grant_type|client_credentials/i);
  // RFC 6749 §5.2: printable ASCII without quote and backslash.
  expect(body.error_description).toMatch(/^[\x20\x21\x23-\x5b\x5d-\x7e]+$/);
  return [answer.status, body.error];
};

describe("R-J04 POST /oauth/token", () => {
  it("gives a token for id and secret, by Basic or in the form, that no cache keeps", async () => {
    for (const [form, headers] of [
      [FORM, { authorization: basic(client.id, client.secret) }],
      [{ ...FORM, ...mine() }, {}],
      [{ ...FORM, client_id: client.id }, { authorization: basic(client.id, client.secret) }],
    ] as const) {
      const answer = await ask(form, { ...headers });
      expect([answer.status, answer.headers.get("cache-control"), answer.headers.get("pragma")]).toEqual([
        200,
        "no-store",
        "no-cache",
      ]);
      const body = (await answer.json()) as { access_token: string; scope: string };
      expect(body).toMatchObject({ token_type: "Bearer", expires_in: 600 });
      expect(body.scope.split(" ")).toContain("dossier.submit");
      expect(body.scope.split(" ")).not.toContain("operate");
      const list = await world.call("/api/v1/dossiers", { headers: { authorization: `Bearer ${body.access_token}` } });
      expect(list.status).toBe(200);
    }
  });

  it("narrows a token to the scopes asked for, which then are all that it may", async () => {
    const answer = await ask({ ...FORM, ...mine(), scope: "dossier.read" });
    const { access_token: token, scope } = (await answer.json()) as { access_token: string; scope: string };
    expect(scope).toBe("dossier.read");
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    expect((await world.call("/api/v1/dossiers", { headers })).status).toBe(200);
    for (const [method, path, needed] of [
      ["POST", "/api/v1/dossiers", "dossier.submit"],
      ["POST", "/api/v1/dossiers/H57.122-260213-0001/receive", "dossier.handle"],
      ["POST", "/api/v1/blobs?name=a.pdf", "file"],
    ] as const) {
      const refused = await world.call(path, { method, headers, body: "{}" });
      expect(refused.headers.get("www-authenticate")).toContain(`error="insufficient_scope", scope="${needed}"`);
      expect(await problemOf(refused)).toMatchObject({ status: 403, code: "partner.scope-missing", details: { scope: needed } });
    }
  });

  it("never widens an account: a scope that it lacks is invalid, and a token without scope has what it has", async () => {
    const issued = await world.hub.partners.issue({ partnerId: "reader", kind: "client" });
    const reader = { client_id: issued.credential.id, client_secret: issued.secret ?? "" };
    expect(await refusalOf(await ask({ ...FORM, ...reader, scope: "dossier.read dossier.submit" }))).toEqual([
      400,
      "invalid_scope",
    ]);
    const { access_token: token, scope } = (await (await ask({ ...FORM, ...reader })).json()) as {
      access_token: string;
      scope: string;
    };
    expect(scope).toBe("dossier.read");
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const refused = await world.call("/api/v1/dossiers", { method: "POST", headers, body: "{}" });
    expect((await problemOf(refused)).code).toBe("partner.scope-missing");
  });

  it.each([
    ["no grant type", () => ask(mine()), 400, "invalid_request"],
    ["another grant type", () => ask({ ...mine(), grant_type: "password" }), 400, "unsupported_grant_type"],
    ["a field twice", () => ask(`grant_type=client_credentials&grant_type=client_credentials`), 400, "invalid_request"],
    [
      "a form that is no UTF-8",
      () => ask("grant_type=client_credentials&x=\ufffd".replace("\ufffd", "%FF")),
      401,
      "invalid_client",
    ],
    ["JSON", () => ask(JSON.stringify(FORM), { "content-type": "application/json" }), 400, "invalid_request"],
    ["no credentials", () => ask(FORM), 401, "invalid_client"],
    ["a wrong secret", () => ask({ ...FORM, ...mine(), client_secret: "x" }), 401, "invalid_client"],
    ["an unknown id", () => ask({ ...FORM, client_id: "c_0", client_secret: client.secret }), 401, "invalid_client"],
    ["Basic that is none", () => ask(FORM, { authorization: "Basic !!!" }), 401, "invalid_client"],
    [
      "Basic without a colon",
      () => ask(FORM, { authorization: `Basic ${Buffer.from("abc").toString("base64")}` }),
      401,
      "invalid_client",
    ],
    ["an API key as Bearer", () => ask(FORM, { authorization: `Bearer ${world.keys["portal"]}` }), 401, "invalid_client"],
    [
      "the secret in two ways",
      () => ask({ ...FORM, ...mine() }, { authorization: basic(client.id, client.secret) }),
      400,
      "invalid_request",
    ],
    [
      "two different ids",
      () => ask({ ...FORM, client_id: "c_0" }, { authorization: basic(client.id, client.secret) }),
      401,
      "invalid_client",
    ],
    ["an unknown scope", () => ask({ ...FORM, ...mine(), scope: "everything" }), 400, "invalid_scope"],
  ])("%s is refused in that standard's words", async (_, send, status, error) => {
    expect(await refusalOf(await send())).toEqual([status, error]);
  });

  it("a refused client is told the scheme", async () => {
    expect((await ask(FORM, { authorization: basic("c_0", "x") })).headers.get("www-authenticate")).toMatch(
      /^Basic realm="lienthong"/,
    );
  });

  it("an API key is no client secret, and a client secret no API key", async () => {
    const key = world.keys["portal"] ?? "";
    expect(await refusalOf(await ask({ ...FORM, client_id: client.id, client_secret: key }))).toEqual([401, "invalid_client"]);
    const asKey = await world.call("/api/v1/dossiers", { headers: { authorization: `Bearer ${client.secret}` } });
    expect((await problemOf(asKey)).code).toBe("partner.unknown-key");
  });

  it("a form of a megabyte is 413, and nothing of it is read into fields", async () => {
    expect(await problemOf(await ask(`grant_type=${"x".repeat(1_000_000)}`))).toMatchObject({ status: 413 });
  });
});
