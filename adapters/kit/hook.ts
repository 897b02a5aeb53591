/** What partners' callbacks have in common: a JSON body of an agreed shape, files in base64, commands checked before they run. */
import type { z } from "zod";
import { COMMANDS, type CommandType, type DossierCommandInput, type FileRef } from "../../core/dossier/commands.ts";
import type { HookRequest } from "../../core/exchange/adapter.ts";

/** A text for the partner's answer: Vietnamese, says which field. */
export type Reading<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly says: string };

/** R-A07: each under 50 MB. */
export const MAX_FILE_BYTES = 50 * 1024 * 1024;
const MAX_FILES = 200;

const firstIssue = (error: z.ZodError): string => {
  const issue = error.issues[0];
  const where = issue?.path.join(".") ?? "";
  return where === "" ? "nội dung không đúng khuôn dạng" : `trường ${where} thiếu hoặc không hợp lệ`;
};

/** The body as the agreed message. A byte order mark is accepted; anything that is not UTF-8 JSON of that shape is not. */
export const readMessage = <T>(request: HookRequest, schema: z.ZodType<T>): Reading<T> => {
  let raw: unknown;
  try {
    raw = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(request.body));
  } catch {
    return { ok: false, says: "thân yêu cầu không phải JSON UTF-8" };
  }
  const parsed = schema.safeParse(raw);
  return parsed.success ? { ok: true, value: parsed.data } : { ok: false, says: firstIssue(parsed.error) };
};

export interface SentFile {
  readonly name: string;
  readonly componentId: string;
  readonly bytes: Uint8Array;
}

/** Decodes files sent in base64. `componentId` absent: R-A07 wants every file bound to a component, so it is refused. */
export const readFiles = (
  files: readonly { readonly name: string; readonly componentId: string | undefined; readonly base64: string }[],
): Reading<readonly SentFile[]> => {
  if (files.length > MAX_FILES) return { ok: false, says: `quá ${MAX_FILES} tệp trong một hồ sơ` };
  const read: SentFile[] = [];
  for (const { name, componentId, base64 } of files) {
    const compact = base64.replaceAll(/\s+/g, "");
    if (componentId === undefined || componentId.trim() === "")
      return { ok: false, says: `tệp "${name}" không ghi mã thành phần hồ sơ` };
    if (compact.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(compact))
      return { ok: false, says: `tệp "${name}" không phải base64 hợp lệ` };
    const bytes = Buffer.from(compact, "base64");
    if (bytes.byteLength > MAX_FILE_BYTES) return { ok: false, says: `tệp "${name}" vượt quá 50 MB` };
    read.push({ name, componentId, bytes });
  }
  return { ok: true, value: read };
};

type Store = (
  bytes: Uint8Array,
  name: string,
) => Promise<{ readonly blob: string; readonly size: number; readonly mediaType: string }>;

/** Stores files in the order given; the references go into the command. */
export const storeFiles = async (
  files: readonly SentFile[],
  store: Store,
): Promise<readonly { componentId: string; file: FileRef }[]> => {
  const stored: { componentId: string; file: FileRef }[] = [];
  for (const { name, componentId, bytes } of files) stored.push({ componentId, file: { name, ...(await store(bytes, name)) } });
  return stored;
};

/** A file reference of the right shape that names nothing: a command is checked with it before any byte is stored. */
export const unstored = (files: readonly SentFile[]): readonly { componentId: string; file: FileRef }[] =>
  files.map(({ name, componentId, bytes }) => ({
    componentId,
    file: { name, blob: "0".repeat(64), size: Math.max(1, bytes.byteLength), mediaType: "application/octet-stream" },
  }));

/** Checks a command against the engine's own schema, so that a bad field is named to the partner before anything is stored. */
export const commandProblem = (command: DossierCommandInput): string | undefined => {
  const schema: z.ZodType = COMMANDS[command.type satisfies CommandType];
  const parsed = schema.safeParse(command);
  return parsed.success ? undefined : firstIssue(parsed.error);
};
