/** R-G02 J04: what an iGate site hands over to the hub, by push or fetched because it never arrived. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { config } from "../../../adapters/igate/config.ts";
import { pushReply, SIGNATURE } from "../../../adapters/igate/contract/pushed.ts";
import { samplePushedPapers } from "../../../adapters/igate/contract/samples.ts";
import { dossierHook } from "../../../adapters/igate/hook.ts";
import { hookCall, SECRET, signed } from "../hook-request.ts";
import { found, scan } from "../road.ts";
import type { World } from "../world.ts";
import { atSite, later, ledger, openRoad, pushed, received, SITE_AGENCY, SITE_OFFICER } from "./road.ts";

const asked = (world: World, path: string) => world.simulation.received.list({ path });
const asSite = { actor: SITE_OFFICER };
const troubles = async (world: World) => (await world.hub.exchange.messages({ states: ["paused", "dead", "rejected"] })).items;

describe("R-G02 J04 a dossier that the iGate site hands over", () => {
  let world: World;
  beforeAll(async () => {
    world = await openRoad(10_000);
  });
  afterAll(() => world.close());

  const log = () =>
    (world.simulation.parts.state() as { log: { dossierCode: string; requestBody: { trangThai: number } }[] }).log;
  const states = (code: string) => log().flatMap((one) => (one.dossierCode === code ? one.requestBody.trangThai : []));
  const own = (code: string) => ledger(world).dossiers.find((one) => one.request.code === code);
  const receivedHere = async (code: string): Promise<string> => {
    const { id } = await found(world, code);
    await world.run({ type: "check", outcome: "valid" }, id, asSite);
    await world.run({ type: "receive" }, id, asSite);
    return id;
  };

  it("R-G02 is filed here with its papers, received, resolved; the site hears 1, 3, 4 with the file, 5", async () => {
    const { code, outcome } = await pushed(world);
    expect(outcome).toBe("accepted");
    const dossier = await found(world, code);
    expect(dossier).toMatchObject({
      status: "submitted",
      channel: "online",
      agencyId: SITE_AGENCY,
      applicant: { fullName: "Lê Thị Thử", phone: "0900000034" },
      components: [
        { componentId: "tk", originals: 1, files: [{ name: "tk.pdf", mediaType: "application/pdf" }] },
        { componentId: "giay-to-cu" },
      ],
    });
    await world.settle();
    expect(states(code)).toEqual([1]);
    const id = await receivedHere(code);
    await world.run({ type: "progress", note: "Đang xác minh" }, id, asSite);
    const file = await scan(world, "giấy khai sinh.pdf");
    await world.run({ type: "decide", documents: [{ name: "Giấy khai sinh", file }] }, id, asSite);
    await world.run(
      { type: "returnInPerson", receiverName: "Lê Thị Thử", identityNumber: "001199000034", appointmentSlip: true },
      id,
      asSite,
    );
    await world.settle();
    expect(states(code)).toEqual([1, 3, 3, 4, 5]);
    expect(own(code)).toMatchObject({ status: 5, results: [{ filename: "giấy khai sinh.pdf" }] });
    expect(await troubles(world)).toEqual([]);
  });

  it("R-G02 pushed again it is the same dossier; with other contents it is refused", async () => {
    const { code } = await pushed(world);
    expect(await pushed(world, { code })).toMatchObject({ outcome: "accepted" });
    const answer = await pushed(world, {
      code,
      data: {
        resource: {
          code,
          procedure: { id: "0".repeat(24), code: "1.004884" },
          agency: { id: "0".repeat(24), code: SITE_AGENCY },
          applicant: { data: { fullname: "Người Khác", phoneNumber: "+84900000099" } },
          dossierFormFile: [],
        },
      },
    });
    expect(answer).toMatchObject({ outcome: "refused" });
    expect((await world.hub.list({})).items.filter((one) => one.aliases?.includes(code))).toHaveLength(1);
  });

  it("R-G02 [§2] [§1.6] a code that the hub gave to another dossier of the same agency is not mixed up with the site's", async () => {
    const first = await pushed(world);
    const second = await pushed(world);
    const id = await receivedHere(second.code);
    // Both number the same agency's day: the hub's first code is one of the site's.
    const clash = (await found(world, id)).code ?? "";
    expect(ledger(world).allocated).toContain(clash);
    await pushed(world, { event: "progress", code: first.code, comment: "Nộp thêm bản gốc" });
    await pushed(world, { event: "withdraw", code: first.code, comment: "Người dân rút" });
    expect(await found(world, `igate:${first.code}`)).toMatchObject({ status: "withdrawn" });
    expect(await found(world, id)).toMatchObject({ status: "received", aliases: [`igate:${second.code}`, second.code] });
  });

  it("R-G02 R-A03 the hub asks, the site hears 2 with the words; its supplement comes in, and it hears 1 again", async () => {
    const { code } = await pushed(world);
    const { id } = await found(world, `igate:${code}`);
    const missing = [{ componentId: "giay-to-cu", reason: "Bản sao mờ" }];
    await world.run({ type: "check", outcome: "notYetValid", missing }, id, asSite);
    await world.settle();
    expect(own(code)).toMatchObject({ status: 1, comment: "Bản sao mờ" });
    expect(await pushed(world, { event: "supplement", code })).toMatchObject({ outcome: "accepted" });
    await world.settle();
    expect(await found(world, id)).toMatchObject({ status: "submitted" });
    expect(states(code)).toEqual([1, 2, 1]);
  });

  it("R-G02 [§5.1] missing states are sent in between and in order, though the log lost them", async () => {
    const { code } = await pushed(world);
    const id = await receivedHere(code);
    await world.run({ type: "decide", documents: [{ name: "Giấy khai sinh" }] }, id, asSite);
    world.fault({ kind: "loseAnswer", match: { path: "/capNhatTrangThaiHoSoDVCLTHoTich" }, times: 1 });
    await world.settle();
    world.clearFaults();
    expect(states(code)).toEqual([1, 3, 4]);
    expect(await troubles(world)).toEqual([]);
  });

  it("R-G02 [§5.1] calls are recorded in iGate's log, and its securityKey, tokens and secrets stay out of ours", async () => {
    const { code } = await pushed(world);
    await receivedHere(code);
    await world.settle();
    const { id } = await found(world, `igate:${code}`);
    expect(asked(world, "/getLog").length).toBeGreaterThan(0);
    const wire = await world.hub.exchange.wire({ dossier: id, limit: 500 });
    const text = wire.map((one) => `${one.what} ${new TextDecoder().decode(one.body)}`).join("\n");
    expect(text).toContain("trangThai");
    expect(text).toContain('"securityKey":"***"');
    expect(text).not.toMatch(/"securityKey":"[0-9a-f]/);
    expect(text).not.toContain("mat-khau-thu-igate");
    expect(text).not.toMatch(/eyJ[0-9a-f]{8}/);
  });

  it("R-G02 the national portal's own dossier is not filed twice: the site's code is a second name of it", async () => {
    const nationCode = "G22.01.02-260302-0077";
    const { dossierId } = await world.run(
      {
        type: "submit",
        channel: "online",
        procedureCode: "1.004884",
        agencyId: SITE_AGENCY,
        applicant: { kind: "citizen", fullName: "Lê Thị Thử", phone: "0900000034" },
        components: [
          { componentId: "tk", originals: 1 },
          { componentId: "giay-to-cu", copies: 1 },
        ],
        nationalCode: nationCode,
        declaredTruthful: true,
      },
      undefined,
      asSite,
    );
    const { code } = (await world.door("/file", { nationCode })) as { code: string };
    expect(await pushed(world, { code })).toMatchObject({ outcome: "accepted" });
    expect(await pushed(world, { code })).toMatchObject({ outcome: "accepted" });
    expect((await found(world, nationCode)).aliases).toEqual([`igate:${code}`, code]);
    expect((await found(world, nationCode)).id).toBe(dossierId);
    // From now on the site hears of it.
    await world.run({ type: "check", outcome: "valid" }, dossierId, asSite);
    await world.run({ type: "receive" }, dossierId, asSite);
    await world.settle();
    expect(states(code)).toEqual([1, 3]);
  });

  it("R-G02 R-I02 the site speaks for its own dossiers only", async () => {
    const foreign = await received(world);
    await world.settle();
    const { code = "" } = await found(world, foreign);
    const { code: mine } = await pushed(world);
    for (const target of [code, (await atSite(world, foreign))[0]?.request.code ?? "", "H57.132-260302-9999"]) {
      const answer = await pushed(world, { event: "withdraw", code: mine, comment: "rút", data: { dossierCode: target } });
      expect(answer).toMatchObject({ outcome: "refused" });
    }
    expect((await found(world, foreign)).status).toBe("forwarded");
  });
});

describe("R-G02 a dossier of the site that never arrived", () => {
  let world: World;
  beforeAll(async () => {
    world = await openRoad(10_000, { env: { LIENTHONG_IGATE_FETCH_MISSING: "true" } });
  });
  afterAll(() => world.close());

  it("R-G02 [§5.1] is fetched with its files („kéo hồ sơ về một cửa“), once, and a late push doubles nothing", async () => {
    const { code } = (await world.door("/file", {})) as { code: string };
    const { code: theirs } = (await world.door("/file", { interlinked: false })) as { code: string };
    await later(world, 240);
    expect(await found(world, code)).toMatchObject({
      aliases: [`igate:${code}`, code],
      components: [{ files: [{ name: "tk.pdf" }] }, { files: [{ name: "giay-to-cu.pdf" }] }],
    });
    expect(await world.hub.find(theirs)).toBeUndefined();
    await later(world, 240);
    expect(await pushed(world, { code })).toMatchObject({ outcome: "accepted" });
    expect((await world.hub.list({})).items).toHaveLength(1);
    expect(await troubles(world)).toEqual([]);
  });

  it("R-G02 one that does not fit waits for a person, and holds nothing else up", async () => {
    const { code: bad } = (await world.door("/file", { applicant: { fullname: " ", organization: "" } })) as { code: string };
    const { code: good } = (await world.door("/file", {})) as { code: string };
    await later(world, 240);
    expect((await found(world, good)).status).toBe("submitted");
    expect(await world.hub.find(bad)).toBeUndefined();
    expect(await troubles(world)).toMatchObject([{ key: bad, state: "paused", error: { code: "igate.dossier-misfit" } }]);
  });
});

describe("R-G02 what claims to come from the site", () => {
  const NOW = "2026-03-02T02:00:00.000Z";
  const settings = config.parse({
    url: "http://igate.test",
    clientId: "a",
    clientSecret: "b",
    rootAgencyId: "1".repeat(24),
    hookSecret: SECRET,
  });
  const message = {
    event: "new",
    dossierCode: "H57.132-260302-0001",
    time: "2026-03-02T09:00:00.000+0700",
    resource: {
      code: "H57.132-260302-0001",
      procedure: { id: "2".repeat(24), code: "1.004884" },
      agency: { id: "3".repeat(24), code: SITE_AGENCY },
      applicant: { data: { fullname: "Lê Thị Thử" } },
      dossierFormFile: samplePushedPapers,
    },
  };
  const ask = async (body: unknown, options: { at?: string; secret?: string; hookSecret?: string | undefined } = {}) => {
    const { call, stored: kept } = hookCall("hookSecret" in options ? { ...settings, hookSecret: undefined } : settings, NOW);
    const read = await dossierHook.read(
      signed(body, SIGNATURE, options.at ?? NOW, options.secret ?? SECRET),
      call as Parameters<typeof dossierHook.read>[1],
    );
    return { read, kept };
  };

  it("R-G02 a good one is read", async () => {
    const { read, kept } = await ask(message);
    if ("status" in read) throw new TypeError(read.body);
    expect(read.commands.map(({ key }) => key)).toEqual(["new:H57.132-260302-0001", "known:H57.132-260302-0001"]);
    expect(kept).toEqual(["giay-to-cu.pdf"]);
  });
  it.each([
    ["no JSON", "{", /không phải JSON/],
    ["no event", { ...message, event: "dance" }, /event/],
    ["no agency", { ...message, resource: { ...message.resource, agency: undefined } }, /agency/],
    ["another code inside", { ...message, dossierCode: "H57.132-260302-0002" }, /khác mã/],
    ["a nameless applicant", { ...message, resource: { ...message.resource, applicant: { data: {} } } }, /fullName/],
    [
      "a file that is no base64",
      {
        ...message,
        resource: {
          ...message.resource,
          dossierFormFile: [{ procedureForm: { name: "x", code: "tk" }, file: [{ filename: "a.pdf", size: 3, base64: "!!!" }] }],
        },
      },
      /base64/,
    ],
    [
      "a paper without a code",
      {
        ...message,
        resource: {
          ...message.resource,
          dossierFormFile: [{ procedureForm: { name: "x" }, file: [{ filename: "a.pdf", size: 3, base64: "AAAA" }] }],
        },
      },
      /không ghi mã thành phần/,
    ],
    [
      "an event of no dossier",
      { event: "progress", dossierCode: "H57.132-260302-0001", time: message.time, comment: "x" },
      /không có hồ sơ/,
    ],
  ])("R-G02 %s: refused in iGate's shape, nothing stored", async (_, body, says) => {
    const { read, kept } = await ask(body);
    if (!("status" in read)) throw new TypeError("taken");
    const reply = pushReply.parse(JSON.parse(read.body));
    expect(read.status).toBe(200);
    expect(reply.status).toBeGreaterThanOrEqual(400);
    expect(reply.errors).toMatch(says);
    expect(kept).toEqual([]);
  });
  it.each([
    ["forged", { secret: "another-secret-another" }, 401],
    ["too old", { at: "2026-03-02T01:50:00.000Z" }, 401],
    ["unverifiable, without a secret here", { hookSecret: undefined }, 503],
  ])("R-G02 a signature that is %s: not let in", async (_, options, status) => {
    const { read } = await ask(message, options);
    expect(read).toMatchObject({ status });
  });
});

describe("R-G02 one code, two dossiers", () => {
  it("R-G02 [§5.1] [§1.6] what the call log holds of another dossier under the same number is not taken for this one's", async () => {
    const world = await openRoad(10_000);
    try {
      const applicant = { kind: "citizen", fullName: "Trần Văn Mẫu", identityNumber: "001099000024" } as const;
      const held = ["tk", "giay-to-cu"].map((componentId) => ({ componentId, originals: 1, copies: 1 }));
      const filed = {
        channel: "counter",
        procedureCode: "1.004884",
        agencyId: SITE_AGENCY,
        applicant,
        components: held,
      } as const;
      const { dossierId: id } = await world.run({ type: "submit", ...filed }, undefined, asSite);
      await world.run({ type: "check", outcome: "valid" }, id, asSite);
      await world.run({ type: "receive" }, id, asSite);
      const first = await pushed(world);
      const mine = await found(world, `igate:${first.code}`);
      // Both number the same agency's day: the hub's first code is the site's first code.
      expect((await found(world, id)).code).toBe(first.code);
      const carrier = { lane: "igate", operation: "deliverDossier" };
      await world.run({ type: "forward", transferId: "hoi", toAgencyId: "H57.101", purpose: "Xác minh", carrier }, id, asSite);
      await world.settle();
      const there = ledger(world).dossiers.find((one) => !one.own)?.request;
      expect(there?.nationCode).toBe(first.code);
      for (const act of ["takeIn", "finish"]) await world.door("/act", { code: there?.code, act });
      await later(world);
      await world.run({ type: "decide", documents: [{ name: "Giấy khai sinh" }] }, id, asSite);
      const who = { receiverName: applicant.fullName, identityNumber: applicant.identityNumber, appointmentSlip: true };
      await world.run({ type: "returnInPerson", ...who }, id, asSite);
      await world.settle();
      await world.run({ type: "check", outcome: "valid" }, mine.id, asSite);
      await world.run({ type: "receive" }, mine.id, asSite);
      await world.settle();
      expect(ledger(world).dossiers.find((one) => one.own && one.request.code === first.code)).toMatchObject({ reports: [1, 3] });
    } finally {
      await world.close();
    }
  });
});
