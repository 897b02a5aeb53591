import { createHmac } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { promotionNotice, pushMessage, SIGNATURE } from "../../adapters/dvc-portal/contract/pushed.ts";
import { sampleAccount } from "../../adapters/dvc-portal/contract/samples.ts";
import dvcPortal from "../../simulators/dvc-portal/simulator.ts";
import { createSimulation } from "../../simulators/kit/simulation.ts";
import type { Simulation } from "../../simulators/kit/types.ts";
import { door, fakeHub } from "./calls.ts";

interface Pushed {
  readonly MaHoSo: string;
  readonly outcome: string;
  readonly attempts: readonly { readonly status: number | null; readonly answer: string }[];
}
const taken = () => Response.json({ error_code: "201", message: "Tiếp nhận hồ sơ thành công" });

describe("the portal pushes dossiers into the province", () => {
  let waited: number[];
  beforeEach(() => {
    waited = [];
  });
  const open = (hub: ReturnType<typeof fakeHub>): Simulation =>
    createSimulation(dvcPortal, {
      now: "2026-02-13T08:00:00+07:00",
      options: { hubUrl: "https://hub.test/" },
      fetch: hub.hub,
      sleep: async (ms) => {
        waited.push(ms);
      },
    });
  const push = (portal: Simulation, body: unknown = {}) => door<Pushed>(portal, "POST", "/push", body);

  it("R-A09 R-G01 [§1.6] a new dossier, whole by the contract, to the hub's hook", async () => {
    const hub = fakeHub(taken);
    const portal = open(hub);
    const { body } = await push(portal, { data: { MaTTHC: "1.004884", ChuHoSo: "Lê Văn Thử", Email: null } });
    expect(body).toMatchObject({ MaHoSo: "G22.99.01-260213-0001", outcome: "accepted", attempts: [{ status: 200 }] });
    expect(hub.got[0]?.url).toBe("https://hub.test/hooks/dvc-portal/nhanhsdvcqg");
    const message = pushMessage.parse(JSON.parse(hub.got[0]?.body ?? ""));
    expect(message).toMatchObject({
      isUpdating: "False",
      data: { MaHoSo: body.MaHoSo, MaTTHC: "1.004884", ChuHoSo: "Lê Văn Thử", NgayNopHoSo: "20260213080000" },
    });
    expect(message.data).not.toHaveProperty("Email");
    expect(Buffer.from(message.data.TaiLieuNop[0]?.Base64 ?? "", "base64").toString()).toMatch(/^%PDF-/);
  });

  it("R-G01 [§1.6] signs the bytes that it sends with the shared secret and the time of its clock", async () => {
    const hub = fakeHub(taken);
    await push(open(hub));
    const [request] = hub.got;
    const timestamp = request?.headers.get(SIGNATURE.timestampHeader) ?? "";
    expect(Number(timestamp)).toBe(Date.parse("2026-02-13T08:00:00+07:00") / 1000);
    const expected = createHmac("sha256", sampleAccount.hookSecret).update(`${timestamp}.${request?.body}`).digest("hex");
    expect(request?.headers.get(SIGNATURE.signatureHeader)).toBe(expected);
  });

  it.each([
    ["a lost connection", () => Response.error()],
    ["a 503", () => new Response("", { status: 503 })],
    ["a 404", () => new Response("", { status: 404 })],
    ["an HTML page", () => new Response("<html>", { status: 200 })],
    ["JSON of another kind", () => Response.json({ ok: true })],
  ])("R-G01 [§1.6] after %s it pushes the same dossier again", async (_name, broken) => {
    const hub = fakeHub(() => {
      const response = broken();
      if (response.type === "error") throw new TypeError("fetch failed");
      return response;
    }, taken);
    const portal = open(hub);
    const { body } = await push(portal);
    expect(body).toMatchObject({ outcome: "accepted" });
    expect(body.attempts).toHaveLength(2);
    expect(hub.got[0]?.body).toBe(hub.got[1]?.body);
    expect(waited).toEqual([1000]);
    expect(portal.parts.state()).toMatchObject({
      pushed: [{ MaHoSo: body.MaHoSo, pushes: [{ outcome: "accepted", attempts: [{}, { status: 200 }] }] }],
    });
  });

  it("R-G01 [§1.6] a refusal is an answer: not pushed again", async () => {
    const hub = fakeHub(() => Response.json({ error_code: "500", message: "Thủ tục không thuộc phạm vi" }));
    const { body } = await push(open(hub));
    expect(body).toMatchObject({ outcome: "refused", attempts: [{ answer: expect.stringContaining("không thuộc phạm vi") }] });
    expect(hub.got).toHaveLength(1);
  });

  it("R-G01 [§1.6] gives up after its tries, and keeps each", async () => {
    const hub = fakeHub(() => new Response("", { status: 500 }));
    const { body } = await push(open(hub), { attempts: 3, waitMs: 50 });
    expect(body.outcome).toBe("unanswered");
    expect(body.attempts.map((one) => one.status)).toEqual([500, 500, 500]);
    expect(waited).toEqual([50, 50]);
  });

  it("R-G01 [§1.6] a supplement names the portal's code; without one the door refuses", async () => {
    const hub = fakeHub(taken);
    const portal = open(hub);
    expect((await push(portal, { kind: "supplement" })).status).toBe(400);
    await push(portal, { kind: "supplement", data: { MaHoSoQG: "G22.99.01-260213-0001" } });
    expect(pushMessage.parse(JSON.parse(hub.got[0]?.body ?? ""))).toMatchObject({
      isUpdating: "True",
      data: { MaHoSoQG: "G22.99.01-260213-0001" },
    });
  });

  it("R-G01 [§1.6] a sale-promotion notice goes to its own road, flat", async () => {
    const hub = fakeHub(taken);
    await push(open(hub), { kind: "promotion" });
    expect(hub.got[0]?.url).toBe("https://hub.test/hooks/dvc-portal/addtthcKhuyenMai");
    expect(promotionNotice.parse(JSON.parse(hub.got[0]?.body ?? "")).MaHoSo).toBe("G22.99.02-260213-0001");
  });

  it("R-G01 [§1.6] sends bad input as it is, with another secret or to another place, where a trial wants it", async () => {
    const hub = fakeHub(taken);
    await push(open(hub), { raw: "{không phải JSON", secret: "sai", url: "https://noi-khac.test/x" });
    expect(hub.got[0]).toMatchObject({ url: "https://noi-khac.test/x", body: "{không phải JSON" });
  });

  it.each([[{ kind: "other" }], [{ attempts: 0 }], [{ url: "không phải địa chỉ" }], [{ what: 1 }]])(
    "the door refuses %j",
    async (body) => {
      const hub = fakeHub(taken);
      expect((await push(open(hub), body)).status).toBe(400);
      expect(hub.got).toEqual([]);
    },
  );
});
