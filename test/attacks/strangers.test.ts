/**
 * R-I02: what belongs to others. Every door that reads or commands a dossier, transfer, file or webhook gives a partner that guessed the right
 * code the same answer as for a code that nobody has: same status, same headers, same words.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CommandType } from "../../core/dossier/commands.ts";
import { COMMAND_TABLE } from "../../gateway/rest/command-table.ts";
import { browser } from "../gateway/console-browser.ts";
import { DSTCODE } from "../gateway/dvcqg/world.ts";
import { envelope } from "../gateway/soap/world.ts";
import { type Answer, type Attack, bytesOf, sendRaw } from "./raw.ts";
import { AGENCY, type AttackWorld, attackWorld, headerOf, OWNER, PASSWORD, REFUSED, submission } from "./world.ts";

const OFFICER = { actor: { id: "cb-1", name: "Cán bộ thử", role: "officer", agencyId: AGENCY } } as const;
const LEADER = { actor: { ...OFFICER.actor, id: "ld-1", role: "leader" } } as const;
/** Like what is there, and nobody's. */
const NOBODY = {
  id: "01a202d3-4e53-778a-841f-ffffffffffff",
  code: `${AGENCY}-260213-9999`,
  national: "000.00.00.G22-260213-999999",
  alias: "MC-999999",
  blob: "0".repeat(64),
} as const;

let world: AttackWorld;
let known: { id: string; code: string; national: string; alias: string; blob: string };
let subscription: string;
let cookie: string;
beforeAll(async () => {
  world = await attackWorld();
  const upload = { path: "/api/v1/blobs?name=a.pdf", headers: world.key("portal"), body: "%PDF-1.7\nbí mật\n%%EOF\n" };
  const file = JSON.parse((await world.send(upload)).text) as { sha256: string; size: number; mediaType: string };
  const [national, alias] = ["000.00.00.G22-260213-000001", "MC-000001"];
  const files = [{ blob: file.sha256, name: "a.pdf", size: file.size, mediaType: file.mediaType }];
  const components = [
    { componentId: "tk", originals: 1, files },
    { componentId: "gcs", originals: 1 },
  ];
  const body = submission({ nationalCode: national, alias, components, summary: OWNER.fullName, ...OFFICER });
  const { dossierId: id } = await world.act<{ dossierId: string }>("portal", "/api/v1/dossiers", body, {
    "idempotency-key": "bi-mat",
  });
  await world.act("portal", `/api/v1/dossiers/${id}/check`, { outcome: "valid", ...OFFICER });
  const { code } = await world.act<{ code: string }>("portal", `/api/v1/dossiers/${id}/receive`, OFFICER);
  const forward = { transferId: "xac-minh", toAgencyId: "H57.03.01", purpose: "Xác minh", ...LEADER };
  await world.act("portal", `/api/v1/dossiers/${id}/forward`, forward);
  known = { id, code, national, alias, blob: file.sha256 };
  const hook = { url: "https://nhan.example/hook", verify: false };
  subscription = (await world.act<{ id: string }>("portal", "/api/v1/subscriptions", hook)).id;
  const page = browser((url, init) => fetch(url, init), world.url);
  await page.post("/console/sign-in", { id: "xa-khac", password: PASSWORD });
  cookie = `lienthong=${page.jar.get("lienthong")?.value ?? ""}`;
});
afterAll(() => world.stop());

/** What an answer says, without what is new with every request, and without the code that was asked for. */
const saying = (answer: Answer, asked: readonly string[]): unknown => {
  const fresh = new Set(["date", "x-request-id", "traceparent", "keep-alive"]);
  const requestId = headerOf(answer, "x-request-id");
  const plain = (text: string) => [requestId, ...asked].reduce((all, one) => all.replaceAll(one, "…"), text);
  return {
    status: answer.status,
    headers: [...answer.headers].filter(([name]) => !fresh.has(name)).map(([name, values]) => [name, plain(values.join())]),
    text: plain(answer.text),
  };
};

/** The same request about what is there and about what is not: one answer, a refusal, and nothing changed. */
const alike = async (make: (thing: string) => Attack, there: string, nowhere: string, what: string): Promise<Answer> => {
  let answer: Answer | undefined;
  await world.unharmed(async () => {
    const [right, wrong] = [await world.send(make(there)), await world.send(make(nowhere))];
    expect(saying(right, [there, encodeURIComponent(there)]), what).toEqual(
      saying(wrong, [nowhere, encodeURIComponent(nowhere)]),
    );
    world.keepsQuiet(right, what);
    world.hasSafeHeaders(right, what);
    answer = right;
  });
  if (answer === undefined) throw new TypeError("no answer");
  return answer;
};

const REFS = ["id", "code", "national", "alias"] as const;
const XML = { "content-type": "text/xml; charset=utf-8" };

/** A body that each command would be done with, as far as its schema goes. */
const BODIES: Readonly<Partial<Record<CommandType, object>>> = {
  amend: { summary: REFUSED },
  check: { outcome: "valid" },
  receive: {},
  requestSupplement: { missing: [{ componentId: "tk", reason: REFUSED }] },
  supplement: { components: [{ componentId: "tk", originals: 1 }] },
  refuse: { reason: REFUSED },
  progress: { note: REFUSED },
  requestFee: { chargeId: "p", name: REFUSED, amount: 1_000, kind: "fee" },
  suspend: { reason: REFUSED },
  resume: {},
  forward: { transferId: "x", toAgencyId: "H57.123", purpose: REFUSED },
  acceptTransfer: { transferId: "xac-minh" },
  cancelTransfer: { transferId: "xac-minh", reason: REFUSED },
  decide: { documents: [{ name: REFUSED }] },
  withdraw: { reason: REFUSED },
  sendByPost: {},
};
const commands = Object.entries(BODIES) as readonly (readonly [CommandType, object])[];

describe("R-I02 R-J04 another agency's dossier by a code that can be guessed", () => {
  it.each(["", "/timeline", "/messages", "/wire", "/looks"])(
    "R-I02 guessed code: REST reading %s says the same as of an unknown one",
    async (part) => {
      for (const ref of REFS) {
        const make = (thing: string) => ({ path: `/api/v1/dossiers/${thing}${part}`, headers: world.key("stranger") });
        expect([403, 404]).toContain((await alike(make, known[ref], NOBODY[ref], `${ref}${part}`)).status);
      }
    },
  );

  it.each(commands)(
    "R-I02 guessed code: REST command %s says the same as of an unknown one, and changes nothing",
    async (type, body) => {
      const row = COMMAND_TABLE[type];
      for (const partner of ["stranger", "other-agency"])
        for (const ref of REFS) {
          const make = (thing: string) => ({
            method: row.method.toUpperCase(),
            path: row.path.replace("{ref}", thing),
            headers: { ...world.json(partner), "idempotency-key": crypto.randomUUID() },
            body: JSON.stringify(body),
          });
          expect([403, 404], type).toContain((await alike(make, known[ref], NOBODY[ref], `${type} ${ref}`)).status);
        }
    },
  );

  it.each(["GetDossier", "GetTimeline", "Progress", "Withdraw", "Decide"])(
    "R-I02 guessed code: SOAP %s says the same as of an unknown one",
    async (name) => {
      const more = {
        Progress: `<q:note>${REFUSED}</q:note>`,
        Withdraw: `<q:reason>${REFUSED}</q:reason>`,
        Decide: `<q:documents><q:name>${REFUSED}</q:name></q:documents>`,
      };
      for (const ref of REFS) {
        const make = (thing: string) => ({
          path: "/soap/dossiers",
          headers: { ...XML, ...world.key("stranger") },
          body: envelope(`<q:${name}><q:dossier>${thing}</q:dossier>${more[name as keyof typeof more] ?? ""}</q:${name}>`),
        });
        const answer = await alike(make, known[ref], NOBODY[ref], `${name} ${ref}`);
        expect(answer.text).toContain("<lt:code>dossier.not-found</lt:code>");
      }
    },
  );

  it.each([
    ["TraCuuHoSo", (code: string) => ({ mahoso: code })],
    ["dptracuuthanhtoanhs", (code: string) => ({ MaHoSo: code })],
    [
      "CapNhatTienDoHoSoMC",
      (code: string) => ({
        data: [{ MaHoSo: code, TrangThai: "4", NguoiXuLy: "X", ThoiDiemXuLy: "20260213100000", NoiDungXuLy: REFUSED }],
      }),
    ],
    ["DongBoTrangThaiHoSo", (code: string) => ({ type: "1", data: [{ MaHoSo: code, TrangThai: "4", NoiDungXuLy: REFUSED }] })],
    [
      "DongBoHoSoMC",
      (code: string) => ({
        isUpdating: "True",
        data: [{ MaHoSo: code, MaTTHC: "1.001193", ChuHoSo: REFUSED, TrangThaiHoSo: "10", LoaiDoiTuong: "1" }],
      }),
    ],
  ] as const)("R-I02 guessed code: DVCQG %s says the same as of an unknown one", async (service, fields) => {
    for (const ref of REFS) {
      const make = (thing: string) => ({
        path: `/XrdAdapter/RestService/forward/mapi/g?dstcode=${DSTCODE}`,
        headers: world.json("stranger"),
        body: JSON.stringify({ service, madonvi: "H57.123", ...fields(thing) }),
      });
      const answer = await alike(make, known[ref], NOBODY[ref], `${service} ${ref}`);
      expect((JSON.parse(answer.text) as { error_code: string }).error_code, answer.text).not.toBe("0");
    }
  });

  it.each([
    "/console/dossiers/{ref}",
    "/console/dossiers/{ref}?purpose=Xem",
    "/console/dossiers?ref={ref}",
    "/console/looks?dossier={ref}",
  ])("R-I02 guessed code: the console's %s says the same as of an unknown one", async (path) => {
    for (const ref of REFS) {
      const make = (thing: string) => ({ path: path.replace("{ref}", thing), headers: { cookie } });
      // Opening a page keeps the session alive: that is written.
      const [right, wrong] = [await world.send(make(known[ref])), await world.send(make(NOBODY[ref]))];
      expect(saying(right, [known[ref]]), path).toEqual(saying(wrong, [NOBODY[ref]]));
      expect(right.status, right.text.slice(0, 300)).not.toBe(401);
      expect(headerOf(right, "location")).not.toContain("sign-in");
      world.keepsQuiet(right, path);
    }
    expect(await world.count("look")).toBe(0);
  });

  it("R-I02 guessed code and key at the public look-up: wrong code and wrong key say the same, and lock alike", async () => {
    // Time stands still here: the tries add up.
    const tries = async (code: string): Promise<readonly unknown[]> => {
      const said: unknown[] = [];
      for (let i = 0; i < 12; i += 1) {
        const bytes = bytesOf(world.url, { path: `/api/v1/look-up?code=${code}&key=AAAAAAAAAA` });
        for (const answer of await sendRaw(world.url, bytes)) {
          world.keepsQuiet(answer, code);
          world.hasSafeHeaders(answer, code);
          said.push(saying(answer, [code]));
        }
      }
      return said;
    };
    await world.unharmed(async () => {
      const right = await tries(known.code);
      expect(right).toEqual(await tries(NOBODY.code));
      expect(right[0]).toMatchObject({ status: 404 });
      expect(right.at(-1)).toMatchObject({ status: 429 });
    });
  });

  it.each([
    "/api/v1/dossiers",
    "/api/v1/events",
    "/api/v1/open-transfers",
    "/api/v1/transfers",
    "/api/v1/subscriptions",
    "/api/v1/messages",
  ])("R-I02 lists of others: %s shows a stranger nothing of it", async (path) => {
    await world.unharmed(async () => {
      for (const partner of ["stranger", "other-agency"])
        for (const query of ["", "?limit=200", `?agencyId=${AGENCY}`, `?partner=portal`, `?filter[agencies]=*`]) {
          const answer = await world.send({ path: `${path}${query}`, headers: world.key(partner) });
          expect([200, 400, 403], `${path}${query}`).toContain(answer.status);
          for (const one of [...Object.values(known), subscription]) expect(answer.text).not.toContain(one);
          world.keepsQuiet(answer, path);
        }
    });
  });
});

describe("R-I02 R-J04 another partner's transfers, files and webhooks", () => {
  const transfer = (id: string): string => `${id}~xac-minh`;
  const ANSWERS = [
    ["acknowledgement", {}],
    ["progress", { note: REFUSED }],
    ["supplement-request", { note: REFUSED, missing: [{ componentId: "tk", reason: REFUSED }] }],
    ["result", { outcome: "done", documents: [] }],
  ] as const;

  it("R-I02 another agency's transfer: reading and every answer say the same as of an unknown one, by REST and SOAP", async () => {
    for (const partner of ["other-agency", "stranger"]) {
      const read = (id: string) => ({ path: `/api/v1/transfers/${id}`, headers: world.key(partner) });
      expect([403, 404]).toContain((await alike(read, transfer(known.id), transfer(NOBODY.id), "read")).status);
      for (const [path, body] of ANSWERS) {
        const make = (id: string) => ({
          path: `/api/v1/transfers/${id}/${path}`,
          headers: { ...world.json(partner), "idempotency-key": crypto.randomUUID() },
          body: JSON.stringify(body),
        });
        const answer = await alike(make, transfer(known.id), transfer(NOBODY.id), path);
        expect([403, 404, 422], path).toContain(answer.status);
      }
      for (const [name, more] of [
        ["GetTransfer", ""],
        ["Progress", `<q:note>${REFUSED}</q:note>`],
      ]) {
        const make = (id: string) => ({
          path: "/soap/transfers",
          headers: { ...XML, ...world.key(partner) },
          body: envelope(`<q:${name}><q:transferId>${id}</q:transferId>${more}</q:${name}>`, "", "transfers"),
        });
        expect((await alike(make, transfer(known.id), transfer(NOBODY.id), String(name))).text).toContain(":Fault>");
      }
    }
  });

  it("R-I02 another partner's file: its hash opens nothing, with the right dossier, a dossier of one's own, or none", async () => {
    const own = submission({ agencyId: "H57.123", applicant: { kind: "citizen", fullName: "Người Thử", phone: "0900000012" } });
    const { dossierId } = await world.act<{ dossierId: string }>("stranger", "/api/v1/dossiers", own, {
      "idempotency-key": "cua-toi",
    });
    for (const dossier of [known.id, known.code, dossierId]) {
      const make = (sha256: string) => ({ path: `/api/v1/blobs/${sha256}?dossier=${dossier}`, headers: world.key("stranger") });
      expect((await alike(make, known.blob, NOBODY.blob, dossier)).status).toBe(404);
    }
    const bare = (sha256: string) => ({ path: `/api/v1/blobs/${sha256}`, headers: world.key("stranger") });
    expect((await alike(bare, known.blob, NOBODY.blob, "no dossier")).status).toBe(400);
  });

  it.each([
    ["GET", "", undefined],
    ["POST", "/pause", { reason: REFUSED }],
    ["POST", "/resume", { reason: REFUSED }],
    ["POST", "/end", { reason: REFUSED }],
    ["POST", "/rotate-secret", {}],
    ["POST", "/replay", { since: "2026-01-01T00:00:00Z" }],
    ["POST", "/test", {}],
  ] as const)("R-I02 another partner's webhook: %s %s says the same as of an unknown one", async (method, part, body) => {
    for (const partner of ["stranger", "agency"]) {
      const make = (id: string) => ({
        method,
        path: `/api/v1/subscriptions/${id}${part}`,
        headers: world.json(partner),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const nobody = subscription.replace(/.{4}$/, "0000");
      const answer = await alike(make, subscription, nobody, part);
      expect(answer.status, answer.text.slice(0, 300)).toBe(404);
    }
  });
});
