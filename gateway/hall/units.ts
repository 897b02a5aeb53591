/**
 * /hall/v1/devices/{id}: doors for the units that call us (R-H): ticket machine, call unit, loudspeaker. The wire form is adapters/hall/queue-units/contract;
 * README.md there tells it with curl. Every number and call goes through the hall's queue, with the unit as who did it.
 */
import type { Context, Hono } from "hono";
import type { Logger } from "pino";
import type { z } from "zod";
import {
  callRequest,
  stateReport,
  type TicketAnswer,
  ticketRequest,
  UNITS_PATH,
  type Unit,
} from "../../adapters/hall/queue-units/contract/units.ts";
import type { Refusal } from "../../core/dossier/types.ts";
import type { HallCommandInput } from "../../core/hall/commands.ts";
import type { HallOutcome } from "../../core/hall/types.ts";
import { type Hub, ticketSlip } from "../../core/hub.ts";
import type { Entry } from "../auth/entry.ts";
import type { GatewayEnv } from "../env.ts";
import { answerProblem, PROBLEMS, type Problem, problem } from "../problem.ts";
import { guardJson, readBounded } from "../rest/body.ts";
import { fieldProblems } from "../rest/issues.ts";
import { refusalProblem } from "../rest/refusals.ts";
import { createSpeech, type Speech } from "./speech.ts";
import { createUnitEntry } from "./unit-entry.ts";
import { createPresence, PRESENCE_MANNERS, type PresenceManners } from "./unit-presence.ts";
import { unitStream } from "./unit-stream.ts";
import { announcementView, counterNow, counterOf, hallNow, printLines, type UnitPlace } from "./unit-views.ts";

/** The largest honest body is a report with ten problems. */
const MOST_BYTES = 16_384;
const BODY_MS = 10_000;

export interface UnitDoorOptions {
  readonly hub: Hub;
  readonly entry: Pick<Entry, "limits" | "addressOf">;
  readonly log: Logger;
  /** Real time, milliseconds. */
  readonly wallClock: () => number;
  readonly draining: () => boolean;
  /** Default: espeak-ng where it is on PATH. */
  readonly speech?: Speech;
  readonly manners?: Partial<PresenceManners>;
  readonly timeoutMs?: number | undefined;
}

const wrongKind = (vi: string, en: string): Problem =>
  problem(403, "hall.device-of-another-kind", {
    detail: { vi: `Chỉ ${vi} làm được việc này.`, en: `Only a ${en} does this.` },
    hint: { vi: "Kiểm tra mã thiết bị trong catalogs/halls.", en: "Check the device's id in catalogs/halls." },
  });
const noCounter = (): Problem =>
  problem(409, "hall.device-without-counter", {
    blame: "hub",
    detail: { vi: "Thiết bị này chưa được gắn với quầy nào.", en: "This device belongs to no counter." },
    hint: { vi: "Ghi counter của thiết bị vào catalogs/halls.", en: "Give the device its counter in catalogs/halls." },
  });
const noSpeech = (why: "no-program" | "failed"): Problem =>
  problem(404, why === "no-program" ? "hall.no-speech" : "hall.speech-failed", {
    blame: "hub",
    detail: {
      vi: why === "no-program" ? "Máy chủ không cài espeak-ng nên không có giọng đọc." : "Không tạo được giọng đọc.",
      en: why === "no-program" ? "This server has no espeak-ng, so there is no speech." : "The speech could not be made.",
    },
    hint: { vi: "Loa tự đọc chữ, hoặc cài espeak-ng.", en: "Let the unit speak by itself, or install espeak-ng." },
  });

/** Right in itself but not now is 409; what names something that is not there stays 422; the hub's own lack 503. */
const NAMES_NOTHING = /^hall\.(?:invalid|unknown-|line-missing|no-line|wrong-line|transfer-nowhere)/;
const problemOf = (refusal: Refusal): Problem => {
  const usual = refusalProblem(refusal);
  return refusal.blame !== "caller" || NAMES_NOTHING.test(refusal.code)
    ? usual
    : problem(409, refusal.code, {
        detail: usual.detail,
        hint: usual.hint,
        ...(usual.details === undefined ? {} : { details: usual.details }),
      });
};

const refusedBy = (outcome: HallOutcome): Problem | undefined =>
  outcome.outcome === "refused" || outcome.outcome === "conflict" ? problemOf(outcome.refusal) : undefined;

/** Adds the doors. */
export const addUnitDoors = (app: Hono<GatewayEnv>, options: UnitDoorOptions): void => {
  const { hub, log, wallClock, draining, timeoutMs = BODY_MS } = options;
  const manners = { ...PRESENCE_MANNERS, ...options.manners };
  const speech = options.speech ?? createSpeech();
  const presence = createPresence(hub, manners, wallClock);
  const { enter } = createUnitEntry(hub, options.entry, wallClock);

  /** The unit, or the answer that turns it away. */
  const entering =
    (act: (c: Context<GatewayEnv>, place: UnitPlace) => Promise<Response> | Response) =>
    async (c: Context<GatewayEnv>): Promise<Response> => {
      const place = enter(c);
      if ("problem" in place) return answerProblem(c, place.problem);
      presence.heard(place.device.id);
      c.header("Cache-Control", "no-store");
      return act(c, place);
    };
  const read = async <T>(c: Context<GatewayEnv>, schema: z.ZodType<T>): Promise<{ value: T } | { problem: Problem }> => {
    if (!/^application\/json\b/i.test(c.req.header("content-type") ?? ""))
      return {
        problem: problem(415, "request.wrong-content-type", {
          detail: { vi: "Content-Type phải là application/json.", en: "Content-Type must be application/json." },
          hint: { vi: "Đặt tiêu đề Content-Type.", en: "Set the header Content-Type." },
        }),
      };
    const body = await readBounded(c.req.raw, MOST_BYTES, timeoutMs);
    if ("problem" in body) return body;
    const json = guardJson(body.bytes);
    if ("problem" in json) return json;
    const parsed = schema.safeParse(json.value);
    if (parsed.success) return { value: parsed.data };
    return {
      problem: problem(422, "request.invalid", {
        detail: { vi: "Nội dung không đúng quy định.", en: "The body is not as agreed." },
        hint: { vi: "Sửa các trường nêu ở errors.", en: "Correct the fields named in errors." },
        errors: fieldProblems(parsed.error),
      }),
    };
  };
  const execute = ({ device, hall }: UnitPlace, command: HallCommandInput, key: string | undefined): Promise<HallOutcome> =>
    hub.hall.execute({
      hallId: hall.id,
      command,
      actor: { kind: "device", id: device.id, name: device.name.vi },
      // Keys are a unit's own: two machines may count alike.
      ...(key === undefined ? {} : { key: `${device.id}:${key}` }),
    });

  app.get(
    `${UNITS_PATH}/:id`,
    entering(async (c, { device, hall }) => {
      const [day, devices] = [await hub.hall.day(hall.id), await hub.hall.devices(hall.id)];
      const counter = counterOf({ device, hall });
      const answer: Unit = {
        device: { id: device.id, kind: device.kind as Unit["device"]["kind"], name: device.name },
        hall: { id: hall.id, name: hall.name },
        now: hub.now(),
        priorities: hall.priorities.flatMap((id) => {
          const known = hub.catalogs.priorities.get(id);
          return known === undefined ? [] : [{ id, name: known.name }];
        }),
        ...(device.kind === "callUnit" ? {} : { offers: hallNow(hall, day, devices, hub.hall, hub.now()) }),
        ...(device.kind === "callUnit" && counter !== undefined
          ? { counter: counterNow(hall, counter, day, hub.catalogs.priorities) }
          : {}),
      };
      return c.json(answer);
    }),
  );

  app.post(
    `${UNITS_PATH}/:id/tickets`,
    entering(async (c, place) => {
      if (place.device.kind !== "ticketMachine") return answerProblem(c, wrongKind("máy lấy số", "ticket machine"));
      const body = await read(c, ticketRequest);
      if ("problem" in body) return answerProblem(c, body.problem);
      const { service, procedure, priority, language, key } = body.value;
      const outcome = await execute(
        place,
        {
          type: "takeTicket",
          language,
          ...(service === undefined ? {} : { serviceId: service }),
          ...(procedure === undefined ? {} : { procedureCode: procedure }),
          ...(priority === undefined ? {} : { priority }),
        },
        key,
      );
      const refused = refusedBy(outcome);
      if (refused !== undefined) return answerProblem(c, refused);
      const ticket = "ticket" in outcome ? outcome.ticket : undefined;
      const line = place.hall.services.find(({ id }) => id === ticket?.serviceId);
      if (ticket === undefined || line === undefined || !("day" in outcome)) return answerProblem(c, PROBLEMS.unexpected());
      const estimate = hub.hall.estimate(outcome.day, ticket.id, hub.now());
      const first = ticket.priority === undefined ? undefined : hub.catalogs.priorities.get(ticket.priority);
      const slip = ticketSlip({
        hall: place.hall,
        ticket,
        ...(first === undefined ? {} : { priority: first }),
        ...(estimate === undefined ? {} : { estimate }),
      });
      const answer: TicketAnswer = {
        ticket: ticket.id,
        line: { id: line.id, name: line.name },
        takenAt: ticket.takenAt,
        ahead: estimate?.ahead ?? 0,
        ...(estimate?.minutes === undefined ? {} : { minutes: estimate.minutes }),
        print: [...printLines(slip)],
        barcode: ticket.id,
      };
      return c.json(answer, outcome.outcome === "repeat" ? 200 : 201);
    }),
  );

  app.post(
    `${UNITS_PATH}/:id/calls`,
    entering(async (c, place) => {
      if (place.device.kind !== "callUnit") return answerProblem(c, wrongKind("bàn phím gọi số", "call unit"));
      const counter = counterOf(place);
      if (counter === undefined) return answerProblem(c, noCounter());
      const body = await read(c, callRequest);
      if ("problem" in body) return answerProblem(c, body.problem);
      const { action, to, key } = body.value;
      const at = { counterId: counter.id } as const;
      const command: HallCommandInput =
        action === "next"
          ? { type: "callNext", ...at }
          : action === "transfer"
            ? {
                type: "transfer",
                ...at,
                ...(to?.service === undefined ? {} : { toServiceId: to.service }),
                ...(to?.counter === undefined ? {} : { toCounterId: to.counter }),
              }
            : { type: action, ...at };
      const refused = refusedBy(await execute(place, command, key));
      if (refused !== undefined) return answerProblem(c, refused);
      return c.json(counterNow(place.hall, counter, await hub.hall.day(place.hall.id), hub.catalogs.priorities));
    }),
  );

  app.post(
    `${UNITS_PATH}/:id/state`,
    entering(async (c, { device }) => {
      const body = await read(c, stateReport);
      if ("problem" in body) return answerProblem(c, body.problem);
      await presence.report(device.id, body.value);
      return c.body(null, 204);
    }),
  );

  app.get(
    `${UNITS_PATH}/:id/stream`,
    entering((c, place) => unitStream(c, place, { hub, log, presence, manners, speech, draining })),
  );

  app.get(
    `${UNITS_PATH}/:id/announcements/:file{[0-9]{1,9}\\.wav}`,
    entering(async (c, { device, hall }) => {
      if (device.kind !== "loudspeaker") return answerProblem(c, wrongKind("loa", "loudspeaker"));
      const seq = Number.parseInt(c.req.param("file") ?? "", 10);
      const event = seq < 1 ? undefined : (await hub.hall.events(hall.id, seq - 1, 1))[0];
      const said = event?.seq === seq ? announcementView(event, hall, hub.now(), undefined) : undefined;
      if (said === undefined) return answerProblem(c, PROBLEMS.unknownResource({ vi: "lời gọi số", en: "announcement" }));
      const made = await speech.say(said.vi);
      if ("missing" in made) return answerProblem(c, noSpeech(made.missing));
      return c.body(Buffer.from(made.wav), 200, { "content-type": "audio/wav" });
    }),
  );
};
