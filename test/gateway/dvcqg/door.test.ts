/** Who gets in, what the door bears, and what leaves it: login, sessions, units, sight, looks, hostile bodies, limits, the log. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createApp } from "../../../gateway/app.ts";
import { SESSION_SECONDS } from "../../../gateway/dvcqg/session.ts";
import { createLog } from "../../../gateway/log.ts";
import { AGENCY, type DoorWorld, DSTCODE, fullRecord, openDoor, PROVINCE, protocolClient, type Reply, row } from "./world.ts";

let world: DoorWorld;
beforeAll(async () => {
  world = await openDoor();
});
afterAll(() => world.stop());

const ROAD = "/XrdAdapter/RestService/forward";
const send = async (
  path: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<Response> =>
  world.app.request(path, { method: "POST", headers: { "content-type": "application/json", ...headers }, body });
const replyTo = async (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Reply> => {
  const response = await send(path, typeof body === "string" ? body : JSON.stringify(body), headers);
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
  return (await response.json()) as Reply;
};
const at = (path: string): string => `${ROAD}${path}?dstcode=${DSTCODE}`;

describe("R-G01 [§1.1] login and sessions", () => {
  it("R-G01 [§1.1] {username, password} → {error_code: 0, session, message}", async () => {
    const client = await world.as("mot-cua");
    const reply = await client.login();
    expect(reply).toEqual({
      error_code: 0,
      session: expect.stringMatching(/^[\w.-]{60,200}$/),
      message: "Đăng nhập thành công",
      expires_in: SESSION_SECONDS,
    });
  });

  it("R-G01 a session is good in every process of the hub, and ends", async () => {
    const client = await world.as("mot-cua");
    await client.login();
    const other = createApp(world.hub, { wallClock: () => Date.parse(world.hub.now()) });
    const body = JSON.stringify({ session: client.session(), madonvi: AGENCY, service: "LayDanhMucCoQuan" });
    const headers = { "content-type": "application/json" };
    expect(await (await other.request(at("/mapi/g"), { method: "POST", headers, body })).json()).toMatchObject({
      error_code: "0",
    });
    const late = createApp(world.hub, { wallClock: () => Date.parse(world.hub.now()) + SESSION_SECONDS * 1000 + 1 });
    const ended = (await (await late.request(at("/mapi/g"), { method: "POST", headers, body })).json()) as Reply;
    expect(ended).toMatchObject({ error_code: "-3", code: "session.expired" });
    expect(ended.message).toContain("hết hạn");
  });

  it("R-I01 the session ends with its credential", async () => {
    await world.hub.partners.put({ id: "tam", name: "Tạm", role: "portal", agencies: [AGENCY] });
    const { credential, secret = "" } = await world.hub.partners.issue({ partnerId: "tam", kind: "shared" });
    const client = protocolClient(world.app, credential.id, secret, AGENCY);
    expect(await client.call("LayDanhMucCoQuan")).toMatchObject({ error_code: "0" });
    await world.hub.partners.revoke(credential.id);
    world.pass(6_000);
    expect(await client.call("LayDanhMucCoQuan")).toMatchObject({ error_code: "-3", code: "session.unknown" });
  });

  it.each([
    ["no session", undefined, "session.missing"],
    ["one that is none", "5d1f0c7e2ab94c4f", "session.unknown"],
    ["a forged signature", "forged", "session.unknown"],
    ["somebody else's name under one's own signature", "renamed", "session.unknown"],
    ["one that lives longer than it was given", "prolonged", "session.unknown"],
  ])("R-G01 [§1.1] %s: -3, log in again", async (_, which, code) => {
    const client = await world.as("mot-cua");
    await client.login();
    const [id = "", ends = "", random = "", mac = ""] = client.session().split(".");
    const made: Record<string, string> = {
      forged: [id, ends, random, `${mac.slice(0, -2)}${mac.endsWith("AA") ? "BB" : "AA"}`].join("."),
      renamed: [Buffer.from("s_0000000000000000").toString("base64url"), ends, random, mac].join("."),
      prolonged: [id, (Number.parseInt(ends, 36) + 86_400).toString(36), random, mac].join("."),
    };
    const session = which === undefined ? undefined : (made[which] ?? which);
    expect(await replyTo(at("/mapi/g"), { session, madonvi: AGENCY, service: "LayDanhSachTTHC" })).toMatchObject({
      error_code: "-3",
      code,
    });
  });

  it.each([
    ["a wrong password", { username: "", password: "sai" }],
    ["an unknown user", { username: "s_0000000000000000", password: "sai" }],
  ])("R-G01 %s reads the same, and guesses are limited by address", async (_, wrong) => {
    const client = await world.as("mot-cua");
    await client.login();
    const username = wrong.username || Buffer.from(client.session().split(".")[0] ?? "", "base64url").toString();
    expect(await replyTo(at("/mapi/login"), { ...wrong, username })).toMatchObject({
      error_code: "-1",
      message: "Tên đăng nhập hoặc mật khẩu không đúng [session.credentials]",
    });
  });

  it("R-I01 after thirty wrong ones in a minute an address learns nothing more, and who was right before still gets in", async () => {
    world.pass(120_000);
    const client = await world.as("mot-cua");
    await client.login();
    for (let n = 0; n < 31; n += 1) await replyTo(at("/mapi/login"), { username: `s_${n}`, password: "sai" });
    const response = await send(at("/mapi/login"), JSON.stringify({ username: "s_moi", password: "sai" }));
    expect(response.headers.get("retry-after")).toMatch(/^\d+$/);
    expect(await response.json()).toMatchObject({ error_code: "-1", code: "partner.too-many-wrong-credentials" });
    expect(await client.call("LayDanhMucCoQuan")).toMatchObject({ error_code: "0" });
    world.pass(120_000);
  });

  it("R-G01 [§1.1] the newer name of the adapter, dstcode as a header, the service at the end of the path", async () => {
    const client = await world.as("mot-cua");
    await client.login();
    const body = { session: client.session(), madonvi: PROVINCE };
    const header = { dstcode: DSTCODE };
    const newer = "/VXPAdapter/RestService/forward";
    expect(await replyTo(`${newer}/mapi/g`, { ...body, service: "laydanhmuccoquan" }, header)).toMatchObject({ error_code: "0" });
    expect(await replyTo(`${newer}/LayDanhMucCoQuan`, body, header)).toMatchObject({ error_code: "0" });
    expect(await replyTo(`${newer}/mapi/LayDanhMucCoQuan`, body, header)).toMatchObject({ error_code: "0" });
  });

  it.each([
    ["without dstcode", `${ROAD}/mapi/g`, "request.invalid"],
    ["for another provider", `${ROAD}/mapi/g?dstcode=VN:GOV:000.00.00.G01:khac`, "dstcode.unknown"],
    ["a login without dstcode", `${ROAD}/mapi/login`, "request.invalid"],
  ])("R-G01 [§1.1] %s nothing is passed on", async (_, path, code) => {
    expect(await replyTo(path, { username: "a", password: "b" })).toMatchObject({ code });
  });

  it.each([
    ["an unknown service", { service: "TraCuuTechID", madonvi: AGENCY }, "service.unknown"],
    ["no service at all", { madonvi: AGENCY }, "service.unknown"],
    ["no unit", { service: "LayDanhSachTTHC" }, "request.invalid"],
    ["another's unit", { service: "LayDanhSachTTHC", madonvi: "H57.123" }, "partner.agency-not-yours"],
    ["no list", { service: "DongBoHoSoMC", madonvi: AGENCY, data: [] }, "request.invalid"],
    [
      "too long a list",
      { service: "DongBoHoSoMC", madonvi: AGENCY, data: Array.from({ length: 201 }, () => ({})) },
      "request.invalid",
    ],
    ["an unknown procedure", { service: "LayThuTuc", madonvi: AGENCY, maTTHC: "9.999999" }, "procedure.unknown"],
  ])("R-G01 [§1.2] %s: the protocol's error", async (_, body, code) => {
    const client = await world.as("mot-cua");
    await client.login();
    const reply = await replyTo(at("/mapi/g"), { session: client.session(), ...body });
    expect(reply).toMatchObject({ code, result: null });
    expect(reply.message).not.toContain("thành công");
  });

  it("R-G01 [§2] the unit by either form of its id", async () => {
    await world.hub.partners.put({ id: "tinh", name: "Tỉnh", role: "portal", agencies: ["H57"] });
    const { credential, secret = "" } = await world.hub.partners.issue({ partnerId: "tinh", kind: "shared" });
    for (const madonvi of ["H57", PROVINCE])
      expect(await protocolClient(world.app, credential.id, secret, madonvi).call("LayDanhMucLinhVuc")).toMatchObject({
        error_code: "0",
      });
  });
});

describe("R-I02 sight and looks", () => {
  it("R-I02 another agency's dossier looks like none: looked up, updated, reported on, asked about", async () => {
    const code = "H57.122-260213-0401";
    await world.client.sync(fullRecord(code));
    const { version } = await world.dossier(code);
    const stranger = await world.as("xa-khac", "H57.123");
    const none = await stranger.find("H57.122-260213-9999");
    const same = (reply: Reply) => ({ ...reply, message: reply.message.replaceAll(code, "H57.122-260213-9999") });
    expect(same(await stranger.find(code))).toEqual(none);
    expect((await stranger.sync(fullRecord(code, { TrangThaiHoSo: "4" }), "True")).code).toBe("dossier.not-found");
    expect((await stranger.progress(row(code, "4", "20260213090000", "Xem trộm"))).code).toBe("dossier.not-found");
    expect((await stranger.call("dptracuuthanhtoanhs", { MaHoSo: code })).code).toBe("dossier.not-found");
    expect((await world.dossier(code)).version).toBe(version);
  });

  it("R-I02 nobody files at another's agency", async () => {
    const before = await world.counted();
    const reply = await (await world.as("xa-khac", "H57.123")).sync(fullRecord("H57.122-260213-0402"));
    expect(reply).toMatchObject({ error_code: "-1", code: "partner.agency-not-yours" });
    expect(reply.message).toContain("không thuộc phạm vi");
    expect(await world.counted()).toBe(before);
  });

  it("R-I02 an agency that a dossier was forwarded to sees it, and does not tell its state", async () => {
    const code = "H57.122-260213-0403";
    await world.client.sync(fullRecord(code, { TrangThaiHoSo: "4" }));
    const { id } = await world.dossier(code);
    const outcome = await world.hub.execute({
      command: { type: "forward", transferId: "xac-minh", toAgencyId: "H57.123", purpose: "Xác minh" },
      dossier: id,
      actor: { id: "cb-1", role: "officer", agencyId: AGENCY },
    });
    expect(outcome.outcome).toBe("done");
    const partner = await world.as("xa-khac", "H57.123");
    expect(await partner.find(code)).toMatchObject({ error_code: "0" });
    for (const reply of [
      await partner.sync(fullRecord(code, { TrangThaiHoSo: "9", NgayKetThucXuLy: "20260213090000" }), "True"),
      await partner.progress(row(code, "9", "20260213093000", "Xong")),
      await partner.progress(row(code, "4", "20260213093000", "Đang làm")),
    ])
      expect(reply.code).toBe("partner.agency-not-yours");
    expect((await world.dossier(code)).status).toBe("forwarded");
    const stopped = await world.client.sync(fullRecord(code, { TrangThaiHoSo: "9", NgayKetThucXuLy: "20260213090000" }), "True");
    expect(stopped).toMatchObject({ code: "dossier.transfers-outstanding", error_code: "-1" });
    expect(stopped.message).toContain("xac-minh");
  });

  it("R-I02 each look is recorded before it is shown, with whom and what for", async () => {
    const code = "H57.122-260213-0404";
    await world.client.sync(fullRecord(code));
    await world.client.find(code);
    const { id } = await world.dossier(code);
    expect((await world.hub.partners.looks({ dossierId: id })).items).toMatchObject([
      {
        who: "partner:mot-cua",
        what: "TraCuuHoSo",
        door: "dvcqg",
        purpose: "Đồng bộ hồ sơ giữa hệ thống một cửa và trục liên thông",
      },
    ]);
  });

  it("R-I01 an account may only what its scopes say", async () => {
    const reader = await world.as("chi-xem");
    const code = "H57.122-260213-0405";
    await world.client.sync(fullRecord(code));
    expect(await reader.find(code)).toMatchObject({ error_code: "0" });
    for (const reply of [
      await reader.sync(fullRecord("H57.122-260213-0406")),
      await reader.progress(row(code, "4", "20260213090000", "Bước")),
      await reader.call("LayDanhSachTTHC"),
    ])
      expect(reply.code).toBe("partner.scope-missing");
  });

  it("R-I02 two systems of one agency that number alike: each means its own dossier, never the other's by the hub's code", async () => {
    // The first dossier that this agency receives on a day gets the hub's code …-0001; the client's own …-0001 is somebody else's.
    const day = { NgayNopHoSo: "20260212081500", NgayTiepNhan: "20260212083000", NgayHenTra: "20260212163000" };
    await world.client.sync(fullRecord("H57.122-260212-0002", { ...day, ChuHoSo: "Lê Thị Hai" }));
    const second = await world.dossier("H57.122-260212-0002");
    expect(second.code).toBe("H57.122-260212-0001");
    expect(await world.client.find("H57.122-260212-0001")).toMatchObject({ code: "dossier.not-found" });
    const first = { ...fullRecord("H57.122-260212-0001", day), ChuHoSo: "Trần Văn Một", DinhDanhCHS: [], SoGiayToChuHoSo: "" };
    expect(await world.client.sync(first, "True")).toMatchObject({ code: "dossier.not-found" });
    expect(await world.client.sync(first)).toMatchObject({ error_code: "0" });
    await world.client.sync({ ...first, TrangThaiHoSo: "4" }, "True");
    expect((await world.dossier("H57.122-260212-0001")).applicant.fullName).toBe("Trần Văn Một");
    expect(await world.dossier("H57.122-260212-0002")).toEqual(second);
  });
});

describe("R-J04 hostile bodies", () => {
  it.each([
    ["no JSON", "{", "request.bad-json"],
    ["no object", "7", "request.bad-json"],
    ["200,000 levels", `{"data":${"[".repeat(200_000)}${"]".repeat(200_000)}}`, "request.too-complex"],
    ["prototype keys", '{"session":"x","__proto__":{"polluted":true}}', "request.forbidden-content"],
    ["characters that cannot be stored", '{"session":"x","madonvi":"\\u0000"}', "request.forbidden-content"],
    ["no UTF-8", new Uint8Array([123, 34, 255, 34, 58, 49, 125]), "request.bad-json"],
    ["over 16 MiB", "x".repeat(16_777_217), "request.too-large"],
  ])("R-J04 %s: refused in the protocol's manner, nothing stored", async (_, body, code) => {
    const before = await world.counted();
    const response = await send(at("/mapi/g"), body);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ error_code: "3", code, result: null });
    expect(await world.counted()).toBe(before);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it("R-J04 a login of more than a user name and a password is not read", async () => {
    expect(await replyTo(at("/mapi/login"), { username: "a", password: "x".repeat(10_000) })).toMatchObject({
      code: "request.too-large",
    });
  });

  it("R-J04 a body that never ends is given up", async () => {
    const app = createApp(world.hub, { jsonTimeoutMs: 1 });
    const body = new ReadableStream<Uint8Array>({ pull: () => new Promise(() => undefined) });
    const response = await app.request(at("/mapi/g"), { method: "POST", body, duplex: "half" } as RequestInit);
    expect(response.headers.get("connection")).toBe("close");
    expect(await response.json()).toMatchObject({ error_code: "3", code: "request.too-slow" });
  });

  it("R-J04 prototype names and odd types in the places of texts and lists", async () => {
    const client = await world.as("mot-cua");
    for (const data of [["constructor"], [[[]]], [{ MaHoSo: { toString: 1 } }], [{ MaHoSo: ["a"] }], { a: 1 }, "text", 5, true]) {
      const reply = await client.call("DongBoHoSoMC", { data });
      expect(reply.error_code, JSON.stringify(data)).toBe("3");
    }
    expect(await client.call("TraCuuHoSo", { mahoso: { $ne: 1 } })).toMatchObject({ error_code: "3" });
    expect(await client.call("TraCuuHoSo", { mahoso: "' or 1=1 --" })).toMatchObject({ error_code: "-1" });
  });

  it("R-J04 beyond its rate a partner is told to try again, with Retry-After", async () => {
    await world.hub.partners.put({ id: "nhanh", name: "Nhanh", role: "portal", agencies: [AGENCY], limits: { perMinute: 3 } });
    const { credential, secret = "" } = await world.hub.partners.issue({ partnerId: "nhanh", kind: "shared" });
    const client = protocolClient(world.app, credential.id, secret, AGENCY);
    await client.login();
    const replies: Response[] = [];
    for (let n = 0; n < 4; n += 1) replies.push(await client.raw({ service: "LayDanhMucCoQuan" }));
    const last = replies.at(-1);
    expect(last?.status).toBe(200);
    expect(last?.headers.get("retry-after")).toMatch(/^\d+$/);
    expect(await last?.json()).toMatchObject({ error_code: "-1", code: "partner.too-many-requests" });
  });

  it("R-J04 a broken hub confirms nothing and says to try again", async () => {
    let error: Error = new TypeError("connection lost to 001099000012");
    const broken = { ...world.hub, procedures: () => Promise.reject(error) };
    const lines: string[] = [];
    const app = createApp(broken, {
      wallClock: () => Date.parse(world.hub.now()),
      log: createLog("info", { write: (line: string) => void lines.push(line) }),
    });
    const client = await world.as("mot-cua");
    await client.login();
    const body = JSON.stringify({ session: client.session(), madonvi: AGENCY, service: "LayDanhSachTTHC" });
    const ask = async (): Promise<Reply> => (await (await app.request(at("/mapi/g"), { method: "POST", body })).json()) as Reply;
    const reply = await ask();
    expect(reply).toMatchObject({ error_code: "-1", code: "hub.unexpected" });
    expect(reply.message).not.toContain("thành công");
    expect(lines.join("")).toContain("unexpected error");
    expect(lines.join("")).not.toContain("001099000012");
    error = Object.assign(new TypeError("?"), { code: "ECONNREFUSED" });
    expect(await ask()).toMatchObject({ error_code: "-1", code: "hub.database-away" });
  });
});

describe("R-I02 the log", () => {
  it("R-I02 names neither session, password, person nor number; it says who and which dossier", async () => {
    const { credential, secret = "" } = await world.hub.partners.issue({
      partnerId: "mot-cua",
      kind: "shared",
      overlapSeconds: 3600,
    });
    const client = protocolClient(world.app, credential.id, secret, AGENCY);
    await client.login();
    await client.sync(fullRecord("H57.122-260213-0501"));
    await client.find("H57.122-260213-0501");
    const log = world.lines.join("");
    for (const secretive of [client.session(), secret, "Nguyễn Văn Thử", "001099000012", "0900000012", "thu@congdan.example"])
      expect(log).not.toContain(secretive);
    expect(log).toContain('"partner":"mot-cua"');
    expect(log).toContain((await world.dossier("H57.122-260213-0501")).id);
  });
});
