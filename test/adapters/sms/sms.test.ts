import { afterAll, beforeAll, describe, expect, it } from "vitest";
import adapter from "../../../adapters/sms/adapter.ts";
import { filed } from "../road.ts";
import { openWorld, type World } from "../world.ts";

interface Message {
  readonly messageId: string;
  readonly requestId?: string;
  readonly to: string;
  readonly text: string;
  readonly template: string;
  readonly payer: string;
  readonly segments: number;
  readonly state: string;
}
interface Ledger {
  readonly messages: readonly Message[];
  readonly incoming: readonly { readonly text: string; readonly reply?: string; readonly replyRefused?: true }[];
  readonly balance: number;
  readonly segmentsPaid: { readonly recipient: number; readonly office: number };
}
const ledger = (world: World): Ledger => world.simulation.parts.state() as Ledger;
/** Wants notices by SMS. */
const SMS = { notices: { sms: true } } as const;
type Submit = Parameters<typeof filed>[1];

const received = async (world: World, more: Submit = {}): Promise<{ id: string; code: string }> => {
  const id = await filed(world, { ...SMS, ...more });
  await world.run({ type: "check", outcome: "valid" }, id);
  const { code = "" } = await world.run({ type: "receive" }, id);
  await world.settle();
  return { id, code };
};
const logged = async (world: World, id: string): Promise<string> =>
  (await world.hub.exchange.wire({ dossier: id, limit: 100 }))
    .map((entry) => `${entry.what} ${new TextDecoder().decode(entry.body)}`)
    .join("\n");

describe.each([
  ["viettel", {}],
  ["vnpt", { LIENTHONG_SMS_PROTOCOL: "vnpt" }],
  ["smpp", { LIENTHONG_SMS_PROTOCOL: "smpp" }],
  ["viettel, accented", { LIENTHONG_SMS_ACCENTED: "true" }],
  ["vnpt, accented", { LIENTHONG_SMS_PROTOCOL: "vnpt", LIENTHONG_SMS_ACCENTED: "true" }],
  ["smpp, accented", { LIENTHONG_SMS_PROTOCOL: "smpp", LIENTHONG_SMS_ACCENTED: "true" }],
] as const)("R-G08 through the hub by %s", (name, env) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(adapter, { env });
  });
  afterAll(() => world.close());
  const of = (template: string): readonly Message[] => ledger(world).messages.filter((message) => message.template === template);

  it("R-A08 the update key reaches the citizen's telephone and no log, no message, no event; the office pays", async () => {
    const before = ledger(world).segmentsPaid.office;
    const id = await filed(world, {
      channel: "online",
      declaredTruthful: true,
      notices: { sms: false },
      procedureCode: "1.001193",
      components: [],
    });
    await world.settle();
    const key = world.hub.updateKey(id);
    const [message] = of("filedWithKey");
    expect(message).toMatchObject({ to: "84900000012", payer: "office", text: expect.stringContaining(key) });
    expect(ledger(world).segmentsPaid.office - before).toBe(message?.segments);
    const log = await logged(world, id);
    expect(log).toContain("***");
    expect(log).not.toContain(key);
    expect(JSON.stringify(await world.hub.timeline(id))).not.toContain(key);
    expect(JSON.stringify((await world.hub.exchange.messages({ dossier: id })).items)).not.toContain(key);
    expect(log).not.toContain("mat-khau-thu-sms");
  });
  it("R-E03 R-D02 one SMS per change of state, paid by the recipient, and the dossier's course says so", async () => {
    const { id, code } = await received(world);
    await world.run({ type: "decide", documents: [{ name: "Giấy khai sinh" }] }, id);
    await world.settle();
    const ours = ledger(world).messages.filter((message) => message.text.includes(code));
    expect(ours.map(({ template, payer }) => [template, payer])).toEqual([
      ["received", "recipient"],
      ["result", "recipient"],
    ]);
    expect(ours.every(({ text }) => /đ/.test(text) === name.includes("accented"))).toBe(true);
    const sent = (await world.hub.timeline(id)).filter(
      (event) => event.type === "partnerRecorded" && event.data.operation === "notify",
    );
    expect(sent).toHaveLength(2);
  });
  it("a text of several segments arrives whole", async () => {
    const { id, code } = await received(world);
    await world.run(
      { type: "requestFee", chargeId: "p1", name: "Lệ phí đăng ký lại khai sinh và sao trích lục", amount: 8000 },
      id,
    );
    await world.settle();
    const message = ledger(world).messages.find(({ text, template }) => template === "fee" && text.includes(code));
    expect(message?.text).toMatch(
      name.includes("accented") ? /Nộp tại Ủy ban nhân dân phường Thuận Hóa\.$/ : /Nop tai Uy ban nhan dan phuong Thuan Hoa\.$/,
    );
    expect(message?.segments).toBe(name.includes("accented") ? 3 : 1);
  });
  it("R-E02 TRACUU: a citizen asks and is told status and due time", async () => {
    const { code } = await received(world);
    const via = name.startsWith("smpp") ? "smpp" : "http";
    await world.door("/mo", { text: `tra cứu ${code}`, via });
    await world.door("/mo", { text: "xin chào", via });
    if (via === "http") {
      const replies = ledger(world).incoming.slice(-2);
      expect(replies.map(({ reply }) => reply)).toEqual([expect.stringContaining(code), expect.stringContaining("TRACUU")]);
      expect(replies.filter(({ replyRefused }) => replyRefused)).toEqual([]);
      return;
    }
    world.simulation.clock.advance(600_000);
    await world.settle();
    expect(of("lookUp").map(({ text, payer }) => [text.includes(code), payer])).toEqual([[true, "recipient"]]);
    expect(of("help")).toHaveLength(1);
  });
  it("a delivery report comes late and goes into the course; a second one changes nothing", async () => {
    const { id, code } = await received(world);
    const message = ledger(world).messages.find(({ text }) => text.includes(code));
    for (const _ of [1, 2]) {
      await world.door("/report", { id: message?.messageId, status: "UNDELIV", lateMinutes: 0 });
      world.simulation.clock.advance(600_000);
      await world.settle();
    }
    const reports = (await world.hub.timeline(id)).filter(
      (event) => event.type === "partnerRecorded" && event.data.code === "UNDELIV",
    );
    expect(reports).toHaveLength(1);
    expect((await world.hub.find(id))?.partners["sms"]).toMatchObject({ operation: "report", outcome: "refused" });
  });
  it("what the office cannot pay waits for money and then goes, once", async () => {
    await world.door("/balance", { segments: 0 });
    const before = of("filedWithKey").length;
    const id = await filed(world, {
      ...SMS,
      channel: "online",
      declaredTruthful: true,
      procedureCode: "1.001193",
      components: [],
    });
    await world.hub.exchange.idle();
    const [waiting] = (await world.hub.exchange.messages({ dossier: id })).items;
    expect(waiting).toMatchObject({ state: "ready", error: { intent: "retry", code: "sms.balance" } });
    await world.door("/balance", { segments: 100 });
    await world.settle();
    expect(of("filedWithKey")).toHaveLength(before + 1);
  });
});

describe("R-G08 SMPP's own ways", () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(adapter, { env: { LIENTHONG_SMS_PROTOCOL: "smpp" } });
  });
  afterAll(() => world.close());
  const after = async (kind: string): Promise<{ readonly sent: readonly Message[]; readonly attempts: number }> => {
    // Only a line that hangs is waited for until the try is over.
    world.patience(() => (kind === "hang" ? 3_000 : 20_000));
    await world.door("/smpp-faults", { kind });
    const { id, code } = await received(world);
    const messages = (await world.hub.exchange.messages({ dossier: id })).items.filter(({ direction }) => direction === "out");
    expect(messages.map(({ state }) => state)).toEqual(["done"]);
    return { sent: ledger(world).messages.filter(({ text }) => text.includes(code)), attempts: messages[0]?.attempts ?? 0 };
  };
  it.each([
    ["cut", "the line dies before the message is taken: sent again, arrives once", 1],
    ["throttle", "the centre asks to slow down: sent later, arrives once", 1],
    ["loseAnswer", "no dedupe by our key: where the answer is lost the citizen reads it twice", 2],
    ["hang", "no dedupe by our key: where no answer comes the citizen reads it twice", 2],
    ["garbage", "no dedupe by our key: noise instead of an answer counts as lost", 2],
  ])("%s: %s", async (kind, _, times) => {
    const { sent, attempts } = await after(kind);
    expect(sent).toHaveLength(times);
    expect(attempts).toBe(2);
  });
  it("a wrong password waits for a person and is in no log", async () => {
    const other = await openWorld(adapter, {
      env: { LIENTHONG_SMS_PROTOCOL: "smpp", LIENTHONG_SMS_PASSWORD: "sai-mat-khau" },
    });
    try {
      const { id } = await received(other);
      const [message] = (await other.hub.exchange.messages({ dossier: id })).items;
      expect(message).toMatchObject({ state: "paused", error: { code: "session.credentials" } });
      expect(await logged(other, id)).not.toContain("sai-mat-khau");
    } finally {
      await other.close();
    }
  });
  it("receipts and queries are acknowledged only once they are stored: nothing waits at the centre, nothing comes twice", async () => {
    await received(world);
    for (const text of ["tra cuu 1", "tra cuu 2", "tra cuu 2"]) await world.door("/mo", { text, via: "smpp" });
    world.simulation.clock.advance(600_000);
    await world.settle();
    world.simulation.clock.advance(600_000);
    await world.settle();
    expect(world.simulation.parts.counts()["SMPP: chờ hub nhận"]).toBe(0);
    // "tra cuu 2" came twice from the citizen, so it is answered twice.
    expect(ledger(world).messages.filter(({ template }) => template === "help")).toHaveLength(3);
  });
});
