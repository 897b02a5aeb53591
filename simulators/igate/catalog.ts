/** What the simulated iGate site knows: agencies, procedures, papers, processes. Ids are made from names, so they are the same on every run. */
import type { IgateAgency, IgateForm, IgateProcedure, IgateProcess } from "../../adapters/igate/contract/catalog.ts";
import { LANGUAGES } from "../../adapters/igate/contract/common.ts";
import { seedOf } from "../kit/random.ts";

/** A Mongo id that follows from a text. */
export const idOf = (text: string): string =>
  ["a", "b", "c"].map((salt) => seedOf(`${salt}:${text}`).toString(16).padStart(8, "0")).join("");

/** Huế: the root of the agencies (mã định danh H57). */
export const ROOT_AGENCY = idOf("agency:H57");

const AGENCIES: readonly (readonly [code: string, name: string])[] = [
  ["H57.40", "Trung tâm Phục vụ hành chính công thành phố Huế"],
  ["H57.02", "Sở Tư pháp thành phố Huế"],
  ["H57.04", "Sở Nội vụ thành phố Huế"],
  ["H57.05", "Sở Tài chính thành phố Huế"],
  ["H57.08", "Sở Y tế thành phố Huế"],
  ["H57.101", "Ủy ban nhân dân phường Thuận Hóa"],
  ["H57.102", "Ủy ban nhân dân phường Phú Xuân"],
  ["H57.103", "Ủy ban nhân dân phường Kim Long"],
  ["H57.132", "Ủy ban nhân dân xã Chân Mây - Lăng Cô"],
];

const both = (vi: string, en: string) => [
  { languageId: LANGUAGES.vi, name: vi },
  { languageId: LANGUAGES.en, name: en },
];

export const agencies: readonly (IgateAgency & { readonly code: string })[] = AGENCIES.map(([code, name]) => ({
  id: idOf(`agency:${code}`),
  code,
  name: both(name, ""),
  parent: { id: ROOT_AGENCY, name: both("Ủy ban nhân dân thành phố Huế", "People's Committee of Huế City") },
}));

interface Known {
  readonly code: string;
  readonly name: string;
  readonly days: number;
  /** code and name of each paper. */
  readonly forms: readonly (readonly [string, string])[];
}
const PROCEDURES: readonly Known[] = [
  {
    code: "1.001193",
    name: "Đăng ký khai sinh",
    days: 1,
    forms: [
      ["tk", "Tờ khai đăng ký khai sinh"],
      ["gcs", "Giấy chứng sinh"],
    ],
  },
  {
    code: "1.004884",
    name: "Đăng ký lại khai sinh",
    days: 5,
    forms: [
      ["tk", "Tờ khai đăng ký lại khai sinh"],
      ["giay-to-cu", "Giấy tờ có thông tin khai sinh"],
    ],
  },
  { code: "1.001612", name: "Đăng ký thành lập hộ kinh doanh", days: 3, forms: [["gdn", "Giấy đề nghị đăng ký hộ kinh doanh"]] },
];

/** A site writes the agency behind the national code (domain.md §2, "1.001193.000.00.00.H56"). */
const SUFFIX = ".000.00.00.H57";

export interface Procedure {
  readonly entry: IgateProcedure;
  readonly process: IgateProcess;
  readonly forms: readonly IgateForm[];
}
export const procedures: readonly Procedure[] = PROCEDURES.map(({ code, name, days, forms }) => ({
  entry: { id: idOf(`procedure:${code}`), code: code + SUFFIX, nationCode: code, name, translate: both(name, "") },
  process: {
    id: idOf(`process:${code}`),
    processDefinition: {
      id: idOf(`definition:${code}`),
      name: `Quy trình ${days} ngày làm việc`,
      processingTime: days,
      processingTimeUnit: "d",
      timesheet: { name: "Ngày làm việc" },
      applicantEForm: { id: idOf("eform:applicant"), name: "HCC Mẫu nhập thông tin" },
      eForm: { id: idOf(`eform:${code}`), name },
    },
  },
  forms: forms.map(([paper, title]) => ({ id: idOf(`form:${code}:${paper}`), name: title, code: paper })),
}));

/** One pattern per agency: numbers run per agency and day (domain.md §2). */
export const patternOf = (agencyId: string): string => idOf(`pattern:${agencyId}`);
export const agencyOfPattern = (patternId: string): (typeof agencies)[number] | undefined =>
  agencies.find((agency) => patternOf(agency.id) === patternId);
