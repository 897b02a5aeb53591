/** The one way in which doors give a command for the partner that has come in (auth/entry.ts), so that all of them count and record it alike. */
import type { Context } from "hono";
import type { Hub, Outcome, PartnerCommand } from "../../core/hub.ts";
import type { GatewayEnv } from "../env.ts";
import type { Metrics } from "../metrics.ts";

/** What a door says of a command: all but who gives it. */
export type GivenCommand = Pick<PartnerCommand, "type" | "body"> & {
  /** Id, local code or national code; undefined for a submission. */
  readonly dossier: string | undefined;
  readonly key: string | undefined;
  readonly expectedVersion: number | undefined;
};

/**
 * Gives it; its body must have been parsed by the command's own schema. hub.command knows the partner's rights, its sight and its keys; the
 * access log hears which dossier it was as soon as the partner may see it, also where the command is refused. Errors: EngineError.
 */
export const giveCommand = async (
  c: Context<GatewayEnv>,
  { hub, metrics }: { readonly hub: Pick<Hub, "command">; readonly metrics: Pick<Metrics, "command"> },
  { type, body, dossier, key, expectedVersion }: GivenCommand,
): Promise<Outcome> => {
  const scopes = c.get("scopes");
  const outcome = await hub.command({
    partner: c.get("partner"),
    type,
    body,
    parsed: true,
    traceparent: c.get("traceparent"),
    seen: ({ id }) => c.set("dossierId", id),
    ...(dossier === undefined ? {} : { dossier }),
    ...(key === undefined ? {} : { key }),
    ...(expectedVersion === undefined ? {} : { expectedVersion }),
    ...(scopes === undefined ? {} : { scopes }),
  });
  metrics.command(type, outcome.outcome);
  if (outcome.outcome === "done" || outcome.outcome === "repeat") c.set("dossierId", outcome.receipt.dossierId);
  return outcome;
};
