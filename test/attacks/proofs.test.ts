/** R-I02: false proofs of who calls: replayed, stale, forged and swapped signatures, sessions and logins; at every door that takes them. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { signRequest } from "../../gateway/auth/signing.ts";
import { DSTCODE } from "../gateway/dvcqg/world.ts";
import { DIGEST, envelope, SUBMIT, security } from "../gateway/soap/world.ts";
import { refusalOf } from "./doors.ts";
import { DOORS, JSON_TYPE, MINUTE, type ProofDoor, ROAD, refusedAs, type Signed, XML } from "./proof-doors.ts";
import { type Answer, type Attack, bytesOf, sendRaw } from "./raw.ts";
import { type AttackWorld, attackWorld, REFUSED } from "./world.ts";

let world: AttackWorld;
beforeAll(async () => {
  world = await attackWorld();
});
afterAll(() => world.stop());

/** The headers of a request signed `off` milliseconds from the hub's real clock. */
const signed = (attack: Signed, { off = 0, id = world.shared.id, secret = world.shared.secret } = {}) =>
  signRequest({
    method: attack.method ?? "GET",
    url: attack.path,
    credentialId: id,
    secret,
    // `send` moves the clock before it sends.
    now: world.clock.wall + 61_000 + off,
    ...(attack.body === undefined ? {} : { body: attack.body }),
  });

const proved = async (attack: Signed, options = {}): Promise<Signed> => ({
  ...attack,
  headers: { ...attack.headers, ...(await signed(attack, options)) },
});

const swapped = (header: string, field: string, make: (value: string) => string): string =>
  header.replace(new RegExp(`${field}=([^,]+)`), (_, value: string) => `${field}=${make(value)}`);
const otherPath = (path: string): string => `${path}${path.includes("?") ? "&" : "?"}x=1`;

const FORGERIES: readonly (readonly [string, string, (door: ProofDoor) => Promise<Signed>])[] = [
  ["a stale timestamp", "partner.stale-timestamp", ({ make }) => proved(make(), { off: -5 * MINUTE - 1_000 })],
  ["a timestamp of the future", "partner.stale-timestamp", ({ make }) => proved(make(), { off: 5 * MINUTE + 1_000 })],
  ["another secret", "partner.bad-signature", ({ make }) => proved(make(), { secret: REFUSED })],
  ["an unknown credential", "partner.bad-signature", ({ make }) => proved(make(), { id: crypto.randomUUID() })],
  [
    "a path swapped",
    "partner.bad-signature",
    async ({ make }) => ((one) => ({ ...one, path: otherPath(one.path) }))(await proved(make())),
  ],
  [
    "a method swapped",
    "partner.bad-signature",
    async ({ make }) => {
      const honest = make();
      return { ...honest, headers: { ...honest.headers, ...(await signed({ ...honest, method: "PATCH" })) } };
    },
  ],
  [
    "a body swapped",
    "partner.bad-signature",
    async ({ make }) => {
      const one = await proved(make());
      return { ...one, body: `${String(one.body ?? "")} ` };
    },
  ],
  [
    "a body and its hash swapped",
    "partner.bad-signature",
    async ({ make }) => {
      const one = make();
      const other = await signed({ ...one, body: `${String(one.body ?? "")} ` });
      const { authorization } = await signed(one);
      return { ...one, body: `${String(one.body ?? "")} `, headers: { ...one.headers, ...other, authorization } };
    },
  ],
  [
    "a nonce swapped",
    "partner.bad-signature",
    async ({ make }) => {
      const one = await proved(make());
      const authorization = swapped(one.headers["authorization"] ?? "", "Nonce", () => crypto.randomUUID());
      return { ...one, headers: { ...one.headers, authorization } };
    },
  ],
];

describe("R-I02 R-J04 false signatures (LT-HMAC-SHA256)", () => {
  it.each(FORGERIES)("R-I02 forged signature: %s is refused at every door, nothing stored", async (what, code, forge) => {
    await world.unharmed(async () => {
      // Of a GET nobody reads a body, signed or not.
      const bodies = DOORS.filter(({ make }) => what !== "a body swapped" || make().body !== undefined);
      for (const door of bodies) refusedAs(world, door, await world.send(await forge(door)), code);
    });
  });

  it.each(DOORS.filter(({ name }) => name !== "event stream"))(
    "R-I02 replayed nonce at $name: the second time it is refused, and stores nothing",
    async ({ ...door }) => {
      const attack = await proved(door.make());
      const first = await world.send(attack);
      expect(first.status, first.text.slice(0, 300)).toBeLessThan(300);
      expect(first.text).not.toContain("hub.unexpected");
      // The signature is still good for five minutes: it is the nonce that is used up.
      await world.unharmed(async () => {
        refusedAs(world, door, await world.send(attack), "partner.replayed");
        refusedAs(world, door, await world.send(attack), "partner.replayed");
      });
    },
  );

  it("R-I02 replayed nonce, 20 times at once over two doors: exactly one gets in", async () => {
    const before = await world.count("dossier");
    const rest = DOORS.find(({ name }) => name === "REST submit") ?? DOORS[0];
    if (rest === undefined) throw new TypeError("no door");
    world.clock.wall += 61_000;
    const attack = rest.make();
    const headers = { ...attack.headers, ...(await signed(attack, { off: -61_000 })) };
    const bytes = bytesOf(world.url, { ...attack, headers });
    const answers = (await Promise.all(Array.from({ length: 20 }, () => sendRaw(world.url, bytes)))).flat();
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    const refusals = answers.filter(({ status }) => status !== 201);
    expect(refusals.map((answer) => refusalOf(answer, "rest"))).toEqual(
      Array.from({ length: 19 }, () => [401, "partner.replayed"]),
    );
    expect(await world.count("dossier")).toBe(before + 1);
  });
});

describe("R-I02 R-J04 false WS-Security tokens", () => {
  const soap = (header: string, path = "/soap/dossiers"): Attack => ({
    path,
    headers: XML,
    body: envelope(SUBMIT(crypto.randomUUID()), header),
  });
  const wsse = (more: object = {}) => {
    const created = new Date(world.clock.wall + 61_000).toISOString();
    return security({ username: world.shared.id, secret: world.shared.secret, created, ...more });
  };
  const at = (off: number): { created: string } => ({ created: new Date(world.clock.wall + 61_000 + off).toISOString() });
  const door = { name: "SOAP WS-Security", manner: "soap" as const, make: () => ({ path: "", headers: {} }) };

  it.each([
    ["a stale Created", "partner.stale-timestamp", () => wsse(at(-5 * MINUTE - 1_000))],
    ["a Created of the future", "partner.stale-timestamp", () => wsse(at(5 * MINUTE + 1_000))],
    ["another secret", "partner.bad-signature", () => wsse({ secret: REFUSED })],
    ["an unknown user", "partner.bad-signature", () => wsse({ username: "nobody" })],
    ["Created swapped", "partner.bad-signature", () => wsse().replace(/(<u:Created>[^<]*)\.\d{3}Z/, "$1.999Z")],
    [
      "the password in plain text",
      "soap.unsupported-token",
      () => wsse({ type: DIGEST.replace("Digest", "Text"), password: world.shared.secret }),
    ],
    ["no nonce", "soap.bad-security", () => wsse().replace(/<w:Nonce>.*<\/w:Nonce>/, "")],
    ["two tokens", "soap.bad-security", () => wsse().replace(/(<w:UsernameToken>.*<\/w:UsernameToken>)/, "$1$1")],
    ["two headers", "partner.two-identities", () => wsse() + wsse()],
    ["a name with a statement in it", "partner.bad-signature", () => wsse({ username: "'or'1'='1" })],
  ])("R-I02 false WS-Security: %s is refused, nothing stored", async (_, code, make) => {
    await world.unharmed(async () => {
      refusedAs(world, door, await world.send(soap(make())), code);
    });
  });

  it("R-I02 replayed nonce (WS-Security): refused with another body and at the other service too; 20 at once: exactly one gets in", async () => {
    const header = wsse({ created: new Date(world.clock.wall + 61_000).toISOString() });
    expect((await world.send(soap(header))).status).toBe(200);
    await world.unharmed(async () => {
      refusedAs(world, door, await world.send(soap(header)), "partner.replayed");
      refusedAs(world, door, await world.send(soap(header, "/soap/transfers")), "partner.replayed");
    });
    const before = await world.count("dossier");
    world.clock.wall += 61_000;
    const fresh = security({
      username: world.shared.id,
      secret: world.shared.secret,
      created: new Date(world.clock.wall).toISOString(),
    });
    const answers = await Promise.all(Array.from({ length: 20 }, () => sendRaw(world.url, bytesOf(world.url, soap(fresh)))));
    const codes = answers.flat().map((answer) => (answer.status === 200 ? "in" : refusalOf(answer, "soap")[1]));
    expect(codes.filter((code) => code === "in")).toHaveLength(1);
    expect(codes.filter((code) => code === "partner.replayed")).toHaveLength(19);
    expect(await world.count("dossier")).toBe(before + 1);
  });
});

describe("R-I02 R-J04 false sessions and clients", () => {
  const login = (body: object): Attack => ({
    path: `${ROAD}/login?dstcode=${DSTCODE}`,
    headers: JSON_TYPE,
    body: JSON.stringify(body),
  });
  const call = (session: unknown): Attack => ({
    path: `${ROAD}/g?dstcode=${DSTCODE}`,
    headers: JSON_TYPE,
    body: JSON.stringify({ session, service: "LayDanhMucCoQuan", madonvi: "H57.122" }),
  });

  it("R-I02 forged DVCQG session: made up, cut, prolonged, of another's id, expired: each refused", async () => {
    const { username, password } = { username: world.shared.id, password: world.shared.secret };
    const { session } = JSON.parse((await world.send(login({ username, password }))).text) as { session: string };
    expect((JSON.parse((await world.send(call(session))).text) as { error_code: string }).error_code).toBe("0");
    const [id = "", ends = "", random = "", signature = ""] = session.split(".");
    const longer = (Number.parseInt(ends, 36) + 86_400).toString(36);
    const forged = [
      "x",
      REFUSED,
      `${id}.${longer}.${random}.${signature}`,
      `${id}.${ends}.${random}.${"A".repeat(43)}`,
      `${Buffer.from("operator").toString("base64url")}.${ends}.${random}.${signature}`,
      `${id}.${ends}.${random}.`,
      session.repeat(50),
    ];
    await world.unharmed(async () => {
      for (const one of forged) {
        const answer = await world.send(call(one));
        expect(refusalOf(answer, "dvcqg"), one.slice(0, 80)).toEqual([200, "-3 session.unknown"]);
        world.keepsQuiet(answer, one.slice(0, 80));
      }
      world.clock.wall += 31 * MINUTE;
      expect(refusalOf(await world.send(call(session)), "dvcqg")).toEqual([200, "-3 session.expired"]);
      for (const odd of [{ $ne: "" }, ["x"], 1, true]) {
        const [, code] = refusalOf(await world.send(call(odd)), "dvcqg");
        expect(code, JSON.stringify(odd)).toMatch(/^-3 session\./);
      }
    });
  });

  it("R-I02 false logins: wrong, odd and statement-like names and passwords get nobody in, and all read alike", async () => {
    await world.unharmed(async () => {
      const answers = [];
      for (const [username, password] of [
        [world.shared.id, REFUSED],
        ["nobody", REFUSED],
        ["' or '1'='1", "' or '1'='1"],
        [world.shared.id, world.shared.secret.toLowerCase()],
      ])
        answers.push(await world.send(login({ username, password })));
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
      expect(refusalOf(answers[0] as Answer, "dvcqg")).toEqual([200, "-1 session.credentials"]);
      for (const odd of [{ $gt: "" }, ["a"], null, 1])
        expect(refusalOf(await world.send(login({ username: odd, password: odd })), "dvcqg")).toEqual([200, "3 request.invalid"]);
      const token = (client_id: string, client_secret: string) =>
        world.send({
          path: "/oauth/token",
          headers: { "content-type": "application/x-www-form-urlencoded" },
          body: new URLSearchParams({ grant_type: "client_credentials", client_id, client_secret }).toString(),
        });
      for (const [id, secret] of [
        [world.client.id, REFUSED],
        ["nobody", world.client.secret],
        [world.client.id, ""],
        [world.shared.id, world.shared.secret],
        ["' or '1'='1", "x"],
      ] as const)
        expect(refusalOf(await token(id, secret), "oauth"), id).toEqual([401, "invalid_client"]);
    });
  });
});
