/** Every door that takes a body: how an honest caller comes to it, and how it says no. */
import { DSTCODE } from "../gateway/dvcqg/world.ts";
import { envelope, SUBMIT } from "../gateway/soap/world.ts";
import type { Answer, Attack } from "./raw.ts";
import { type AttackWorld, headerOf, REFUSED, submission } from "./world.ts";

export type Manner = "rest" | "soap" | "dvcqg" | "oauth" | "console";

/** A refusal in the door's own words: its status and its code. */
export type Refusal = readonly [status: number, code: string];

const parsed = (text: string): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>;
const between = (text: string, before: string, after: string): string =>
  text.includes(before) ? (text.split(before)[1]?.split(after)[0] ?? "") : "";

/** What an answer says in each manner; "?" where it is none of that manner. */
export const refusalOf = (answer: Answer, manner: Manner): Refusal => {
  const type = headerOf(answer, "content-type");
  if (type.startsWith("application/problem+json")) {
    const problem = parsed(answer.text);
    return [answer.status, problem["status"] === answer.status && problem["blame"] === "caller" ? String(problem["code"]) : "?"];
  }
  if (manner === "soap" && type.startsWith("text/xml"))
    return [answer.status, answer.text.includes(":Fault>") ? between(answer.text, "<lt:code>", "</lt:code>") : "?"];
  if (manner === "dvcqg" && type.startsWith("application/json")) {
    const { error_code, code, message } = parsed(answer.text);
    // Clients take these words for success wherever they stand.
    const success = error_code === "0" || error_code === 0 || /thành công/i.test(String(message));
    return [answer.status, success ? "?" : `${String(error_code)} ${String(code)}`];
  }
  if (manner === "oauth" && type.startsWith("application/json")) return [answer.status, String(parsed(answer.text)["error"])];
  if (manner === "console" && type.startsWith("text/html"))
    return [answer.status, answer.text.includes("Mã yêu cầu: ") || answer.text.includes("Lỗi: ") ? "page" : "?"];
  return [answer.status, "?"];
};

export interface Door {
  readonly name: string;
  readonly manner: Manner;
  readonly takes: "json" | "xml" | "form";
  /** The most that a body may have. */
  readonly maxBytes: number;
  /** A request that would be carried out, but for what an attack puts in it. */
  honest(world: AttackWorld): Attack & { readonly body: string };
}

const MIB = 1_048_576;
const ROAD = "/XrdAdapter/RestService/forward/mapi";
const NOBODY = "00000000-0000-4000-8000-000000000000";

const rest = (name: string, partner: string, path: string, body: object, method = "POST"): Door => ({
  name: `REST ${name}`,
  manner: "rest",
  takes: "json",
  maxBytes: MIB,
  honest: (world) => ({
    method,
    path,
    headers: {
      "content-type": "application/json",
      "idempotency-key": crypto.randomUUID(),
      ...(partner === "" ? {} : world.key(partner)),
    },
    body: JSON.stringify(body),
  }),
});

const dvcqg = (name: string, path: string, maxBytes: number, body: (world: AttackWorld) => object): Door => ({
  name: `DVCQG ${name}`,
  manner: "dvcqg",
  takes: "json",
  maxBytes,
  honest: (world) => ({
    path,
    headers: { "content-type": "application/json", ...(name === "login" ? {} : world.key("portal")) },
    body: JSON.stringify(body(world)),
  }),
});

const soap = (name: string, service: "dossiers" | "transfers", request: string): Door => ({
  name: `SOAP ${name}`,
  manner: "soap",
  takes: "xml",
  maxBytes: MIB,
  honest: (world) => ({
    path: `/soap/${service}`,
    headers: { "content-type": "text/xml; charset=utf-8", ...world.key(service === "dossiers" ? "portal" : "agency") },
    body: envelope(request, "", service),
  }),
});

const RECORD = { MaHoSo: "000.00.00.H57-260213-7777", MaTTHC: "1.001193", ChuHoSo: REFUSED, TrangThaiHoSo: "1" };

export const DOORS: readonly Door[] = [
  rest("submit", "portal", "/api/v1/dossiers", submission()),
  rest("amend", "portal", `/api/v1/dossiers/${NOBODY}`, { summary: REFUSED }, "PATCH"),
  rest("progress", "portal", `/api/v1/dossiers/${NOBODY}/progress`, { note: REFUSED }),
  rest("transfer result", "agency", `/api/v1/transfers/${NOBODY}~x/result`, { documents: [] }),
  rest("subscription", "portal", "/api/v1/subscriptions", { url: "https://nhan.example/hook", verify: false }),
  rest("redrive", "operator", "/api/v1/messages/redrive", { lane: "post", reason: REFUSED }),
  rest("public amendment", "", "/api/v1/look-up/amend", { code: "H57.122-260213-0001", key: "AAAAAAAAAA", summary: REFUSED }),
  soap("dossiers", "dossiers", SUBMIT("tan-cong")),
  soap("transfers", "transfers", "<q:ListTransfers/>"),
  dvcqg("login", `${ROAD}/login?dstcode=${DSTCODE}`, 8_192, ({ shared }) => ({ username: shared.id, password: shared.secret })),
  dvcqg("forward", `${ROAD}/g?dstcode=${DSTCODE}`, 16 * MIB, () => ({
    service: "DongBoHoSoMC",
    madonvi: "H57.122",
    isUpdating: "False",
    data: [RECORD],
  })),
  dvcqg("re-wrapper", "/api/SynsTTHCC/DongBoHoSoMC?MaDinhDanhDV=H57.122", 16 * MIB, () => [RECORD]),
  {
    name: "OAuth token",
    manner: "oauth",
    takes: "form",
    maxBytes: 8_192,
    honest: ({ client }) => ({
      path: "/oauth/token",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: `grant_type=client_credentials&client_id=${client.id}&client_secret=${client.secret}`,
    }),
  },
  {
    name: "console sign-in",
    manner: "console",
    takes: "form",
    maxBytes: 16_384,
    honest: ({ url }) => ({
      path: "/console/sign-in",
      headers: { "content-type": "application/x-www-form-urlencoded", origin: url, "sec-fetch-site": "same-origin" },
      body: `id=xa-khac&password=${REFUSED}`,
    }),
  },
];

export const jsonDoors = DOORS.filter(({ takes }) => takes === "json");
export const xmlDoors = DOORS.filter(({ takes }) => takes === "xml");
export const formDoors = DOORS.filter(({ takes }) => takes === "form");
