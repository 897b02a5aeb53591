/** Which service is asked for, of what, and its answer. */

import type { Procedure } from "../../catalogs/types.ts";
import type { Hub } from "../../core/hub.ts";
import { hasScope, type Scope } from "../../core/partners/scopes.ts";
import { coversAgency } from "../../core/partners/sight.ts";
import { agencyRows, fieldRows, procedureDetail, procedureRows } from "./catalog.ts";
import { procedureCodeOf } from "./content.ts";
import type { ServiceContext } from "./context.ts";
import { missing, tidy } from "./fields.ts";
import { lookUp } from "./look-up.ts";
import { owed } from "./payment.ts";
import { takeProgress, takeReport } from "./progress.ts";
import { CODES, done, failed, type Outcome, type Reply, SERVICES, type Service } from "./protocol.ts";
import { syncDossiers } from "./sync.ts";
import { faulty, scopeMissing } from "./texts.ts";

/** Clients send progress in tens; a list of several hundred dossiers would outlast the 60 s that they wait for an answer (domain.md §1.1). */
export const MOST_ITEMS = 200;

/** One call, as it came: the body, and what a path or query says in its place (the provincial re-wrapper). */
export interface Call {
  /** The envelope; for the re-wrapper `{ data: the bare list }`. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
}

const refuse = (outcome: Outcome): Reply => ({ ...outcome, result: null });

/** A text of the body, under one of its names; numbers as texts. */
const textOf = ({ body }: Pick<Call, "body">, ...names: readonly string[]): string | undefined => {
  for (const name of names) {
    const value = Object.hasOwn(body, name) ? tidy(body[name]) : undefined;
    if (typeof value === "string") return value;
  }
  return undefined;
};

/** The service by its name in the body or at the end of the path, whatever its letters. */
const serviceOf = (call: Call): Service | undefined => {
  const asked = (textOf(call, "service") ?? call.path).toLowerCase();
  return SERVICES.find((service) => service.toLowerCase() === asked);
};

/** The list of a push; a single object is a list of one. */
const itemsOf = (call: Call): readonly unknown[] | Outcome => {
  const data = call.body["data"];
  const list = Array.isArray(data) ? data : typeof data === "object" && data !== null ? [data] : [];
  if (list.length === 0) return faulty(missing("data"));
  if (list.length > MOST_ITEMS)
    return faulty({ field: "data", message: `Trường data vượt quá ${MOST_ITEMS} phần tử cho phép trong một lần gửi` });
  // What is nothing at all is still an item that was sent, and is told so.
  return list.map((item) => tidy(item) ?? {});
};

/** Codes may stand in the envelope or in `data` (one object, or a list of one). */
const codeOf = (call: Call, ...names: readonly string[]): string | undefined => {
  const direct = textOf(call, ...names);
  if (direct !== undefined) return direct;
  const data = call.body["data"];
  const first: unknown = Array.isArray(data) ? data[0] : data;
  return typeof first === "object" && first !== null
    ? textOf({ body: first as Readonly<Record<string, unknown>> }, ...names)
    : undefined;
};

const PAGE = 200;
const allProcedures = async (hub: Hub): Promise<readonly Procedure[]> => {
  const found: Procedure[] = [];
  let cursor: string | undefined;
  do {
    const page = await hub.procedures({ limit: PAGE, ...(cursor === undefined ? {} : { cursor }) });
    found.push(...page.items.map((item) => item.procedure));
    cursor = page.next;
  } while (cursor !== undefined);
  return found;
};

const LISTED = "Lấy danh mục thành công";

const detail = async ({ hub }: ServiceContext, code: string | undefined): Promise<Reply> => {
  if (code === undefined) return refuse(faulty(missing("maTTHC")));
  const found = (await hub.procedure(procedureCodeOf(code)))?.procedure;
  if (found === undefined)
    return refuse(failed(CODES.refused, `Thủ tục ${code.slice(0, 60)} không tồn tại trong danh mục`, "procedure.unknown"));
  // Whoever resolves by level is every unit of that level: named are those that the procedure is listed at.
  const agencies = [...hub.catalogs.agencies.values()].filter(
    (agency) => agency.status === "open" && agency.resolves !== "level" && agency.resolves.includes(found.code),
  );
  return { ...done("Lấy thủ tục thành công"), result: [procedureDetail(found, agencies)] };
};

/** "True", "true", "1" … of the body, else of the query (the re-wrapper). Nothing said: a new dossier; anything else: undefined. */
const isUpdating = (call: Call): boolean | undefined => {
  const said = textOf(call, "isUpdating") ?? (call.query["isUpdating"]?.trim() || "False");
  if (/^(?:true|1)$/i.test(said)) return true;
  return /^(?:false|0)$/i.test(said) ? false : undefined;
};

type Handler = (context: ServiceContext, call: Call, madonvi: string) => Promise<Reply>;

const list =
  (work: (context: ServiceContext, items: readonly unknown[], call: Call, madonvi: string) => Promise<Reply>): Handler =>
  async (context, call, madonvi) => {
    const items = itemsOf(call);
    return "error_code" in items ? refuse(items) : work(context, items, call, madonvi);
  };

const HANDLERS: Readonly<Record<Service, { readonly scope: Scope; readonly answer: Handler }>> = {
  LayDanhMucCoQuan: {
    scope: "catalog",
    answer: async ({ hub }) => ({ ...done(LISTED), result: agencyRows(hub.catalogs.agencies.values()) }),
  },
  LayDanhMucLinhVuc: {
    scope: "catalog",
    answer: async ({ hub }) => ({
      ...done(LISTED),
      result: fieldRows(await allProcedures(hub)),
    }),
  },
  LayDanhSachTTHC: {
    scope: "catalog",
    answer: async ({ hub }) => ({ ...done(LISTED), result: procedureRows(await allProcedures(hub)) }),
  },
  LayThuTuc: { scope: "catalog", answer: (context, call) => detail(context, codeOf(call, "maTTHC", "MaTTHC", "MATTHC")) },
  TraCuuHoSo: { scope: "dossier.read", answer: (context, call) => lookUp(context, codeOf(call, "mahoso", "MaHoSo", "maHoSo")) },
  DongBoHoSoMC: {
    scope: "dossier.submit",
    answer: list(async (context, items, call, madonvi) => {
      const known = isUpdating(call);
      return known === undefined
        ? refuse(faulty({ field: "isUpdating", message: "Giá trị của trường isUpdating không hợp lệ (True hoặc False)" }))
        : syncDossiers(context, items, known, madonvi);
    }),
  },
  CapNhatTienDoHoSoMC: { scope: "dossier.handle", answer: list((context, items) => takeProgress(context, items)) },
  DongBoTrangThaiHoSo: {
    scope: "dossier.handle",
    answer: (context, call) => {
      const data = call.body["data"];
      return takeReport(context, textOf(call, "type"), tidy(Array.isArray(data) ? data[0] : data) ?? {});
    },
  },
  dptracuuthanhtoanhs: { scope: "fee", answer: (context, call) => owed(context, codeOf(call, "MaHoSo", "mahoso")) },
};

/** The unit that sends: of the body, else of the query; one of the client's agencies, by either form of its id. */
const unitOf = ({ hub, partner }: ServiceContext, call: Call): string | Outcome => {
  const madonvi = textOf(call, "madonvi", "MaDonVi") ?? call.query["MaDinhDanhDV"] ?? call.query["madonvi"];
  if (madonvi === undefined || madonvi === "") return faulty(missing("madonvi"));
  if (madonvi.length <= 40 && coversAgency(partner, madonvi, hub)) return hub.agency(madonvi)?.id ?? madonvi;
  return failed(CODES.refused, "Mã đơn vị (madonvi) không thuộc phạm vi của tài khoản kết nối", "partner.agency-not-yours");
};

/** The answer to a call of somebody who is known. */
export const serve = async (context: ServiceContext, call: Call): Promise<Reply> => {
  const service = serviceOf(call);
  if (service === undefined)
    return refuse(failed(CODES.refused, "Nghiệp vụ (service) không được hỗ trợ tại trục liên thông", "service.unknown"));
  const madonvi = unitOf(context, call);
  if (typeof madonvi !== "string") return refuse(madonvi);
  const { scope, answer } = HANDLERS[service];
  if (!hasScope([scope], context.partner.scopes, context.scopes)) return refuse(scopeMissing(scope));
  return answer(context, call, madonvi);
};
