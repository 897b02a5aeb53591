/** The hub as doors use it, on each engine: execution, repeats, conflicts, refusals, files, versions of procedures. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CommandOf } from "../../core/dossier/commands.ts";
import type { Execution, Hub } from "../../core/hub.ts";
import { HUBS } from "../support/hub.ts";

const AT = "2026-03-02T02:00:00.000Z";
const officer = { id: "cb-1", role: "officer", agencyId: "H57.101" } as const;

const submit = (more: Partial<CommandOf<"submit">> = {}): Execution["command"] => ({
  type: "submit",
  channel: "counter",
  procedureCode: "1.004884",
  agencyId: "H57.101",
  applicant: { kind: "citizen", fullName: "Nguyễn Văn Thử", identityNumber: "001099000012", phone: "0900000012" },
  components: [
    { componentId: "tk", originals: 1, copies: 0, files: [] },
    { componentId: "giay-to-cu", originals: 0, copies: 1, files: [] },
  ],
  ...more,
});

describe.each(HUBS)("hub ($name)", ({ open }) => {
  let hub: Hub;
  const now = AT;
  let close = async (): Promise<void> => undefined;
  beforeAll(async () => {
    ({ hub, close } = await open({ clock: () => now }));
  });
  afterAll(() => close());

  const run = (command: Execution["command"], dossier?: string, more: Partial<Execution> = {}) =>
    hub.execute({ command, actor: officer, ...(dossier ? { dossier } : {}), ...more });
  const file = async (): Promise<string> => {
    const filed = await run(submit());
    if (filed.outcome !== "done") throw new TypeError(JSON.stringify(filed));
    return filed.receipt.dossierId;
  };

  it("R-A05 R-B02 receives at the counter: a code of the agency and day, and a due time", async () => {
    const id = await file();
    await run({ type: "check", outcome: "valid" }, id);
    const received = await run({ type: "receive" }, id);
    expect(received).toMatchObject({
      outcome: "done",
      receipt: { status: "received", code: expect.stringMatching(/^H57\.101-260302-\d{4}$/), dueAt: "2026-03-07T04:00:00.000Z" },
    });
    expect((await hub.timeline(id)).map((e) => e.type)).toEqual(["submitted", "checkedValid", "received"]);
    expect(await hub.verifyChain(id)).toBeUndefined();
  });

  it("R-A08 online without an account: the code at once, and a key that looks it up; a wrong key does not", async () => {
    const filed = await run(submit({ channel: "online", declaredTruthful: true }), undefined, {
      actor: { id: "web", role: "applicant" },
    });
    if (filed.outcome !== "done") throw new TypeError(JSON.stringify(filed));
    expect(filed.receipt.code).toMatch(/^H57\.101-260302-\d{4}$/);
    const key = hub.updateKey(filed.receipt.dossierId);
    expect(key).toMatch(/^[2-9A-Z]{10}$/);
    expect(hub.checkUpdateKey(filed.receipt.dossierId, `${key.slice(0, 5)}-${key.slice(5).toLowerCase()}`)).toBe(true);
    expect(hub.checkUpdateKey(filed.receipt.dossierId, "ẾẾẾẾẾẾẾẾẾẾ")).toBe(false);
    expect(hub.checkUpdateKey(randomUUID(), key)).toBe(false);
  });

  it("repeats the stored answer for the same key and body, and conflicts on another body", async () => {
    const idempotency = { scope: "partner:a", key: randomUUID() };
    const first = await run(submit(), undefined, { idempotency });
    const again = await run(submit(), undefined, { idempotency });
    expect(first.outcome).toBe("done");
    expect(again).toEqual({ outcome: "repeat", receipt: (first as { receipt: unknown }).receipt });
    const other = await run(submit({ summary: "khác" }), undefined, { idempotency });
    expect(other).toMatchObject({ outcome: "conflict", refusal: { code: "request.key-reused", blame: "caller" } });
    expect(await run(submit(), undefined, { idempotency: { ...idempotency, scope: "partner:b" } })).toMatchObject({
      outcome: "done",
    });
  });

  it("R-A05 a code that another system gave to its own dossier here is given to nobody else", async () => {
    const next = async (): Promise<string> => {
      const id = await file();
      await run({ type: "check", outcome: "valid" }, id);
      const received = await run({ type: "receive" }, id);
      return received.outcome === "done" ? (received.receipt.code ?? "") : JSON.stringify(received);
    };
    const last = await next();
    const numbered = (n: number) => `${last.slice(0, -4)}${String(Number(last.slice(-4)) + n).padStart(4, "0")}`;
    // One-stop software of the same place counts alike; its dossiers came first.
    for (const taken of [1, 2, 4]) await run(submit({ alias: numbered(taken) }));
    expect([await next(), await next()]).toEqual([numbered(3), numbered(5)]);
  });

  it("R-J03 a partner's command is the same whether the dossier is named by its id or by its code; for another dossier its key conflicts", async () => {
    const account = { id: "mot-cua", name: "Một cửa", role: "portal", agencies: ["H57.101"] } as const;
    const [one, other] = [await file(), await file()];
    for (const id of [one, other]) {
      await run({ type: "check", outcome: "valid" }, id);
      await run({ type: "receive" }, id);
    }
    const code = (await hub.find(one))?.code ?? "";
    const progress = (dossier: string, note = "Đang giải quyết") =>
      hub.command({ partner: account, type: "progress", dossier, body: { note }, key: "tien-do-1" });
    const done = await progress(one);
    expect(done).toMatchObject({ outcome: "done" });
    expect(await progress(code)).toMatchObject({ outcome: "repeat", receipt: { dossierId: one } });
    expect(await progress(code, "Nội dung khác")).toMatchObject({ outcome: "conflict" });
    expect(await progress(other)).toMatchObject({ outcome: "conflict" });
    expect((await hub.find(other))?.lastProgress).toBeUndefined();
  });

  it("30 repeats at the same time make one dossier", async () => {
    const idempotency = { scope: "partner:a", key: randomUUID() };
    const outcomes = await Promise.all(Array.from({ length: 30 }, () => run(submit(), undefined, { idempotency })));
    expect(outcomes.filter((o) => o.outcome === "done")).toHaveLength(1);
    expect(new Set(outcomes.map((o) => ("receipt" in o ? o.receipt.dossierId : o.outcome))).size).toBe(1);
  });

  it("a refused command spends no key, changes nothing, and leaves no gap in the codes", async () => {
    const id = await file();
    const idempotency = { scope: "partner:a", key: randomUUID() };
    expect(await run({ type: "receive" }, id, { idempotency })).toMatchObject({
      outcome: "refused",
      refusal: { code: "dossier.not-checked" },
    });
    expect((await hub.find(id))?.version).toBe(1);
    await run({ type: "check", outcome: "valid" }, id);
    const first = await run({ type: "receive" }, id, { idempotency });
    const second = await file();
    expect(await run({ type: "receive" }, second)).toMatchObject({ outcome: "refused" });
    await run({ type: "check", outcome: "valid" }, second);
    const next = await run({ type: "receive" }, second);
    const number = (o: typeof first): number => Number("receipt" in o ? o.receipt.code?.slice(-4) : Number.NaN);
    expect(number(next)).toBe(number(first) + 1);
  });

  it("25 writers of one dossier at the same time all get through, in some order", async () => {
    const id = await file();
    await run({ type: "check", outcome: "valid" }, id);
    await run({ type: "receive" }, id);
    await run({ type: "handOver", unit: "Tổ một" }, id);
    const outcomes = await Promise.all(Array.from({ length: 8 }, (_, i) => run({ type: "progress", note: `bước ${i}` }, id)));
    expect(outcomes.map((o) => o.outcome)).toEqual(Array(8).fill("done"));
    expect((await hub.find(id))?.version).toBe(4 + 8);
    expect(await hub.verifyChain(id)).toBeUndefined();
  });

  it("If-Match on an old version is refused and names both versions", async () => {
    const id = await file();
    await run({ type: "check", outcome: "valid" }, id);
    expect(await run({ type: "receive" }, id, { expectedVersion: 1 })).toMatchObject({
      outcome: "refused",
      refusal: { code: "dossier.version-stale", details: { expected: 1, is: 2 } },
    });
  });

  it("R-I02 a dossier that the caller may not see reads like none: no command, no stored answer", async () => {
    const id = await file();
    const idempotency = { scope: "partner:a", key: randomUUID() };
    const check = { type: "check", outcome: "valid" } as const;
    const nowhere = await run(check, randomUUID(), { may: () => true });
    const hidden = await run(check, id, { may: () => false });
    expect(hidden).toMatchObject({ outcome: "refused", refusal: { code: "dossier.not-found" } });
    expect(nowhere).toMatchObject({ outcome: "refused", refusal: { code: "dossier.not-found" } });
    expect((await hub.find(id))?.version).toBe(1);
    expect(await run(check, id, { idempotency, may: (dossier) => dossier.agencyId === "H57.101" })).toMatchObject({
      outcome: "done",
    });
    expect(await run(check, id, { idempotency, may: () => false })).toMatchObject({ outcome: "refused" });
  });

  it("R-A10 R-F06 a refused demand for paper of a fully-online dossier stays in the chained log", async () => {
    const full = hub.catalogs.procedures.find(
      (p) => p.onlineLevel === "full" && p.level === "commune" && p.cases[0]?.channels.includes("online"),
    );
    if (!full) throw new TypeError("no fully-online commune procedure in the catalogs");
    const filed = await run(
      submit({
        channel: "online",
        procedureCode: full.code,
        caseKey: full.cases[0]?.key,
        components: [],
        declaredTruthful: true,
      }),
      undefined,
      {
        actor: { id: "web", role: "applicant" },
      },
    );
    if (filed.outcome !== "done") throw new TypeError(JSON.stringify(filed));
    const id = filed.receipt.dossierId;
    const missing = full.components.filter((c) => c.required).map((c) => ({ componentId: c.id, reason: "nộp bản giấy" }));
    const asked = await run({ type: "check", outcome: "notYetValid", missing, onPaper: true }, id);
    expect(asked).toMatchObject({ outcome: "refused", refusal: { code: "dossier.paper-demand-refused" } });
    expect((await hub.timeline(id)).map((e) => e.type)).toEqual(["submitted", "paperDemandRefused"]);
    expect((await hub.find(id))?.status).toBe("submitted");
    expect(await hub.verifyChain(id)).toBeUndefined();
  });

  it("R-A07 refuses files that were not uploaded, or are not of the size that is said", async () => {
    const pdf = Buffer.from("%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n");
    const stored = await hub.storeBlob(
      (async function* () {
        yield pdf;
      })(),
      "to-khai.pdf",
    );
    if ("blame" in stored) throw new TypeError(stored.code);
    const ref = (size: number, blob = stored.sha256) => ({
      componentId: "tk",
      originals: 0,
      copies: 0,
      files: [{ blob, name: "to-khai.pdf", size, mediaType: "application/pdf" }],
    });
    expect(await run(submit({ components: [ref(pdf.length, "0".repeat(64))] }))).toMatchObject({
      outcome: "refused",
      refusal: { code: "file.unknown" },
    });
    expect(await run(submit({ components: [ref(pdf.length + 1)] }))).toMatchObject({
      outcome: "refused",
      refusal: { code: "file.unknown" },
    });
    expect(await run(submit({ components: [ref(pdf.length)] }))).toMatchObject({ outcome: "done" });
  });

  it("R-A07 refuses what is not what its name says, empty files and kinds that are not allowed", async () => {
    const store = (name: string, ...parts: string[]) =>
      hub.storeBlob(
        (async function* () {
          for (const p of parts) yield Buffer.from(p);
        })(),
        name,
      );
    expect(await store("a.pdf", "MZ\u0090 not a pdf")).toMatchObject({ code: "file.content-mismatch" });
    expect(await store("a.exe", "MZ")).toMatchObject({ code: "file.kind-not-allowed" });
    expect(await store("khong-duoi", "x")).toMatchObject({ code: "file.kind-not-allowed" });
    expect(await store("a.pdf")).toMatchObject({ code: "file.empty" });
  });

  it("R-A07 a file over 50 MB is refused while it streams, and nothing of it stays", async () => {
    let given = 0;
    const endless = async function* () {
      for (;;) {
        given += 1_048_576;
        yield Buffer.alloc(1_048_576, 0x25);
      }
    };
    expect(await hub.storeBlob(endless(), "to.pdf")).toMatchObject({ code: "file.too-large" });
    expect(given).toBeLessThanOrEqual(51 * 1_048_576);
  });

  it("a dossier keeps the version of the procedure that it was received under", async () => {
    const old = hub.catalogs.procedures.find((p) => p.code === "1.004884");
    if (!old) throw new TypeError("1.004884 is missing");
    const id = await file();
    await run({ type: "check", outcome: "valid" }, id);
    await run({ type: "receive" }, id);
    const changed = { ...old, cases: old.cases.map((c) => ({ ...c, time: { kind: "workingDays", days: 9 } as const })) };
    expect(await hub.publishProcedures([changed], "national-list", true)).toMatchObject({ changed: [], kept: ["1.004884"] });
    expect(await hub.publishProcedures([changed], "catalog", false)).toMatchObject({
      changed: [{ code: "1.004884", fields: ["cases.chung.time"] }],
    });
    expect((await hub.procedure("1.004884"))?.version).toBe(1);
    const waiting = await file();
    await hub.publishProcedures([changed], "catalog", true);
    expect(await hub.publishProcedures([changed], "catalog", true)).toMatchObject({ added: [], changed: [], unchanged: 1 });
    expect((await hub.procedure("1.004884"))?.version).toBe(2);
    expect((await hub.find(id))?.procedure.version).toBe(1);
    const later = await file();
    await run({ type: "check", outcome: "valid" }, later);
    expect(await run({ type: "receive" }, later)).toMatchObject({
      outcome: "done",
      receipt: { dueAt: "2026-03-12T09:30:00.000Z" },
    });
    expect((await hub.find(later))?.procedure.version).toBe(2);
    // Filed under version 1, received under version 2.
    await run({ type: "check", outcome: "valid" }, waiting);
    await run({ type: "receive" }, waiting);
    expect(await hub.find(waiting)).toMatchObject({ procedure: { version: 2 }, clock: { dueAt: "2026-03-12T09:30:00.000Z" } });
    await hub.publishProcedures([old], "catalog", true);
  });

  it("lists procedures by field and level, page by page, and finds them by keyword with and without diacritics", async () => {
    const first = await hub.procedures({ field: "Hộ tịch", level: "commune", limit: 2 });
    expect(first.items).toHaveLength(2);
    const codes = first.items.map((p) => p.procedure.code);
    const second = await hub.procedures({ field: "Hộ tịch", limit: 2, ...(first.next ? { cursor: first.next } : {}) });
    expect(second.items.every((p) => p.procedure.field === "Hộ tịch" && !codes.includes(p.procedure.code))).toBe(true);
    expect((await hub.procedures({ field: "Hộ tịch", level: "ministry" })).items).toEqual([]);
    const found = await hub.searchProcedures({ words: "khai sinh", limit: 2 });
    expect(found.items).toHaveLength(2);
    expect(await hub.searchProcedures({ words: "KHAI SINH".normalize("NFD"), limit: 2 })).toEqual(found);
    const rest = await hub.searchProcedures({ words: "khai sinh", offset: 2 });
    expect(rest.items.some(({ code }) => found.items.some((one) => one.code === code))).toBe(false);
    expect((await hub.searchProcedures({ words: "100%_" })).items).toEqual([]);
  });

  it("an API key opens its partner's door, and only while it is the newest", async () => {
    const account = { id: "portal-x", name: "Cổng", role: "portal", agencies: ["H57.101"] } as const;
    const { key } = await hub.addPartner(account);
    expect((await hub.partners.byApiKey(key))?.partner).toEqual(account);
    expect(await hub.partners.byApiKey(`${key}x`)).toBeUndefined();
    await hub.addPartner(account);
    expect(await hub.partners.byApiKey(key)).toBeUndefined();
  });
});
