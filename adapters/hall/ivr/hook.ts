/** The exchange tells what happens in a call, and is answered what to do next (contract/call.ts). Nothing is changed by a call: it only asks. */
import type { Call, Hook, HookAnswer } from "../../../core/exchange/adapter.ts";
import type { DeviceLaneConfig } from "../../../core/hall/device.ts";
import { callerLimit } from "../../kit/caller-limit.ts";
import { readMessage } from "../../kit/hook.ts";
import { toCompactTime } from "../../kit/local-time.ts";
import { signatureProblem } from "../../kit/signature.ts";
import { digitsToCodes } from "./codes.ts";
import type { IvrConfig } from "./config.ts";
import { type CallState, FIRST, openState, sealState } from "./context.ts";
import { type CallAnswer, type CallEvent, callEvent, SIGNATURE } from "./contract/call.ts";
import { agencyChosen, begin, chosen, codeTyped, type Found, inMenu, type MenuHall, type Step, turnAway } from "./menu.ts";

type IvrCall = Call<DeviceLaneConfig<IvrConfig>>;

/** A person who mistypes calls twice; a machine that tries codes through is stopped (a day of one agency has some hundred numbers). */
const CALLS_AN_HOUR = 10;
const LOOK_UPS_AN_HOUR = 15;
/** All who hide their number together. */
const HIDDEN_TIMES = 5;
const HOUR_MS = 3_600_000;
/** Most codes of one input that are looked for. */
const MOST_CODES = 12;

const limits = {
  calls: callerLimit(CALLS_AN_HOUR, HOUR_MS),
  lookUps: callerLimit(LOOK_UPS_AN_HOUR, HOUR_MS),
  hiddenCalls: callerLimit(CALLS_AN_HOUR * HIDDEN_TIMES, HOUR_MS),
  hiddenLookUps: callerLimit(LOOK_UPS_AN_HOUR * HIDDEN_TIMES, HOUR_MS),
};

const json = (status: number, body: CallAnswer | { readonly error: string }): HookAnswer => ({
  status,
  headers: { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" },
  body: JSON.stringify(body),
});

/** Whether this number may ask once more. A number that is hidden shares with all that are. */
const mayAsk = ({ from }: CallEvent, what: "calls" | "lookUps", call: IvrCall): boolean => {
  const now = Date.parse(call.now());
  const { id } = call.config.device;
  const digits = from.replaceAll(/\D/g, "");
  if (digits !== "") return limits[what].allow(`${id} ${digits}`, now);
  return (what === "calls" ? limits.hiddenCalls : limits.hiddenLookUps).allow(id, now);
};

const findAll = async (codes: readonly string[], call: IvrCall): Promise<readonly Found[]> => {
  const found: Found[] = [];
  for (const code of codes.slice(0, MOST_CODES)) {
    const dossier = await call.find(code);
    if (dossier !== undefined) found.push({ code, dossier });
  }
  return found;
};

const todayOf = (call: IvrCall): string => {
  const stamp = toCompactTime(call.now());
  return `${stamp.slice(0, 4)}-${stamp.slice(4, 6)}-${stamp.slice(6, 8)}`;
};

const pressed = async (
  event: CallEvent & { event: "digits" },
  state: CallState,
  hall: MenuHall,
  call: IvrCall,
): Promise<Step> => {
  const digits = event.digits.replaceAll("#", "");
  if (state.step === "menu") return inMenu(state, digits, hall);
  if (!mayAsk(event, "lookUps", call)) return turnAway(state);
  if (state.step === "agency") {
    const code = chosen(state, digits);
    const [found] = code === undefined ? [] : await findAll([code], call);
    return agencyChosen(state, found, hall);
  }
  const codes = digitsToCodes(digits, hall.hall.agencyId, todayOf(call));
  return codeTyped(state, codes.length, await findAll(codes, call), hall);
};

const next = async (event: CallEvent, call: IvrCall): Promise<Step> => {
  const { hall, settings } = call.config;
  const { operator, hours, secret } = settings;
  const menuHall: MenuHall = { hall, hours, ...(operator === undefined ? {} : { operator }) };
  if (event.event === "hangup") return { state: FIRST, actions: [] };
  if (event.event === "start") return mayAsk(event, "calls", call) ? begin(FIRST, menuHall) : turnAway(FIRST);
  const state = openState(event.context, event.callId, secret);
  // A context that is lost, or not ours: the call begins anew.
  return state === undefined ? begin(FIRST, menuHall) : pressed(event, state, menuHall, call);
};

const SAYS = {
  unsigned: "thiếu chữ ký / unsigned",
  forged: "chữ ký không đúng / wrong signature",
  stale: "chữ ký đã quá hạn / stale",
};

/** Callers' numbers have no business in the message log, however they are written; of what cannot be read only its size is told. */
const withoutCaller = (body: Uint8Array): Uint8Array => {
  try {
    const said: unknown = JSON.parse(Buffer.from(body).toString("utf8"));
    return Buffer.from(JSON.stringify(said, (name, value: unknown) => (name === "from" && value !== "" ? "***" : value)));
  } catch {
    return Buffer.from(`[${body.byteLength} bytes that are no JSON]`);
  }
};

export const callHook: Hook<DeviceLaneConfig<IvrConfig>> = {
  title: { vi: "Tổng đài điện thoại hỏi", en: "The telephone exchange asks" },
  logged: withoutCaller,
  read: async (request, call) => {
    const { secret } = call.config.settings;
    const problem = signatureProblem(request, SIGNATURE, secret, call.now());
    if (problem !== undefined) return json(401, { error: `Từ chối / refused: ${SAYS[problem]}` });
    if (request.method !== "POST") return json(400, { error: "Chỉ nhận POST / POST only" });
    const message = readMessage(request, callEvent);
    if (!message.ok) return json(400, { error: message.says });
    const { state, actions } = await next(message.value, call);
    return json(200, { actions: [...actions], context: sealState(state, message.value.callId, secret) });
  },
};
