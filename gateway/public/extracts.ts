/** Extracts of procedures as PDF for whoever asks (R-E01): the same one is made once a day, and only a few at a time. */
import type { Agency, ProcedureVersion } from "../../catalogs/types.ts";
import { type Hub, procedureExtractPdf, toLocalDate } from "../../core/hub.ts";
import { type Problem, problem } from "../problem.ts";

/** About 60 kB each. */
const KEPT = 100;
/** One takes 100–300 ms of a processor; whoever comes when so many are being made tries again. */
const AT_ONCE = 4;

const busy = (): Problem =>
  problem(503, "hub.busy", {
    blame: "hub",
    retry: true,
    detail: { vi: "Đang tạo quá nhiều bản PDF cùng lúc.", en: "Too many PDFs are being made at once." },
    hint: {
      vi: "Thử lại sau ít giây, hoặc in từ trang bản trích.",
      en: "Try again in a few seconds, or print the extract's page.",
    },
    headers: { "retry-after": "5" },
  });

/** Who posts them: the agency that stands over all others. */
const posterOf = (hub: Pick<Hub, "catalogs">): Pick<Agency, "name" | "phone" | "address"> =>
  [...hub.catalogs.agencies.values()].find((agency) => agency.parentId === null && agency.level === "province") ?? {
    name: "Bộ phận Một cửa",
  };

/** Makes and keeps extracts. `publicUrl`: where citizens reach us, for the code that leads back to the page. */
export const createExtracts = (
  hub: Pick<Hub, "catalogs" | "now">,
  publicUrl: string | undefined,
  make: typeof procedureExtractPdf = procedureExtractPdf,
) => {
  const made = new Map<string, Promise<Uint8Array>>();
  let making = 0;
  const start = async ({ procedure }: ProcedureVersion): Promise<Uint8Array> => {
    making += 1;
    try {
      return await make(procedure, {
        agency: posterOf(hub),
        at: hub.now(),
        ...(publicUrl === undefined ? {} : { link: new URL(`/thu-tuc/${procedure.code}`, publicUrl).href }),
      });
    } finally {
      making -= 1;
    }
  };
  return {
    /** The extract of a version as it is today, or that too many are being made. */
    of: async (found: ProcedureVersion): Promise<Uint8Array | Problem> => {
      const key = `${found.procedure.code}@${found.version}/${toLocalDate(hub.now())}`;
      const known = made.get(key);
      if (known !== undefined) return known;
      if (making >= AT_ONCE) return busy();
      const oldest = made.size >= KEPT ? made.keys().next().value : undefined;
      if (oldest !== undefined) made.delete(oldest);
      const pdf = start(found);
      made.set(key, pdf);
      // What failed is not kept: the next one who asks has it tried again.
      pdf.catch(() => made.delete(key));
      return pdf;
    },
  };
};
