/**
 * VNPT's electronic receipts: the publish service and the portal service, both SOAP (domain.md §5.6). Numbers run in one series and run
 * out; a key is taken once; nothing is ever cancelled. Written from the contract alone.
 */
import { type Context, Hono } from "hono";
import { z } from "zod";
import { ERRORS, listRequest, NAMESPACE, PATHS, publishRequest } from "../../adapters/receipts/contract/receipt.ts";
import { sampleAccount, sampleInvoices, sampleKey } from "../../adapters/receipts/contract/samples.ts";
import { vietnamStamp } from "../kit/clock.ts";
import { badRequest, jsonBody } from "../kit/door.ts";
import { defineSimulator } from "../kit/simulation.ts";
import { readSoap, soapAnswer, soapFault, tag, type XmlElement, XmlReadError } from "../kit/xml.ts";
import { createBook, dateOf } from "./book.ts";

const options = z.strictObject({
  account: z.string().default(sampleAccount.account),
  acPass: z.string().default(sampleAccount.acPass),
  username: z.string().default(sampleAccount.username),
  password: z.string().default(sampleAccount.password),
  pattern: z.string().default(sampleAccount.pattern),
  serial: z.string().default(sampleAccount.serial),
  /** How many numbers the series has. */
  numbers: z.int().min(0).default(1_000_000),
  /** Taken like every simulator's; this one never calls the hub. */
  hubUrl: z.url().optional(),
});
const numbersDoor = z.strictObject({ more: z.int().min(1).max(1_000_000) });
const handDoor = z.strictObject({ key: z.string().min(1).max(60) });
const breakDoor = z.strictObject({ done: z.boolean().default(false), times: z.int().min(1).max(1000).default(1) });

/** ASP.NET binds elements of its own namespace only; what it does not find is null. */
const values = (operation: XmlElement): Record<string, string> =>
  Object.fromEntries(
    operation.children.filter((child) => child.namespace === NAMESPACE).map((child) => [child.name, child.text]),
  );

const returned = (operation: string, text: string): Response =>
  soapAnswer(`<${operation}Response xmlns="${NAMESPACE}">${tag(`${operation}Result`, text)}</${operation}Response>`);

export default defineSimulator({
  id: "receipts",
  title: { vi: "Dịch vụ biên lai điện tử (mô phỏng)", en: "Electronic receipt service (simulated)" },
  about: {
    vi: "Phát hành biên lai thu phí, lệ phí theo dải số; mỗi khóa một biên lai; tra cứu biên lai theo khóa.",
    en: "Issues receipts from a series of numbers, one for each key; lists receipts by key.",
  },
  options,
  settings: (url) => ({
    LIENTHONG_RECEIPTS_URL: url,
    LIENTHONG_RECEIPTS_ACCOUNT: sampleAccount.account,
    LIENTHONG_RECEIPTS_AC_PASS: sampleAccount.acPass,
    LIENTHONG_RECEIPTS_USERNAME: sampleAccount.username,
    LIENTHONG_RECEIPTS_PASSWORD: sampleAccount.password,
    LIENTHONG_RECEIPTS_PATTERN: sampleAccount.pattern,
    LIENTHONG_RECEIPTS_SERIAL: sampleAccount.serial,
  }),
  createApp: (context, settings) => {
    const book = createBook(context, settings, settings.numbers);
    const app = new Hono();

    const publish = (given: Record<string, string>): string => {
      const read = publishRequest.safeParse(given);
      const wrong = (error: (typeof ERRORS)[keyof typeof ERRORS]): string => `ERR:${book.refuse(error)}`;
      if (given["username"] !== settings.username || given["pass"] !== settings.password) return wrong(ERRORS.account);
      if (given["Account"] !== settings.account || given["ACpass"] !== settings.acPass) return wrong(ERRORS.account);
      if (!read.success) return wrong(ERRORS.xml);
      const { xmlInvData, pattern, serial } = read.data;
      const issued = book.publish(xmlInvData, pattern, serial);
      if (typeof issued === "number") return `ERR:${issued}`;
      return `OK:${pattern};${serial}-${issued.map((receipt) => `${receipt.key}_${receipt.number}`).join(",")}`;
    };
    const list = (given: Record<string, string>): string => {
      const read = listRequest.safeParse(given);
      if (given["userName"] !== settings.username || given["userPass"] !== settings.password)
        return `ERR:${book.refuse(ERRORS.account)}`;
      const from = dateOf(given["fromDate"] ?? "");
      const to = dateOf(given["toDate"] ?? "");
      if (!read.success || from === undefined || to === undefined) return `ERR:${book.refuse(ERRORS.xml)}`;
      const items = book.list(read.data.key, from, to).map((receipt) => {
        const fields = Object.entries(receipt).map(([name, value]) => tag(name, value));
        return `<Item>${fields.join("")}</Item>`;
      });
      return `<Data>${items.join("")}</Data>`;
    };

    const serve = (name: string, answer: (given: Record<string, string>) => string) => async (c: Context) => {
      try {
        const { operation } = readSoap(await c.req.text());
        if (operation.namespace !== NAMESPACE || operation.name !== name)
          return soapFault("Client", `Server did not recognize the value of HTTP Header SOAPAction: ${operation.name}.`);
        return returned(name, answer(values(operation)));
      } catch (error) {
        if (error instanceof XmlReadError) return soapFault("Client", error.message, 400);
        throw error;
      }
    };
    app.post(PATHS.publish, serve("ImportAndPublishInv", publish));
    app.post(PATHS.portal, serve("listInvByCusFkey", list));
    app.notFound((c) => c.text("The resource cannot be found.", 404));

    const door = new Hono();
    door.post("/numbers", async (c) => {
      const read = numbersDoor.safeParse(await jsonBody(c));
      if (!read.success) return badRequest(c, read.error);
      book.extend(read.data.more);
      return c.json({ left: book.left() });
    });
    door.post("/by-hand", async (c) => {
      const read = handDoor.safeParse(await jsonBody(c));
      if (!read.success) return badRequest(c, read.error);
      const stamp = vietnamStamp(context.clock.ms());
      const today = `${stamp.slice(6, 8)}/${stamp.slice(4, 6)}/${stamp.slice(0, 4)}`;
      const xml = sampleInvoices
        .replace(`<key>${sampleKey}<`, `<key>${read.data.key}<`)
        .replace(/<ArisingDate>[^<]*/, `<ArisingDate>${today}`);
      const issued = book.publish(xml, settings.pattern, settings.serial);
      return typeof issued === "number" ? c.json({ error: `ERR:${issued}` }, 409) : c.json(issued[0]);
    });
    door.post("/break", async (c) => {
      const read = breakDoor.safeParse((await jsonBody(c)) ?? {});
      if (!read.success) return badRequest(c, read.error);
      for (let i = 0; i < read.data.times; i += 1) book.breakNext(read.data.done);
      return c.json(read.data, 201);
    });

    return {
      app,
      state: () => ({ receipts: book.receipts(), refusals: book.refusals(), left: book.left() }),
      counts: () => ({
        "biên lai đã phát hành": book.receipts().length,
        "tiền trên biên lai (đồng)": book.receipts().reduce((sum, receipt) => sum + receipt.amount, 0),
        "bị từ chối": book.refusals().length,
        "số còn lại": book.left(),
      }),
      reset: book.reset,
      door,
      actions: [
        {
          method: "POST",
          path: "/numbers",
          vi: "Đăng ký thêm số biên lai",
          en: "Register more numbers",
          example: { more: 1000 },
        },
        {
          method: "POST",
          path: "/by-hand",
          vi: "Kế toán lập tay một biên lai trên trang của nhà cung cấp, với khóa đã cho",
          en: "An accountant issues a receipt by hand on the provider's site, under a key",
          example: { key: sampleKey },
        },
        {
          method: "POST",
          path: "/break",
          vi: "Lần phát hành tới trả ERR:5; done = true thì số đã dùng",
          en: "The next publication answers ERR:5; with done = true the number is used up",
          example: { done: true, times: 1 },
        },
      ],
    };
  },
});
