/** What citizens do at the liên thông hub: file a dossier there, and bring what was asked for. The hub tells nobody; it is asked. */
import { Hono } from "hono";
import { z } from "zod";
import { LINKED_FIELDS } from "../../adapters/civil-status/contract/hub.ts";
import type { AttachedFile } from "../../adapters/civil-status/contract/registry.ts";
import { sampleBirth, sampleDeath, sampleListItem, sampleWard } from "../../adapters/civil-status/contract/samples.ts";
import { vietnamStamp } from "../kit/clock.ts";
import { badRequest, jsonBody } from "../kit/door.ts";
import { SAMPLE_PDF, withoutNulls } from "../kit/push.ts";
import type { SimAction, SimContext } from "../kit/types.ts";
import type { HubBook } from "./hub-book.ts";
import { writtenStamp } from "./registry-book.ts";

const fileDoor = z.strictObject({
  kind: z.enum(["birth", "death"]).default("birth"),
  /** Ward code, 5 digits. */
  ward: z.string().default(sampleWard),
  /** Procedure code as this hub calls it; else that of the kind. */
  procedure: z.string().optional(),
  /** Fields of the declaration that differ from the sample. `null` leaves a field out. */
  data: z.record(z.string(), z.unknown()).default({}),
  /** Sent as it is instead of a made declaration: for trials with bad input and with the older XML form. */
  raw: z.string().min(1).optional(),
});
const bringDoor = z.strictObject({ number: z.string().min(1), fileName: z.string().min(1).default("bo-sung.pdf") });

const PROCEDURES = { birth: "2.002621", death: "2.002622" } as const;
const MODULES = { birth: "LTKS", death: "LTKT" } as const;
const PAPERS = { birth: "Giấy chứng sinh", death: "Giấy báo tử" } as const;

const home = { dcChiTiet: "12 đường Thử Nghiệm", quocGia: "VN", maTinh: "46", maXa: sampleWard };
/** The other agencies' part of one joint declaration. */
const LINKED = {
  birth: {
    [LINKED_FIELDS.residence.head]: { Ho: "NGUYỄN", ChuDem: "VĂN", Ten: "THỬ" },
    [LINKED_FIELDS.residence.headNumber]: "001099000012",
    [LINKED_FIELDS.residence.relation]: "Con",
    [LINKED_FIELDS.residence.address]: home,
    [LINKED_FIELDS.healthCard.hospitalCode]: "46001",
    [LINKED_FIELDS.healthCard.hospitalName]: "Bệnh viện Thử Nghiệm",
  },
  death: {
    [LINKED_FIELDS.burial.claimant]: { Ho: "NGUYỄN", ChuDem: "VĂN", Ten: "THỬ" },
    [LINKED_FIELDS.burial.claimantNumber]: "001099000012",
    [LINKED_FIELDS.burial.relation]: "Con",
    [LINKED_FIELDS.burial.bankAccount]: "0000000012",
    [LINKED_FIELDS.burial.bank]: "Ngân hàng Thử Nghiệm",
  },
} as const;

/** Every paper has bytes of its own: the same bytes would be the same file to whoever keeps files by their content. */
const scan = (id: number): string =>
  Buffer.concat([Buffer.from(SAMPLE_PDF, "base64"), Buffer.from(`%${id}\n`)]).toString("base64");
const paper = (id: number, name: string, fileName: string): AttachedFile => ({
  id,
  loaiGiayTo: 1,
  tenGiayTo: name,
  tenTepDinhKem: fileName,
  huyGiayTo: 0,
  duLieuTepDinhKem: scan(id),
});

const ACTIONS: readonly SimAction[] = [
  {
    method: "POST",
    path: "/file",
    vi: "Công dân nộp hồ sơ liên thông khai sinh hoặc khai tử tại trục liên thông",
    en: "A citizen files a liên thông dossier at the hub",
    example: { kind: "birth", ward: sampleWard },
  },
  {
    method: "POST",
    path: "/bring",
    vi: "Công dân bổ sung giấy tờ tại trục liên thông",
    en: "A citizen brings what was asked for",
    example: { number: sampleListItem.maHoSo },
  },
];

/** Makes the doors `/file` and `/bring`. */
export const filingDoor = (
  context: SimContext,
  book: HubBook,
): { readonly door: Hono; readonly actions: readonly SimAction[]; readonly reset: () => void } => {
  let sequence = 0;
  const door = new Hono();
  door.post("/file", async (c) => {
    const read = fileDoor.safeParse((await jsonBody(c)) ?? {});
    if (!read.success) return badRequest(c, read.error);
    const { kind, ward, procedure, data, raw } = read.data;
    const now = context.clock.ms();
    const serial = String(++sequence).padStart(4, "0");
    const sample = kind === "birth" ? sampleBirth : sampleDeath;
    const declaration = withoutNulls({ ...sample, ...LINKED[kind], noiDangKy: ward, ...data });
    const item = {
      id: `dvclt-${serial}`,
      maDonVi: ward,
      maTTHC: procedure ?? PROCEDURES[kind],
      module: MODULES[kind],
      maHoSo: `G22.99.01-${vietnamStamp(now).slice(2, 8)}-${serial}`,
      ngayTiepNhan: writtenStamp(now),
      techId: "TECH-TEST-0012",
    };
    const fileName = kind === "birth" ? "giay-chung-sinh.pdf" : "giay-bao-tu.pdf";
    book.file(item, raw ?? JSON.stringify(declaration), [paper(sequence, PAPERS[kind], fileName)]);
    return c.json(item);
  });
  door.post("/bring", async (c) => {
    const read = bringDoor.safeParse(await jsonBody(c));
    if (!read.success) return badRequest(c, read.error);
    const file = paper(++sequence, "Giấy tờ bổ sung", read.data.fileName);
    const dossier = book.bring(read.data.number, writtenStamp(context.clock.ms()), [file]);
    return dossier === undefined
      ? c.json({ error: "Không có hồ sơ này, hoặc chưa ai yêu cầu bổ sung / No such dossier, or nothing was asked" }, 404)
      : c.json(dossier.item);
  });
  return {
    door,
    actions: ACTIONS,
    reset: () => {
      sequence = 0;
    },
  };
};
