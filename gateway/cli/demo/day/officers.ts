/**
 * What the people of the receiving agency do next with a dossier: pure, from the dossier as it is, its plan and the time. One visit may hold
 * several steps (check, receive, hand over).
 */

import type { Transfer } from "../../../../core/dossier/types.ts";
import { addDays, toLocalDate } from "../../../../core/hub.ts";
import { local } from "../clock.ts";
import { paying } from "./applicants.ts";
import { type Deed, door, rest } from "./deeds.ts";
import { applicantActor, leaderOf, OFFICER_NUMBER, officerOf, unitOf } from "./people.ts";
import type { View } from "./view.ts";

const UNIT = "Bộ phận chuyên môn";
const MINUTE_MS = 60_000;
/** Minutes until the applicant brings papers or pays, and until an officer looks at what came back. */
const APPLICANT = 45;
const DESK = 20;
/** For procedures without a stated time: two weeks, on the same weekday, at the end of the counter's hours. */
const NAMED_DAYS = 14;

const passed = ({ dossier, now }: View, minutes: number): boolean =>
  Date.parse(now) - Date.parse(dossier.lastMovedAt ?? dossier.submittedAt) >= minutes * MINUTE_MS;

const missingOf = (view: View) => [
  { componentId: view.components[0] ?? "tk", reason: "Bản nộp mờ, không đọc được; đề nghị nộp bản rõ" },
];

const receiveIt = (view: View): readonly Deed[] => {
  const { plan, dossier, now, unstated } = view;
  const actor = officerOf(plan.agencyId);
  const unit = { unit: UNIT, officer: unitOf(plan.agencyId).name };
  return [
    ...(dossier.check?.outcome === "valid" ? [] : [rest("check", { outcome: "valid", actor })]),
    rest("receive", { ...(unstated ? { dueAt: local(addDays(toLocalDate(now), NAMED_DAYS), "16:00") } : {}), actor }),
    ...(plan.kind.atOnce ? [] : [rest("handOver", { ...unit, actor })]),
  ];
};

const lookUp = ({ plan, dossier }: View): readonly Deed[] =>
  plan.identity === undefined || (dossier.identityChecks ?? []).length > 0
    ? []
    : [
        rest("checkIdentity", {
          checkId: "doi-chieu-1",
          who: "applicant",
          purpose: "Đối chiếu người nộp hồ sơ",
          officerIdentityNumber: OFFICER_NUMBER,
          actor: officerOf(plan.agencyId),
        }),
      ];

const feeDue = ({ plan, dossier }: View, when: "before" | "after"): readonly Deed[] => {
  const { fee } = plan.kind;
  if (fee?.when !== when || !plan.charged || dossier.charges.length > 0) return [];
  const { name, amount } = fee;
  return [rest("requestFee", { chargeId: "phi-1", name, amount, kind: "fee", actor: officerOf(plan.agencyId) })];
};

const submitted = (view: View): readonly Deed[] => {
  const { plan, dossier } = view;
  const actor = officerOf(plan.agencyId);
  if (plan.fate === "outOfScope")
    return [rest("check", { outcome: "outOfScope", reason: "Giấy tờ không có bản chính để đối chiếu", actor })];
  if (plan.fate === "withdrawnEarly") return [rest("withdraw", { reason: "Người nộp không còn nhu cầu", actor: applicantActor })];
  if (plan.supplement === "beforeReceipt" && dossier.supplementRounds.length === 0)
    return [rest("check", { outcome: "notYetValid", missing: missingOf(view), actor })];
  const fee = feeDue(view, "before");
  if (fee.length > 0) return fee;
  if (dossier.charges.some((charge) => charge.open)) return paying(view);
  return [...lookUp(view), ...receiveIt(view)];
};

const brings = (view: View): readonly Deed[] => {
  const { dossier, plan, done } = view;
  const round = dossier.supplementRounds.at(-1);
  if (round === undefined || !passed(view, APPLICANT)) return [];
  // Who filed at the liên thông hub brings there what the registry asked for, once per round; for the other agencies that hub has no state.
  const asker = dossier.transfers.find(({ transferId }) => transferId === round.transferId);
  if (plan.kind.door === "interlink" && asker?.lane === "civil-status") {
    const once = `bring:${round.number}`;
    return done.has(once) ? [] : [door("civil-status", "/bring", once, { number: dossier.nationalCode })];
  }
  const components = round.missing.map(({ componentId }) => ({ componentId, originals: 1 }));
  return [rest("supplement", { components, actor: officerOf(plan.agencyId) })];
};

/** An agency asked for something: the officer makes a request to the applicant of it, with published components only (R-A03, R-B10). */
const passOn = (view: View): readonly Deed[] => {
  const { dossier, plan, components } = view;
  const inquiry = dossier.inquiry;
  if (inquiry === undefined) return [];
  const actor = officerOf(plan.agencyId);
  if (inquiry.what === "fee") {
    const { name, amount, reason } = inquiry;
    return [rest("requestFee", { chargeId: `yeu-cau-${dossier.charges.length + 1}`, name, amount, reason, actor })];
  }
  const missing = inquiry.missing.map(({ componentId, reason }) => ({
    componentId: components.includes(componentId) ? componentId : (components[0] ?? "tk"),
    reason,
  }));
  return [rest("requestSupplement", { missing, actor })];
};

/** What is put right: the tax office's area, the registry's map sheet; the others are sent as they were, once looked through. */
const correction = (transfer: Transfer, { dossier }: View): object => {
  if (transfer.operation === "determineTax") return { data: { areaSquareMetres: "118.5" } };
  if (transfer.operation !== "appraise") return {};
  const parcels = dossier.form?.["parcels"];
  return { form: { parcels: (Array.isArray(parcels) ? parcels : []).map((parcel: object) => ({ ...parcel, mapSheet: "77" })) } };
};
/** What came back so often is no matter of correcting: it stays lying, and the day says so. */
const MOST_SENDINGS = 5;
const correct = (view: View): readonly Deed[] =>
  view.dossier.transfers
    .filter(({ state, number }) => state === "sentBack" && number < MOST_SENDINGS)
    .slice(0, 1)
    .map((transfer) =>
      rest("resendTransfer", {
        transferId: transfer.transferId,
        ...correction(transfer, view),
        note: "Đã kiểm tra và sửa theo ý kiến của cơ quan phối hợp",
        actor: officerOf(view.plan.agencyId),
      }),
    );

/** Papers that finished legs made, or the agency's own. */
const results = ({ dossier, plan }: View): readonly object[] => {
  const made = dossier.transfers.flatMap(({ purpose, result }) =>
    result?.outcome === "done"
      ? [{ name: `Kết quả: ${purpose}`, ...(result.documents[0] === undefined ? {} : { file: result.documents[0] }) }]
      : [],
  );
  return made.length > 0 ? made : [{ name: `Kết quả ${dossier.procedure.code}`, number: `${plan.n}/2026` }];
};

const withIgate = ({ plan, dossier }: View): readonly Deed[] =>
  plan.toIgate && dossier.transfers.length === 0
    ? [
        rest("forward", {
          transferId: "xac-minh",
          toAgencyId: "H57.02",
          purpose: "Xác minh việc đăng ký khai sinh trước đây",
          carrier: { lane: "igate", operation: "deliverDossier" },
          actor: officerOf(plan.agencyId),
        }),
      ]
    : [];

/** A withdrawal comes once the other agency has the dossier, so that it must be called off there. */
const withdrawal = ({ plan, dossier }: View): readonly Deed[] =>
  plan.fate === "withdrawn" && dossier.transfers.every(({ state }) => state === "accepted")
    ? [rest("withdraw", { reason: "Người nộp rút hồ sơ", actor: applicantActor })]
    : [];

/** Work at the unit: what it takes until a decision. */
const processing = (view: View): readonly Deed[] => {
  const { dossier, plan } = view;
  const asked = passOn(view);
  if (asked.length > 0) return asked;
  const fee = dossier.route === undefined ? feeDue(view, "after") : [];
  if (fee.length > 0) return fee;
  const forwarding = withIgate(view);
  if (forwarding.length > 0) return forwarding;
  if (plan.supplement === "duringWork" && dossier.supplementRounds.length === 0) {
    const missing = missingOf(view);
    const unit = unitOf(plan.agencyId);
    return [
      rest("ask", { what: "supplement", missing, actor: { ...unit, id: UNIT } }),
      rest("requestSupplement", { missing, actor: officerOf(plan.agencyId) }),
    ];
  }
  if (dossier.clock?.stopped !== undefined || !passed(view, plan.kind.work)) return [];
  const withdrawn = withdrawal(view);
  if (withdrawn.length > 0) return withdrawn;
  const failed = dossier.transfers.some(({ state }) => state === "refused");
  const nothing = !dossier.transfers.some(({ state }) => state === "done");
  if (plan.fate === "refused" || dossier.route?.ended?.outcome === "refused" || (failed && nothing))
    return [rest("refuse", { reason: "Không đủ điều kiện giải quyết theo quy định", actor: leaderOf(plan.agencyId) })];
  return [rest("decide", { documents: results(view), actor: leaderOf(plan.agencyId) })];
};

/** While other agencies work on it. */
const forwarded = (view: View): readonly Deed[] => {
  const next = [passOn(view), passed(view, DESK) ? correct(view) : [], withdrawal(view)];
  return next.find((deeds) => deeds.length > 0) ?? [];
};

const handBack = (view: View): readonly Deed[] => {
  const { plan, dossier } = view;
  if (!passed(view, DESK)) return [];
  const actor = officerOf(plan.agencyId);
  if (dossier.returnMethod.kind === "post") return [rest("sendByPost", { actor })];
  const { fullName: receiverName, identityNumber } = dossier.applicant;
  return [rest("returnInPerson", { receiverName, identityNumber, appointmentSlip: true, actor })];
};

/** The next steps; none where the dossier waits for somebody else, or for time. */
export const nextDeeds = (view: View): readonly Deed[] => {
  switch (view.dossier.status) {
    case "submitted":
      return submitted(view);
    case "incomplete":
      return brings(view);
    case "received":
      return view.plan.kind.atOnce || view.dossier.handOvers.length > 0
        ? processing(view)
        : [rest("handOver", { unit: UNIT, officer: unitOf(view.plan.agencyId).name, actor: officerOf(view.plan.agencyId) })];
    case "processing":
      return processing(view);
    case "forwarded":
      return forwarded(view);
    case "awaitingSupplement": {
      const back = correct(view);
      return back.length > 0 ? back : brings(view);
    }
    case "awaitingPayment": {
      const back = correct(view);
      return back.length > 0 ? back : paying(view);
    }
    case "decided":
      return handBack(view);
    default:
      return [];
  }
};
