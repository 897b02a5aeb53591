/** The national portal and the iGate site: both hand dossiers to the hub and are told of every one. */
import { z } from "zod";
import type { Dossier } from "../../../../../core/dossier/types.ts";
import { type Compare, fact, national, transfersOf } from "./books.ts";
import { compareKeys, sumOf } from "./check.ts";

const portalState = z.object({
  dossiers: z.array(
    z.object({
      data: z.object({ MaHoSo: z.string() }),
      status: z.string(),
      identicalUpdates: z.number(),
      progress: z.array(z.object({ double: z.boolean(), late: z.boolean() })),
    }),
  ),
  pushed: z.array(
    z.object({
      MaHoSo: z.string(),
      MaHoSoDonVi: z.string().nullable(),
      statuses: z.array(z.object({ TrangThai: z.coerce.string(), double: z.boolean() })),
    }),
  ),
});

export const portal: Compare = (books, state) => {
  const { dossiers, pushed } = portalState.parse(state);
  const rows = dossiers.flatMap((one) => one.progress);
  return [
    compareKeys(
      "hồ sơ và trạng thái cuối",
      books.dossiers.flatMap((dossier) => (dossier.code === undefined ? [] : [`${dossier.code}=${national(dossier)}`])),
      dossiers.map(({ data, status }) => `${data.MaHoSo}=${status}`),
      {
        doubled: rows.filter((row) => row.double).length,
        outOfOrder: rows.filter((row) => row.late).length,
        repeats: sumOf(dossiers.map((one) => one.identicalUpdates)),
      },
    ),
    compareKeys(
      "hồ sơ Cổng đẩy về",
      books.by("portal").map((dossier) => `${dossier.nationalCode}=${dossier.code ?? ""}:${national(dossier)}`),
      pushed.map(({ MaHoSo, MaHoSoDonVi, statuses }) => `${MaHoSo}=${MaHoSoDonVi ?? ""}:${statuses.at(-1)?.TrangThai ?? ""}`),
      { doubled: sumOf(pushed.map((one) => one.statuses.filter((status) => status.double).length)) },
    ),
  ];
};

const igateState = z.object({
  dossiers: z.array(
    z.object({
      request: z.object({ code: z.string(), nationCode: z.string().optional() }),
      own: z.boolean(),
      status: z.number(),
      reports: z.array(z.number()),
    }),
  ),
  log: z.array(
    z.object({
      dossierCode: z.string(),
      requestBody: z.object({ trangThai: z.number() }),
      responseBody: z.object({ status: z.number() }),
    }),
  ),
});

const SITE = "igate:";
/** 5 returned, 6 refused or withdrawn (domain.md §5.1). */
const endAtSite = (dossier: Dossier): number =>
  dossier.status === "returned" && dossier.decision?.outcome === "approved" ? 5 : 6;

export const igate: Compare = (books, state) => {
  const { dossiers, log } = igateState.parse(state);
  const reports = log.map((entry) => ({
    key: `${entry.dossierCode}=${entry.requestBody.trangThai}`,
    taken: entry.responseBody.status === 200,
  }));
  const taken = new Set(reports.filter((report) => report.taken).map(({ key }) => key));
  // Refused although it had been taken: doubled on the way.
  const refused = reports.filter((report) => !report.taken);
  const repeats = refused.filter(({ key }) => taken.has(key)).length;
  const aliasOf = ({ aliases }: Dossier): string => aliases?.find((alias) => alias.startsWith(SITE))?.slice(SITE.length) ?? "";
  return [
    compareKeys(
      "hồ sơ trục chuyển đến",
      transfersOf(books, "igate").map(
        ({ dossier, code, transfer }) => `${code}:${fact(transfer, "igateCode")}=${endAtSite(dossier)}`,
      ),
      dossiers.filter(({ own }) => !own).map(({ request, status }) => `${request.nationCode ?? ""}:${request.code}=${status}`),
      { outOfOrder: refused.length - repeats, repeats },
    ),
    compareKeys(
      "hồ sơ của điểm iGate",
      books.by("igate").map((dossier) => `${aliasOf(dossier)}=${endAtSite(dossier)}`),
      dossiers.filter(({ own }) => own).map(({ request, reports }) => `${request.code}=${reports.at(-1) ?? ""}`),
    ),
  ];
};
