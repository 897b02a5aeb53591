/** Settings of the roads to the registry and to the liên thông hub: LIENTHONG_CIVIL_STATUS_* (README.md lists them). */
import { z } from "zod";

/** Ward code ↔ agency, both ways. */
export interface Wards {
  readonly agencyOf: ReadonlyMap<string, string>;
  readonly wardOf: ReadonlyMap<string, string>;
}

/** "19101=H57.101,19102=H57.102": the statistics office's ward codes and the agencies that register there. */
const wards = z.string().transform((text, context): Wards => {
  const pairs = text.split(",").map((pair) => pair.trim().split("="));
  const agencyOf = new Map<string, string>();
  for (const [ward = "", agency = ""] of pairs) {
    if (!/^\d{5}$/.test(ward) || agency.length < 3 || agencyOf.has(ward)) {
      context.addIssue({
        code: "custom",
        message: `"${ward}=${agency}": mỗi mục phải là <mã xã 5 số>=<mã cơ quan>, không lặp / each entry must be <5-digit ward>=<agency id>, once`,
      });
      return z.NEVER;
    }
    agencyOf.set(ward, agency);
  }
  return { agencyOf, wardOf: new Map([...agencyOf].map(([ward, agency]) => [agency, ward])) };
});

const url = z.url({ protocol: /^https?$/ });

export const config = z
  .strictObject({
    /** The registry (BTP): up to where /token, /NhanDKHT and /LayKetQua begin. */
    url,
    consumerKey: z.string().min(1),
    consumerSecret: z.string().min(1),
    /** maTinh, 2 digits. */
    province: z.string().regex(/^\d{2}$/),
    wards,
    /** The liên thông hub (DVCLT): up to where /api begins. Without it no dossier is fetched and nothing is reported. */
    hubUrl: url.optional(),
    hubUser: z.string().min(1).optional(),
    hubPassword: z.string().min(1).optional(),
  })
  .superRefine((settings, context) => {
    for (const key of ["hubUser", "hubPassword"] as const) {
      if (settings.hubUrl !== undefined && settings[key] === undefined)
        context.addIssue({ code: "custom", path: [key], message: "cần cùng với HUB_URL / needed together with HUB_URL" });
    }
  });
export type CivilStatusConfig = z.infer<typeof config>;
