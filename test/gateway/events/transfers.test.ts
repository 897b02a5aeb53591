/** The agency's side of a transfer over REST: its inbox, what it needs to know, its answers — and nobody else's. */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadCatalogs } from "../../../catalogs/load.ts";
import { createHub, type Hub } from "../../../core/hub.ts";
import { IN_MEMORY } from "../../../core/store/open.ts";
import { readTransferId, transferIdOf } from "../../../gateway/rest/transfer-views.ts";
import { receive, step } from "../../core/feed/world.ts";
import { client } from "../fake-hub.ts";

const PATH = "/api/v1/transfers";
/** Where it was received, where it is sent, who has nothing to do with it. */
const [HERE, THERE, ELSEWHERE] = ["H57.101", "H57.102", "H57.103"];

interface Item {
  readonly id: string;
  readonly dossierId: string;
  readonly toAgencyId: string;
  readonly state: string;
  readonly overdue: boolean;
  readonly purpose?: string;
}
interface Detail {
  readonly transfer: { readonly state: string; readonly data: Readonly<Record<string, string>>; readonly reference?: string };
  readonly dossier: { readonly applicant: { readonly fullName: string }; readonly components: readonly object[] };
  readonly asked?: object;
}
interface Answer {
  readonly code?: string;
  readonly status: string | number;
  readonly version?: number;
  readonly errors?: readonly { readonly path: string }[];
}

describe("transfers for their agencies", () => {
  let hub: Hub;
  let now = "2026-03-02T02:00:00.000Z";
  const keys: Record<string, string> = {};
  let send: ReturnType<typeof client>["send"];
  beforeAll(async () => {
    hub = await createHub({
      dataDir: IN_MEMORY,
      catalogs: loadCatalogs(),
      adapters: [],
      clock: () => now,
      secret: "chuyen-ho-so-chuyen-ho-so-chuyen-ho-so",
      role: "gateway",
    });
    for (const [id, role, agencies] of [
      ["here", "agency", [HERE]],
      ["there", "agency", [THERE]],
      ["elsewhere", "agency", [ELSEWHERE]],
      ["portal", "portal", ["*"]],
      ["post", "post", ["*"]],
      ["operator", "operator", ["*"]],
    ] as const)
      keys[id] = (await hub.addPartner({ id, name: id, role, agencies: [...agencies] })).key;
    const app = client(hub);
    send = (partner, ...rest) => app.send(partner === undefined ? undefined : keys[partner], ...rest);
  });
  afterAll(() => hub.stop());

  const ask = async <T = Answer>(...request: Parameters<typeof send>): Promise<{ status: number; headers: Headers; body: T }> => {
    const answer = await send(...request);
    return { status: answer.status, headers: answer.headers, body: (await answer.json()) as T };
  };
  /** A received dossier, sent on. */
  const sent = async (transferId = "xac-minh", more: { dueAt?: string } = {}): Promise<{ id: string; dossier: string }> => {
    const dossier = await receive(hub, HERE);
    await step(hub, dossier, { type: "handOver", unit: "Một cửa" }, HERE);
    await step(
      hub,
      dossier,
      { type: "forward", transferId, toAgencyId: THERE, purpose: "Xác minh cho bà Nguyễn Thị Thử", ...more },
      HERE,
    );
    return { id: transferIdOf(dossier, transferId), dossier };
  };
  const inbox = async (partner: string, query = "") =>
    (await ask<{ items: Item[]; next?: string }>(partner, "GET", `${PATH}${query}`)).body;
  const post = (partner: string, id: string, what: string, body: object, headers: Record<string, string> = {}) =>
    ask(partner, "POST", `${PATH}/${id}/${what}`, body, headers);

  it("an id is safe in a path and leads back, whatever a person called the transfer", () => {
    const dossier = "019f0000-0000-7000-8000-000000000001";
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 60, unit: "grapheme" }), (name) => {
        const id = transferIdOf(dossier, name.normalize("NFC"));
        expect(encodeURIComponent(id)).toBe(id);
        expect(readTransferId(id)).toEqual({ dossierId: dossier, transferId: name.normalize("NFC") });
      }),
    );
    for (const bad of [
      "",
      "x~y",
      `${dossier}`,
      `${dossier}~`,
      `${dossier}~~`,
      `${dossier}~~eA`,
      `${dossier}~a/b`,
      `${dossier}~~!`,
    ])
      expect(readTransferId(bad)).toBeUndefined();
  });

  it("R-B06 the inbox shows open transfers to one's own agencies, without anybody's name, page by page", async () => {
    const ids = [await sent("a"), await sent("b"), await sent("c")].map((one) => one.id);
    const got: string[] = [];
    for (let next: string | undefined = "", asked = 0; next !== undefined && asked < 10; asked += 1) {
      const page: { items: Item[]; next?: string } = await inbox("there", `?limit=2${next === "" ? "" : `&cursor=${next}`}`);
      got.push(...page.items.map((one) => one.id));
      expect(JSON.stringify(page)).not.toMatch(/Nguyễn|001099000012|0900000012/);
      next = page.next;
    }
    expect(got).toEqual(expect.arrayContaining(ids));
    expect(new Set(got).size).toBe(got.length);
    expect((await inbox("elsewhere")).items).toEqual([]);
    expect((await inbox("here")).items).toEqual([]);
    expect((await inbox("operator")).items.map((one) => one.id)).toEqual(expect.arrayContaining(ids));
    expect((await ask("portal", "GET", PATH)).status).toBe(403);
    expect((await ask("post", "GET", PATH)).status).toBe(403);
    expect((await ask(undefined, "GET", PATH)).status).toBe(401);
  });

  it("R-I02 reading one shows what it needs, and records the look with its purpose before it answers", async () => {
    const { id, dossier } = await sent();
    const read = await ask<Detail>("there", "GET", `${PATH}/${id}`, undefined, { "x-purpose": "Th%E1%BA%A9m%20tra" });
    expect(read.status).toBe(200);
    expect(read.headers.get("cache-control")).toContain("no-store");
    expect(read.headers.get("etag")).toMatch(/^"\d+"$/);
    expect(read.body).toMatchObject({
      id,
      overdue: false,
      transfer: { state: "sent", toAgencyId: THERE, purpose: "Xác minh cho bà Nguyễn Thị Thử", data: {} },
      dossier: { id: dossier, applicant: { fullName: "Nguyễn Văn Thử" } },
    });
    expect(read.body.dossier.components.length).toBeGreaterThan(0);
    const { items } = await hub.partners.looks({ dossierId: dossier });
    expect(items).toMatchObject([{ who: "partner:there", what: "readTransfer", purpose: "Thẩm tra", door: "rest" }]);
  });

  it.each(["acknowledgement", "progress", "supplement-request", "result"])(
    "R-I02 nobody else may read or answer (%s): other agencies find nothing, portal and post are refused, nothing is written",
    async (what) => {
      const { id, dossier } = await sent();
      const before = (await hub.find(dossier))?.version;
      for (const partner of ["elsewhere", "here"]) {
        const refused = await post(partner, id, what, BODIES[what] ?? {});
        expect([refused.status, refused.body.code]).toEqual([404, "resource.unknown"]);
        expect((await ask(partner, "GET", `${PATH}/${id}`)).status).toBe(404);
      }
      for (const partner of ["portal", "post"]) expect((await post(partner, id, what, BODIES[what] ?? {})).status).toBe(403);
      expect((await hub.find(dossier))?.version).toBe(before);
      expect((await hub.partners.looks({ dossierId: dossier })).items).toEqual([]);
    },
  );

  it("R-B06 acknowledged, in progress, done: the dossier knows, and what it gives is handed on", async () => {
    const { id, dossier } = await sent();
    expect((await post("there", id, "acknowledgement", { reference: "CV-12", actor: ACTOR })).status).toBe(200);
    expect((await post("there", id, "progress", { note: "Đang xác minh tại tổ dân phố" })).status).toBe(200);
    const done = await post("there", id, "result", { outcome: "done", note: "Đúng", data: { soXacMinh: "12/XM" } });
    expect(done.body).toMatchObject({ dossierId: dossier, status: "processing" });
    expect((await hub.find(dossier))?.transfers[0]).toMatchObject({
      state: "done",
      open: false,
      reference: "CV-12",
      result: { outcome: "done", data: { soXacMinh: "12/XM" } },
    });
    const actors = (await hub.timeline(dossier)).slice(-3).map((event) => [event.type, event.actor.id, event.actor.agencyId]);
    expect(actors).toEqual([
      ["transferAccepted", "there/cb-9", THERE],
      ["progressed", "there", THERE],
      ["transferResultTaken", "there", THERE],
    ]);
    expect((await inbox("there")).items.map((one) => one.id)).not.toContain(id);
    expect((await ask<Detail>("there", "GET", `${PATH}/${id}`)).body.transfer.state).toBe("done");
    const again = await post("there", id, "result", { outcome: "refused" });
    expect([again.status, again.body.code]).toEqual([409, "dossier.transfer-answered"]);
  });

  it("R-B10 a supplement is asked of the one-stop officer, everything at once, and shown as pending", async () => {
    const { id, dossier } = await sent();
    expect((await post("there", id, "supplement-request", BODIES["supplement-request"] ?? {})).status).toBe(200);
    expect((await hub.find(dossier))?.inquiry).toMatchObject({ what: "supplement", transferId: "xac-minh" });
    expect((await ask<Detail>("there", "GET", `${PATH}/${id}`)).body.asked).toMatchObject({ what: "supplement" });
    const twice = await post("there", id, "supplement-request", BODIES["supplement-request"] ?? {});
    expect([twice.status, twice.body.code]).toEqual([409, "dossier.inquiry-pending"]);
  });

  it("R-J04 a repeat under one key is the stored answer, another body is a conflict, also against the command's own door", async () => {
    const { id, dossier } = await sent();
    const key = { "idempotency-key": `k-${dossier}` };
    const first = await post("there", id, "progress", { note: "một" }, key);
    const again = await post("there", id, "progress", { note: "một" }, key);
    expect([again.status, again.headers.get("idempotent-replayed"), again.body]).toEqual([200, "true", first.body]);
    const other = await post("there", id, "progress", { note: "hai" }, key);
    expect([other.status, other.body.code]).toEqual([409, "request.key-reused"]);
    // The same command by its own door is the same command.
    const own = await ask("there", "POST", `/api/v1/dossiers/${dossier}/progress`, { note: "một", transferId: "xac-minh" }, key);
    expect([own.status, own.headers.get("idempotent-replayed")]).toEqual([200, "true"]);
    const stale = await post("there", id, "progress", { note: "ba" }, { "if-match": '"1"' });
    expect([stale.status, stale.body.code]).toEqual([412, "dossier.version-stale"]);
  });

  it("R-B06 sent back as wrong, corrected and sent again: an answer to the first sending counts no more", async () => {
    const { id, dossier } = await sent();
    await post("there", id, "result", { outcome: "sentBack", note: "Thiếu địa chỉ" });
    expect((await hub.find(dossier))?.transfers[0]).toMatchObject({ state: "sentBack", reason: "Thiếu địa chỉ" });
    await step(hub, dossier, { type: "resendTransfer", transferId: "xac-minh", data: { diaChi: "Tổ 5" } }, HERE);
    const old = await post("there", id, "result", { outcome: "done", number: 1 });
    expect(old.body.code).toBe("dossier.transfer-number-old");
    expect((await ask<Detail>("there", "GET", `${PATH}/${id}`)).body.transfer.data).toEqual({ diaChi: "Tổ 5" });
    expect((await post("there", id, "result", { outcome: "done", number: 2 })).status).toBe(200);
  });

  it("R-B09 past its own time a transfer is overdue", async () => {
    const { id } = await sent("gap", { dueAt: "2026-03-03T02:00:00.000Z" });
    now = "2026-03-03T02:00:00.001Z";
    expect((await inbox("there")).items.find((one) => one.id === id)?.overdue).toBe(true);
    now = "2026-03-02T02:00:00.000Z";
  });

  it.each([
    ["acknowledgement", { la: 1 }, "/la"],
    ["acknowledgement", { transferId: "khac" }, "/transferId"],
    ["progress", {}, "/note"],
    ["supplement-request", { missing: [] }, "/missing"],
    ["supplement-request", { what: "fee", missing: [{ componentId: "tk", reason: "r" }] }, "/what"],
    ["result", { outcome: "xong" }, "/outcome"],
    ["result", { outcome: "done", actor: { id: "x", role: "system" } }, "/actor/role"],
  ])("%s refuses %j field by field", async (what, body, path) => {
    const { id } = await sent();
    const refused = await post("there", id, what, body);
    expect([refused.status, refused.body.errors?.map((one) => one.path)]).toEqual([422, [path]]);
  });

  it("unknown ids are not found, whatever they look like", async () => {
    const { dossier } = await sent();
    for (const id of [
      `${dossier}~khong-co`,
      "019f0000-0000-7000-8000-000000000009~a",
      "abc",
      `${dossier}`,
      `${dossier}~~%20`,
      `${dossier}~..%2f`,
    ])
      expect((await ask("there", "GET", `${PATH}/${id}`)).status).toBe(404);
  });
});

const ACTOR = { id: "cb-9", role: "unit", name: "Phạm Văn Thử", agencyId: THERE };
const BODIES: Readonly<Record<string, object>> = {
  acknowledgement: { reference: "CV-1" },
  progress: { note: "Đang làm" },
  "supplement-request": { missing: [{ componentId: "giay-to-cu", reason: "Bản chụp mờ" }] },
  result: { outcome: "done" },
};
