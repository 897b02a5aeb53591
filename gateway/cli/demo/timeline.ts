/** Prints a dossier's life: what happened at the hub, and what went over the wire to whom. */

import { STATUSES } from "../../../core/dossier/statuses.ts";
import type { Dossier } from "../../../core/dossier/types.ts";
import type { Hub } from "../../../core/hub.ts";
import { bold, dim, localTime, say, table, yellow } from "../terminal.ts";
import { describeEvent } from "./describe.ts";

const STATE_WORDS: Readonly<Record<string, string>> = {
  done: "xong",
  rejected: "đối tác từ chối",
  ready: "chờ gửi",
  leased: "đang gửi",
  paused: "chờ người xem",
  dead: "hết lượt thử",
  dropped: "đã bỏ qua",
};

/**
 * Prints the events in Việt Nam's time, the messages (at most 200), and the status with its number of the national list (R-B07).
 * Errors: the hub's own.
 */
export const printTimeline = async (hub: Hub, dossier: Dossier): Promise<void> => {
  const events = await hub.timeline(dossier.id);
  const codes = [dossier.code, dossier.nationalCode && `mã quốc gia ${dossier.nationalCode}`].filter(Boolean).join(" · ");
  say(`\n  ${bold(codes)}  ${dossier.procedure.name}`);
  say(
    table(
      events.map((event) => [localTime(event.at), ...describeEvent(event)]),
      "    ",
    ),
  );
  const { items } = await hub.exchange.messages({ dossier: dossier.id, limit: 200 });
  for (const message of items) {
    const tries = message.attempts > 1 ? yellow(` sau ${message.attempts} lần thử`) : "";
    const direction = message.direction === "out" ? "→" : "←";
    say(dim(`      ${direction} ${message.lane}.${message.operation}: ${STATE_WORDS[message.state] ?? message.state}`) + tries);
  }
  const status = STATUSES[dossier.status];
  say(`    ${bold(status.vi)} (trạng thái quốc gia ${status.national})`);
};
