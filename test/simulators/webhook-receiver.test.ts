/** The simulated receiver: believes what is signed by the book and nothing else, and counts what comes again. */
import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { createSimulation } from "../../simulators/kit/simulation.ts";
import receiver from "../../simulators/webhook-receiver/simulator.ts";

const NOW = "2026-02-13T03:00:00.000Z";
const SECRET = `whsec_${Buffer.alloc(32, 1).toString("base64")}`;
const NEXT_SECRET = `whsec_${Buffer.alloc(32, 2).toString("base64")}`;
const ID = "019f0000-0000-7000-8000-000000000001/1";
const event = (id = ID) => ({
  specversion: "1.0",
  id,
  source: "/lienthong",
  type: "vn.lienthong.dossier.submitted",
  time: NOW,
  subject: "019f0000-0000-7000-8000-000000000001",
  data: {},
});

const open = (options: { trusting?: boolean } = {}) => {
  const simulation = createSimulation(receiver, { now: NOW, options });
  const post = (path: string, body: string, headers: Record<string, string> = {}) =>
    simulation.fetch(new Request(`http://nhan.test${path}`, { method: "POST", body, headers }));
  const signed = (
    body: string,
    { id = ID, at = NOW, secrets = [SECRET] }: { id?: string; at?: string; secrets?: string[] } = {},
  ) => ({
    "webhook-id": id,
    "webhook-timestamp": String(Date.parse(at) / 1000),
    "webhook-signature": secrets.map((secret) => new Webhook(secret).sign(id, new Date(at), body)).join(" "),
  });
  return {
    post,
    signed,
    secret: (secret: string, only = false) =>
      post("/__sim/secret", JSON.stringify({ box: "so", secret, only }), { "content-type": "application/json" }),
    box: () => (simulation.parts.state() as Record<string, unknown>)["so"],
  };
};

describe("R-J03 the simulated webhook receiver", () => {
  it("R-J03 takes what the Standard Webhooks library signed; the same id again is counted, not new", async () => {
    const { post, signed, secret, box } = open();
    expect((await secret(SECRET)).status).toBe(200);
    const body = JSON.stringify(event());
    expect((await post("/hooks/so", body, signed(body))).status).toBe(204);
    expect((await post("/hooks/so", body, { ...signed(body), "lienthong-replay": "r-1" })).status).toBe(204);
    expect(box()).toMatchObject({ doubts: {}, events: [{ id: ID, times: 2, replays: ["r-1"] }] });
  });

  it.each([
    [
      "a forged signature",
      (body: string, { signed }: ReturnType<typeof open>) => signed(body, { secrets: [NEXT_SECRET] }),
      "signature",
    ],
    ["another body", (_: string, { signed }: ReturnType<typeof open>) => signed("{}"), "signature"],
    ["another id", (body: string, { signed }: ReturnType<typeof open>) => ({ ...signed(body), "webhook-id": "x" }), "signature"],
    [
      "a stale timestamp",
      (body: string, { signed }: ReturnType<typeof open>) => signed(body, { at: "2026-02-13T02:54:59.000Z" }),
      "timestamp",
    ],
    [
      "a timestamp of tomorrow",
      (body: string, { signed }: ReturnType<typeof open>) => signed(body, { at: "2026-02-13T03:05:01.000Z" }),
      "timestamp",
    ],
    ["no signature", () => ({}), "headers"],
    [
      "another version of signature",
      (body: string, { signed }: ReturnType<typeof open>) => {
        const headers = signed(body);
        return { ...headers, "webhook-signature": headers["webhook-signature"].replace("v1,", "v2,") };
      },
      "signature",
    ],
  ])("%s is 401, and nothing is taken", async (_name, headers, doubt) => {
    const world = open();
    await world.secret(SECRET);
    const body = JSON.stringify(event());
    expect((await world.post("/hooks/so", body, headers(body, world))).status).toBe(401);
    expect(world.box()).toMatchObject({ doubts: { [doubt]: 1 }, events: [] });
  });

  it("knows two secrets while one is being changed, and forgets the old one when told", async () => {
    const { post, signed, secret, box } = open();
    await secret(SECRET);
    await secret(NEXT_SECRET);
    const body = JSON.stringify(event());
    expect((await post("/hooks/so", body, signed(body, { secrets: [NEXT_SECRET, SECRET] }))).status).toBe(204);
    expect(box()).toMatchObject({ secrets: 2, signatures: 2 });
    await secret(NEXT_SECRET, true);
    expect((await post("/hooks/so", body, signed(body))).status).toBe(401);
  });

  it("without a secret it believes what comes, unless told to be strict", async () => {
    const body = JSON.stringify(event());
    const trusting = open();
    expect((await trusting.post("/hooks/so", body, trusting.signed(body))).status).toBe(204);
    const strict = open({ trusting: false });
    expect((await strict.post("/hooks/so", body, strict.signed(body))).status).toBe(401);
  });

  it("a body that is no CloudEvent, or one of another id, is 422; an unknown place 404; a bad secret 400", async () => {
    const { post, signed, secret } = open();
    await secret(SECRET);
    for (const body of ["không phải JSON", "{}", JSON.stringify(event("another/1"))])
      expect((await post("/hooks/so", body, signed(body))).status).toBe(422);
    expect((await post("/noi-khac", "{}")).status).toBe(404);
    expect((await post("/hooks/KHÔNG", "{}")).status).toBe(404);
    expect((await secret("whsec_ngan")).status).toBe(400);
  });
});
