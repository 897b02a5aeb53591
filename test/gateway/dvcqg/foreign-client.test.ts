/** Clients of the field against the door, in their own order of calls, with nothing changed but the address (domain.md §1.1, §1.2). */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DoorWorld, FRIDAY_10, fullRecord, type Item, openDoor, PROVINCE, type Reply, row } from "./world.ts";

let world: DoorWorld;
beforeAll(async () => {
  world = await openDoor();
});
afterAll(() => world.stop());

/** What OpenCPS takes for success (domain.md §1.1): the code alone. */
const ok = (reply: Reply): boolean => ["0", "00"].includes(String(reply.error_code));

describe("R-G01 R-J04 OpenCPS", () => {
  /** Its order: look up, then sync (True where found), and only if accepted, progress. */
  const run = async (item: Item, rows: readonly Item[]): Promise<readonly Reply[]> => {
    const found = await world.client.find(String(item["MaHoSo"]));
    const sync = await world.client.sync(item, ok(found) ? "True" : "False");
    return ok(sync) ? [found, sync, await world.client.progress(...rows)] : [found, sync];
  };

  it("R-G01 [§1.2] TraCuuHoSo → DongBoHoSoMC → CapNhatTienDoHoSoMC through a whole life, its record kept row by row", async () => {
    const code = "H57.122-260213-0101";
    // The client of 2020 knows neither the filing date nor identity numbers nor channels.
    const { NgayNopHoSo: _a, DinhDanhCHS: _b, SoGiayToChuHoSo: _c, KenhThucHien: _d, NoiNopHoSo: _e, ...old } = fullRecord(code);
    const [found, sync, progress] = await run(old, [row(code, "2", "20260213083000", "Tiếp nhận hồ sơ")]);
    expect(found).toMatchObject({ error_code: "-1", result: [] });
    expect(found?.message).toContain("không tồn tại");
    expect(sync).toMatchObject({ error_code: "0", result: [{ MaHoSo: code, error_code: "0" }] });
    expect(sync?.message).toContain("thành công");
    expect(progress).toMatchObject({ error_code: "0" });

    const later: readonly (readonly [Item, Item])[] = [
      [{ TrangThaiHoSo: "4" }, row(code, "4", "20260213084500", "Chuyển công chức xử lý")],
      [
        { TrangThaiHoSo: "9", NgayKetThucXuLy: "20260213091000", DanhSachGiayToKetQua: [{ TenGiayTo: "Giấy khai sinh" }] },
        row(code, "9", "20260213091000", "Đã ký giấy khai sinh"),
      ],
      [{ TrangThaiHoSo: "10", NgayTra: "20260213093000" }, row(code, "10", "20260213093000", "Trả kết quả cho công dân")],
    ];
    for (const [more, told] of later) {
      const replies = await run({ ...old, ...more }, [told]);
      expect(replies.map(ok)).toEqual([true, true, true]);
    }
    const dossier = await world.dossier(code);
    expect(dossier).toMatchObject({
      status: "returned",
      agencyId: "H57.122",
      receivedAt: "2026-02-13T01:30:00.000Z",
      decision: { outcome: "approved", at: "2026-02-13T02:10:00.000Z", documents: [{ name: "Giấy khai sinh" }] },
      returned: { method: "inPerson", at: "2026-02-13T02:30:00.000Z", to: "Nguyễn Văn Thử", onTime: true },
      handOvers: [{ unit: "H57.122" }],
    });
    const shown = await world.client.find(code);
    expect(shown.result).toEqual([
      expect.objectContaining({
        MaHoSo: code,
        MaTTHC: "1.001193",
        TrangThaiHoSo: "10",
        NgayTiepNhan: "20260213083000",
        DanhSachTienDo: [
          { ThoiDiemXuLy: "20260213083000", TrangThai: "2", NoiDungXuLy: "Tiếp nhận hồ sơ" },
          { ThoiDiemXuLy: "20260213084500", TrangThai: "4", NoiDungXuLy: "Chuyển công chức xử lý" },
          { ThoiDiemXuLy: "20260213091000", TrangThai: "9", NoiDungXuLy: "Đã ký giấy khai sinh" },
          { ThoiDiemXuLy: "20260213093000", TrangThai: "10", NoiDungXuLy: "Trả kết quả cho công dân" },
        ],
      }),
    ]);
    expect(await world.hub.verifyChain(dossier.id)).toBeUndefined();
  });
});

describe("R-G01 R-J04 TD", () => {
  /** Three addresses; success is what says "thành công"; "đã tồn tại" goes again as an update; progress in tens. */
  const road = "/api/SynsTTHCC";
  const unit = `MaDinhDanhDV=${PROVINCE}`;
  const URLThemMoi = `${road}/DongBoHoSoMC?${unit}&isUpdating=False`;
  const URLCapNhat = `${road}/DongBoHoSoMC?${unit}&isUpdating=True`;
  const URLDongBoTienTrinh = `${road}/CapNhatTienDoHoSoMC?${unit}`;
  let headers: Record<string, string>;
  beforeAll(async () => {
    const { credential, secret = "" } = await world.hub.partners.issue({
      partnerId: "mot-cua",
      kind: "shared",
      overlapSeconds: 3600,
    });
    const keys = { AccessKey: credential.id, SecretKey: secret, AppName: "TD", PartnerCode: "", PartnerCodeCus: "" };
    headers = {
      "content-type": "application/json",
      lgspaccesstoken: Buffer.from(JSON.stringify(keys)).toString("base64"),
    };
  });
  const post = async (url: string, body: readonly Item[]): Promise<Reply> =>
    (await (await world.app.request(url, { method: "POST", headers, body: JSON.stringify(body) })).json()) as Reply;
  const good = (reply: Reply): boolean => reply.message.includes("thành công");

  const send = async (item: Item): Promise<readonly string[]> => {
    const first = await post(URLThemMoi, [item]);
    if (good(first)) return [first.message];
    if (!first.message.includes("đã tồn tại")) return [first.message];
    return [first.message, (await post(URLCapNhat, [item])).message];
  };

  it("R-G01 [§1.1] three URLs, bare lists, the unit and isUpdating in the query, lgspaccesstoken", async () => {
    const code = "H57.122-260213-0201";
    expect(await send(fullRecord(code))).toEqual(["Đồng bộ hồ sơ thành công"]);
    const messages = await send(fullRecord(code, { TrangThaiHoSo: "4", TrichYeuHoSo: "Khai sinh cho con thứ hai" }));
    expect(messages[0]).toContain("đã tồn tại");
    expect(messages[1]).toContain("thành công");
    expect(await world.dossier(code)).toMatchObject({ status: "processing", summary: "Đăng ký khai sinh cho con" });
    expect(messages[1]).toContain("TrichYeuHoSo");
  });

  it("R-G01 [§1.2] progress in chunks of 10, whatever order its rows have, and again after a lost answer", async () => {
    const code = "H57.122-260213-0202";
    await send(fullRecord(code));
    const rows = Array.from({ length: 23 }, (_, n) =>
      row(
        code,
        n === 0 ? "2" : "4",
        `202602130${8 + Math.floor((n + 31) / 60)}${String((n + 31) % 60).padStart(2, "0")}00`,
        `Bước ${n}`,
      ),
    );
    for (let from = 0; from < rows.length; from += 10)
      expect(good(await post(URLDongBoTienTrinh, rows.slice(from, from + 10).reverse()))).toBe(true);
    const version = (await world.dossier(code)).version;
    expect(good(await post(URLDongBoTienTrinh, rows.slice(10, 20)))).toBe(true);
    expect((await world.dossier(code)).version).toBe(version);
    const shown = (await world.client.find(code)).result?.[0]?.["DanhSachTienDo"] as readonly Item[];
    expect(shown.map((one) => one["NoiDungXuLy"])).toEqual(rows.map((one) => one["NoiDungXuLy"]));
  });

  it("R-G01 [§1.1] the same lists with an API key of the REST door, and none without anything", async () => {
    const { key } = await world.hub.addPartner({ id: "mot-cua-2", name: "Một cửa hai", role: "portal", agencies: ["H57.101"] });
    const item = fullRecord("H57.101-260213-0001", { DonViXuLy: "Ủy ban nhân dân phường Thuận Hóa" });
    const ask = (authorization?: string) =>
      world.app.request(`${road}/DongBoHoSoMC?MaDinhDanhDV=H57.101&isUpdating=False`, {
        method: "POST",
        headers: { "content-type": "application/json", ...(authorization === undefined ? {} : { authorization }) },
        body: JSON.stringify([item]),
      });
    expect(await (await ask()).json()).toMatchObject({ error_code: "-3", code: "session.missing" });
    expect(await (await ask(`Bearer ${key}`)).json()).toMatchObject({ error_code: "0" });
    expect(await world.dossier("H57.101-260213-0001")).toMatchObject({
      agencyId: "H57.101",
      submittedAt: "2026-02-13T01:15:00.000Z",
    });
    expect(world.hub.now()).toBe(FRIDAY_10);
  });
});

describe("docs/examples", () => {
  it("R-G01 the envelopes of docs/examples do what README.md says", async () => {
    const client = await world.as("mot-cua");
    await client.login();
    const send = async (name: string): Promise<Reply> => {
      const body = JSON.parse(readFileSync(`docs/examples/${name}.json`, "utf8")) as object;
      return (await (await client.raw(body)).json()) as Reply;
    };
    expect(await send("dvcqg-dong-bo")).toMatchObject({ error_code: "0", message: "Đồng bộ hồ sơ thành công" });
    expect(await send("dvcqg-tien-do")).toMatchObject({ error_code: "0", message: "Cập nhật tiến độ thành công" });
    expect(await world.dossier("H57.101-260213-0451")).toMatchObject({
      status: "processing",
      handOvers: [{ unit: "Bộ phận Tư pháp - Hộ tịch", officer: "Trần Thị Cán Bộ" }],
    });
  });
});
