/** The doors that a partner proves itself at: reads, writes, uploads, streams; by REST, SOAP and the portal's protocol. */
import { expect } from "vitest";
import { DSTCODE } from "../gateway/dvcqg/world.ts";
import { envelope, SUBMIT } from "../gateway/soap/world.ts";
import { type Manner, refusalOf } from "./doors.ts";
import type { Answer, Attack } from "./raw.ts";
import { type AttackWorld, submission } from "./world.ts";

export const MINUTE = 60_000;
export const XML = { "content-type": "text/xml; charset=utf-8" };
export const JSON_TYPE = { "content-type": "application/json" };
export const ROAD = `/XrdAdapter/RestService/forward/mapi`;

/** A request whose proof is in its headers. */
export type Signed = Omit<Attack, "headers"> & { readonly headers: Readonly<Record<string, string>> };
export interface ProofDoor {
  readonly name: string;
  readonly manner: Manner;
  /** The request, without its proof. */
  make(): Signed;
}
export const DOORS: readonly ProofDoor[] = [
  { name: "REST list", manner: "rest", make: () => ({ method: "GET", path: "/api/v1/dossiers?limit=5", headers: {} }) },
  { name: "event feed", manner: "rest", make: () => ({ method: "GET", path: "/api/v1/events", headers: {} }) },
  { name: "event stream", manner: "rest", make: () => ({ method: "GET", path: "/api/v1/events/stream", headers: {} }) },
  {
    name: "REST submit",
    manner: "rest",
    make: () => ({
      method: "POST",
      path: "/api/v1/dossiers",
      headers: { ...JSON_TYPE, "idempotency-key": crypto.randomUUID() },
      body: JSON.stringify(submission()),
    }),
  },
  {
    name: "upload",
    manner: "rest",
    make: () => ({ method: "POST", path: "/api/v1/blobs?name=a.pdf", headers: {}, body: `%PDF-1.7\n${crypto.randomUUID()}` }),
  },
  {
    name: "subscription",
    manner: "rest",
    make: () => ({
      method: "POST",
      path: "/api/v1/subscriptions",
      headers: JSON_TYPE,
      body: JSON.stringify({ url: `https://nhan.example/${crypto.randomUUID()}`, verify: false }),
    }),
  },
  {
    name: "SOAP",
    manner: "soap",
    make: () => ({ method: "POST", path: "/soap/dossiers", headers: XML, body: envelope(SUBMIT(crypto.randomUUID())) }),
  },
  {
    name: "DVCQG",
    manner: "dvcqg",
    make: () => ({
      method: "POST",
      path: `${ROAD}/g?dstcode=${DSTCODE}`,
      headers: JSON_TYPE,
      body: JSON.stringify({ service: "LayDanhMucCoQuan", madonvi: "H57.122" }),
    }),
  },
];

/** The door says no with this code, in its own words, and nothing more. */
export const refusedAs = (world: AttackWorld, door: ProofDoor, answer: Answer, code: string): void => {
  const expected = { rest: [401, code], soap: [500, code], dvcqg: [200, `-3 ${code}`] }[door.manner as "rest" | "soap" | "dvcqg"];
  expect(refusalOf(answer, door.manner), `${door.name}: ${answer.text.slice(0, 300)}`).toEqual(expected);
  world.keepsQuiet(answer, door.name);
  world.hasSafeHeaders(answer, door.name);
};
