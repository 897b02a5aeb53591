/** Partners' commands into the engine: each once per (adapter, key), with the partner as the actor. */
import type { Role } from "./dossier/commands.ts";
import type { InboundCommand, InboundOutcome } from "./exchange/adapter.ts";
import type { Execution, Hub, InstalledAdapter } from "./hub-types.ts";

const execution = (installed: InstalledAdapter, inbound: InboundCommand): Execution => {
  const role: Role = installed.adapter.actsAs ?? "partner";
  return {
    command: inbound.command,
    ...(inbound.dossier === undefined ? {} : { dossier: inbound.dossier }),
    actor: { id: `adapter:${installed.adapter.id}`, role, ...inbound.actor },
    idempotency: { scope: `adapter:${installed.adapter.id}`, key: inbound.key },
    ...(inbound.at === undefined ? {} : { at: inbound.at }),
  };
};

/** Executes a partner's commands in order; later ones are still tried when one is refused. Throws only EngineError. */
export const createInbound =
  (execute: Hub["execute"], find: Hub["find"], adapters: readonly InstalledAdapter[]) =>
  async (adapterId: string, commands: readonly InboundCommand[]): Promise<readonly InboundOutcome[]> => {
    const installed = adapters.find((a) => a.adapter.id === adapterId);
    if (!installed)
      return commands.map(() => ({
        outcome: "refused",
        code: "adapter.unknown",
        vi: "Không có bộ kết nối này.",
        en: "No such adapter.",
      }));
    const outcomes: InboundOutcome[] = [];
    for (const inbound of commands) {
      const result = await execute(execution(installed, inbound));
      if (result.outcome === "done") outcomes.push({ outcome: "done", dossier: result.dossier });
      else if (result.outcome === "conflict") outcomes.push({ outcome: "conflict" });
      else if (result.outcome === "refused")
        outcomes.push({ outcome: "refused", code: result.refusal.code, vi: result.refusal.vi, en: result.refusal.en });
      else {
        const dossier = await find(result.receipt.dossierId);
        outcomes.push(dossier ? { outcome: "repeat", dossier } : { outcome: "conflict" });
      }
    }
    return outcomes;
  };
