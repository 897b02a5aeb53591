/**
 * What is printed on a receipt printer, as data: the printer's driver turns it into what its model can do (code page or raster). Texts are
 * Vietnamese with all diacritics. Glossary: slip = phiếu in nhiệt · copy = bản in lại.
 */
import { z } from "zod";

const line = z.string().normalize("NFC").max(400);

const slipItem = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("text"),
    text: line,
    align: z.enum(["left", "center", "right"]).default("left"),
    bold: z.boolean().default(false),
    size: z.enum(["normal", "large", "huge"]).default("normal"),
  }),
  /** "Lệ phí ........ 8.000 đồng" */
  z.strictObject({ kind: z.literal("pair"), label: line, value: line }),
  z.strictObject({ kind: z.literal("rule") }),
  z.strictObject({ kind: z.literal("gap"), lines: z.int().min(1).max(10) }),
  /** Code 128; the text stands under it. */
  z.strictObject({ kind: z.literal("barcode"), data: z.string().regex(/^[\x20-\x7e]{1,60}$/) }),
  z.strictObject({ kind: z.literal("qr"), data: z.string().min(1).max(400) }),
]);
export type SlipItem = z.infer<typeof slipItem>;

/** The body of the operation `print` of every receipt printer. */
export const slip = z.strictObject({
  /** ticket · dossierSlip (Phiếu hồ sơ, R-A06) · appointment (R-A05) · receipt. */
  form: z.enum(["ticket", "dossierSlip", "appointment", "receipt"]),
  items: z.array(slipItem).min(1).max(200),
  /** An officer has it printed once more: it says "BẢN IN LẠI". */
  copy: z.boolean().optional(),
  /** A slip that comes later than this is of no use any more (a number that was called meanwhile): it is not printed. */
  goodUntil: z.iso.datetime({ offset: true }).optional(),
});
export type Slip = z.infer<typeof slip>;
