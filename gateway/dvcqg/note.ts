/**
 * What a client tells of a dossier's course in words: kept in its log, whatever state the dossier is in, once.
 * Glossary: note = nội dung xử lý · officer = người xử lý.
 */

import type { DossierStatus } from "../../core/dossier/statuses.ts";
import type { Dossier } from "../../core/dossier/types.ts";
import { hasScope } from "../../core/partners/scopes.ts";
import { maySee } from "../../core/partners/sight.ts";
import type { Instant } from "../../core/time/types.ts";
import { actingAgency, give, type ServiceContext } from "./context.ts";
import type { Outcome } from "./protocol.ts";
import { outsideScope, refusedBy, scopeMissing } from "./texts.ts";

/** As which operation a word about a dossier is kept that nobody works on. */
export const TOLD = "CapNhatTienDoHoSoMC";
/** Who tells, in the record of partners' words. */
export const TOLD_BY = "dvcqg";

/** While these last, progress is a sign of work of the unit (R-B08); before receipt and after the decision there is no unit at work. */
const AT_WORK: ReadonlySet<DossierStatus> = new Set<DossierStatus>([
  "received",
  "processing",
  "forwarded",
  "awaitingSupplement",
  "awaitingPayment",
  "suspended",
]);

export interface Note {
  /** The same note under the same key is kept once. */
  readonly key: string;
  readonly text: string;
  readonly at?: Instant;
  /** National status that the client gives beside it. */
  readonly status?: string;
  readonly officer: { readonly id: string; readonly name?: string };
}

/** Keeps the note; the refusal where it cannot be kept. */
export const keepNote = async (context: ServiceContext, dossier: Dossier, note: Note): Promise<Outcome | undefined> => {
  const { hub, partner, c } = context;
  const code = dossier.code ?? dossier.id;
  const agencyId = actingAgency(context, dossier);
  if (agencyId === undefined) return outsideScope(code);
  const now = hub.now();
  if (AT_WORK.has(dossier.status)) {
    const floor = dossier.lastMovedAt ?? dossier.submittedAt;
    const at = note.at === undefined || note.at > floor ? note.at : floor;
    const outcome = await give(context, {
      type: "progress",
      dossier: dossier.id,
      key: note.key,
      body: {
        note: note.text,
        actor: { ...note.officer, role: "unit", agencyId },
        lateEntry: { reason: "Đồng bộ từ hệ thống một cửa", enteredBy: partner.name },
        ...(at === undefined || at >= now ? {} : { at }),
      },
    });
    // A conflict is a repeat too: the key is made of the note, only the bounds of its time have moved.
    return outcome.outcome === "refused" ? refusedBy(outcome.refusal, code) : undefined;
  }
  if (!hasScope(["dossier.handle"], partner.scopes, context.scopes)) return scopeMissing("dossier.handle");
  // Portals have no command for this: it would let them speak for other partners. Here the door speaks, under its own name.
  const outcome = await hub.execute({
    command: {
      type: "recordPartner",
      lane: TOLD_BY,
      operation: TOLD,
      outcome: "accepted",
      message: note.text,
      ...(note.status === undefined ? {} : { code: note.status }),
    },
    dossier: dossier.id,
    may: (found) => maySee(partner, found, hub),
    actor: {
      id: `${partner.id}/${note.officer.id}`,
      role: "partner",
      agencyId,
      ...(note.officer.name === undefined ? {} : { name: note.officer.name }),
    },
    idempotency: { scope: `partner:${partner.id}`, key: note.key },
    traceparent: c.get("traceparent"),
    ...(note.at === undefined || note.at >= now ? {} : { at: note.at }),
  });
  return outcome.outcome === "refused" ? refusedBy(outcome.refusal, code) : undefined;
};

/** An officer as the actor of the record: his name, and where he sits. The id is a plain form of the name, for it goes into keys and logs of acts. */
export const officerOf = (
  name: string | undefined,
  title: string | undefined,
  unit: string | undefined,
): { readonly id: string; readonly name?: string } => {
  const where = [title, unit].filter((part) => part !== undefined).join(", ");
  const shown = [name ?? (where === "" ? undefined : where), name !== undefined && where !== "" ? `(${where})` : undefined]
    .filter((part) => part !== undefined)
    .join(" ");
  const id = (name ?? "can-bo")
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/[đĐ]/g, "d")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");
  return { id: id === "" ? "can-bo" : id.slice(0, 60), ...(shown === "" ? {} : { name: shown.slice(0, 200) }) };
};
