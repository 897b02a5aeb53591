/** Finding a dossier by another system's code, and who awaits a lane: on both databases. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Dossier, Transfer } from "../../../core/dossier/types.ts";
import { createCommitter } from "../../../core/store/commit.ts";
import type { Database } from "../../../core/store/database.ts";
import { listAwaiting, loadDossier } from "../../../core/store/dossiers.ts";
import { ENGINES } from "../../support/database.ts";
import { commitOf } from "./fixtures.ts";

const AT = "2026-03-02T02:00:00.000Z";
const transfer = (more: Partial<Transfer>): Transfer => ({
  transferId: "t",
  toAgencyId: "G01.46",
  purpose: "x",
  lane: "police",
  number: 1,
  state: "sent",
  open: true,
  sentAt: AT,
  data: {},
  ...more,
});
const charge = (more: Partial<Dossier["charges"][number]>): Dossier["charges"][number] => ({
  chargeId: "c",
  name: "Lệ phí",
  amount: 8000,
  paid: 0,
  open: true,
  kind: "charge",
  requestedAt: AT,
  request: { lane: "treasury", reference: "r", at: AT },
  ...more,
});

describe.each(ENGINES)("other codes, awaited lanes ($name)", ({ open }) => {
  let database: Database;
  let write: (state: Partial<Dossier>) => Promise<string>;
  beforeAll(async () => {
    database = await open();
    const { commit } = createCommitter(database);
    write = async (state) => {
      const one = commitOf({ state });
      await commit(one);
      return one.dossier.id;
    };
  });
  afterAll(() => database.close());

  it("R-G02 a dossier is found by the code that another system gave it", async () => {
    const id = await write({ aliases: ["H57.40-260302-0583", "IG-9"] });
    await write({ aliases: ["IG-8"] });
    expect((await loadDossier(database, "IG-9")).dossier?.id).toBe(id);
    expect((await loadDossier(database, "H57.40-260302-0583")).dossier?.id).toBe(id);
    expect((await loadDossier(database, "IG-7")).dossier).toBeUndefined();
  });

  it("R-B06 a lane is awaited by dossiers with an open transfer of it, oldest first, and by no others", async () => {
    const first = await write({ transfers: [transfer({ state: "done", open: false }), transfer({ transferId: "u" })] });
    const second = await write({ transfers: [transfer({})] });
    await write({ transfers: [transfer({ state: "done", open: false })] });
    await write({ transfers: [transfer({ lane: "tax" })] });
    await write({});
    const both = [first, second].toSorted();
    expect((await listAwaiting(database, "police")).map((dossier) => dossier.id)).toEqual(both);
    expect((await listAwaiting(database, "police", both[1])).map((dossier) => dossier.id)).toEqual(both.slice(1));
  });

  it("R-G06 and by unpaid charges whose request is the lane's, until the dossier has ended", async () => {
    const unpaid = await write({ status: "awaitingPayment", charges: [charge({})] });
    await write({ charges: [charge({ open: false, paid: 8000 })] });
    await write({ status: "withdrawn", charges: [charge({})] });
    await write({ charges: [charge({ request: { lane: "other", reference: "r", at: AT } })] });
    expect((await listAwaiting(database, "treasury")).map((dossier) => dossier.id)).toEqual([unpaid]);
  });
});
