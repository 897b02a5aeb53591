/** What a record says otherwise than the dossier that is there: what may still be changed, and what stays. Pure. */
import type { CommandOf, HeldComponent } from "../../core/dossier/commands.ts";
import type { EventOf } from "../../core/dossier/events.ts";
import type { Dossier } from "../../core/dossier/types.ts";
import type { Instant } from "../../core/time/types.ts";
import { FACTS, type Submission } from "./content.ts";
import type { SyncRecord } from "./record.ts";

/** JSON with names in order and without absent fields: equal texts for equal values. */
const plain = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  ) ?? "";

const same = (one: unknown, other: unknown): boolean => plain(one) === plain(other);

/**
 * Whether a dossier was filed with just this: the same submission again, rather than another one under its code.
 * @param at when it was filed, where the client says; a time ahead of the hub's clock was taken down as the hub's
 */
export const sameSubmission = (filed: EventOf<"submitted">, command: CommandOf<"submit">, at: Instant | undefined): boolean => {
  const { data } = filed;
  const fields = (of: CommandOf<"submit"> | EventOf<"submitted">["data"]) => ({
    channel: of.channel,
    agencyId: of.agencyId,
    applicant: of.applicant,
    owner: of.owner,
    summary: of.summary,
    account: of.account,
    form: of.form,
    alias: of.alias,
    components: of.components,
    returnMethod: of.returnMethod,
    nationalCode: of.nationalCode,
    postalArrivalDate: of.postalArrivalDate,
    declaredTruthful: of.declaredTruthful,
  });
  return (
    same(fields(data), fields(command)) &&
    data.procedure.code === command.procedureCode &&
    (command.caseKey === undefined || command.caseKey === data.procedure.caseKey) &&
    (at === undefined || at === filed.at || at > filed.recordedAt)
  );
};

/** Held papers with those of the record: more of one is taken over, none is taken away, unless the record says that its file is deleted. */
const withPapers = (
  held: readonly HeldComponent[],
  told: NonNullable<Submission["components"]>,
  deleted: ReadonlySet<string>,
): readonly HeldComponent[] => {
  const kept = held.filter((one) => !deleted.has(one.componentId) || told.some((more) => more.componentId === one.componentId));
  const merged = kept.map((one) => {
    const more = told.find((entry) => entry.componentId === one.componentId);
    const blobs = new Set(one.files.map((file) => file.blob));
    return {
      ...one,
      originals: Math.max(one.originals, more?.originals ?? 0),
      copies: Math.max(one.copies, more?.copies ?? 0),
      files: [...one.files, ...(more?.files ?? []).filter((file) => !blobs.has(file.blob))],
    };
  });
  const ids = new Set(merged.map((one) => one.componentId));
  const added = told.filter((one) => !ids.has(one.componentId));
  return [
    ...merged,
    ...added.map((one) => ({
      componentId: one.componentId,
      originals: one.originals ?? 0,
      copies: one.copies ?? 0,
      files: one.files ?? [],
    })),
  ];
};

/** Sections that differ; of the facts those fields that do. */
const formChange = (dossier: Dossier, told: Submission["form"]): Record<string, unknown> | undefined => {
  const changed = Object.entries(told ?? {}).filter(([section, value]) => {
    const held = dossier.form?.[section];
    // Facts of the hub's own (which papers were taken on the client's word) stay beside what the record says.
    const bare = section === FACTS && typeof held === "object" && held !== null ? { ...held, ...(value as object) } : value;
    return !same(held, bare);
  });
  return changed.length === 0 ? undefined : Object.fromEntries(changed);
};

export interface Changes {
  /** Body of an `amend`; absent: nothing to change, or nothing can be. */
  readonly amend?: Readonly<Record<string, unknown>>;
  /** Fields of the record that say otherwise than the dossier and cannot be changed (any more). */
  readonly kept: readonly string[];
}

/** Until receipt the engine lets the filing be amended (R-A08); afterwards it stays as received, and the answer names what does. */
export const changesOf = (dossier: Dossier, told: Submission, record: SyncRecord): Changes => {
  const owner = dossier.owner ?? dossier.applicant;
  const { phone, email, address } = told.applicant;
  const contact = Object.fromEntries(
    Object.entries({ phone, email, address }).filter(
      ([name, value]) => value !== undefined && !same(value, dossier.applicant[name as "phone"]),
    ),
  );
  const summary = told.summary !== undefined && told.summary !== dossier.summary ? told.summary : undefined;
  const form = formChange(dossier, told.form);
  const gone = new Set(
    record.TaiLieuNop.flatMap((file) =>
      file.IsDeleted === true && file.MaThanhPhanHoSo !== undefined ? [file.MaThanhPhanHoSo] : [],
    ),
  );
  const components = withPapers(dossier.components, told.components ?? [], gone);
  const papers = !same(components, dossier.components);
  const kept = [...(owner.fullName === record.ChuHoSo ? [] : ["ChuHoSo"])];
  const open = dossier.status === "submitted" || dossier.status === "incomplete";
  if (!open) {
    if (summary !== undefined) kept.push("TrichYeuHoSo");
    if (contact["phone"] !== undefined) kept.push("SoDienThoai");
    if (contact["email"] !== undefined) kept.push("Email");
    if (contact["address"] !== undefined) kept.push("DiaChi");
    return { kept };
  }
  const amend = {
    ...(summary === undefined ? {} : { summary }),
    ...(Object.keys(contact).length === 0 ? {} : { contact }),
    ...(form === undefined ? {} : { form }),
    // While it waits for a supplement, papers come in as that supplement.
    ...(papers && dossier.status === "submitted" ? { components } : {}),
  };
  return { ...(Object.keys(amend).length === 0 ? {} : { amend }), kept };
};
