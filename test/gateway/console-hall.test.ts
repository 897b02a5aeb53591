/** The officer's screens of a hall, over the real hub in memory with a printer and a scanner of the test's own. */
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { defineAdapter, defineOperation } from "../../adapters/kit/define.ts";
import { loadCatalogs } from "../../catalogs/load.ts";
import { DEFAULT_LIMITS, DEFAULT_PLAN, type InstalledAdapter } from "../../core/exchange/adapter.ts";
import { ExchangeError } from "../../core/exchange/errors.ts";
import type { InstalledDevice } from "../../core/hall/device.ts";
import { type Slip, slip } from "../../core/hall/slip.ts";
import { createHub, type Hub } from "../../core/hub.ts";
import type { PersonRole } from "../../core/people/roles.ts";
import { createApp } from "../../gateway/app.ts";
import { createLog } from "../../gateway/log.ts";
import { type Browser, browser, type SeenPage, textOf, tokenIn } from "./console-browser.ts";

const HALL = "thuan-hoa";
const PASSWORD = "mat-khau-thu-nghiem-1";
const catalogs = loadCatalogs();
const PLAN = { ...DEFAULT_PLAN, waitsMs: [20], floorMs: 0, timeoutMs: 20_000 };
const PDF = new TextEncoder().encode(
  "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
);

const until = async <T>(what: () => Promise<T | undefined | false>): Promise<T> => {
  for (;;) {
    const found = await what();
    if (found !== undefined && found !== false) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

describe("the officer's screens of a hall", () => {
  let hub: Hub;
  let now = "2026-02-13T03:00:00.000Z";
  let jam = false;
  const printed: Slip[] = [];
  const people = new Map<PersonRole, Browser>();

  beforeAll(async () => {
    const hall = catalogs.halls.get(HALL);
    if (hall === undefined) throw new TypeError("no demo hall");
    const install = (
      id: string,
      operations: Parameters<typeof defineAdapter>[0]["operations"],
    ): { device: InstalledDevice; lane: InstalledAdapter } => {
      const device = hall.devices.find((one) => one.id === id);
      if (device === undefined) throw new TypeError(id);
      const lane = { operations, plan: PLAN, limits: DEFAULT_LIMITS };
      const adapter = defineAdapter({ id, title: device.name, config: z.unknown(), hooks: {}, pollers: {}, ...lane });
      return {
        device: {
          device,
          hall,
          config: {},
          driver: { kind: device.kind, scheme: "test", title: device.name, config: z.unknown(), lane },
        },
        lane: { adapter, config: {} },
      };
    };
    const printer = install("th-slip-1", {
      print: defineOperation<Slip, unknown>({
        title: { vi: "In", en: "Print" },
        quiet: true,
        resend: "safe",
        body: slip,
        send: async (body) => {
          printed.push(body);
          return {};
        },
      }),
    });
    const scanner = install("th-scanner-1", {
      scan: defineOperation<Record<string, unknown>, unknown>({
        title: { vi: "Quét", en: "Scan" },
        quiet: true,
        resend: "never",
        body: z.record(z.string(), z.unknown()),
        send: async (body, call) => {
          if (jam)
            throw new ExchangeError("rejected", "jam", {
              code: "hall.scan-jam",
              blame: "partner",
              hint: { vi: "Kẹt giấy: xếp lại rồi quét lại.", en: "Paper jam." },
            });
          const bytes = new Uint8Array([...PDF, ...new TextEncoder().encode(`% ${JSON.stringify(body)} ${call.messageId}\n`)]);
          return { reference: (await call.store(bytes, "quet.pdf")).blob };
        },
      }),
    });
    hub = await createHub({
      log: createLog("silent"),
      dataDir: "memory",
      catalogs,
      adapters: [printer.lane, scanner.lane],
      devices: [printer.device, scanner.device],
      secret: "thu-nghiem".repeat(5),
      clock: () => now,
    });
    await hub.start();
    const app = createApp(hub, { log: createLog("silent"), publicUrl: "https://truc.example" });
    const roles: readonly PersonRole[] = ["oneStopOfficer", "feeOfficer", "support", "head", "signingLeader"];
    for (const role of roles) {
      const agencies = role === "signingLeader" ? ["H57.102"] : ["H57.101"];
      const made = await hub.people.add({ id: role.toLowerCase(), name: `Người ${role}`, role, agencies }, PASSWORD, {
        actor: "test",
        reason: "thử",
      });
      if ("blame" in made) throw new TypeError(made.code);
      const one = browser((url, init) => app.request(url, init));
      const page = await one.get("/console/sign-in");
      const token = tokenIn(page);
      const entered = await one.post("/console/sign-in", { id: role.toLowerCase(), password: PASSWORD, _token: token });
      if (entered.status !== 303) throw new TypeError(`${role}: ${entered.status} ${textOf(entered)}`);
      people.set(role, one);
    }
  });
  afterAll(() => hub.stop());

  const as = (role: PersonRole): Browser => {
    const one = people.get(role);
    if (one === undefined) throw new TypeError(role);
    return one;
  };
  /** Sends the form of a page whose action ends so, with its hidden fields. */
  const submit = async (
    role: PersonRole,
    page: SeenPage,
    action: string,
    fields: Record<string, string> = {},
  ): Promise<SeenPage> => {
    // Its own button, or one that stands beside the form and goes elsewhere.
    const beside = [...page.html.matchAll(/<button type="submit" form="([^"]*)" formaction="([^"]*)"([^>]*)>/g)].find(
      ([, , to = ""]) => to.endsWith(action),
    );
    const form = [...page.html.matchAll(/<form method="post" action="([^"]*)"([^>]*)>(.*?)<\/form>/gs)].find(
      ([, to = "", more = ""]) => (beside === undefined ? to.endsWith(action) : more.includes(`id="${beside[1]}"`)),
    );
    if (form === undefined) throw new TypeError(`no form ${action} in ${textOf(page)}`);
    const said = /name="([^"]*)" value="([^"]*)"/.exec(beside?.[3] ?? "");
    const hidden = Object.fromEntries([
      ...[...(form[3] ?? "").matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(
        ([, name = "", value = ""]) => [name, value] as const,
      ),
      ...(said === null ? [] : [[said[1] ?? "", said[2] ?? ""] as const]),
    ]);
    return as(role).post(beside?.[2] ?? form[1] ?? "", { ...hidden, ...fields });
  };
  const go = async (role: PersonRole, answer: SeenPage): Promise<SeenPage> => {
    if (answer.status !== 303) throw new TypeError(`${answer.status}: ${textOf(answer)}`);
    return as(role).get(answer.headers.get("location") ?? "");
  };
  const COUNTER = `/console/hall/${HALL}/counters/q1`;
  const DESK = `/console/hall/${HALL}/desk`;

  it("R-A06 the help desk checks the account, finds the procedure and gives the Phiếu hồ sơ with code and number of the day", async () => {
    const taken = await hub.hall.execute({
      hallId: HALL,
      command: { type: "takeTicket", serviceId: "ho-tich" },
      actor: { kind: "device", id: "th-kiosk-1" },
    });
    expect(taken.outcome).toBe("done");
    const desk = await as("support").get(DESK);
    const begun = await go("support", await submit("support", desk, "/begin", { ticket: "a001" }));
    now = "2026-02-13T03:02:00.000Z";
    const checked = await go("support", await submit("support", begun, "/account", { account: "tk-0912000001" }));
    expect(textOf(checked)).toContain("có: tk-0912000001");
    const found = await as("support").get(`${DESK}?ticket=A001&q=${encodeURIComponent("dang ky lai khai sinh")}`);
    expect(found.html).toContain("procedure=1.004884");
    const chosen = await as("support").get(`${DESK}?ticket=A001&procedure=1.004884`);
    now = "2026-02-13T03:04:00.000Z";
    const given = await go(
      "support",
      await submit("support", chosen, "/slip", {
        fullName: "Nguyễn Văn Thử",
        identityNumber: "001099000012",
        phone: "0912000001",
      }),
    );
    expect(textOf(given)).toMatch(/A001 .*H57\.101-260213-0001/);
    await until(async () => printed.length === 1);
    const words = JSON.stringify(printed[0]);
    for (const part of ["A001", "H57.101-260213-0001", "tk-0912000001", "1.004884"]) expect(words).toContain(part);
    const ticket = (await hub.hall.day(HALL)).tickets.get("A001");
    expect(ticket?.dossierIds).toHaveLength(1);
    expect(ticket?.account).toEqual({ has: true, id: "tk-0912000001" });
  });

  it("R-A06 a wrong identity number is refused in words, and no number, dossier or slip comes of it", async () => {
    const before = [(await hub.hall.day(HALL)).version, (await hub.list({})).items.length, printed.length];
    const chosen = await as("support").get(`${DESK}?procedure=1.004884`);
    const refused = await submit("support", chosen, "/slip", { fullName: "Trần Văn Nhầm", identityNumber: "12" });
    expect(refused.status).toBe(422);
    expect(textOf(refused)).toContain("Số định danh gồm 12 chữ số");
    // At its field, and what was typed is still there.
    expect(refused.html).toMatch(/id="identityNumber"[^>]*value="12"[^>]*aria-invalid="true"/);
    expect(refused.html).toContain('value="Trần Văn Nhầm"');
    expect([(await hub.hall.day(HALL)).version, (await hub.list({})).items.length, printed.length]).toEqual(before);
  });

  it("R-H queue: the officer opens his counter, calls the number, and the person is served", async () => {
    const halls = await as("oneStopOfficer").get("/console/hall");
    const opened = await go("oneStopOfficer", await submit("oneStopOfficer", halls, "/q1/open"));
    const called = await go("oneStopOfficer", await submit("oneStopOfficer", opened, "/callNext"));
    expect(textOf(called)).toContain("A001 Hộ tịch – đã gọi");
    const served = await go("oneStopOfficer", await submit("oneStopOfficer", called, "/serve"));
    expect(textOf(served)).toContain("đang phục vụ");
    expect(served.html).toContain("mở hồ sơ 1");
  });

  it("R-H a double click calls one number, not two", async () => {
    for (const _ of [1, 2])
      await hub.hall.execute({
        hallId: HALL,
        command: { type: "takeTicket", serviceId: "chung-thuc" },
        actor: { kind: "device", id: "th-kiosk-1" },
      });
    const halls = await as("head").get("/console/hall");
    const opened = await go("head", await submit("head", halls, "/q2/open"));
    await submit("head", opened, "/callNext");
    await submit("head", opened, "/callNext");
    const waiting = [...(await hub.hall.day(HALL)).tickets.values()].filter(({ state }) => state === "waiting");
    expect(waiting.map(({ id }) => id)).toEqual(["B002"]);
  });

  let dossierPath = "";
  it("R-A11 a paper is scanned at the counter, bound to its component, kept, and a jam is told without harm", async () => {
    const id = (await hub.hall.day(HALL)).tickets.get("A001")?.dossierIds[0] ?? "";
    dossierPath = `${COUNTER}/dossiers/${id}`;
    let page = await as("oneStopOfficer").get(dossierPath);
    expect(textOf(page)).toContain("Nguyễn Văn Thử");
    jam = true;
    const failing = await go(
      "oneStopOfficer",
      await submit("oneStopOfficer", page, "/papers", {}).then(() =>
        as("oneStopOfficer").post(`${dossierPath}/scan`, { _token: tokenIn(page), component: "giay-to-cu", o_tk: "1" }),
      ),
    );
    const live = /hx-get="([^"]*)"/.exec(failing.html)?.[1] ?? "";
    await until(async () => textOf(await as("oneStopOfficer").get(live)).includes("Kẹt giấy"));
    jam = false;
    const again = await go("oneStopOfficer", await submit("oneStopOfficer", await as("oneStopOfficer").get(live), "/scan"));
    const next = /hx-get="([^"]*)"/.exec(again.html)?.[1] ?? "";
    const done = await until(async () => {
      const seen = await as("oneStopOfficer").get(next);
      return textOf(seen).includes("Đã quét xong") && seen;
    });
    const file = await as("oneStopOfficer").get(`${next.replace(/\/live$/, "")}/file`);
    expect(file.headers.get("content-type")).toBe("application/pdf");
    expect(file.headers.get("content-security-policy")).toContain("script-src 'none'");
    expect([file.headers.get("x-frame-options"), file.headers.get("x-content-type-options")]).toEqual(["DENY", "nosniff"]);
    expect((await hub.partners.looks({ dossierId: id, limit: 50 })).items.map(({ purpose }) => purpose)).toContain(
      "Xem bản quét tại quầy",
    );
    page = await go("oneStopOfficer", await submit("oneStopOfficer", done, "/bind", { keep: "yes" }));
    expect(page.html).toContain("giay-to-cu.pdf");
    const held = await hub.papers.of("001099000012");
    expect(held).toHaveLength(1);
    const dossier = await hub.find(id);
    expect(dossier?.components.find(({ componentId }) => componentId === "giay-to-cu")?.files[0]?.paper).toBe(held[0]?.id);
    expect(dossier?.components.find(({ componentId }) => componentId === "tk")?.originals).toBe(1);
  });

  it("R-A05 checked, received: the slip with bar code and due time is printed once; printed again it says so", async () => {
    now = "2026-02-13T03:09:00.000Z";
    let page = await go("oneStopOfficer", await submit("oneStopOfficer", await as("oneStopOfficer").get(dossierPath), "/valid"));
    const before = printed.length;
    page = await go("oneStopOfficer", await submit("oneStopOfficer", page, "/receive"));
    await until(async () => printed.length === before + 1);
    const appointment = printed.at(-1);
    expect(appointment).toMatchObject({ form: "appointment" });
    expect(appointment?.copy).toBeUndefined();
    expect(JSON.stringify(appointment)).toContain("H57.101-260213-0001");
    // Once more only when the first is known to be out.
    const first = `appointment:${dossierPath.split("/").at(-1) ?? ""}`;
    await until(async () => (await hub.hall.job("th-slip-1", first))?.state === "done");
    page = await as("oneStopOfficer").get(dossierPath);
    await submit("oneStopOfficer", page, "/print");
    await until(async () => printed.length === before + 2);
    expect(printed.at(-1)?.copy).toBe(true);
  });

  it("R-I01 who may not take money, decide or sign is told so, and nothing changes", async () => {
    const id = dossierPath.split("/").at(-1) ?? "";
    const before = (await hub.find(id))?.version;
    const token = tokenIn(await as("oneStopOfficer").get(dossierPath));
    const refused = await as("oneStopOfficer").post(`${dossierPath}/cash`, { _token: token, charge: "quay-1" });
    expect(refused.status).toBe(409);
    expect((await as("support").get(dossierPath)).status).toBe(403);
    expect((await as("signingLeader").get("/console/hall")).status).toBe(403);
    expect((await hub.find(id))?.version).toBe(before);
  });

  it("R-I02 every look at the dossier at the counter is recorded", async () => {
    const id = dossierPath.split("/").at(-1) ?? "";
    const looks = await hub.partners.looks({ dossierId: id, limit: 50 });
    expect(looks.items.some(({ who, purpose }) => who === "person:onestopofficer" && purpose.includes("quầy"))).toBe(true);
  });

  it("R-I02 a look that cannot be recorded shows nothing, and says so", async () => {
    vi.spyOn(hub.partners, "recordLook").mockRejectedValueOnce(new TypeError("away"));
    const page = await as("oneStopOfficer").get(dossierPath);
    expect(page.status).toBe(503);
    expect(textOf(page)).toContain("Chưa ghi được lượt xem");
    expect(page.html).not.toContain("001099000012");
  });

  it("R-A11 the next dossier of the same person points to the paper that is held", async () => {
    const chosen = await as("oneStopOfficer").get(`${DESK}?procedure=1.004884`);
    const given = await go(
      "oneStopOfficer",
      await submit("oneStopOfficer", chosen, "/slip", { fullName: "Nguyễn Văn Thử", identityNumber: "001099000012" }),
    );
    const code = /H57\.101-260213-0002/.exec(textOf(given))?.[0] ?? "";
    const page = await as("oneStopOfficer").get(`${COUNTER}/dossiers/${code}`);
    expect(textOf(page)).toContain("Giấy tờ đã số hóa của người nộp");
    const held = (await hub.papers.of("001099000012"))[0]?.id ?? "";
    const reused = await go("oneStopOfficer", await submit("oneStopOfficer", page, "/reuse", { [`for_${held}`]: "giay-to-cu" }));
    expect(textOf(reused)).toContain("(dùng lại)");
  });

  it("R-A02 papers counted, all that is required with one press, and found valid in the same; what was typed outlives a refusal", async () => {
    const chosen = await as("oneStopOfficer").get(`${DESK}?procedure=1.004884`);
    const given = await go(
      "oneStopOfficer",
      await submit("oneStopOfficer", chosen, "/slip", { fullName: "Trần Thị Thử", identityNumber: "001099000020" }),
    );
    const code = /H57\.101-260213-\d{4}/.exec(textOf(given))?.[0] ?? "";
    // At a counter without a number: no visit's steps are timed by it.
    const page = await as("oneStopOfficer").get(`/console/hall/${HALL}/counters/q3/dossiers/${code}`);
    const missing = await submit("oneStopOfficer", page, "/incomplete", { m_tk: " " });
    expect(missing.status).toBe(422);
    expect(missing.html).toContain("Ghi lý do ở ít nhất một giấy tờ.");
    const counted = await go("oneStopOfficer", await submit("oneStopOfficer", page, "/valid", { all: "yes", o_tk: "2" }));
    expect(textOf(counted)).toContain("Đã kiểm tra: hợp lệ.");
    const dossier = await hub.find(code);
    expect(dossier?.components.map(({ componentId, originals, copies }) => [componentId, originals, copies])).toEqual([
      ["tk", 2, 0],
      ["giay-to-cu", 0, 1],
    ]);
  });

  it("R-A06 an identity card's QR fills in the slip; it goes in the body and is kept nowhere", async () => {
    const chosen = await as("support").get(`${DESK}?procedure=1.004884`);
    const card = "001099000077|123456789|Lê Thị Căn Cước|01021990|Nữ|Thôn Thử, Huế|01012022";
    const before = (await hub.hall.day(HALL)).version;
    const filled = await submit("support", chosen, "/card", { card });
    expect(filled.html).toMatch(/name="fullName" value="Lê Thị Căn Cước"/);
    expect(filled.html).toMatch(/name="identityNumber" value="001099000077"/);
    expect(filled.html).not.toContain("Thôn Thử");
    const wrong = await submit("support", chosen, "/card", { card: "A001" });
    expect(wrong.status).toBe(422);
    expect((await hub.hall.day(HALL)).version).toBe(before);
  });

  it("R-C01 the result is handed over at the counter, with name and paper of who takes it", async () => {
    const id = dossierPath.split("/").at(-1) ?? "";
    const leader = { id: "ld-1", role: "leader", agencyId: "H57.101" } as const;
    const decided = await hub.execute({
      command: { type: "decide", documents: [{ name: "Giấy xác nhận thông tin hộ tịch" }] },
      dossier: id,
      actor: leader,
    });
    expect(decided.outcome).toBe("done");
    const page = await as("oneStopOfficer").get(dossierPath);
    const handed = await go(
      "oneStopOfficer",
      await submit("oneStopOfficer", page, "/hand-back", {
        receiver: "Nguyễn Văn Thử",
        identityNumber: "001099000012",
        slip: "yes",
      }),
    );
    expect(handed.status).toBe(200);
    expect((await hub.find(id))?.returned).toMatchObject({ method: "inPerson", onTime: true });
  });

  it("R-B15 the real time of each step stands beside its norm, for who is in charge", async () => {
    await submit("oneStopOfficer", await as("oneStopOfficer").get(COUNTER), "/finish");
    const head = await as("head").get(`/console/hall/${HALL}`);
    const words = textOf(head);
    expect(words).toContain("Xác nhận tài khoản 5 1 2 2 1/1");
    expect(words).toMatch(/Lập và in Phiếu hồ sơ 3 1 2 2 1\/1/);
    expect(words).toContain("Kiểm tra thành phần hồ sơ 5 1");
    const report = await hub.hall.stepReport(HALL, "2026-02-13", "2026-02-13");
    expect(report.find(({ stepId }) => stepId === "kiem-tra-tai-khoan")).toMatchObject({
      norm: 5,
      count: 1,
      median: 2,
      withinNorm: 1,
    });
  });

  it("R-H queue: the head closes the day; every number is accounted for", async () => {
    const head = await as("head").get(`/console/hall/${HALL}`);
    const closed = await go("head", await submit("head", head, "/close-day", { reason: "Hết giờ tiếp dân" }));
    expect(textOf(closed)).toContain("Đã khóa ngày");
    const states = [...(await hub.hall.day(HALL)).tickets.values()].map(({ state }) => state);
    expect(states.every((state) => ["done", "left", "closed"].includes(state))).toBe(true);
  });
});
