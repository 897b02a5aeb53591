/** Files as the partner checks them: base64 that is some, size and SHA-256 as announced. A file behind a link is fetched later. */
import { createHash } from "node:crypto";
import type { Attachment } from "../../adapters/departments/contract/exchange.ts";

/** The first fault of a list of files, in prose; undefined where all hold. */
export const filesProblem = (files: readonly Attachment[]): string | undefined => {
  for (const { AttachmentName, AttachmentId, Size, Base64 } of files) {
    if (Base64 === undefined) continue;
    if (Base64.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(Base64))
      return `Tệp ${AttachmentName} không phải base64 hợp lệ`;
    const bytes = Buffer.from(Base64, "base64");
    if (bytes.byteLength !== Size || createHash("sha256").update(bytes).digest("hex") !== AttachmentId)
      return `Tệp ${AttachmentName} không khớp mã băm hoặc dung lượng`;
  }
  return undefined;
};
