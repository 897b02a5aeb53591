/** The fee desk (R-D01, R-D02, R-B15) and what each role may use of the console (R-I01, R-I02), over the real hub in memory with a printer of the test's own. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { defineAdapter, defineOperation } from "../../adapters/kit/define.ts";
import { loadCatalogs } from "../../catalogs/load.ts";
import { DEFAULT_LIMITS, DEFAULT_PLAN } from "../../core/exchange/adapter.ts";
import { type Slip, slip } from "../../core/hall/slip.ts";
import { createHub, type Hub } from "../../core/hub.ts";
import { PERSON_ROLES, type PersonRole } from "../../core/people/roles.ts";
import { createApp } from "../../gateway/app.ts";
import { createLog } from "../../gateway/log.ts";
import { type Browser, browser, type SeenPage, textOf, tokenIn } from "./console-browser.ts";

const HALL = "thuan-hoa";
const WARD = "H57.101";
const PASSWORD = "mat-khau-thu-nghiem-1";
const PERSONAL = /Nguyễn Văn Thử|001099000012|0912000001/;
const IDENTITY = /001099000012|0912000001/;
const FEES = `/console/hall/${HALL}/fees`;
const AT_COUNTER = `/console/hall/${HALL}/counters/q1`;
const BY = { actor: "test", reason: "thử" };
const catalogs = loadCatalogs();

const until = async (what: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await what())) await new Promise((resolve) => setTimeout(resolve, 10));
};

describe("R-D01 R-I01 the fee desk, and who may use what", () => {
  let hub: Hub;
  let app: ReturnType<typeof createApp>;
  let now = "2026-02-13T03:00:00.000Z";
  let id = "";
  let code = "";
  const printed: Slip[] = [];
  const people = new Map<string, Browser>();

  const signIn = async (who: string, role: PersonRole, agencies: readonly string[]): Promise<Browser> => {
    const made = await hub.people.add({ id: who, name: `Người ${who}`, role, agencies: [...agencies] }, PASSWORD, BY);
    if ("blame" in made) throw new TypeError(made.code);
    const one = browser((url, init) => app.request(url, init));
    const entered = await one.post("/console/sign-in", { id: who, password: PASSWORD });
    if (entered.status !== 303) throw new TypeError(`${who}: ${entered.status}`);
    people.set(who, one);
    return one;
  };
  const as = (who: string): Browser => {
    const one = people.get(who);
    if (one === undefined) throw new TypeError(who);
    return one;
  };

  beforeAll(async () => {
    const hall = catalogs.halls.get(HALL);
    const device = hall?.devices.find((one) => one.id === "th-slip-1");
    if (hall === undefined || device === undefined) throw new TypeError("no demo hall");
    const print = defineOperation<Slip, unknown>({
      title: { vi: "In", en: "Print" },
      quiet: true,
      resend: "safe",
      body: slip,
      send: async (body) => {
        printed.push(body);
        return {};
      },
    });
    const lane = { operations: { print }, plan: { ...DEFAULT_PLAN, waitsMs: [20], floorMs: 0 }, limits: DEFAULT_LIMITS };
    const about = { title: device.name, config: z.unknown() };
    hub = await createHub({
      log: createLog("silent"),
      dataDir: "memory",
      catalogs,
      adapters: [{ adapter: defineAdapter({ id: device.id, ...about, hooks: {}, pollers: {}, ...lane }), config: {} }],
      devices: [{ device, hall, config: {}, driver: { kind: device.kind, scheme: "test", ...about, lane } }],
      secret: "thu-nghiem".repeat(5),
      clock: () => now,
    });
    await hub.start();
    app = createApp(hub, { log: createLog("silent") });
    for (const role of PERSON_ROLES) await signIn(role.toLowerCase(), role, [WARD]);
    const filed = await hub.execute({
      command: {
        type: "submit",
        channel: "counter",
        procedureCode: "1.004884",
        agencyId: WARD,
        dossierSlip: { dayNumber: "A001" },
        applicant: { kind: "citizen", fullName: "Nguyễn Văn Thử", identityNumber: "001099000012", phone: "0912000001" },
        components: [
          { componentId: "tk", originals: 1 },
          { componentId: "giay-to-cu", copies: 1 },
        ],
      },
      actor: { id: "cb", role: "officer", agencyId: WARD },
    });
    if ("refusal" in filed) throw new TypeError(filed.refusal.code);
    id = filed.receipt.dossierId;
    code = (await hub.find(id))?.code ?? "";
    const actor = { kind: "device", id: "th-kiosk-1" } as const;
    await hub.hall.execute({ hallId: HALL, command: { type: "takeTicket", serviceId: "ho-tich", dossierId: id }, actor });
  });
  afterAll(() => hub.stop());

  /** Sends the page's form whose action ends so and whose marks have `holding`, with its hidden fields. */
  const submit = async (page: SeenPage, action: string, fields: Record<string, string> = {}, holding = ""): Promise<SeenPage> => {
    const forms = [...page.html.matchAll(/<form method="post" action="([^"]*)"[^>]*>(.*?)<\/form>/gs)];
    const form = forms.find(([all, to = ""]) => to.endsWith(action) && all.includes(holding));
    if (form === undefined) throw new TypeError(`no form ${action} in ${textOf(page)}`);
    const hidden = [...(form[2] ?? "").matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)];
    return as("feeofficer").post(form[1] ?? "", {
      ...Object.fromEntries(hidden.map(([, name = "", value = ""]) => [name, value])),
      ...fields,
    });
  };
  const go = async (answer: SeenPage): Promise<SeenPage> => {
    if (answer.status !== 303) throw new TypeError(`${answer.status}: ${textOf(answer)}`);
    return as("feeofficer").get(answer.headers.get("location") ?? "");
  };
  const money = async () => {
    const dossier = await hub.find(id);
    return { charges: dossier?.charges ?? [], payments: dossier?.payments ?? [] };
  };
  const looks = async () => (await hub.partners.looks({ dossierId: id, limit: 50 })).items;
  const open = async (ref: string): Promise<SeenPage> => submit(await as("feeofficer").get(FEES), "/open", { ref }, 'id="ma"');

  it("R-D01 what opens nothing is said at its field, with what was typed, and no look is recorded", async () => {
    for (const ref of ["A999", "H57.122-260213-0001", "<b>"]) {
      const page = await open(ref);
      expect(page.status).toBe(404);
      expect(page.html).toMatch(/id="ma"[^>]*aria-invalid="true"/);
      expect(page.html).not.toContain("<b>");
    }
    expect(await looks()).toEqual([]);
  });

  it("R-D01 R-A02 a code in small letters, with blanks or as the slip's QR has it opens its dossier", async () => {
    for (const ref of [code.toLowerCase(), ` ${code.replaceAll("-", " – ")} `, `https://truc.example/tra-cuu?code=${code}`]) {
      const opened = await as("onestopofficer").get(`${AT_COUNTER}/dossiers?ref=${encodeURIComponent(ref)}`);
      expect(opened.headers.get("location")).toBe(`${AT_COUNTER}/dossiers/${code}`);
      expect((await as("head").get(`/console/dossiers?ref=${encodeURIComponent(ref)}`)).headers.get("location")).toBe(
        `/console/dossiers/${code}`,
      );
    }
  });

  it("R-D01 R-B15 a number leads to its dossier; the amount is told, then asked for, and both steps are timed", async () => {
    const opened = await open("a001");
    expect(opened.headers.get("location")).toBe(`${FEES}/dossiers/${code}`);
    now = "2026-02-13T03:02:00.000Z";
    const page = await go(opened);
    expect(textOf(page)).toContain("Nguyễn Văn Thử");
    // Who takes money needs no identity number.
    expect(page.html).not.toMatch(IDENTITY);
    expect((await looks())[0]).toMatchObject({
      who: "person:feeofficer",
      what: "console.fees",
      purpose: "Thu phí, lệ phí tại bàn thu",
    });
    const asked = await go(await submit(page, "/ask"));
    expect(textOf(asked)).toContain("8.000 đồng");
    expect((await hub.hall.day(HALL)).tickets.get("A001")?.steps.map(({ stepId, finishedAt }) => [stepId, finishedAt])).toEqual([
      ["thong-bao-phi", "2026-02-13T03:02:00.000Z"],
      ["xac-nhan-phi", undefined],
    ]);
    const desk = await as("feeofficer").get(FEES);
    expect(textOf(desk)).toContain(code);
    expect(desk.html).not.toMatch(PERSONAL);
  });

  it("R-D01 a transfer without a bank's number is refused at its field, and what was typed stays", async () => {
    const page = await as("feeofficer").get(`${FEES}/dossiers/${code}`);
    const refused = await submit(page, "/transfer", { reference: "số ?" });
    expect(refused.status).toBe(422);
    expect(refused.html).toMatch(/name="reference" value="số \?"[^>]*aria-invalid="true"/);
    expect((await money()).payments).toEqual([]);
  });

  it("R-D02 cash is taken once however often it is pressed; its slip is printed once, and a copy says so", async () => {
    now = "2026-02-13T03:04:00.000Z";
    const page = await as("feeofficer").get(`${FEES}/dossiers/${code}`);
    const [first, second] = [await submit(page, "/cash"), await submit(page, "/cash")];
    expect([first.status, second.status]).toEqual([303, 303]);
    const { charges, payments } = await money();
    expect(charges.map((charge) => charge.open)).toEqual([false]);
    expect(payments).toMatchObject([{ amount: 8000, method: "cash" }]);
    await until(() => printed.length === 1);
    expect(JSON.stringify(printed[0])).toContain("Người feeofficer");
    // A page that is out of date takes nothing more: another press is another act.
    const stale = await as("feeofficer").post(`${FEES}/dossiers/${code}/cash`, {
      _token: tokenIn(page),
      charge: /name="charge" value="([^"]*)"/.exec(page.html)?.[1] ?? "",
    });
    expect(stale.status).toBe(409);
    expect((await money()).payments).toHaveLength(1);
    const slip = `payment:${payments[0]?.reference ?? ""}`;
    await until(async () => (await hub.hall.job("th-slip-1", slip))?.state === "done");
    const done = await go(first);
    expect(textOf(done)).toContain("Không còn khoản nào phải thu");
    await submit(done, "/print");
    await until(() => printed.length === 2);
    expect(printed.map(({ copy }) => copy)).toEqual([undefined, true]);
    const steps = (await hub.hall.day(HALL)).tickets.get("A001")?.steps;
    expect(steps?.at(-1)).toMatchObject({ stepId: "xac-nhan-phi", finishedAt: "2026-02-13T03:04:00.000Z" });
  });

  it("R-D02 the number of a paper receipt is written down with its payment", async () => {
    const page = await as("feeofficer").get(`${FEES}/dossiers/${code}`);
    const done = await go(await submit(page, "/receipt", { number: "AB/26E-0001" }));
    expect(textOf(done)).toContain("biên lai AB/26E-0001");
    expect((await money()).payments[0]?.receipt?.number).toBe("AB/26E-0001");
  });

  it("R-D01 a charge asked for by mistake is called off, with a reason", async () => {
    const asked = await hub.execute({
      command: { type: "requestFee", chargeId: "nham", name: "Khoản nhầm", amount: 5000, kind: "fee" },
      dossier: id,
      actor: { id: "cb", role: "officer", agencyId: WARD },
    });
    expect(asked.outcome).toBe("done");
    const page = await as("feeofficer").get(`${FEES}/dossiers/${code}`);
    expect((await submit(page, "/cancel", { reason: " " })).status).toBe(422);
    await submit(page, "/cancel", { reason: "Yêu cầu nhầm thủ tục" });
    expect((await money()).charges.find(({ chargeId }) => chargeId === "nham")).toMatchObject({
      open: false,
      cancelled: "Yêu cầu nhầm thủ tục",
    });
  });

  /** Page → roles that may use it; written out, so that a change of the table in the code is seen here. */
  const HEADS = ["head", "deputy"] as const;
  const COUNTER = ["oneStopOfficer", "feeOfficer", ...HEADS] as const;
  const table = (): readonly (readonly [string, readonly PersonRole[]])[] => [
    ["/console", PERSON_ROLES],
    ["/console/password", PERSON_ROLES],
    [`/console/dossiers/${code}`, PERSON_ROLES],
    ["/console/looks", [...HEADS, "support", "operator"]],
    [`/console/looks?dossier=${code}`, [...HEADS, "support", "operator"]],
    ["/console/hall", [...COUNTER, "support", "administration"]],
    [`/console/hall/${HALL}`, [...HEADS, "support"]],
    [`/console/hall/${HALL}/live`, [...HEADS, "support"]],
    [`/console/hall/${HALL}/desk`, [...HEADS, "support", "oneStopOfficer"]],
    [FEES, ["feeOfficer"]],
    [`${FEES}/live`, ["feeOfficer"]],
    [`${FEES}/dossiers/${code}`, ["feeOfficer"]],
    [`${FEES}/dossiers/${code}/payments/0`, ["feeOfficer"]],
    [`/console/hall/${HALL}/counters/q1`, COUNTER],
    [`/console/hall/${HALL}/counters/q1/live`, COUNTER],
    [`/console/hall/${HALL}/counters/q1/dossiers/${code}`, COUNTER],
    [`/console/hall/${HALL}/counters/q1/dossiers/${code}/printing`, COUNTER],
  ];

  it.each(PERSON_ROLES)("R-I01 %s opens the pages of his work and no other, and no link leads him to a refusal", async (role) => {
    const one = as(role.toLowerCase());
    for (const [path, roles] of table()) {
      const page = await one.get(path);
      expect([path, page.status]).toEqual([path, roles.includes(role) ? 200 : 403]);
      if (page.status === 403) expect(page.html).not.toMatch(PERSONAL);
    }
    for (const path of ["/console", "/console/hall"]) {
      const links = [...(await one.get(path)).html.matchAll(/<a href="(\/console[^"#]*)"/g)].map(([, to = ""]) => to);
      for (const to of path === "/console" || links.length > 4 ? links : [])
        expect([to, (await one.get(to)).status]).toEqual([to, 200]);
    }
  });

  it.each(PERSON_ROLES)("R-I01 %s takes no money, puts in no papers and closes no day unless that is his work", async (role) => {
    const one = as(role.toLowerCase());
    const token = tokenIn(await one.get("/console"));
    const before = (await hub.find(id))?.version;
    const acts: readonly (readonly [string, boolean])[] = [
      [`${FEES}/open`, role === "feeOfficer"],
      [`${FEES}/dossiers/${code}/cash`, role === "feeOfficer"],
      [`${FEES}/dossiers/${code}/transfer`, role === "feeOfficer"],
      [`/console/hall/${HALL}/counters/q1/dossiers/${code}/scan`, role === "oneStopOfficer"],
    ];
    for (const [path, may] of acts) {
      const { status } = await one.post(path, { _token: token, charge: "khong-co:0" });
      expect([path, status === 403]).toEqual([path, !may]);
    }
    if (role !== "head" && role !== "deputy")
      expect((await one.post(`/console/hall/${HALL}/close-day`, { _token: token })).status).toBe(403);
    expect((await hub.find(id))?.version).toBe(before);
  });

  it.each(PERSON_ROLES)("R-I02 %s of another agency sees nothing of the dossier at any door of the console", async (role) => {
    const one = await signIn(`xa-${role.toLowerCase()}`, role, ["H57.122"]);
    const token = tokenIn(await one.get("/console"));
    const recorded = (await looks()).length;
    for (const [path] of table().filter(([to]) => to.includes(HALL) || to.includes(code))) {
      const page = await one.get(path);
      expect([403, 404], path).toContain(page.status);
      expect(page.html).not.toMatch(PERSONAL);
    }
    expect((await one.post(`/console/dossiers/${code}`, { _token: token, purpose: "Trả kết quả" })).status).toBe(404);
    expect(await looks()).toHaveLength(recorded);
  });

  it("R-I02 an agency that a dossier was only forwarded to opens it, and does not see who looked at it, as at the API", async () => {
    const officer = { id: "cb", role: "officer", agencyId: WARD } as const;
    for (const command of [
      { type: "check", outcome: "valid" },
      { type: "receive" },
      { type: "forward", transferId: "tham-tra", toAgencyId: "H57.123", purpose: "Thẩm tra" },
    ] as const) {
      const outcome = await hub.execute({ command, dossier: id, actor: officer });
      expect([command.type, outcome.outcome]).toEqual([command.type, "done"]);
    }
    const one = await signIn("phoi-hop", "head", ["H57.123"]);
    expect((await one.get(`/console/dossiers/${code}`)).status).toBe(200);
    expect((await one.get(`/console/looks?dossier=${code}`)).status).toBe(404);
    const opened = await one.post(`/console/dossiers/${code}`, { _token: tokenIn(await one.get("/console")), other: "Thẩm tra" });
    expect(opened.status).toBe(200);
    expect(opened.html).not.toContain("Ai đã xem hồ sơ này");
  });

  it("R-I02 somebody of several agencies works in a hall for that hall's agency only", async () => {
    const filed = await hub.execute({
      command: {
        type: "submit",
        channel: "counter",
        procedureCode: "1.004884",
        agencyId: "H57.122",
        applicant: { kind: "citizen", fullName: "Nguyễn Văn Thử", identityNumber: "001099000012" },
      },
      actor: { id: "cb", role: "officer", agencyId: "H57.122" },
    });
    if ("refusal" in filed) throw new TypeError(filed.refusal.code);
    const one = await signIn("hai-noi", "oneStopOfficer", [WARD, "H57.122"]);
    const other = filed.receipt.dossierId;
    expect((await one.get(`/console/dossiers/${other}`)).status).toBe(200);
    const at = await one.get(`/console/hall/${HALL}/counters/q1/dossiers/${other}`);
    expect(at.status).toBe(404);
    expect(at.html).not.toMatch(PERSONAL);
  });

  it("R-I01 a part of a page that asks anew keeps no session awake, and loads the page anew once it is over", async () => {
    const asked: (string | undefined)[] = [];
    const spied = {
      ...hub,
      people: {
        ...hub.people,
        session: (token: string, by?: "person" | "page") => {
          asked.push(by);
          return hub.people.session(token, by);
        },
      },
    };
    const served = createApp(spied, { log: createLog("silent") });
    const one = browser((url, init) => served.request(url, init));
    await one.post("/console/sign-in", { id: "head", password: PASSWORD });
    const live = `/console/hall/${HALL}/live`;
    expect((await one.request(live, { headers: { "hx-request": "true" } })).status).toBe(200);
    await one.get(live);
    expect(asked).toEqual(["page", "person"]);
    one.jar.set("lienthong", { value: "Z".repeat(43), line: "", path: "/console", secure: false });
    const over = await one.request(live, { headers: { "hx-request": "true" } });
    expect([over.status, over.headers.get("hx-refresh"), over.html]).toEqual([401, "true", ""]);
  });
});
