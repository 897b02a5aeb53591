/** What the registry and the hub must be told of what happened. Pure. */
import type { DossierEvent } from "../../core/dossier/events.ts";
import type { Dossier } from "../../core/dossier/types.ts";
import type { Happening } from "../../core/exchange/adapter.ts";
import { componentName } from "../kit/papers.ts";
import { transferNews } from "../kit/transfers.ts";
import { HUB_NUMBER, RESULT_CODES } from "./contract/hub.ts";
import { type HubState, newStates, registrationOf } from "./course.ts";
import { supplementDeadline, writtenDay } from "./dates.ts";
import { interlinkForm } from "./form.ts";
import { isRegistration, type RegisterBody } from "./register.ts";
import type { ConfirmBody, ReportBody } from "./report.ts";

const LANE = "civil-status";
type Message = { readonly operation: string; readonly body: unknown };

/** Registrations that go to the registry: new, corrected, or with what the registry asked for. Withdrawing has no message there. */
const registrations = (happening: Happening): readonly Message[] => {
  const { after } = happening;
  return transferNews(happening, LANE).flatMap(({ news, transfer }): Message[] => {
    if (news === "cancelled" || !isRegistration(transfer.operation) || after.code === undefined) return [];
    const body: RegisterBody = {
      dossierId: after.id,
      transferId: transfer.transferId,
      number: transfer.number,
      again: news !== "sent",
      code: after.code,
      ...(after.nationalCode !== undefined && HUB_NUMBER.test(after.nationalCode) ? { nationalCode: after.nationalCode } : {}),
      procedureCode: after.procedure.code,
      agencyId: after.agencyId,
      receivedAt: after.receivedAt ?? after.submittedAt,
      applicant: after.applicant,
      form: { ...after.form },
      files: after.components.flatMap((component) =>
        component.files.map((file) => ({ file, title: componentName(happening.procedure, component.componentId) })),
      ),
    };
    return [{ operation: transfer.operation, body }];
  });
};

/** A dossier that citizens filed at the hub: its number is the hub's, and it says how the hub calls the procedure. */
const hubNumber = (dossier: Dossier): string | undefined => {
  const fromHub = interlinkForm.safeParse(dossier.form).success;
  return fromHub && dossier.nationalCode !== undefined && HUB_NUMBER.test(dossier.nationalCode)
    ? dossier.nationalCode
    : undefined;
};

/** What is registered, as the hub wants it: texts under the registry's names. */
const resultOf = (dossier: Dossier): NonNullable<ReportBody["result"]> => {
  const registration = registrationOf(dossier);
  const { result } = registration ?? {};
  const facts = result?.data ?? {};
  const death = registration?.operation === "registerDeath" || dossier.form?.["deceased"] !== undefined;
  const [paper] = dossier.decision?.documents ?? [];
  const person = dossier.form?.[death ? "deceased" : "child"];
  const named = typeof person === "object" && person !== null && "fullName" in person ? String(person.fullName) : undefined;
  const told: Readonly<Record<string, string | undefined>> = {
    soDinhDanh: facts["personalNumber"],
    soDangKy: facts["birthCertificateNumber"] ?? facts["deathCertificateNumber"] ?? paper?.number,
    quyenSo: facts["registerBook"],
    trangSo: facts["registerPage"],
    ngayDangKy: facts["registrationDate"] === undefined ? undefined : writtenDay(facts["registrationDate"]),
    [death ? "nktHoTen" : "nksHoTen"]: named,
    maGiayToKetQua: death ? RESULT_CODES.death : RESULT_CODES.birth,
  };
  const file = result?.documents[0] ?? paper?.file;
  return {
    facts: Object.fromEntries(Object.entries(told).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]]))),
    paper: death ? "giayKhaiTu" : "giayKhaiSinh",
    ...(file === undefined ? {} : { file }),
  };
};

const NOTES: Readonly<Partial<Record<HubState, string>>> = {
  1: "Tiếp nhận hồ sơ vào hệ thống",
  3: "Hồ sơ đủ điều kiện giải quyết",
  7: "Đã chuyển cán bộ tư pháp",
  4: "Hoàn thành đăng ký",
  5: "Trả kết quả",
};

const noteOf = (state: HubState, happening: Happening): string => {
  const { after } = happening;
  if (state === 2) {
    const missing = after.supplementRounds.at(-1)?.missing ?? [];
    return (
      missing.map((item) => `${componentName(happening.procedure, item.componentId)}: ${item.reason}`).join("; ") ||
      "Yêu cầu bổ sung"
    );
  }
  if (state !== 6) return NOTES[state] ?? "";
  if (after.status === "withdrawn") return "Công dân rút hồ sơ";
  const reason = happening.events.findLast((event) => event.type === "rejected" || event.type === "refused")?.data;
  return reason !== undefined && "reason" in reason ? reason.reason : (after.decision?.reason ?? "Từ chối giải quyết");
};

/** People of the department; partners and the hub itself are not named as officers. */
const officerOf = (event: DossierEvent | undefined): string | undefined =>
  event !== undefined && ["officer", "unit", "leader"].includes(event.actor.role) ? event.actor.name : undefined;

const reports = (happening: Happening): readonly Message[] => {
  const { before, after, events, agency } = happening;
  const nationalCode = hubNumber(after);
  const last = events.at(-1);
  if (nationalCode === undefined || last === undefined) return [];
  const { interlink } = interlinkForm.parse(after.form);
  const { clock } = after;
  const officer = officerOf(last);
  const round = after.supplementRounds.at(-1);
  return newStates(before, after).map((state): Message => {
    const body: ReportBody = {
      dossierId: after.id,
      state,
      nationalCode,
      ...(after.code === undefined ? {} : { code: after.code }),
      procedureCode: interlink.procedureCode,
      at: last.at,
      ...(clock === undefined ? {} : { startedAt: clock.startedAt, dueAt: clock.dueAt }),
      ...(clock === undefined || clock.dueAt === clock.firstDueAt ? {} : { dueBefore: clock.firstDueAt }),
      ...(officer === undefined ? {} : { officer }),
      unit: agency.name,
      note: noteOf(state, happening),
      ...(state === 2 && round !== undefined ? { deadline: supplementDeadline(round.requestedAt) } : {}),
      ...(state === 4 ? { result: resultOf(after) } : {}),
    };
    return { operation: "reportToHub", body };
  });
};

/** The hub lists a dossier until it is told that it arrived: when it is filed, and again with each supplement that comes by the hub. */
const confirmations = ({ events, after }: Happening): readonly Message[] => {
  const nationalCode = hubNumber(after);
  if (nationalCode === undefined || !events.some((event) => event.type === "submitted" || event.type === "supplemented"))
    return [];
  const body: ConfirmBody = { dossierId: after.id, nationalCode };
  return [{ operation: "confirmReceived", body }];
};

/**
 * In this order: the hub's list is cleared, the hub learns how far the dossier is, then the registration goes out; that the registry took
 * it in (7) is told when it has. So a registration that a person must put right holds back nothing that was true before it.
 */
export const reactions = (happening: Happening): readonly Message[] => [
  ...confirmations(happening),
  ...reports(happening),
  ...registrations(happening),
];
