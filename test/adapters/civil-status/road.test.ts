/** Through a hub and the simulators, both counterparties: filed, registered, asked, corrected, refused, reported. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import adapter from "../../../adapters/civil-status/adapter.ts";
import type { Dossier } from "../../../core/dossier/types.ts";
import { openWorld, type World } from "../world.ts";
import { APPLICANT, BIRTH } from "./people.ts";

interface Ledger {
  readonly registry: {
    readonly duplicates: number;
    readonly cases: readonly {
      readonly request: { readonly maHoSoMCDT: string; readonly maHoSoLT: string; readonly module: string };
      readonly pushes: number;
      readonly data: Readonly<Record<string, unknown>>;
      readonly history: readonly { readonly state: string }[];
    }[];
  };
  readonly hub: {
    readonly refused: readonly unknown[];
    readonly dossiers: readonly {
      readonly item: { readonly maHoSo: string };
      readonly confirmed: number;
      readonly states: readonly number[];
      readonly reports: readonly Readonly<Record<string, unknown>>[];
    }[];
  };
}

let world: World;
beforeAll(async () => {
  world = await openWorld(adapter, { simulator: { auto: false } });
});
afterAll(() => world.close());

const ledger = (): Ledger => world.simulation.parts.state() as Ledger;
const caseOf = (code: string | undefined) => ledger().registry.cases.find((one) => one.request.maHoSoMCDT === code);
const hubOf = (number: string | undefined) => ledger().hub.dossiers.find((one) => one.item.maHoSo === number);
const found = async (reference: string): Promise<Dossier> => {
  const dossier = await world.hub.find(reference);
  if (dossier === undefined) throw new TypeError(`no dossier ${reference}`);
  return dossier;
};
/** Long enough for both pollers to look again, whatever their back-off. */
const later = async (): Promise<void> => {
  world.simulation.clock.advance(45 * 60_000);
  await world.settle();
  await world.settle();
};
const stuck = async () => (await world.hub.exchange.messages({ states: ["paused", "dead", "ready"] })).items;

const counterBirth = async (form: Readonly<Record<string, unknown>> = BIRTH): Promise<string> => {
  const { dossierId } = await world.run({
    type: "submit",
    channel: "counter",
    procedureCode: "2.000986",
    agencyId: "H57.101",
    applicant: APPLICANT,
    form,
    components: [
      { componentId: "tk", originals: 1 },
      { componentId: "gcs", originals: 1 },
      { componentId: "tk-bhyt", originals: 1 },
      { componentId: "phieu-bao-hk", originals: 1 },
    ],
  });
  await world.run({ type: "check", outcome: "valid" }, dossierId);
  await world.run({ type: "receive" }, dossierId);
  await world.settle();
  return dossierId;
};
const transferOf = async (id: string) => (await found(id)).transfers.find((one) => one.operation === "registerBirth");

describe("R-B06 R-G09 a registration at the registry", () => {
  it("R-B06 [§5.2] goes out with the receipt, is followed through 3 and 7, and hands on the personal number", async () => {
    const id = await counterBirth();
    const { code } = await found(id);
    expect(caseOf(code)).toMatchObject({
      request: { module: "LTKS", maHoSoLT: code },
      pushes: 1,
      data: { nksHoTen: { Ten: "MẪU" }, noiDangKy: "19101" },
    });
    expect(await transferOf(id)).toMatchObject({ state: "accepted", reference: code });
    await world.door("/accept", { code });
    await later();
    expect((await world.hub.timeline(id)).filter((event) => event.type === "progressed")).toHaveLength(1);
    await world.door("/register", { code });
    await later();
    expect(await transferOf(id)).toMatchObject({
      state: "done",
      result: {
        outcome: "done",
        data: {
          personalNumber: expect.stringMatching(/^001026\d{6}$/),
          birthCertificateNumber: "1/2026",
          registerBook: "01/2026",
        },
        documents: [{ name: `giay-khai-sinh-${code}.pdf`, mediaType: "application/pdf" }],
      },
    });
    // The leg that waited for it has started with what was handed on.
    const residence = (await found(id)).transfers.find((one) => one.leg === "thuong-tru");
    expect(residence?.data["personalNumber"]).toMatch(/^001026/);
    expect(await stuck()).toEqual([]);
  });

  it("R-B06 R-B10 [§5.2] a supplement the registry asks for goes to the officer and the applicant, and what is brought is pushed again", async () => {
    const id = await counterBirth();
    const { code } = await found(id);
    await world.door("/ask", { code, reason: "Giấy chứng sinh mờ", deadline: "11/03/2026" });
    await later();
    expect(await found(id)).toMatchObject({
      inquiry: {
        what: "supplement",
        missing: [{ componentId: "other", reason: "Giấy chứng sinh mờ (hạn bổ sung: 11/03/2026)" }],
      },
    });
    await world.run({ type: "requestSupplement", missing: [{ componentId: "gcs", reason: "Giấy chứng sinh mờ" }] }, id);
    await world.run({ type: "supplement", components: [{ componentId: "gcs", originals: 1 }] }, id);
    await later();
    expect(caseOf(code)).toMatchObject({ pushes: 2 });
    expect(caseOf(code)?.history.map((step) => step.state)).toEqual(["1", "2", "1"]);
    await world.door("/register", { code });
    await later();
    expect(await transferOf(id)).toMatchObject({ state: "done" });
    expect(await stuck()).toEqual([]);
  });

  it("R-B06 [§5.2] errors as one long string: the leg comes back to the officer field by field, is corrected and sent again", async () => {
    const id = await counterBirth({ ...BIRTH, mother: { ...BIRTH.mother, identityNumber: "0010990000345" } });
    const { code } = await found(id);
    expect(caseOf(code)).toBeUndefined();
    expect(await transferOf(id)).toMatchObject({
      state: "sentBack",
      reason: expect.stringContaining("số định danh cá nhân của mẹ (mother.identityNumber): quá dài"),
    });
    const transferId = (await transferOf(id))?.transferId ?? "";
    await world.run({ type: "resendTransfer", transferId, form: { mother: { identityNumber: "001099000034" } } }, id);
    await world.settle();
    expect(caseOf(code)).toMatchObject({ pushes: 1, data: { meSoDDCN: "001099000034" } });
    expect(await transferOf(id)).toMatchObject({ state: "accepted", number: 2 });
    await world.door("/register", { code });
    await later();
    expect(await transferOf(id)).toMatchObject({ state: "done" });
  });

  it("R-B06 [§5.2] a refusal of the registry is the end of the leg, with its reason", async () => {
    const id = await counterBirth();
    const { code } = await found(id);
    await world.door("/refuse", { code, reason: "Đã đăng ký tại nơi khác" });
    await later();
    expect(await transferOf(id)).toMatchObject({ state: "refused", result: { note: expect.stringContaining("nơi khác") } });
  });

  it("R-B06 [§5.2] batches of 3: seven awaited registrations are asked for in calls of at most three codes", async () => {
    const ids: string[] = [];
    for (let count = 0; count < 7; count += 1) ids.push(await counterBirth());
    const before = world.simulation.received.count();
    for (const id of ids) await world.door("/register", { code: (await found(id)).code });
    await later();
    const polls = world.simulation.received.list({ after: before, path: "/btp/LayKetQua" });
    const sizes = polls.map((one) => (JSON.parse(one.body ?? "{}") as { maDinhDanhHoSo: string[] }).maDinhDanhHoSo.length);
    expect(Math.max(...sizes)).toBe(3);
    for (const id of ids) expect(await transferOf(id)).toMatchObject({ state: "done" });
    expect(await stuck()).toEqual([]);
  });
});

describe("R-G01 a dossier filed at the liên thông hub", () => {
  const receive = async (id: string): Promise<void> => {
    await world.run({ type: "check", outcome: "valid" }, id);
    const dueAt = new Date(world.simulation.clock.ms() + 30 * 86_400_000).toISOString();
    await world.run({ type: "receive", dueAt }, id);
    await world.settle();
  };

  it("R-G01 [§5.2] states 1→3→7→4→5: fetched, confirmed, registered and reported in the hub's order to the end", async () => {
    const { maHoSo } = (await world.door("/file", { ward: "19101" })) as { maHoSo: string };
    await later();
    const filed = await found(maHoSo);
    expect(filed).toMatchObject({
      status: "submitted",
      channel: "online",
      nationalCode: maHoSo,
      agencyId: "H57.101",
      procedure: { code: "2.002621" },
      form: { child: { fullName: "NGUYỄN THỊ MẪU" }, residence: { relation: "Con" }, interlink: { procedureCode: "2.002621" } },
      components: [{ componentId: "tk" }, { componentId: "gcs", files: [{ mediaType: "application/pdf" }] }],
    });
    expect(hubOf(maHoSo)).toMatchObject({ confirmed: 1, states: [1] });
    await receive(filed.id);
    expect(hubOf(maHoSo)?.states).toEqual([1, 3, 7]);
    const { code } = await found(maHoSo);
    expect(caseOf(code)?.request.maHoSoLT).toBe(maHoSo);
    await world.door("/register", { code });
    await later();
    expect(hubOf(maHoSo)?.states).toEqual([1, 3, 7, 4]);
    const result = JSON.parse(String(hubOf(maHoSo)?.reports.at(-1)?.["ketQuaXuLy"])) as Record<string, string>;
    expect(result).toMatchObject({ soDinhDanh: expect.stringMatching(/^001026/), maGiayToKetQua: "KQ.G15.000031" });
    expect(Buffer.from(result["giayKhaiSinh"] ?? "", "base64").toString()).toMatch(/^%PDF/);
    expect(await found(maHoSo)).toMatchObject({
      partners: {
        "civil-status": { outcome: "accepted", operation: "reportToHub", message: expect.stringContaining("cờ đồng bộ 1") },
      },
    });
    expect(ledger().hub.refused).toEqual([]);
    expect(await stuck()).toEqual([]);
  });

  it("R-G01 [§5.2] a death by the hub goes the same way", async () => {
    const { maHoSo } = (await world.door("/file", { kind: "death" })) as { maHoSo: string };
    await later();
    const filed = await found(maHoSo);
    expect(filed).toMatchObject({
      procedure: { code: "2.002622" },
      form: { deceased: { sex: "male" }, burial: { relation: "Con" } },
    });
    await receive(filed.id);
    const { code } = await found(maHoSo);
    expect(caseOf(code)?.request.module).toBe("LTKT");
    await world.door("/register", { code });
    await later();
    const leg = (await found(maHoSo)).transfers.find((one) => one.operation === "registerDeath");
    expect(leg?.result?.data["deathCertificateNumber"]).toBe("1/2026");
    expect(hubOf(maHoSo)?.states).toEqual([1, 3, 7, 4]);
  });

  it("R-G01 [§5.2] a supplement is asked at the hub and fetched from it", async () => {
    const { maHoSo } = (await world.door("/file", {})) as { maHoSo: string };
    await later();
    const { id } = await found(maHoSo);
    await world.run({ type: "check", outcome: "notYetValid", missing: [{ componentId: "gcs", reason: "mờ" }] }, id);
    await world.settle();
    expect(hubOf(maHoSo)?.states).toEqual([1, 2]);
    expect(hubOf(maHoSo)?.reports.at(-1)).toMatchObject({ noiDungXuLy: expect.stringContaining("mờ") });
    await world.door("/bring", { number: maHoSo });
    await later();
    expect(await found(maHoSo)).toMatchObject({ status: "submitted" });
    expect((await found(maHoSo)).components.find((one) => one.componentId === "gcs")?.files).toHaveLength(2);
    expect(hubOf(maHoSo)).toMatchObject({ confirmed: 2, states: [1, 2, 1] });
    await receive(id);
    expect(hubOf(maHoSo)?.states).toEqual([1, 2, 1, 3, 7]);
    expect(ledger().hub.refused).toEqual([]);
  });

  it("R-A12 a dossier that was turned away is reported as 6, and nothing after it", async () => {
    const { maHoSo } = (await world.door("/file", {})) as { maHoSo: string };
    await later();
    await world.run({ type: "check", outcome: "outOfScope", reason: "Không thuộc phạm vi" }, (await found(maHoSo)).id);
    await later();
    expect(hubOf(maHoSo)?.states).toEqual([1, 6]);
    expect(hubOf(maHoSo)?.reports.at(-1)).toMatchObject({ ghiChu: "Không thuộc phạm vi" });
    expect(await stuck()).toEqual([]);
  });

  it("a ward that nobody configured waits for the operator; nothing is filed", async () => {
    const { maHoSo } = (await world.door("/file", { ward: "99999" })) as { maHoSo: string };
    await later();
    expect(await world.hub.find(maHoSo)).toBeUndefined();
    expect((await stuck()).map((message) => message.error?.code)).toEqual(["civil-status.ward-unknown"]);
  });
});
