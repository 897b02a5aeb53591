/**
 * Pulling the portal's procedure list (R-G01): LayDanhSachTTHC, then LayThuTuc one by one. The portal has no "changed since", so the
 * cursor keeps a short hash of every procedure as last seen and only changed ones become items.
 */
import { createHash } from "node:crypto";
import { z } from "zod";
import type { FeedItem, Poller } from "../../core/exchange/adapter.ts";
import { ExchangeError } from "../../core/exchange/errors.ts";
import { toProcedure } from "./catalog.ts";
import { ask, type PortalCall, rows } from "./client.ts";
import type { PortalConfig } from "./config.ts";
import { procedureDetail, procedureRow } from "./contract/catalog.ts";
import { phrases } from "./phrases.ts";

const cursorShape = z.object({
  /** When this round began: part of the items' ids, so that a change back to an earlier text is news again. */
  round: z.string(),
  /** The last code of this round; absent at its start. */
  after: z.string().optional(),
  seen: z.record(z.string(), z.string()),
});
type Cursor = z.infer<typeof cursorShape>;

const SIX_HOURS_MS = 21_600_000;
/** LayThuTuc calls in one fetch: with some 100 ms each they fit well into one attempt. */
const PAGE = 20;

const parseCursor = (text: string | undefined, now: string): Cursor => {
  if (text === undefined) return { round: now, seen: {} };
  const cursor = cursorShape.parse(JSON.parse(text));
  return cursor.after === undefined ? { ...cursor, round: now } : cursor;
};

/** 48 bits of the text's hash: a chance miss of a change is below one in 10¹⁴. */
const shortHash = (body: unknown): string => createHash("sha256").update(JSON.stringify(body)).digest("base64url").slice(0, 8);

const listed = async (call: PortalCall): Promise<readonly string[]> => {
  const answer = await ask(call, { service: "LayDanhSachTTHC" }, "read");
  if (answer.reading.means !== "ok") throw phrases.error(answer.reading, "read");
  return [...new Set(rows(answer, procedureRow).map((row) => row.MATTHC))].sort();
};

/** The raw detail; undefined where the portal lists a code that it does not know a moment later. */
const detailOf = async (call: PortalCall, code: string): Promise<unknown> => {
  const answer = await ask(call, { service: "LayThuTuc", maTTHC: code }, "read");
  if (answer.reading.means === "rejected") return undefined;
  if (answer.reading.means !== "ok") throw phrases.error(answer.reading, "read");
  return answer.reply.result?.[0];
};

const unreadable = (code: string): ExchangeError =>
  new ExchangeError("pause", `LayThuTuc of ${code} has not the agreed shape`, {
    code: "dvc-portal.procedure-unreadable",
    blame: "partner",
    trips: false,
    hint: {
      vi: "Nội dung thủ tục từ Cổng không đúng cấu trúc; báo Cổng và bỏ qua thông điệp này.",
      en: "The portal's procedure has not the agreed shape; tell the portal and release this message.",
    },
  });

/** Off unless LIENTHONG_DVC_PORTAL_PULL_CATALOG is "true": who keeps his own catalog must not have it replaced by surprise. */
export const catalogPoller: Poller<PortalConfig> = {
  title: { vi: "Lấy danh mục thủ tục hành chính từ Cổng", en: "Pulls the procedure catalog from the portal" },
  everyMs: SIX_HOURS_MS,
  fetch: async (text, call) => {
    if (!call.config.pullCatalog) return { items: [], cursor: text, more: false };
    const cursor = parseCursor(text, call.now());
    const codes = await listed(call);
    const page = codes.filter((code) => cursor.after === undefined || code > cursor.after).slice(0, PAGE);
    const items: FeedItem[] = [];
    const seen = { ...cursor.seen };
    for (const code of page) {
      const detail = await detailOf(call, code);
      const hash = detail === undefined ? undefined : shortHash(detail);
      if (hash === undefined || seen[code] === hash) continue;
      seen[code] = hash;
      items.push({ id: `${code}@${cursor.round}`, key: code, body: detail });
    }
    const last = page.at(-1);
    const more = last !== undefined && last !== codes.at(-1);
    const next: Cursor = { round: cursor.round, ...(more ? { after: last } : {}), seen };
    return { items, cursor: JSON.stringify(next), more };
  },
  apply: async (item) => {
    const detail = procedureDetail.safeParse(item);
    if (!detail.success) throw unreadable(String(z.object({ MATTHC: z.string() }).safeParse(item).data?.MATTHC ?? "?"));
    return { procedures: [toProcedure(detail.data)] };
  },
};
