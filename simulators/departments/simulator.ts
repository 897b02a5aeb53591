/**
 * The specialised software of departments (departments) and the ministries' central system (ministry): one definition, two partners. REST and
 * SOAP on one app behind one token; its officers work by doors or by the clock and call the hub back, or wait to be asked (R-G09).
 */
import { readFileSync } from "node:fs";
import { Hono } from "hono";
import { z } from "zod";
import type { ResultsReply } from "../../adapters/departments/contract/callbacks.ts";
import {
  cancelDocument,
  getResults,
  type OperationName,
  PATHS,
  type Reply,
  supplementDocument,
  syncDocument,
} from "../../adapters/departments/contract/exchange.ts";
import { sampleAccount, sampleDocument } from "../../adapters/departments/contract/samples.ts";
import { createAgenda } from "../kit/agenda.ts";
import { badRequest, jsonBody } from "../kit/door.ts";
import { pushOptions } from "../kit/push.ts";
import { defineSimulator } from "../kit/simulation.ts";
import { createGateway } from "../kit/tokens.ts";
import { readSoap, soapAnswer, soapFault, XmlReadError } from "../kit/xml.ts";
import { type CallTrial, callTrial, createCaller } from "./calling.ts";
import { filesProblem } from "./files.ts";
import { createLedger, type HeldDocument, OVER } from "./ledger.ts";
import { asJson, operationXml, schemaProblem } from "./wire.ts";
import { DEED_TITLES, DEEDS, type Deed, eventOf, STATE_AFTER } from "./work.ts";

/** What its officers do by themselves, hours after a dossier (or a supplement) came. */
const LIFE: readonly (readonly [Deed, number])[] = [
  ["accept", 1],
  ["progress", 4],
  ["finish", 24],
];
/** A machine speaks these languages of the same answer. */
type Answer = Reply | ResultsReply;

const options = pushOptions.extend({
  clientId: z.string().default(sampleAccount.clientId),
  clientSecret: z.string().default(sampleAccount.clientSecret),
  hookSecret: z.string().default(sampleAccount.hookSecret),
  /** By the simulator's clock. */
  tokenTtlSeconds: z.int().min(1).default(3600),
  /** Its officers work by the clock; else only by the doors. */
  auto: z.boolean().default(true),
  /** How it tells of its work; "none": it can only be polled. */
  callbacks: z.enum(["json", "soap", "none"]).default("json"),
  /** Procedures that it resolves; absent: any. */
  procedures: z.array(z.string()).optional(),
  hubUrl: z.url().default("http://127.0.0.1:8080"),
});

const wsdl = (): string =>
  readFileSync(new URL("../../adapters/departments/contract/document-exchange.wsdl", import.meta.url), "utf8");

const problem = (error: z.ZodError): string => {
  const field = error.issues[0]?.path.join(".") ?? "";
  return field === "" ? "Dữ liệu không đúng định dạng" : `Trường ${field} thiếu hoặc không hợp lệ`;
};

/** One partner of this kind. `id`: the lane. `prefix`: how its own numbers begin. */
export const exchangeSimulator = (
  id: "departments" | "ministry",
  prefix: string,
  title: { readonly vi: string; readonly en: string },
) =>
  defineSimulator({
    id,
    title,
    about: {
      vi: "Nhận hồ sơ liên thông (REST hoặc SOAP), báo tiến độ, yêu cầu bổ sung, trả kết quả kèm giấy tờ số hóa.",
      en: "Takes transferred dossiers (REST or SOAP), tells progress, asks for papers, gives results with digitised papers.",
    },
    options,
    settings: (url) => ({
      [`LIENTHONG_${id.toUpperCase()}_URL`]: url,
      [`LIENTHONG_${id.toUpperCase()}_CLIENT_ID`]: sampleAccount.clientId,
      [`LIENTHONG_${id.toUpperCase()}_CLIENT_SECRET`]: sampleAccount.clientSecret,
      [`LIENTHONG_${id.toUpperCase()}_HOOK_SECRET`]: sampleAccount.hookSecret,
    }),
    createApp: (context, settings) => {
      const ledger = createLedger(context, prefix);
      const caller = createCaller(context, id, settings);
      const gateway = createGateway(context, {
        id: settings.clientId,
        secret: settings.clientSecret,
        tokenTtlSeconds: settings.tokenTtlSeconds,
      });
      const agenda = createAgenda<{ readonly key: string; readonly deed: Deed; readonly trial: CallTrial }>(
        context,
        ({ deed, trial }) => {
          const held = ledger.find(trial.docCode, trial.transferId);
          if (held !== undefined && !OVER.has(held.state)) void does(held, deed, trial);
        },
      );
      const keyOf = (held: HeldDocument): string => `${held.sent.DocCode} ${held.sent.TransferId}`;
      const does = (held: HeldDocument, deed: Deed, trial: CallTrial) => {
        const event = eventOf(context, held, deed, trial.data);
        ledger.happened(held, event, STATE_AFTER[deed]);
        if (STATE_AFTER[deed] !== "processing") agenda.drop((entry) => entry.key === keyOf(held));
        return caller.call(event, trial);
      };
      const begin = (docCode: string, transferId: string): void => {
        if (!settings.auto) return;
        const trial = { docCode, transferId, data: {} };
        for (const [deed, hours] of LIFE)
          agenda.plan(context.clock.ms() + hours * context.hourMs, { key: `${docCode} ${transferId}`, deed, trial });
      };

      /** One operation, whichever wire it came by. */
      const OPERATIONS: Readonly<Record<OperationName, (body: unknown) => Answer>> = {
        SyncDocument: (body) => {
          const sent = syncDocument.safeParse(body);
          if (!sent.success) return ledger.refusal("INVALID", problem(sent.error));
          if (settings.procedures !== undefined && !settings.procedures.includes(sent.data.DocTypeCode))
            return ledger.refusal("SCOPE", `Thủ tục ${sent.data.DocTypeCode} không thuộc thẩm quyền giải quyết`);
          const broken = filesProblem(sent.data.Attachments);
          if (broken !== undefined) return ledger.refusal("FILE", broken);
          const taken = ledger.sync(sent.data);
          if (taken.changed) begin(sent.data.DocCode, sent.data.TransferId);
          return taken.reply;
        },
        SupplementDocument: (body) => {
          const sent = supplementDocument.safeParse(body);
          if (!sent.success) return ledger.refusal("INVALID", problem(sent.error));
          const broken = filesProblem(sent.data.Attachments);
          if (broken !== undefined) return ledger.refusal("FILE", broken);
          const taken = ledger.supplement(sent.data);
          if (taken.changed) begin(sent.data.DocCode, sent.data.TransferId);
          return taken.reply;
        },
        CancelDocument: (body) => {
          const sent = cancelDocument.safeParse(body);
          if (!sent.success) return ledger.refusal("INVALID", problem(sent.error));
          const taken = ledger.cancel(sent.data);
          if (taken.changed) agenda.drop((entry) => entry.key === `${sent.data.DocCode} ${sent.data.TransferId}`);
          return taken.reply;
        },
        GetResults: (body) => {
          const asked = getResults.safeParse(body);
          if (!asked.success) return ledger.refusal("INVALID", problem(asked.error));
          return {
            Status: 1,
            Code: "OK",
            Message: "Thành công",
            DocumentId: undefined,
            Events: asked.data.Transfers.flatMap((one) => ledger.eventsOf(one)),
          };
        },
      };
      const isOperation = (name: string): name is OperationName => Object.hasOwn(OPERATIONS, name);

      const app = new Hono();
      app.post(`/${PATHS.token}`, gateway.login);
      app.get(`/${PATHS.soap}`, (c) => c.body(wsdl(), 200, { "content-type": "text/xml; charset=utf-8" }));
      app.use("*", async (c, next) => {
        if (c.req.path === `/${PATHS.token}` || (c.req.method === "GET" && c.req.path === `/${PATHS.soap}`)) return next();
        const stopped = gateway.stopped(c);
        if (stopped !== undefined) return stopped;
        agenda.tick();
        return next();
      });
      for (const name of Object.keys(OPERATIONS).filter(isOperation)) {
        app.post(`/${PATHS[name]}`, async (c) => c.json(OPERATIONS[name](await jsonBody(c))));
      }
      app.post(`/${PATHS.soap}`, async (c) => {
        try {
          const { operation } = readSoap(await c.req.text());
          if (!isOperation(operation.name)) return soapFault("Client", `Không có dịch vụ ${operation.name}`);
          const wrong = schemaProblem(operation);
          if (wrong !== undefined) return soapFault("Client", `Thông điệp không hợp lệ với lược đồ: ${wrong}`);
          return soapAnswer(operationXml(`${operation.name}Response`, OPERATIONS[operation.name](asJson(operation))));
        } catch (error) {
          if (error instanceof XmlReadError) return soapFault("Client", `Thông điệp không phải XML hợp lệ: ${error.message}`);
          throw error;
        }
      });
      app.notFound((c) => c.json({ fault: { code: 404, message: "No matching resource", description: c.req.path } }, 404));

      const door = new Hono();
      for (const deed of DEEDS) {
        door.post(`/${deed}`, async (c) => {
          const read = callTrial.safeParse(await jsonBody(c));
          if (!read.success) return badRequest(c, read.error);
          agenda.tick();
          const held = ledger.find(read.data.docCode, read.data.transferId);
          if (held === undefined) return c.json({ error: "Không có hồ sơ này / No such dossier" }, 404);
          if (OVER.has(held.state)) return c.json({ error: "Hồ sơ đã kết thúc / The dossier is over" }, 409);
          try {
            return c.json(await does(held, deed, read.data));
          } catch (error) {
            if (error instanceof z.ZodError) return badRequest(c, error);
            throw error;
          }
        });
      }

      return {
        app,
        state: () => ({ documents: ledger.all(), calls: caller.calls() }),
        counts: () => ({
          phiên: gateway.tokens.count(),
          "hồ sơ": ledger.all().length,
          "gửi lặp": ledger.repeats(),
          "đã xong": ledger.all().filter((one) => one.state === "done").length,
          "đã báo": caller.calls().length,
        }),
        reset: () => {
          ledger.reset();
          caller.reset();
          agenda.reset();
          gateway.tokens.clear();
        },
        expireSessions: gateway.tokens.clear,
        tick: agenda.tick,
        door,
        actions: DEEDS.map((deed) => ({
          method: "POST",
          path: `/${deed}`,
          vi: DEED_TITLES[deed][0],
          en: DEED_TITLES[deed][1],
          example: { docCode: sampleDocument.DocCode },
        })),
      };
    },
  });

export default exchangeSimulator("departments", "SO", {
  vi: "Phần mềm chuyên ngành của sở, cơ sở dữ liệu tỉnh (mô phỏng)",
  en: "Departments' specialised software (simulated)",
});
export const ministry = exchangeSimulator("ministry", "BO", {
  vi: "Hệ thống xử lý tập trung của bộ (mô phỏng)",
  en: "A ministry's central system (simulated)",
});
