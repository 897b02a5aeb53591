/**
 * An office printer on the network: black and white, one tray, both sides, IPP over HTTP. Written from RFC 8010/8011; ipptool and lp print on it
 * as on any other. What was printed can be looked at: `/__sim/jobs/<id>.pdf`, and its pages as pictures.
 */
import { Hono } from "hono";
import { z } from "zod";
import { CONTENT_TYPE, PATH } from "../../../adapters/hall/document-printer/contract/ipp.ts";
import { badRequest, jsonBody } from "../../kit/door.ts";
import { defineSimulator } from "../../kit/simulation.ts";
import { createMetal } from "../metal.ts";
import { decode, encode, NotIpp } from "./codec.ts";
import { createMachine } from "./machine.ts";
import { answer, brokenOff, type Printer } from "./operations.ts";
import { pagePicture } from "./pages.ts";

const options = z.strictObject({
  name: z.string().default("may-in-mot-cua"),
  model: z.string().default("Lien Thong LaserWriter 40 (simulated)"),
  location: z.string().default("Sảnh một cửa"),
  formats: z.array(z.string()).default(["application/pdf", "image/jpeg"]),
  twoSided: z.boolean().default(true),
  mostCopies: z.int().min(1).default(99),
  /** The tray: how many sheets it holds, and how many lie in it at first. */
  capacity: z.int().min(1).default(250),
  sheets: z.int().min(0).default(250),
  lowBelow: z.int().min(0).default(20),
  /** 1,500 ms a side: 40 pages a minute. By the simulator's clock. */
  msPerPage: z.int().min(1).default(1500),
  tonerPerSide: z.number().min(0).max(100).default(0.05),
});

const paperDoor = z.strictObject({ sheets: z.int().min(0).max(10_000) });
/** Which device of the demo hall it stands for. */
const VARIABLE = "LIENTHONG_HALL_TH_PRINTER_1";

export default defineSimulator({
  id: "hall-document-printer",
  title: { vi: "Máy in tài liệu (mô phỏng)", en: "Document printer (simulated)" },
  about: {
    vi: "Máy in văn phòng nói IPP: hàng đợi, khay giấy, mực, kẹt giấy; giữ lại bản đã in để xem.",
    en: "An office printer speaking IPP: queue, tray, toner, jams; keeps what it printed.",
  },
  options,
  settings: (url) => ({ [VARIABLE]: `${url.replace(/^http/, "ipp")}${PATH}` }),
  createApp: (context, { capacity, sheets, lowBelow, msPerPage, tonerPerSide, ...facts }) => {
    const metal = createMetal({
      paperOut: { vi: "Hết giấy (bỏ đi: nạp đầy khay)", en: "Out of paper (off: the tray is filled)" },
      paperLow: { vi: "Sắp hết giấy", en: "Paper low" },
      jam: { vi: "Kẹt giấy", en: "Paper jam" },
      coverOpen: { vi: "Nắp mở", en: "Cover open" },
      tonerLow: { vi: "Sắp hết mực", en: "Toner low" },
      tonerOut: { vi: "Hết mực (bỏ đi: thay hộp mực)", en: "Out of toner (off: a new cartridge)" },
    });
    const machine = createMachine(context.clock, metal, { capacity, sheets, lowBelow, msPerPage, tonerPerSide });
    let interrupt = false;
    const printer: Printer = {
      machine,
      clock: context.clock,
      facts,
      interrupted: () => {
        const now = interrupt;
        interrupt = false;
        return now;
      },
    };

    const app = new Hono();
    // At any path: lp asks a print server at "/" and prints at "/printers/<name>".
    app.post("*", async (c) => {
      if (!(c.req.header("content-type") ?? "").startsWith(CONTENT_TYPE)) return c.text("Unsupported Media Type", 415);
      try {
        const request = decode(new Uint8Array(await c.req.arrayBuffer()));
        return c.body(encode(answer(printer, request, c.req.header("host") ?? "localhost")), 200, {
          "content-type": CONTENT_TYPE,
        });
      } catch (error) {
        if (error instanceof NotIpp) return c.text("Bad Request", 400);
        throw error;
      }
    });
    app.get("/", (c) => {
      const { sheets: left, toner } = machine.figures();
      return c.text(`${facts.model}\n${facts.location}\nGiấy: ${left} tờ. Mực: ${Math.round(toner)} %.\n`);
    });

    const view = () => {
      machine.tick();
      return machine.outputs().map(({ bytes, ...output }) => ({ ...output, size: bytes.length }));
    };
    const door = new Hono();
    door.route("/", metal.door);
    door.get("/outputs", (c) => c.json(view()));
    const printed = (id: string) => {
      machine.tick();
      return machine.outputs().findLast((output) => output.jobId === Number(id));
    };
    const missing = { error: "Chưa có bản in này / Nothing was printed for this job" };
    door.get("/jobs/:file{[0-9]+\\.(?:pdf|jpg)}", (c) => {
      const [id = ""] = c.req.param("file").split(".");
      const output = printed(id);
      if (output === undefined) return c.json(missing, 404);
      return c.body(new Uint8Array(output.bytes), 200, { "content-type": output.format });
    });
    door.get("/jobs/:id/pages/:page{[0-9]+}", async (c) => {
      const output = printed(c.req.param("id"));
      if (output?.format !== "application/pdf") return c.json(missing, 404);
      const picture = await pagePicture(output.bytes, Number(c.req.param("page")));
      if (picture === undefined) return c.json({ error: "Máy này không có pdftoppm / No pdftoppm here, or no such page" }, 501);
      return c.body(picture, 200, { "content-type": "image/png" });
    });
    door.post("/paper", async (c) => {
      const read = paperDoor.safeParse(await jsonBody(c));
      if (!read.success) return badRequest(c, read.error);
      machine.fill(read.data.sheets);
      return c.json(machine.figures());
    });
    door.post("/interrupt", (c) => {
      interrupt = true;
      return c.json({ interrupt });
    });

    const half = (came: Uint8Array<ArrayBuffer>): void => {
      try {
        brokenOff(printer, decode(came));
      } catch (error) {
        // Not even its attributes are whole: no job was made.
        if (!(error instanceof NotIpp)) throw error;
      }
    };
    return {
      app,
      half,
      reachable: metal.online,
      door,
      state: () => ({
        ...metal.state(),
        ...machine.figures(),
        reasons: machine.reasons(),
        jobs: machine.jobs().map(({ document, ...job }) => ({ ...job, pages: document?.pages ?? 0 })),
        outputs: view(),
      }),
      counts: () => {
        machine.tick();
        const { sheets: left, toner, pages } = machine.figures();
        return { jobs: machine.jobs().length, printed: machine.outputs().length, pages, sheets: left, toner: Math.round(toner) };
      },
      reset: () => {
        interrupt = false;
        machine.reset();
      },
      tick: machine.tick,
      actions: [
        ...metal.actions,
        { method: "GET", path: "/outputs", vi: "Những gì nằm ở khay giấy ra", en: "What lies in the output tray" },
        { method: "GET", path: "/jobs/1.pdf", vi: "Tệp đã in của lệnh 1", en: "What was printed for job 1" },
        { method: "GET", path: "/jobs/1/pages/1", vi: "Ảnh một trang đã in (cần pdftoppm)", en: "A printed page as a picture" },
        { method: "POST", path: "/paper", vi: "Nạp giấy", en: "Fill the tray", example: { sheets: 100 } },
        {
          method: "POST",
          path: "/interrupt",
          vi: "Tệp tiếp theo đứt giữa chừng khi máy đang nhận",
          en: "The next document breaks off while it comes in",
        },
      ],
    };
  },
});
