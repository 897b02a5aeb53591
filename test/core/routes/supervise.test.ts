/** What a supervisor sees of the transfers under way. */
import { describe, expect, it } from "vitest";
import { openTransfersOf } from "../../../core/routes/supervise.ts";
import { INSURANCE, local, POLICE } from "../dossier/builders.ts";
import { onRoute, result, routeOf, TRIO } from "./kit.ts";

const byPartner = (at: string) => ({ at, as: "partner" as const });

describe("open transfers", () => {
  it("R-F05 R-B06 says whose turn it is, since when and until when; overdue ones first", () => {
    const first = onRoute(routeOf([{ key: "a", name: "Cơ quan A", agency: INSURANCE }]));
    const second = onRoute(routeOf(TRIO));
    second.do(result("khai-sinh"), byPartner("2026-03-02 10:00"));
    const seen = openTransfersOf([first.dossier, second.dossier], local("2026-03-05 08:00"));
    expect(seen).toMatchObject([
      { transferId: "thuong-tru", toAgencyId: POLICE, lane: "police", overdue: true, dueAt: local("2026-03-04 16:30") },
      { transferId: "a", toAgencyId: INSURANCE, overdue: false, sentAt: local("2026-03-02 08:10") },
    ]);
    expect(openTransfersOf([second.dossier], local("2026-03-04 16:00"))[0]?.overdue).toBe(false);
  });

  it("R-B06 shows what came back wrong with its reason; what is over, and payments, are not there", () => {
    const life = onRoute(
      routeOf([
        { key: "thue", name: "Thuế", agency: INSURANCE, lane: "tax", operation: "determineTax" },
        { key: "nop", name: "Nộp", kind: "payment", after: ["thue"] },
      ]),
    );
    life.do({ ...result("thue", "sentBack"), note: "Sai số thửa" }, byPartner("2026-03-02 10:00"));
    expect(openTransfersOf([life.dossier], local("2026-03-02 11:00"))).toMatchObject([
      { state: "sentBack", reason: "Sai số thửa" },
    ]);
    life.do({ type: "resendTransfer", transferId: "thue" }, "2026-03-02 11:00");
    life.do({ type: "requestFee", chargeId: "tax:1", name: "Thuế", amount: 5, kind: "tax" }, byPartner("2026-03-02 12:00"));
    life.do(result("thue"), byPartner("2026-03-02 12:00"));
    expect(life.dossier.transfers.at(-1)).toMatchObject({ leg: "nop", open: true });
    expect(openTransfersOf([life.dossier], local("2026-03-02 13:00"))).toEqual([]);
  });
});
