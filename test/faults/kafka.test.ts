/**
 * Kafka's broker and the hub are killed (kill -9) by turns while a partner sends commands; then what the partner was told and what was
 * published is compared with the hub's own record: nothing lost, nothing doubled, nothing out of order. The broker is a real Apache Kafka.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { topicsOf } from "../../adapters/kafka/contract/topics.ts";
import { type RunningKafka, startKafka, whyNoKafka } from "../../scripts/kafka/broker.ts";
import { commandRecord, type Outsider, outsider, type Seen, submission, until } from "../adapters/kafka/world.ts";
import { freshDatabaseUrl, SERVER } from "../support/database.ts";
import { type HubProcess, runCli, type Settings, startHubProcess } from "../support/hub-process.ts";

const WHY_NOT = whyNoKafka();
const DOSSIERS = SERVER ? 500 : 80;
const PARTNER = "mot-cua-101";
const topics = topicsOf("lienthong");
const OFFICER = { id: "cb-1", role: "officer", agencyId: "H57.101" };

const timeline = z.object({ items: z.array(z.object({ seq: z.number(), type: z.string() })) });
const ready = z.looseObject({ checks: z.record(z.string(), z.object({ ok: z.boolean(), detail: z.string() })) });

describe.skipIf(WHY_NOT !== undefined)(
  `Kafka's broker and the hub killed by turns during ${DOSSIERS} dossiers ${WHY_NOT ?? ""}`,
  () => {
    let kafka: RunningKafka;
    let hub: HubProcess;
    let partner: Outsider;
    let key = "";
    let clean: () => Promise<void> = async () => {};

    beforeAll(async () => {
      kafka = await startKafka();
      const folder = mkdtempSync(join(tmpdir(), "lienthong-kafka-kill-"));
      const database = SERVER ? await freshDatabaseUrl() : undefined;
      clean = async () => {
        await database?.drop();
        rmSync(folder, { recursive: true, force: true });
      };
      const settings: Settings = {
        LIENTHONG_SECRET: "kill-test-secret-kill-test-secret-kill",
        LIENTHONG_DATA_DIR: folder,
        LIENTHONG_KAFKA_BROKERS: kafka.brokers,
        LIENTHONG_KAFKA_CREATE_TOPICS: "true",
        LIENTHONG_KAFKA_PARTITIONS: "3",
        ...(database ? { DATABASE_URL: database.url } : {}),
      };
      await runCli(["partner", "add", PARTNER, "--role", "portal", "--agencies", "H57.101"], settings);
      await runCli(["partner", "kafka", PARTNER], settings);
      key = (await runCli(["partner", "add", "van-hanh", "--role", "operator", "--agencies", "*"], settings)).trim();
      hub = await startHubProcess(settings);
      partner = outsider(kafka.brokers);
      await until(async () => (await partner.admin.listTopics()).includes(topics.commands(PARTNER)));
      await until(async () => (await partner.admin.listTopics()).includes(topics.events));
      await partner.read(topics.results(PARTNER), topics.events);
    });
    afterAll(async () => {
      await hub?.kill();
      await partner?.close();
      await kafka?.stop();
      await clean();
    });

    const nationalCode = (n: number): string => `000.00.00.G22-260302-${String(n).padStart(4, "0")}`;
    /** Three commands of one dossier, all sent at once: the order of their records is the order in which they must be done. */
    const records = (n: number) => {
      const dossier = nationalCode(n);
      return [
        { id: `nop-${n}`, command: "submit", data: { ...submission(n), nationalCode: dossier } },
        { id: `kiem-tra-${n}`, command: "check", dossier, data: { outcome: "valid", actor: OFFICER } },
        { id: `tiep-nhan-${n}`, command: "receive", dossier, data: { actor: OFFICER } },
      ].map((command) => ({ key: dossier, value: commandRecord(command) }));
    };

    const told = (): readonly Seen[] => partner.seen.filter((record) => record.topic === topics.results(PARTNER));
    const answered = (): ReadonlySet<string> => new Set(told().map((record) => record.event.correlationid ?? ""));
    const get = async (path: string): Promise<unknown> =>
      (await fetch(`${hub.url}${path}`, { headers: { authorization: `Bearer ${key}` } })).json();

    it("R-J03 nothing is lost, nothing doubled, nothing out of order; and health shows that the stream is back", async () => {
      const all = Array.from({ length: DOSSIERS }, (_, n) => n);
      const strikes = [
        async () => kafka.kill().then(() => kafka.restart()),
        async () => hub.kill().then(() => hub.restart()),
        async () => kafka.kill().then(() => kafka.restart()),
        async () => hub.kill().then(() => hub.restart()),
      ];
      // A partner's own client sends on while the broker is away; it may write a record twice, as any client that got no answer.
      const sending = (async () => {
        for (const n of all) await partner.send(topics.commands(PARTNER), records(n));
      })();
      for (const [n, strike] of strikes.entries()) {
        await until(() => answered().size >= ((n + 1) * DOSSIERS * 3) / (strikes.length + 2));
        await strike();
      }
      await sending;
      await until(() => answered().size === DOSSIERS * 3);

      const dossiers = new Map<string, string>();
      for (const n of all) {
        for (const id of [`nop-${n}`, `kiem-tra-${n}`, `tiep-nhan-${n}`]) {
          const answers = told().filter((record) => record.event.correlationid === id);
          // Done once; what came again was answered with the same receipt.
          const byEvent = new Map(answers.map((record) => [record.event.id, record.event]));
          const kinds = [...byEvent.values()].map((event) => event.type.split(".").at(-1)).sort();
          expect([id, kinds]).toEqual([id, ["done", ...kinds.slice(1).map(() => "repeat")]]);
          expect(new Set([...byEvent.values()].map((event) => JSON.stringify(event.data["events"]))).size).toBe(1);
          dossiers.set(nationalCode(n), String(answers[0]?.event.data["dossierId"]));
        }
      }
      expect(new Set(dossiers.values()).size).toBe(DOSSIERS);

      for (const dossierId of dossiers.values()) {
        const { items } = timeline.parse(await get(`/api/v1/dossiers/${dossierId}/timeline`));
        expect(items.map((item) => item.type)).toEqual(["submitted", "checkedValid", "received"]);
        const published = () =>
          partner.seen.filter((record) => record.topic === topics.events && record.event.subject === dossierId);
        await until(() => new Set(published().map((record) => record.event.id)).size === items.length);
        // Each for the first time in order; a double carries the id by which readers drop it.
        expect([...new Set(published().map((record) => record.event.id))]).toEqual(
          items.map((item) => `${dossierId}/${item.seq}`),
        );
      }
      await until(async () => {
        const stream = ready.safeParse(await get("/health/ready")).data?.checks["stream:kafka/commands"];
        return stream?.ok && stream.detail.includes("lag 0");
      });
    });
  },
);
