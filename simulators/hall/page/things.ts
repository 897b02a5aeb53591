/**
 * What stands in the picture of a hall: for each simulated device where it stands, which kind of device the hub knows it as, and what it has
 * to tell. Thing = vật trong hình: a simulated device or one of the hub's own screens.
 */
import { z } from "zod";

/** The parts of the picture. `desk`: at the counter that the hub ties it to, else at the shared desk. */
export type Zone = "entrance" | "wall" | "desk" | "back";

/** A key of a device: what is posted under its control door. */
export interface Key {
  readonly label: string;
  readonly title: string;
  readonly path: string;
  readonly body: unknown;
}

export interface Thing {
  /** As the hub names this kind of device (GET /api/v1/halls/{id}/devices). */
  readonly kind: string;
  readonly zone: Zone;
  /** Where under its control door it shows itself; undefined while there is nothing to see. Drawn anew with every renewal. */
  readonly picture?: (state: unknown) => string | undefined;
  /** Its keys that can be pressed in the picture itself. */
  readonly keys?: (state: unknown) => readonly Key[];
  /** What it has to tell, the newest first. `state` is what its control door answers at /state. */
  readonly tells?: (state: unknown) => readonly string[];
}

/** Reads a part of a ledger; what is shaped otherwise tells nothing. */
const telling =
  <T>(schema: z.ZodType<T>, lines: (state: T) => readonly string[]) =>
  (state: unknown): readonly string[] => {
    const read = schema.safeParse(state);
    return read.success ? lines(read.data) : [];
  };
const NEWEST = 6;
const newest = <T>(list: readonly T[], line: (one: T) => string): readonly string[] => list.slice(-NEWEST).reverse().map(line);

const spoken = telling(z.object({ said: z.array(z.object({ vi: z.string() })) }), ({ said }) =>
  newest(said, ({ vi }) => `“${vi}”`),
);
const printedNumbers = telling(
  z.object({ papers: z.array(z.object({ kind: z.string(), ticket: z.string().optional() })) }),
  ({ papers }) =>
    newest(papers, ({ kind, ticket }) => (kind === "ticket" ? `in số ${ticket ?? ""}` : "in phiếu mời đến bàn hướng dẫn")),
);
const slipsSchema = z.object({ papers: z.array(z.object({ n: z.number(), complete: z.boolean() })) });
const slips = telling(slipsSchema, ({ papers }) =>
  newest(papers, ({ n, complete }) => `phiếu ${n}: ${complete ? "đủ" : "in dở"}`),
);
const lastSlip = (state: unknown): string | undefined =>
  slipsSchema.safeParse(state).data?.papers.length === 0 ? undefined : "/papers/last.png";
const outputs = telling(z.object({ sheets: z.number(), toner: z.number(), outputs: z.array(z.unknown()) }), (printer) => [
  `đã in ${printer.outputs.length} tài liệu · còn ${printer.sheets} tờ · mực ${Math.round(printer.toner)} %`,
]);
const feeder = telling(z.object({ feeder: z.number(), tray: z.number(), glass: z.boolean() }), (scanner) => [
  `khay nạp ${scanner.feeder} tờ · đã quét ra ${scanner.tray} tờ${scanner.glass ? " · có giấy trên mặt kính" : ""}`,
]);
const pictures = telling(z.object({ pictures: z.number() }), ({ pictures: taken }) => [`đã chụp ${taken} ảnh`]);
const messages = telling(z.object({ sent: z.array(z.object({ to: z.string(), text: z.string() })) }), ({ sent }) =>
  newest(sent, ({ to, text }) => `gửi ${to}: ${text}`),
);
const calls = telling(z.object({ calls: z.array(z.object({ state: z.string() })) }), (exchange) => [
  `${exchange.calls.length} cuộc gọi, đang nói ${exchange.calls.filter(({ state }) => state !== "over").length}`,
]);
const scans = telling(z.object({ scans: z.array(z.object({ text: z.string() })) }), (scanner) =>
  newest(scanner.scans, ({ text }) => `quét ${text}`),
);
const meter = telling(z.object({ pages: z.number(), trays: z.array(z.object({ sheets: z.number() })) }), ({ pages, trays }) => [
  `công tơ ${pages.toLocaleString("vi-VN")} trang · giấy ${trays.map(({ sheets }) => sheets).join(" + ")} tờ`,
]);
const battery = telling(z.object({ mains: z.boolean(), charge: z.number() }), ({ mains, charge }) => [
  `${mains ? "điện lưới" : "MẤT ĐIỆN LƯỚI, chạy ắc quy"} · ắc quy ${Math.round(charge)} %`,
]);

const offersSchema = z.object({
  lines: z.array(z.object({ id: z.string(), letter: z.string(), name: z.object({ vi: z.string() }) })),
});
const machineSchema = z.object({ machines: z.array(z.object({ deviceId: z.string(), offers: offersSchema.optional() })) });
/** A key for each line that the hub offers. */
const lineKeys = (state: unknown): readonly Key[] =>
  (machineSchema.safeParse(state).data?.machines ?? []).flatMap(({ deviceId, offers }) =>
    (offers?.lines ?? []).map(({ id, letter, name }) => ({
      label: letter,
      title: `Lấy số ${letter} – ${name.vi}`,
      path: "/press",
      body: { unit: deviceId, service: id },
    })),
  );
const mainsKeys = (state: unknown): readonly Key[] => {
  const mains = z.object({ mains: z.boolean() }).safeParse(state).data?.mains ?? true;
  const label = mains ? "Cắt điện lưới" : "Có điện lại";
  return [{ label, title: label, path: "/mains", body: { on: !mains } }];
};
/** The keys of every counter's call unit. */
export const CALL_KEYS: readonly Key[] = [
  { label: "Gọi", title: "Gọi tiếp", path: "/press", body: { action: "next" } },
  { label: "Lại", title: "Gọi lại", path: "/press", body: { action: "recall" } },
  { label: "Vào", title: "Vào – bắt đầu phục vụ", path: "/press", body: { action: "serve" } },
  { label: "Xong", title: "Xong", path: "/press", body: { action: "finish" } },
  { label: "Bỏ", title: "Bỏ qua, người được gọi vắng mặt", path: "/press", body: { action: "skip" } },
];

/** The simulated devices by their simulator's id, in the order of a visit. */
export const THINGS: Readonly<Record<string, Thing>> = {
  "hall-ticket-machine": { kind: "ticketMachine", zone: "entrance", keys: lineKeys, tells: printedNumbers },
  "hall-led": { kind: "led", zone: "wall", picture: () => "/board.png" },
  "hall-loudspeaker": { kind: "loudspeaker", zone: "wall", tells: spoken },
  "hall-call-unit": { kind: "callUnit", zone: "desk" },
  "hall-barcode-scanner": { kind: "barcodeScanner", zone: "desk", tells: scans },
  "hall-camera": { kind: "camera", zone: "desk", picture: () => "/view", tells: pictures },
  "hall-receipt-printer": { kind: "receiptPrinter", zone: "desk", picture: lastSlip, tells: slips },
  "hall-document-scanner": { kind: "documentScanner", zone: "desk", tells: feeder },
  "hall-document-printer": { kind: "documentPrinter", zone: "back", tells: outputs },
  "hall-copier-meter": { kind: "copierMeter", zone: "back", tells: meter },
  "hall-ups": { kind: "ups", zone: "back", keys: mainsKeys, tells: battery },
  "hall-sms-modem": { kind: "smsModem", zone: "back", tells: messages },
  "hall-ivr": { kind: "ivr", zone: "back", tells: calls },
};

/** Where the hub's own screens stand, by their kind. */
export const SCREEN_ZONES: Readonly<Record<string, Zone>> = {
  kiosk: "entrance",
  queueDisplay: "wall",
  resultDisplay: "wall",
  satisfactionTablet: "desk",
};
