/**
 * A document scanner with feeder and glass that speaks eSCL (AirScan). A person lays papers in at the control door; it draws them as JPEG
 * pages, or as a PDF. Written from the contract alone; real clients (sane-airscan) scan from it.
 */
import { type Context, Hono } from "hono";
import PDFDocument from "pdfkit";
import { z } from "zod";
import { COLOUR_MODES, DEFAULT_PATH, FORMATS, RESOURCES } from "../../../adapters/hall/document-scanner/contract/escl.ts";
import { badRequest, jsonBody } from "../../kit/door.ts";
import { defineSimulator } from "../../kit/simulation.ts";
import { XmlReadError } from "../../kit/xml.ts";
import { createMetal } from "../metal.ts";
import { capabilities, type Model, readSettings, status } from "./documents.ts";
import { createMachine, type Job, TROUBLES } from "./machine.ts";
import { expose, page, sheet } from "./paper.ts";

const options = z.object({
  name: z.string().default("Máy quét mô phỏng A4"),
  formats: z
    .array(z.enum(FORMATS))
    .min(1)
    .default([...FORMATS]),
  resolutions: z.array(z.int().min(50).max(1200)).min(1).default([75, 100, 150, 200, 300, 600]),
  colourModes: z.array(z.enum(COLOUR_MODES)).min(1).default(["Grayscale8", "RGB24"]),
  feeder: z.boolean().default(true),
  duplex: z.boolean().default(true),
  glass: z.boolean().default(true),
  /** Gives one PDF for each page, as some models do, instead of one for the whole job. */
  pdfPerPage: z.boolean().default(false),
  /** The name that it believes it has, as some models put it into addresses although nobody can resolve it. */
  hostname: z.string().optional(),
  /** So often it answers 503 before it gives each page: "not ready yet". */
  notReady: z.int().min(0).max(10).default(0),
  /** What it then, and while it warms up, asks clients to wait: seconds. */
  retryAfter: z.int().min(0).max(600).default(5),
});

const XML = { "content-type": "text/xml; charset=utf-8" } as const;
const paperDoor = z.strictObject({ sheets: z.array(sheet).min(1).max(50) });
const mishapDoor = z.strictObject({ kind: z.enum(["jam", "doubleFeed"]), sheet: z.int().min(1).max(50) });
/** Points. */
const A4_SIZE: [number, number] = [595.28, 841.89];

const asPdf = (pages: readonly Uint8Array[]): Promise<Uint8Array<ArrayBuffer>> =>
  new Promise((resolve, reject) => {
    const document = new PDFDocument({ autoFirstPage: false });
    const parts: Buffer[] = [];
    document.on("data", (part: Buffer) => parts.push(part));
    document.on("error", reject);
    document.on("end", () => resolve(new Uint8Array(Buffer.concat(parts))));
    for (const bytes of pages) {
      document.addPage({ size: A4_SIZE, margin: 0 });
      document.image(Buffer.from(bytes), 0, 0, { fit: A4_SIZE });
    }
    document.end();
  });

export default defineSimulator({
  id: "hall-document-scanner",
  title: { vi: "Máy quét tài liệu", en: "Document scanner" },
  about: { vi: "Máy quét A4 hai mặt, giao thức eSCL (AirScan)", en: "A4 two-sided scanner, eSCL (AirScan)" },
  options,
  settings: (url) => ({ LIENTHONG_HALL_TH_SCANNER_1: `${url.replace(/^http/, "escl")}${DEFAULT_PATH}` }),
  createApp: (context, settings) => {
    const metal = createMetal(TROUBLES);
    const model: Model = { ...settings, uuid: "4509a320-00a0-008f-00b6-002507510eca" };
    const newId = (): string => [4, 2, 2, 6].map(context.random.hex).join("-");
    const machine = createMachine(metal, newId, context.clock.ms);
    const refused = (wrong: string): Response => new Response(wrong, { status: 409 });

    const app = new Hono();
    const at = (path: string): string => `${DEFAULT_PATH}/${path}`;
    app.get(at(RESOURCES.capabilities), (c) => c.body(capabilities(model), 200, XML));
    app.get(at(RESOURCES.status), (c) => c.body(status(machine, model, DEFAULT_PATH, context.clock.ms()), 200, XML));
    app.post(at(RESOURCES.jobs), async (c) => {
      let ticket: ReturnType<typeof readSettings>;
      try {
        ticket = readSettings(await c.req.text(), model);
      } catch (error) {
        if (error instanceof XmlReadError || error instanceof z.ZodError) return c.text("Bad Request", 400);
        throw error;
      }
      if ("wrong" in ticket) return refused(ticket.wrong);
      const hindrance = machine.hindrance(ticket.from);
      if (hindrance === "later") return c.text("", 503, { "retry-after": String(settings.retryAfter) });
      if (hindrance === "busy") return c.text("", 503);
      if (hindrance === "refused") return refused(machine.adfState());
      const job = machine.begin(ticket, settings.notReady);
      const origin = settings.hostname === undefined ? new URL(c.req.url).origin : `http://${settings.hostname}`;
      return c.body(null, 201, { location: `${origin}${at(RESOURCES.jobs)}/${job.id}` });
    });

    const nextImage = async (job: Job): Promise<Uint8Array<ArrayBuffer> | "end" | "aborted"> => {
      const pulled = machine.pull(job);
      return typeof pulled === "string" ? pulled : expose(pulled.side, job.ticket);
    };
    const nextDocument = async (job: Job): Promise<Uint8Array<ArrayBuffer> | "end" | "aborted"> => {
      const first = await nextImage(job);
      if (typeof first === "string" || job.ticket.format === "image/jpeg") return first;
      const pages = [first];
      while (!settings.pdfPerPage) {
        const next = await nextImage(job);
        if (next === "aborted") return next;
        if (next === "end") break;
        pages.push(next);
      }
      return asPdf(pages);
    };
    const jobOf = (c: Context): Job | undefined => machine.find(c.req.param("id") ?? "");

    app.get(at(`${RESOURCES.jobs}/:id/${RESOURCES.next}`), async (c) => {
      const job = jobOf(c);
      if (job === undefined) return c.text("", 404);
      if (job.notReady > 0 && job.state === "Processing") {
        job.notReady -= 1;
        return c.text("", 503, { "retry-after": String(settings.retryAfter) });
      }
      const found = await nextDocument(job);
      if (found === "end") return c.text("", 404);
      if (found === "aborted") return refused(machine.adfState());
      job.notReady = settings.notReady;
      return c.body(found, 200, { "content-type": job.ticket.format, "content-location": `${c.req.path}/${job.pages}` });
    });
    app.delete(at(`${RESOURCES.jobs}/:id`), (c) => {
      const job = jobOf(c);
      if (job === undefined) return c.text("", 404);
      machine.cancel(job, "JobCanceledByUser");
      return c.body(null, 200);
    });

    const door = new Hono();
    door.route("/", metal.door);
    door.post("/paper", async (c) => {
      const laid = paperDoor.safeParse(await jsonBody(c));
      if (!laid.success) return badRequest(c, laid.error);
      machine.lay(laid.data.sheets);
      return c.json(machine.holds());
    });
    door.post("/paper/again", (c) => {
      machine.layAnew();
      return c.json(machine.holds());
    });
    door.delete("/paper", (c) => {
      machine.takeOut();
      return c.json(machine.holds());
    });
    door.post("/glass", async (c) => {
      const laid = page.safeParse(await jsonBody(c));
      if (!laid.success) return badRequest(c, laid.error);
      machine.layOnGlass(laid.data.page);
      return c.json(machine.holds());
    });
    door.delete("/glass", (c) => {
      machine.layOnGlass(undefined);
      return c.json(machine.holds());
    });
    door.post("/mishap", async (c) => {
      const next = mishapDoor.safeParse(await jsonBody(c));
      if (!next.success) return badRequest(c, next.error);
      machine.expect(next.data);
      return c.json(machine.holds());
    });
    door.post("/cancel", (c) =>
      machine.cancelRunning() ? c.json(machine.holds()) : c.json({ error: "Máy không quét gì / Nothing is being scanned" }, 409),
    );

    const jobs = () => machine.jobs().map(({ id, state, reason, pages, ticket }) => ({ id, state, reason, pages, ...ticket }));
    return {
      app,
      reachable: metal.online,
      state: () => ({
        device: metal.state(),
        status: machine.state(),
        feederState: machine.adfState(),
        ...machine.holds(),
        jobs: jobs(),
      }),
      counts: () => ({
        sheetsInFeeder: machine.holds().feeder,
        sheetsInTray: machine.holds().tray,
        jobs: jobs().length,
        completed: jobs().filter(({ state }) => state === "Completed").length,
      }),
      reset: () => {
        machine.reset();
        metal.reset();
      },
      door,
      actions: [
        ...metal.actions,
        {
          method: "POST",
          path: "/paper",
          vi: "Đặt giấy vào khay nạp",
          en: "Lay paper into the feeder",
          example: { sheets: [{ front: { text: "GIẤY KHAI SINH\n(bản mẫu)" }, back: { text: "Mặt sau" } }] },
        },
        { method: "POST", path: "/paper/again", vi: "Đặt lại cả tập giấy vào khay nạp", en: "Lay all sheets in anew" },
        { method: "DELETE", path: "/paper", vi: "Lấy hết giấy ra", en: "Take all paper out" },
        {
          method: "POST",
          path: "/glass",
          vi: "Đặt một tờ lên mặt kính",
          en: "Lay a page on the glass",
          example: { page: { text: "CĂN CƯỚC\n(bản mẫu)" } },
        },
        { method: "DELETE", path: "/glass", vi: "Lấy giấy khỏi mặt kính", en: "Take it off the glass" },
        {
          method: "POST",
          path: "/mishap",
          vi: "Hẹn sự cố ở tờ thứ n (jam, doubleFeed)",
          en: "Let sheet n jam, or two go in at once",
          example: { kind: "jam", sheet: 2 },
        },
        { method: "POST", path: "/cancel", vi: "Bấm nút hủy tại máy", en: "Press cancel at the panel" },
      ],
    };
  },
});
