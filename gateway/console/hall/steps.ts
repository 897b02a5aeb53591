/** Steps of a visit with their norms (R-B15), as an officer sees them, and how they are timed by what he does. */
import { html } from "hono/html";
import type { Hall } from "../../../catalogs/hall.ts";
import type { Ticket } from "../../../core/hall/types.ts";
import { type ReturnPapers, returnPapers } from "../../../core/hub.ts";
import type { Instant } from "../../../core/time/types.ts";
import { timeText } from "../format.ts";
import type { Html } from "../layout.ts";
import { type HallPages, type Page, runHall } from "./context.ts";

/** The steps of catalogs/halls/steps.yaml that these screens time. */
export const STEP = {
  guidance: "huong-dan",
  account: "kiem-tra-tai-khoan",
  slip: "phieu-ho-so",
  check: "kiem-tra-thanh-phan",
  supplementSlip: "phieu-bo-sung",
  appointment: "in-giay-hen",
  feeNotice: "thong-bao-phi",
  fee: "xac-nhan-phi",
  open: "tra-mo-ho-so",
  onTime: "tra-dung-han",
  late: "tra-tre-han",
  notEligible: "khong-du-dieu-kien",
} as const;
export type StepId = (typeof STEP)[keyof typeof STEP];

const HAND_BACK: Readonly<Record<ReturnPapers["case"], StepId>> = {
  onTime: STEP.onTime,
  late: STEP.late,
  notYetResolved: STEP.late,
  notEligible: STEP.notEligible,
};
/** Which step of 402 the hand-back of a dossier is: by the same rule that says which papers go with it (R-C02). Pure. */
export const handBackStep = (dossier: Parameters<typeof returnPapers>[0], now: Instant): StepId =>
  HAND_BACK[returnPapers(dossier, now)?.case ?? "onTime"];

/** The steps of a visit so far. */
export const stepsOf = ({ hub }: Pick<HallPages, "hub">, ticket: Ticket): Html =>
  ticket.steps.length === 0
    ? html``
    : html`<details><summary>Các bước của lượt này (${ticket.steps.length})</summary><ol>${ticket.steps.map(
        (step) =>
          html`<li>${hub.catalogs.steps.get(step.stepId)?.name.vi ?? step.stepId}: ${timeText(step.startedAt)} – ${step.finishedAt === undefined ? "đang làm" : timeText(step.finishedAt)}</li>`,
      )}</ol></details>`;

/**
 * Begins a step of the ticket; one that goes on ends with it. Timing must never stop the work at the counter: a refusal (a step that goes on
 * already, a day that is closed) is not the citizen's trouble.
 */
export const startStep = async (
  pages: HallPages,
  c: Page,
  hall: Hall,
  ticket: Ticket | undefined,
  stepId: StepId,
  dossierId?: string,
): Promise<void> => {
  const goesOn = ticket?.steps.some((step) => step.stepId === stepId && step.finishedAt === undefined);
  if (ticket === undefined || goesOn) return;
  await runHall(pages, c, hall, {
    type: "startStep",
    ticketId: ticket.id,
    stepId,
    ...(dossierId === undefined ? {} : { dossierId }),
  });
};

/** Ends it. */
export const finishStep = async (
  pages: HallPages,
  c: Page,
  hall: Hall,
  ticketId: string | undefined,
  stepId: StepId,
): Promise<void> => {
  if (ticketId === undefined) return;
  await runHall(pages, c, hall, { type: "finishStep", ticketId, stepId });
};
