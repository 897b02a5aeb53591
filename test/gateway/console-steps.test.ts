import { describe, expect, it } from "vitest";
import { handBackStep, STEP } from "../../gateway/console/hall/steps.ts";
import { DECIDE, HAND_OVER, type Life, local, MISSING, receivedLife } from "../core/dossier/builders.ts";

const NOW = local("2026-03-20 09:00");
/** Due Saturday 2026-03-07 11:00. */
const lived = (more: (life: Life) => void): Life => {
  const life = receivedLife();
  life.do(HAND_OVER, "2026-03-02 08:20");
  more(life);
  return life;
};
const supplemented = (life: Life): void => {
  life.do({ type: "requestSupplement", missing: MISSING }, "2026-03-03 09:00");
  life.do({ type: "supplement", components: [{ componentId: "xac-nhan", originals: 1 }] }, "2026-03-09 09:00");
};

describe("R-B15 the step that a hand-back is", () => {
  it.each([
    ["decided in time, fetched weeks later", (life: Life) => life.do(DECIDE, "2026-03-06 10:00"), STEP.onTime],
    ["decided too late", (life: Life) => life.do(DECIDE, "2026-03-07 11:01"), STEP.late],
    [
      "decided in the time that a supplement moved",
      (life: Life) => {
        supplemented(life);
        life.do(DECIDE, "2026-03-10 10:00");
      },
      STEP.onTime,
    ],
    [
      "refused",
      (life: Life) => life.do({ type: "refuse", reason: "Đã đăng ký", legalBasis: "Luật Hộ tịch" }, "2026-03-06 10:00"),
      STEP.notEligible,
    ],
  ])("R-B15 R-C02 %s", (_what, more, step) => {
    expect(handBackStep(lived((life) => void more(life)).dossier, NOW)).toBe(step);
  });
});
