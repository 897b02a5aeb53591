/** R-G02: the hub and the simulated iGate site together, quirk by quirk. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { found, scan } from "../road.ts";
import { LEADER, type World } from "../world.ts";
import { act, atSite, later, ledger, openRoad, received, STRANGE_PROCEDURE } from "./road.ts";

const asked = (world: World, path: string) => world.simulation.received.list({ path });
const troubles = async (world: World) => (await world.hub.exchange.messages({ states: ["paused", "dead", "rejected"] })).items;

describe("R-G02 a dossier that the hub delivers to iGate", () => {
  let world: World;
  beforeAll(async () => {
    world = await openRoad(10_000);
  });
  afterAll(() => world.close());

  it("R-G02 [§5.1] goes its whole way: filed, taken in, supplemented, finished with a file, returned", async () => {
    const id = await received(world);
    await world.settle();
    const [there] = await atSite(world, id);
    const code = there?.request.code ?? "";
    expect(code).toMatch(/^H57\.132-260302-\d{4}$/);
    await later(world);
    // Nobody there has taken it in: nothing is claimed.
    expect((await found(world, id)).transfers).toMatchObject([{ state: "sent" }]);
    await act(world, id, "takeIn", "Hồ sơ hợp lệ");
    await later(world);
    expect((await found(world, id)).transfers).toMatchObject([{ state: "accepted", reference: code }]);
    await act(world, id, "askSupplement", "Thiếu trích lục");
    await later(world);
    expect(await found(world, id)).toMatchObject({
      inquiry: { what: "supplement", missing: [{ reason: "Thiếu trích lục" }] },
      transfers: [{ state: "supplementNeeded" }],
    });
    const missing = [{ componentId: "gcs", reason: "Thiếu trích lục" }];
    await world.run({ type: "requestSupplement", missing }, id);
    const files = [await scan(world, "trích lục.pdf")];
    await world.run({ type: "supplement", components: [{ componentId: "gcs", copies: 1, files }] }, id);
    await world.settle();
    expect(await atSite(world, id)).toMatchObject([{ status: 2, supplements: 1 }]);
    await act(world, id, "finish", "Đã đăng ký lại");
    await later(world);
    const dossier = await found(world, id);
    expect(dossier.transfers).toMatchObject([
      { state: "done", result: { data: { igateCode: code }, documents: [{ name: `ket-qua-${code}.pdf` }] } },
    ]);
    await world.run({ type: "decide", documents: [{ name: "Giấy khai sinh" }] }, id, { actor: LEADER });
    await world.run(
      { type: "returnInPerson", receiverName: "Nguyễn Văn Thử", identityNumber: "001099000012", appointmentSlip: true },
      id,
    );
    await world.settle();
    expect(await atSite(world, id)).toMatchObject([{ status: 5, reports: [5] }]);
    expect(await troubles(world)).toEqual([]);
  });

  it("R-G02 [§5.1] [§1.6] both codes are kept, and either finds the dossier here and there", async () => {
    const id = await received(world);
    await world.settle();
    const [there] = await atSite(world, id);
    const { code, aliases } = await found(world, id);
    expect(aliases).toEqual([there?.request.code]);
    expect(there?.request).toMatchObject({ nationCode: code });
    expect((await world.hub.find(there?.request.code ?? ""))?.id).toBe(id);
  });

  it("R-G02 [§2] a lost answer burns a number: the next one is taken, and there is one dossier", async () => {
    const before = ledger(world).allocated.length;
    world.fault({ kind: "loseAnswer", match: { path: "/--get-next-value" }, times: 2 });
    const id = await received(world);
    await world.settle();
    world.clearFaults();
    expect(await atSite(world, id)).toHaveLength(1);
    expect(ledger(world).allocated.length - before).toBe(3);
    expect(await troubles(world)).toEqual([]);
  });

  it("R-G02 [§5.1] a lost answer to the filing makes no second dossier: it is looked for by nationCode first", async () => {
    world.fault({ kind: "loseAnswer", match: { path: "/--apply-online/" }, times: 1 });
    const id = await received(world);
    await world.settle();
    world.clearFaults();
    expect(await atSite(world, id)).toHaveLength(1);
    expect(await found(world, id)).toMatchObject({ partners: { igate: { outcome: "accepted" } } });
  });

  it("R-G02 [§5.1] a token lives 300 s and is renewed 30 s early", async () => {
    const logins = (): number => asked(world, "/openid-connect/token").length;
    await received(world);
    await world.settle();
    world.simulation.parts.expireSessions?.();
    await received(world);
    await world.settle();
    const fresh = logins();
    world.simulation.clock.advance(269_000);
    await received(world);
    await world.settle();
    expect(logins()).toBe(fresh);
    world.simulation.clock.advance(2_000);
    await received(world);
    await world.settle();
    // 29 s before its end: no call met a 401.
    expect(logins()).toBe(fresh + 1);
  });

  it("R-G02 [§5.1] the integration view gives files only if `fields` asks for them", async () => {
    const id = await received(world);
    await world.settle();
    await act(world, id, "takeIn");
    await later(world);
    await act(world, id, "finish");
    await later(world);
    const code = (await atSite(world, id))[0]?.request.code ?? "?";
    const views = asked(world, "/pa/api-integration/--data").filter((one) => one.path.includes(code));
    expect(views.map((one) => new URL(one.path, "http://x.test").searchParams.get("fields"))).toEqual([
      "currentTask",
      "currentTask,attachment",
    ]);
    expect((await found(world, id)).transfers[0]?.result?.documents).toHaveLength(1);
  });

  it("R-G02 [§5.1] search answers content[] slice by slice; the exact national code is asked for", () => {
    const query = new URL(asked(world, "/pa/dossier/search")[0]?.path ?? "", "http://x.test").searchParams;
    expect([query.get("spec"), query.get("page")]).toEqual(["slice", "0"]);
    expect(query.get("nation-code-match")).toMatch(/^H57\.101-/);
  });

  it("R-G02 R-B06 cancelled before it was taken in: it comes back, is corrected, and goes out as a second sending", async () => {
    const id = await received(world);
    await world.settle();
    await act(world, id, "refuse", "Tờ khai không đọc được");
    await later(world);
    expect((await found(world, id)).transfers).toMatchObject([{ state: "sentBack", reason: "Tờ khai không đọc được" }]);
    await world.run({ type: "resendTransfer", transferId: "igate" }, id);
    await world.settle();
    const both = await atSite(world, id);
    expect(both.map((one) => [one.status, one.request.eForm?.data["maChuyenLienThong"]])).toEqual([
      [6, "igate/1"],
      [0, "igate/2"],
    ]);
    // The old one's end says nothing about the new one.
    await later(world);
    expect((await found(world, id)).transfers).toMatchObject([{ state: "sent", number: 2 }]);
  });

  it("R-G02 refused after it was taken in is refused in the matter", async () => {
    const id = await received(world);
    await world.settle();
    await act(world, id, "takeIn");
    await act(world, id, "refuse", "Không đủ căn cứ");
    await later(world);
    expect((await found(world, id)).transfers).toMatchObject([
      { state: "refused", result: { outcome: "refused", note: "Không đủ căn cứ" } },
    ]);
  });

  it("R-G02 R-B06 an agency that the site does not know: the transfer comes back to an officer with the reason", async () => {
    const id = await received(world, STRANGE_PROCEDURE);
    await world.settle();
    expect(await found(world, id)).toMatchObject({
      transfers: [{ state: "sentBack", reason: expect.stringContaining("H57.133") }],
      partners: { igate: { outcome: "refused", code: "igate.agency-unknown" } },
    });
    expect(await atSite(world, id)).toEqual([]);
  });

  it("R-G02 [§5.1] withdrawn: the case at iGate is ended by force, not left to lie", async () => {
    const id = await received(world);
    await world.settle();
    await act(world, id, "takeIn");
    await world.run({ type: "withdraw", reason: "Người nộp đổi ý" }, id);
    await world.settle();
    expect(await atSite(world, id)).toMatchObject([{ status: 6, forcedEnd: true }]);
    // Already ended there: closing again is no trouble.
    const next = await received(world);
    await world.settle();
    await act(world, next, "refuse");
    await world.run({ type: "withdraw", reason: "Người nộp đổi ý" }, next);
    await world.settle();
    expect((await found(world, next)).partners["igate"]).toMatchObject({ operation: "closeCase", outcome: "accepted" });
  });

  it("R-G02 papers for a case that waits no longer are not lost silently: the dossier says so", async () => {
    const id = await received(world);
    await world.settle();
    await act(world, id, "takeIn");
    await act(world, id, "askSupplement", "Thiếu trích lục");
    await later(world);
    await world.run({ type: "requestSupplement", missing: [{ componentId: "gcs", reason: "Thiếu trích lục" }] }, id);
    await act(world, id, "refuse", "Quá hạn bổ sung");
    await world.run({ type: "supplement", components: [{ componentId: "gcs", copies: 1 }] }, id);
    await world.hub.exchange.idle();
    const noted = (await world.hub.timeline(id)).filter((event) => event.type === "partnerRecorded");
    expect(noted.at(-1)).toMatchObject({
      data: { outcome: "refused", message: expect.stringContaining("không còn chờ bổ sung") },
    });
  });
});
