/** R-I02: access tokens made by others, changed, or over; at every door that takes them. */
import { createHmac, generateKeyPairSync } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { refusalOf } from "./doors.ts";
import { DOORS, MINUTE, refusedAs } from "./proof-doors.ts";
import { type AttackWorld, attackWorld, SECRET } from "./world.ts";

let world: AttackWorld;
let listener: Server;
let called = 0;
let outside = "";
beforeAll(async () => {
  world = await attackWorld();
  listener = createServer((_, answer) => {
    called += 1;
    answer.end("{}");
  });
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  outside = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
});
afterAll(async () => {
  expect(called).toBe(0);
  listener.close();
  await world.stop();
});

const token = (header: object, payload: object, signature = ""): string =>
  [header, payload]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".")
    .concat(`.${signature}`);

describe("R-I02 R-J04 false access tokens", () => {
  const claims = () => {
    const now = Math.floor((world.clock.wall + 61_000) / 1_000);
    return {
      iss: "urn:lienthong:hub",
      aud: "urn:lienthong:api",
      sub: "portal",
      cid: world.client.id,
      iat: now,
      exp: now + 600,
      jti: crypto.randomUUID(),
    };
  };
  const good = async (): Promise<string> => {
    const answer = await world.send({
      path: "/oauth/token",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: `grant_type=client_credentials&client_id=${world.client.id}&client_secret=${world.client.secret}`,
    });
    return (JSON.parse(answer.text) as { access_token: string }).access_token;
  };
  const parts = (jwt: string): readonly [Record<string, unknown>, Record<string, unknown>, string] => {
    const [head = "", body = "", signature = ""] = jwt.split(".");
    const read = (text: string) => JSON.parse(Buffer.from(text, "base64url").toString()) as Record<string, unknown>;
    return [read(head), read(body), signature];
  };
  const hs256 = (key: string | Uint8Array, header: object = {}, algorithm = "sha256"): string => {
    const unsigned = token({ alg: "HS256", typ: "at+jwt", ...header }, claims()).slice(0, -1);
    return `${unsigned}.${createHmac(algorithm, key).update(unsigned).digest("base64url")}`;
  };
  const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const pem = rsa.publicKey.export({ type: "spki", format: "pem" }).toString();

  const FALSE: readonly (readonly [string, () => string | Promise<string>])[] = [
    ["alg none", () => token({ alg: "none", typ: "at+jwt" }, claims())],
    [
      "alg nOnE with the signature of a good one",
      async () => ((jwt) => token({ ...jwt[0], alg: "nOnE" }, jwt[1], jwt[2]))(parts(await good())),
    ],
    ["the signature taken off", async () => `${(await good()).split(".").slice(0, 2).join(".")}.`],
    [
      "RS256 by a key of the attacker's",
      () => new SignJWT(claims()).setProtectedHeader({ alg: "RS256", typ: "at+jwt" }).sign(rsa.privateKey),
    ],
    ["HS256 with a public key as its secret (HS/RS confusion)", () => hs256(pem)],
    ["HS256 with an empty secret", () => hs256(Buffer.alloc(32))],
    ["HS256 with the hub's secret itself", () => hs256(SECRET)],
    ["HS512", () => hs256(SECRET, { alg: "HS512" }, "sha512")],
    ["a key in its own header", () => hs256("k", { jwk: { kty: "oct", k: Buffer.from("k").toString("base64url") } })],
    ["a key at an address", () => hs256("k", { jku: `${outside}/jwks`, x5u: `${outside}/x5u`, kid: "../../../dev/null" })],
    ["an unknown critical header", () => hs256("k", { crit: ["exp"], b64: false })],
    ["the partner changed", async () => ((jwt) => token(jwt[0], { ...jwt[1], sub: "operator" }, jwt[2]))(parts(await good()))],
    ["the scope widened", async () => ((jwt) => token(jwt[0], { ...jwt[1], scope: "operate" }, jwt[2]))(parts(await good()))],
    ["the end put off", async () => ((jwt) => token(jwt[0], { ...jwt[1], exp: 9_999_999_999 }, jwt[2]))(parts(await good()))],
    ["a deep payload", () => `eyJhbGciOiJIUzI1NiJ9.${Buffer.from("[".repeat(1_000)).toString("base64url")}.x`],
    ["no JSON at all", () => "eyJ4.eyJ4.eyJ4"],
  ];

  it.each(FALSE)("R-I02 false token: %s is refused at every door, nothing stored, nothing fetched", async (_, make) => {
    const jwt = await make();
    await world.unharmed(async () => {
      for (const door of DOORS) {
        const honest = door.make();
        const answer = await world.send({ ...honest, headers: { ...honest.headers, authorization: `Bearer ${jwt}` } });
        refusedAs(world, door, answer, "partner.bad-token");
        expect(answer.text).not.toContain(jwt);
      }
    });
    expect(called).toBe(0);
  });

  it("R-I02 expired token: refused at every door, and said to be expired", async () => {
    const jwt = await good();
    world.clock.wall += 11 * MINUTE;
    await world.unharmed(async () => {
      for (const door of DOORS) {
        const honest = door.make();
        refusedAs(
          world,
          door,
          await world.send({ ...honest, headers: { ...honest.headers, authorization: `Bearer ${jwt}` } }),
          "partner.token-expired",
        );
      }
    });
  });

  it("R-I02 two identities at once are refused at every door, however right each is", async () => {
    await world.unharmed(async () => {
      for (const door of DOORS) {
        const honest = door.make();
        const headers = { ...honest.headers, ...world.key("portal"), "x-api-key": world.keys["stranger"] ?? "" };
        const answer = await world.send({ ...honest, headers });
        expect(refusalOf(answer, door.manner)[1], door.name).toMatch(/(?:^|-3 )partner\.two-identities$/);
        world.keepsQuiet(answer, door.name);
      }
    });
  });
});
