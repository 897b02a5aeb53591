/** R-I02: two roads by which a stranger would have the hub itself act: webhook targets inside the network (SSRF), and records on Kafka. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { toItem } from "../../adapters/kafka/read.ts";
import { toStored } from "../../adapters/kafka/record.ts";
import { commandsStream } from "../../adapters/kafka/stream.ts";
import { refusalOf } from "./doors.ts";
import { AGENCY, type AttackWorld, attackWorld, NOW, REFUSED, submission } from "./world.ts";

let world: AttackWorld;
let listener: Server;
let called = 0;
let port = 0;
beforeAll(async () => {
  world = await attackWorld();
  listener = createServer((_, answer) => {
    called += 1;
    answer.end();
  });
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  port = (listener.address() as AddressInfo).port;
});
afterAll(async () => {
  listener.close();
  await world.stop();
});

const TARGETS: readonly (readonly [target: string, fault: string])[] = [
  ["https://127.0.0.1:{port}/x", "address"],
  ["https://[::1]:{port}/x", "address"],
  ["https://[::ffff:127.0.0.1]/x", "address"],
  ["https://[64:ff9b::7f00:1]/x", "address"],
  ["https://0.0.0.0/x", "address"],
  ["https://2130706433/x", "address"],
  ["https://0x7f.1/x", "address"],
  ["https://0177.0.0.1/x", "address"],
  ["https://127.1/x", "address"],
  ["https://10.1.2.3/x", "address"],
  ["https://172.16.0.1/x", "address"],
  ["https://192.168.1.1/x", "address"],
  ["https://169.254.169.254/latest/meta-data", "address"],
  ["https://[fe80::1]/x", "address"],
  ["https://[fd00:ec2::254]/x", "address"],
  ["https://100.64.0.1/x", "address"],
  ["https://224.0.0.1/x", "address"],
  ["https://134744072/x", "spelling"],
  ["http://nhan.example/x", "scheme"],
  ["http://127.0.0.1:{port}/x", "scheme"],
  ["file:///etc/passwd", "scheme"],
  ["gopher://127.0.0.1:{port}/_x", "scheme"],
  ["javascript:alert(1)", "scheme"],
  ["https://localhost/x", "host"],
  ["https://hub/x", "host"],
  ["https://a.localhost/x", "host"],
  ["https://nhan.example./x", "host"],
  ["https://user:pass@nhan.example/x", "credentials"],
  ["https://nhan.example@127.0.0.1:{port}/x", "credentials"],
  ["https://nhan.example:22/x", "port"],
  ["https://nhan.example:6379/x", "port"],
  ["https://nhan.example/x#y", "form"],
  ["https://nhan.example\\@127.0.0.1/x", "form"],
  ["https://nhan.example/\r\nx: y", "form"],
  ["nhan.example/x", "form"],
  // Names whose answers hold one good and one bad address.
  ["https://127-0-0-1.nhan.example/x", "address"],
  ["https://10-0-0-1.nhan.example/x", "address"],
  ["https://169-254-169-254.nhan.example/x", "address"],
];

describe("R-I02 R-J04 webhook targets that lead inside (SSRF)", () => {
  it.each(TARGETS)("R-I02 SSRF: %s is refused, nothing is called, no webhook is made", async (target, fault) => {
    const url = target.replace("{port}", String(port));
    await world.unharmed(async () => {
      for (const verify of [true, false])
        for (const partner of ["portal", "agency", "operator"]) {
          const body = JSON.stringify({ url, verify });
          const answer = await world.send({ path: "/api/v1/subscriptions", headers: world.json(partner), body });
          const [status, code] = refusalOf(answer, "rest");
          expect([status, code], answer.text.slice(0, 300)).toEqual([
            422,
            expect.stringMatching(/^(?:webhook\.target-|request\.invalid$)/),
          ]);
          if (code !== "request.invalid") expect(code).toBe(`webhook.target-${fault}`);
          expect(answer.text).not.toContain(url);
          world.keepsQuiet(answer, url);
          world.hasSafeHeaders(answer, url);
        }
    });
    expect(called).toBe(0);
  });
});

interface Sent {
  readonly value: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}
let offset = 0;
/** A record in the stranger's own topic, as the inbox applies it: what it comes to, and what is answered. */
const taken = async ({ value, headers = {} }: Sent): Promise<{ readonly outcome: string; readonly answers: string }> => {
  offset += 1;
  const raw = { offset: String(offset), timestamp: "0", key: null, value: Buffer.from(value), headers };
  const item = toItem(toStored("lienthong.commands.stranger", 0, "stranger", raw));
  // Of a call the stream uses its clock and its log alone.
  const applied = await commandsStream.apply(item.body, { now: () => NOW, wire: () => undefined } as never);
  const answers = JSON.stringify(applied.park === undefined ? [] : applied.answers?.([]));
  if (applied.park !== undefined) return { outcome: applied.park.code, answers };
  const [outcome] = await world.hub.inbound("kafka", applied.commands ?? []);
  return { outcome: outcome?.outcome === "refused" ? outcome.code : String(outcome?.outcome), answers };
};
const event = (more: object, data: object = {}): string =>
  JSON.stringify({
    specversion: "1.0",
    id: crypto.randomUUID(),
    source: "/la",
    type: "vn.lienthong.command.progress",
    datacontenttype: "application/json",
    data,
    ...more,
  });

describe("R-I02 R-J04 attacks by Kafka records", () => {
  const DEEP = "[".repeat(200_000);
  it.each<readonly [string, string, () => Sent]>([
    ["200,000 levels", "kafka.poison-forbidden", () => ({ value: DEEP + DEEP.replaceAll("[", "]") })],
    ["prototype keys", "kafka.poison-forbidden", () => ({ value: event({}).replace("{", '{"__proto__":{"role":"operator"},') })],
    ["prototype keys in the data", "kafka.poison-forbidden", () => ({ value: event({}, { constructor: { prototype: {} } }) })],
    ["U+0000", "kafka.poison-forbidden", () => ({ value: event({}, { note: `${REFUSED}\u0000` }) })],
    ["bytes that are no text", "kafka.poison-not-json", () => ({ value: Buffer.from([0xff, 0xfe, 0x00]) })],
    ["an entity bomb", "kafka.poison-not-json", () => ({ value: `<!DOCTYPE e [<!ENTITY a "${REFUSED}">]><e>&a;</e>` })],
    ["more than 1 MiB", "kafka.poison-too-large", () => ({ value: Buffer.alloc(1_048_577, "x") })],
    ["a command toString", "kafka.poison-unknown-command", () => ({ value: event({ type: "vn.lienthong.command.toString" }) })],
    ["a command __proto__", "kafka.poison-unknown-command", () => ({ value: event({ type: "vn.lienthong.command.__proto__" }) })],
    [
      "headers that contradict",
      "kafka.poison-not-cloud-event",
      () => ({ value: "{}", headers: { ce_specversion: "9", ce___proto__: REFUSED } }),
    ],
  ])("R-I02 Kafka attack: %s is parked and answered, nothing is done, nothing leaks", async (_, code, make) => {
    await world.unharmed(async () => {
      const { outcome, answers } = await taken(make());
      expect(outcome).toBe(code);
      expect(answers).not.toMatch(/node_modules|Error:|\.ts:/);
    });
  });

  it("R-I02 Kafka: another agency's dossier by guessed code is refused like an unknown one, whatever the command says of itself", async () => {
    const { dossierId } = await world.act<{ dossierId: string }>("portal", "/api/v1/dossiers", submission(), {
      "idempotency-key": "kafka",
    });
    const { code = "" } = (await world.hub.find(dossierId)) ?? {};
    await world.unharmed(async () => {
      for (const subject of ["' or 1=1 --", "../../x", "a\r\nb"])
        expect((await taken({ value: event({ subject }) })).outcome, subject).toMatch(
          /^(?:dossier\.not-found|kafka\.poison-not-cloud-event)$/,
        );
      for (const subject of [dossierId, code, `${AGENCY}-260213-9999`])
        expect((await taken({ value: event({ subject }, { note: REFUSED }) })).outcome, subject).toBe("dossier.not-found");
      for (const forged of [{ partner: "portal" }, { partnerId: "operator" }, { scopes: ["operate"] }, { parsed: true }])
        expect((await taken({ value: event({ subject: dossierId }, { note: REFUSED, ...forged }) })).outcome).toMatch(
          /^(?:dossier\.not-found|command\.invalid)$/,
        );
      const submit = event({ type: "vn.lienthong.command.submit" }, submission());
      expect((await taken({ value: submit })).outcome).toBe("partner.agency-not-yours");
    });
  });
});
