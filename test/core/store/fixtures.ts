/** A dossier state and a commit, as small as the store needs them. */
import { randomUUID } from "node:crypto";
import type { Dossier } from "../../../core/dossier/types.ts";
import { chainHash, genesisHash } from "../../../core/store/chain.ts";
import type { Commit } from "../../../core/store/commit.ts";

export const AT = "2026-03-02T01:30:00.000Z";

export const dossierState = (id: string, version: number, more: Partial<Dossier> = {}): Dossier => ({
  id,
  version,
  status: "submitted",
  channel: "counter",
  procedure: { code: "1.001193", version: 1, name: "Đăng ký khai sinh", caseKey: "main", onlineLevel: "full" },
  agencyId: "H57.40",
  applicant: { kind: "citizen", fullName: "Nguyễn Thị Thử" },
  components: [],
  returnMethod: { kind: "inPerson" },
  submittedAt: AT,
  supplementRounds: [],
  handOvers: [],
  charges: [],
  payments: [],
  transfers: [],
  forms: [],
  partners: {},
  ...more,
});

/** A commit of one event with one message; `on`: the version it builds on, `head`: the hash it continues. */
export const commitOf = (
  input: {
    id?: string;
    on?: number;
    head?: string;
    key?: string;
    bodyHash?: string;
    state?: Partial<Dossier>;
    messages?: number;
  } = {},
): Commit => {
  const id = input.id ?? randomUUID();
  const on = input.on ?? 0;
  const version = on + 1;
  const body = JSON.stringify({ seq: version, type: "submitted", note: "đ" });
  const prevHash = input.head ?? genesisHash(id);
  const hash = chainHash(prevHash, body);
  return {
    dossier: dossierState(id, version, input.state),
    expectedVersion: on,
    headHash: hash,
    at: AT,
    events: [{ seq: version, type: "submitted", at: AT, recordedAt: AT, body, prevHash, hash, status: "submitted" }],
    messages: Array.from({ length: input.messages ?? 1 }, (_, n) => ({
      id: randomUUID(),
      lane: "dvc-portal",
      operation: "syncDossier",
      body: JSON.stringify({ n }),
    })),
    receipt: { dossierId: id, status: "submitted", version, events: [version] },
    ...(input.key ? { key: { scope: "test", key: input.key, bodyHash: input.bodyHash ?? "h" } } : {}),
  };
};
