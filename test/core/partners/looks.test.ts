import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Look, LookFilter, PartnersFace } from "../../../core/partners/types.ts";
import type { Database } from "../../../core/store/database.ts";
import { ENGINES } from "../../support/database.ts";
import { counting, partnersOn, START } from "./world.ts";

const lookOf = (more: Partial<Look> = {}) => ({
  who: "partner:portal-hue",
  what: "getDossier",
  purpose: "Trả kết quả cho công dân",
  door: "rest",
  ...more,
});

describe.each(ENGINES)("the record of looks ($name)", ({ open }) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database.close());

  /** All pages, as one list. */
  const everything = async (partners: PartnersFace, filter: LookFilter): Promise<readonly Look[]> => {
    const all: Look[] = [];
    for (let cursor: string | undefined, more = true; more; ) {
      const page = await partners.looks({ ...filter, ...(cursor ? { cursor } : {}) });
      all.push(...page.items);
      cursor = page.next;
      more = cursor !== undefined;
    }
    return all;
  };

  it("R-I02 a look is there as soon as it is answered: who, for whom, which dossier, what, what for, when", async () => {
    const { partners, later, now } = partnersOn(database);
    const dossierId = randomUUID();
    const traceparent = `00-${"a".repeat(32)}-${"b".repeat(16)}-01`;
    await partners.recordLook(lookOf({ dossierId, onBehalfOf: "cb-014 Trần Văn Thử", traceparent }));
    later(60);
    await partners.recordLook(lookOf({ dossierId, who: "person:nv-014", door: "console", purpose: "Kiểm tra hồ sơ trễ hạn" }));
    const { items, next } = await partners.looks({ dossierId });
    expect(next).toBeUndefined();
    expect(items).toEqual([
      {
        id: expect.any(String),
        at: now(),
        ...lookOf({ dossierId, who: "person:nv-014", door: "console", purpose: "Kiểm tra hồ sơ trễ hạn" }),
      },
      { id: expect.any(String), at: START, ...lookOf({ dossierId, onBehalfOf: "cb-014 Trần Văn Thử", traceparent }) },
    ]);
  });

  it("R-I02 looks of one dossier or of one person are paged newest first, none twice, none left out", async () => {
    const { partners } = partnersOn(database);
    const dossierId = randomUUID();
    const who = `person:${randomUUID()}`;
    for (let n = 0; n < 11; n += 1)
      await partners.recordLook(lookOf({ purpose: `lần ${n}`, ...(n % 2 ? { dossierId } : { who, dossierId: randomUUID() }) }));
    const purposes = async (filter: LookFilter) => (await everything(partners, filter)).map((look) => look.purpose);
    expect(await purposes({ dossierId, limit: 2 })).toEqual(["lần 9", "lần 7", "lần 5", "lần 3", "lần 1"]);
    expect(await purposes({ who, limit: 4 })).toEqual(["lần 10", "lần 8", "lần 6", "lần 4", "lần 2", "lần 0"]);
    expect(await purposes({ who, dossierId })).toEqual([]);
    expect((await purposes({ limit: 3 })).slice(0, 2)).toEqual(["lần 10", "lần 9"]);
  });

  it("R-I02 a cursor or dossier id that is none finds nothing, and breaks nothing", async () => {
    const { partners } = partnersOn(database);
    await partners.recordLook(lookOf());
    for (const filter of [{ cursor: "x" }, { cursor: "-1" }, { cursor: "9".repeat(40) }, { dossierId: "H57.101-260213-0001" }])
      expect(await partners.looks(filter)).toEqual({ items: [] });
    expect((await partners.looks({ limit: 0 })).items).toHaveLength(1);
  });

  it("R-I02 what a partner writes as its purpose cannot break the record: NUL, broken Unicode, great length", async () => {
    const { partners } = partnersOn(database);
    const dossierId = randomUUID();
    await partners.recordLook(lookOf({ dossierId, purpose: `a\0b \ud800 ${"x".repeat(9_000)}`, onBehalfOf: "\\u0000" }));
    const [look] = (await partners.looks({ dossierId })).items;
    expect(look?.purpose).toMatch(/^a\uFFFDb \uFFFD x+$/);
    expect(look?.purpose).toHaveLength(300);
    expect(look?.onBehalfOf).toBe("\\u0000");
  });

  it("R-I02 many looks at once share their inserts, and every one is written", async () => {
    const counted = counting(database);
    const { partners } = partnersOn(counted);
    const who = `partner:${randomUUID()}`;
    await Promise.all(Array.from({ length: 300 }, (_, n) => partners.recordLook(lookOf({ who, purpose: `lần ${n}` }))));
    const written = await everything(partners, { who, limit: 100 });
    expect(new Set(written.map((look) => look.purpose)).size).toBe(300);
    expect(counted.count("insert into look")).toBeLessThanOrEqual(4);
  });

  it("R-I02 one look that the database refuses fails alone; the others of its insert are written", async () => {
    const { partners } = partnersOn(database);
    const who = `partner:${randomUUID()}`;
    const results = await Promise.allSettled(
      [randomUUID(), "no uuid", randomUUID(), randomUUID()].map((dossierId) => partners.recordLook(lookOf({ who, dossierId }))),
    );
    expect(results.map((one) => one.status)).toEqual(["fulfilled", "rejected", "fulfilled", "fulfilled"]);
    expect((await partners.looks({ who })).items).toHaveLength(3);
  });

  it("R-I02 while the database is away a look is refused, so that its door does not answer; later ones are written", async () => {
    let away = true;
    const shaky: Database = {
      ...database,
      query: (text, values) => (away ? Promise.reject(new TypeError("away")) : database.query(text, values)),
    };
    const { partners } = partnersOn(shaky);
    const who = `partner:${randomUUID()}`;
    const lost = await Promise.allSettled([partners.recordLook(lookOf({ who })), partners.recordLook(lookOf({ who }))]);
    expect(lost.map((one) => one.status)).toEqual(["rejected", "rejected"]);
    away = false;
    await partners.recordLook(lookOf({ who, purpose: "sau" }));
    expect((await partners.looks({ who })).items.map((look) => look.purpose)).toEqual(["sau"]);
  });
});
