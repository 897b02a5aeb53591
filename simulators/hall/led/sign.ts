/** The memory of an Alpha sign: files, run sequence, clock, error status. It obeys the protocol's own rules, and those that were measured on one. */
import {
  ALWAYS,
  COMMAND,
  ERROR_BIT,
  FACTORY_FILE,
  FILE_TYPE,
  LOCKED,
  MEMORY_ENTRY,
  PICTURE,
  PRIORITY_FILE,
  SPECIAL,
  UNLOCKED,
} from "../../../adapters/hall/led/contract/alpha.ts";
import type { SimClock } from "../../kit/clock.ts";

interface File {
  readonly type: string;
  readonly size: string;
  readonly lock: string;
  readonly rest: string;
  data: string;
}

export interface Sign {
  /** Does one command; what it answers, if it was a question. */
  readonly take: (body: string) => string | undefined;
  readonly fault: (bit: number) => void;
  /** TEXT files that run, in order: label and data. Empty where nothing is to be seen. */
  readonly running: () => readonly { readonly label: string; readonly data: string }[];
  readonly picture: (label: string) => string | undefined;
  /** "14:05" by its own clock. */
  readonly time: () => string;
  /** When what it shows was last changed, milliseconds of the clock. */
  readonly changedAt: () => number;
  readonly errors: () => number;
  readonly sequence: () => string;
  readonly files: () => Readonly<Record<string, string>>;
  /** As it left the factory: a long power cut does it too. */
  readonly wipe: () => void;
}

const PRIORITY_BYTES = 125;
const OVERHEAD = 11;
const DAY_MINUTES = 1440;
/** Việt Nam is UTC+7 all year. */
const VIETNAM_MINUTES = 420;

const bytesOf = ({ type, size }: Pick<File, "type" | "size">): number =>
  type === FILE_TYPE.picture
    ? Math.ceil((Number.parseInt(size.slice(0, 2), 16) * Number.parseInt(size.slice(2), 16)) / 4)
    : Number.parseInt(size, 16);

/** Entries of a memory configuration; undefined where one of them is none. */
const tableOf = (text: string): ReadonlyMap<string, File> | undefined => {
  const table = new Map<string, File>();
  for (let at = 0; at < text.length; at += MEMORY_ENTRY) {
    const [, label, type, lock, size, rest] =
      /^([ -~])([ABD])([UL])([0-9A-F]{4})([0-9A-F]{4})$/.exec(text.slice(at, at + MEMORY_ENTRY)) ?? [];
    if (label === undefined || type === undefined || lock === undefined || size === undefined || rest === undefined)
      return undefined;
    if (type === FILE_TYPE.string && lock !== LOCKED) return undefined;
    if (type === FILE_TYPE.picture && Number.parseInt(size.slice(0, 2), 16) > PICTURE.rows) return undefined;
    table.set(label, { type, lock, size, rest, data: "" });
  }
  return table;
};

/** Does a picture fit its file: rows and columns, each row of so many digits, ended by CR? */
const isPicture = (data: string, size: string): boolean => {
  const [rows, columns] = [Number.parseInt(data.slice(0, 2), 16), Number.parseInt(data.slice(2, 4), 16)];
  const lines = data.slice(4).split("\r");
  if (lines.pop() !== "" || lines.length !== rows || lines.some((line) => line.length !== columns || /[^0-8]/.test(line)))
    return false;
  return rows <= Number.parseInt(size.slice(0, 2), 16) && columns <= Number.parseInt(size.slice(2), 16);
};

/** @param pool bytes for files @param deafFor real milliseconds of the clock for which a clear keeps it from answering */
export const createSign = (clock: SimClock, pool: number, deafFor: number): Sign => {
  let files = new Map<string, File>();
  let order = "";
  let orderMode = "T";
  let errors = 0;
  let priority = "";
  let shift = 0;
  let format = "S";
  let shows = true;
  let changed = 0;
  let deafUntil = 0;

  const factory = (): void => {
    files = new Map([[FACTORY_FILE, { type: FILE_TYPE.text, lock: UNLOCKED, size: "0080", rest: ALWAYS, data: "" }]]);
    order = "";
    orderMode = "T";
    errors = 0;
    priority = "";
    shift = 0;
    format = "S";
    shows = true;
    changed = clock.ms();
    deafUntil = 0;
  };
  factory();

  const fault = (bit: number): void => {
    errors |= bit;
  };
  const illegal = (): undefined => {
    fault(ERROR_BIT.illegalCommand);
    return undefined;
  };
  const minutes = (): number => Math.floor(clock.ms() / 60_000) + VIETNAM_MINUTES;
  const time = (): string => {
    const now = (((minutes() + shift) % DAY_MINUTES) + DAY_MINUTES) % DAY_MINUTES;
    const hour = format === "M" ? Math.floor(now / 60) : Math.floor(now / 60) % 12 || 12;
    return `${String(hour).padStart(2, "0")}:${String(now % 60).padStart(2, "0")}`;
  };
  const used = (table: ReadonlyMap<string, File>): number =>
    [...table.values()].reduce((sum, file) => sum + bytesOf(file) + OVERHEAD, 0);

  const setMemory = (text: string): undefined => {
    changed = clock.ms();
    if (text === "") {
      files = new Map();
      order = "";
      priority = "";
      shows = true;
      deafUntil = clock.ms() + deafFor;
      return undefined;
    }
    const table = tableOf(text);
    if (table === undefined || used(table) > pool) return illegal();
    // Measured on a BetaBrite: a table that replaces another without a clear is stored, read back, and never shown.
    if (files.size > 0 && !(files.size === 1 && files.has(FACTORY_FILE))) shows = false;
    files = new Map(table);
    order = "";
    return undefined;
  };

  const writeSpecial = (label: string, data: string): undefined => {
    if (label === SPECIAL.memory) return setMemory(data);
    if (label === SPECIAL.clearErrors) errors = 0;
    else if (label === SPECIAL.timeFormat && /^[SM]$/.test(data)) format = data;
    else if (label === SPECIAL.time && /^([01]\d|2[0-3])[0-5]\d$/.test(data))
      shift = Number(data.slice(0, 2)) * 60 + Number(data.slice(2)) - (minutes() % DAY_MINUTES);
    else if (label === SPECIAL.runSequence && /^[TSD][UL][ -~]{0,128}$/.test(data)) {
      order = data.slice(2);
      // Measured: an empty sequence falls back to the files' own times.
      orderMode = order === "" ? "T" : data.slice(0, 1);
      changed = clock.ms();
    } else illegal();
    return undefined;
  };
  const readSpecial = (label: string): string | undefined => {
    const head = COMMAND.writeSpecial + label;
    if (label === SPECIAL.serialErrors) return head + String.fromCharCode(ERROR_BIT.always | errors);
    if (label === SPECIAL.runSequence) return `${head}${orderMode}${UNLOCKED}${order}`;
    if (label === SPECIAL.time) return head + time().replace(":", "");
    if (label === SPECIAL.timeFormat) return head + format;
    if (label !== SPECIAL.memory) return illegal();
    const rest = pool - used(files);
    const entries = [...files].map(([name, file], at) => {
      // What is left of the memory goes to the first file.
      const size =
        at === 0 && file.type === FILE_TYPE.text ? (bytesOf(file) + rest).toString(16).toUpperCase().padStart(4, "0") : file.size;
      return name + file.type + file.lock + size + file.rest;
    });
    return head + entries.join("");
  };

  const writeText = (label: string, data: string): undefined => {
    changed = clock.ms();
    if (label === PRIORITY_FILE) {
      if (data.length > PRIORITY_BYTES) return illegal();
      priority = data;
      return undefined;
    }
    const file = files.get(label);
    if (file?.type !== FILE_TYPE.text || data.length > bytesOf(file)) return illegal();
    file.data = data;
    return undefined;
  };
  const writePicture = (label: string, data: string): undefined => {
    const file = files.get(label);
    if (file?.type !== FILE_TYPE.picture || !isPicture(data, file.size)) return illegal();
    file.data = data;
    changed = clock.ms();
    return undefined;
  };

  const dataOf = (label: string): string => (label === PRIORITY_FILE ? priority : (files.get(label)?.data ?? ""));
  const question = (answer: string | undefined): string | undefined => (clock.ms() < deafUntil ? undefined : answer);

  return {
    take: (body) => {
      const [code, label, data] = [body.slice(0, 1), body.slice(1, 2), body.slice(2)];
      if (code === COMMAND.writeText) return writeText(label, data);
      if (code === COMMAND.writePicture) return writePicture(label, data);
      if (code === COMMAND.writeSpecial) return writeSpecial(label, data);
      if (code === COMMAND.readText) return question(COMMAND.writeText + label + dataOf(label));
      if (code === COMMAND.readPicture) return question(COMMAND.writePicture + label + dataOf(label));
      if (code === COMMAND.readSpecial) return question(readSpecial(label));
      return illegal();
    },
    fault,
    running: () => {
      if (priority !== "") return [{ label: PRIORITY_FILE, data: priority }];
      if (!shows) return [];
      return [...order].flatMap((label) => {
        const file = files.get(label);
        return file?.type === FILE_TYPE.text && file.data !== "" ? [{ label, data: file.data }] : [];
      });
    },
    picture: (label) => {
      const file = files.get(label);
      return file?.type === FILE_TYPE.picture && file.data !== "" ? file.data : undefined;
    },
    time,
    changedAt: () => changed,
    errors: () => errors,
    sequence: () => order,
    files: () => Object.fromEntries([...files].map(([label, { data }]) => [label, data])),
    wipe: factory,
  };
};
