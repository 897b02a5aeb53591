/** Who gets in, as whom, and to what. */
import { describe, expect, it } from "vitest";
import { COMMANDS, type CommandType, ROLES } from "../../core/dossier/commands.ts";
import { MAY_CALL, mayClaim, PARTNER_ROLES } from "../../core/partners/roles.ts";
import { SCOPES, type Scope } from "../../core/partners/scopes.ts";
import { COMMAND_TABLE } from "../../gateway/rest/command-table.ts";
import { CODE, client, DOSSIER_ID, dossier, fakeHub, problemOf } from "./fake-hub.ts";

/** A body that passes each command's schema. */
const file = { blob: "a".repeat(64), name: "giay.pdf", size: 10, mediaType: "application/pdf" };
const missing = [{ componentId: "tk", reason: "Thiếu chữ ký" }];
const BODIES: Readonly<Record<CommandType, object>> = {
  submit: {
    channel: "post",
    procedureCode: "1.001193",
    agencyId: "H57.122",
    applicant: { kind: "citizen", fullName: "Nguyễn Thị Thử" },
  },
  amend: { summary: "Sửa tên đường" },
  check: { outcome: "valid" },
  receive: {},
  ask: { what: "supplement", missing },
  requestSupplement: { missing },
  supplement: { components: [{ componentId: "tk", originals: 1 }] },
  refuse: { reason: "Không đủ điều kiện" },
  handOver: { unit: "Tư pháp – Hộ tịch" },
  progress: { note: "Đang thẩm tra" },
  requestFee: { chargeId: "p1", name: "Lệ phí", amount: 8000 },
  recordPayment: { chargeId: "p1", amount: 8000, method: "cod", reference: "BD-1" },
  suspend: { reason: "Chờ xác minh" },
  resume: {},
  forward: { transferId: "f1", toAgencyId: "G01.46", purpose: "Đăng ký thường trú" },
  takeTransferResult: { transferId: "f1", outcome: "done" },
  acceptTransfer: { transferId: "f1" },
  resendTransfer: { transferId: "f1" },
  cancelTransfer: { transferId: "f1", reason: "Chuyển nhầm" },
  checkIdentity: { checkId: "k1", who: "applicant", purpose: "Đối chiếu người nộp", officerIdentityNumber: "001088000001" },
  recordIdentityCheck: { checkId: "k1", outcome: "matched" },
  cancelCharge: { chargeId: "p1", reason: "Tính sai" },
  recordPaymentRequest: { chargeId: "p1", lane: "treasury", reference: "dvc1" },
  recordReceipt: { reference: "BD-1", number: "0000001" },
  decide: { documents: [{ name: "Giấy khai sinh" }] },
  extend: { reason: "Cần xác minh thêm", newDueAt: "2026-02-20T09:30:00.000Z", acknowledgedBy: "Trần Văn Thử" },
  withdraw: { reason: "Không còn nhu cầu" },
  returnInPerson: { receiverName: "Nguyễn Thị Thử", identityNumber: "001099000012", appointmentSlip: true },
  returnOnline: { documents: [file] },
  sendByPost: {},
  recordDelivery: { state: "delivered" },
  recordPartner: { lane: "post", outcome: "accepted", operation: "placeOrder" },
};

const pathOf = (type: CommandType, ref: string) => COMMAND_TABLE[type].path.replace("{ref}", ref);
const sendCommand = (send: ReturnType<typeof client>["send"], key: string, type: CommandType, ref = CODE, extra: object = {}) =>
  send(
    key,
    COMMAND_TABLE[type].method.toUpperCase(),
    pathOf(type, ref),
    { ...BODIES[type], ...extra },
    { "idempotency-key": "k1" },
  );

describe("API keys", () => {
  it.each([
    ["no key", {}],
    ["another scheme", { authorization: "Basic cG9ydGFs" }],
    ["an empty key", { authorization: "Bearer " }],
    ["an unknown key", { authorization: "Bearer nobody" }],
    ["a key of 10,000 characters", { "x-api-key": "a".repeat(10_000) }],
  ])("%s is 401 and says how to authenticate", async (_, headers) => {
    const { send } = client(fakeHub().hub);
    const response = await send(undefined, "GET", "/api/v1/dossiers", undefined, headers as Record<string, string>);
    expect((await problemOf(response)).code).toMatch(/^partner\.(no-key|unknown-key)$/);
    expect(response.headers.get("www-authenticate")).toContain("Bearer");
  });

  it.each([[{ authorization: "Bearer portal" }], [{ authorization: "bearer  portal" }], [{ "x-api-key": "portal" }]])(
    "%j opens",
    async (headers) => {
      const { send } = client(fakeHub().hub);
      expect((await send(undefined, "GET", "/api/v1/dossiers", undefined, headers as Record<string, string>)).status).toBe(200);
    },
  );

  it("a stranger's body is not even read", async () => {
    const { app } = client(fakeHub().hub);
    let read = false;
    const body = new ReadableStream<Uint8Array>(
      {
        pull: (controller) => {
          read = true;
          controller.close();
        },
      },
      { highWaterMark: 0 },
    );
    const response = await app.request("/api/v1/dossiers", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
      duplex: "half",
    } as RequestInit);
    expect(response.status).toBe(401);
    expect(read).toBe(false);
  });

  it("a key is looked up once within 5 seconds, and again afterwards, so that a withdrawn one soon stops", async () => {
    const fake = fakeHub();
    let now = 0;
    const { send } = client(fake.hub, { wallClock: () => now });
    await send("portal", "GET", "/api/v1/dossiers");
    await send("portal", "GET", "/api/v1/dossiers");
    expect(fake.lookUps).toBe(1);
    now = 5_001;
    await send("portal", "GET", "/api/v1/dossiers");
    expect(fake.lookUps).toBe(2);
  });

  it("a failed look-up of a key is 500 once, not for as long as the cache lasts", async () => {
    let broken = true;
    const base = fakeHub();
    const fake = fakeHub({
      partners: {
        ...base.hub.partners,
        byApiKey: (key) => (broken ? Promise.reject(new TypeError("away")) : base.hub.partners.byApiKey(key)),
      },
    });
    const { send } = client(fake.hub);
    expect((await send("portal", "GET", "/api/v1/dossiers")).status).toBe(500);
    broken = false;
    expect((await send("portal", "GET", "/api/v1/dossiers")).status).toBe(200);
  });
});

describe("R-I01 what each partner role may call", () => {
  const partnerOf = { portal: "portal", agency: "agency-here", post: "post", operator: "operator" } as const;
  // The post only sees what comes or goes by post.
  const postal = dossier({ channel: "post" });

  for (const role of PARTNER_ROLES) {
    for (const type of Object.keys(COMMANDS) as CommandType[]) {
      const may = MAY_CALL[type].includes(role);
      it(`${role} ${may ? "may" : "may not"} ${type}`, async () => {
        const fake = fakeHub();
        fake.dossiers = [postal];
        const { send } = client(fake.hub);
        const response = await sendCommand(send, partnerOf[role], type);
        if (may) {
          expect(response.status).toBe(type === "submit" ? 201 : 200);
          expect(fake.executions[0]?.command).toMatchObject({ type, ...BODIES[type] });
        } else {
          expect((await problemOf(response)).code).toBe("partner.not-allowed");
          expect(fake.executions).toEqual([]);
        }
      });
    }
  }

  it.each([
    ["GET", "/api/v1/lanes"],
    ["GET", "/api/v1/messages"],
    ["GET", "/api/v1/messages/blocked"],
    ["GET", `/api/v1/dossiers/${CODE}/wire`],
    ["POST", "/api/v1/messages/redrive"],
    ["POST", "/api/v1/lanes/post/force"],
  ])("%s %s is for operators", async (method, path) => {
    const fake = fakeHub();
    const { send } = client(fake.hub);
    for (const key of ["portal", "agency-here", "post"])
      expect((await problemOf(await send(key, method, path, method === "POST" ? {} : undefined))).status).toBe(403);
    expect(fake.acts).toEqual([]);
  });
});

describe("R-I01 scopes narrow what a role may", () => {
  /** Every door for partner systems, from the OpenAPI document: method, path, scopes of which one is needed. */
  const doors = async () => {
    const { app } = client(fakeHub().hub);
    const document = (await (await app.request("/openapi.json")).json()) as {
      paths: Record<string, Record<string, { security?: Record<string, string[]>[] }>>;
    };
    return Object.entries(document.paths)
      .filter(([path]) => path.startsWith("/api/v1/"))
      .flatMap(([path, item]) =>
        Object.entries(item).map(([method, { security = [] }]) => ({
          method: method.toUpperCase(),
          path: path
            .replace("{ref}", CODE)
            .replace("{sha256}", "a".repeat(64))
            .replace(/\{\w+\}/g, DOSSIER_ID),
          open: security.length === 0,
          scopes: security.flatMap((one) => one["oauth2"] ?? []) as Scope[],
        })),
      );
  };
  const hubOf = (scopes: readonly Scope[]) => {
    const base = fakeHub();
    const byApiKey: typeof base.hub.partners.byApiKey = async (key) => {
      const proven = await base.hub.partners.byApiKey(key);
      return proven && { ...proven, partner: { ...proven.partner, scopes } };
    };
    return fakeHub({ partners: { ...base.hub.partners, byApiKey } });
  };
  const refusedFor = async (hub: Parameters<typeof client>[0], method: string, path: string) => {
    const { send } = client(hub);
    const answers = await Promise.all(
      ["portal-all", "agency-here", "post", "operator"].map((key) => send(key, method, path, method === "GET" ? undefined : {})),
    );
    const codes = answers.map(async (one) => (one.status === 403 ? (await problemOf(one)).code : ""));
    return (await Promise.all(codes)).filter((code) => code === "partner.scope-missing").length > 0;
  };

  it("an account without the scope of a door is refused there, whatever its role; with it, it is not", async () => {
    const all = await doors();
    expect(all.filter((one) => !one.open).length).toBeGreaterThan(40);
    for (const { method, path, open, scopes } of all) {
      if (open) continue;
      expect(scopes.length, path).toBeGreaterThan(0);
      const others = SCOPES.filter((scope) => !scopes.includes(scope));
      expect(await refusedFor(hubOf(others).hub, method, path), `${method} ${path} without ${scopes}`).toBe(true);
      for (const scope of scopes)
        expect(await refusedFor(hubOf([scope]).hub, method, path), `${method} ${path} with ${scope}`).toBe(false);
    }
  });

  it("the refusal names the scope, and comes before the body is read", async () => {
    const fake = hubOf(["dossier.read"]);
    const answer = await sendCommand(client(fake.hub).send, "portal", "receive");
    expect(answer.headers.get("www-authenticate")).toContain('scope="dossier.handle"');
    expect(await problemOf(answer)).toMatchObject({ code: "partner.scope-missing", details: { scope: "dossier.handle" } });
    expect(fake.executions).toEqual([]);
  });
});

describe("R-I02 a partner sees and acts on its agencies' dossiers only", () => {
  it("another agency's dossier looks exactly like one that does not exist", async () => {
    const fake = fakeHub();
    const { send } = client(fake.hub);
    const answerTo = async (ref: string, method: string, path: string, body?: object) => {
      const { instance, ...rest } = await problemOf(await send("portal-2", method, path.replace("{ref}", ref), body));
      expect(instance).toBeTruthy();
      return rest;
    };
    for (const [method, path, body] of [
      ["GET", "/api/v1/dossiers/{ref}", undefined],
      ["GET", "/api/v1/dossiers/{ref}/timeline", undefined],
      ["GET", "/api/v1/dossiers/{ref}/messages", undefined],
      ["POST", "/api/v1/dossiers/{ref}/progress", BODIES.progress],
      ["PATCH", "/api/v1/dossiers/{ref}", BODIES.amend],
    ] as const) {
      const foreign = await answerTo(CODE, method, path, body);
      expect(foreign).toMatchObject({ status: 404, code: "dossier.not-found" });
      expect(await answerTo("H57.122-260213-9999", method, path, body)).toEqual(foreign);
    }
    expect(fake.executions).toEqual([]);
  });

  it.each([
    ["received by it", dossier(), "portal"],
    ["received by it under the agency's other identifier", dossier(), "agency-here"],
    [
      "handed to it",
      dossier({ handOvers: [{ unit: "Công an", agencyId: "G01.46", from: "một cửa", receivedAt: "", dueAt: "" }] }),
      "agency",
    ],
    [
      "forwarded to it",
      dossier({
        transfers: [
          { transferId: "f1", toAgencyId: "G01.46", purpose: "x", number: 1, state: "sent", open: true, data: {}, sentAt: "" },
        ],
      }),
      "agency",
    ],
    ["of any agency, for a provincial portal", dossier({ agencyId: "H57.999" }), "portal-all"],
  ])("sees a dossier %s", async (_, one, key) => {
    const fake = fakeHub();
    fake.dossiers = [one];
    expect((await client(fake.hub).send(key, "GET", `/api/v1/dossiers/${CODE}`)).status).toBe(200);
  });

  it("the post sees only what comes or goes by post", async () => {
    const fake = fakeHub();
    const { send } = client(fake.hub);
    expect((await send("post", "GET", `/api/v1/dossiers/${CODE}`)).status).toBe(404);
    expect(await (await send("post", "GET", "/api/v1/dossiers")).json()).toMatchObject({ items: [] });
    const address = { detail: "12 đường Thử Nghiệm" };
    fake.dossiers = [dossier({ returnMethod: { kind: "post", receiverName: "A", phone: "0900000012", address, codAmount: 0 } })];
    expect((await send("post", "GET", `/api/v1/dossiers/${CODE}`)).status).toBe(200);
  });

  it("submits to its own agencies only; the post on its own channel only", async () => {
    const fake = fakeHub();
    const { send } = client(fake.hub);
    expect((await problemOf(await sendCommand(send, "portal", "submit", "", { agencyId: "H57.999" }))).code).toBe(
      "partner.agency-not-yours",
    );
    expect((await problemOf(await sendCommand(send, "post", "submit", "", { channel: "counter" }))).code).toBe(
      "partner.channel-not-yours",
    );
    expect(fake.executions).toEqual([]);
  });

  it("lists hold no personal data", async () => {
    const { send } = client(fakeHub().hub);
    const text = await (await send("portal", "GET", "/api/v1/dossiers")).text();
    expect(text).toContain(DOSSIER_ID);
    expect(text).not.toMatch(/Thử Nghiệm|001099000012|0900000012/);
  });
});

describe("R-I01 whom a partner's people may be", () => {
  const actor = { id: "cb-014", name: "Trần Văn Thử", role: "officer" } as const;

  it("the record shows the person, and who vouched", async () => {
    const fake = fakeHub();
    const { send } = client(fake.hub);
    await sendCommand(send, "portal", "progress", CODE, { actor });
    expect(fake.executions[0]?.actor).toEqual({
      id: "portal/cb-014",
      name: "Trần Văn Thử",
      role: "officer",
      agencyId: "H57.122",
    });
  });

  it("without an actor the partner itself acts", async () => {
    const fake = fakeHub();
    await sendCommand(client(fake.hub).send, "portal-all", "progress");
    expect(fake.executions[0]?.actor).toEqual({ id: "portal-all", name: "Cổng tỉnh", role: "partner" });
  });

  it("an agency's other identifier becomes its own id", async () => {
    const fake = fakeHub();
    await sendCommand(client(fake.hub).send, "agency-here", "progress", CODE, {
      actor: { id: "u1", role: "unit", agencyId: "000.22.01.H57" },
    });
    expect(fake.executions[0]?.actor.agencyId).toBe("H57.122");
  });

  it("nobody may be the hub itself, and the post only the post", async () => {
    const fake = fakeHub();
    fake.dossiers = [dossier({ channel: "post" })];
    const { send } = client(fake.hub);
    expect(
      (await problemOf(await sendCommand(send, "operator", "progress", CODE, { actor: { id: "x", role: "system" } }))).errors?.[0]
        ?.path,
    ).toBe("/actor/role");
    expect((await problemOf(await sendCommand(send, "post", "recordDelivery", CODE, { actor }))).code).toBe(
      "partner.role-not-claimable",
    );
    expect(fake.executions).toEqual([]);
    expect(PARTNER_ROLES.filter((role) => mayClaim(role, "system"))).toEqual([]);
    expect(ROLES.filter((role) => mayClaim("post", role))).toEqual(["post"]);
  });

  it("an actor of somebody else's agency is refused", async () => {
    const fake = fakeHub();
    const found = await problemOf(
      await sendCommand(client(fake.hub).send, "portal", "progress", CODE, { actor: { ...actor, agencyId: "H57.999" } }),
    );
    expect(found.code).toBe("partner.agency-not-yours");
    expect(fake.executions).toEqual([]);
  });
});
