/** The modem under the real exchange: a citizen asks by SMS and gets his answer, through cuts and without the network. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type LineWorld, openLineWorld } from "../line-world.ts";

let world: LineWorld;
beforeAll(async () => {
  world = await openLineWorld("hall-sms-modem");
});
afterAll(() => world?.close());

interface Sent {
  readonly to: string;
  readonly text: string;
}
const sentTo = async (to: string): Promise<readonly Sent[]> => (await world.door(`/sent?to=${to}`)) as readonly Sent[];
/** Until the modem has sent so many; the hub's clock goes on where a message waits for its next try. */
const answers = async (to: string, count: number): Promise<readonly Sent[]> => {
  for (;;) {
    const sent = await sentTo(to);
    if (sent.length >= count) return sent;
    await new Promise((resolve) => setImmediate(resolve));
    const { items } = await world.hub.exchange.messages({ lane: "th-modem-1", states: ["ready"] });
    const now = world.hub.now();
    if (items.some(({ nextAt }) => nextAt > now)) world.served.simulation.clock.advance(1_000);
  }
};

describe("R-H SMS modem: through the hub", () => {
  it("R-E02 [§5.8] a citizen writes TRACUU to the modem's number and is answered status and due time, nothing of any person", async () => {
    await world.door("/mo", { from: "+84900000021", text: `tra cứu ${world.code}` });
    const [answer] = await answers("84900000021", 1);
    expect(answer?.text).toMatch(
      new RegExp(
        `^Hồ sơ ${world.code.replaceAll(".", "\\.")}: Được tiếp nhận\\. Hẹn trả kết quả \\d\\d:\\d\\d \\d\\d/03/2026\\.$`,
      ),
    );
    expect(answer?.text).not.toMatch(/Nguyễn|001099000012/);
  });

  it("R-E02 an unknown code and a text that is no query are answered too", async () => {
    await world.door("/mo", { from: "+84900000022", text: "TRACUU H57.101-260302-9999" });
    await world.door("/mo", { from: "+84900000022", text: "alo" });
    const texts = (await answers("84900000022", 2)).map(({ text }) => text);
    expect(texts.some((text) => text.startsWith("Không tìm thấy hồ sơ H57.101-260302-9999."))).toBe(true);
    expect(texts.some((text) => text.startsWith("Tra cứu hồ sơ: soạn TRACUU"))).toBe(true);
  });

  it("R-H SMS modem: cut after Ctrl-Z the answer is sent again, and the telephone joins the parts of both attempts", async () => {
    const given = async (): Promise<number> => {
      const { commands } = (await world.door("/state")) as { readonly commands: readonly string[] };
      return commands.filter((command) => command.startsWith("AT+CMGS=")).length;
    };
    const before = await given();
    await world.door("/at-faults", { kind: "cutAfterText" });
    await world.door("/mo", { from: "+84900000023", text: `TRACUU ${world.code}` });
    const [answer] = await answers("84900000023", 1);
    expect(answer?.text).toContain("Được tiếp nhận");
    // Two parts; the first one twice.
    expect((await given()) - before).toBe(3);
  });

  it("R-H SMS modem: while there is no network answers wait, and go out in order when it is back", async () => {
    await world.door("/mo", { from: "+84900000024", text: `TRACUU ${world.code}` });
    await world.door("/at-faults", { kind: "error", code: 38, times: 3 });
    await answers("84900000024", 1);
    expect(await sentTo("84900000024")).toHaveLength(1);
  });
});
