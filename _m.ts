import R from "@point-of-sale/receipt-printer-encoder";
import { printerModel, VIETNAMESE_LETTERS } from "./adapters/hall/receipt-printer/model.ts";
console.log(VIETNAMESE_LETTERS.length, new Set(VIETNAMESE_LETTERS).size);
for (const m of R.printerModels) { const p = printerModel(m.id); console.log(m.id, typeof p === "object" ? `${p.vietnamese} ${p.columns} qr=${p.qr}` : p); }
const p = printerModel("epson-tm-t20iii"); if (typeof p==='object') for (const c of "Đđ“”…–₫ÂĂÊÔƠƯơưặẶ·→") console.log(c, JSON.stringify(p.glyph(c)));
