/** A dossier's life through the REST door, over the real hub. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dossierSchema, eventSchema, publicViewSchema, receiptSchema } from "../../gateway/rest/schemas.ts";
import { problemOf } from "./fake-hub.ts";
import { BIRTH, FRIDAY_10, OFFICER, type RealWorld, realWorld } from "./real-hub.ts";

let world: RealWorld;
beforeAll(async () => {
  world = await realWorld();
});
afterAll(() => world.stop());

const json = async (response: Response, status: number): Promise<Record<string, unknown>> => {
  expect(response.status, await response.clone().text()).toBe(status);
  return (await response.json()) as Record<string, unknown>;
};
const act = async (ref: string, path: string, body: object) =>
  json(await world.send("portal", "POST", `/api/v1/dossiers/${ref}/${path}`, { ...body, ...OFFICER }), 200);

describe("R-J04 a birth registration through the REST door", () => {
  it("R-A08 is filed without an account, looked up, completed by code and key, received the same day, decided and returned", async () => {
    const { components, ...rest } = BIRTH;
    const first = await json(
      await world.send(
        "portal",
        "POST",
        "/api/v1/dossiers",
        { ...rest, components: components.slice(0, 1) },
        { "idempotency-key": "life-1" },
      ),
      201,
    );
    expect(receiptSchema.strict().safeParse(first).error).toBeUndefined();
    const { dossierId: ref, code, updateKey } = first as { dossierId: string; code: string; updateKey: string };
    expect(code).toMatch(/^H57\.122-260213-\d{4}$/);
    expect(updateKey).toMatch(/^[A-Z2-9]{10}$/);

    await act(code, "check", { outcome: "notYetValid", missing: [{ componentId: "gcs", reason: "Thiếu giấy chứng sinh" }] });
    const lookUp = `/api/v1/look-up?code=${code}&key=${updateKey}`;
    const waiting = await json(await world.send(undefined, "GET", lookUp), 200);
    expect(publicViewSchema.strict().safeParse(waiting).error).toBeUndefined();
    expect(waiting).toMatchObject({
      status: "incomplete",
      missing: [{ componentId: "gcs", name: expect.stringContaining("Giấy chứng sinh"), reason: "Thiếu giấy chứng sinh" }],
    });

    await json(
      await world.send(undefined, "POST", "/api/v1/look-up/supplement", {
        code,
        key: updateKey,
        components: [{ componentId: "gcs", originals: 1 }],
      }),
      200,
    );
    await act(ref, "check", { outcome: "valid" });
    const received = await act(ref, "receive", {});
    // Before 15:00: due at the end of the same day (the three-o'clock rule of this procedure).
    expect(received).toMatchObject({ status: "received", nationalStatus: 2, dueAt: expect.stringMatching(/^2026-02-13T/) });

    await act(ref, "hand-over", { unit: "Tư pháp – Hộ tịch" });
    await act(ref, "decide", { documents: [{ name: "Giấy khai sinh", number: "12/2026" }] });
    const done = await act(ref, "return-in-person", {
      receiverName: "Nguyễn Thị Thử Nghiệm",
      identityNumber: "001099000012",
      appointmentSlip: true,
    });
    expect(done).toMatchObject({ status: "returned", nationalStatus: 10 });

    const whole = await json(await world.send("portal", "GET", `/api/v1/dossiers/${code}`), 200);
    expect(dossierSchema.strict().safeParse(whole).error).toBeUndefined();
    const { items } = (await json(await world.send("portal", "GET", `/api/v1/dossiers/${ref}/timeline`), 200)) as {
      items: Record<string, unknown>[];
    };
    for (const event of items) expect(eventSchema.strict().safeParse(event).error).toBeUndefined();
    expect(items.map((event) => event["title"])).toEqual([
      "Nộp hồ sơ",
      "Kiểm tra: hồ sơ chưa hợp lệ, yêu cầu bổ sung",
      "Người nộp bổ sung hồ sơ",
      "Kiểm tra: hồ sơ hợp lệ",
      "Tiếp nhận hồ sơ và hẹn trả kết quả",
      "Bàn giao hồ sơ",
      "Có kết quả giải quyết",
      "Trả kết quả",
    ]);
    expect(await world.hub.verifyChain(ref)).toBeUndefined();
    const closed = await json(await world.send(undefined, "GET", lookUp), 200);
    expect(closed).toMatchObject({ status: "returned", missing: [] });
  });

  it("R-A08 the applicant amends a filed dossier by code and key; a wrong key does nothing", async () => {
    const { dossierId, code, updateKey } = (await json(
      await world.send("portal", "POST", "/api/v1/dossiers", BIRTH, { "idempotency-key": "life-2" }),
      201,
    )) as {
      dossierId: string;
      code: string;
      updateKey: string;
    };
    const amend = (key: string) =>
      world.send(undefined, "POST", "/api/v1/look-up/amend", { code, key, summary: "Xin thêm hai bản sao" });
    expect((await problemOf(await amend("AAAAAAAAAA"))).code).toBe("look-up.not-found");
    expect((await world.hub.find(dossierId))?.summary).toBeUndefined();
    // People type small letters and spaces.
    await json(await amend(`${updateKey.slice(0, 5)} ${updateKey.slice(5).toLowerCase()}`), 200);
    expect((await world.hub.find(dossierId))?.summary).toBe("Xin thêm hai bản sao");
  });

  it("R-B12 what was done on paper during an outage is entered with its true times and the mark", async () => {
    const late = { lateEntry: { reason: "Mất điện sáng 12/02", enteredBy: "Trần Văn Thử" }, ...OFFICER };
    const { declaredTruthful, ...counter } = { ...BIRTH, channel: "counter" };
    expect(declaredTruthful).toBe(true);
    const { dossierId } = (await json(
      await world.send(
        "portal",
        "POST",
        "/api/v1/dossiers",
        { ...counter, ...late, at: "2026-02-12T08:00:00+07:00" },
        { "idempotency-key": "life-3" },
      ),
      201,
    )) as { dossierId: string };
    const enter = async (path: string, body: object, at: string) =>
      json(await world.send("portal", "POST", `/api/v1/dossiers/${dossierId}/${path}`, { ...body, ...late, at }), 200);
    await enter("check", { outcome: "valid" }, "2026-02-12T08:05:00+07:00");
    const received = await enter("receive", {}, "2026-02-12T08:10:00+07:00");
    expect(received).toMatchObject({
      code: expect.stringMatching(/^H57\.122-260212-/),
      dueAt: expect.stringMatching(/^2026-02-12T/),
    });
    const { items } = (await json(await world.send("portal", "GET", `/api/v1/dossiers/${dossierId}/timeline`), 200)) as {
      items: Record<string, unknown>[];
    };
    expect(items.at(-1)).toMatchObject({
      at: "2026-02-12T01:10:00.000Z",
      recordedAt: FRIDAY_10,
      lateEntry: { reason: "Mất điện sáng 12/02", enteredBy: "Trần Văn Thử" },
      actor: { id: "portal/cb-1", role: "officer" },
    });
  });

  it("R-A01 the post submits what it collected; another commune's portal neither finds nor lists it", async () => {
    const body = { ...BIRTH, channel: "post", postalArrivalDate: "2026-02-12" };
    const { dossierId } = (await json(
      await world.send("post", "POST", "/api/v1/dossiers", body, { "idempotency-key": "life-4" }),
      201,
    )) as { dossierId: string };
    expect((await world.send("post", "GET", `/api/v1/dossiers/${dossierId}`)).status).toBe(200);
    expect((await problemOf(await world.send("elsewhere", "GET", `/api/v1/dossiers/${dossierId}`))).status).toBe(404);
    expect(await json(await world.send("elsewhere", "GET", "/api/v1/dossiers"), 200)).toEqual({ items: [] });
  });

  it("lists page by cursor without losing or repeating one, and filter by status", async () => {
    for (let n = 0; n < 5; n += 1)
      await json(await world.send("portal", "POST", "/api/v1/dossiers", BIRTH, { "idempotency-key": `page-${n}` }), 201);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await json(
        await world.send("portal", "GET", `/api/v1/dossiers?limit=2${cursor === undefined ? "" : `&cursor=${cursor}`}`),
        200,
      );
      seen.push(...(page["items"] as { id: string }[]).map((one) => one.id));
      cursor = page["next"] as string | undefined;
    } while (cursor !== undefined);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBe((await world.stored()).dossiers);
    const filed = await json(await world.send("portal", "GET", "/api/v1/dossiers?status=submitted&limit=200"), 200);
    expect((filed["items"] as { status: string }[]).every((one) => one.status === "submitted")).toBe(true);
    expect((filed["items"] as unknown[]).length).toBeGreaterThanOrEqual(5);
  });
});

describe("R-E01 the published catalogs are open to everyone", () => {
  it("R-A09 procedures are found by keyword and level, and read by code and version", async () => {
    const found = await json(
      await world.send(
        undefined,
        "GET",
        `/api/v1/procedures?keyword=${encodeURIComponent("khai sinh".normalize("NFD"))}&level=commune`,
      ),
      200,
    );
    const codes = (found["items"] as { procedure: { code: string; level: string } }[]).map((one) => one.procedure.code);
    expect(codes).toContain("1.001193");
    expect(await json(await world.send(undefined, "GET", "/api/v1/procedures/1.001193?version=1"), 200)).toMatchObject({
      version: 1,
      procedure: { name: "Đăng ký khai sinh" },
    });
    expect((await problemOf(await world.send(undefined, "GET", "/api/v1/procedures/1.001193?version=99"))).status).toBe(404);
    expect((await problemOf(await world.send(undefined, "GET", "/api/v1/procedures/9.999999"))).status).toBe(404);
  });

  interface Found {
    readonly items: readonly { readonly version: number; readonly procedure: { readonly code: string; readonly name: string } }[];
    readonly next?: string;
  }
  const search = async (query: Readonly<Record<string, string>>): Promise<Found> =>
    (await json(
      await world.send(undefined, "GET", `/api/v1/procedures?${new URLSearchParams(query).toString()}`),
      200,
    )) as unknown as Found;
  const codesOf = ({ items }: Found): readonly string[] => items.map(({ procedure }) => procedure.code);

  it("R-A09 R-E01 the search finds the same without accents as with them, the likeliest first, whatever the words' order", async () => {
    const [first] = (await search({ keyword: "dang ky khai sinh" })).items;
    expect(first).toMatchObject({ procedure: { code: "1.001193", name: "Đăng ký khai sinh" } });
    const withAccents = codesOf(await search({ keyword: "kết hôn" }));
    expect(withAccents.length).toBeGreaterThan(0);
    expect(codesOf(await search({ keyword: "ket hon" })).toSorted()).toEqual(withAccents.toSorted());
    expect(codesOf(await search({ keyword: "hon ket" }))).toEqual(expect.arrayContaining([...withAccents]));
    // The page that citizens search on answers in the same order.
    const page = await (await world.send(undefined, "GET", "/thu-tuc?tu-khoa=ket+hon")).text();
    const listed = [...page.matchAll(/href="\/thu-tuc\/([\d.]+)"/g)].map(([, code]) => code);
    expect(codesOf(await search({ keyword: "ket hon", limit: "20" }))).toEqual(listed);
    expect(await search({ keyword: "khong co thu tuc nao nhu the" })).toEqual({ items: [] });
  });

  it("R-A09 a search is read page by page to its end, and a cursor of elsewhere is refused", async () => {
    const whole = codesOf(await search({ keyword: "khai sinh", limit: "200" }));
    const seen: string[] = [];
    let next: string | undefined;
    do {
      const page: Found = await search({ keyword: "khai sinh", limit: "2", ...(next === undefined ? {} : { cursor: next }) });
      expect(page.items.length).toBeGreaterThan(0);
      seen.push(...codesOf(page));
      next = page.next;
    } while (next !== undefined && seen.length <= whole.length);
    expect(whole.length).toBeGreaterThan(2);
    expect(seen).toEqual(whole);
    const foreign = await problemOf(await world.send(undefined, "GET", "/api/v1/procedures?keyword=khai&cursor=1.001193"));
    expect(foreign).toMatchObject({ status: 400, code: "procedures.bad-cursor" });
    expect(await search({ keyword: "khai sinh", cursor: "from:999999" })).toEqual({ items: [] });
    // Without a keyword the list goes on behind a code, as ever.
    const listed = await search({ limit: "2" });
    expect(codesOf(await search({ limit: "2", cursor: listed.next ?? "" })).every((code) => code > (listed.next ?? ""))).toBe(
      true,
    );
  });

  it("R-B07 statuses with their national numbers, and agencies with the closed ones", async () => {
    const statuses = (await json(await world.send(undefined, "GET", "/api/v1/statuses"), 200))["items"] as {
      id: string;
      national: number;
    }[];
    expect(statuses.find((one) => one.id === "returned")?.national).toBe(10);
    const closed = (await json(await world.send(undefined, "GET", "/api/v1/agencies?status=closed"), 200))["items"] as {
      status: string;
    }[];
    expect(closed.length).toBeGreaterThan(0);
    expect(closed.every((one) => one.status === "closed")).toBe(true);
  });
});

describe("R-B08 supervision through the REST door", () => {
  const late = "2026-02-13T10:30:00.000Z";
  it("R-B08 shows the unit that let the afternoon end without a sign, to its own agency only", async () => {
    world.setNow(FRIDAY_10);
    const filed = await world.send(
      "portal",
      "POST",
      "/api/v1/dossiers",
      { ...BIRTH, channel: "counter", ...OFFICER },
      { "idempotency-key": "silent-1" },
    );
    const { dossierId } = (await json(filed, 201)) as { dossierId: string };
    await act(dossierId, "check", { outcome: "valid" });
    await act(dossierId, "receive", {});
    await act(dossierId, "hand-over", { unit: "Công chức tư pháp" });
    const silent = async (partner: string): Promise<unknown[]> =>
      (
        (await json(await world.send(partner, "GET", "/api/v1/silent-units"), 200)) as { items: { dossierId: string }[] }
      ).items.filter((unit) => unit.dossierId === dossierId);
    expect(await silent("portal")).toEqual([]);
    world.setNow(late);
    expect(await silent("portal")).toEqual([
      { dossierId, code: expect.any(String), agencyId: "H57.122", unit: "Công chức tư pháp", since: FRIDAY_10 },
    ]);
    expect(await silent("elsewhere")).toEqual([]);
    await act(dossierId, "progress", { note: "Đã tra cứu cơ sở dữ liệu" });
    expect(await silent("portal")).toEqual([]);
  });
});
