/** Public look-up and editing by code and update key. */
import { describe, expect, it } from "vitest";
import type { Leg } from "../../catalogs/route.ts";
import type { ProcedureVersion } from "../../catalogs/types.ts";
import type { Transfer } from "../../core/dossier/types.ts";
import { publicViewSchema } from "../../gateway/rest/schemas.ts";
import { CODE, client, dossier, fakeHub, NOW, problemOf, UPDATE_KEY } from "./fake-hub.ts";

const pathOf = (code: string, key: string) => `/api/v1/look-up?code=${code}&key=${key}`;
const RIGHT = pathOf(CODE, UPDATE_KEY);
const procedure = {
  version: 1,
  procedure: { components: [{ id: "tk", name: "Tờ khai đăng ký khai sinh" }] },
} as unknown as ProcedureVersion;

const waiting = dossier({
  status: "awaitingSupplement",
  supplementRounds: [
    {
      number: 1,
      beforeReceipt: true,
      missing: [{ componentId: "gcs", reason: "Đã nộp" }],
      requestedAt: NOW,
      requestedBy: "portal/cb-1",
      apology: false,
      suppliedAt: NOW,
    },
    {
      number: 2,
      beforeReceipt: false,
      missing: [{ componentId: "tk", reason: "Thiếu chữ ký" }],
      requestedAt: NOW,
      requestedBy: "portal/cb-1",
      apology: true,
    },
  ],
  charges: [
    { chargeId: "p1", name: "Lệ phí", amount: 8000, paid: 0, open: true, kind: "charge", requestedAt: NOW },
    { chargeId: "p2", name: "Bản sao", amount: 5000, paid: 5000, open: false, kind: "fee", requestedAt: NOW },
  ],
});

const leg = (key: string, name: string, more: Partial<Leg> = {}): Leg => ({
  key,
  name,
  kind: "transfer",
  agency: "receiving",
  after: [],
  evenIfFailed: false,
  when: [],
  takes: [],
  gives: [],
  clock: "runs",
  onRefusal: "end",
  onSupplement: "goOn",
  onWithdrawal: { running: "cancel", done: "keep" },
  ...more,
});
const transfer = (more: Partial<Transfer> & Pick<Transfer, "transferId" | "toAgencyId" | "purpose" | "state">): Transfer => ({
  number: 1,
  open: true,
  sentAt: NOW,
  data: {},
  ...more,
});
const onItsWay = dossier({
  status: "forwarded",
  route: {
    id: "dat-dai",
    name: "Biến động đất đai",
    legs: [
      leg("tham-dinh", "Thẩm định"),
      leg("thue", "Xác định nghĩa vụ tài chính", { agency: "H57.999" }),
      leg("nop-thue", "Nộp thuế", { kind: "payment" }),
      leg("khao-sat", "Khảo sát"),
    ],
    end: "decide",
    skipped: [{ leg: "khao-sat", reason: "notNeeded", at: NOW }],
  },
  transfers: [
    transfer({
      transferId: "tham-dinh",
      leg: "tham-dinh",
      toAgencyId: "H57.122",
      purpose: "Thẩm định",
      state: "done",
      open: false,
      result: { outcome: "done", at: NOW, note: "Của Nguyễn Thị Thử Nghiệm", documents: [], data: { owner: "001099000012" } },
    }),
    transfer({ transferId: "thue", leg: "thue", toAgencyId: "H57.999", purpose: "Thuế", state: "accepted", dueAt: NOW }),
    transfer({
      transferId: "tay-1",
      toAgencyId: "H57.999",
      purpose: "Việc riêng của cán bộ",
      state: "sentBack",
      reason: "Bản vẽ thiếu chữ ký",
    }),
  ],
  charges: [
    {
      chargeId: "tax:1",
      name: "Lệ phí trước bạ",
      amount: 7_200_000,
      paid: 0,
      open: true,
      kind: "tax",
      requestedAt: NOW,
      request: { lane: "treasury", reference: "r1", url: "https://pay.test/1", qr: "000201", expiresAt: NOW, at: NOW },
    },
  ],
});

describe("R-A08 look-up by dossier code and update key", () => {
  it("shows status, what is missing and what is to be paid, and nobody's data", async () => {
    const fake = fakeHub({ procedure: async () => procedure });
    fake.dossiers = [waiting];
    const response = await client(fake.hub).send(undefined, "GET", RIGHT);
    const text = await response.clone().text();
    const body = await response.json();
    expect(publicViewSchema.strict().safeParse(body).error).toBeUndefined();
    expect(body).toMatchObject({
      code: CODE,
      status: "awaitingSupplement",
      nationalStatus: 5,
      agencyName: "Ủy ban nhân dân xã H57.122",
      missing: [{ componentId: "tk", name: "Tờ khai đăng ký khai sinh", reason: "Thiếu chữ ký" }],
      charges: [{ name: "Lệ phí", amount: 8000, paid: 0 }],
    });
    expect(text).not.toMatch(/Thử Nghiệm|001099000012|0900000012|cb-1/);
    expect(response.headers.get("cache-control")).toBe("no-store");
  });

  it("R-B06 R-E02 says which agency has it now, every leg by name, and where to pay; nothing that a person wrote", async () => {
    const fake = fakeHub();
    fake.dossiers = [onItsWay];
    const response = await client(fake.hub).send(undefined, "GET", RIGHT);
    const text = await response.clone().text();
    const body = await response.json();
    expect(publicViewSchema.strict().safeParse(body).error).toBeUndefined();
    expect(body).toMatchObject({
      heldBy: ["Ủy ban nhân dân xã H57.999"],
      steps: [
        { name: "Thẩm định", agencyName: "Ủy ban nhân dân xã H57.122", state: "done", endedAt: NOW },
        { name: "Xác định nghĩa vụ tài chính", agencyName: "Ủy ban nhân dân xã H57.999", state: "accepted", dueAt: NOW },
        { name: "Nộp thuế", state: "waiting", stateTitle: { vi: "Chưa đến lượt" } },
        { name: "Khảo sát", state: "skipped" },
        { name: "Chuyển cơ quan phối hợp", state: "sentBack", stateTitle: { vi: expect.stringContaining("Trả lại") } },
      ],
      charges: [{ name: "Lệ phí trước bạ", amount: 7_200_000, paid: 0, url: "https://pay.test/1", qr: "000201", expiresAt: NOW }],
    });
    expect(text).not.toMatch(/Thử Nghiệm|001099000012|riêng của cán bộ|Bản vẽ thiếu chữ ký/);
  });

  it("R-E02 while the applicant pays, the leg says so and the receiving agency has the dossier; once it is over, nobody", async () => {
    const fake = fakeHub();
    const paying = transfer({
      transferId: "nop-thue",
      leg: "nop-thue",
      toAgencyId: "H57.122",
      purpose: "Nộp thuế",
      state: "sent",
    });
    fake.dossiers = [{ ...onItsWay, transfers: [paying] }];
    const { send } = client(fake.hub);
    const view = async () => publicViewSchema.parse(await (await send(undefined, "GET", RIGHT)).json());
    const seen = await view();
    expect(seen.heldBy).toEqual(["Ủy ban nhân dân xã H57.122"]);
    expect(seen.steps[2]).toMatchObject({ name: "Nộp thuế", state: "awaitingPayment" });
    expect(seen.steps[2]).not.toHaveProperty("agencyName");
    fake.dossiers = [{ ...onItsWay, transfers: [], status: "returned" }];
    expect((await view()).heldBy).toEqual([]);
  });

  it("R-D01 a charge that was called off is not asked for", async () => {
    const fake = fakeHub();
    const [charge] = onItsWay.charges;
    fake.dossiers = [dossier({ charges: charge === undefined ? [] : [{ ...charge, open: false, cancelled: "Tính nhầm" }] })];
    const body = await (await client(fake.hub).send(undefined, "GET", RIGHT)).json();
    expect(publicViewSchema.parse(body).charges).toEqual([]);
  });

  it("a wrong key and an unknown code look the same", async () => {
    const { send } = client(fakeHub().hub);
    const strip = async (path: string) => ({ ...(await problemOf(await send(undefined, "GET", path))), instance: "" });
    const wrongKey = await strip(pathOf(CODE, "WRONGKEY22"));
    expect(wrongKey).toMatchObject({ status: 404, code: "look-up.not-found" });
    expect(await strip(pathOf("H57.122-260213-9999", UPDATE_KEY))).toEqual(wrongKey);
  });

  it.each([
    ["a code that exists", CODE],
    ["a code that does not", "H57.122-260213-9999"],
  ])("ten wrong keys on %s lock it for a quarter of an hour, also for the right key", async (_, code) => {
    let now = 1_000_000;
    const { send } = client(fakeHub().hub, { wallClock: () => now });
    for (let tries = 0; tries < 10; tries += 1)
      expect((await send(undefined, "GET", pathOf(code, "WRONGKEY22"))).status).toBe(404);
    const response = await send(undefined, "GET", pathOf(code.toLowerCase(), UPDATE_KEY));
    expect(await problemOf(response)).toMatchObject({
      status: 429,
      code: "look-up.locked",
      retry: true,
      details: { retryAfterSeconds: 900 },
    });
    expect(response.headers.get("retry-after")).toBe("900");
    now += 15 * 60_000;
    expect((await send(undefined, "GET", pathOf(code, UPDATE_KEY))).status).toBe(code === CODE ? 200 : 404);
  });

  it("sixty wrong tries from one address lock that address, whatever the codes; others go on", async () => {
    const { send } = client(fakeHub().hub, { wallClock: () => 1_000_000, trustedProxies: 1 });
    const from = (address: string) => ({ "x-forwarded-for": `203.0.113.9, ${address}` });
    for (let tries = 0; tries < 60; tries += 1)
      await send(undefined, "GET", pathOf(`H57.122-260213-${1000 + tries}`, "WRONGKEY22"), undefined, from("198.51.100.1"));
    expect((await send(undefined, "GET", RIGHT, undefined, from("198.51.100.1"))).status).toBe(429);
    expect((await send(undefined, "GET", RIGHT, undefined, from("198.51.100.2"))).status).toBe(200);
  });

  it("the right key never counts as a try", async () => {
    const { send } = client(fakeHub().hub, { wallClock: () => 1_000_000 });
    for (let tries = 0; tries < 70; tries += 1) expect((await send(undefined, "GET", RIGHT)).status).toBe(200);
  });
});

describe("R-A08 the applicant edits by code and key", () => {
  const credentials = { code: CODE, key: UPDATE_KEY };

  it.each([
    ["amend", { summary: "Sửa tên đường" }],
    ["supplement", { components: [{ componentId: "tk", originals: 0, copies: 1, files: [] }] }],
  ])("%s goes to the hub as the applicant's command", async (type, fields) => {
    const fake = fakeHub();
    const response = await client(fake.hub).send(undefined, "POST", `/api/v1/look-up/${type}`, { ...credentials, ...fields });
    expect(response.status).toBe(200);
    expect(fake.executions).toEqual([
      expect.objectContaining({
        command: { type, ...fields },
        dossier: dossier().id,
        actor: { id: "look-up", role: "applicant" },
      }),
    ]);
    expect(await response.json()).not.toHaveProperty("updateKey");
  });

  it("a wrong key changes nothing and counts as a try", async () => {
    const fake = fakeHub();
    const { send } = client(fake.hub, { wallClock: () => 1_000_000 });
    const guess = () => send(undefined, "POST", "/api/v1/look-up/amend", { code: CODE, key: "WRONGKEY22", summary: "x" });
    for (let tries = 0; tries < 10; tries += 1) expect((await guess()).status).toBe(404);
    expect((await guess()).status).toBe(429);
    expect((await send(undefined, "GET", RIGHT)).status).toBe(429);
    expect(fake.executions).toEqual([]);
  });

  it("uploads a file only with the right key", async () => {
    const stored: string[] = [];
    const fake = fakeHub({
      storeBlob: async (_, name) => {
        stored.push(name);
        return { sha256: "a".repeat(64), size: 4, mediaType: "application/pdf" };
      },
    });
    const { app } = client(fake.hub);
    const upload = (key: string) =>
      app.request(`/api/v1/look-up/blobs?code=${CODE}&key=${key}&name=to-khai.pdf`, {
        method: "POST",
        headers: { "content-type": "application/octet-stream" },
        body: "%PDF",
      });
    expect((await upload("WRONGKEY22")).status).toBe(404);
    expect(stored).toEqual([]);
    expect((await upload(UPDATE_KEY)).status).toBe(201);
    expect(stored).toEqual(["to-khai.pdf"]);
  });
});
