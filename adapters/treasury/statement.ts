/**
 * The statement of each day, fetched the next morning and handed to the hub whole (R-D04). A transfer by QR code comes past the platform: only
 * here does anybody learn of it, so a line that names an open charge pays it.
 */
import { z } from "zod";
import type { InboundCommand, Poller, Statement, StatementLine } from "../../core/exchange/adapter.ts";
import { unreadable } from "../kit/http-errors.ts";
import { fromCompactTime, toCompactTime } from "../kit/local-time.ts";
import { cut } from "../kit/text.ts";
import { fetchText, signed, type TreasuryCall } from "./client.ts";
import type { TreasuryConfig } from "./config.ts";
import { MONEY_PATHS, STATEMENT_COLUMNS, STATEMENT_PROOF_ORDER, TOTAL_MARK } from "./contract/money.ts";
import { refundDue } from "./events.ts";
import { locateTransfer } from "./reference.ts";

const EVERY_MS = 1_800_000;
const DAY_MS = 86_400_000;

/** CSV by RFC 4180 → rows of cells; undefined where a quote is not closed. Line ends may be CRLF or LF. */
export const readCsv = (text: string): readonly (readonly string[])[] | undefined => {
  const rows: string[][] = [];
  let row: string[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y;
  while (cell.lastIndex < text.length) {
    const found = cell.exec(text);
    if (found === null) return undefined;
    const [, quoted, plain = "", end] = found;
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end !== ",") {
      rows.push(row);
      row = [];
    }
  }
  return row.length === 0 ? rows : undefined;
};

/** "02/03/2026 09:30:00" (Việt Nam) → instant. */
const instantOf = (text: string): string | undefined => {
  const parts = /^(\d{2})\/(\d{2})\/(\d{4}) (\d{2}):(\d{2}):(\d{2})$/.exec(text);
  return parts === null ? undefined : fromCompactTime(`${parts[3]}${parts[2]}${parts[1]}${parts[4]}${parts[5]}${parts[6]}`);
};

const amountOf = (text: string): number | undefined => (/^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined);

const lineOf = (cells: readonly string[]): StatementLine | undefined => {
  const [no = "", time = "", account = "", reference = "", bankReference = "", amountText = "", content = ""] = cells;
  const at = instantOf(time);
  const amount = amountOf(amountText);
  const whole = cells.length === STATEMENT_COLUMNS.length && /^\d{1,7}$/.test(no) && account !== "" && bankReference !== "";
  if (!whole || at === undefined || amount === undefined) return undefined;
  return {
    no: Number(no),
    at,
    account: cut(account, 40),
    ...(reference === "" ? {} : { reference: cut(reference, 255) }),
    bankReference: cut(bankReference, 120),
    amount,
    content: cut(content, 1000),
  };
};

/** The lines of a file, or what is wrong with it: a file that was cut, or does not add up, must be fetched again, never half believed. */
export const readStatement = (text: string): { readonly lines: readonly StatementLine[] } | { readonly problem: string } => {
  const rows = readCsv(text.replace(/^\ufeff/, ""));
  if (rows === undefined) return { problem: "not CSV" };
  const [names, ...rest] = rows;
  const total = rest.at(-1);
  if (names?.join() !== STATEMENT_COLUMNS.join()) return { problem: "other columns than agreed" };
  if (total?.[0] !== TOTAL_MARK) return { problem: "cut: the total is missing" };
  const lines = rest.slice(0, -1).map(lineOf);
  const bad = lines.indexOf(undefined);
  if (bad >= 0) return { problem: `row ${bad + 2} cannot be read` };
  const read = lines.flatMap((line) => line ?? []);
  if (new Set(read.map((line) => line.no)).size !== read.length) return { problem: "a row's number stands twice" };
  const sum = read.reduce((all, line) => all + line.amount, 0);
  if (Number(total[1]) !== read.length || Number(total[2]) !== sum) return { problem: "the total is not that of the rows" };
  return { lines: read };
};

/** What the transfers of a statement pay. Two for one charge are seen together: the second finds less to pay, or nothing. */
export const transfersIn = async (
  lines: readonly StatementLine[],
  find: TreasuryCall["find"],
): Promise<readonly InboundCommand[]> => {
  const commands: InboundCommand[] = [];
  const paidNow = new Map<string, number>();
  for (const { reference, bankReference, content, amount, at } of lines) {
    const located = reference === undefined ? await locateTransfer(content, find) : undefined;
    if (located === undefined) continue;
    const { dossier, charge } = located;
    if (dossier.payments.some((payment) => payment.reference === bankReference)) continue;
    const name = `${dossier.id} ${charge.chargeId}`;
    const before = paidNow.get(name) ?? charge.paid;
    if (!charge.open || before + amount > charge.amount) {
      commands.push(refundDue(located, bankReference, amount));
      continue;
    }
    paidNow.set(name, before + amount);
    commands.push({
      key: `transfer:${bankReference}`,
      dossier: dossier.id,
      at,
      command: { type: "recordPayment", chargeId: charge.chargeId, amount, method: "transfer", reference: bankReference },
    });
  }
  return commands;
};

const file = z.strictObject({ day: z.iso.date(), text: z.string() });
const dayOf = (ms: number): string => {
  const stamp = toCompactTime(new Date(ms).toISOString());
  return `${stamp.slice(0, 4)}-${stamp.slice(4, 6)}-${stamp.slice(6, 8)}`;
};
const following = (day: string): string => new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);

/** `statement`. The cursor is the last day that was fetched: after an outage all days that are missing come, one after another. */
export const statementPoller: Poller<TreasuryConfig> = {
  title: { vi: "Lấy sao kê ngày của ngân hàng, kho bạc", en: "Fetches the statement of each day" },
  everyMs: EVERY_MS,
  fetch: async (cursor, call) => {
    const now = Date.parse(call.now());
    const day = cursor === undefined ? dayOf(now - DAY_MS) : following(cursor);
    if (day >= dayOf(now)) return { items: [], cursor, more: false };
    const { partnerCode, secret } = call.config;
    const question = { MaDoiTac: partnerCode, Ngay: day.replaceAll("-", "") };
    const text = await fetchText(call, MONEY_PATHS.statement, signed(question, STATEMENT_PROOF_ORDER, secret));
    if (text === undefined) return { items: [], cursor, more: false };
    const reading = readStatement(text);
    if ("problem" in reading) throw unreadable("read", `statement of ${day}: ${reading.problem}`);
    return {
      items: [{ id: day, key: "statement", body: { day, text } }],
      cursor: day,
      more: following(day) < dayOf(now),
    };
  },
  apply: async (item, call) => {
    const { day, text } = file.parse(item);
    const reading = readStatement(text);
    if ("problem" in reading) throw unreadable("read", `statement of ${day}: ${reading.problem}`);
    const statement: Statement = { day, text, lines: reading.lines };
    return { statements: [statement], commands: await transfersIn(reading.lines, call.find) };
  },
};
