/** Civil-status registry with the liên thông hub, and the police: what was registered, under which numbers. */
import { z } from "zod";
import type { Dossier } from "../../../../../core/dossier/types.ts";
import { type Compare, fact, type Sent, transfersOf } from "./books.ts";
import { compareKeys } from "./check.ts";

const registration = z.object({ soDinhDanh: z.string().optional(), soDangKy: z.string() });
const civilState = z.object({
  registry: z.object({
    cases: z.array(
      z.object({
        request: z.object({ maHoSoMCDT: z.string() }),
        history: z.array(z.object({ state: z.string() })),
        registration: registration.optional(),
      }),
    ),
    duplicates: z.number(),
  }),
  hub: z.object({
    dossiers: z.array(z.object({ item: z.object({ maHoSo: z.string() }), states: z.array(z.number()), waiting: z.boolean() })),
    refused: z.array(z.object({ number: z.string(), state: z.number() })),
  }),
});

const REFUSED = "từ chối";
const registeredAs = ({ code, transfer }: Sent): string => {
  if (transfer.state !== "done") return `${code}=${transfer.state === "refused" ? REFUSED : transfer.state}`;
  const number = fact(transfer, "birthCertificateNumber") || fact(transfer, "deathCertificateNumber");
  return `${code}=${number}:${fact(transfer, "personalNumber")}`;
};
/** What the liên thông hub must have heard last: 5 returned, 6 refused or withdrawn. */
const heard = ({ status, decision }: Dossier): number => (status === "returned" && decision?.outcome === "approved" ? 5 : 6);

export const civilStatus: Compare = (books, state) => {
  const { registry, hub } = civilState.parse(state);
  // Refused although it had been taken: said again after a lost answer, or doubled on the way.
  const taken = new Set(hub.dossiers.flatMap(({ item, states }) => states.map((one) => `${item.maHoSo}=${one}`)));
  const repeats = hub.refused.filter(({ number, state: said }) => taken.has(`${number}=${said}`)).length;
  return [
    compareKeys(
      "đăng ký hộ tịch (số đăng ký, số định danh)",
      transfersOf(books, "civil-status").map(registeredAs),
      registry.cases.map(({ request, history, registration: made }) => {
        const end = history.at(-1)?.state;
        return `${request.maHoSoMCDT}=${made === undefined ? (end === "6" ? REFUSED : end) : `${made.soDangKy}:${made.soDinhDanh ?? ""}`}`;
      }),
      { repeats: registry.duplicates },
    ),
    compareKeys(
      "hồ sơ lấy từ trục DVCLT và trạng thái cuối",
      books.by("interlink").map((dossier) => `${dossier.nationalCode}=${heard(dossier)}`),
      hub.dossiers.map(({ item, states, waiting }) => `${item.maHoSo}=${waiting ? "chưa lấy" : (states.at(-1) ?? "")}`),
      { outOfOrder: hub.refused.length - repeats, repeats },
    ),
  ];
};

const policeState = z.object({
  filings: z.array(
    z.object({
      request: z.object({ MaHoSoLT: z.string() }),
      state: z.string(),
      result: z.object({ SoHoSoCuTru: z.string().optional() }).optional(),
    }),
  ),
  queries: z.array(z.object({ MaYeuCau: z.string(), number: z.string(), found: z.number() })),
});
const FILED: Readonly<Record<string, string>> = { "5": "done", "6": "refused", "7": "cancelled" };

export const police: Compare = (books, state) => {
  const { filings, queries } = policeState.parse(state);
  // One look-up asked again after a lost answer stands in the audit twice, under one number.
  const asked = [...new Map(queries.map((query) => [query.MaYeuCau, query])).values()];
  return [
    compareKeys(
      "hồ sơ cư trú và kết quả",
      transfersOf(books, "police").map(
        ({ code, transfer }) =>
          `${code}.${transfer.transferId}.${transfer.number}=${transfer.state}:${fact(transfer, "residenceNumber")}`,
      ),
      filings.map(
        ({ request, state: end, result }) =>
          `${request.MaHoSoLT}=${FILED[end] ?? end}:${end === "5" ? (result?.SoHoSoCuTru ?? "") : ""}`,
      ),
    ),
    compareKeys(
      "tra cứu dân cư",
      books.dossiers.flatMap(({ applicant, identityChecks = [] }) =>
        identityChecks.map(
          ({ answer }) => `${applicant.identityNumber}=${answer === undefined ? "chưa trả lời" : answer.outcome !== "notFound"}`,
        ),
      ),
      asked.map(({ number, found }) => `${number}=${found > 0}`),
      { repeats: queries.length - asked.length },
    ),
  ];
};
