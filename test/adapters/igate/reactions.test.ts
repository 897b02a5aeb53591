import { describe, expect, it } from "vitest";
import type { ReportState } from "../../../adapters/igate/contract/progress.ts";
import { deliveryBody } from "../../../adapters/igate/delivery.ts";
import { siteAlias } from "../../../adapters/igate/filed.ts";
import { reactions } from "../../../adapters/igate/reactions.ts";
import { reportBody } from "../../../adapters/igate/report.ts";
import type { DossierEvent, EventData, EventType } from "../../../core/dossier/events.ts";
import type { Dossier, Transfer } from "../../../core/dossier/types.ts";
import { dossier, event, happening, PDF } from "../fixtures.ts";

describe("R-G02 what the site is told of what happened", () => {
  const transfer = (more: Partial<Transfer> = {}): Transfer => ({
    transferId: "igate",
    leg: "igate",
    toAgencyId: "H57.132",
    purpose: "Giải quyết",
    lane: "igate",
    operation: "deliverDossier",
    number: 1,
    state: "sent",
    open: true,
    sentAt: "2026-03-02T02:00:00.000Z",
    data: {},
    ...more,
  });
  const told = (events: Parameters<typeof happening>[0], after: Dossier) => reactions(happening(events, after, after));
  const site = { aliases: [siteAlias("H57.132-260302-0001")] };

  it("R-G02 a transfer of the lane is delivered, with the papers' published names", () => {
    const after = dossier({ transfers: [transfer()] });
    const [message, ...more] = told([event("forwarded", { transfer: transfer(), status: "forwarded" })], after);
    expect(more).toEqual([]);
    expect(message?.operation).toBe("deliverDossier");
    expect(deliveryBody.parse(message?.body)).toMatchObject({
      transferId: "igate",
      number: 1,
      codes: ["H57.101-260302-0001"],
      papers: [{ componentId: "tk" }, { componentId: "gcs", files: [PDF] }],
    });
  });
  it("R-G02 one of another lane is none of ours; one that was corrected goes out under its new number", () => {
    const other = transfer({ lane: "police" });
    expect(told([event("forwarded", { transfer: other, status: "forwarded" })], dossier({ transfers: [other] }))).toEqual([]);
    const again = dossier({ transfers: [transfer({ number: 2 })] });
    const [message] = told([event("transferResent", { transferId: "igate", number: 2, data: {} })], again);
    expect(deliveryBody.parse(message?.body)).toMatchObject({ number: 2 });
  });
  it("R-G02 called off: the case there is closed; the applicant's supplement goes after the dossier", () => {
    const after = dossier({ transfers: [transfer({ state: "cancelled", open: false })] });
    const off = event("transferCancelled", { transferId: "igate", reason: "rút", wasDone: false, status: "processing" });
    expect(told([off], after)).toMatchObject([{ operation: "closeCase", body: { delivered: { number: 1 } } }]);
    const supplied = [{ componentId: "gcs", originals: 0, copies: 1, files: [PDF] }];
    const brought = event("supplemented", {
      round: 1,
      supplied,
      components: supplied,
      status: "forwarded",
      transferId: "igate",
    });
    const [message] = told([brought], dossier({ transfers: [transfer()] }));
    expect(reportBody.parse(message?.body)).toMatchObject({ kind: "supplement", papers: [{ componentId: "gcs" }] });
  });
  const cases: readonly (readonly [EventType, unknown, ReportState])[] = [
    ["submitted", {}, 1],
    ["foundIncomplete", { missing: [{ componentId: "tk", reason: "Thiếu tờ khai" }] }, 2],
    ["supplementRequested", { missing: [{ componentId: "tk", reason: "Thiếu tờ khai" }] }, 2],
    ["supplemented", {}, 3],
    ["received", { code: "H57.132-260302-0009", dueAt: "2026-03-09T09:30:00.000Z" }, 3],
    ["handedOver", { handOver: { unit: "Tư pháp - hộ tịch" } }, 3],
    ["progressed", { note: "Đang xác minh" }, 3],
    ["suspended", { reason: "chờ xác minh" }, 3],
    ["extended", { reason: "chờ xác minh", dueAfter: "2026-03-12T09:30:00.000Z" }, 3],
    ["feeRequested", { charge: { name: "Lệ phí", amount: 8000 } }, 3],
    ["decided", { documents: [{ name: "Giấy khai sinh" }] }, 4],
    ["returned", {}, 5],
    ["rejected", { reason: "ngoài phạm vi" }, 6],
    ["refused", { reason: "không đủ điều kiện" }, 6],
    ["withdrawn", { reason: "đổi ý" }, 6],
  ];
  it.each(cases)("R-G02 a dossier of the site: %s is told", (type, data, state) => {
    const after = dossier({
      ...site,
      decision: { outcome: "approved", at: "x", by: "x", documents: [{ name: "Giấy khai sinh", file: PDF }] },
    });
    const messages = told([event(type, data as EventData[typeof type]) as DossierEvent], after);
    expect(messages.map((message) => message.operation)).toEqual(["reportProgress"]);
    expect(reportBody.parse(messages[0]?.body)).toMatchObject({
      state,
      of: { code: "H57.132-260302-0001" },
      results: state === 4 ? [PDF] : [],
    });
  });
  it("R-G02 what the site itself told is not told back; other dossiers are none of its business", () => {
    const actor = { id: "adapter:igate", role: "partner" } as const;
    const after = dossier(site);
    expect(told([event("progressed", { note: "x" }, { actor })], after)).toEqual([]);
    expect(told([event("withdrawn", { reason: "x", papersBack: [] }, { actor })], after)).toEqual([]);
    expect(told([event("progressed", { note: "x" })], dossier())).toEqual([]);
  });
  it("R-G02 a result that iGate made: when the citizen has it, iGate's case ends with 5", () => {
    const after = dossier({ transfers: [transfer({ state: "done", open: false })] });
    const returned = event("returned", { method: "inPerson", to: "x", onTime: true, case: "onTime", papersBack: [], forms: [] });
    expect(told([returned], after)).toMatchObject([{ operation: "reportProgress", body: { state: 5, of: { delivered: {} } } }]);
  });
});
