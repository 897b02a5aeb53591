/**
 * What one state of a registration means for the dossier (the table of domain.md §5.2), and what a finished one hands on. The numbers of
 * the states are not in the order of time, so none is ever compared with another.
 */
import type { FileRef } from "../../core/dossier/commands.ts";
import type { Transfer } from "../../core/dossier/types.ts";
import type { InboundCommand } from "../../core/exchange/adapter.ts";
import { ExchangeError, isExchangeError } from "../../core/exchange/errors.ts";
import { cut } from "../kit/text.ts";
import { type PollItem, type Registration, STATES } from "./contract/registry.ts";
import { readDate } from "./dates.ts";
import { isRegistration, type RegisterOperation } from "./register.ts";
import type { CivilStatusCall } from "./registry-client.ts";

/** The registry's own answer cannot be used: a person must look. */
export const broken = (what: string, code: string): ExchangeError =>
  new ExchangeError("pause", what, {
    code: `civil-status.${code}`,
    blame: "partner",
    trips: false,
    hint: {
      vi: "Kết quả của hệ thống hộ tịch thiếu hoặc sai cấu trúc; xem bản ghi thông điệp, báo đơn vị vận hành hộ tịch rồi thực hiện lại.",
      en: "The registry's result is incomplete or malformed; see the message log, tell the registry's operators, then redrive.",
    },
  });

/** A text that says something; undefined for null, empty and blank. */
export const text = (value: string | null | undefined): string | undefined => {
  const said = value?.normalize("NFC").trim();
  return said === undefined || said === "" ? undefined : said;
};

/** What a kind of registration hands on, and under which names its paper comes. */
const RESULTS = {
  registerBirth: { number: "birthCertificateNumber", paper: "giayKhaiSinh", file: "giay-khai-sinh" },
  registerDeath: { number: "deathCertificateNumber", paper: "giayKhaiTu", file: "trich-luc-khai-tu" },
  registerMarriage: { number: "marriageCertificateNumber", paper: "giayKetHon", file: "giay-chung-nhan-ket-hon" },
} as const satisfies Record<RegisterOperation, { number: string; paper: keyof Registration; file: string }>;

/** Facts that a finished registration hands on. Throws "pause" where the number of the entry, or a new-born's own, is missing. */
export const factsOf = (operation: RegisterOperation, result: Registration | null | undefined): Record<string, string> => {
  const number = text(result?.soDangKy);
  const personalNumber = text(result?.soDinhDanh);
  if (number === undefined) throw broken("a finished registration has no soDangKy", "result-incomplete");
  if (operation === "registerBirth" && !/^\d{12}$/.test(personalNumber ?? ""))
    throw broken("a registered birth has no 12-digit soDinhDanh", "result-incomplete");
  const day = readDate(text(result?.ngayDangKy) ?? "");
  const facts: Readonly<Record<string, string | undefined>> = {
    [RESULTS[operation].number]: number,
    personalNumber: operation === "registerBirth" ? personalNumber : undefined,
    registerBook: text(result?.quyenSo),
    registerPage: text(result?.trangSo),
    registrationDate: day,
  };
  return Object.fromEntries(Object.entries(facts).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
};

const documents = async (operation: RegisterOperation, item: PollItem, call: Files): Promise<FileRef[]> => {
  const { paper, file } = RESULTS[operation];
  const base64 = text(item.ketQuaXuLy?.[paper])?.replaceAll(/\s+/g, "");
  if (base64 === undefined) return [];
  if (base64.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64))
    throw broken(`${paper} is not base64`, "result-document");
  const name = `${file}-${item.maHoSoMCDT.replaceAll("/", "-")}.pdf`;
  try {
    return [{ name, ...(await call.store(Buffer.from(base64, "base64"), name)) }];
  } catch (error) {
    throw isExchangeError(error) && error.intent === "rejected" ? broken(`${paper}: ${error.message}`, "result-document") : error;
  }
};

type Files = Pick<CivilStatusCall, "store">;
type Command = InboundCommand["command"];
type Target = { readonly transferId: string; readonly number: number };

/** The words beside a state: what was done, by whom. */
const words = (item: PollItem): string | undefined => text(item.noiDungXuLy) ?? text(item.ghiChu) ?? text(item.errors);
const note = (item: PollItem, fallback: string): string => {
  const by = text(item.nguoiXuLy);
  return cut(`Hộ tịch: ${words(item) ?? fallback}${by === undefined ? "" : ` (${by})`}`, 2000);
};
const why = (item: PollItem): string => {
  const said = text(item.ghiChu) ?? text(item.noiDungXuLy) ?? text(item.errors) ?? "Cơ quan hộ tịch yêu cầu bổ sung hồ sơ";
  const until = text(item.hanBoSungHoSo);
  return cut(`${said} (hạn bổ sung: ${until ?? "7 ngày làm việc"})`, 2000);
};

/** The commands that one state means (the table of domain.md §5.2), without the finished registration, which needs its files. */
export const meaning = (item: PollItem, transfer: Transfer): readonly Command[] => {
  const target: Target = { transferId: transfer.transferId, number: transfer.number };
  const state = String(item.trangThai).trim();
  const arrived: readonly Command[] =
    transfer.state === "sent" ? [{ type: "acceptTransfer", ...target, reference: item.maHoSoMCDT }] : [];
  const told = (fallback: string): Command => ({
    type: "progress",
    transferId: target.transferId,
    note: note(item, fallback),
  });
  switch (state) {
    case "1":
      return arrived;
    case "2":
      // Asked already: what it adds is told, the question itself stands.
      if (transfer.state === "supplementNeeded") return [told(STATES["2"])];
      return [
        {
          type: "ask",
          what: "supplement",
          transferId: target.transferId,
          missing: [{ componentId: "other", reason: why(item) }],
        },
      ];
    case "3":
    case "7":
    case "5":
      return [...arrived, told(STATES[state])];
    case "6":
      return [{ type: "takeTransferResult", ...target, outcome: "refused", note: note(item, STATES["6"]) }];
    default:
      return [told(`Trạng thái ${state}`)];
  }
};

const finished = (item: PollItem): boolean =>
  ["4", "5"].includes(String(item.trangThai).trim()) &&
  (String(item.trangThai).trim() === "4" || text(item.ketQuaXuLy?.soDangKy) !== undefined);

/** Everything that one state means, the finished registration with its papers stored. Throws "pause" for a result that cannot be used. */
export const commandsOf = async (item: PollItem, transfer: Transfer, call: Files): Promise<readonly Command[]> => {
  const { operation, transferId, number } = transfer;
  if (!finished(item) || !isRegistration(operation)) return meaning(item, transfer);
  return [
    {
      type: "takeTransferResult",
      transferId,
      number,
      outcome: "done",
      note: note(item, STATES["4"]),
      data: factsOf(operation, item.ketQuaXuLy),
      documents: await documents(operation, item, call),
    },
  ];
};
