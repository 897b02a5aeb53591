/** The hall's doors for attacks: the demo hall, people who may and may not work in it, a dossier full of marked personal data, and devices' cookies. */
import { createHmac } from "node:crypto";
import { SIGNATURE } from "../../adapters/hall/ivr/contract/call.ts";
import type { PersonRole } from "../../core/people/roles.ts";
import { type Browser, browser, tokenIn } from "../gateway/console-browser.ts";
import type { Answer, Attack } from "./raw.ts";
import { type AttackWorld, attackWorld, NOW, OWNER, PASSWORD, submission } from "./world.ts";

export const HALL = "thuan-hoa";
export const WARD = "H57.101";
export const IVR_SECRET = "khoa-tong-dai-thu-nghiem";
/** Of an identity card that somebody shows to the kiosk. */
export const CARD = "001099000077|123456789|Lê Thị Căn Cước|01021990|Nữ|Thôn Riêng Tư, Huế|01012022";
export const CARD_MARKS = ["001099000077", "123456789", "Căn Cước", "Riêng Tư"] as const;

/** Devices that have an address; nobody listens there. */
const DEVICES = {
  LIENTHONG_HALL_TH_IVR_1: `ivr://:${IVR_SECRET}@127.0.0.1:9`,
  LIENTHONG_HALL_TH_SCANNER_1: "escl://127.0.0.1:9/eSCL",
  LIENTHONG_HALL_TH_SLIP_1: "escpos://127.0.0.1:9",
} as const;
const OFFICER = { actor: { id: "cb-sanh", name: "Cán bộ sảnh", role: "officer", agencyId: WARD } } as const;

export type ScreenName = "kiosk" | "queue" | "results" | "tablet";
export const SCREEN_DEVICES: Readonly<Record<ScreenName, string>> = {
  kiosk: "th-kiosk-1",
  queue: "th-queue-1",
  results: "th-results-1",
  tablet: "th-tablet-1",
};

/** What a browser sends with a form of our own page. */
export const FORM = { "content-type": "application/x-www-form-urlencoded" } as const;

export const hallAttackWorld = async () => {
  const world: AttackWorld = await attackWorld(DEVICES);
  const { hub } = world;
  const { key: wardKey } = await hub.addPartner({ id: "ward", name: "Cổng phường", role: "portal", agencies: [WARD] });
  const ward = { authorization: `Bearer ${wardKey}` } as const;
  const wardJson = { ...ward, "content-type": "application/json" } as const;
  const add = async (id: string, role: PersonRole, agency: string): Promise<void> => {
    const added = await hub.people.add({ id, name: `Người ${id}`, role, agencies: [agency] }, PASSWORD, {
      actor: "cli/thu",
      reason: "thử nghiệm",
    });
    if ("blame" in added) throw new TypeError(added.code);
  };
  await add("cb-sanh", "oneStopOfficer", WARD);
  await add("ho-tro", "support", WARD);

  const post = async <T = Record<string, unknown>>(path: string, body: object, headers: object = wardJson): Promise<T> => {
    const answer = await world.send({
      path,
      headers: { ...(headers as Record<string, string>), "idempotency-key": crypto.randomUUID() },
      body: JSON.stringify(body),
    });
    if (answer.status > 201) throw new TypeError(`${path}: ${answer.status} ${answer.text}`);
    return JSON.parse(answer.text) as T;
  };
  /** Received at the ward, from start to slip. */
  const receivedAt = async (agencyId: string, headers: object, more: object = {}): Promise<{ id: string; code: string }> => {
    const by = { actor: { ...OFFICER.actor, agencyId } };
    const body = { ...submission({ ...more, ...by }), agencyId };
    const { dossierId: id } = await post<{ dossierId: string }>("/api/v1/dossiers", body, headers);
    await post(`/api/v1/dossiers/${id}/check`, { outcome: "valid", ...by }, headers);
    const { code } = await post<{ code: string }>(`/api/v1/dossiers/${id}/receive`, by, headers);
    return { id, code };
  };

  const cookieOf = (screen: ScreenName, device = SCREEN_DEVICES[screen], key = hub.hall.deviceKey(device)) => ({
    cookie: `lienthong-${screen}=${device}~${key}`,
  });
  /** A form as a browser sends it from the very page. */
  const ownForm = (
    path: string,
    headers: Readonly<Record<string, string>>,
    fields: Readonly<Record<string, string>>,
  ): Attack => ({
    path,
    headers: { ...FORM, origin: world.url, "sec-fetch-site": "same-origin", ...headers },
    body: new URLSearchParams(fields).toString(),
  });

  const signIn = async (id: string): Promise<Browser> => {
    const page = browser((url, init) => fetch(url, init), world.url);
    await page.post("/console/sign-in", { id, password: PASSWORD });
    return page;
  };
  const cookieHeader = (page: Browser) => ({ cookie: `lienthong=${page.jar.get("lienthong")?.value ?? ""}` });
  const tokenOf = async (page: Browser): Promise<string> => tokenIn(await page.get("/console"));

  /** An event of the telephone exchange, signed as it signs, or as the attack has it. */
  const ringing = (event: object, { at = NOW, secret = IVR_SECRET, path = "/hooks/th-ivr-1/call" } = {}): Attack => {
    const body = JSON.stringify(event);
    const timestamp = String(Math.floor(Date.parse(at) / 1000));
    return {
      path,
      headers: {
        "content-type": "application/json",
        [SIGNATURE.timestampHeader]: timestamp,
        [SIGNATURE.signatureHeader]: createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex"),
      },
      body,
    };
  };

  /** keepsQuiet of a screen's page, which gives the device its own cookie anew, and its key nowhere else. */
  const screenQuiet = (answer: Answer, what: string): void =>
    world.keepsQuiet({ ...answer, headers: new Map([...answer.headers].filter(([name]) => name !== "set-cookie")) }, what);

  return { ...world, screenQuiet, ward, wardJson, post, receivedAt, cookieOf, ownForm, signIn, cookieHeader, tokenOf, ringing };
};
export type HallAttackWorld = Awaited<ReturnType<typeof hallAttackWorld>>;

/** The status and first words of an answer, for messages. */
export const shown = (answer: Answer): string => `${answer.status} ${answer.text.replaceAll(/\s+/g, " ").slice(0, 300)}`;

/** Opens a stream and reads until `met`; hangs up then. */
export const readStream = async (
  url: string,
  headers: Readonly<Record<string, string>>,
  met: (text: string) => boolean,
): Promise<{ readonly status: number; readonly text: string }> => {
  const over = new AbortController();
  const answer = await fetch(url, { headers, signal: over.signal });
  const reader = answer.body?.getReader();
  const decoder = new TextDecoder();
  let text = "";
  while (reader !== undefined && !met(text)) {
    const { done, value } = await reader.read();
    if (done) break;
    text += decoder.decode(value, { stream: true });
  }
  over.abort();
  return { status: answer.status, text };
};

/** Marked, and markup: of a person whose dossier is in the hall. */
export const MARKED = {
  kind: "citizen",
  fullName: "Phạm Thị <b>Riêng</b> Tư",
  identityNumber: "001099000055",
  phone: "0900000055",
  email: "rieng-tu@nguoi.example",
} as const;
/** What must not be found in any answer to a stranger. */
export const MARKS = ["Riêng", "001099000055", "0900000055", "rieng-tu@", ...Object.values(OWNER)] as const;

export const SCREENS = ["kiosk", "queue", "results", "tablet"] as const satisfies readonly ScreenName[];
export const UNIT = "th-ticket-1";
/** A call at a unit's door with a key, right or wrong. */
export const unitDoor = (device: string, path: string, key: string, body?: unknown): Attack => ({
  path: `/hall/v1/devices/${device}${path}`,
  headers: { authorization: `Bearer ${key}`, ...(body === undefined ? {} : { "content-type": "application/json" }) },
  ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
});
/** A number taken at the ticket machine. */
export const taking = (key: string = crypto.randomUUID(), more: object = {}) => ({ service: "ho-tich", key, ...more });
