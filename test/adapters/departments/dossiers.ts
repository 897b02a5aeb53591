/** Dossiers for departments and ministries, through a real hub. Synthetic people only. */
import { sampleAccount } from "../../../adapters/departments/contract/samples.ts";
import { APPLICANT, found, received as receivedAtCounter, scan } from "../road.ts";
import { OFFICER, type World } from "../world.ts";

export const SETTINGS = {
  url: "http://so.test/trao-doi",
  clientId: sampleAccount.clientId,
  clientSecret: sampleAccount.clientSecret,
  hookSecret: sampleAccount.hookSecret,
} as const;
export const FORM = { merit: { personFullName: "Nguyễn Văn Thử", kind: "Thương binh <hạng 1/4> & vợ" } };

export const deed = async (world: World, id: string, name: string, more: object = {}): Promise<{ outcome: string }> =>
  (await world.door(`/${name}`, { docCode: (await found(world, id)).code, ...more })) as { outcome: string };

/** Received at the commune: its route's first leg goes to the department of home affairs. */
export const received = async (world: World): Promise<string> => {
  const file = await scan(world, "đơn đề nghị.pdf");
  return receivedAtCounter(world, {
    procedureCode: "1.010801",
    applicant: { ...APPLICANT, birthDate: "1990-01-02", address: { detail: "12 đường Thử Nghiệm" } },
    summary: "Đề nghị trợ cấp <một lần>",
    components: [
      { componentId: "don", originals: 1, files: [file] },
      { componentId: "bang-tqgc", copies: 1 },
      { componentId: "dong-thuan", originals: 1, copies: 1 },
    ],
    form: FORM,
  });
};
export const accepted = async (world: World): Promise<string> => {
  const id = await received(world);
  await world.settle();
  return id;
};

/** Received at the commune, examined by the department (by hand here): the ministry's leg goes out. */
export const sentToMinistry = async (world: World): Promise<string> => {
  const dossierId = await receivedAtCounter(world, {
    procedureCode: "1.010816",
    caseKey: "nhiem",
    components: [
      { componentId: "ban-khai", originals: 1, files: [await scan(world, "ban-khai.pdf")] },
      { componentId: "khang-chien", originals: 1, copies: 1 },
    ],
  });
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
  const files = [await scan(world, "bo-sung.pdf")];
  await world.run({ type: "supplement", components: [{ componentId, copies: 1, files }] }, id);
  return id;
};
