import { describe, expect, it } from "vitest";
import { silentUnits } from "../../../core/dossier/silent-units.ts";
import { calendarFixture, DECIDE, HAND_OVER, type Life, local, MISSING, receivedLife } from "./builders.ts";

/** In the unit's hands since Monday 2026-03-02 09:00. */
function held(): Life {
  const life = receivedLife();
  life.do(HAND_OVER, "2026-03-02 09:00");
  return life;
}
const silentAt = (life: Life, now: string) => silentUnits([life.dossier], local(now), calendarFixture);

describe("R-B08 progress at the end of every morning and every afternoon", () => {
  it.each([
    ["2026-03-02 11:30", false],
    ["2026-03-02 16:59", false],
    ["2026-03-02 17:00", true],
  ])("R-B08 handed over at 09:00, without progress, silent at %s: %s", (now, silent) => {
    expect(silentAt(held(), now).length > 0).toBe(silent);
  });
  it.each([
    // last progress, still fine at, silent at
    ["2026-03-03 10:00", "2026-03-03 16:59", "2026-03-03 17:00"],
    ["2026-03-03 11:30", "2026-03-03 16:59", "2026-03-03 17:00"],
    ["2026-03-03 12:00", "2026-03-03 16:59", "2026-03-03 17:00"],
    ["2026-03-03 17:00", "2026-03-04 11:29", "2026-03-04 11:30"],
    ["2026-03-03 20:00", "2026-03-04 11:29", "2026-03-04 11:30"],
    ["2026-03-07 10:00", "2026-03-09 11:29", "2026-03-09 11:30"],
  ])("R-B08 progress at %s holds until %s, not at %s", (sign, fine, silent) => {
    const life = held();
    life.do({ type: "progress", note: "Đang thẩm tra" }, { at: sign, as: "unit" });
    expect(silentAt(life, fine)).toEqual([]);
    expect(silentAt(life, silent)).toEqual([
      {
        dossierId: "ho-so-1",
        code: life.dossier.code,
        unit: HAND_OVER.unit,
        agencyId: life.dossier.agencyId,
        since: local(sign),
      },
    ]);
  });
  it("R-B08 nobody reports on what is not in a unit's hands, waits for the applicant, or is decided", () => {
    const now = "2026-03-20 09:00";
    expect(silentAt(receivedLife(), now)).toEqual([]);
    const waiting = held();
    waiting.do({ type: "requestSupplement", missing: MISSING }, "2026-03-02 10:00");
    expect(silentAt(waiting, now)).toEqual([]);
    waiting.do({ type: "supplement", components: [{ componentId: "xac-nhan", originals: 1 }] }, "2026-03-20 08:30");
    expect(silentAt(waiting, now), "the work began again just now").toEqual([]);
    const decided = held();
    decided.do(DECIDE, "2026-03-03 10:00");
    expect(silentAt(decided, now)).toEqual([]);
  });
  it("R-B08 says nothing where the agency has no calendar or the year is not published", () => {
    expect(silentUnits([held().dossier], local("2026-03-20 09:00"), () => undefined)).toEqual([]);
    expect(silentAt(held(), "2027-03-20 09:00")).toEqual([]);
  });
});
