/** Every look at personal data is recorded before it is shown (R-I02). */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readPurpose } from "../../gateway/auth/looks.ts";
import { type EntryWorld, entryWorld, submitted } from "./entry-world.ts";
import { CODE, client, dossier, fakeHub, problemOf } from "./fake-hub.ts";

let world: EntryWorld;
let id: string;
let blob: string;
const PDF = Buffer.from("%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n");
const as = (partner: string, more: Record<string, string> = {}) => ({
  headers: { authorization: `Bearer ${world.keys[partner]}`, ...more },
});
beforeAll(async () => {
  world = await entryWorld();
  const stored = await world.call("/api/v1/blobs?name=to-khai.pdf", {
    method: "POST",
    headers: { ...as("portal").headers, "content-type": "application/octet-stream" },
    body: PDF,
  });
  const { sha256, size, mediaType } = (await stored.json()) as { sha256: string; size: number; mediaType: string };
  blob = sha256;
  id = await submitted(world, {
    components: [
      { componentId: "tk", originals: 1, files: [{ blob: sha256, name: "to-khai.pdf", size, mediaType }] },
      { componentId: "gcs", originals: 1 },
    ],
  });
});
afterAll(() => world.stop());

/** What the doors that show personal data are, and who looks. */
const DOORS = [
  ["readDossier", "portal", (ref: string) => `/api/v1/dossiers/${ref}`],
  ["readTimeline", "portal", (ref: string) => `/api/v1/dossiers/${ref}/timeline`],
  ["listDossierMessages", "portal", (ref: string) => `/api/v1/dossiers/${ref}/messages`],
  ["readDossierWire", "operator", (ref: string) => `/api/v1/dossiers/${ref}/wire?bodies=true`],
  ["downloadBlob", "portal", (ref: string) => `/api/v1/blobs/${blob}?dossier=${ref}`],
  ["reconcileDay", "operator", () => "/api/v1/fees/reconciliation?day=2026-02-12"],
  ["listMessages", "operator", () => "/api/v1/messages"],
  ["listBlocked", "operator", () => "/api/v1/messages/blocked"],
  ["listLanes", "operator", () => "/api/v1/lanes?words=true"],
] as const;
/** Those that are not about one dossier. */
const OF_NONE: readonly string[] = ["reconcileDay", "listMessages", "listBlocked", "listLanes"];
const looksOf = async (filter: { who?: string; dossierId?: string }) =>
  (await world.hub.partners.looks({ ...filter, limit: 200 })).items;

describe("R-I02 looks are recorded", () => {
  it.each(DOORS)("%s: who, for whom, what for, when", async (operation, partner, path) => {
    const purpose = "Giải quyết hồ sơ theo phiếu 12";
    const headers = { "x-purpose": encodeURIComponent(purpose), "x-on-behalf-of": "cb-014", "x-request-id": "yeu-cau-0001" };
    const answer = await world.call(path(id), as(partner, headers));
    expect(answer.status).toBe(200);
    const [last] = await looksOf({ who: `partner:${partner}` });
    expect(last).toMatchObject({
      who: `partner:${partner}`,
      onBehalfOf: "cb-014",
      what: operation,
      purpose,
      door: "rest",
      at: world.now,
      traceparent: answer.headers.get("traceparent"),
    });
    expect(last?.dossierId).toBe(OF_NONE.includes(operation) ? undefined : id);
  });

  it("the doors that say in the OpenAPI document that they show personal data are these, the list of what came back, an agency's transfer, and held papers", async () => {
    const document = (await (await world.call("/openapi.json")).json()) as {
      paths: Record<string, Record<string, { operationId: string; parameters?: { name: string }[] }>>;
    };
    const shown = Object.values(document.paths)
      .flatMap((item) => Object.values(item))
      .filter((operation) => operation.parameters?.some((one) => one.name === "X-Purpose"))
      .map((operation) => operation.operationId);
    // Held papers: held-papers.test.ts.
    const elsewhere = ["listOpenTransfers", "readTransfer", "listHeldPapers", "keepPaper"];
    expect(new Set(shown)).toEqual(new Set([...DOORS.map(([operation]) => operation), ...elsewhere]));
  });

  it("without X-Purpose it is the operation's own title", async () => {
    await world.call(`/api/v1/dossiers/${id}/timeline`, as("portal"));
    expect((await looksOf({ dossierId: id }))[0]).toMatchObject({ what: "readTimeline", purpose: "Diễn biến hồ sơ" });
  });

  it("nothing is recorded where nothing is shown: unknown, another agency's, or unchanged since", async () => {
    const etag = (await world.call(`/api/v1/dossiers/${id}`, as("portal"))).headers.get("etag") ?? "";
    const before = await looksOf({});
    expect((await world.call(`/api/v1/dossiers/${id}`, as("portal", { "if-none-match": etag }))).status).toBe(304);
    for (const path of [`/api/v1/dossiers/${id}`, `/api/v1/blobs/${blob}?dossier=${id}`, "/api/v1/dossiers/H57.1-260101-0001"])
      expect((await world.call(path, as("elsewhere"))).status).toBe(404);
    expect((await world.call("/api/v1/dossiers", as("portal"))).status).toBe(200);
    expect(await looksOf({})).toEqual(before);
  });

  it.each(["%", "%ZZ", "%FF", "", "%20%20", "a%0D%0ASet-Cookie: x", "a%00b", "a%E2%80%A8b", "x".repeat(301), "Giải quyết"])(
    "X-Purpose %j is 400, and nothing is shown",
    async (purpose) => {
      const before = await looksOf({});
      // A header is bytes: what is not ASCII arrives as Latin-1 of its UTF-8.
      const headers = { "x-purpose": Buffer.from(purpose, "utf8").toString("latin1") };
      const found = await problemOf(await world.call(`/api/v1/dossiers/${id}`, as("portal", headers)));
      expect(found).toMatchObject({ status: 400, code: "request.bad-header", errors: [{ path: "X-Purpose" }] });
      expect(await looksOf({})).toEqual(before);
    },
  );

  it("X-On-Behalf-Of that is no id is 400", async () => {
    for (const person of ["Nguyễn", "a b", "a/b", "x".repeat(121)]) {
      const headers = { "x-on-behalf-of": Buffer.from(person, "utf8").toString("latin1") };
      const found = await problemOf(await world.call(`/api/v1/dossiers/${id}`, as("portal", headers)));
      expect(found).toMatchObject({ status: 400, errors: [{ path: "X-On-Behalf-Of" }] });
    }
  });

  it("any purpose that can be read is kept as it was meant", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 }), (text) => {
        const wanted = text.normalize("NFC").trim();
        const read = readPurpose(encodeURIComponent(text));
        expect(read === undefined || read === wanted).toBe(true);
        if (/^[\p{L}\p{N}]+$/u.test(text)) expect(read).toBe(wanted);
      }),
    );
  });

  it("a look that cannot be recorded shows nothing: 503, at every door", async () => {
    const base = fakeHub();
    const held = {
      componentId: "tk",
      originals: 0,
      copies: 0,
      files: [{ blob: "b".repeat(64), name: "a.pdf", size: 4, mediaType: "application/pdf" }],
    };
    let read = false;
    const stream = async function* () {
      read = true;
      yield PDF;
    };
    const fake = fakeHub({
      partners: { ...base.hub.partners, recordLook: () => Promise.reject(new TypeError("away")) },
      readBlob: async () => ({ info: { sha256: "b".repeat(64), size: 4, mediaType: "application/pdf" }, stream: stream() }),
    });
    fake.dossiers = [dossier({ components: [held] })];
    const { send } = client(fake.hub);
    for (const [operation, partner, path] of DOORS) {
      const answer = await send(
        partner,
        "GET",
        operation === "downloadBlob" ? `/api/v1/blobs/${"b".repeat(64)}?dossier=${CODE}` : path(CODE),
      );
      const text = await answer.clone().text();
      expect(text, operation).not.toMatch(/Nguyễn|001099000012|0900000012|%PDF/);
      expect(await problemOf(answer), operation).toMatchObject({
        status: 503,
        code: "hub.look-not-recorded",
        retry: true,
        blame: "hub",
      });
    }
    expect(read).toBe(false);
  });
});

describe("R-I02 who may read the record of looks", () => {
  it("the agency that received the dossier, and the operator; newest first, page by page", async () => {
    for (const partner of ["portal", "operator"]) {
      const answer = await world.call(`/api/v1/dossiers/${id}/looks?limit=2`, as(partner));
      const page = (await answer.json()) as { items: { id: string; dossierId: string }[]; next?: string };
      expect(page.items).toHaveLength(2);
      expect(page.items.every((one) => one.dossierId === id)).toBe(true);
      const rest = await world.call(`/api/v1/dossiers/${id}/looks?limit=2&cursor=${page.next}`, as(partner));
      const next = (await rest.json()) as { items: { id: string }[] };
      expect(Number(next.items[0]?.id)).toBeLessThan(Number(page.items[1]?.id));
    }
  });

  it("an agency that the dossier was only sent to may read it, but not who else looked; for others it does not exist", async () => {
    const fake = fakeHub();
    fake.dossiers = [
      dossier({
        transfers: [
          { transferId: "f1", toAgencyId: "G01.46", purpose: "x", number: 1, state: "sent", open: true, data: {}, sentAt: "" },
        ],
      }),
    ];
    const { send } = client(fake.hub);
    expect((await send("agency", "GET", `/api/v1/dossiers/${CODE}`)).status).toBe(200);
    expect((await problemOf(await send("agency", "GET", `/api/v1/dossiers/${CODE}/looks`))).code).toBe("partner.looks-not-yours");
    expect((await problemOf(await send("portal-2", "GET", `/api/v1/dossiers/${CODE}/looks`))).code).toBe("dossier.not-found");
    expect((await send("post", "GET", `/api/v1/dossiers/${CODE}/looks`)).status).toBe(403);
  });

  it("all looks of one system are for the operator", async () => {
    const answer = await world.call("/api/v1/looks?who=partner:portal&limit=3", as("operator"));
    const { items } = (await answer.json()) as { items: { who: string }[] };
    expect(items.map((one) => one.who)).toEqual(["partner:portal", "partner:portal", "partner:portal"]);
    expect((await world.call("/api/v1/looks", as("portal"))).status).toBe(403);
    expect((await problemOf(await world.call("/api/v1/looks?who=nobody", as("operator")))).code).toBe("request.bad-query");
  });
});

describe("another agency's dossier", () => {
  it("by guessable code: every reading door answers as for one that does not exist", async () => {
    const code = "H57.122-260213-9999";
    const strange = async (ref: string, path: (ref: string) => string) => {
      const { instance: _, ...rest } = await problemOf(await world.call(path(ref), as("elsewhere")));
      return rest;
    };
    const doors = [
      ...DOORS.filter(([, partner]) => partner === "portal").map(([, , path]) => path),
      (ref: string) => `/api/v1/dossiers/${ref}/looks`,
    ];
    for (const path of doors) {
      const foreign = await strange(id, path);
      expect(foreign.status).toBe(404);
      expect(await strange(code, path)).toEqual(foreign);
    }
  });

  it("a file: knowing its hash is not enough, and no dossier of one's own opens it that does not hold it", async () => {
    const get = (path: string, partner: string) => world.call(path, as(partner));
    const own = await world.call("/api/v1/dossiers", {
      method: "POST",
      headers: { ...as("portal").headers, "content-type": "application/json", "idempotency-key": "khong-co-tep" },
      body: JSON.stringify({
        channel: "online",
        procedureCode: "1.001193",
        agencyId: "H57.122",
        applicant: { kind: "citizen", fullName: "Trần Thị Thử", identityNumber: "001099000013", phone: "0900000013" },
        components: [
          { componentId: "tk", originals: 1 },
          { componentId: "gcs", originals: 1 },
        ],
        declaredTruthful: true,
      }),
    });
    const { dossierId: empty } = (await own.json()) as { dossierId: string };
    expect((await problemOf(await get(`/api/v1/blobs/${blob}`, "portal"))).code).toBe("request.bad-query");
    expect((await get(`/api/v1/blobs/${blob}?dossier=${id}`, "portal")).status).toBe(200);
    const unknown = await problemOf(await get(`/api/v1/blobs/${"0".repeat(64)}?dossier=${id}`, "portal"));
    for (const [path, partner] of [
      [`/api/v1/blobs/${blob}?dossier=${empty}`, "portal"],
      [`/api/v1/blobs/${blob}?dossier=${id}`, "elsewhere"],
      [`/api/v1/blobs/${blob}?dossier=${id}`, "police"],
    ] as const)
      expect(await problemOf(await get(path, partner))).toEqual({ ...unknown, instance: expect.any(String) });
    expect((await get(`/api/v1/blobs/${blob}`, "operator")).status).toBe(200);
  });
});
