/**
 * Poller `missing`: dossiers of the site that belong to liên thông and never arrived, because a push was lost or given up. Operators fetch such
 * dossiers by hand, one by one ("kéo hồ sơ về một cửa", domain.md §5.1); here the site is asked itself, where the setting allows it.
 */
import { z } from "zod";
import type { Poller } from "../../core/exchange/adapter.ts";
import { ExchangeError } from "../../core/exchange/errors.ts";
import { commandProblem } from "../kit/hook.ts";
import { ask, download, type IgateCall } from "./client.ts";
import type { IgateConfig } from "./config.ts";
import { DOSSIER_PATHS, HUB_MARK, type IgateDossier, integrationView, searchPage } from "./contract/dossier.ts";
import { adopting, type Bound, componentOf, filing, hubAgency, siteAlias, toSubmit } from "./filed.ts";
import { fromIgateTime } from "./wire.ts";

const EVERY_MS = 15 * 60_000;
const PAGE = 50;
/** Pages of one round at most: a site that gives the same page under every number must not be asked for ever. */
const MOST_PAGES = 200;
/** A push on its way is left to arrive. */
const PATIENCE_MS = 10 * 60_000;
/** Waiting, waiting for a supplement, in progress, paused: a dossier that is over needs nobody any more. */
const OPEN = "0,1,2,3";

const found = z.object({ code: z.string().min(1) });

/** For liên thông, not one that the hub itself delivered, and old enough. */
export const mayBeMissing = (one: IgateDossier, now: string): boolean => {
  const applied = fromIgateTime(one.appliedDate);
  return (
    one.isDVCLT === true &&
    one.eForm?.data[HUB_MARK] === undefined &&
    applied !== undefined &&
    Date.parse(now) - Date.parse(applied) >= PATIENCE_MS
  );
};

const misfit = (code: string, says: string): ExchangeError =>
  new ExchangeError("pause", `dossier ${code} of iGate does not fit: ${says}`, {
    code: "igate.dossier-misfit",
    blame: "partner",
    trips: false,
    hint: {
      vi: `Hồ sơ ${code} tại iGate chưa đủ thông tin để nhận về (${says}); đề nghị điểm iGate sửa rồi cho nhận lại.`,
      en: `Dossier ${code} at iGate cannot be taken in (${says}); have the site correct it, then redrive.`,
    },
  });

/** Fetches one dossier whole, with its files, and files it here. */
const fetchOne = async (call: IgateCall, code: string) => {
  const view = await ask(
    call,
    { method: "GET", path: DOSSIER_PATHS.view, query: { code, fields: "commonEForm,detailEForm,dossierFormFile" }, kind: "read" },
    integrationView,
  );
  const twin = view.nationCode ? await call.find(view.nationCode) : undefined;
  if (twin !== undefined) return { commands: adopting(code, twin.id) };
  const papers = view.dossierFormFile ?? [];
  const agencyId = hubAgency(call.config.agencyCodes, view.agency?.code ?? "");
  // Checked before a byte is fetched.
  const problem = commandProblem(toSubmit(view, papers, [], agencyId));
  if (problem !== undefined) throw misfit(code, problem);
  const files: { componentId: string; file: Bound[number]["file"] }[] = [];
  for (const paper of papers) {
    const componentId = componentOf(paper);
    if (componentId === undefined) throw misfit(code, `giấy tờ "${paper.procedureForm.name}" không có mã`);
    for (const file of paper.file) files.push({ componentId, file: await download(call, file) });
  }
  return { commands: filing(toSubmit(view, papers, files, agencyId), view) };
};

/** The cursor is the number of the next page; a round ends with the last page. */
export const missingPoller: Poller<IgateConfig> = {
  title: { vi: "Kéo về hồ sơ iGate chưa đến", en: "Fetches dossiers of iGate that never arrived" },
  everyMs: EVERY_MS,
  fetch: async (cursor, call) => {
    if (!call.config.fetchMissing) return { items: [], cursor: undefined, more: false };
    const page = Number(cursor ?? "0");
    const query = {
      spec: "slice",
      page: String(page),
      size: String(PAGE),
      sort: "appliedDate,asc",
      "dossier-status": OPEN,
      "ancestor-agency-id": call.config.rootAgencyId,
    };
    const { content } = await ask(call, { method: "GET", path: DOSSIER_PATHS.search, query, kind: "read" }, searchPage);
    const candidates = content.filter((one) => mayBeMissing(one, call.now()));
    const here = await Promise.all(candidates.map((one) => call.find(siteAlias(one.code))));
    const items = candidates
      .filter((_, index) => here[index] === undefined)
      .map(({ code }) => ({ id: code, key: code, body: { code } }));
    const more = content.length === PAGE && page + 1 < MOST_PAGES;
    return { items, cursor: more ? String(page + 1) : undefined, more };
  },
  apply: async (item, call) => {
    const read = found.safeParse(item);
    if (!read.success) throw misfit("?", "code");
    // It may have arrived since it was looked for.
    return (await call.find(siteAlias(read.data.code))) === undefined ? fetchOne(call, read.data.code) : {};
  },
};
