/** What an officer does to a dossier at the counter, each an act of its own; the visit's steps are timed by it (R-B15). */
import type { DossierCommandInput, HeldComponent } from "../../../core/dossier/commands.ts";
import type { Dossier, Refusal } from "../../../core/dossier/types.ts";
import type { Outcome } from "../../../core/hub.ts";
import { mayDo } from "../../../core/people/roles.ts";
import { mayUse, PAGE_ROLES } from "../pages.ts";
import { type AtCounter, atCounter, type NotDone } from "./at-counter.ts";
import {
  type ActInput,
  answerUnknown,
  given,
  type HallPages,
  linkVisit,
  onAct,
  type Page,
  paperNumber,
  runDossier,
} from "./context.ts";
import { heldOf, readCounts } from "./counts.ts";
import { answerDossier, hasReasons, missingOf, noReason } from "./dossier.ts";
import { askFee, takePayment } from "./money.ts";
import { reuseField } from "./papers.ts";
import { appointmentJob, appointmentSlipOf, printSlip, slipJob } from "./prints.ts";
import { finishStep, handBackStep, STEP, startStep } from "./steps.ts";

/** The dossier's papers with one file more. */
export const withFile = (
  dossier: Dossier,
  componentId: string,
  file: HeldComponent["files"][number],
): readonly HeldComponent[] => {
  const others = dossier.components.filter((component) => component.componentId !== componentId);
  const held = heldOf(dossier, componentId);
  return [...others, { ...held, files: [...held.files.filter(({ blob }) => blob !== file.blob), file] }];
};

/** Acts that send what is written as reasons; with the others it waits. */
const USES_REASONS: ReadonlySet<string> = new Set(["incomplete", "out-of-scope"]);

const noComponent: Refusal = {
  code: "dossier.component-not-published",
  blame: "caller",
  vi: "Chưa chọn giấy tờ nào.",
  en: "No paper was chosen.",
  hint: { vi: "Chọn thành phần hồ sơ rồi thực hiện lại.", en: "Choose a component and do it again." },
};

/**
 * Saves what the form of the papers brings of counts, whatever it was sent for (R-A02): what was typed goes with every act. Answers the dossier
 * as it is then, or why it could not be saved.
 */
export const saveCounts = async (
  pages: HallPages,
  c: Page,
  at: AtCounter,
  { fields, key }: ActInput,
): Promise<AtCounter | NotDone> => {
  if (!mayUse(c.get("person").role, "papers")) return at;
  const counts = readCounts(at.dossier, at.procedure, fields);
  if (!("components" in counts)) return counts;
  if (!counts.changed) return at;
  await linkVisit(pages, c, at);
  await startStep(pages, c, at.hall, at.ticket, STEP.check, at.dossier.id);
  const { dossier, hall } = at;
  const command = { type: "amend", components: counts.components } as const;
  const saved = await runDossier(pages, c, command, { dossier: dossier.id, hall, key: `${key}:p` });
  return "refusal" in saved ? { refusal: saved.refusal } : ((await atCounter(pages, c)) ?? at);
};

/** Adds the acts. */
export const addDossierActs = (pages: HallPages): void => {
  const { hub } = pages;

  /** Mounts an act that ends on the dossier's page: done, or with why not and all that was typed. */
  const mount = (
    path: string,
    work: (c: Page, at: AtCounter, input: ActInput) => Promise<Outcome | Refusal | NotDone | undefined>,
  ): void =>
    onAct(pages, `/hall/:hall/counters/:counter/dossiers/:ref/${path}`, PAGE_ROLES.counter, async (c, input) => {
      const before = await atCounter(pages, c);
      if (before === undefined) return answerUnknown(c, "hồ sơ");
      const at = await saveCounts(pages, c, before, input);
      const outcome = "dossier" in at ? await work(c, at, input) : at;
      // As it stands now: somebody else may have changed it meanwhile, and that is why.
      const show = async (notDone: NotDone) =>
        answerDossier(pages, c, (await atCounter(pages, c)) ?? before, { typed: input.fields, ...notDone });
      const done = outcome === undefined || ("outcome" in outcome && !("refusal" in outcome));
      if (!done) return show("blame" in outcome ? { refusal: outcome } : outcome);
      return !USES_REASONS.has(path) && hasReasons(input.fields) ? show({}) : c.redirect(before.path, 303);
    });
  const run = (c: Page, { dossier, hall }: AtCounter, command: DossierCommandInput, key: string) =>
    runDossier(pages, c, command, { dossier: dossier.id, hall, key });

  const print = async (c: Page, at: AtCounter, jobId: string, againOf?: string) => {
    const dossier = (await hub.find(at.dossier.id)) ?? at.dossier;
    const slip = appointmentSlipOf(pages, dossier, at.procedure, c.get("person").name);
    return printSlip(pages, c, at.hall, againOf === undefined ? slip : { ...slip, copy: true }, {
      jobId,
      ...(againOf === undefined ? {} : { againOf }),
      dossierId: dossier.id,
      counterId: at.counter.id,
      ...(at.ticket === undefined ? {} : { ticketId: at.ticket.id }),
    });
  };

  const passed = async (c: Page, at: AtCounter, key: string): Promise<Outcome> => {
    const outcome = await run(c, at, { type: "check", outcome: "valid" }, key);
    if (outcome.outcome === "done") await finishStep(pages, c, at.hall, at.ticket?.id, STEP.check);
    return outcome;
  };

  // The counts themselves are saved before every act.
  mount("papers", async (c, at) => {
    await linkVisit(pages, c, at);
    await startStep(pages, c, at.hall, at.ticket, STEP.check, at.dossier.id);
    return undefined;
  });

  mount("reuse", async (c, at, { fields, key }) => {
    const held = await hub.papers.of(at.dossier.applicant.identityNumber ?? "");
    const paper = held.find(({ id }) => id === fields.get("paper"));
    const componentId = paper && given(fields, reuseField(paper.id));
    if (paper === undefined || componentId === undefined) return noComponent;
    const { blob, fileName, size, mediaType, id } = paper;
    await linkVisit(pages, c, at);
    const components = withFile(at.dossier, componentId, { blob, name: fileName, size, mediaType, paper: id });
    return run(c, at, { type: "amend", components: [...components] }, key);
  });

  mount("valid", async (c, at, { key }) => {
    await linkVisit(pages, c, at);
    return passed(c, at, key);
  });

  mount("incomplete", async (c, at, { fields, key }) => {
    const missing = missingOf(fields);
    if (missing.length === 0) {
      const first = at.procedure?.components[0]?.id ?? "";
      return { mistakes: [{ field: `m-${first}`, text: "Ghi lý do ở ít nhất một giấy tờ." }] };
    }
    await startStep(pages, c, at.hall, at.ticket, STEP.supplementSlip, at.dossier.id);
    const outcome = await run(
      c,
      at,
      { type: "check", outcome: "notYetValid", missing, onPaper: at.dossier.channel !== "online" },
      key,
    );
    await finishStep(pages, c, at.hall, at.ticket?.id, STEP.supplementSlip);
    return outcome;
  });

  mount("out-of-scope", async (c, at, { fields, key }) => {
    const reason = given(fields, "reason");
    return reason === undefined ? noReason : run(c, at, { type: "check", outcome: "outOfScope", reason }, key);
  });

  mount("receive", async (c, at, { key }) => {
    await linkVisit(pages, c, at);
    await startStep(pages, c, at.hall, at.ticket, STEP.appointment, at.dossier.id);
    const outcome = await run(c, at, { type: "receive" }, key);
    if ("refusal" in outcome) return outcome;
    await print(c, at, appointmentJob(at.dossier));
    await finishStep(pages, c, at.hall, at.ticket?.id, STEP.appointment);
    return outcome;
  });

  // The first slip has one job for good; each further one is a copy and says so.
  mount("print", async (c, at, { key }) => {
    const first = appointmentJob(at.dossier);
    const given = (await slipJob(pages, at.hall, first, at.counter.id)) !== undefined;
    const job = given ? await print(c, at, `${first}:${key}`, first) : await print(c, at, first);
    return "blame" in job ? job : undefined;
  });

  mount("fee", async (c, at, { fields, key }) => {
    await linkVisit(pages, c, at);
    return askFee(pages, c, at, given(fields, "name"), key);
  });

  mount("cash", async (c, at, { fields, key }) => {
    // Who may take none must not begin the step of taking it.
    const may = mayDo(c.get("person").role, "recordPayment");
    if (may) await startStep(pages, c, at.hall, at.ticket, STEP.fee, at.dossier.id);
    const paid = { charge: given(fields, "charge") ?? "", paid: { method: "cash" }, key } as const;
    const outcome = await takePayment(pages, c, { ...at, counterId: at.counter.id }, paid);
    if (may) await finishStep(pages, c, at.hall, at.ticket?.id, STEP.fee);
    return outcome;
  });

  mount("hand-back", async (c, at, { fields, key }) => {
    await linkVisit(pages, c, at);
    const step = handBackStep(at.dossier, hub.now());
    await startStep(pages, c, at.hall, at.ticket, step, at.dossier.id);
    const authorisation = given(fields, "authorisation");
    const identityNumber = paperNumber(given(fields, "identityNumber"));
    const outcome = await run(
      c,
      at,
      {
        type: "returnInPerson",
        receiverName: given(fields, "receiver") ?? "",
        appointmentSlip: fields.get("slip") === "yes",
        ...(identityNumber === undefined ? {} : { identityNumber }),
        ...(authorisation === undefined ? {} : { authorisation }),
      },
      key,
    );
    await finishStep(pages, c, at.hall, at.ticket?.id, step);
    return outcome;
  });
};
