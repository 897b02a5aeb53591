/** The photocopier itself: counter, paper, toner, and what goes wrong with it; and the view of it that SNMP gives. */
import {
  ALERT,
  ERROR_BITS,
  type ErrorBit,
  LEVEL,
  OID,
  SEVERITY,
} from "../../../adapters/hall/copier-meter/contract/printer-mib.ts";
import type { Entry } from "./agent.ts";
import { encode, integer, oidOf, TAG } from "./ber.ts";

export interface Machine {
  /** Prints so many pages, as far as paper and toner last; answers how many came out. */
  readonly print: (pages: number) => number;
  readonly setPaper: (tray: number, sheets: number) => void;
  readonly setToner: (supply: number, percent: number) => void;
  /** The board was changed: the counter begins anew. */
  readonly setCounter: (pages: number) => void;
  readonly view: () => readonly Entry[];
  readonly state: () => unknown;
  readonly reset: () => void;
}

interface Tray {
  readonly name: string;
  readonly most: number;
  sheets: number;
}
interface Supply {
  readonly name: string;
  readonly most: number;
  level: number;
}
interface Alert {
  readonly severity: number;
  readonly code: number;
  readonly words: string;
}

const COUNTER32 = 2 ** 32;
const FIRST_COUNT = 48_211;
/** A page takes a twelve-thousandth of a cartridge. */
const PAGES_A_CARTRIDGE = 12_000;
const LOW_SHEETS = 50;

const text = (value: string): Buffer => encode(TAG.octets, Buffer.from(value, "utf8"));
const PAIRS: readonly (readonly [string, ErrorBit])[] = [
  ["jam", "jammed"],
  ["doorOpen", "doorOpen"],
  ["serviceDue", "serviceRequested"],
  ["offline", "offline"],
];

/** @param has whether a trouble is there, by its name */
export const createMachine = (has: (trouble: string) => boolean): Machine => {
  let trays: readonly Tray[] = [];
  let supplies: readonly Supply[] = [];
  let count = FIRST_COUNT;
  const reset = (): void => {
    trays = [
      { name: "Khay 1", most: 500, sheets: 430 },
      { name: "Khay 2", most: 500, sheets: 500 },
    ];
    supplies = [
      { name: "Hộp mực đen", most: PAGES_A_CARTRIDGE, level: 8_400 },
      { name: "Hộp mực thải", most: 100, level: 80 },
      { name: "Ghim", most: -2, level: -3 },
    ];
    count = FIRST_COUNT;
  };
  reset();

  const sheets = (): number => trays.reduce((sum, tray) => sum + tray.sheets, 0);
  const bits = (): ReadonlySet<ErrorBit> => {
    const [toner] = supplies;
    const level = toner?.level ?? 0;
    return new Set<ErrorBit>([
      ...PAIRS.flatMap(([trouble, bit]) => (has(trouble) ? [bit] : [])),
      ...(sheets() === 0 ? (["noPaper"] as const) : sheets() < LOW_SHEETS ? (["lowPaper"] as const) : []),
      ...(level <= 0 ? (["noToner"] as const) : level * 20 < (toner?.most ?? 0) ? (["lowToner"] as const) : []),
    ]);
  };
  const alerts = (): readonly Alert[] => [
    ...(has("jam") ? [{ severity: SEVERITY.critical, code: ALERT.jam, words: "Paper jam in area B" }] : []),
    ...(has("doorOpen") ? [{ severity: SEVERITY.critical, code: ALERT.coverOpen, words: "Front cover open" }] : []),
    ...(has("strange") ? [{ severity: SEVERITY.critical, code: 30_001, words: "SC 542-00 Fusing unit" }] : []),
    ...trays.flatMap(({ name, sheets: left }) =>
      left === 0 ? [{ severity: SEVERITY.warningBinaryChange, code: ALERT.inputMediaSupplyEmpty, words: `${name} empty` }] : [],
    ),
  ];
  const errorState = (): Buffer => {
    const bytes = Buffer.alloc(2);
    const present = bits();
    for (const [at, bit] of ERROR_BITS.entries())
      if (present.has(bit)) bytes[at >> 3] = (bytes[at >> 3] ?? 0) | (0x80 >> (at & 7));
    return bytes;
  };

  const view = (): readonly Entry[] => {
    const entries: (readonly [string, Buffer])[] = [];
    const add = (oid: string, value: Buffer): void => {
      entries.push([oid, value]);
    };
    add(OID.sysDescr, text("Synthetic MFP 3025 / demo"));
    add(OID.sysName, text("photo-mot-cua"));
    const stops = [...bits()].some((bit) => !["lowPaper", "lowToner", "serviceRequested"].includes(bit));
    add(`${OID.hrDeviceStatus}.1`, integer(stops ? 5 : bits().size > 0 ? 3 : 2));
    add(`${OID.hrPrinterStatus}.1`, integer(stops ? 1 : 3));
    add(`${OID.hrPrinterDetectedErrorState}.1`, encode(TAG.octets, has("noBits") ? Buffer.alloc(0) : errorState()));
    const column = <T>(oid: string, rows: readonly T[], value: (row: T) => Buffer): void => {
      for (const [index, row] of rows.entries()) add(`${oid}.1.${index + 1}`, value(row));
    };
    column(OID.prtInputMaxCapacity, trays, ({ most }) => integer(most));
    column(OID.prtInputCurrentLevel, trays, (tray) => integer(has("vague") && tray.sheets > 0 ? LEVEL.some : tray.sheets));
    column(OID.prtInputName, trays, ({ name }) => text(name));
    add(`${OID.prtMarkerLifeCount}.1.1`, integer(count, TAG.counter32));
    column(OID.prtMarkerSuppliesDescription, supplies, ({ name }) => text(name));
    column(OID.prtMarkerSuppliesMaxCapacity, supplies, ({ most }) => integer(most));
    column(OID.prtMarkerSuppliesLevel, supplies, ({ level }) => integer(Math.round(level)));
    const now = alerts();
    column(OID.prtAlertSeverityLevel, now, ({ severity }) => integer(severity));
    column(OID.prtAlertCode, now, ({ code }) => integer(code));
    column(OID.prtAlertDescription, now, ({ words }) => text(words));
    return entries.map(([oid, value]) => ({ oid: oidOf(oid), value }));
  };

  return {
    print: (pages) => {
      const stopped = has("jam") || has("doorOpen") || has("offline");
      const [toner] = supplies;
      const out = stopped || toner === undefined ? 0 : Math.max(0, Math.min(pages, sheets(), Math.floor(toner.level)));
      let left = out;
      for (const tray of trays) {
        const taken = Math.min(left, tray.sheets);
        tray.sheets -= taken;
        left -= taken;
      }
      if (toner !== undefined) toner.level -= out;
      count = (count + out) % COUNTER32;
      return out;
    },
    setPaper: (tray, value) => {
      const one = trays[tray - 1];
      if (one !== undefined) one.sheets = Math.min(one.most, value);
    },
    setToner: (supply, percent) => {
      const one = supplies[supply - 1];
      if (one !== undefined) one.level = (one.most * percent) / 100;
    },
    setCounter: (pages) => {
      count = pages % COUNTER32;
    },
    view,
    state: () => ({ pages: count, trays, supplies, errors: [...bits()], alerts: alerts() }),
    reset,
  };
};
