/** Partners' commands into the engine: each once per (adapter, key), with the partner as the actor. */
import type { Role } from "./dossier/commands.ts";
import type { InboundCommand, InboundOutcome } from "./exchange/adapter.ts";
import type { Execution, Hub, InstalledAdapter, Outcome, PartnerAccount } from "./hub-types.ts";
import { partnerRefusal } from "./partners/refusals.ts";

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

interface InboundDependencies {
  readonly execute: Hub["execute"];
  readonly command: Hub["command"];
  readonly find: Hub["find"];
  readonly installed: (adapterId: string) => InstalledAdapter | undefined;
  readonly partner: (id: string) => Promise<PartnerAccount | undefined>;
}

export interface Inbound {
  /** The engine's own outcomes, for who answers its sender. Throws only EngineError. */
  readonly receive: (adapterId: string, commands: readonly InboundCommand[]) => Promise<readonly Outcome[]>;
  /** The same as an adapter's hook or a lane judges them. Throws only EngineError. */
  readonly inbound: Hub["inbound"];
}

/** Executes a partner's commands in order; later ones are still tried when one is refused. */
export const createInbound = ({ execute, command, find, installed, partner }: InboundDependencies): Inbound => {
  /** The lane is only a road: the partner account speaks for itself. */
  const spoken = async (id: string, inbound: InboundCommand): Promise<Outcome> => {
    const account = await partner(id);
    if (account === undefined) return { outcome: "refused", refusal: partnerRefusal("partner.unknown") };
    const { type, ...body } = inbound.command;
    return command({
      partner: account,
      type,
      body,
      key: inbound.key,
      ...(inbound.dossier === undefined ? {} : { dossier: inbound.dossier }),
    });
  };

  const receive: Inbound["receive"] = async (adapterId, commands) => {
    const road = installed(adapterId);
    if (!road) return commands.map(() => ({ outcome: "refused", refusal: partnerRefusal("adapter.unknown") }));
    const outcomes: Outcome[] = [];
    for (const one of commands)
      outcomes.push(await (one.partner === undefined ? execute(execution(road, one)) : spoken(one.partner, one)));
    return outcomes;
  };

  const judged = async (result: Outcome): Promise<InboundOutcome> => {
    if (result.outcome === "done") return { outcome: "done", dossier: result.dossier };
    if (result.outcome === "conflict") return { outcome: "conflict" };
    if (result.outcome === "refused") {
      const { code, vi, en } = result.refusal;
      return { outcome: "refused", code, vi, en };
    }
    const dossier = await find(result.receipt.dossierId);
    return dossier ? { outcome: "repeat", dossier } : { outcome: "conflict" };
  };

  return { receive, inbound: async (adapterId, commands) => Promise.all((await receive(adapterId, commands)).map(judged)) };
};
