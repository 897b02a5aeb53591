/**
 * The gateway over a hub whose lanes work, with partners that quote whatever they are sent (echo-partners.ts), and one invented person whose name,
 * numbers and addresses stand in every dossier and every attack: where any of it turns up afterwards, somebody was told what is not theirs.
 */
import { vi } from "vitest";
import { createHub, type Execution, type Hub, type PartnerAccount } from "../../core/hub.ts";
import { createApp } from "../../gateway/app.ts";
import { createLog } from "../../gateway/log.ts";
import { createMetrics } from "../../gateway/metrics.ts";
import { birthForm, businessForm, landForm } from "../journeys/routes-people.ts";
import { type EchoPartners, echoPartners } from "./echo-partners.ts";

/** A Monday, 09:00 in Việt Nam. */
const NOW = "2026-03-02T02:00:00.000Z";
const SECRET = "bi-mat-cua-truc".repeat(3);
const WARD = "H57.101";
const LAND_OFFICE = "H57.03.01";
const officerOf = (agencyId: string) => ({ id: "cb-1", name: "Trần Thị Một Cửa", role: "officer", agencyId }) as const;

/** Nobody has such a name or lives there; every part is found wherever it stands. */
export const PERSON = {
  fullName: "Đoàn Thị Ngọc Ẩn Danh",
  identityNumber: "001099000077",
  phone: "0900000077",
  email: "ngoc.an.danh@nguoi.example",
  address: { detail: "77 hẻm Kín Đáo", provinceCode: "46", communeCode: "19101" },
} as const;

const limits = { perMinute: 1_000_000_000 } as const;
const ACCOUNTS: readonly PartnerAccount[] = [
  { id: "portal", name: "Cổng thử", role: "portal", agencies: [WARD], limits },
  { id: "stranger", name: "Xã khác", role: "portal", agencies: ["H57.123"], limits },
  { id: "other-agency", name: "Sở khác", role: "agency", agencies: ["H57.04.01"], limits },
  { id: "operator", name: "Người vận hành", role: "operator", agencies: ["*"], limits },
];

/** The same words without marks and in other spellings: as a URL, an SMS or a file name has them. */
const spellings = (text: string): readonly string[] => {
  const bare = text.normalize("NFD").replaceAll(/\p{M}/gu, "").replaceAll("Đ", "D").replaceAll("đ", "d");
  return [text, text.normalize("NFD"), bare, encodeURIComponent(text), JSON.stringify(text).slice(1, -1), text.toUpperCase()];
};
const MARKS = [
  PERSON.fullName,
  "Ngọc Ẩn Danh",
  PERSON.identityNumber,
  PERSON.phone,
  "84900000077",
  PERSON.email,
  "Kín Đáo",
].flatMap(spellings);

export const plantedWorld = async () => {
  const partners: EchoPartners = echoPartners(
    NOW,
    `${PERSON.fullName}, ${PERSON.identityNumber}, ${PERSON.phone}, ${PERSON.email}`,
  );
  const lines: string[] = [];
  const log = createLog("trace", { write: (line: string) => void lines.push(line) });
  const metrics = createMetrics({ processDefaults: false });
  const hub: Hub = await createHub({
    dataDir: "memory",
    catalogs: partners.catalogs,
    adapters: partners.adapters,
    secret: SECRET,
    clock: () => NOW,
    log,
    onExchange: metrics.exchange,
  });
  await hub.start();
  const wall = { now: Date.parse(NOW) };
  const app = createApp(hub, { log, metrics, secret: SECRET, wallClock: () => wall.now });
  const keys: Record<string, string> = {};
  for (const account of ACCOUNTS) keys[account.id] = (await hub.addPartner(account)).key;
  const issued = await hub.partners.issue({ partnerId: "portal", kind: "client" });
  const client = { id: issued.credential.id, secret: issued.secret ?? "" };

  const call = async (path: string, init: RequestInit = {}): Promise<{ status: number; text: string; headers: string }> => {
    // A minute later: who guesses is not held off, which is other tests' matter.
    wall.now += 61_000;
    const answer = await app.request(path, init, { incoming: { socket: { remoteAddress: "192.0.2.7" } } });
    const headers = [...answer.headers].map((pair) => pair.join(": ")).join("\n");
    return { status: answer.status, text: await answer.text(), headers };
  };
  const bearer = (partner: string): Record<string, string> => ({ authorization: `Bearer ${keys[partner] ?? ""}` });

  const run = async (agencyId: string, command: Execution["command"], dossier?: string): Promise<string> => {
    const done = await hub.execute({ command, actor: officerOf(agencyId), ...(dossier === undefined ? {} : { dossier }) });
    if (done.outcome !== "done") throw new TypeError(JSON.stringify(done));
    return done.receipt.dossierId;
  };
  /** Filed by the person and received at the counter: from here on the lanes have something to say. */
  const received = async (procedureCode: string, agencyId: string, form: object, more: object = {}): Promise<string> => {
    const found = await hub.procedure(procedureCode);
    const required = found?.procedure.components.filter((one) => one.required) ?? [];
    const components = required.map(({ id, originals, copies }) => ({ componentId: id, originals, copies }));
    const applicant = { kind: "citizen" as const, ...PERSON, birthDate: "1990-04-12" };
    const id = await run(agencyId, {
      type: "submit",
      channel: "counter",
      procedureCode,
      agencyId,
      applicant,
      components,
      form,
      ...more,
    } as never);
    await run(agencyId, { type: "check", outcome: "valid" }, id);
    const unstated = found?.procedure.cases.some((one) => one.time.kind === "unstated") === true;
    await run(agencyId, { type: "receive", ...(unstated ? { dueAt: "2026-04-02T02:00:00.000Z" } : {}) }, id);
    return id;
  };

  return {
    hub,
    keys,
    client,
    partners,
    lines,
    call,
    bearer,
    json: (partner: string) => ({ ...bearer(partner), "content-type": "application/json" }),
    received,
    birth: () => received("2.000986", WARD, birthForm(77)),
    land: () => received("1.013831", LAND_OFFICE, landForm(77), { caseKey: "muoi-tam-ngay" }),
    business: () => received("1.001612", WARD, businessForm(77)),
    /** Credentials of all kinds: ours, partners', and those of the dossiers that were made. */
    secrets: (dossiers: readonly string[]): readonly string[] => [
      ...[SECRET, client.secret, ...Object.values(keys), ...partners.secrets],
      ...dossiers.map((id) => hub.updateKey(id)),
    ],
    /** What of the person stands in a text. */
    personIn: (text: string): readonly string[] => [...new Set(MARKS.filter((mark) => text.includes(mark)))],
    stop: async (): Promise<void> => {
      await hub.stop();
      partners.restore();
      vi.unstubAllGlobals();
    },
  };
};
export type PlantedWorld = Awaited<ReturnType<typeof plantedWorld>>;
