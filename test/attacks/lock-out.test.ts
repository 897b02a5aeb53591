/**
 * R-I02: ways around the lock on guessing. An id that is no secret (of a shared credential) lets nobody guess on because its owner was right
 * elsewhere; who was right from where the guesses come goes on working; and no header makes one address many.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createApp } from "../../gateway/app.ts";
import { signRequest } from "../../gateway/auth/signing.ts";
import { DSTCODE } from "../gateway/dvcqg/world.ts";
import { envelope, security } from "../gateway/soap/world.ts";
import { JSON_TYPE, ROAD, XML } from "./proof-doors.ts";
import { type AttackWorld, attackWorld } from "./world.ts";

let world: AttackWorld;
beforeAll(async () => {
  world = await attackWorld();
});
afterAll(() => world.stop());

type Request = readonly [path: string, init: RequestInit];
const LIST = "/api/v1/dossiers?limit=1";
/** What proves a shared credential at each door, by its id and a secret, right or guessed. */
const PROOFS: readonly (readonly [string, (secret: string) => Promise<Request>])[] = [
  [
    "signed request",
    async (secret) => {
      const signed = await signRequest({
        method: "GET",
        url: LIST,
        credentialId: world.shared.id,
        secret,
        now: world.clock.wall,
      });
      return [LIST, { headers: { ...signed } }];
    },
  ],
  [
    "WS-Security",
    async (secret) => {
      const token = { username: world.shared.id, secret, created: new Date(world.clock.wall).toISOString() };
      return ["/soap/dossiers", { method: "POST", headers: XML, body: envelope("<q:ListDossiers/>", security(token)) }];
    },
  ],
  [
    "DVCQG login",
    async (secret) => [
      `${ROAD}/login?dstcode=${DSTCODE}`,
      { method: "POST", headers: JSON_TYPE, body: JSON.stringify({ username: world.shared.id, password: secret }) },
    ],
  ],
];

/** What a guesser says of where it is, anew at each guess; and how many reverse proxies are ours. */
const SPOOFS: readonly (readonly [string, (i: number) => Record<string, string>, number])[] = [
  ["X-Forwarded-For", (i) => ({ "x-forwarded-for": `203.0.113.${i}` }), 0],
  ["X-Forwarded-For of many hops", (i) => ({ "x-forwarded-for": `203.0.113.${i}, 10.0.0.1, ::1` }), 0],
  ["Forwarded", (i) => ({ forwarded: `for=203.0.113.${i}` }), 0],
  ["X-Real-IP", (i) => ({ "x-real-ip": `203.0.113.${i}`, "cf-connecting-ip": `203.0.113.${i}` }), 0],
  ["X-Forwarded-For before our proxy's own entry", (i) => ({ "x-forwarded-for": `203.0.113.${i}, 198.51.100.8` }), 1],
];

describe("R-I02 R-J04 guessing on where the lock should hold", () => {
  it.each(PROOFS)("R-I02 lock-out: %s, whose id is known and whose owner was right elsewhere", async (_, proof) => {
    const app = createApp(world.hub, { ...world.served, trustedProxies: 1 });
    const send = async (secret: string, address: string) => {
      const [path, init] = await proof(secret);
      const answer = await app.request(path, { ...init, headers: { ...init.headers, "x-forwarded-for": address } });
      return `${answer.status} ${await answer.text()}`;
    };
    const barred = "partner.too-many-wrong-credentials";
    world.clock.wall += 120_000;
    const right = await send(world.shared.secret, "192.0.2.10");
    expect(right).toMatch(/^200 /);
    for (let i = 0; i < 30; i += 1) expect(await send(`doan-${i}`, "198.51.100.7")).not.toContain(barred);
    // Time does not go on here: the tries add up, and the right secret does not help either.
    expect(await send("doan-31", "198.51.100.7")).toContain(barred);
    expect(await send(world.shared.secret, "198.51.100.7")).toContain(barred);
    expect(await send(world.shared.secret, "192.0.2.10")).toMatch(/^200 /);
    expect(await send(world.shared.secret, "192.0.2.10")).not.toContain(barred);
  });

  it.each(SPOOFS)("R-I02 lock-out: %s makes one guesser not many", async (_, headers, trustedProxies) => {
    const app = createApp(world.hub, { ...world.served, trustedProxies });
    const guess = async (i: number) => {
      const key = `lt_${String(i).padEnd(50, "x")}`;
      return (await app.request(LIST, { headers: { ...headers(i), authorization: `Bearer ${key}` } })).status;
    };
    for (let i = 0; i < 30; i += 1) expect(await guess(i)).toBe(401);
    expect(await guess(31)).toBe(429);
  });
});
