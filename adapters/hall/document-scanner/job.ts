/** What may be asked of a document scanner. Glossary: feeder = khay nạp tự động (ADF) · glass = mặt kính · two-sided = hai mặt. */
import { z } from "zod";

export const SOURCES = ["feederTwoSided", "feederOneSided", "glass"] as const;
export type Source = (typeof SOURCES)[number];

/** The body of the operation `scan`. */
export const scanJob = z.strictObject({
  source: z.enum(SOURCES),
  colour: z.enum(["colour", "grey"]).default("colour"),
  /** Dots per inch; a scanner that cannot do it takes its nearest. 300 is what text is digitised with, 200 where space is short. */
  dpi: z.int().min(75).max(600).default(300),
  /** Becomes the title of the PDF: the name of the paper, never of the person. */
  title: z.string().normalize("NFC").trim().min(1).max(200),
  /** Whoever laid his papers in is gone by then, and somebody else's may lie there: later than this nothing is fed. */
  goodUntil: z.iso.datetime({ offset: true }).optional(),
});
export type ScanJob = z.infer<typeof scanJob>;
