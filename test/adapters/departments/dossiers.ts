/** Dossiers for departments and ministries, through a real hub. Synthetic people only. */
import { sampleAccount } from "../../../adapters/departments/contract/samples.ts";
import type { Dossier } from "../../../core/dossier/types.ts";
import { OFFICER, type World } from "../world.ts";

export const SETTINGS = {
  url: "http://so.test/trao-doi",
  clientId: sampleAccount.clientId,
  clientSecret: sampleAccount.clientSecret,
  hookSecret: sampleAccount.hookSecret,
} as const;
export const FORM = { merit: { personFullName: "Nguyễn Văn Thử", kind: "Thương binh <hạng 1/4> & vợ" } };

/** A small PDF, as bytes. */
export const PDF_BYTES = new TextEncoder().encode(
  "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
);
async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}

export const found = async (world: World, id: string): Promise<Dossier> => {
  const dossier = await world.hub.find(id);
  if (dossier === undefined) throw new TypeError(`no dossier ${id}`);
  return dossier;
};
export const transfer = async (world: World, id: string, key: string) =>
  (await found(world, id)).transfers.find((entry) => entry.transferId === key);

export const deed = async (world: World, id: string, name: string, more: object = {}): Promise<{ outcome: string }> =>
  (await world.door(`/${name}`, { docCode: (await found(world, id)).code, ...more })) as { outcome: string };

const stored = async (world: World, name: string) => {
  const info = await world.hub.storeBlob(once(PDF_BYTES), name);
  if ("blame" in info) throw new TypeError(info.vi);
  return { name, blob: info.sha256, size: info.size, mediaType: info.mediaType };
};

/** Received at the commune: its route's first leg goes to the department of home affairs. */
export const received = async (world: World): Promise<string> => {
  const file = await stored(world, "đơn đề nghị.pdf");
  const { dossierId } = await world.run({
    type: "submit",
    channel: "counter",
    procedureCode: "1.010801",
    agencyId: "H57.101",
    applicant: {
      kind: "citizen",
      fullName: "Nguyễn Văn Thử",
      identityNumber: "001099000012",
      birthDate: "1990-01-02",
      phone: "0900000012",
      address: { detail: "12 đường Thử Nghiệm" },
    },
    summary: "Đề nghị trợ cấp <một lần>",
    components: [
      { componentId: "don", originals: 1, files: [file] },
      { componentId: "bang-tqgc", copies: 1 },
      { componentId: "dong-thuan", originals: 1, copies: 1 },
    ],
    form: FORM,
  });
  await world.run({ type: "check", outcome: "valid" }, dossierId);
  await world.run({ type: "receive" }, dossierId);
  return dossierId;
};
export const accepted = async (world: World): Promise<string> => {
  const id = await received(world);
  await world.settle();
  return id;
};

/** Received at the commune, examined by the department (by hand here): the ministry's leg goes out. */
export const sentToMinistry = async (world: World): Promise<string> => {
  const { dossierId } = await world.run({
    type: "submit",
    channel: "counter",
    procedureCode: "1.010816",
    caseKey: "nhiem",
    agencyId: "H57.101",
    applicant: { kind: "citizen", fullName: "Nguyễn Văn Thử", identityNumber: "001099000012", phone: "0900000012" },
    components: [
      { componentId: "ban-khai", originals: 1, files: [await stored(world, "ban-khai.pdf")] },
      { componentId: "khang-chien", originals: 1, copies: 1 },
    ],
  });
  await world.run({ type: "check", outcome: "valid" }, dossierId);
  await world.run({ type: "receive" }, dossierId);
  await world.run(
    { type: "takeTransferResult", transferId: "so-noi-vu", outcome: "done", data: { submissionNumber: "12/TTr-SNV" } },
    dossierId,
    { actor: OFFICER },
  );
  return dossierId;
};
export const acceptedByMinistry = async (world: World): Promise<string> => {
  const id = await sentToMinistry(world);
  await world.settle();
  return id;
};

/** The partner asks, the officer asks the applicant, who brings it. */
export const supplemented = async (world: World, id: string, componentId: string): Promise<string> => {
  await deed(world, id, "ask-supplement");
  await world.run({ type: "requestSupplement", missing: [{ componentId, reason: "Bổ sung" }] }, id);
  const files = [await stored(world, "bo-sung.pdf")];
  await world.run({ type: "supplement", components: [{ componentId, copies: 1, files }] }, id);
  return id;
};
