/** R-G04 R-J03: the social-insurance adapter against its simulator, misbehaviour by misbehaviour. */
import { expect } from "vitest";
import { ATTEMPT_MS, type ConformanceCall, describeConformance } from "../../../adapters/kit/conformance.ts";
import adapter from "../../../adapters/social-insurance/adapter.ts";
import { CODES, PATHS } from "../../../adapters/social-insurance/contract/gateway.ts";
import { scan } from "../road.ts";
import { openWorld, type World } from "../world.ts";
import { childBorn, deathRegistered, later, ledger, requestIn, sentFor, transferOf } from "./fixtures.ts";

const refused = (MaKetQua: string, ThongDiep: string) => ({
  body: JSON.stringify({ MaKetQua, MaGD: null, ThoiGianTiepNhan: null, ThongDiep }),
});
const NO_REFUSAL = { none: "a token or a look-up is not refused for a business reason" };

/** One request was made, and one card came of it; a refusal sends the transfer back to an officer (R-B06). */
const checkCard: ConformanceCall<World>["check"] = async (world, id, outcome) => {
  const dossier = await world.hub.find(id);
  const requests = sentFor(world, dossier, "DENGHICAPTHE");
  if (outcome === "refused") {
    expect(requests).toEqual([]);
    expect(await transferOf(world, id)).toMatchObject({
      state: "sentBack",
      reason: expect.stringContaining("không thuộc đối tượng"),
    });
    return;
  }
  expect(requests).toHaveLength(1);
  await later(world, 30);
  const transfer = await transferOf(world, id);
  expect(transfer).toMatchObject({
    state: "done",
    reference: requests[0]?.MaGD,
    result: { outcome: "done", documents: [{ mediaType: "application/pdf" }] },
  });
  expect(transfer?.result?.data["healthCardNumber"]).toMatch(/^TE146\d{10}$/);
  expect((await world.hub.timeline(id)).filter((event) => event.type === "transferResultTaken")).toHaveLength(2);
};

/** The paper arrived once; refused or not, the request that follows it went its way. */
const checkPaper: ConformanceCall<World>["check"] = async (world, id, outcome) => {
  const child = (await world.hub.find(id))?.form?.["child"];
  const papers = ledger(world).transactions.filter(
    (one) => one.kind === "GIAYCHUNGSINH" && one.subject === (child as { birthCertificateNo: string }).birthCertificateNo,
  );
  expect(papers).toHaveLength(outcome === "refused" ? 0 : 1);
  await checkCard(world, id, "done");
};

/** The social insurance asks, the officer asks the applicant, who brings it. */
const supplemented = async (world: World): Promise<string> => {
  const id = await childBorn(world);
  await world.settle();
  const dossier = (await world.hub.find(id))?.code ?? "";
  await world.door("/ask", { dossier, note: "Thiếu giấy xác nhận nơi cư trú" });
  await later(world, 1);
  await world.run({ type: "requestSupplement", missing: [{ componentId: "tk-bhyt", reason: "Thiếu xác nhận cư trú" }] }, id);
  const files = [await scan(world, "xac-nhan.pdf")];
  await world.run({ type: "supplement", components: [{ componentId: "tk-bhyt", copies: 1, files }] }, id);
  return id;
};
const checkSupplement: ConformanceCall<World>["check"] = async (world, id, outcome) => {
  const dossier = await world.hub.find(id);
  expect(sentFor(world, dossier, "BOSUNG")).toHaveLength(outcome === "refused" ? 0 : 1);
  const [request] = sentFor(world, dossier, "DENGHICAPTHE");
  expect(request?.files).toEqual(outcome === "refused" ? [] : ["xac-nhan.pdf"]);
  if (outcome === "refused") {
    expect(await transferOf(world, id)).toMatchObject({ state: "sentBack" });
    return;
  }
  await checkCard(world, id, "done");
};

/** The officer calls the leg off. */
const calledOff = async (world: World): Promise<string> => {
  const id = await childBorn(world);
  await world.settle();
  await world.run({ type: "cancelTransfer", transferId: "the-bhyt", reason: "Trẻ đã có thẻ ở tỉnh khác" }, id);
  return id;
};
const checkCalledOff: ConformanceCall<World>["check"] = async (world, id, outcome) => {
  const dossier = await world.hub.find(id);
  const [request] = sentFor(world, dossier, "DENGHICAPTHE");
  expect(sentFor(world, dossier, "RUTHOSO")).toHaveLength(outcome === "refused" ? 0 : 1);
  expect(request?.state).toBe(outcome === "refused" ? "1" : "7");
  expect(dossier?.partners["social-insurance"]).toMatchObject({
    outcome: outcome === "refused" ? "refused" : "accepted",
  });
  expect(await transferOf(world, id)).toMatchObject({ state: "cancelled" });
};

describeConformance<World>({
  name: "social-insurance",
  open: () => openWorld(adapter, { timeoutMs: ATTEMPT_MS }),
  calls: [
    {
      name: "token",
      match: { path: PATHS.token },
      refusal: NO_REFUSAL,
      prepare: (world) => world.simulation.parts.expireSessions?.(),
      act: childBorn,
      check: checkCard,
    },
    {
      name: "birth notice",
      match: { path: PATHS.healthPapers },
      refusal: refused(CODES.refused, "Giấy chứng sinh không thuộc đối tượng tiếp nhận"),
      act: childBorn,
      check: checkPaper,
    },
    {
      name: "health card",
      match: { path: PATHS.documents },
      refusal: refused(CODES.refused, "Trẻ không thuộc đối tượng cấp thẻ"),
      act: childBorn,
      check: checkCard,
    },
    {
      name: "death benefit",
      match: { path: PATHS.documents },
      refusal: refused(CODES.refused, "Người chết không thuộc đối tượng hưởng"),
      act: deathRegistered,
      check: async (world, id, outcome) => {
        const requests = sentFor(world, await world.hub.find(id), "DENGHITUTUAT");
        expect(requests).toHaveLength(outcome === "refused" ? 0 : 1);
        await later(world, 30);
        expect(await transferOf(world, id, "tu-tuat-bhxh")).toMatchObject(
          outcome === "refused" ? { state: "sentBack" } : { state: "done", result: { data: { benefitAmount: "23400000" } } },
        );
      },
    },
    {
      name: "supplement",
      match: { path: PATHS.documents, body: { contains: requestIn("BOSUNG") } },
      refusal: refused(CODES.refused, "Hồ sơ không ở trạng thái chờ bổ sung"),
      act: supplemented,
      check: checkSupplement,
    },
    {
      name: "withdrawal",
      match: { path: PATHS.documents, body: { contains: requestIn("RUTHOSO") } },
      refusal: refused(CODES.refused, "Hồ sơ đã giải quyết xong, không thể rút"),
      act: calledOff,
      check: checkCalledOff,
    },
    {
      name: "look-up of results",
      match: { path: PATHS.lookUp },
      refusal: NO_REFUSAL,
      act: async (world) => {
        const id = await childBorn(world);
        await world.settle();
        await later(world, 30);
        return id;
      },
      check: checkCard,
    },
  ],
});
