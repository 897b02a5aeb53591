/** A client that takes dossiers through their life over REST and never gives up: same key, same body, until it is answered. */
import { z } from "zod";
import { STATUSES } from "../../core/dossier/statuses.ts";

export interface LifeClient {
  /** One dossier from the counter to its return; n makes its keys unique. */
  live(n: number): Promise<void>;
  fault(simulatorUrl: string, rule: object): Promise<void>;
  /** A short breath, for loops that wait on a condition. */
  pause(): Promise<void>;
  /** Resolves when no lane has anything waiting, in flight, paused or dead; throws when something needs a person. */
  atRest(): Promise<void>;
  /** Code → national states in the order in which the portal must have been told. */
  expectedLedger(): Promise<Map<string, readonly string[]>>;
}

const OFFICER = { id: "cb-1", name: "Trần Thị Một Cửa", role: "officer", agencyId: "H57.101" };
const LEADER = { id: "ld-1", name: "Phạm Thị Lãnh Đạo", role: "leader", agencyId: "H57.101" };

const receipt = z.object({ dossierId: z.string() });
const lanes = z.object({
  items: z.array(z.object({ id: z.string(), waiting: z.number(), inFlight: z.number(), paused: z.number(), dead: z.number() })),
});
const page = z.object({ items: z.array(z.object({ id: z.string(), code: z.string().optional() })), next: z.string().optional() });
const timeline = z.object({ items: z.array(z.object({ type: z.string() })) });

export class LifeError extends Error {
  override readonly name = "LifeError";
}

/** National states that the portal hears of, by the events that a life here has. */
const REPORTED: Readonly<Record<string, number>> = {
  received: STATUSES.received.national,
  handedOver: STATUSES.processing.national,
  decided: STATUSES.decided.national,
  returned: STATUSES.returned.national,
};

export const createClient = (urls: readonly string[], key: string, operatorKey: string): LifeClient => {
  let turn = 0;
  const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

  /** Tries one hub after another until one answers; 5xx and broken connections are no answer. */
  const ask = async (method: string, path: string, auth: string, body?: object, idempotencyKey?: string): Promise<unknown> => {
    for (;;) {
      const url = urls[turn++ % urls.length];
      const response = await fetch(`${url}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${auth}`,
          ...(body ? { "content-type": "application/json" } : {}),
          ...(idempotencyKey ? { "idempotency-key": idempotencyKey } : {}),
        },
        ...(body ? { body: JSON.stringify(body) } : {}),
      }).catch(() => undefined);
      const answer: unknown = await response?.json().catch(() => undefined);
      if (response && answer !== undefined && response.status < 500) {
        if (response.status >= 400) throw new LifeError(`${method} ${path} → ${response.status} ${JSON.stringify(answer)}`);
        return answer;
      }
      await pause();
    }
  };
  const post = (path: string, body: object, idempotencyKey: string) => ask("POST", path, key, body, idempotencyKey);

  const live = async (n: number): Promise<void> => {
    const { dossierId } = receipt.parse(
      await post(
        "/api/v1/dossiers",
        {
          channel: "counter",
          procedureCode: "1.004884",
          agencyId: "H57.101",
          applicant: { kind: "citizen", fullName: "Nguyễn Văn Thử", identityNumber: "001099000012" },
          components: [
            { componentId: "tk", originals: 1 },
            { componentId: "giay-to-cu", copies: 1 },
          ],
          actor: OFFICER,
        },
        `life-${n}-submit`,
      ),
    );
    const step = (name: string, body: object) => post(`/api/v1/dossiers/${dossierId}/${name}`, body, `life-${n}-${name}`);
    await step("check", { outcome: "valid", actor: OFFICER });
    await step("receive", { actor: OFFICER });
    await step("hand-over", { unit: "Công chức tư pháp – hộ tịch", actor: OFFICER });
    await step("decide", { documents: [{ name: "Giấy khai sinh", number: String(n) }], actor: LEADER });
    await step("return-in-person", {
      receiverName: "Nguyễn Văn Thử",
      identityNumber: "001099000012",
      appointmentSlip: true,
      actor: OFFICER,
    });
  };

  return {
    live,
    pause,
    fault: async (simulatorUrl, rule) => {
      const response = await fetch(`${simulatorUrl}/__sim/faults`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(rule),
      });
      if (!response.ok) throw new LifeError(await response.text());
    },
    atRest: async () => {
      for (;;) {
        const { items } = lanes.parse(await ask("GET", "/api/v1/lanes", operatorKey));
        const stuck = items.filter((lane) => lane.paused + lane.dead > 0);
        if (stuck.length > 0) throw new LifeError(`needs a person: ${JSON.stringify(stuck)}`);
        if (items.every((lane) => lane.waiting + lane.inFlight === 0)) return;
        await pause();
      }
    },
    expectedLedger: async () => {
      const expected = new Map<string, readonly string[]>();
      let cursor = "";
      do {
        const found = page.parse(await ask("GET", `/api/v1/dossiers?limit=200${cursor}`, key));
        for (const { id, code } of found.items) {
          const { items } = timeline.parse(await ask("GET", `/api/v1/dossiers/${id}/timeline`, key));
          expected.set(
            code ?? id,
            items.flatMap((event) => (REPORTED[event.type] === undefined ? [] : [String(REPORTED[event.type])])),
          );
        }
        cursor = found.next ? `&cursor=${found.next}` : "";
      } while (cursor);
      return expected;
    },
  };
};
