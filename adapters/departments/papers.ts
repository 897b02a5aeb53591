/** Digitised papers of a result (R-C03): base64 inside the message, their hash and size as announced, then stored. */
import { createHash } from "node:crypto";
import type { FileRef } from "../../core/dossier/commands.ts";
import type { Call } from "../../core/exchange/adapter.ts";
import { type Reading, readFiles, type SentFile, storeFiles, unstored } from "../kit/hook.ts";
import type { PartnerEvent } from "./contract/callbacks.ts";

/** readFiles wants a component for every file (R-A07); a result's papers are bound to the result. */
const RESULT = "result";

/** Reads the papers of a message; says in Vietnamese what is wrong with the first bad one. */
export const readPapers = (event: PartnerEvent): Reading<readonly SentFile[]> => {
  const documents = event.Kind === "result" ? event.Documents : [];
  const linked = documents.find(({ Base64 }) => Base64 === undefined);
  if (linked !== undefined) return { ok: false, says: `tệp "${linked.AttachmentName}" phải nằm trong thông điệp (Base64)` };
  const read = readFiles(
    documents.map(({ AttachmentName, Base64 }) => ({ name: AttachmentName, componentId: RESULT, base64: Base64 ?? "" })),
  );
  if (!read.ok) return read;
  const spoilt = read.value.findIndex((file, index) => {
    const announced = documents[index];
    return (
      announced === undefined ||
      file.bytes.byteLength !== announced.Size ||
      createHash("sha256").update(file.bytes).digest("hex") !== announced.AttachmentId
    );
  });
  return spoilt === -1 ? read : { ok: false, says: `tệp "${read.value[spoilt]?.name ?? ""}" không khớp mã băm hoặc dung lượng` };
};

/** References of the right shape before anything is stored. */
export const unstoredPapers = (files: readonly SentFile[]): readonly FileRef[] => unstored(files).map(({ file }) => file);

export const storePapers = async (files: readonly SentFile[], store: Call["store"]): Promise<readonly FileRef[]> =>
  (await storeFiles(files, store)).map(({ file }) => file);
