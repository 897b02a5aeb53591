/** One partner at four doors of one hub: REST, SOAP (node-soap from our WSDL), the national portal's protocol, Kafka (a real broker). */

import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import soap from "soap";
import adapter from "../../adapters/kafka/adapter.ts";
import { topicsOf } from "../../adapters/kafka/contract/topics.ts";
import { readAdapterConfig } from "../../adapters/kit/define.ts";
import { loadCatalogs } from "../../catalogs/load.ts";
import type { Dossier } from "../../core/dossier/types.ts";
import { createHub, type Hub, type PartnerAccount } from "../../core/hub.ts";
import { createApp } from "../../gateway/app.ts";
import { createLog } from "../../gateway/log.ts";
import { commandRecord, outsider, until } from "../adapters/kafka/world.ts";
import { clientFor, recordOf, written } from "../gateway/dvcqg/world.ts";

/** Monday 2 March 2026, 09:00 in Huế; on the second, since the portal's protocol knows no parts of one. */
export const NOW = "2026-03-02T02:00:00.000Z";
export const AGENCY = "H57.101";
const PARTNER: PartnerAccount = { id: "mot-cua-101", name: "Một cửa 101", role: "portal", agencies: [AGENCY] };

/** The same submission for every door. Its code is the key, and the other system's own code of the dossier. */
export const submission = (code: string, summary = "Đăng ký lại khai sinh") => ({
  channel: "counter" as const,
  procedureCode: "1.004884",
  agencyId: AGENCY,
  applicant: {
    kind: "citizen" as const,
    fullName: "Nguyễn Thị Thử Nghiệm",
    identityNumber: "001099000012",
    phone: "0900000012",
  },
  summary,
  components: [
    { componentId: "tk", originals: 1, copies: 0 },
    { componentId: "giay-to-cu", originals: 0, copies: 1 },
  ],
  returnMethod: { kind: "inPerson" as const },
  alias: code,
  declaredTruthful: false,
  at: NOW,
});
export type Submission = ReturnType<typeof submission>;

/** What a door said. `replayed`: the stored answer of an earlier command. */
export type Said =
  | { readonly said: "done" | "repeat"; readonly dossierId: string; readonly version: number }
  | { readonly said: "conflict" }
  | { readonly said: "refused"; readonly code: string };

export interface Door {
  readonly name: string;
  submit(body: Submission): Promise<Said>;
  /** The officer's check (valid) and receipt. */
  receive(body: Submission, dossierId: string): Promise<void>;
}

export interface FourDoors {
  readonly hub: Hub;
  readonly doors: Readonly<Record<string, Door>>;
  dossier(code: string): Promise<Dossier>;
  count(): Promise<number>;
  stop(): Promise<void>;
}

const OFFICER = { id: "mot-cua", name: PARTNER.name, role: "officer", agencyId: AGENCY };

const isConflict = (code: string): boolean => code === "request.key-reused";

const rest = (app: ReturnType<typeof createApp>, key: string): Door => {
  const send = async (path: string, body: object, idempotencyKey: string) => {
    const answer = await app.request(`/api/v1/dossiers${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json", "idempotency-key": idempotencyKey },
      body: JSON.stringify(body),
    });
    return { answer, body: (await answer.json()) as Record<string, unknown> };
  };
  return {
    name: "REST",
    submit: async (command) => {
      const { answer, body } = await send("", command, command.alias);
      if (answer.ok)
        return {
          said: answer.headers.get("idempotent-replayed") === "true" ? "repeat" : "done",
          dossierId: String(body["dossierId"]),
          version: Number(body["version"]),
        };
      const code = String(body["code"]);
      return isConflict(code) ? { said: "conflict" } : { said: "refused", code };
    },
    receive: async ({ alias }, dossierId) => {
      await send(`/${dossierId}/check`, { outcome: "valid", actor: OFFICER }, `${alias}-check`);
      await send(`/${dossierId}/receive`, { actor: OFFICER }, `${alias}-receive`);
    },
  };
};

type SoapCall = (args: object) => Promise<readonly [Record<string, unknown>, ...unknown[]]>;
interface SoapFault {
  readonly root?: {
    readonly Envelope: { readonly Body: { readonly Fault: { readonly detail: { readonly Problem: { code: string } } } } };
  };
}

const soapDoor = async (url: string, credential: { readonly id: string; readonly secret: string }): Promise<Door> => {
  const client = await soap.createClientAsync(`${url}/soap/dossiers?wsdl`, { disableCache: true });
  client.setSecurity(
    new soap.WSSecurity(credential.id, credential.secret, {
      passwordType: "PasswordDigest",
      hasNonce: true,
      mustUnderstand: true,
    }),
  );
  const call = (name: string): SoapCall => client[`${name}Async`].bind(client) as SoapCall;
  return {
    name: "SOAP",
    submit: async (command) => {
      try {
        const [answer] = await call("submit")({ idempotencyKey: command.alias, ...command });
        return {
          said: answer["replayed"] === true ? "repeat" : "done",
          dossierId: String(answer["dossierId"]),
          version: Number(answer["version"]),
        };
      } catch (error) {
        const code = (error as SoapFault).root?.Envelope.Body.Fault.detail.Problem.code;
        if (code === undefined) throw error;
        return isConflict(code) ? { said: "conflict" } : { said: "refused", code };
      }
    },
    receive: async ({ alias }, dossierId) => {
      await call("check")({ dossier: dossierId, idempotencyKey: `${alias}-check`, outcome: "valid", actor: OFFICER });
      await call("receive")({ dossier: dossierId, idempotencyKey: `${alias}-receive`, actor: OFFICER });
    },
  };
};

const portalDoor = async (hub: Hub, app: ReturnType<typeof createApp>, find: FourDoors["dossier"]): Promise<Door> => {
  const client = await clientFor(hub, app, PARTNER.id, AGENCY);
  return {
    name: "DVCQG",
    submit: async (command) => {
      // The protocol has no word for "this was a repeat": it says "thành công", and there is no second dossier.
      const before = await find(command.alias).catch(() => undefined);
      const reply = await client.sync(recordOf(command, command.alias, command.at));
      if (reply.message.includes("đã tồn tại")) return { said: "conflict" };
      if (!reply.message.includes("thành công")) return { said: "refused", code: reply.code ?? reply.message };
      const { id, version } = await find(command.alias);
      return { said: before === undefined ? "done" : "repeat", dossierId: id, version };
    },
    receive: async (command) => {
      const record = { ...recordOf(command, command.alias, command.at), TrangThaiHoSo: "2", NgayTiepNhan: written(NOW) };
      const reply = await client.sync(record, "True");
      if (!reply.message.includes("thành công")) throw new TypeError(reply.message);
    },
  };
};

const kafkaDoor = async (hub: Hub, brokers: string, prefix: string): Promise<Door & { close(): Promise<void> }> => {
  const topics = topicsOf(prefix);
  const partner = outsider(brokers);
  await until(async () => (await hub.health()).checks["stream:kafka/commands"]?.ok);
  await partner.read(topics.results(PARTNER.id));
  let sent = 0;
  const send = async (id: string, command: string, data: object, dossier?: string) => {
    const before = partner.seen.filter((record) => record.event.correlationid === id).length;
    sent += 1;
    await partner.send(topics.commands(PARTNER.id), [
      {
        key: dossier ?? `record-${sent}`,
        value: commandRecord({ id, command, data: { ...data }, ...(dossier === undefined ? {} : { dossier }) }),
      },
    ]);
    return until(() => partner.seen.filter((record) => record.event.correlationid === id)[before]?.event);
  };
  return {
    name: "Kafka",
    submit: async (command) => {
      const { type, data } = await send(command.alias, "submit", command);
      const said = type.slice(type.lastIndexOf(".") + 1);
      if (said === "conflict") return { said };
      if (said === "done" || said === "repeat")
        return { said, dossierId: String(data["dossierId"]), version: Number(data["version"]) };
      return { said: "refused", code: String(data["code"]) };
    },
    receive: async ({ alias }, dossierId) => {
      await send(`${alias}-check`, "check", { outcome: "valid", actor: OFFICER }, dossierId);
      await send(`${alias}-receive`, "receive", { actor: OFFICER }, dossierId);
    },
    close: () => partner.close(),
  };
};

/** Opens the hub with its doors; without `brokers` there is no Kafka door. */
export const openDoors = async (brokers?: string): Promise<FourDoors> => {
  const env = {
    LIENTHONG_KAFKA_BROKERS: brokers ?? "",
    LIENTHONG_KAFKA_PREFIX: "bon-cua",
    LIENTHONG_KAFKA_CREATE_TOPICS: "true",
  };
  const hub = await createHub({
    dataDir: "memory",
    catalogs: loadCatalogs(),
    adapters: brokers === undefined ? [] : [{ adapter, config: readAdapterConfig(adapter, env) }],
    secret: "bon-cua-bon-cua-bon-cua-bon-cua-bon-cua",
    clock: () => NOW,
    log: createLog("silent"),
  });
  const { key } = await hub.addPartner(PARTNER);
  await hub.partners.issue({ partnerId: PARTNER.id, kind: "kafka" });
  await hub.start();
  const app = createApp(hub);
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const dossier: FourDoors["dossier"] = async (code) => {
    const found = await hub.find(code);
    if (found === undefined) throw new TypeError(`no dossier ${code}`);
    return found;
  };
  // A new credential ends the older ones of its kind at once, unless an overlap is asked for: the portal client's must go on.
  const portal = await portalDoor(hub, app, dossier);
  const { credential, secret = "" } = await hub.partners.issue({ partnerId: PARTNER.id, kind: "shared", overlapSeconds: 3600 });
  const wsse = await soapDoor(url, { id: credential.id, secret });
  const stream = brokers === undefined ? undefined : await kafkaDoor(hub, brokers, "bon-cua");
  const doors = [rest(app, key), wsse, portal, ...(stream === undefined ? [] : [stream])];
  return {
    hub,
    doors: Object.fromEntries(doors.map((door) => [door.name, door])),
    dossier,
    count: async () => (await hub.list({ limit: 200 })).items.length,
    stop: async () => {
      await stream?.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await hub.stop();
    },
  };
};
