/** Scanning a paper at the counter, bound to its component, and kept for reuse where the person wishes (R-A07, R-A11). */
import { html } from "hono/html";
import type { DeviceJob } from "../../../core/hall/types.ts";
import { answerPage, type Html } from "../layout.ts";
import { PAGE_ROLES } from "../pages.ts";
import { type AtCounter, atCounter } from "./at-counter.ts";
import { act, answerUnknown, given, type HallPages, linkVisit, onAct, type Page, runDossier } from "./context.ts";
import { answerDossier, hasReasons, missingOf, REFUSAL_FIELD } from "./dossier.ts";
import { saveCounts, withFile } from "./dossier-acts.ts";
import { answerFile } from "./files.ts";
import { deviceOf } from "./prints.ts";
import { STEP, startStep } from "./steps.ts";

const OVER: ReadonlySet<string> = new Set(["done", "failed"]);
const NOT_OVER = "every 1s";
const REASONS_WAIT = "Lý do vừa ghi chưa được lập thành phiếu: lập phiếu trước, hoặc xóa lý do rồi quét.";
const LOOK_PURPOSE = "Xem bản quét tại quầy";
const nameOf = ({ procedure }: AtCounter, componentId: string): string =>
  procedure?.components.find(({ id }) => id === componentId)?.name.slice(0, 200) ?? componentId;

/** So long his papers lie in the feeder: a scan that comes later (the hub was down) would be of somebody else's. */
const SCAN_GOOD_MS = 300_000;

/** "scan:<dossier>:<component>:<key>": which component a job was for stands in its id. */
const jobIdOf = (dossierId: string, componentId: string, key: string): string => `scan:${dossierId}:${componentId}:${key}`;
const componentOf = (jobId: string): string => jobId.split(":")[2] ?? "";

const state = (c: Page, at: AtCounter, job: DeviceJob): Html => {
  const componentId = componentOf(job.jobId);
  const here = `${at.path}/scans/${encodeURIComponent(job.jobId)}`;
  const again = act(c, `${at.path}/scan`, "Quét lại", html`<input type="hidden" name="component" value="${componentId}">`);
  const inside =
    job.state === "failed"
      ? html`<p class="wrong" role="alert">${job.problem?.vi ?? "Không quét được."}</p>${again}`
      : job.state === "done" && job.reference === undefined
        ? html`<p class="wrong" role="alert">${job.problem?.vi ?? ""}</p>${again}`
        : job.state === "done"
          ? html`<p class="done" role="status">Đã quét xong. <a href="${here}/file" target="_blank" rel="noopener">Xem bản quét</a></p>
        ${act(
          c,
          `${here}/bind`,
          "Gắn vào hồ sơ",
          html`${
            at.dossier.applicant.kind === "citizen" && at.dossier.applicant.identityNumber !== undefined
              ? html`<label class="tick"><input type="checkbox" name="keep" value="yes" checked> Lưu để dùng lại cho hồ sơ sau của người này</label>`
              : ""
          }`,
          "main",
        )}${again}`
          : html`<p role="status">Máy quét đang làm việc… ${job.problem?.vi ?? ""}</p>`;
  return html`<div id="quet" hx-get="${here}/live" hx-trigger="${OVER.has(job.state) ? "none" : NOT_OVER}" hx-swap="outerHTML">${inside}</div>`;
};

/** Adds the pages of a scan. */
export const addScans = (pages: HallPages): void => {
  const { hub } = pages;
  const base = "/hall/:hall/counters/:counter/dossiers/:ref";

  const jobOf = async (c: Page): Promise<{ readonly at: AtCounter; readonly job: DeviceJob } | undefined> => {
    const at = await atCounter(pages, c);
    const jobId = c.req.param("job") ?? "";
    const scanner = at && deviceOf(at.hall, "documentScanner", at.counter.id);
    // Only a scan of this very dossier: its id is part of the job's.
    if (at === undefined || scanner === undefined || !jobId.startsWith(`scan:${at.dossier.id}:`)) return undefined;
    const job = await hub.hall.job(scanner.id, jobId);
    return job && { at, job };
  };

  onAct(pages, `${base}/scan`, PAGE_ROLES.papers, async (c, { fields, key }) => {
    const at = await atCounter(pages, c);
    const componentId = given(fields, "component");
    const known = at?.procedure?.components.some(({ id }) => id === componentId);
    if (at === undefined || componentId === undefined || !known) return answerUnknown(c, "thành phần hồ sơ");
    const scanner = deviceOf(at.hall, "documentScanner", at.counter.id);
    if (scanner === undefined) return answerUnknown(c, "máy quét");
    // The form of the papers carries what was typed: counts are saved; reasons have no place on the scan's page, so they are not left for it.
    if (hasReasons(fields)) {
      const [written] = missingOf(fields);
      const field = written === undefined ? REFUSAL_FIELD : `m-${written.componentId}`;
      return answerDossier(pages, c, at, { typed: fields, mistakes: [{ field, text: REASONS_WAIT }] });
    }
    const saved = await saveCounts(pages, c, at, { fields, key });
    if (!("dossier" in saved)) return answerDossier(pages, c, (await atCounter(pages, c)) ?? at, { typed: fields, ...saved });
    await startStep(pages, c, at.hall, at.ticket, STEP.check, at.dossier.id);
    const { id, name } = c.get("person");
    const job = await hub.hall.ask({
      deviceId: scanner.id,
      operation: "scan",
      body: {
        source: fields.get("oneSided") === "yes" ? "feederOneSided" : "feederTwoSided",
        colour: "colour",
        dpi: 300,
        title: nameOf(at, componentId).slice(0, 80),
        goodUntil: new Date(Date.parse(hub.now()) + SCAN_GOOD_MS).toISOString(),
      },
      jobId: jobIdOf(at.dossier.id, componentId, key),
      actor: { kind: "officer", id, name },
      dossierId: at.dossier.id,
      ...(at.ticket === undefined ? {} : { ticketId: at.ticket.id }),
    });
    return "blame" in job
      ? answerDossier(pages, c, at, { refusal: job })
      : c.redirect(`${at.path}/scans/${encodeURIComponent(job.jobId)}`, 303);
  });

  pages.pages.get(`${base}/scans/:job`, pages.signedIn(...PAGE_ROLES.papers), async (c) => {
    const found = await jobOf(c);
    if (found === undefined) return answerUnknown(c, "lượt quét");
    return answerPage(c, {
      title: "Quét giấy tờ",
      live: true,
      narrow: true,
      body: html`<section class="card"><p class="lead">${nameOf(found.at, componentOf(found.job.jobId))}</p>${state(c, found.at, found.job)}</section><p class="back"><a href="${found.at.path}">Về hồ sơ</a></p>`,
    });
  });
  pages.pages.get(`${base}/scans/:job/live`, pages.signedIn(...PAGE_ROLES.papers), async (c) => {
    const found = await jobOf(c);
    return found === undefined ? answerUnknown(c, "lượt quét") : c.html(await state(c, found.at, found.job));
  });
  pages.pages.get(`${base}/scans/:job/file`, pages.signedIn(...PAGE_ROLES.papers), async (c) => {
    const found = await jobOf(c);
    if (found?.job.reference === undefined) return answerUnknown(c, "bản quét");
    const file = { blob: found.job.reference, name: `${componentOf(found.job.jobId)}.pdf` };
    return answerFile(pages, c, found.at.dossier, file, { purpose: LOOK_PURPOSE });
  });

  onAct(pages, `${base}/scans/:job/bind`, PAGE_ROLES.papers, async (c, { fields, key }) => {
    const found = await jobOf(c);
    const blob = found?.job.reference === undefined ? undefined : await hub.readBlob(found.job.reference);
    if (found === undefined || blob === undefined) return answerUnknown(c, "bản quét");
    const { at, job } = found;
    const componentId = componentOf(job.jobId);
    const { sha256, size, mediaType } = blob.info;
    const fileName = `${componentId}.pdf`;
    let paper: string | undefined;
    if (fields.get("keep") === "yes") {
      const kept = await hub.papers.keep({
        owner: at.dossier.applicant,
        agencyId: at.dossier.agencyId,
        name: nameOf(at, componentId),
        blob: sha256,
        fileName,
        dossierId: at.dossier.id,
        componentId,
        by: c.get("person").id,
      });
      if ("blame" in kept) return answerDossier(pages, c, at, { refusal: kept });
      paper = kept.id;
    }
    const file = { blob: sha256, name: fileName, size, mediaType, ...(paper === undefined ? {} : { paper }) };
    const outcome = await runDossier(
      pages,
      c,
      { type: "amend", components: [...withFile(at.dossier, componentId, file)] },
      { dossier: at.dossier.id, hall: at.hall, key },
    );
    if ("refusal" in outcome) return answerDossier(pages, c, at, { refusal: outcome.refusal });
    await linkVisit(pages, c, at);
    return c.redirect(at.path, 303);
  });
};
