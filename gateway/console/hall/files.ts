/** Files of a dossier as an officer opens them: each look recorded (R-I02), nothing in them runs. */
import type { Dossier } from "../../../core/dossier/types.ts";
import { answerUnknown, type HallPages, lookUnrecorded, type Page } from "./context.ts";

/** Of a file, whatever somebody sent: nothing in it runs. Objects are left out: browsers' own PDF viewers are some. */
const FILE_POLICY = "script-src 'none'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'";
/** What browsers show by themselves; the rest is saved. */
const SHOWN: ReadonlySet<string> = new Set(["application/pdf", "image/jpeg", "image/png"]);

/** Header-safe: letters of ASCII for old readers, and the name itself encoded (RFC 6266). */
const disposition = (name: string, shown: boolean): string => {
  const plain = name.normalize("NFD").replaceAll(/[^\w.-]/g, "") || "tep";
  const encoded = encodeURIComponent(name).replaceAll(/['()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
  return `${shown ? "inline" : "attachment"}; filename="${plain}"; filename*=UTF-8''${encoded}`;
};

/** Answers with a stored file, after the look at the dossier was recorded. */
export const answerFile = async (
  pages: HallPages,
  c: Page,
  dossier: Dossier,
  file: { readonly blob: string; readonly name: string },
  look: { readonly purpose: string; readonly what?: string },
): Promise<Response> => {
  const blob = await pages.hub.readBlob(file.blob);
  if (blob === undefined) return answerUnknown(c, "tệp");
  const unrecorded = await lookUnrecorded(pages, c, dossier, look.purpose, look.what);
  if (unrecorded !== undefined) return unrecorded;
  const { mediaType } = blob.info;
  // By c.body, and not as a Response of its own: that would come without the headers that every answer has.
  return c.body(ReadableStream.from(blob.stream), 200, {
    "content-type": mediaType,
    "content-disposition": disposition(file.name, SHOWN.has(mediaType)),
    "cache-control": "private, no-store",
    "content-security-policy": FILE_POLICY,
  });
};
