/** Vietnamese complete on paper, by each way that a printer can take: as read back by the simulated printer. */
import { afterEach, describe, expect, it } from "vitest";
import { printerModel, splitTone, VIETNAMESE_LETTERS } from "../../../../adapters/hall/receipt-printer/model.ts";
import { settingsOf, startPrinter, textSlip, type World } from "./world.ts";

let world: World | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

const chunks = (letters: readonly string[], size: number): readonly string[] =>
  Array.from({ length: Math.ceil(letters.length / size) }, (_, n) => letters.slice(n * size, (n + 1) * size).join(" "));
const ROWS = chunks(VIETNAMESE_LETTERS, 8);

const WAYS = [
  ["pages of Epson", { firmware: "epson" }, "model=epson-tm-t20iii"],
  ["pages of Citizen", { firmware: "citizen" }, "model=citizen-ct-s310ii"],
  ["pages of Bixolon", { firmware: "bixolon", columns: 42 }, "model=bixolon-srp350iii"],
  ["windows-1258, tones set above", { firmware: "pos5890", columns: 32 }, "model=pos-5890&text=codepage"],
  ["pictures on a printer without a Vietnamese page", { firmware: "xprinter" }, "model=xprinter-xp-t80q"],
  ["pictures where they are asked for", { firmware: "epson" }, "model=epson-tm-t20iii&text=raster"],
] as const;

describe("Vietnamese letters on paper", () => {
  it("R-H receipt printer: there are 134 letters that ASCII does not have, each once, in NFC", () => {
    expect(new Set(VIETNAMESE_LETTERS).size).toBe(134);
    expect(VIETNAMESE_LETTERS.every((letter) => letter.normalize("NFC") === letter && [...letter].length === 1)).toBe(true);
  });

  it.each(WAYS)("R-H receipt printer: all 134 Vietnamese letters come out complete by %s", async (_way, options, query) => {
    world = await startPrinter(options);
    const outcome = await world.print(textSlip(...ROWS), { url: world.address(query) });
    expect(outcome).toMatchObject({ done: true });
    const [paper] = await world.papers();
    expect(paper?.complete).toBe(true);
    expect(paper?.lines).toEqual(ROWS);
    expect(await world.unknownCommands()).toEqual([]);
  });

  it.each(WAYS)("R-H receipt printer: bold and large letters are complete too by %s", async (_way, options, query) => {
    world = await startPrinter(options);
    const rows = chunks(VIETNAMESE_LETTERS, 6);
    const items = rows.map((text) => ({ kind: "text" as const, text, bold: true, size: "large" as const }));
    await world.print({ form: "ticket", items }, { url: world.address(query) });
    expect((await world.papers())[0]?.lines).toEqual(rows);
  });

  it("R-H receipt printer: text in NFD comes out as the same letters", async () => {
    world = await startPrinter();
    await world.print(textSlip("Thừa Thiên Huế – Đặng Ngọc Ẩn".normalize("NFD")));
    expect((await world.papers())[0]?.lines).toEqual(["Thừa Thiên Huế – Đặng Ngọc Ẩn"]);
  });

  it("R-H receipt printer: a line with a letter that no page has is a picture, and nothing of it is lost", async () => {
    world = await startPrinter();
    await world.print(textSlip("Quầy 3 → Quầy 5", "Hết"));
    expect((await world.papers())[0]?.lines).toEqual(["Quầy 3 → Quầy 5", "Hết"]);
  });

  it("R-H receipt printer: a printer that does not set tones above letters shows why text=codepage is not its default", async () => {
    world = await startPrinter({ firmware: "pos5890", columns: 32, setsTones: false });
    await world.print(textSlip("Huế"), { url: world.address("model=pos-5890&text=codepage") });
    await world.print(textSlip("Huế"), { url: world.address("model=pos-5890") });
    const lines = (await world.papers()).map((paper) => paper.lines.join("|"));
    expect(lines).toEqual(["Huê\u25cc\u0301", "Huế"]);
  });
});

describe("models", () => {
  it("R-H receipt printer: circumflex, breve and horn stay with the letter, the tone goes apart", () => {
    expect(splitTone("ộ")).toEqual(["ô", "\u0323"]);
    expect(splitTone("Ữ")).toEqual(["Ư", "\u0303"]);
    expect(splitTone("đ")).toEqual(["đ"]);
    expect(splitTone("ê")).toEqual(["ê"]);
  });
  it.each([
    ["epson-tm-t20iii", "precomposed"],
    ["citizen-ct-s310ii", "precomposed"],
    ["pos-5890", "tones"],
    ["youku-58t", "tones"],
    ["xprinter-xp-t80q", "none"],
    ["epson-tm-t88iii", "none"],
  ])("R-H receipt printer: %s has %s letters", (id, vietnamese) => {
    expect(printerModel(id)).toMatchObject({ vietnamese });
  });
});

describe("settings", () => {
  it("R-H receipt printer: the model says columns, text and how it confirms, unless the address says otherwise", () => {
    expect(settingsOf("escpos://192.0.2.9")).toMatchObject({
      config: { hostname: "192.0.2.9", port: 9100, columns: 48, dots: 576, text: "codepage", confirm: "processId" },
    });
    expect(settingsOf("escpos://p.test:9101?model=pos-5890")).toMatchObject({
      config: { port: 9101, columns: 32, dots: 384, text: "raster", confirm: "status" },
    });
    expect(settingsOf("escpos://p.test", { model: "epson-tm-t88v", width: 32, text: "raster", confirm: "status" })).toMatchObject(
      {
        config: { columns: 32, text: "raster", confirm: "status" },
      },
    );
  });
  it.each([
    ["http://p.test", "escpos://"],
    ["escpos://p.test?model=brother", 'unknown printer model "brother"'],
    ["escpos://p.test?model=star-tsp100iv", "does not speak ESC/POS"],
    ["escpos://p.test?width=47", "width must be one of 32, 35, 42, 44, 48"],
    ["escpos://p.test?text=ascii", "text must be codepage or raster"],
    ["escpos://p.test?model=xprinter-xp-t80q&text=codepage", "no complete Vietnamese code page"],
    ["escpos://p.test?confirm=hope", "confirm must be processId or status"],
  ])("R-H receipt printer: %s is refused with what is wrong", (url, words) => {
    expect(settingsOf(url)).toEqual({ wrong: [expect.stringContaining(words)] });
  });
});
