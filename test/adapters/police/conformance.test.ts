/** R-G05 R-J03: the police adapter against its simulator, misbehaviour by misbehaviour. */
import { expect } from "vitest";
import { ATTEMPT_MS, type ConformanceCall, describeConformance } from "../../../adapters/kit/conformance.ts";
import adapter from "../../../adapters/police/adapter.ts";
import { FAULTS, POPULATION_PATH } from "../../../adapters/police/contract/c06.ts";
import { PATHS } from "../../../adapters/police/contract/residence.ts";
import { soapFault } from "../../../simulators/kit/xml.ts";
import { scan } from "../road.ts";
import { openWorld, type World } from "../world.ts";
import {
  checkOf,
  childBorn,
  deathRegistered,
  filingsOf,
  identityAsked,
  later,
  OFFICER_NUMBER,
  queriesOf,
  transferOf,
} from "./fixtures.ts";

const refused = (Ma: string, ThongBao: string) => ({ body: JSON.stringify({ Ma, ThongBao }) });

const checkIdentity: ConformanceCall<World>["check"] = async (world, id, outcome) => {
  const dossier = await world.hub.find(id);
  if (outcome === "refused") {
    expect(await checkOf(world, id)).not.toHaveProperty("answer");
    expect(dossier?.partners["police"]).toMatchObject({ operation: "checkIdentity", outcome: "refused", code: "police.officer" });
    return;
  }
  expect(await checkOf(world, id)).toMatchObject({ answer: { outcome: "matched", differing: [] } });
  // A look-up changes nothing, so it may be made again; every one is in the audit with the officer's number.
  const queries = queriesOf(world, id, dossier);
  expect(queries.length).toBeGreaterThan(0);
  expect(new Set(queries.map(({ MaCanBo }) => MaCanBo))).toEqual(new Set([OFFICER_NUMBER]));
  expect((await world.hub.timeline(id)).filter((event) => event.type === "identityChecked")).toHaveLength(1);
};

/** One filing at the police, and its result in the dossier. */
const checkFiling =
  (transferId: string, facts: Readonly<Record<string, unknown>>): ConformanceCall<World>["check"] =>
  async (world, id, outcome) => {
    const filings = filingsOf(world, await world.hub.find(id));
    if (outcome === "refused") {
      expect(filings).toEqual([]);
      expect(await transferOf(world, id, transferId)).toMatchObject({
        state: "sentBack",
        reason: expect.stringContaining("không khớp"),
      });
      return;
    }
    expect(filings).toHaveLength(1);
    await later(world, 60);
    expect(await transferOf(world, id, transferId)).toMatchObject({
      state: "done",
      result: { outcome: "done", documents: [{ mediaType: "application/pdf" }], data: facts },
    });
    expect((await world.hub.timeline(id)).filter((event) => event.type === "transferResultTaken")).toHaveLength(2);
    // The next dossier about the same deceased person finds him registered again.
    if (transferId === "xoa-thuong-tru")
      await world.door("/citizens", {
        SoDinhDanh: "046045000033",
        HoVaTen: { Ten: "LÊ HÒA THUẬN" },
        GioiTinh: "1",
        NgaySinh: "1945",
      });
  };
const checkRegistration = checkFiling("thuong-tru", {
  residenceConfirmed: "true",
  personalNumber: expect.stringMatching(/^0463269\d{5}$/),
});

const supplemented = async (world: World): Promise<string> => {
  const id = await childBorn(world);
  await world.settle();
  const [filing] = filingsOf(world, await world.hub.find(id));
  await world.door("/ask", { number: filing?.code, missing: [{ LyDo: "Thiếu giấy tờ chứng minh chỗ ở hợp pháp" }] });
  await later(world, 1);
  await world.run({ type: "requestSupplement", missing: [{ componentId: "tk", reason: "Thiếu chứng minh chỗ ở" }] }, id);
  const files = [await scan(world, "cho-o.pdf")];
  await world.run({ type: "supplement", components: [{ componentId: "tk", files }] }, id);
  return id;
};
const checkSupplement: ConformanceCall<World>["check"] = async (world, id, outcome) => {
  const [filing, ...others] = filingsOf(world, await world.hub.find(id));
  expect(others).toEqual([]);
  if (outcome === "refused") {
    expect(filing?.supplements).toEqual([]);
    expect((await world.hub.find(id))?.partners["police"]).toMatchObject({
      operation: "supplementResidence",
      outcome: "refused",
    });
    return;
  }
  expect(filing?.supplements).toMatchObject([{ papers: ["tk: cho-o.pdf"] }]);
  await checkRegistration(world, id, outcome);
};

const calledOff = async (world: World): Promise<string> => {
  const id = await childBorn(world);
  await world.settle();
  await world.run({ type: "cancelTransfer", transferId: "thuong-tru", reason: "Gia đình đăng ký nơi khác" }, id);
  return id;
};
const checkCalledOff: ConformanceCall<World>["check"] = async (world, id, outcome) => {
  const dossier = await world.hub.find(id);
  expect(filingsOf(world, dossier).map(({ state }) => state)).toEqual([outcome === "refused" ? "1" : "7"]);
  expect(await transferOf(world, id)).toMatchObject({ state: "cancelled" });
  expect(dossier?.partners["police"]).toMatchObject({
    operation: "cancelResidence",
    outcome: outcome === "refused" ? "refused" : "accepted",
  });
};

const fault = soapFault("Client", FAULTS.officer);

describeConformance<World>({
  name: "police",
  open: () => openWorld(adapter, { timeoutMs: ATTEMPT_MS }),
  calls: [
    {
      name: "identity check",
      match: { path: POPULATION_PATH },
      refusal: { body: await fault.text(), contentType: "text/xml; charset=utf-8", status: 500 },
      act: identityAsked,
      check: checkIdentity,
    },
    {
      name: "registration",
      match: { method: "POST", path: PATHS.filing },
      refusal: refused("02", "Họ tên chủ hộ không khớp với số định danh"),
      act: childBorn,
      check: checkRegistration,
    },
    {
      name: "deletion",
      match: { method: "POST", path: PATHS.filing },
      refusal: refused("02", "Họ tên người đã mất không khớp với số định danh"),
      act: deathRegistered,
      check: checkFiling("xoa-thuong-tru", { residenceRemoved: "true" }),
    },
    {
      name: "supplement",
      match: { path: PATHS.supplement },
      refusal: refused("04", "Hồ sơ không ở trạng thái chờ bổ sung"),
      act: supplemented,
      check: checkSupplement,
    },
    {
      name: "calling off",
      match: { path: PATHS.cancel },
      refusal: refused("04", "Hồ sơ đã có kết quả, không thể hủy"),
      act: calledOff,
      check: checkCalledOff,
    },
    {
      name: "results",
      match: { method: "GET", path: PATHS.filing },
      refusal: { none: "a look at the results is not refused for a business reason" },
      act: async (world) => {
        const id = await childBorn(world);
        await world.settle();
        await later(world, 3);
        return id;
      },
      check: checkRegistration,
    },
  ],
});
