/** R-G02 R-J03: the iGate adapter against its simulator, misbehaviour by misbehaviour. */
import { expect } from "vitest";
import { ATTEMPT_MS, type ConformanceCall, describeConformance } from "../../../adapters/kit/conformance.ts";
import { found, scan } from "../road.ts";
import type { World } from "../world.ts";
import { act, atSite, later, ledger, openRoad, pushed, received, SITE_OFFICER } from "./road.ts";

type Check = ConformanceCall<World>["check"];

const WRONG_FIELD = {
  body: JSON.stringify({
    status: 500,
    title: "Có lỗi xảy ra.",
    errors: "applicant.data.fullname có độ dài vượt quá số lượng cho phép. Vui lòng kiểm tra lại thông tin.",
  }),
};
const NO_REFUSAL = { none: "a look-up is not refused for a business reason" };

/** Exactly one dossier at the site, under the hub's code, and the hub finds it by iGate's. */
const checkDelivered: Check = async (world, id, outcome) => {
  const there = await atSite(world, id);
  const dossier = await found(world, id);
  if (outcome === "refused") {
    expect(there).toEqual([]);
    expect(dossier).toMatchObject({ transfers: [{ state: "sentBack" }], partners: { igate: { outcome: "refused" } } });
    return;
  }
  expect(there).toHaveLength(1);
  expect(there[0]?.papers.map((paper) => paper.file.length)).toEqual([1, 0]);
  expect((await world.hub.find(there[0]?.request.code ?? ""))?.id).toBe(id);
  expect(dossier).toMatchObject({ transfers: [{ state: "sent" }], partners: { igate: { outcome: "accepted" } } });
};
const delivering: Pick<ConformanceCall<World>, "act" | "check"> = { act: received, check: checkDelivered };

/** Taken in and finished at the site; the poller brings the result. */
const finished = async (world: World): Promise<string> => {
  const id = await received(world);
  // Rules of the suite hit the road of the result only.
  await world.settle();
  await act(world, id, "takeIn");
  await act(world, id, "finish", "Đã đăng ký lại");
  await later(world);
  return id;
};
const checkResult: Check = async (world, id) => {
  // A look that failed is made again by the plan.
  await later(world);
  const { transfers } = await found(world, id);
  expect(transfers).toMatchObject([
    { state: "done", result: { note: "Đã đăng ký lại", documents: [{ mediaType: "application/pdf" }] } },
  ]);
  expect((await world.hub.timeline(id)).filter((event) => event.type === "transferResultTaken")).toHaveLength(1);
};

/** The site asked, the applicant brought it. */
const supplemented = async (world: World): Promise<string> => {
  const id = await received(world);
  await world.settle();
  await act(world, id, "takeIn");
  await act(world, id, "askSupplement", "Thiếu trích lục");
  await later(world);
  await world.run({ type: "requestSupplement", missing: [{ componentId: "gcs", reason: "Thiếu trích lục" }] }, id);
  await world.run(
    { type: "supplement", components: [{ componentId: "gcs", copies: 1, files: [await scan(world, "trích lục.pdf")] }] },
    id,
  );
  return id;
};
const checkSupplement: Check = async (world, id, outcome) => {
  const [there, ...more] = await atSite(world, id);
  expect(more).toEqual([]);
  const took = outcome === "refused" ? 0 : 1;
  expect(there).toMatchObject({ supplements: took, status: took === 1 ? 2 : 1 });
  expect((await found(world, id)).partners["igate"]).toMatchObject({
    operation: "reportProgress",
    outcome: outcome === "refused" ? "refused" : "accepted",
  });
};

/** A dossier of the site, received here: the site hears 1 and 3. */
const reported = async (world: World): Promise<string> => {
  const { code } = await pushed(world);
  const { id } = await found(world, code);
  await world.run({ type: "check", outcome: "valid" }, id, { actor: SITE_OFFICER });
  await world.run({ type: "receive" }, id, { actor: SITE_OFFICER });
  return id;
};
const checkReported: Check = async (world, id, outcome) => {
  const dossier = await found(world, id);
  const own = ledger(world).dossiers.find((one) => dossier.aliases?.includes(one.request.code) && one.own);
  // What was refused once is told with the next report, because iGate's log has it not.
  expect(own?.reports).toEqual([1, 3]);
  expect(dossier.partners["igate"]).toMatchObject({ outcome: "accepted" });
  const refusals = (await world.hub.timeline(id)).filter(
    (event) => event.type === "partnerRecorded" && event.data.outcome === "refused",
  );
  expect(refusals).toHaveLength(outcome === "refused" ? 1 : 0);
};

/** Delivered, then withdrawn by the applicant. */
const withdrawn = async (world: World): Promise<string> => {
  const id = await received(world);
  await world.settle();
  await world.run({ type: "withdraw", reason: "Người nộp đổi ý" }, id);
  return id;
};
const checkClosed: Check = async (world, id) => {
  expect(await atSite(world, id)).toMatchObject([{ status: 6, forcedEnd: true }]);
  expect((await found(world, id)).partners["igate"]).toMatchObject({ operation: "closeCase", outcome: "accepted" });
};

describeConformance<World>({
  name: "igate",
  open: () => openRoad(ATTEMPT_MS),
  calls: [
    // First, while few dossiers are awaited: each of these waits for the poller, which asks about all.
    { name: "view", match: { path: "/pa/api-integration/--data" }, refusal: NO_REFUSAL, act: finished, check: checkResult },
    { name: "download", match: { method: "GET", path: "/fi/file/" }, refusal: NO_REFUSAL, act: finished, check: checkResult },
    {
      name: "supplement",
      match: { method: "PUT", path: "/--online" },
      refusal: WRONG_FIELD,
      act: supplemented,
      check: checkSupplement,
    },
    {
      name: "token",
      match: { path: "/openid-connect/token" },
      refusal: { none: "bad credentials are for a person" },
      prepare: (world) => world.simulation.parts.expireSessions?.(),
      ...delivering,
    },
    { name: "search", match: { path: "/pa/dossier/search" }, refusal: NO_REFUSAL, ...delivering },
    // Procedures, processes and papers are asked in the same way (look-ups.ts).
    { name: "agencies", match: { path: "/ba/agency/--by-parent-id" }, refusal: NO_REFUSAL, ...delivering },
    { name: "pattern", match: { path: "/bd/config/get-pattern" }, refusal: NO_REFUSAL, ...delivering },
    { name: "next number", match: { path: "/--get-next-value" }, refusal: NO_REFUSAL, ...delivering },
    { name: "upload", match: { path: "/fi/file/--multiple" }, refusal: WRONG_FIELD, ...delivering },
    { name: "filing", match: { path: "/pa/dossier/--apply-online/" }, refusal: WRONG_FIELD, ...delivering },
    {
      name: "report",
      match: { path: "/capNhatTrangThaiHoSoDVCLTHoTich", method: "POST" },
      refusal: { body: JSON.stringify({ errors: { soHoSoLT: ["Hồ sơ không tồn tại"] } }) },
      act: reported,
      check: checkReported,
    },
    { name: "call log", match: { path: "/getLog" }, refusal: NO_REFUSAL, act: reported, check: checkReported },
    { name: "forced end", match: { path: "/--force-end-process" }, refusal: NO_REFUSAL, act: withdrawn, check: checkClosed },
  ],
});
