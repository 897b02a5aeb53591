/**
 * What the portal publishes: 64 real procedures as it answered them in mid-July 2026 (domain.md §4, procedures.jsonl, one a
 * line), some agencies, and the fields that follow from the procedures. Can be changed through the door.
 */
import { readFileSync } from "node:fs";
import { z } from "zod";
import {
  type AgencyRow,
  type FieldRow,
  type ProcedureDetail,
  procedureDetail,
} from "../../adapters/dvc-portal/contract/catalog.ts";

const AGENCIES: readonly AgencyRow[] = [
  { MADONVI: "000.00.00.H57", TENDONVI: "Ủy ban nhân dân thành phố Huế", CAPDONVI: "1" },
  { MADONVI: "H57.101", TENDONVI: "Ủy ban nhân dân phường Thuận Hóa", CAPDONVI: "2" },
  { MADONVI: "H57.132", TENDONVI: "Ủy ban nhân dân xã (mã H57.132)", CAPDONVI: "2" },
  { MADONVI: "G24.46", TENDONVI: "Bảo hiểm xã hội thành phố Huế", CAPDONVI: "1" },
];

const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
};

/** Read and checked once per process: 280 kB. */
const published: () => ReadonlyMap<string, ProcedureDetail> = once(
  () =>
    new Map(
      readFileSync(new URL("./procedures.jsonl", import.meta.url), "utf8")
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => procedureDetail.parse(JSON.parse(line)))
        .map((procedure) => [procedure.MATTHC, procedure]),
    ),
);

export interface PortalCatalog {
  readonly agencies: () => readonly AgencyRow[];
  readonly fields: () => readonly FieldRow[];
  readonly procedures: () => readonly ProcedureDetail[];
  readonly procedure: (code: string) => ProcedureDetail | undefined;
  /** Adds or replaces. */
  readonly publish: (procedures: readonly ProcedureDetail[]) => void;
  readonly withdraw: (code: string) => boolean;
  readonly reset: () => void;
}

/** `MALINHVUC` of a field as the portal forms it (G03-GD10): the field's place in the list, under a root of its own. */
const fieldCode = (index: number): string => `G99-LV${String(index + 1).padStart(2, "0")}`;

/** One portal's catalog (domain.md §1.2), with the published list to begin with; changes stay in it until `reset`. */
export const createCatalog = (): PortalCatalog => {
  let procedures = new Map(published());
  return {
    agencies: () => AGENCIES,
    fields: () =>
      [...new Set([...procedures.values()].flatMap((one) => one.LINHVUCTHUCHIEN.map((field) => field.TENLINHVUC)))].map(
        (name, index) => ({
          MALINHVUC: fieldCode(index),
          TENLINHVUC: name,
        }),
      ),
    procedures: () => [...procedures.values()],
    procedure: (code) => procedures.get(code),
    publish: (list) => {
      for (const one of list) procedures.set(one.MATTHC, one);
    },
    withdraw: (code) => procedures.delete(code),
    reset: () => {
      procedures = new Map(published());
    },
  };
};

/** Body of the door `/procedures`. */
export const procedureList = z.array(procedureDetail).min(1).max(10_000);
