/** Settings of the road to the land registry: LIENTHONG_LAND_REGISTRY_* (README.md lists them). */
import { z } from "zod";

/** "H57.101=19753, *=19789" → a table; the star stands for all that are not listed. */
const table = (value: z.ZodType<string>) =>
  z
    .string()
    .transform((text, context) => {
      const rows = text
        .split(",")
        .map((row) => row.trim())
        .filter((row) => row !== "")
        .map((row) => row.split("=").map((part) => part.trim()));
      const bad = rows.find(
        ([key = "", entry = "", ...more]) => key === "" || more.length > 0 || !value.safeParse(entry).success,
      );
      if (bad !== undefined) context.addIssue({ code: "custom", message: `"${bad.join("=")}" is not key=value` });
      return new Map(rows.map(([key = "", entry = ""]) => [key, entry]));
    })
    .optional();

export const config = z.strictObject({
  /** Up to where the roads begin; the token's road lies under it too. */
  url: z.url({ protocol: /^https?$/ }),
  username: z.string().min(1),
  password: z.string().min(1),
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
  /** The code that the registry proves itself by; without it nothing that claims to come from it is let in. */
  securityCode: z.string().min(8).optional(),
  /** Account of the receiving officer in the registry's list of users (NguoiTiepNhan). */
  officer: z.string().min(1).max(120),
  /** TinhId, the statistical code as a number. */
  provinceId: z.coerce.number().int().positive(),
  /** XaId by receiving agency, for parcels whose declared address has no commune code. */
  communes: table(z.string().regex(/^[1-9]\d{0,5}$/)),
  /** MaQuyTrinh by national procedure code; the code itself where it is not listed. */
  processes: table(z.string().min(1).max(60)),
  /** MaTrangThai that means "appraised, information goes to the tax office"; differs by province. */
  appraisedState: z.string().min(1).max(60),
});
export type LandRegistryConfig = z.infer<typeof config>;
