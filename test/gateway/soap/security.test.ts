/** WS-Security at the SOAP doors: digest with Created and Nonce, each once; everything else is not let in and nothing of it is done. */
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createApp } from "../../../gateway/app.ts";
import { WSSE } from "../../../gateway/soap/names.ts";
import { type RealWorld, realWorld } from "../real-hub.ts";
import { answerOf, envelope, post, SUBMIT, security, TEXT, type TokenParts } from "./world.ts";

let world: RealWorld;
let token: { readonly username: string; readonly secret: string };
beforeAll(async () => {
  world = await realWorld();
  const issued = await world.hub.partners.issue({ partnerId: "portal", kind: "shared" });
  token = { username: issued.credential.id, secret: issued.secret ?? "" };
});
afterAll(() => world.stop());

const list = (header: string) => post(world, envelope("<q:ListDossiers/>", header));
const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();
const stamp = (created: string, expires: string) =>
  `<u:Timestamp><u:Created>${created}</u:Created><u:Expires>${expires}</u:Expires></u:Timestamp>`;

describe("who gets in", () => {
  it("R-J04 a digest of nonce, Created and secret is who it says", async () => {
    const answer = await post(world, envelope(SUBMIT("wss-1"), security(token)));
    expect(answer.answer).toMatchObject({ status: "submitted" });
    const [event] = await world.hub.timeline(String(answer.answer?.["dossierId"]));
    expect(event?.actor.id).toBe("portal");
  });

  it("R-J04 with a Timestamp beside the token, and with fractions of seconds and an offset in Created", async () => {
    const created = new Date(Date.now() + 7 * 3_600_000).toISOString().replace("Z", "456+07:00");
    expect((await list(security({ ...token, created, more: stamp(ago(1), ago(-300)) }))).status).toBe(200);
  });

  it("R-J04 the same key through WS-Security and an API key of one partner is one command", async () => {
    await post(world, envelope(SUBMIT("wss-2"), security(token)));
    expect((await post(world, envelope(SUBMIT("wss-2")), { partner: "portal" })).answer).toMatchObject({ replayed: "true" });
  });
});

describe("who does not", () => {
  const nobody = { username: "cr_nobody", secret: "x".repeat(40) };
  it.each<[string, () => string, string, string]>([
    ["no credentials at all", () => "", "wsse:InvalidSecurity", "partner.no-key"],
    ["an unknown user", () => security(nobody), "wsse:FailedAuthentication", "partner.bad-signature"],
    ["a wrong secret", () => security({ ...token, secret: "sai" }), "wsse:FailedAuthentication", "partner.bad-signature"],
    [
      "a digest over another Created",
      () => security(token).replace(/<u:Created>[^<]*/, `<u:Created>${ago(60)}`),
      "wsse:FailedAuthentication",
      "partner.bad-signature",
    ],
    ["Created 301 s ago", () => security({ ...token, created: ago(301) }), "wsu:MessageExpired", "partner.stale-timestamp"],
    ["Created 302 s ahead", () => security({ ...token, created: ago(-302) }), "wsu:MessageExpired", "partner.stale-timestamp"],
    [
      "a Timestamp that has run out",
      () => security({ ...token, more: stamp(ago(60), ago(1)) }),
      "wsu:MessageExpired",
      "partner.stale-timestamp",
    ],
    [
      "a Timestamp that is none",
      () => security({ ...token, more: stamp("x", "y") }),
      "wsse:InvalidSecurity",
      "soap.bad-security",
    ],
    [
      "a plain password",
      () => security({ ...token, type: TEXT, password: token.secret }),
      "wsse:UnsupportedSecurityToken",
      "soap.unsupported-token",
    ],
    [
      "a password without a type",
      () => security({ ...token, password: token.secret }).replace(/ Type="[^"]*"/, ""),
      "wsse:UnsupportedSecurityToken",
      "soap.unsupported-token",
    ],
    ["no nonce", () => security(token).replace(/<w:Nonce>.*<\/w:Nonce>/, ""), "wsse:InvalidSecurity", "soap.bad-security"],
    ["no Created", () => security(token).replace(/<u:Created>.*<\/u:Created>/, ""), "wsse:InvalidSecurity", "soap.bad-security"],
    ["a nonce of 3 bytes", () => security({ ...token, nonce: randomBytes(3) }), "wsse:InvalidSecurity", "soap.bad-security"],
    [
      "a nonce of 4,000 bytes",
      () => security({ ...token, nonce: randomBytes(4000) }),
      "wsse:InvalidSecurity",
      "soap.bad-security",
    ],
    [
      "a Created that is no instant",
      () => security({ ...token, created: "yesterday" }),
      "wsse:InvalidSecurity",
      "soap.bad-security",
    ],
    [
      "two tokens in one header",
      () => security(token).replace("</w:Security>", "<w:UsernameToken/></w:Security>"),
      "wsse:InvalidSecurity",
      "soap.bad-security",
    ],
    [
      "a signature instead of a token",
      () => `<w:Security xmlns:w="${WSSE}"><s:Signature xmlns:s="urn:s"/><w:UsernameToken/></w:Security>`,
      "wsse:UnsupportedSecurityToken",
      "soap.unsupported-token",
    ],
    [
      "a token in another namespace",
      () => security(token).replaceAll(WSSE, "urn:other").replace("e:mustUnderstand", "x"),
      "wsse:InvalidSecurity",
      "partner.no-key",
    ],
    ["two headers", () => `${security(token)}${security(token)}`, "wsse:FailedAuthentication", "partner.two-identities"],
  ])("R-J04 %s: a fault of its own, and nothing done", async (_, header, faultcode, code) => {
    const before = await world.stored();
    const { status, fault, text } = await post(world, envelope(SUBMIT("never"), header()));
    expect([status, fault?.faultcode, fault?.code]).toEqual([500, faultcode, code]);
    expect(text).not.toContain(token.secret);
    expect(await world.stored()).toEqual(before);
  });

  it("R-J04 a message sent twice is a replay, even with another body", async () => {
    const header = security(token);
    expect((await list(header)).status).toBe(200);
    expect((await list(header)).fault).toMatchObject({ faultcode: "wsse:FailedAuthentication", code: "partner.replayed" });
    expect((await post(world, envelope(SUBMIT("never"), header))).fault?.code).toBe("partner.replayed");
  });

  it("R-J04 a forger cannot use up another's nonce", async () => {
    const nonce = randomBytes(16);
    expect((await list(security({ ...token, secret: "sai", nonce }))).fault?.code).toBe("partner.bad-signature");
    expect((await list(security({ ...token, nonce }))).status).toBe(200);
  });

  it("R-J04 an API key and a token of different partners are one too many", async () => {
    const refused = await post(world, envelope("<q:ListDossiers/>", security(token)), { partner: "operator" });
    expect(refused.fault).toMatchObject({ faultcode: "wsse:FailedAuthentication", code: "partner.two-identities" });
    expect((await post(world, envelope("<q:ListDossiers/>", security(token)), { partner: "portal" })).status).toBe(200);
  });

  it("R-J04 a wrong API key is refused before the body is read", async () => {
    const refused = await post(world, "<!DOCTYPE x>", { headers: { authorization: "Bearer lt_sai" } });
    expect(refused.fault).toMatchObject({ faultcode: "wsse:FailedAuthentication", code: "partner.unknown-key" });
  });

  it("R-J04 a withdrawn credential ends", async () => {
    const issued = await world.hub.partners.issue({ partnerId: "portal", kind: "shared", overlapSeconds: 3600 });
    const short = { username: issued.credential.id, secret: issued.secret ?? "" };
    await world.hub.partners.revoke(issued.credential.id);
    expect((await list(security(short))).fault?.code).toBe("partner.bad-signature");
  });

  it("R-J04 an address that guesses is shut out for a while, with Retry-After; who was right before still gets in", async () => {
    let now = Date.now();
    const app = createApp(world.hub, { wallClock: () => now });
    const send = async (parts: TokenParts) =>
      answerOf(
        await app.request("/soap/dossiers", {
          method: "POST",
          headers: { "content-type": "text/xml" },
          body: envelope("<q:ListDossiers/>", security({ created: new Date(now).toISOString(), ...parts })),
        }),
      );
    expect((await send(token)).status).toBe(200);
    const codes = new Set<string | undefined>();
    let last = await send({ username: "cr_guess", secret: "x" });
    for (let i = 0; i < 200 && last.status !== 429; i += 1) {
      codes.add(last.fault?.code);
      last = await send({ username: `cr_guess${i}`, secret: "x" });
    }
    expect([...codes]).toEqual(["partner.bad-signature"]);
    expect([last.status, last.fault?.code]).toEqual([429, "partner.too-many-wrong-credentials"]);
    expect(Number(last.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await send(token)).status).toBe(200);
    now += 120_000;
    expect((await send({ username: "cr_guess", secret: "x" })).fault?.code).toBe("partner.bad-signature");
  });

  it("R-J04 a partner's rate counts at this door too", async () => {
    await world.hub.partners.put({ id: "slow", name: "Chậm", role: "portal", agencies: ["H57.122"], limits: { perMinute: 2 } });
    const issued = await world.hub.partners.issue({ partnerId: "slow", kind: "shared" });
    const slow = { username: issued.credential.id, secret: issued.secret ?? "" };
    const app = createApp(world.hub, { wallClock: () => Date.parse("2026-02-13T03:00:00Z") });
    const send = async () =>
      answerOf(
        await app.request("/soap/dossiers", {
          method: "POST",
          headers: { "content-type": "text/xml" },
          body: envelope("<q:ListDossiers/>", security({ ...slow, created: "2026-02-13T03:00:00Z" })),
        }),
      );
    expect([(await send()).status, (await send()).status]).toEqual([200, 200]);
    const third = await send();
    expect([third.status, third.fault?.faultcode, third.fault?.code]).toEqual([429, "soap:Client", "partner.too-many-requests"]);
    expect(third.headers.get("retry-after")).toMatch(/^\d+$/);
  });
});
