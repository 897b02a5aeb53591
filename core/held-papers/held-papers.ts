/** Papers kept for reuse (R-A11) in their table, and what a command that points to one must fit. */
import { createHmac } from "node:crypto";
import type { FileRef, Person } from "../dossier/commands.ts";
import { callersRefusal, type RefusalTexts } from "../dossier/refusals/row.ts";
import type { Refusal } from "../dossier/types.ts";
import type { BlobInfo } from "../hub-types.ts";
import { newId } from "../ids.ts";
import { type Database, instantSql } from "../store/database.ts";
import { toLocalDate } from "../time/local.ts";
import type { Clock } from "../time/types.ts";
import type { HeldPaper, HeldPapersFace } from "./types.ts";

const TABLE = {
  "paper.not-a-citizens": [
    "Chỉ giữ giấy tờ của cá nhân có số định danh; tổ chức tự số hóa và tự giữ giấy tờ của mình.",
    "Only papers of a citizen with an identity number are kept; organisations digitise and keep their own.",
    "Ghi số định danh của người có giấy tờ.",
    "Give the identity number of the person whose paper it is.",
  ],
  "paper.not-held": [
    "Không có giấy tờ đã số hóa này, hoặc nó không còn được dùng lại.",
    "This digitised paper is not held, or may not be used any more.",
    "Chọn lại trong danh sách giấy tờ đang giữ, hoặc quét bản mới.",
    "Choose again among the papers that are held, or scan a new one.",
  ],
  "paper.another-person": [
    "Giấy tờ này không phải của người nộp hay chủ hồ sơ.",
    "This paper is neither the applicant's nor the owner's.",
    "Chỉ dùng lại giấy tờ của chính người trong hồ sơ.",
    "Only papers of the people of this dossier can be used again.",
  ],
  "paper.expired": [
    "Giấy tờ này đã hết hạn dùng lại.",
    "This paper is past its last day of use.",
    "Quét bản còn hiệu lực.",
    "Scan one that is still valid.",
  ],
} as const satisfies Readonly<Record<string, RefusalTexts>>;

const refusal = (code: keyof typeof TABLE, details?: Readonly<Record<string, unknown>>): Refusal =>
  callersRefusal(code, TABLE[code], details);

interface Row extends Omit<HeldPaper, "pages" | "dossierId" | "componentId" | "validUntil"> {
  readonly pages: number | null;
  readonly dossierId: string | null;
  readonly componentId: string | null;
  readonly validUntil: string | null;
  readonly ownerHash: string;
}

const ROW = `id::text as id, owner_hash as "ownerHash", agency_id as "agencyId", name, blob, file_name as "fileName", media_type as "mediaType",
  size, pages, dossier_id::text as "dossierId", component_id as "componentId", valid_until::text as "validUntil",
  ${instantSql("kept_at")} as "keptAt", kept_by as "keptBy"`;
// The same file of the same person again: its name may be better now, the rest stays.
const KEEP = `
  insert into held_paper (id, owner_hash, agency_id, name, blob, file_name, media_type, size, pages, dossier_id, component_id, valid_until, kept_at, kept_by)
  values ($1::text::uuid, $2, $3, $4, $5, $6, $7, $8::int, $9::int, $10::text::uuid, $11, $12::text::date, $13::text::timestamptz, $14)
  on conflict (owner_hash, blob) where removed_at is null do update set name = excluded.name, valid_until = excluded.valid_until
  returning ${ROW}`;
const MOST = 200;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const OF = `
  select ${ROW} from held_paper where owner_hash = $1 and removed_at is null and (valid_until is null or valid_until >= $2::text::date)
  order by kept_at desc, id desc limit ${MOST}`;
const BY_ID = `
  select ${ROW} from held_paper where id in (select value::uuid from jsonb_array_elements_text($1::text::jsonb)) and removed_at is null`;
const REMOVE = `
  update held_paper set removed_at = $2::text::timestamptz, removed_by = $3, removed_reason = $4
  where id = $1::text::uuid and removed_at is null returning 1`;

const paperOf = ({ pages, dossierId, componentId, validUntil, ownerHash: _, ...row }: Row): HeldPaper => ({
  ...row,
  ...(pages === null ? {} : { pages }),
  ...(dossierId === null ? {} : { dossierId }),
  ...(componentId === null ? {} : { componentId }),
  ...(validUntil === null ? {} : { validUntil }),
});

export interface HeldPapers {
  readonly face: HeldPapersFace;
  /** Why these files may not be used in a dossier of these people; undefined where all is well. Only files that name a held paper are looked at. */
  fault(files: readonly FileRef[], people: readonly (Pick<Person, "identityNumber"> | undefined)[]): Promise<Refusal | undefined>;
}

/** Papers kept for reuse; whose they are is known by a keyed hash, so that the table holds no identity numbers (R-I02). */
export const createHeldPapers = ({
  database,
  clock,
  secret,
  blob,
  foreign,
}: {
  readonly database: Database;
  readonly clock: Clock;
  readonly secret: string;
  readonly blob: (sha256: string) => Promise<BlobInfo | undefined>;
  /** Which of these hashes were never brought by this bringer. */
  readonly foreign: (hashes: readonly string[], bringer: string) => Promise<readonly string[]>;
}): HeldPapers => {
  const ownerOf = (identityNumber: string): string =>
    createHmac("sha256", secret).update(`held-paper:${identityNumber}`).digest("base64url");
  return {
    face: {
      keep: async ({ owner, bringer, ...paper }) => {
        if (owner.kind !== "citizen" || owner.identityNumber === undefined) return refusal("paper.not-a-citizens");
        const info = await blob(paper.blob);
        const foreignTo = bringer === undefined ? [] : await foreign([paper.blob], bringer);
        if (info === undefined || foreignTo.length > 0) return refusal("paper.not-held", { blob: paper.blob });
        const [row] = await database.query<Row>(KEEP, [
          newId(),
          ownerOf(owner.identityNumber),
          paper.agencyId,
          paper.name.normalize("NFC"),
          paper.blob,
          paper.fileName.normalize("NFC"),
          info.mediaType,
          info.size,
          paper.pages ?? null,
          paper.dossierId ?? null,
          paper.componentId ?? null,
          paper.validUntil ?? null,
          clock(),
          paper.by,
        ]);
        return row === undefined ? refusal("paper.not-held") : paperOf(row);
      },
      of: async (identityNumber) => (await database.query<Row>(OF, [ownerOf(identityNumber), toLocalDate(clock())])).map(paperOf),
      remove: async (id, by, reason) => (await database.query(REMOVE, [id, clock(), by, reason])).length > 0,
    },
    fault: async (files, people) => {
      const pointing = files.filter((file) => file.paper !== undefined);
      if (pointing.length === 0) return undefined;
      // A declaration is free in what it holds: what stands there as a paper need be no id.
      const ids = pointing.flatMap(({ paper }) => (typeof paper === "string" && UUID.test(paper) ? [paper] : []));
      const rows = await database.query<Row>(BY_ID, [JSON.stringify(ids)]);
      const held = new Map(rows.map((row) => [row.id, row]));
      const owners = new Set(people.flatMap((one) => (one?.identityNumber === undefined ? [] : [ownerOf(one.identityNumber)])));
      const today = toLocalDate(clock());
      for (const { paper = "", blob: of } of pointing) {
        const row = held.get(paper);
        // Somebody else's paper looks like none: whoever guesses ids learns nothing.
        if (row === undefined || row.blob !== of) return refusal("paper.not-held", { paper });
        if (!owners.has(row.ownerHash)) return refusal("paper.another-person", { paper });
        if (row.validUntil !== null && row.validUntil < today)
          return refusal("paper.expired", { paper, validUntil: row.validUntil });
      }
      return undefined;
    },
  };
};
