import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SealedError } from "../../../core/partners/sealed.ts";
import type { CredentialKind } from "../../../core/partners/types.ts";
import type { Database } from "../../../core/store/database.ts";
import { ENGINES } from "../../support/database.ts";
import { counting, PORTAL, partnersOn, START } from "./world.ts";

const KINDS: readonly CredentialKind[] = ["apiKey", "client", "shared", "certificate", "kafka"];
const HOUR = 3600;
let serial = 0;
const newId = (): string => `p-${++serial}`;
const newFingerprint = (): string => (++serial).toString(16).padStart(64, "0");

describe.each(ENGINES)("what partners prove themselves by ($name)", ({ open }) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database.close());

  /** A hub with one new partner. */
  const withPartner = async () => {
    const world = partnersOn(database);
    const id = newId();
    await world.partners.put({ ...PORTAL, id });
    return { ...world, id };
  };

  it("R-J04 an account is kept whole: scopes, limits, agencies; a change keeps its credentials", async () => {
    const { partners, add } = partnersOn(database);
    const account = {
      ...PORTAL,
      id: newId(),
      scopes: ["dossier.read", "file"],
      limits: { perMinute: 60, bytesPerDay: 1e9 },
    } as const;
    const { key } = await add(account);
    expect(await partners.get(account.id)).toEqual(account);
    expect((await partners.byApiKey(key))?.partner).toEqual(account);
    const plain = { ...PORTAL, id: account.id, name: "Tên mới" };
    await partners.put(plain);
    expect((await partners.byApiKey(key))?.partner).toEqual(plain);
    expect(await partners.list()).toContainEqual(plain);
    expect(await partners.get("không-có")).toBeUndefined();
  });

  it("R-I01 API key: lt_<partner>_<256 bits>; only its SHA-256 is in the database", async () => {
    const { partners, id } = await withPartner();
    const { credential, secret = "" } = await partners.issue({ partnerId: id, kind: "apiKey" });
    expect(secret).toMatch(new RegExp(`^lt_${id}_[\\w-]{43}$`));
    expect(credential).toEqual({
      id: expect.stringMatching(/^k_[0-9a-f]{16}$/),
      partnerId: id,
      kind: "apiKey",
      createdAt: START,
    });
    expect((await partners.byApiKey(secret))?.credential).toEqual(credential);
    for (const wrong of [`${secret}x`, secret.slice(0, -1), secret.toUpperCase(), credential.id, ""])
      expect(await partners.byApiKey(wrong)).toBeUndefined();
    const stored = JSON.stringify(await database.query("select * from credential where id = $1", [credential.id]));
    expect(stored).not.toContain(secret.slice(-43));
  });

  it("R-I01 client: id and secret together, neither alone nor another's secret", async () => {
    const { partners, id } = await withPartner();
    const { credential, secret = "" } = await partners.issue({ partnerId: id, kind: "client" });
    const other = await partners.issue({ partnerId: id, kind: "client", overlapSeconds: HOUR });
    expect(credential.id).toMatch(/^c_/);
    expect(Buffer.from(secret, "base64url")).toHaveLength(32);
    expect((await partners.byClient(credential.id, secret))?.credential.id).toBe(credential.id);
    expect(await partners.byClient(credential.id, other.secret ?? "")).toBeUndefined();
    expect(await partners.byClient(credential.id, "")).toBeUndefined();
    expect(await partners.byClient("c_none", secret)).toBeUndefined();
    expect(await partners.byApiKey(secret)).toBeUndefined();
  });

  it("R-I01 shared secret: sealed in the database, opened for its own id, a hub with another secret cannot read it", async () => {
    const { partners, id } = await withPartner();
    const { credential, secret = "" } = await partners.issue({ partnerId: id, kind: "shared" });
    expect(credential.id).toMatch(/^s_/);
    expect(Buffer.from(secret, "base64url")).toHaveLength(32);
    expect(await partners.byShared(credential.id)).toMatchObject({ secret, partner: { id }, credential });
    const stored = JSON.stringify(await database.query("select * from credential where id = $1", [credential.id]));
    expect(stored).not.toContain(secret);
    const foreign = partnersOn(database, "mot-bi-mat-khac".repeat(4));
    await expect(foreign.partners.byShared(credential.id)).rejects.toThrow(SealedError);
    // Of another kind: proves nothing here.
    const client = await partners.issue({ partnerId: id, kind: "client" });
    expect(await partners.byShared(client.credential.id)).toBeUndefined();
    expect(await partners.byClient(credential.id, secret)).toBeUndefined();
  });

  it("R-I01 a sealed secret copied to another partner's row is a named error, not that partner's secret", async () => {
    const { partners, id } = await withPartner();
    const thief = await withPartner();
    const { credential } = await partners.issue({ partnerId: id, kind: "shared" });
    const own = await thief.partners.issue({ partnerId: thief.id, kind: "shared" });
    await database.query("update credential set sealed = (select sealed from credential where id = $1) where id = $2", [
      credential.id,
      own.credential.id,
    ]);
    await expect(partners.byShared(own.credential.id)).rejects.toMatchObject({ code: "secret.unreadable" });
  });

  it("R-I01 certificate: by the SHA-256 of its DER, with colons or without, capital or small", async () => {
    const { partners, id } = await withPartner();
    const fingerprint = newFingerprint().replaceAll("0", "a");
    const colons = fingerprint.toUpperCase().replace(/..(?=.)/g, "$&:");
    const { credential, secret } = await partners.issue({ partnerId: id, kind: "certificate", fingerprint: colons });
    expect(credential).toMatchObject({ id: expect.stringMatching(/^x_/), fingerprint });
    expect(secret).toBeUndefined();
    expect((await partners.byCertificate(colons))?.partner.id).toBe(id);
    expect((await partners.byCertificate(fingerprint))?.credential.id).toBe(credential.id);
    expect(await partners.byCertificate(newFingerprint())).toBeUndefined();
    expect(await partners.byCertificate("'; drop table partner")).toBeUndefined();
  });

  it("R-I01 certificate: no fingerprint, or another partner's certificate, is refused and changes nothing", async () => {
    const { partners, id } = await withPartner();
    const other = await withPartner();
    const fingerprint = newFingerprint();
    await partners.issue({ partnerId: id, kind: "certificate", fingerprint });
    const before = await other.partners.credentials(other.id);
    await expect(other.partners.issue({ partnerId: other.id, kind: "certificate" })).rejects.toMatchObject({
      code: "certificate.fingerprint-invalid",
    });
    await expect(other.partners.issue({ partnerId: other.id, kind: "certificate", fingerprint })).rejects.toMatchObject({
      name: "PartnerError",
      code: "certificate.taken",
    });
    expect(await other.partners.credentials(other.id)).toEqual(before);
    // Registered again by its own partner, or free again since revoked: taken.
    const again = await partners.issue({ partnerId: id, kind: "certificate", fingerprint });
    expect((await partners.byCertificate(fingerprint))?.credential.id).toBe(again.credential.id);
    await partners.revoke(again.credential.id);
    await other.partners.issue({ partnerId: other.id, kind: "certificate", fingerprint });
    expect((await partners.byCertificate(fingerprint))?.partner.id).toBe(other.id);
  });

  it("R-I01 Kafka: who may use its command topic, while the grant lasts", async () => {
    const { partners, id } = await withPartner();
    const may = async () => (await partners.withKafka()).map((one) => one.id);
    expect(await may()).not.toContain(id);
    const { credential, secret } = await partners.issue({ partnerId: id, kind: "kafka" });
    expect(secret).toBeUndefined();
    expect(credential.id).toMatch(/^f_/);
    await partners.issue({ partnerId: id, kind: "kafka", overlapSeconds: HOUR });
    expect((await may()).filter((one) => one === id)).toEqual([id]);
    await partners.disable(id, "nghỉ", "thử");
    expect(await may()).not.toContain(id);
  });

  it("R-I01 nobody gets a credential without an account", async () => {
    const { partners } = partnersOn(database);
    for (const kind of KINDS)
      await expect(partners.issue({ partnerId: "không-có", kind, fingerprint: newFingerprint() })).rejects.toMatchObject({
        code: "partner.unknown",
      });
    expect(await partners.credentials("không-có")).toEqual([]);
  });

  /** One of each kind, and how each is asked for. */
  const allKinds = async (partners: Awaited<ReturnType<typeof withPartner>>["partners"], id: string, expiresAt?: string) => {
    const issue = (kind: CredentialKind) =>
      partners.issue({
        partnerId: id,
        kind,
        ...(kind === "certificate" ? { fingerprint: newFingerprint() } : {}),
        ...(expiresAt ? { expiresAt } : {}),
      });
    const [key, client, shared, certificate, kafka] = [
      await issue("apiKey"),
      await issue("client"),
      await issue("shared"),
      await issue("certificate"),
      await issue("kafka"),
    ];
    const proofs = async () => [
      (await partners.byApiKey(key.secret ?? ""))?.partner.id,
      (await partners.byClient(client.credential.id, client.secret ?? ""))?.partner.id,
      (await partners.byShared(shared.credential.id))?.partner.id,
      (await partners.byCertificate(certificate.credential.fingerprint ?? ""))?.partner.id,
      (await partners.withKafka()).find((one) => one.id === id)?.id,
      ...(await Promise.all(
        [key, client, shared, certificate, kafka].map(async (one) => (await partners.byId(one.credential.id))?.partner.id),
      )),
    ];
    return { proofs, ids: [key, client, shared, certificate, kafka].map((one) => one.credential.id) };
  };
  const ALL = (id: string | undefined) => new Array(10).fill(id);

  it("R-I01 of every kind: revoked proves nothing, at once, and once is enough", async () => {
    const { partners, id, now } = await withPartner();
    const { proofs, ids } = await allKinds(partners, id);
    expect(await proofs()).toEqual(ALL(id));
    for (const one of ids) expect(await partners.revoke(one)).toBe(true);
    expect(await proofs()).toEqual(ALL(undefined));
    for (const one of ids) expect(await partners.revoke(one)).toBe(false);
    expect(await partners.revoke("k_none")).toBe(false);
    expect((await partners.credentials(id)).every((one) => one.revokedAt === now())).toBe(true);
  });

  it("R-I01 of every kind: run out proves nothing, from the very instant on", async () => {
    const { partners, id, later } = await withPartner();
    const { proofs } = await allKinds(partners, id, new Date(Date.parse(START) + HOUR * 1000).toISOString());
    later(HOUR - 0.001);
    expect(await proofs()).toEqual(ALL(id));
    later(0.001);
    expect(await proofs()).toEqual(ALL(undefined));
  });

  it("R-I01 of every kind: a disabled partner proves nothing; the act is recorded with its reason; put() brings it back", async () => {
    const { partners, id, now } = await withPartner();
    const { proofs } = await allKinds(partners, id);
    expect(await partners.disable(id, "Hết hợp đồng", "qtv-1")).toBe(true);
    expect(await proofs()).toEqual(ALL(undefined));
    expect(await partners.get(id)).toEqual({ ...PORTAL, id, disabledAt: now() });
    expect(await partners.disable(id, "lần nữa", "qtv-1")).toBe(false);
    expect(await partners.disable("không-có", "vì", "qtv-1")).toBe(false);
    const acts = await database.query("select actor, act, reason from operator_act where target = $1", [id]);
    expect(acts).toEqual([{ actor: "qtv-1", act: "partner.disable", reason: "Hết hợp đồng" }]);
    await partners.put({ ...PORTAL, id });
    expect(await proofs()).toEqual(ALL(id));
  });

  it("R-I01 every look-up by a credential is one statement", async () => {
    const counted = counting(database);
    const { partners } = partnersOn(counted);
    const id = newId();
    await partners.put({ ...PORTAL, id });
    const { proofs } = await allKinds(partners, id);
    const before = counted.count("");
    await proofs();
    expect(counted.count("") - before).toBe(10);
  });

  it("R-I01 a new key with an overlap: the old one works until then, and never longer than it did", async () => {
    const { partners, id, later } = await withPartner();
    const works = async (key: string | undefined) => (await partners.byApiKey(key ?? "")) !== undefined;
    const first = await partners.issue({ partnerId: id, kind: "apiKey" });
    const shared = await partners.issue({ partnerId: id, kind: "shared" });
    const second = await partners.issue({ partnerId: id, kind: "apiKey", overlapSeconds: 24 * HOUR });
    later(23 * HOUR);
    // A second change with a long overlap does not give the first key more time.
    const third = await partners.issue({ partnerId: id, kind: "apiKey", overlapSeconds: 48 * HOUR });
    expect([await works(first.secret), await works(second.secret), await works(third.secret)]).toEqual([true, true, true]);
    later(HOUR);
    expect([await works(first.secret), await works(second.secret), await works(third.secret)]).toEqual([false, true, true]);
    later(47 * HOUR);
    expect([await works(second.secret), await works(third.secret)]).toEqual([false, true]);
    // Other kinds are not touched.
    expect(await partners.byShared(shared.credential.id)).toBeDefined();
  });

  it("R-I01 rotation: a key is good until the earliest end that any later one set (property)", async () => {
    const step = fc.record({ wait: fc.nat(100), overlap: fc.nat(100), kind: fc.constantFrom("apiKey", "certificate") });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
        const { partners, id, later } = await withPartner();
        let t = 0;
        const made: { kind: string; until: number; good: () => Promise<boolean> }[] = [];
        for (const { wait, overlap, kind } of steps) {
          later(wait);
          t += wait;
          const certificate = kind === "certificate";
          const { credential, secret = "" } = await partners.issue({
            partnerId: id,
            kind: certificate ? "certificate" : "apiKey",
            overlapSeconds: overlap,
            ...(certificate ? { fingerprint: newFingerprint() } : {}),
          });
          for (const older of made) if (older.kind === kind) older.until = Math.min(older.until, t + overlap);
          const proof = () => (certificate ? partners.byCertificate(credential.fingerprint ?? "") : partners.byApiKey(secret));
          made.push({ kind, until: Number.POSITIVE_INFINITY, good: async () => (await proof()) !== undefined });
          expect(await Promise.all(made.map((one) => one.good()))).toEqual(made.map((one) => one.until > t));
        }
      }),
      { numRuns: 20 },
    );
  });

  it("R-I01 two keys issued at the same moment: one is good, not both and not none", async () => {
    const one = await withPartner();
    const two = partnersOn(database);
    const issued = await Promise.all(
      Array.from({ length: 8 }, (_, i) => (i % 2 ? one : two).partners.issue({ partnerId: one.id, kind: "apiKey" })),
    );
    const good = await Promise.all(issued.map(({ secret }) => one.partners.byApiKey(secret ?? "")));
    expect(good.filter((proven) => proven !== undefined)).toHaveLength(1);
    expect(await one.partners.credentials(one.id)).toHaveLength(8);
  });

  it("R-I01 addPartner: a new key, and the older ones end at once", async () => {
    const { partners, add } = partnersOn(database);
    const account = { ...PORTAL, id: newId() };
    const first = await add(account);
    const second = await add(account);
    expect(await partners.byApiKey(first.key)).toBeUndefined();
    expect((await partners.byApiKey(second.key))?.partner).toEqual(account);
  });
});
