/**
 * What an officer typed at a counter is never lost, whichever button he presses (R-A02): in Chromium without script, over the real hub in memory.
 * Two officers work at the same dossier.
 */
import { createAdaptorServer } from "@hono/node-server";
import fc from "fast-check";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadCatalogs } from "../../catalogs/load.ts";
import { STATUSES } from "../../core/dossier/statuses.ts";
import { createHub, type Hub } from "../../core/hub.ts";
import { createApp } from "../../gateway/app.ts";
import { readCounts } from "../../gateway/console/hall/counts.ts";
import { createLog } from "../../gateway/log.ts";
import { CHROMIUM, launchChromium } from "../support/chromium.ts";
import { skipped } from "../support/on-path.ts";

const PASSWORD = "mat-khau-thu-nghiem-1";
const OFFICERS = ["lan", "minh"] as const;
const ACTOR = { id: "cb", role: "officer", agencyId: "H57.101" } as const;
const PATIENCE_MS = 60_000;

describe("R-A02 counts as a form brings them", () => {
  const catalogs = loadCatalogs();
  const procedure = catalogs.procedures.find(({ code }) => code === "1.004884");
  const dossier = { components: [{ componentId: "tk", originals: 2, copies: 1, files: [] }] };
  const read = (fields: Record<string, string>) => readCounts(dossier, procedure, new URLSearchParams(fields));

  it("R-A02 whatever is no whole number up to a hundred is named at its field, and never taken for none", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 6 }), (text) => {
        const counts = read({ o_tk: text });
        const number = text.trim() === "" ? 0 : /^\d{1,3}$/.test(text.trim()) ? Number(text.trim()) : 101;
        if (number > 100) expect(counts).toMatchObject({ mistakes: [{ field: "o-tk" }] });
        else expect(counts).toMatchObject({ components: number === 0 ? [{ copies: 1 }] : [{ originals: number, copies: 1 }] });
      }),
    );
  });

  it("R-A02 what nobody touched stays as it is, however old the page", () => {
    const small = fc.integer({ min: 0, max: 100 });
    fc.assert(
      fc.property(small, small, (originals, copies) => {
        const fields = { b_tk: `${originals}:${copies}`, o_tk: String(originals), c_tk: String(copies) };
        expect(read(fields)).toEqual({ components: dossier.components, changed: false });
      }),
    );
  });
});

describe.skipIf(CHROMIUM === undefined)(`R-A02 papers at a counter${skipped("chromium")}`, () => {
  let hub: Hub;
  let chromium: Browser;
  let origin = "";
  const server: { close?: () => void } = {};
  const pages = new Map<string, Page>();
  let number = 0;

  const signIn = async (id: string): Promise<Page> => {
    const made = await hub.people.add({ id, name: `Người ${id}`, role: "oneStopOfficer", agencies: ["H57.101"] }, PASSWORD, {
      actor: "test",
      reason: "thử",
    });
    if ("blame" in made) throw new TypeError(made.code);
    const context = await chromium.newContext({ javaScriptEnabled: false });
    context.setDefaultTimeout(PATIENCE_MS);
    const page = await context.newPage();
    await page.goto(`${origin}/console/sign-in`);
    await page.getByLabel("Tên đăng nhập").fill(id);
    await page.getByLabel("Mật khẩu").fill(PASSWORD);
    await page.getByRole("button", { name: "Đăng nhập" }).click();
    await page.getByText(`Xin chào Người ${id}`).waitFor();
    return page;
  };

  beforeAll(async () => {
    hub = await createHub({
      log: createLog("silent"),
      dataDir: "memory",
      catalogs: loadCatalogs(),
      adapters: [],
      secret: "thu-nghiem".repeat(5),
      clock: () => "2026-02-13T03:00:00.000Z",
    });
    await hub.start();
    const made = createAdaptorServer({ fetch: createApp(hub, { log: createLog("silent") }).fetch });
    server.close = () => made.close();
    await new Promise<void>((resolve) => made.listen(0, "127.0.0.1", resolve));
    const address = made.address();
    if (address === null || typeof address === "string") throw new TypeError("no port");
    origin = `http://127.0.0.1:${address.port}`;
    chromium = await launchChromium();
    for (const id of OFFICERS) pages.set(id, await signIn(id));
  });
  afterAll(async () => {
    await chromium?.close();
    server.close?.();
    await hub?.stop();
  });

  /** A dossier that came without a single paper, or with what is given. */
  const file = async (components: { componentId: string; originals: number }[] = []): Promise<string> => {
    number += 1;
    const filed = await hub.execute({
      command: {
        type: "submit",
        channel: "counter",
        procedureCode: "1.004884",
        agencyId: "H57.101",
        dossierSlip: { dayNumber: `A${String(number).padStart(3, "0")}` },
        applicant: {
          kind: "citizen",
          fullName: "Nguyễn Văn Thử",
          identityNumber: `0010990001${String(number).padStart(2, "0")}`,
        },
        components,
      },
      actor: ACTOR,
    });
    if ("refusal" in filed) throw new TypeError(filed.refusal.code);
    return filed.receipt.dossierId;
  };
  const open = async (who: (typeof OFFICERS)[number], id: string): Promise<Page> => {
    const page = pages.get(who);
    if (page === undefined) throw new TypeError(who);
    await page.goto(`${origin}/console/hall/thuan-hoa/counters/q1/dossiers/${id}`);
    return page;
  };
  const press = (page: Page, name: string): Promise<void> => page.getByRole("button", { name, exact: true }).click();
  const type = (page: Page, name: string, text: string): Promise<void> => page.locator(`[name="${name}"]`).fill(text);
  const value = (page: Page, name: string): Promise<string> => page.locator(`[name="${name}"]`).inputValue();
  const counted = async (id: string) =>
    (await hub.find(id))?.components.map(({ componentId, originals, copies }) => [componentId, originals, copies]);

  it("R-A02 what was counted goes with the press of 'Hợp lệ', and is saved before the dossier is received", async () => {
    const id = await file();
    const page = await open("lan", id);
    await type(page, "o_tk", "2");
    await type(page, "c_giay-to-cu", "1");
    await press(page, "Hợp lệ");
    await page.getByText("Đã kiểm tra: hợp lệ.").waitFor();
    expect(await counted(id)).toEqual([
      ["tk", 2, 0],
      ["giay-to-cu", 0, 1],
    ]);
    // Other papers than were checked: they are kept, and checked again before anything is received.
    await type(page, "c_giay-to-cu", "3");
    await press(page, "Tiếp nhận và in giấy hẹn");
    await page.getByRole("alert").waitFor();
    await press(page, "Hợp lệ");
    await press(page, "Tiếp nhận và in giấy hẹn");
    await page.getByRole("heading", { name: "Giấy tiếp nhận và hẹn trả" }).waitFor();
    expect(await counted(id)).toContainEqual(["giay-to-cu", 0, 3]);
  });

  it("R-A02 'Hợp lệ' that is refused shows every number that was typed", async () => {
    const id = await file();
    const page = await open("lan", id);
    await type(page, "o_tk", "1");
    await press(page, "Hợp lệ");
    await page.getByRole("alert").waitFor();
    expect((await hub.find(id))?.check).toBeUndefined();
    expect(await value(page, "o_tk")).toBe("1");
  });

  it("R-A02 counts go with a supplement request, a fee and a refusal to receive; reasons wait while papers are saved", async () => {
    const id = await file();
    const page = await open("lan", id);
    await type(page, "o_tk", "1");
    await page.getByText("Chưa hợp lệ: yêu cầu bổ sung").click();
    await type(page, "m_giay-to-cu", "Bản sao mờ <không> đọc được");
    await press(page, "Lưu số giấy tờ đã nhận");
    expect(await value(page, "m_giay-to-cu")).toBe("Bản sao mờ <không> đọc được");
    await type(page, "c_giay-to-cu", "1");
    await page.locator('[name="m_giay-to-cu"]').press("Enter");
    expect(await value(page, "m_giay-to-cu")).toBe("Bản sao mờ <không> đọc được");
    await page.getByRole("button", { name: /^Thu Phí cấp bản sao/ }).click();
    expect(await value(page, "m_giay-to-cu")).toBe("Bản sao mờ <không> đọc được");
    expect(await counted(id)).toContainEqual(["giay-to-cu", 0, 1]);
    await type(page, "c_giay-to-cu", "2");
    await press(page, "Lập phiếu yêu cầu bổ sung");
    await page.getByText(STATUSES.incomplete.vi, { exact: true }).waitFor();
    expect(await counted(id)).toContainEqual(["giay-to-cu", 0, 2]);
    expect(JSON.stringify((await hub.timeline(id)).at(-1)?.data)).toContain("Bản sao mờ <không> đọc được");

    const other = await open("lan", await file());
    await type(other, "o_tk", "1");
    await other.getByText("Không thuộc phạm vi giải quyết").click();
    await press(other, "Từ chối tiếp nhận");
    await other.getByRole("link", { name: "Ghi lý do từ chối tiếp nhận." }).waitFor();
    expect(await value(other, "o_tk")).toBe("1");
  });

  it("R-A02 a scan does not swallow a reason that was just written", async () => {
    const page = await open("lan", await file());
    await page.getByText("Chưa hợp lệ: yêu cầu bổ sung").click();
    await type(page, "m_tk", "Thiếu chữ ký");
    await page.locator('button[name="component"][value="giay-to-cu"]').click();
    await page.getByRole("alert").waitFor();
    expect(await value(page, "m_tk")).toBe("Thiếu chữ ký");
  });

  it("R-A02 a page that stood open writes nothing over what a colleague counted; where both counted the same paper it says so", async () => {
    const id = await file();
    const [mine, hers] = [await open("lan", id), await open("minh", id)];
    await type(hers, "o_tk", "2");
    await press(hers, "Lưu số giấy tờ đã nhận");
    await type(mine, "c_giay-to-cu", "1");
    await press(mine, "Hợp lệ");
    await mine.getByText("Đã kiểm tra: hợp lệ.").waitFor();
    expect(await counted(id)).toEqual([
      ["tk", 2, 0],
      ["giay-to-cu", 0, 1],
    ]);
    await type(hers, "c_giay-to-cu", "4");
    await press(hers, "Lưu số giấy tờ đã nhận");
    await hers.getByText(/Người khác vừa ghi số giấy tờ này: .* hiện là 0 bản chính, 1 bản sao/).waitFor();
    expect(await value(hers, "c_giay-to-cu")).toBe("4");
    expect(await counted(id)).toContainEqual(["giay-to-cu", 0, 1]);
    await press(hers, "Lưu số giấy tờ đã nhận");
    await hers.getByText("Thành phần hồ sơ").waitFor();
    expect(await counted(id)).toContainEqual(["giay-to-cu", 0, 4]);
  });

  it("R-A06 identity number and telephone are taken as people read them out, and kept in one form", async () => {
    const page = pages.get("lan");
    if (page === undefined) throw new TypeError("lan");
    await page.goto(`${origin}/console/hall/thuan-hoa/desk?procedure=1.004884`);
    await page.getByLabel("Họ tên người nộp").fill("Đặng Thị D'Ran <Thử>");
    await page.getByLabel("Số định danh / CCCD").fill("001 099 000.199");
    await page.getByLabel("Điện thoại").fill("+84 912 000 199");
    await press(page, "Lập và in Phiếu hồ sơ");
    await page.getByRole("link", { name: "Người tiếp theo" }).waitFor();
    const applicant = (await hub.find(page.url().split("/").at(-1) ?? ""))?.applicant;
    expect(applicant).toMatchObject({
      fullName: "Đặng Thị D'Ran <Thử>",
      identityNumber: "001099000199",
      phone: "0912000199",
    });
  });

  it("R-I01 where the session is over nothing is done, and what was typed is given back to be copied", async () => {
    const id = await file();
    const page = await open("minh", id);
    await type(page, "o_tk", "3");
    await page.getByText("Chưa hợp lệ: yêu cầu bổ sung").click();
    await type(page, "m_tk", "Thiếu <chữ> ký của 'mẹ'");
    for (const { value } of await page.context().cookies()) await hub.people.signOut(value);
    await press(page, "Lập phiếu yêu cầu bổ sung");
    await page.getByText("Phiên đăng nhập đã hết").waitFor();
    const words = (await page.locator("main").textContent()) ?? "";
    expect(words).toContain("Thiếu <chữ> ký của 'mẹ'");
    expect(words).toMatch(/Số bản chính \(tk\)\s*3/);
    expect(words).not.toContain("giay-to-cu");
    expect((await hub.find(id))?.check).toBeUndefined();
  });
});
