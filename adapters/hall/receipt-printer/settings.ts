/** A receipt printer's address: escpos://host:9100?model=epson-tm-t20iii&width=48&text=codepage&confirm=processId (README.md). */
import { z } from "zod";
import { readAddress } from "../address.ts";
import { CELL, type PrinterModel, printerModel } from "./model.ts";

/**
 * How a printer says that a slip came out.
 * - processId: GS ( H, answered after everything before it was printed, with an id of the job
 * - status: GS r, which every printer knows and answers in turn; no id
 */
export type Confirm = "processId" | "status";
/** codepage: the printer's own letters · raster: every line as a picture in Be Vietnam Pro. */
export type TextWay = "codepage" | "raster";

export interface PrinterSettings {
  readonly hostname: string;
  readonly port: number;
  readonly model: PrinterModel;
  /** Columns of font A on the paper. */
  readonly columns: number;
  /** Printable dots of a line. */
  readonly dots: number;
  readonly text: TextWay;
  readonly confirm: Confirm;
}

const PORT = 9100;
const DEFAULT_MODEL = "epson-tm-t20iii";
/** Paper of 58 and 80 mm at 180 and 203 dpi. */
const WIDTHS = [32, 35, 42, 44, 48] as const;

const given = z.object({
  url: z.string(),
  options: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
});

/** GS ( H is Epson's, and not every maker's that follows its commands; a printer that lacks it would print it as text. */
const confirmOf = (model: PrinterModel): Confirm => (model.id.startsWith("epson-") ? "processId" : "status");

/** Pages with ready letters are used where the model has them; whether a printer sets tones above letters by itself is not known of any. */
const textOf = (model: PrinterModel): TextWay => (model.vietnamese === "precomposed" ? "codepage" : "raster");

/** Reads an address; each thing that is wrong is said in Vietnamese and English. */
export const printerSettings: z.ZodType<PrinterSettings> = given.transform(({ url: text, options }, context): PrinterSettings => {
  const wrong = (vi: string, en: string): never => {
    context.addIssue({ code: "custom", path: ["url"], message: `${vi} / ${en}` });
    return z.NEVER;
  };
  const address = readAddress(text, "escpos", PORT);
  if (address === undefined)
    return wrong("địa chỉ phải có dạng escpos://máy:9100?model=…", "the address must look like escpos://host:9100?model=…");
  const setting = (name: string): string | undefined => {
    const value = address.query[name] ?? options[name];
    return value === undefined ? undefined : String(value);
  };
  const id = setting("model") ?? DEFAULT_MODEL;
  const model = printerModel(id);
  if (model === undefined) return wrong(`không biết loại máy "${id}"`, `unknown printer model "${id}"`);
  if (model === "other-language")
    return wrong(
      `máy "${id}" không nói ESC/POS (hãy bật chế độ ESC/POS)`,
      `"${id}" does not speak ESC/POS (switch it to ESC/POS)`,
    );
  const columns = Number(setting("width") ?? model.columns);
  if (!WIDTHS.some((width) => width === columns))
    return wrong(`width phải là ${WIDTHS.join(", ")} (cột)`, `width must be one of ${WIDTHS.join(", ")} (columns)`);
  const way = setting("text") ?? textOf(model);
  if (way !== "codepage" && way !== "raster")
    return wrong("text phải là codepage hoặc raster", "text must be codepage or raster");
  if (way === "codepage" && model.vietnamese === "none")
    return wrong(
      `máy "${id}" không có bảng mã tiếng Việt đầy đủ: dùng text=raster`,
      `"${id}" has no complete Vietnamese code page: use text=raster`,
    );
  const confirm = setting("confirm") ?? confirmOf(model);
  if (confirm !== "processId" && confirm !== "status")
    return wrong("confirm phải là processId hoặc status", "confirm must be processId or status");
  return {
    hostname: address.hostname,
    port: address.port,
    model,
    columns,
    dots: columns * CELL.width,
    text: way,
    confirm,
  };
});
