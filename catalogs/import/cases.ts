/** From channel rows to cases (trường hợp): rows that differ in time or fees are different cases (domain.md §4, trap c). */
import { isDeepStrictEqual } from "node:util";
import type { Channel, ProcedureCase, TimeRule } from "../types.ts";
import { readFees } from "./fees.ts";
import type { Note } from "./findings.ts";
import type { ChannelRow } from "./record.ts";
import { compare, excerpt, joinNotes } from "./text.ts";
import { readTime } from "./times.ts";

/** The portal's channel words (domain.md §1.10), in the order in which channels are listed. */
const CHANNELS: ReadonlyMap<string, Channel> = new Map([
  ["DIRECT", "counter"],
  ["POSTAL", "post"],
  ["ONLINE", "online"],
]);
const ORDER: readonly Channel[] = [...CHANNELS.values()];
/** Limit of `case.name` (types.ts). */
const NAME_MAX = 4000;

interface Group {
  readonly timeText: string;
  readonly time: TimeRule;
  readonly fees: ProcedureCase["fees"];
  readonly channels: Set<Channel>;
  readonly descriptions: Set<string>;
}

export interface ReadCases {
  readonly cases: readonly ProcedureCase[];
  readonly notes: readonly Note[];
}

/** Reads all channel rows of a record. No usable channel gives no case: a channel is never invented. */
export function readCases(rows: readonly ChannelRow[]): ReadCases {
  const notes: Note[] = [];
  const groups: Group[] = [];
  for (const row of inOrder(rows)) {
    const channel = CHANNELS.get(row.channel);
    if (channel === undefined) {
      notes.push({ kind: "unknownChannel", text: `"${excerpt(row.channel)}"` });
      continue;
    }
    addRow(groups, notes, channel, row);
  }
  if (groups.length === 0)
    return { cases: [], notes: [...notes, { kind: "noChannel", text: "Không có dòng kênh nào dùng được" }] };
  const times = [...new Set(groups.map((group) => group.timeText))];
  if (times.length > 1) notes.push({ kind: "timeDiffersByChannel", text: `Các thời hạn: ${excerpt(times.join("; "))}` });
  const keys = caseKeys(groups);
  return { cases: groups.map((group, index) => toCase(group, keys[index] ?? `th-${index + 1}`, groups)), notes };
}

/** The portal shuffles rows between readings: a fixed order keeps keys and words the same from one import to the next. */
function inOrder(rows: readonly ChannelRow[]): readonly ChannelRow[] {
  const place = (row: ChannelRow) => [...CHANNELS.keys()].indexOf(row.channel);
  const keyed = rows.map((row) => ({ row, place: place(row), key: JSON.stringify([row.time, row.fees, row.notes]) }));
  return keyed.sort((a, b) => a.place - b.place || compare(a.key, b.key)).map((item) => item.row);
}

function addRow(groups: Group[], notes: Note[], channel: Channel, row: ChannelRow): void {
  const prose = joinNotes(row.notes);
  const time = readTime(row.time, prose);
  const fees = readFees(row.fees, prose);
  notes.push(...time.notes, ...fees.notes);
  const timeText = row.time.trim();
  // Unstated times carry the row's prose: rows of one time text and the same fees are one case, whatever the prose says of the channel.
  const same = groups.find((group) => group.timeText === timeText && isDeepStrictEqual(group.fees, fees.fees));
  if (same === undefined) {
    groups.push({
      timeText,
      time: time.rule,
      fees: [...fees.fees],
      channels: new Set([channel]),
      descriptions: new Set(prose === "" ? [] : [prose]),
    });
    return;
  }
  if (same.channels.has(channel)) notes.push({ kind: "repeatedChannel", text: `${row.channel} "${excerpt(timeText)}"` });
  same.channels.add(channel);
  if (prose !== "") same.descriptions.add(prose);
}

/** "chung" for the only case, else the channels ("online", "counter-post"), numbered where several share them. */
function caseKeys(groups: readonly Group[]): readonly string[] {
  if (groups.length === 1) return ["chung"];
  const seen = new Map<string, number>();
  return groups.map((group) => {
    const base = ORDER.filter((channel) => group.channels.has(channel)).join("-");
    const count = (seen.get(base) ?? 0) + 1;
    seen.set(base, count);
    return count === 1 ? base : `${base}-${count}`;
  });
}

function toCase(group: Group, key: string, all: readonly Group[]): ProcedureCase {
  const channels = ORDER.filter((channel) => group.channels.has(channel));
  const base = { key, channels: [...channels], time: group.time, fees: [...group.fees] };
  const sharesChannel = all.some((other) => other !== group && channels.some((channel) => other.channels.has(channel)));
  return sharesChannel ? { ...base, name: excerpt(caseName(group, key), NAME_MAX) } : base;
}

/** The portal's own words; where it has none, its figures. The key makes two equal texts different names. */
function caseName(group: Group, key: string): string {
  const words = [...group.descriptions].join(" / ");
  const figures = [
    group.timeText === "" ? "không ghi thời hạn" : group.timeText,
    ...group.fees.map((f) => (f.amount === null ? (f.note ?? "") : `${f.amount} đồng`)),
  ];
  return `${words === "" ? `Cổng ghi: ${figures.join("; ")}` : words} [${key}]`;
}
