/** The paper as a picture: bar codes can be read from it, nothing is clipped, a half slip is seen to be one. */
import { createCanvas, loadImage } from "@napi-rs/canvas";
import bwipjs from "bwip-js";
import { afterEach, describe, expect, it } from "vitest";
import { appointmentSlip } from "../../../../core/hall/slips/appointment.ts";
import { dossierSlip } from "../../../../core/hall/slips/dossier-slip.ts";
import { ticketSlip } from "../../../../core/hall/slips/ticket.ts";
import { startPrinter, textSlip, type World } from "./world.ts";

let world: World | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

const CODE = "H57.101-260302-0017";
const hall = {
  name: { vi: "Bộ phận Một cửa phường Thuận Hóa", en: "Thuận Hóa One-Stop Department" },
  services: [
    {
      id: "civil",
      letter: "A",
      name: { vi: "Hộ tịch – Chứng thực", en: "Civil status" },
      fields: [],
      purpose: "submit" as const,
      minutes: 8,
    },
  ],
  counters: [{ id: "q1", number: 1, name: { vi: "Quầy 1", en: "Counter 1" }, services: ["civil"] }],
};
const NAME = "Liên thông đăng ký khai sinh, đăng ký thường trú, cấp thẻ bảo hiểm y tế cho trẻ em dưới 6 tuổi";
const slips = {
  ticket: ticketSlip({
    hall,
    ticket: { id: "A1027", serviceId: "civil", takenAt: "2026-03-02T01:05:00.000Z" },
    estimate: { ahead: 12, minutes: 25 },
  }),
  dossier: dossierSlip({
    hall,
    account: "nguyenvanan.hue",
    procedure: { code: "1.001193", name: NAME },
    dossierCode: CODE,
    ticketId: "A012",
    at: "2026-03-02T01:12:00.000Z",
  }),
  appointment: appointmentSlip({
    office: "Trung tâm Phục vụ hành chính công phường Thuận Hóa",
    dossierCode: CODE,
    procedureName: NAME,
    applicantName: "NGUYỄN THỊ HƯỜNG",
    papers: [{ name: "Giấy chứng sinh; không có thì nộp văn bản của người làm chứng", originals: 1, copies: 2, files: 1 }],
    receivedAt: "2026-03-02T01:20:00.000Z",
    dueAt: "2026-03-04T09:30:00.000Z",
    charges: [{ name: "Phí chuyển phát kết quả qua bưu chính công ích", amount: 35_500, paid: 0 }],
    returnMethod: "inPerson",
    lookUpUrl: `https://dichvucong.example/tra-cuu?ma=${CODE}`,
  }),
};
const CODES = { ticket: "A1027", dossier: CODE, appointment: CODE } as const;

interface Pixels {
  readonly width: number;
  readonly height: number;
  dark(x: number, y: number): boolean;
}
const pixelsOf = async (png: Uint8Array): Promise<Pixels> => {
  const image = await loadImage(Buffer.from(png));
  const { width, height } = image;
  const context = createCanvas(width, height).getContext("2d");
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  return { width, height, dark: (x, y) => (data[(y * width + x) * 4] ?? 255) < 90 };
};

/** Bars of each text as bwip-js draws them: a second opinion besides the simulator's own table. */
const expectedBars = (text: string): string => {
  const [symbol] = bwipjs.raw({ bcid: "code128", text });
  return symbol !== undefined && "sbs" in symbol ? symbol.sbs.join("") : "";
};
/** The longest stretch of the scan line that is a Code 128: its widths in modules. */
const scan = (line: readonly boolean[]): string | undefined => {
  const runs: number[] = [];
  let before = false;
  for (const dark of line) {
    if (dark === before && runs.length > 0) runs[runs.length - 1] = (runs.at(-1) ?? 0) + 1;
    else if (dark || runs.length > 0) runs.push(1);
    before = dark;
  }
  if (!before) runs.pop();
  if (runs.length < 25 || (runs.length - 7) % 6 !== 0) return undefined;
  const module = runs.reduce((sum, run) => sum + run, 0) / (((runs.length - 7) / 6) * 11 + 13);
  if (
    Math.abs(module - Math.round(module)) > 0.01 ||
    runs.some((run) => Math.abs(run / module - Math.round(run / module)) > 0.01)
  )
    return undefined;
  return runs.map((run) => Math.round(run / module)).join("");
};
const scansOf = ({ width, height, dark }: Pixels): ReadonlySet<string> => {
  const found = new Set<string>();
  for (let y = 0; y < height; y += 1) {
    const widths = scan(Array.from({ length: width }, (_, x) => dark(x, y)));
    if (widths !== undefined) found.add(widths);
  }
  return found;
};
/** A ladder is read from the side: down the middle of the paper, between two lines of text. */
const laddersOf = ({ width, height, dark }: Pixels): ReadonlySet<string> => {
  const x = Math.floor(width / 2);
  const column = Array.from({ length: height }, (_, y) => dark(x, y));
  const found = new Set<string>();
  // A quiet zone is ten modules of two dots.
  let from = 0;
  let blank = 0;
  for (let y = 0; y <= height; y += 1) {
    blank = column[y] === true ? 0 : blank + 1;
    if (blank !== 20 && y !== height) continue;
    const widths = scan(column.slice(from, y));
    if (widths !== undefined) found.add(widths);
    from = y;
  }
  return found;
};

const PRINTERS = [
  [48, "codepage", { firmware: "epson", columns: 48 }, "model=epson-tm-t20iii"],
  [42, "codepage", { firmware: "epson", columns: 42 }, "model=epson-tm-t88v"],
  [32, "codepage", { firmware: "epson", columns: 32 }, "model=epson-tm-p20ii"],
  [48, "raster", { firmware: "xprinter", columns: 48 }, "model=xprinter-xp-t80q"],
  [42, "raster", { firmware: "xprinter", columns: 42 }, "model=epson-tm-t88iii&confirm=status"],
  [32, "raster", { firmware: "xprinter", columns: 32 }, "model=sunmi"],
] as const;

describe("slips as pictures", () => {
  it.each(PRINTERS)(
    "R-A05 at %d columns (%s) bar codes are read from the picture and nothing is clipped",
    async (columns, _way, options, query) => {
      world = await startPrinter(options);
      for (const [n, name] of (["ticket", "dossier", "appointment"] as const).entries()) {
        expect(await world.print(slips[name], { url: world.address(query) })).toMatchObject({ done: true });
        const paper = (await world.papers())[n];
        expect(paper).toMatchObject({ complete: true, barcodes: [CODES[name]] });
        const pixels = await pixelsOf(await world.png(n + 1));
        const lying = scansOf(pixels);
        const codes = lying.size > 0 ? lying : laddersOf(pixels);
        expect([...codes]).toEqual([expectedBars(CODES[name])]);
        // The table's colour is light: whatever is dark beside the printable width was printed off the paper.
        const border = (pixels.width - columns * 12) / 2;
        const beside = [...Array(border).keys()].flatMap((at) => [at, pixels.width - 1 - at]);
        const rows = [...Array(pixels.height).keys()];
        expect(rows.filter((y) => beside.some((x) => pixels.dark(x, y)))).toEqual([]);
      }
      expect(await world.unknownCommands()).toEqual([]);
    },
  );

  it("R-A05 the QR with the look-up page holds the whole address, by the printer's own command or as a picture", async () => {
    world = await startPrinter();
    await world.print(slips.appointment);
    const url = `https://dichvucong.example/tra-cuu?ma=${CODE}`;
    expect((await world.papers())[0]?.qrcodes).toEqual([url]);
    await world.print(slips.appointment, { url: world.address("model=epson-tm-t88ii") });
    const drawn = await pixelsOf(await world.png(2));
    const [symbol] = bwipjs.raw("qrcode", url, "eclevel=M");
    if (symbol === undefined || !("pixs" in symbol)) throw new TypeError("no QR");
    const { pixs, pixx } = symbol;
    const matches = (left: number, top: number): boolean =>
      pixs.every((dark, at) => drawn.dark(left + (at % pixx) * 5 + 2, top + Math.floor(at / pixx) * 5 + 2) === (dark === 1));
    const places = Array.from({ length: drawn.height }, (_, top) => top).filter((top) =>
      [...Array(drawn.width - pixx * 5).keys()].some((left) => drawn.dark(left, top) && matches(left, top)),
    );
    expect(places.length).toBeGreaterThan(0);
  });

  it("R-H receipt printer: a half slip is shown torn, with the words that it is to be thrown away", async () => {
    world = await startPrinter();
    await world.door("/fail-after", { afterLines: 2, what: "power" });
    await world.print(textSlip("một", "hai", "ba"));
    expect(await world.papers()).toMatchObject([{ lines: ["một", "hai"], complete: false, hanging: true }]);
    await world.door("/tear", {});
    expect(await world.papers()).toMatchObject([{ lines: ["một", "hai"], complete: false, hanging: false }]);
    const image = await loadImage(Buffer.from(await world.png(1)));
    expect(image.height).toBeGreaterThan(100);
  });
});
