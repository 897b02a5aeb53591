/**
 * R-I02: somebody else's file, by whoever knows its hash, its size and its kind. It cannot be had by naming it in a dossier of one's own, at
 * any door that takes a file: what was not brought by the caller, and is not in the dossier already, is as unknown as what nobody stored.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { envelope } from "../gateway/soap/world.ts";
import { type Refusal, refusalOf } from "./doors.ts";
import type { Answer, Attack } from "./raw.ts";
import { AGENCY, type AttackWorld, attackWorld, headerOf, submission } from "./world.ts";

const OFFICER = { actor: { id: "cb-1", name: "Cán bộ thử", role: "officer", agencyId: AGENCY } } as const;
const PERSON = { kind: "citizen", fullName: "Người Thử", identityNumber: "001099000012", phone: "0900000012" } as const;
const BYTES = "%PDF-1.7\nbí mật\n%%EOF\n";

interface Stored {
  readonly sha256: string;
  readonly size: number;
  readonly mediaType: string;
}
let world: AttackWorld;
let secret: Stored;
let theirs: string;
let own: { dossierId: string; updateKey: string };
const upload = async (partner: string, body = BYTES): Promise<Stored> => {
  const answer = await world.send({ path: "/api/v1/blobs?name=a.pdf", headers: world.key(partner), body });
  return JSON.parse(answer.text) as Stored;
};
const named = ({ sha256, size, mediaType }: Stored) => ({ blob: sha256, name: "a.pdf", size, mediaType });
const withFile = (file: object, more: object = {}) =>
  submission({
    agencyId: "H57.123",
    applicant: PERSON,
    components: [
      { componentId: "tk", originals: 1, files: [file] },
      { componentId: "gcs", originals: 1 },
    ],
    ...more,
  });

beforeAll(async () => {
  world = await attackWorld();
  secret = await upload("portal");
  const components = [
    { componentId: "tk", originals: 1, files: [named(secret)] },
    { componentId: "gcs", originals: 1 },
  ];
  const made = await world.act<{ dossierId: string }>("portal", "/api/v1/dossiers", submission({ components }), {
    "idempotency-key": "bi-mat",
  });
  theirs = made.dossierId;
  own = await world.act(
    "stranger",
    "/api/v1/dossiers",
    submission({ agencyId: "H57.123", applicant: PERSON, alias: "CUA-TOI" }),
    {
      "idempotency-key": "cua-toi",
    },
  );
});
afterAll(() => world.stop());

const json = (path: string, body: object, partner = "stranger", method = "POST"): Attack => ({
  method,
  path,
  headers: {
    ...(partner === "" ? { "content-type": "application/json" } : world.json(partner)),
    "idempotency-key": crypto.randomUUID(),
  },
  body: JSON.stringify(body),
});
const reading = (partner: string, dossier: string) => ({
  path: `/api/v1/blobs/${secret.sha256}?dossier=${dossier}`,
  headers: world.key(partner),
});
const UNKNOWN: Refusal = [422, "file.unknown"];

const FILE_WAYS: readonly (readonly [string, () => Attack])[] = [
  ["a new dossier", () => json("/api/v1/dossiers", withFile(named(secret)))],
  [
    "a new dossier's declaration",
    () =>
      json(
        "/api/v1/dossiers",
        withFile({ ...named(secret) }, { components: submission().components, form: { x: [named(secret)] } }),
      ),
  ],
  [
    "an amendment",
    () =>
      json(
        `/api/v1/dossiers/${own.dossierId}`,
        { components: [{ componentId: "tk", originals: 1, files: [named(secret)] }] },
        "stranger",
        "PATCH",
      ),
  ],
  [
    "an amendment's declaration",
    () => json(`/api/v1/dossiers/${own.dossierId}`, { form: { x: { y: named(secret) } } }, "stranger", "PATCH"),
  ],
  [
    "an amendment by code and key, as an applicant",
    () => json("/api/v1/look-up/amend", { code: "CUA-TOI", key: own.updateKey, form: { x: named(secret) } }, ""),
  ],
];

describe("R-I02 R-A07 somebody else's file, by its hash", () => {
  it.each(FILE_WAYS)("R-I02 file by its hash: named in %s it is as unknown as one that nobody stored", async (_, make) => {
    await world.unharmed(async () => {
      const answer = await world.send(make());
      expect(refusalOf(answer, "rest"), answer.text.slice(0, 300)).toEqual(UNKNOWN);
      world.keepsQuiet(answer, "file");
    });
    expect((await world.send(reading("stranger", own.dossierId))).status).toBe(404);
  });

  it("R-I02 file by its hash: by SOAP too", async () => {
    const { sha256, size, mediaType } = secret;
    const file = `<q:files><q:blob>${sha256}</q:blob><q:name>a.pdf</q:name><q:size>${size}</q:size><q:mediaType>${mediaType}</q:mediaType></q:files>`;
    const request = `<q:Amend><q:dossier>${own.dossierId}</q:dossier><q:components><q:componentId>tk</q:componentId><q:originals>1</q:originals>${file}</q:components></q:Amend>`;
    const headers = { "content-type": "text/xml; charset=utf-8", ...world.key("stranger") };
    await world.unharmed(async () => {
      const answer = await world.send({ path: "/soap/dossiers", headers, body: envelope(request) });
      expect(answer.text).toContain("<lt:code>file.unknown</lt:code>");
    });
  });

  it("R-I02 file by its hash: kept as a paper of one's own applicant it is not held", async () => {
    const keeping = { name: "Giấy lạ", blob: secret.sha256, fileName: "a.pdf", officerId: "cb-9" };
    await world.unharmed(async () => {
      const answer = await world.send(json(`/api/v1/dossiers/${own.dossierId}/held-papers`, keeping));
      expect(refusalOf(answer, "rest")).toEqual([422, "paper.not-held"]);
    }, ["look"]);
  });

  it.each([5, null, "khong-phai-ma", {}, "0190f3b2-0000-7000-8000-000000000000"])(
    "R-A11 a declaration that names %j as a held paper is refused, and no fault of the hub",
    async (paper) => {
      await world.unharmed(async () => {
        const form = { x: { ...named(secret), paper } };
        const answer = await world.send(json(`/api/v1/dossiers/${own.dossierId}`, { form }, "stranger", "PATCH"));
        expect(refusalOf(answer, "rest"), answer.text.slice(0, 300)).toEqual([422, "paper.not-held"]);
      });
    },
  );

  it("R-A07 the same file brought by oneself is one's own, in one's own dossier only; the other's owner still reads his", async () => {
    const again = await upload("stranger");
    expect(again.sha256).toBe(secret.sha256);
    const amended = await world.send(
      json(`/api/v1/dossiers/${own.dossierId}`, { form: { x: named(again) } }, "stranger", "PATCH"),
    );
    expect(amended.status, amended.text).toBe(200);
    const text = (answer: Answer) => [answer.status, answer.text, headerOf(answer, "content-type")];
    expect(text(await world.send(reading("stranger", own.dossierId)))).toEqual([200, BYTES, "application/pdf"]);
    expect((await world.send(reading("stranger", theirs))).status).toBe(404);
    expect(text(await world.send(reading("portal", theirs)))).toEqual([200, BYTES, "application/pdf"]);
  });

  it("R-A08 an applicant names what he uploaded for this dossier, and for this one only", async () => {
    const file = await (async () => {
      const query = `code=CUA-TOI&key=${own.updateKey}&name=b.pdf`;
      return JSON.parse(
        (await world.send({ path: `/api/v1/look-up/blobs?${query}`, body: "%PDF-1.7\ncủa tôi\n%%EOF\n" })).text,
      ) as Stored;
    })();
    const amend = { code: "CUA-TOI", key: own.updateKey, form: { x: named(file) } };
    expect((await world.send(json("/api/v1/look-up/amend", amend, ""))).status).toBe(200);
    await world.unharmed(async () => {
      const other = await world.send(
        json(`/api/v1/dossiers/${theirs}`, { form: { x: named(file) }, ...OFFICER }, "portal", "PATCH"),
      );
      expect(refusalOf(other, "rest")).toEqual(UNKNOWN);
    });
  });

  it("R-A07 what a dossier has already may be named again by another system that may amend it", async () => {
    const { key } = await world.hub.addPartner({ id: "portal-2", name: "Cổng thứ hai", role: "portal", agencies: [AGENCY] });
    const again = json(`/api/v1/dossiers/${theirs}`, { form: { x: named(secret) } }, "portal", "PATCH");
    const answer = await world.send({ ...again, headers: { ...again.headers, authorization: `Bearer ${key}` } });
    expect(answer.status, answer.text).toBe(200);
  });
});
