/**
 * What became of registrations: LayKetQua for every transfer that awaits the registry, three codes in one call (domain.md §5.2). What
 * each state means: outcomes.ts.
 */
import { createHash } from "node:crypto";
import { z } from "zod";
import type { Dossier } from "../../core/dossier/types.ts";
import type { FeedItem, Poller } from "../../core/exchange/adapter.ts";
import { awaitedPage } from "../kit/awaited.ts";
import { cut } from "../kit/text.ts";
import type { CivilStatusConfig } from "./config.ts";
import { type Module, PATHS, POLL_BATCH, type PollRequest, pollItem, pollReply } from "./contract/registry.ts";
import { readTime } from "./dates.ts";
import { broken, commandsOf, text } from "./outcomes.ts";
import { registryPhrases } from "./phrases.ts";
import { isRegistration, moduleOf, type RegisterOperation } from "./register.ts";
import { askRegistry, type CivilStatusCall } from "./registry-client.ts";

const LANE = "civil-status";
const EVERY_MS = 120_000;
/** Registrations asked about in one attempt's time: four calls, or a few more where their modules differ. */
const AT_ONCE = 4 * POLL_BATCH;

interface Awaited {
  readonly dossierId: string;
  readonly code: string;
  readonly transferId: string;
  readonly number: number;
  readonly operation: RegisterOperation;
  readonly module: Module;
}

/** What the registry is asked about: open transfers of this lane. */
export const asked = ({ id, code, procedure, transfers }: Dossier): readonly Awaited[] =>
  transfers.flatMap(({ lane, open, state, operation, transferId, number }): Awaited[] => {
    if (lane !== LANE || !open || state === "sentBack" || !isRegistration(operation) || code === undefined) return [];
    return [{ dossierId: id, code, transferId, number, operation, module: moduleOf(operation, procedure.code) }];
  });

/** Batches of at most three codes of one module, because a call has one. */
export const batches = (list: readonly Awaited[]): readonly (readonly Awaited[])[] => {
  const made: Awaited[][] = [];
  for (const one of list.toSorted((a, b) => a.module.localeCompare(b.module))) {
    const last = made.at(-1);
    if (last !== undefined && last.length < POLL_BATCH && last[0]?.module === one.module) last.push(one);
    else made.push([one]);
  }
  return made;
};

const shown = z.object({ maHoSoMCDT: z.string(), trangThai: z.union([z.string(), z.number()]).optional() }).loose();
const looseReply = pollReply.extend({ value: z.array(shown).nullish() });

/** The same state told twice is one item: by its time, or by its content where it has none. */
const itemId = ({ code, number }: Awaited, row: z.infer<typeof shown>): string => {
  const time = typeof row["thoiGianThucHien"] === "string" ? row["thoiGianThucHien"].trim() : "";
  const mark = time === "" ? createHash("sha256").update(JSON.stringify(row)).digest("hex").slice(0, 16) : time;
  return `${code}:${number}:${row.trangThai ?? "?"}:${mark}`;
};

const askBatch = async (batch: readonly Awaited[], call: CivilStatusCall): Promise<readonly FeedItem[]> => {
  const module = batch[0]?.module;
  if (module === undefined) return [];
  const json: PollRequest = { maDinhDanhHoSo: batch.map((one) => one.code), maTinh: call.config.province, module };
  const reply = await askRegistry(call, { method: "POST", path: PATHS.poll, json, kind: "read" }, looseReply);
  if (reply.status !== 1) throw registryPhrases.error(registryPhrases.read(reply.statusDescription ?? ""), "read");
  return (reply.value ?? []).flatMap((row) => {
    const one = batch.find((awaited) => awaited.code === row.maHoSoMCDT);
    if (one === undefined) return [];
    const { dossierId, transferId, number, operation } = one;
    return [{ id: itemId(one, row), key: dossierId, body: { dossierId, transferId, number, operation, item: row } }];
  });
};

const itemBody = z.object({
  dossierId: z.string(),
  transferId: z.string(),
  number: z.int(),
  operation: z.string().refine(isRegistration),
  item: z.unknown(),
});

/** LayKetQua for everything that awaits the registry, and what the answers mean. */
export const resultsPoller: Poller<CivilStatusConfig> = {
  title: { vi: "Kết quả đăng ký hộ tịch", en: "Results of registrations" },
  everyMs: EVERY_MS,
  fetch: async (place, call) => {
    const { asked: page, cursor, more } = await awaitedPage(call, place, asked, AT_ONCE);
    const items: FeedItem[] = [];
    for (const batch of batches(page)) items.push(...(await askBatch(batch, call)));
    return { items, cursor, more };
  },
  apply: async (stored, call) => {
    const body = itemBody.safeParse(stored);
    const item = pollItem.safeParse(body.data?.item);
    if (!body.success || !item.success) throw broken("a result has not the agreed shape", "result-unreadable");
    const { dossierId, transferId, number } = body.data;
    const dossier = await call.find(dossierId);
    const transfer = dossier?.transfers.find((one) => one.transferId === transferId);
    // Answered, called off or sent anew meanwhile: old news.
    if (transfer === undefined || !transfer.open || transfer.number !== number) return { commands: [] };
    const at = readTime(text(item.data.thoiGianThucHien) ?? "");
    const key = `result:${item.data.maHoSoMCDT}:${number}:${item.data.trangThai}:${item.data.thoiGianThucHien ?? call.messageId}`;
    const by = text(item.data.nguoiXuLy);
    const commands = await commandsOf(item.data, transfer, call);
    return {
      commands: commands.map((command, index) => ({
        key: index === 0 ? key : `${key}:${index}`,
        dossier: dossierId,
        command,
        ...(at === undefined ? {} : { at }),
        ...(by === undefined ? {} : { actor: { name: cut(by, 200) } }),
      })),
    };
  },
};
