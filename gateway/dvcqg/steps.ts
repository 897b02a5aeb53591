/**
 * One step of the way → the command that takes it, with its true time (R-B12): what an officer of the client's department did is entered late,
 * in the client's name; what the client's system reports needs no mark. Pure.
 * Glossary: late entry = nhập muộn · floor = mốc sớm nhất · charge = khoản phải nộp.
 */
import type { Procedure } from "../../catalogs/types.ts";
import type { CommandType } from "../../core/dossier/commands.ts";
import type { Dossier } from "../../core/dossier/types.ts";
import type { Instant } from "../../core/time/types.ts";
import type { Step } from "./catch-up.ts";
import { FACTS } from "./content.ts";
import { type Fault, missing } from "./fields.ts";
import { componentFor, lacking, receivedWith, suppliedFor } from "./papers.ts";
import type { FeeLine, SupplementLine } from "./record.ts";
import type { Story } from "./story.ts";

/** A command as hub.command takes it. */
export interface StepRequest {
  readonly type: CommandType;
  readonly body: Readonly<Record<string, unknown>>;
}
export interface StepContext {
  readonly dossier: Dossier;
  readonly procedure: Procedure;
  readonly now: Instant;
  /** Who is named for what officers did. */
  readonly officer: { readonly id: string; readonly name?: string };
  /** The agency for which the client acts on this dossier. */
  readonly agencyId: string;
  /** Of the client, for the mark of the late entry. */
  readonly enteredBy: string;
}

const LATE_REASON = "Đồng bộ từ hệ thống một cửa";
const NO_REASON = "Hệ thống một cửa không nêu lý do";
/** Clocks differ by minutes; what lies further ahead is a mistake, and the engine says so too. */
const SKEW_MS = 5 * 60_000;

const most = (text: string, max: number): string => (text.length <= max ? text : `${text.slice(0, max - 1).trimEnd()}…`);
const said = (story: Story): string => most(story.words ?? NO_REASON, 2000);

const future = (at: Instant | undefined, now: Instant): boolean => at !== undefined && Date.parse(at) - Date.parse(now) > SKEW_MS;

/** The envelope of what an officer did: never before the dossier's last movement, never ahead of now, marked as entered late. */
const asOfficer = (at: Instant | undefined, context: StepContext): Record<string, unknown> => {
  const { dossier, now, officer, agencyId, enteredBy } = context;
  const floor = dossier.lastMovedAt ?? dossier.submittedAt;
  const when = at === undefined || at >= floor ? at : floor;
  return {
    actor: { ...officer, role: "officer", agencyId },
    lateEntry: { reason: LATE_REASON, enteredBy },
    ...(when === undefined || when >= now ? {} : { at: when }),
  };
};

/** The envelope of what the client's system reports; the engine itself keeps the time within its bounds. */
const asSystem = (at: Instant | undefined, { now, agencyId, enteredBy }: StepContext): Record<string, unknown> => ({
  actor: { id: "dong-bo", name: enteredBy, role: "partner", agencyId },
  ...(at === undefined || at >= now ? {} : { at }),
});

/** What a supplement request names: the listed papers that fit a component; else what it says in prose stands at the first component. */
const askedFor = (line: SupplementLine | undefined, story: Story, { procedure }: StepContext) => {
  const reason = most(line?.NoiDungBoSung ?? story.words ?? NO_REASON, 2000);
  const named = (line?.DanhSachGiayToBoSung ?? []).flatMap((paper) => {
    const spec = componentFor(procedure, paper.MaThanhPhanHoSo, paper.TenGiayTo);
    return spec === undefined ? [] : [{ componentId: spec.id, reason }];
  });
  const first = procedure.components.find((spec) => spec.required) ?? procedure.components[0];
  return named.length > 0 || first === undefined ? named : [{ componentId: first.id, reason }];
};

/** One guidance lists everything (R-A03): what the client names, and what the published list still lacks. */
const guidance = (line: SupplementLine | undefined, story: Story, context: StepContext) => {
  const named = askedFor(line, story, context);
  const known = new Set(named.map((item) => item.componentId));
  const more = lacking(context.procedure, context.dossier.components).filter((spec) => !known.has(spec.id));
  return [...named, ...more.map((spec) => ({ componentId: spec.id, reason: "Còn thiếu so với thành phần hồ sơ đã công bố" }))];
};

/** Fee lines of the sync; where it has none, those that an earlier sync told (kept as facts). */
const feesOf = (story: Story, dossier: Dossier): readonly Pick<FeeLine, "TenPhiLePhi" | "Gia">[] => {
  const facts = dossier.form?.[FACTS];
  const kept = typeof facts === "object" && facts !== null && "lePhi" in facts ? facts.lePhi : undefined;
  const earlier: readonly unknown[] = Array.isArray(kept) ? kept : [];
  const lines = story.fees.length > 0 ? story.fees : (earlier as readonly FeeLine[]);
  return lines.filter((line) => typeof line.Gia === "number" && line.Gia > 0);
};

const charge = (story: Story, dossier: Dossier): Record<string, unknown> | Fault => {
  const fees = feesOf(story, dossier);
  if (fees.length === 0) return missing("DanhSachLePhi.Gia");
  return {
    // One charge for the whole list: the protocol has one payment state, and it ends as a whole.
    chargeId: `dvcqg-${dossier.charges.length + 1}`,
    name: most(fees.map((fee) => fee.TenPhiLePhi).join("; "), 300),
    amount: fees.reduce((sum, fee) => sum + fee.Gia, 0),
  };
};

const unitOf = (story: Story, context: StepContext, at: Instant): Record<string, unknown> => {
  const { name, officer, dueAt } = story.unit ?? {};
  const last = context.dossier.clock?.dueAt;
  return {
    unit: most(name ?? context.agencyId, 200),
    ...(officer === undefined ? {} : { officer }),
    ...(dueAt !== undefined && last !== undefined && dueAt > at && dueAt <= last ? { dueAt } : {}),
    ...(story.words === undefined ? {} : { note: said(story) }),
  };
};

/** The appointment is the engine's to compute (R-B02), unless the catalog states no time: then it is as the client gave it. */
const appointment = (story: Story, { dossier, procedure }: StepContext): Record<string, unknown> => {
  const rule = procedure.cases.find((one) => one.key === dossier.procedure.caseKey)?.time.kind;
  return rule === "unstated" && story.dueAt !== undefined ? { dueAt: story.dueAt } : {};
};

const documents = (story: Story, { procedure }: StepContext) => {
  const named = story.results.map(({ name, number, file }) => ({
    name: most(name, 400),
    ...(number === undefined ? {} : { number }),
    ...(file === undefined ? {} : { file }),
  }));
  return named.length > 0
    ? named.slice(0, 50)
    : [{ name: most(procedure.results[0]?.name ?? "Kết quả giải quyết thủ tục hành chính", 400) }];
};

const supplied = (story: Story, { dossier, procedure }: StepContext) =>
  suppliedFor(procedure, dossier.supplementRounds.at(-1)?.missing ?? []).map((component) => {
    const files = story.brought.get(component.componentId);
    return files === undefined ? component : { componentId: component.componentId, files };
  });

/**
 * Whoever holds the result has it; the department checked slip and identity (R-C01), and tells neither. Named is the owner, by the number that
 * the dossier knows him by, if it knows one.
 */
const handedTo = ({ dossier }: StepContext): Record<string, unknown> => {
  const owner = dossier.owner ?? dossier.applicant;
  return {
    receiverName: owner.fullName,
    ...(owner.identityNumber === undefined ? {} : { identityNumber: owner.identityNumber }),
    appointmentSlip: true,
  };
};

/**
 * The command of a step on the dossier as it stands, or the fault of the sync that prevents it. Before the check, required papers that the
 * client's department received but its system does not list are filled in by an `amend` of their own, which says which they are.
 */
export const requestFor = (step: Step, story: Story, context: StepContext): StepRequest | Fault => {
  const { dossier, procedure, now } = context;
  const told = story.rounds[dossier.supplementRounds.length];
  const current = story.rounds[dossier.supplementRounds.length - 1];
  const at =
    story.at[step] ??
    (step === "askBeforeReceipt" || step === "askSupplement"
      ? told?.NgayBoSung
      : step === "supplement"
        ? current?.NgayTiepNhanBoSung
        : step === "handOver"
          ? // Work began with the receipt unless somebody says otherwise.
            (dossier.lastMovedAt ?? dossier.submittedAt)
          : undefined);
  if (future(at, now)) return { field: step, message: "Ngày của hồ sơ ở tương lai so với giờ của hệ thống" };
  const officer = asOfficer(at, context);
  const system = asSystem(at, context);
  switch (step) {
    case "checkValid": {
      if (lacking(procedure, dossier.components).length === 0) return { type: "check", body: { outcome: "valid", ...officer } };
      const { components, implied } = receivedWith(procedure, dossier.components);
      return { type: "amend", body: { components, form: { [FACTS]: { suyRa: implied } }, ...system } };
    }
    case "receive":
      return { type: "receive", body: { ...appointment(story, context), ...officer } };
    case "turnAway":
      return { type: "check", body: { outcome: "outOfScope", reason: said(story), ...officer } };
    case "askBeforeReceipt": {
      const asked = guidance(told, story, context);
      if (asked.length === 0) return missing("DanhSachHoSoBoSung.DanhSachGiayToBoSung");
      return { type: "check", body: { outcome: "notYetValid", missing: asked, ...officer } };
    }
    case "supplement":
      return { type: "supplement", body: { components: supplied(story, context), ...system } };
    case "handOver":
      return { type: "handOver", body: { ...unitOf(story, context, at ?? now), ...officer } };
    case "askSupplement": {
      const asked = askedFor(told, story, context);
      if (asked.length === 0) return missing("DanhSachHoSoBoSung.DanhSachGiayToBoSung");
      return { type: "requestSupplement", body: { missing: asked, ...officer } };
    }
    case "askFee": {
      const asked = charge(story, dossier);
      return "field" in asked ? (asked as Fault) : { type: "requestFee", body: { ...asked, ...system } };
    }
    case "settle": {
      // The protocol has no number of the payment, and money without its number is not entered into the books (R-D04): the charge ends, saying why.
      const open = dossier.charges.find((one) => one.open);
      return {
        type: "cancelCharge",
        body: {
          chargeId: open?.chargeId ?? "",
          reason: "Hệ thống một cửa báo đã thực hiện nghĩa vụ tài chính; khoản thu được hạch toán tại hệ thống đó",
          ...system,
        },
      };
    }
    case "suspend":
      return { type: "suspend", body: { reason: said(story), ...officer } };
    case "resume":
      return { type: "resume", body: { ...(story.words === undefined ? {} : { note: said(story) }), ...officer } };
    case "decide":
      return { type: "decide", body: { documents: documents(story, context), ...officer } };
    case "refuse":
      return { type: "refuse", body: { reason: said(story), ...officer } };
    case "withdraw":
      return { type: "withdraw", body: { reason: said(story), ...system } };
    case "returnResult":
      return { type: "returnInPerson", body: { ...handedTo(context), ...officer } };
  }
};

/** Steps that would be taken again by a late repeat of the same sync, for they lead into states that end: they go under a key of the sync. */
export const KEYED: ReadonlySet<Step> = new Set(["askBeforeReceipt", "askSupplement", "askFee", "suspend"]);
