/** The whole road between the engine and the police: look-ups and residence legs, with the people on both sides (R-G05, R-I02, R-B06). */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ATTEMPT_MS } from "../../../adapters/kit/conformance.ts";
import adapter from "../../../adapters/police/adapter.ts";
import { openWorld, type World } from "../world.ts";
import {
  BIRTH_FORM,
  checkOf,
  childBorn,
  deathRegistered,
  filingsOf,
  identityAsked,
  later,
  ledger,
  OFFICER_NUMBER,
  queriesOf,
  transferOf,
} from "./fixtures.ts";

describe("the road to the police", () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(adapter, { timeoutMs: ATTEMPT_MS * 10 });
  });
  afterAll(() => world.close());

  const turn = async (id: string, path: string, more: object = {}): Promise<void> => {
    const [filing] = filingsOf(world, await world.hub.find(id));
    await world.door(path, { number: filing?.code, ...more });
    await later(world, 1);
  };

  it("R-I02 [§5.3] who looked, what for and when stands on both sides; nothing of the database's own in the dossier", async () => {
    const id = await identityAsked(world, { fullName: "Nguyễn Văn Thứ", identityNumber: "190000012" });
    await world.settle();
    const events = await world.hub.timeline(id);
    const asked = events.find((event) => event.type === "identityCheckRequested");
    expect(asked).toMatchObject({
      actor: { id: "cb-1", name: "Trần Thị Một Cửa" },
      data: { officerIdentityNumber: OFFICER_NUMBER, check: { purpose: "Đối chiếu người nộp hồ sơ", by: "Trần Thị Một Cửa" } },
    });
    const dossier = await world.hub.find(id);
    expect(queriesOf(world, id, dossier)).toMatchObject([
      { at: asked?.at, MaCanBo: OFFICER_NUMBER, issue: expect.stringContaining("Đối chiếu người nộp hồ sơ"), by: "SoCMND" },
    ]);
    expect(await checkOf(world, id)).toMatchObject({ answer: { outcome: "differs", differing: ["fullName"] } });
    // The register's own spelling, its 12-digit number and its address are nowhere in the record.
    const record = JSON.stringify([events, dossier]);
    for (const said of ["NGUYỄN VĂN THỬ", "001099000012", "Số nhà thử nghiệm", "19990105"]) expect(record).not.toContain(said);
  });

  it("R-G05 [§5.3] no match is an answer: notFound", async () => {
    const id = await identityAsked(world, { identityNumber: "001099999999" });
    await world.settle();
    expect(await checkOf(world, id)).toMatchObject({ answer: { outcome: "notFound", differing: [] } });
  });

  it("R-G05 R-B06 a new-born: filed with the birth certificate, taken in, done with CT07, and the route goes on", async () => {
    const id = await childBorn(world, { personalNumber: "046326000011" });
    await world.settle();
    const [filing] = filingsOf(world, await world.hub.find(id));
    expect(filing?.request.ToKhai).toMatchObject({ SoDinhDanh: "046326000011", SoGiayKhaiSinh: "12/2026" });
    expect(filing?.request.GiayTo.map(({ MaGiayTo, TenTep }) => `${MaGiayTo} ${TenTep}`)).toEqual([
      "tk tk.pdf",
      "gcs gcs.pdf",
      "ket-qua-khai-sinh giay-khai-sinh.pdf",
    ]);
    expect((await world.hub.find(filing?.code ?? ""))?.id).toBe(id);
    await later(world, 3);
    expect(await transferOf(world, id)).toMatchObject({ state: "accepted", reference: filing?.code });
    await later(world, 50);
    const done = await transferOf(world, id);
    expect(done).toMatchObject({ state: "done", result: { data: { residenceConfirmed: "true" } } });
    expect(done?.result?.data).not.toHaveProperty("personalNumber");
    expect((await transferOf(world, id, "the-bhyt"))?.data).toMatchObject({ residenceConfirmed: "true" });
  });

  it("R-B10 CT05 goes to the one-stop officer as the police word it", async () => {
    const id = await childBorn(world);
    await world.settle();
    await turn(id, "/ask", { missing: [{ MaGiayTo: "gcs", LyDo: "Bản chụp mờ" }, { LyDo: "Thiếu giấy tờ chỗ ở" }] });
    expect(await world.hub.find(id)).toMatchObject({
      inquiry: {
        what: "supplement",
        transferId: "thuong-tru",
        by: "Công an cấp xã",
        missing: [
          { componentId: "gcs", reason: "Bản chụp mờ" },
          { componentId: "other", reason: "Thiếu giấy tờ chỗ ở" },
        ],
      },
    });
    expect(await transferOf(world, id)).toMatchObject({ state: "supplementNeeded" });
  });

  it("R-G05 CT06 refuses the leg with its reason and its paper; the health card goes on without it", async () => {
    const id = await childBorn(world);
    await world.settle();
    await turn(id, "/refuse", { note: "Chỗ ở thuộc diện không được đăng ký mới" });
    expect(await transferOf(world, id)).toMatchObject({
      state: "refused",
      result: {
        note: expect.stringContaining("Chỗ ở thuộc diện không được đăng ký mới"),
        documents: [{ mediaType: "application/pdf" }],
      },
    });
    expect(await transferOf(world, id, "the-bhyt")).toMatchObject({ state: "sent" });
  });

  it("R-B06 a declaration that the police refuse comes back to an officer, is corrected, and goes out under the next number", async () => {
    const residence = { ...BIRTH_FORM.residence, headFullName: "Nguyễn Văn Nhầm" };
    const id = await childBorn(world, { form: { residence } });
    await world.settle();
    expect(await transferOf(world, id)).toMatchObject({
      state: "sentBack",
      reason: expect.stringContaining("chủ hộ không khớp"),
    });
    expect(filingsOf(world, await world.hub.find(id))).toEqual([]);
    await world.run({ type: "resendTransfer", transferId: "thuong-tru", form: { residence: BIRTH_FORM.residence } }, id);
    await world.settle();
    const [filing] = filingsOf(world, await world.hub.find(id));
    expect(filing?.request.MaHoSoLT).toMatch(/\.thuong-tru\.2$/);
    await later(world, 60);
    expect(await transferOf(world, id)).toMatchObject({ state: "done", number: 2 });
  });

  it("R-G05 a deceased person's residence is deleted after the death is registered", async () => {
    const id = await deathRegistered(world);
    await world.settle();
    await later(world, 60);
    expect(await transferOf(world, id, "xoa-thuong-tru")).toMatchObject({
      state: "done",
      result: { data: { residenceRemoved: "true" }, documents: [{ mediaType: "application/pdf" }] },
    });
    expect(ledger(world).filings.at(-1)?.request.ToKhai).toMatchObject({ NgayMat: "28/02/2026", SoTrichLucKhaiTu: "05/2026" });
  });
});
