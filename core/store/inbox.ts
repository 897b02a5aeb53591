/** An agency's inbox: dossiers with a transfer to it that is still open (R-B06). */
import type { Dossier } from "../dossier/types.ts";
import type { InboxFilter, Page } from "../hub-types.ts";
import type { Database } from "./database.ts";

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;

// One index look-up per agency (the transfers' GIN index); an agency's system stands for a handful of them.
const OF_AGENCIES = `
  select d.state from dossier d
  where d.id in (
      select x.id from jsonb_array_elements_text($1::text::jsonb) a(id)
      join dossier x on x.state -> 'transfers' <> '[]'
        and x.state -> 'transfers' @> jsonb_build_array(jsonb_build_object('toAgencyId', a.id, 'open', true)))
    and ($2::text is null or d.id > $2::text::uuid)
  order by d.id limit $3::int`;
const OF_ALL = `
  select d.state from dossier d
  where d.state -> 'transfers' <> '[]' and d.state -> 'transfers' @> '[{"open":true}]'::jsonb
    and ($1::text is null or d.id > $1::text::uuid)
  order by d.id limit $2::int`;

/** A page of dossiers, oldest first; `next` is the cursor of the following page. Errors: the database driver's own. */
export const listInbox = async (database: Pick<Database, "query">, filter: InboxFilter): Promise<Page<Dossier>> => {
  const limit = Math.min(filter.limit ?? DEFAULT_LIMIT, MAX_LIMIT);
  const cursor = filter.cursor !== undefined && UUID.test(filter.cursor) ? filter.cursor : null;
  const rows =
    filter.agencyIds === undefined
      ? await database.query<{ state: Dossier }>(OF_ALL, [cursor, limit + 1])
      : await database.query<{ state: Dossier }>(OF_AGENCIES, [JSON.stringify(filter.agencyIds), cursor, limit + 1]);
  const items = rows.slice(0, limit).map((row) => row.state);
  const last = items.at(-1);
  return { items, ...(rows.length > limit && last ? { next: last.id } : {}) };
};
