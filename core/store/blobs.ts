/**
 * Attachments as content-addressed blobs (R-A07): streamed to disk while hashed, bounded, the content sniffed and compared
 * with what the name says. The same bytes are stored once.
 */
import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileTypeFromFile } from "file-type";
import type { Refusal } from "../dossier/types.ts";
import { hubRefusal } from "../hub-refusals.ts";
import type { BlobInfo } from "../hub-types.ts";
import type { Instant } from "../time/types.ts";
import type { Database } from "./database.ts";

/** 50 MB (R-A07), counted as 50 × 1024 × 1024 bytes. */
export const MAX_BLOB_BYTES = 52_428_800;

/** What a name may end in, and what the content then must be (file-type's names). `cfb` is the old Office container. */
const KINDS: Readonly<Record<string, { readonly content: readonly string[]; readonly mediaType: string }>> = {
  doc: { content: ["cfb"], mediaType: "application/msword" },
  docx: { content: ["docx"], mediaType: "application/vnd.openxmlformats-officedocument.wordprocessingml.document" },
  pdf: { content: ["pdf"], mediaType: "application/pdf" },
  jpg: { content: ["jpg"], mediaType: "image/jpeg" },
  jpeg: { content: ["jpg"], mediaType: "image/jpeg" },
  zip: { content: ["zip"], mediaType: "application/zip" },
  rar: { content: ["rar"], mediaType: "application/vnd.rar" },
  "7z": { content: ["7z"], mediaType: "application/x-7z-compressed" },
};

/** How the name of a file begins that is still being received. */
const INCOMING = ".incoming-";

const isRefusal = (value: BlobInfo | Refusal): value is Refusal => "blame" in value;

const FIND = `select sha256, size, media_type as "mediaType" from blob where sha256 = $1`;
const FIND_MANY = `select sha256, size from blob where sha256 in (select jsonb_array_elements_text($1::text::jsonb))`;
// Bytes that are stored again are as young as on the first day: whoever stores them may name them only in a while (file-sweep.ts).
const TOUCH = `update blob set at = greatest(at, $2::text::timestamptz) where sha256 = $1`;
const INSERT = `
  insert into blob (sha256, size, media_type, at) values ($1, $2, $3, $4::text::timestamptz)
  on conflict (sha256) do update set at = greatest(blob.at, excluded.at)`;
// Waits for whoever stores one of them just now, and then passes over it.
const LOCK = `
  select sha256 from blob where at < $2::text::timestamptz and sha256 in (select jsonb_array_elements_text($1::text::jsonb))
  order by sha256 for update`;
const FORGET = `delete from blob where sha256 in (select jsonb_array_elements_text($1::text::jsonb))`;
/** The rows of so many files are locked at once. */
const FORGET_AT_ONCE = 50;
// Who brought a file is a receipt like any other: of this scope, under the file's hash.
const BROUGHT = `
  insert into receipt (scope, key, body_hash, answer, at) values ($1, $2, $2, '{}'::jsonb, $3::timestamptz) on conflict do nothing`;
const BROUGHT_BY = `
  select key as sha256 from receipt where scope = $1 and key in (select jsonb_array_elements_text($2::text::jsonb))`;
const scopeOf = (bringer: string): string => `file:${bringer}`;

/** The blob store of one data folder. */
export const createBlobStore = (database: Database, folder: string) => {
  const pathOf = (sha256: string): string => join(folder, sha256.slice(0, 2), sha256);

  /** Streams into a temporary file; hash and size, or undefined when it grew over the bound. */
  const receive = async (
    bytes: AsyncIterable<Uint8Array>,
    file: string,
  ): Promise<{ sha256: string; size: number } | undefined> => {
    const hash = createHash("sha256");
    let size = 0;
    const handle = await open(file, "wx");
    try {
      for await (const chunk of bytes) {
        size += chunk.byteLength;
        if (size > MAX_BLOB_BYTES) return undefined;
        hash.update(chunk);
        await handle.write(chunk);
      }
      // The row that will name this file is committed later: the bytes must be there before it.
      await handle.sync();
    } finally {
      await handle.close();
    }
    return { sha256: hash.digest("hex"), size };
  };

  const keep = async (
    temporary: string,
    got: { sha256: string; size: number },
    mediaType: string,
    at: Instant,
  ): Promise<BlobInfo> => {
    const target = pathOf(got.sha256);
    await mkdir(join(folder, got.sha256.slice(0, 2)), { recursive: true });
    // Before the bytes: whoever is just deleting this very file is waited for, and nobody begins to.
    await database.query(TOUCH, [got.sha256, at]);
    await rename(temporary, target);
    await database.query(INSERT, [got.sha256, got.size, mediaType, at]);
    return { ...got, mediaType };
  };

  const withTemporary = async (work: (file: string) => Promise<BlobInfo | Refusal>): Promise<BlobInfo | Refusal> => {
    await mkdir(folder, { recursive: true });
    const file = join(folder, `${INCOMING}${randomUUID()}`);
    try {
      return await work(file);
    } finally {
      await rm(file, { force: true });
    }
  };

  return {
    isRefusal,
    /**
     * Stores an attachment, and who brought it. Refused: empty, over 50 MB, a kind that R-A07 does not name, content that is not what the
     * name says.
     */
    store: (bytes: AsyncIterable<Uint8Array>, name: string, at: Instant, bringer?: string): Promise<BlobInfo | Refusal> =>
      withTemporary(async (file) => {
        const ending = /\.([A-Za-z0-9]{1,8})$/.exec(name)?.[1]?.toLowerCase() ?? "";
        const kind = KINDS[ending];
        if (!kind) return hubRefusal("file.kind-not-allowed", { name, allowed: Object.keys(KINDS) });
        const got = await receive(bytes, file);
        if (!got) return hubRefusal("file.too-large", { name, maxBytes: MAX_BLOB_BYTES });
        if (got.size === 0) return hubRefusal("file.empty", { name });
        const found = (await fileTypeFromFile(file))?.ext ?? "unknown";
        if (!kind.content.includes(found)) return hubRefusal("file.content-mismatch", { name, says: ending, is: found });
        const kept = await keep(file, got, kind.mediaType, at);
        if (bringer !== undefined) await database.query(BROUGHT, [scopeOf(bringer), kept.sha256, at]);
        return kept;
      }),
    /** Of these hashes those that this bringer never brought: whoever only knows a hash has not got the file (R-I02). */
    foreign: async (hashes: readonly string[], bringer: string): Promise<readonly string[]> => {
      if (hashes.length === 0) return [];
      const rows = await database.query<{ sha256: string }>(BROUGHT_BY, [scopeOf(bringer), JSON.stringify(hashes)]);
      const own = new Set(rows.map(({ sha256 }) => sha256));
      return hashes.filter((sha256) => !own.has(sha256));
    },
    /** Stores bytes of the hub's own (claim check of a large message). */
    storeOwn: async (bytes: Uint8Array, mediaType: string, at: Instant): Promise<BlobInfo> => {
      const stored = await withTemporary(async (file) => {
        const got = await receive([bytes] as unknown as AsyncIterable<Uint8Array>, file);
        return got ? keep(file, got, mediaType, at) : hubRefusal("file.too-large", { maxBytes: MAX_BLOB_BYTES });
      });
      if (isRefusal(stored)) throw new BlobError(stored.en);
      return stored;
    },
    find: async (sha256: string): Promise<BlobInfo | undefined> =>
      /^[0-9a-f]{64}$/.test(sha256) ? (await database.query<BlobInfo>(FIND, [sha256]))[0] : undefined,
    /** Hashes of those that are not stored, or are stored with another size. */
    unknown: async (files: readonly { readonly blob: string; readonly size: number }[]): Promise<readonly string[]> => {
      const rows = await database.query<{ sha256: string; size: number }>(FIND_MANY, [JSON.stringify(files.map((f) => f.blob))]);
      const sizes = new Map(rows.map((r) => [r.sha256, r.size]));
      return files.filter((f) => sizes.get(f.blob) !== f.size).map((f) => f.blob);
    },
    /** The bytes; opened by whoever begins to read, so that who only wants to know of a blob holds nothing open. */
    stream: async function* (sha256: string): AsyncGenerator<Uint8Array> {
      yield* createReadStream(pathOf(sha256)) as AsyncIterable<Uint8Array>;
    },
    /**
     * Deletes files, bytes and rows, of which the caller knows that nobody needs them; those stored again since `before` (hub time) stay. The
     * deleted ones. Were it to break off between the bytes and the rows, the rows lead to them again.
     * Errors: the database driver's, the file system's.
     */
    forget: async (hashes: readonly string[], before: Instant): Promise<readonly string[]> => {
      const gone: string[] = [];
      for (let from = 0; from < hashes.length; from += FORGET_AT_ONCE)
        await database.transaction(async (query) => {
          const some = JSON.stringify(hashes.slice(from, from + FORGET_AT_ONCE));
          const rows = await query<{ sha256: string }>(LOCK, [some, before]);
          if (rows.length === 0) return;
          // Under the rows' locks: whoever stores the same bytes now waits, and finds neither.
          for (const { sha256 } of rows) await rm(pathOf(sha256), { force: true });
          await query(FORGET, [JSON.stringify(rows.map(({ sha256 }) => sha256))]);
          gone.push(...rows.map(({ sha256 }) => sha256));
        });
      return gone;
    },
    /**
     * Deletes what uploads left behind that broke off with their process, last written to before `before` (the machine's own time, milliseconds
     * since 1970); how many. A stored file without its row stays: the folder may be another database's too, or the database an older backup.
     */
    forgetBroken: async (before: number): Promise<number> => {
      let count = 0;
      for (const name of await readdir(folder)) {
        if (!name.startsWith(INCOMING)) continue;
        const file = join(folder, name);
        // One that has ended since then is gone by itself.
        const written = await stat(file).then(
          ({ mtimeMs }) => mtimeMs,
          () => Number.POSITIVE_INFINITY,
        );
        if (written >= before) continue;
        await rm(file, { force: true });
        count += 1;
      }
      return count;
    },
  };
};
export type BlobStore = ReturnType<typeof createBlobStore>;

/** The hub's own bytes (a large message) are over MAX_BLOB_BYTES. What callers upload is refused instead, never thrown. */
class BlobError extends Error {
  override readonly name = "BlobError";
}

/** All bytes of a stream; for blobs known to be small enough. */
export const collect = async (stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> => {
  const parts: Uint8Array[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
};
