/** R-B06 R-G09 R-J03: the civil-status adapter against its two simulated counterparties, misbehaviour by misbehaviour. */
import { expect } from "vitest";
import adapter from "../../../adapters/civil-status/adapter.ts";
import { samplePushFault } from "../../../adapters/civil-status/contract/samples.ts";
import { ATTEMPT_MS, type ConformanceCall, describeConformance } from "../../../adapters/kit/conformance.ts";
import { openWorld, type World } from "../world.ts";
import { APPLICANT, BIRTH } from "./people.ts";

interface Ledger {
  readonly registry: {
    readonly cases: readonly {
      readonly request: { readonly maHoSoMCDT: string };
      readonly pushes: number;
      readonly registration?: unknown;
    }[];
  };
  readonly hub: {
    readonly dossiers: readonly {
      readonly item: { readonly maHoSo: string };
      readonly confirmed: number;
      readonly waiting: boolean;
      readonly states: readonly number[];
    }[];
  };
}
const ledger = (world: World): Ledger => world.simulation.parts.state() as Ledger;
const casesOf = (world: World, code: string | undefined) =>
  ledger(world).registry.cases.filter((one) => one.request.maHoSoMCDT === code);
const hubOf = (world: World, number: string | undefined) =>
  ledger(world).hub.dossiers.filter((one) => one.item.maHoSo === number);

/** A birth filed at the counter; the registration goes out with the receipt. */
const counterBirth = async (world: World): Promise<string> => {
  const { dossierId } = await world.run({
    type: "submit",
    channel: "counter",
    procedureCode: "2.000986",
    agencyId: "H57.101",
    applicant: APPLICANT,
    form: BIRTH,
    components: [
      { componentId: "tk", originals: 1 },
      { componentId: "gcs", originals: 1 },
      { componentId: "tk-bhyt", originals: 1 },
      { componentId: "phieu-bao-hk", originals: 1 },
    ],
  });
  await world.run({ type: "check", outcome: "valid" }, dossierId);
  await world.run({ type: "receive" }, dossierId);
  return dossierId;
};

/** Half a day passes at the registry, which works by the clock; the pollers look more than once. */
const halfADay = async (world: World): Promise<void> => {
  for (let step = 0; step < 4; step += 1) {
    world.simulation.clock.advance(60 * 60_000);
    await world.settle();
  }
};

const checkRegistered: ConformanceCall<World>["check"] = async (world, id, outcome) => {
  const before = await world.hub.find(id);
  const leg = before?.transfers.find((one) => one.operation === "registerBirth");
  if (outcome === "refused") {
    expect(casesOf(world, before?.code)).toEqual([]);
    expect(leg).toMatchObject({ state: "sentBack", reason: expect.stringContaining("số định danh cá nhân của mẹ") });
    expect(before).toMatchObject({ partners: { "civil-status": { outcome: "refused" } } });
    return;
  }
  expect(casesOf(world, before?.code)).toMatchObject([{ pushes: 1 }]);
  await halfADay(world);
  const after = await world.hub.find(id);
  expect(casesOf(world, before?.code)).toMatchObject([{ registration: { soDinhDanh: expect.any(String) } }]);
  expect(after?.transfers.find((one) => one.operation === "registerBirth")).toMatchObject({
    state: "done",
    result: { data: { personalNumber: expect.stringMatching(/^001026\d{6}$/) }, documents: [{ mediaType: "application/pdf" }] },
  });
  const timeline = await world.hub.timeline(id);
  expect(timeline.filter((event) => event.type === "transferAccepted")).toHaveLength(1);
  expect(timeline.filter((event) => event.type === "transferResultTaken")).toHaveLength(1);
};

/** Filed at the hub, fetched, its reception confirmed. The poller fetches it by itself; gives the dossier's id. */
const fromHub = async (world: World): Promise<string> => {
  const { maHoSo } = (await world.door("/file", {})) as { maHoSo: string };
  for (let round = 0; round < 20; round += 1) {
    world.simulation.clock.advance(10 * 60_000);
    await world.settle();
    const dossier = await world.hub.find(maHoSo);
    if (dossier !== undefined) return dossier.id;
  }
  throw new TypeError(`${maHoSo} was never fetched`);
};
const checkFetched: ConformanceCall<World>["check"] = async (world, id, outcome) => {
  const dossier = await world.hub.find(id);
  const [filed, ...others] = hubOf(world, dossier?.nationalCode);
  expect(others).toEqual([]);
  expect(dossier).toMatchObject({ status: "submitted", components: [{ componentId: "tk" }, { componentId: "gcs" }] });
  if (outcome === "refused") {
    expect(dossier).toMatchObject({ partners: { "civil-status": { outcome: expect.stringMatching(/accepted|refused/) } } });
    return;
  }
  expect(filed).toMatchObject({ waiting: false, states: [1] });
  // Nothing is filed twice, however often the hub lists it.
  const { items } = await world.hub.list({});
  expect(items.filter((one) => one.nationalCode === dossier?.nationalCode)).toHaveLength(1);
};

const says = (body: unknown) => ({ body: JSON.stringify(body) });
const NO_REFUSAL = { none: "a token or a look is not refused for a business reason" };
const expire = (world: World): void => world.simulation.parts.expireSessions?.();

describeConformance<World>({
  name: "civil-status",
  open: () => openWorld(adapter, { timeoutMs: ATTEMPT_MS }),
  calls: [
    {
      name: "registry token",
      match: { path: "/btp/token" },
      refusal: NO_REFUSAL,
      prepare: expire,
      act: counterBirth,
      check: checkRegistered,
    },
    {
      name: "NhanDKHT",
      match: { path: "/btp/NhanDKHT" },
      refusal: says(samplePushFault),
      act: counterBirth,
      check: checkRegistered,
    },
    {
      name: "LayKetQua",
      match: { path: "/btp/LayKetQua" },
      refusal: NO_REFUSAL,
      act: async (world) => {
        const id = await counterBirth(world);
        await world.settle();
        await halfADay(world);
        return id;
      },
      check: checkRegistered,
    },
    {
      name: "hub token",
      match: { path: "/dvclt/api/token" },
      refusal: NO_REFUSAL,
      prepare: expire,
      act: fromHub,
      check: checkFetched,
    },
    {
      name: "LayDanhSachHoSo",
      match: { path: "/dvclt/api/lienthongdvclt/danhsachhosolienthong" },
      refusal: NO_REFUSAL,
      act: fromHub,
      check: checkFetched,
    },
    {
      name: "a dossier of the hub",
      match: { path: "/dvclt/api/lienthongdvclt/hosolienthong" },
      refusal: NO_REFUSAL,
      act: fromHub,
      check: checkFetched,
    },
    {
      name: "CapNhatDaNhanHoSo",
      match: { path: "/dvclt/api/lienthongdvclt/capnhatdanhanhoso" },
      refusal: says({ status: 400, title: "Có lỗi xảy ra.", errors: { maHoSo: ["Hồ sơ không tồn tại"] } }),
      act: fromHub,
      check: checkFetched,
    },
    {
      name: "report of a state",
      match: { path: "/dvclt/api/lienthongdvclt/capnhattrangthaihoso" },
      refusal: says({ status: 400, title: "x", errors: { soHoSoLT: ["Hồ sơ bị từ chối. Không thể cập nhật trạng thái"] } }),
      act: fromHub,
      check: checkFetched,
    },
  ],
});
