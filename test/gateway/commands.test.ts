/** The envelope of commands: keys, versions, late entry, and what the hub's outcomes become on the wire. */
import { describe, expect, it } from "vitest";
import { REFUSAL_CODES } from "../../core/dossier/refusals.ts";
import type { Refusal } from "../../core/dossier/types.ts";
import { FEES_REFUSAL_CODES } from "../../core/fees/refusals.ts";
import { type HubRefusalCode, hubRefusal } from "../../core/hub-refusals.ts";
import { hashBody } from "../../core/partners/body-hash.ts";
import { PARTNER_REFUSAL_CODES } from "../../core/partners/refusals.ts";
import { SUBSCRIPTION_REFUSAL_CODES } from "../../core/subscriptions/refusals.ts";
import { STATUS_BY_CODE } from "../../gateway/rest/refusals.ts";
import { CODE, client, DOSSIER_ID, dossier, fakeHub, problemOf, receiptOf, UPDATE_KEY } from "./fake-hub.ts";

const PROGRESS = `/api/v1/dossiers/${CODE}/progress`;
const SUBMIT = "/api/v1/dossiers";
const submission = {
  channel: "online",
  procedureCode: "1.001193",
  agencyId: "H57.122",
  applicant: { kind: "citizen", fullName: "Nguyễn Thị Thử", phone: "0900000012" },
  declaredTruthful: true,
};

const refusal = (code: string, blame: Refusal["blame"] = "caller"): Refusal => ({
  code,
  blame,
  vi: "Không được.",
  en: "No.",
  hint: { vi: "Xem lại.", en: "Look again." },
  details: { is: 4 },
});

describe("submission", () => {
  it("needs an Idempotency-Key: a second submission would be a second dossier", async () => {
    const fake = fakeHub();
    const found = await problemOf(await client(fake.hub).send("portal", "POST", SUBMIT, submission));
    expect(found).toMatchObject({
      status: 400,
      code: "request.bad-header",
      errors: [{ path: "/Idempotency-Key", vi: "Thiếu trường bắt buộc." }],
    });
    expect(fake.executions).toEqual([]);
  });

  it("R-A08 answers 201 with place, version, status and update key", async () => {
    const fake = fakeHub();
    const response = await client(fake.hub).send("portal", "POST", SUBMIT, submission, { "idempotency-key": "k1" });
    expect(response.status).toBe(201);
    expect(response.headers.get("location")).toBe(`/api/v1/dossiers/${DOSSIER_ID}`);
    expect(response.headers.get("etag")).toBe('"3"');
    expect(await response.json()).toMatchObject({
      dossierId: DOSSIER_ID,
      updateKey: UPDATE_KEY,
      nationalStatus: 2,
      statusTitle: { vi: "Được tiếp nhận" },
    });
  });

  it("keys belong to the partner: the same key of two partners never meets", async () => {
    const fake = fakeHub();
    const { send } = client(fake.hub);
    await send("portal", "POST", SUBMIT, submission, { "idempotency-key": "k1" });
    await send("portal-all", "POST", SUBMIT, submission, { "idempotency-key": "k1" });
    expect(fake.executions.map((one) => one.idempotency?.scope)).toEqual(["partner:portal", "partner:portal-all"]);
  });

  it("a repeat is the stored answer, marked, with the same status and update key", async () => {
    const fake = fakeHub();
    fake.outcome = () => ({ outcome: "repeat", receipt: receiptOf(dossier({ version: 1, status: "submitted" })) });
    const response = await client(fake.hub).send("portal", "POST", SUBMIT, submission, { "idempotency-key": "k1" });
    expect(response.status).toBe(201);
    expect(response.headers.get("idempotent-replayed")).toBe("true");
    expect(await response.json()).toMatchObject({ version: 1, status: "submitted", updateKey: UPDATE_KEY });
  });

  it("text is NFC before it is hashed and handed on, so NFD from a phone is the same body", async () => {
    const fake = fakeHub();
    const { send } = client(fake.hub);
    for (const form of ["NFC", "NFD"] as const) {
      const body = { ...submission, summary: "Đăng ký khai sinh cho trẻ".normalize(form) };
      await send("portal", "POST", SUBMIT, body, { "idempotency-key": "k1" });
    }
    const [nfc, nfd] = fake.executions;
    expect(nfd).toEqual({ ...nfc, traceparent: nfd?.traceparent });
    expect(nfd?.command).toMatchObject({ summary: "Đăng ký khai sinh cho trẻ".normalize("NFC") });
  });
});

describe("the hash of a body", () => {
  it("is the same whatever the order of the fields, and another for another value or command", () => {
    const hash = hashBody("progress", { note: "a", at: undefined, x: [1, { b: 2, a: 1 }] });
    expect(hashBody("progress", { x: [1, { a: 1, b: 2 }], note: "a" })).toBe(hash);
    const others = [
      hashBody("progress", { note: "b", x: [1, { b: 2, a: 1 }] }),
      hashBody("suspend", { note: "a", x: [1, { b: 2, a: 1 }] }),
      hashBody("progress", { note: "a", x: [{ b: 2, a: 1 }, 1] }),
    ];
    expect(new Set([hash, ...others]).size).toBe(4);
  });
});

describe("the envelope of a command", () => {
  it("R-B12 late entry: true time and mark go beside the command, not into it", async () => {
    const fake = fakeHub();
    const body = {
      note: "Đã thẩm tra trên giấy",
      at: "2026-02-12T09:00:00+07:00",
      lateEntry: { reason: "Mất điện ngày 12/02", enteredBy: "Trần Văn Thử" },
      actor: { id: "cb-1", role: "officer" },
    };
    expect((await client(fake.hub).send("portal", "POST", PROGRESS, body)).status).toBe(200);
    expect(fake.executions[0]).toMatchObject({
      command: { type: "progress", note: "Đã thẩm tra trên giấy" },
      dossier: CODE,
      at: "2026-02-12T02:00:00.000Z",
      lateEntry: { reason: "Mất điện ngày 12/02", enteredBy: "Trần Văn Thử" },
      actor: { id: "portal/cb-1", role: "officer" },
    });
    expect(Object.keys(fake.executions[0]?.command ?? {}).sort()).toEqual(["note", "type"]);
  });

  it.each([
    ['"3"', 3],
    ['W/"12"', 12],
    ["*", undefined],
  ])("If-Match %s asks for version %s", async (ifMatch, version) => {
    const fake = fakeHub();
    await client(fake.hub).send("portal", "POST", PROGRESS, { note: "x" }, { "if-match": ifMatch });
    expect(fake.executions[0]?.expectedVersion).toBe(version);
  });

  it("an If-Match that is no version is 400", async () => {
    const fake = fakeHub();
    const found = await problemOf(await client(fake.hub).send("portal", "POST", PROGRESS, { note: "x" }, { "if-match": "abc" }));
    expect(found).toMatchObject({ status: 400, errors: [{ path: "/If-Match" }] });
    expect(fake.executions).toEqual([]);
  });

  it("the caller's trace goes on with a span of ours; a broken one is replaced", async () => {
    const fake = fakeHub();
    const { send } = client(fake.hub);
    const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
    const response = await send("portal", "POST", PROGRESS, { note: "x" }, { traceparent: `00-${traceId}-00f067aa0ba902b7-01` });
    expect(fake.executions[0]?.traceparent).toMatch(new RegExp(`^00-${traceId}-(?!00f067aa0ba902b7)[0-9a-f]{16}-01$`));
    expect(response.headers.get("traceparent")).toBe(fake.executions[0]?.traceparent);
    await send("portal", "POST", PROGRESS, { note: "x" }, { traceparent: `00-${"0".repeat(32)}-00f067aa0ba902b7-01` });
    expect(fake.executions[1]?.traceparent).toMatch(/^00-(?!0{32})[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  });

  it("the request id of the caller comes back, and names the problem's instance", async () => {
    const { send } = client(fakeHub().hub);
    const response = await send("portal", "GET", "/api/v1/dossiers/none", undefined, { "x-request-id": "support-000042" });
    expect(response.headers.get("x-request-id")).toBe("support-000042");
    expect((await problemOf(response)).instance).toBe("urn:lienthong:request:support-000042");
    const odd = await send("portal", "GET", "/api/v1/dossiers/none", undefined, { "x-request-id": "a b" });
    expect(odd.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe("outcomes of the hub", () => {
  it.each([
    ["refused", "dossier.component-not-published", 422],
    ["refused", "dossier.wrong-state", 409],
    ["refused", "dossier.already-received", 409],
    ["refused", "dossier.version-stale", 412],
    ["refused", "dossier.role-not-allowed", 403],
    ["refused", "dossier.not-found", 404],
    ["refused", "file.too-large", 413],
    ["refused", "file.kind-not-allowed", 415],
    ["refused", "a.code.nobody.mapped", 422],
    ["conflict", "request.key-reused", 409],
  ] as const)("%s %s is %i", async (outcome, code, status) => {
    const fake = fakeHub();
    fake.outcome = () => ({ outcome, refusal: refusal(code) });
    const found = await problemOf(
      await client(fake.hub).send("portal", "POST", PROGRESS, { note: "x" }, { "idempotency-key": "k1" }),
    );
    expect(found).toMatchObject({
      status,
      code,
      blame: "caller",
      retry: false,
      detail: "Không được.",
      detail_en: "No.",
      details: { is: 4 },
    });
  });

  it("every code of the table is one that the engine or the hub really gives", () => {
    const ofHub = (code: string): boolean => {
      try {
        return hubRefusal(code as HubRefusalCode).code === code;
      } catch {
        return false;
      }
    };
    const known: readonly string[] = [
      ...REFUSAL_CODES,
      ...PARTNER_REFUSAL_CODES,
      ...SUBSCRIPTION_REFUSAL_CODES,
      ...FEES_REFUSAL_CODES,
    ];
    expect([...STATUS_BY_CODE.keys()].filter((code) => !known.includes(code) && !ofHub(code))).toEqual([]);
  });

  it("what is the hub's own fault is 503 and may be tried again", async () => {
    const fake = fakeHub();
    fake.outcome = () => ({ outcome: "refused", refusal: refusal("dossier.calendar-year-missing", "hub") });
    const found = await problemOf(await client(fake.hub).send("portal", "POST", PROGRESS, { note: "x" }));
    expect(found).toMatchObject({ status: 503, blame: "hub", retry: true });
  });
});

describe("reading", () => {
  it("ETag is the version; If-None-Match of it is 304 without a body", async () => {
    const { send } = client(fakeHub().hub);
    const path = `/api/v1/dossiers/${CODE}`;
    const first = await send("portal", "GET", path);
    expect(first.headers.get("etag")).toBe('"3"');
    const again = await send("portal", "GET", path, undefined, { "if-none-match": 'W/"2", "3"' });
    expect(again.status).toBe(304);
    expect(await again.text()).toBe("");
    expect((await send("portal", "GET", path, undefined, { "if-none-match": '"2"' })).status).toBe(200);
  });

  it("R-B07 the dossier carries the name and the national number of its status", async () => {
    const { send } = client(fakeHub().hub);
    expect(await (await send("portal", "GET", `/api/v1/dossiers/${DOSSIER_ID}`)).json()).toMatchObject({
      id: DOSSIER_ID,
      statusTitle: { vi: "Được tiếp nhận", en: "Received" },
      nationalStatus: 2,
      agencyName: "Ủy ban nhân dân xã H57.122",
    });
  });

  it("operators see the wire; bodies only when they ask", async () => {
    const { send } = client(fakeHub().hub);
    const path = `/api/v1/dossiers/${CODE}/wire`;
    expect(await (await send("operator", "GET", path)).json()).toMatchObject({
      items: [expect.not.objectContaining({ bodyBase64: expect.anything() })],
    });
    expect(await (await send("operator", "GET", `${path}?bodies=true`)).json()).toMatchObject({
      items: [{ bodyBase64: "e30=" }],
    });
  });
});
