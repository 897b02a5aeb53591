/** Land dossiers for the adapter's tests: the declaration, and the way to each state through a real hub. Synthetic people only. */
import { sampleAccount } from "../../../adapters/land-registry/contract/samples.ts";
import { found, received as receivedAtCounter } from "../road.ts";
import type { World } from "../world.ts";

/** Văn phòng Đăng ký đất đai, which receives and resolves 1.013831. */
export const LAND_OFFICE = "H57.03.01";
export const OFFICER = { id: "cb-dd", name: "Hồ Thị Địa Chính", role: "officer", agencyId: LAND_OFFICE } as const;
export const FORM = {
  parcels: [
    {
      mapSheet: "45",
      number: "123",
      areaSquareMetres: 120.5,
      use: "ODT",
      address: "12 đường Thử Nghiệm, phường Thuận Hóa",
      origin: "Nhận chuyển nhượng",
    },
  ],
  land: { transferKind: "chuyển nhượng", propertyAddress: "12 đường Thử Nghiệm, phường Thuận Hóa" },
};
export const SETTINGS = {
  url: "http://dat-dai.test/api",
  username: sampleAccount.username,
  password: sampleAccount.password,
  clientId: sampleAccount.clientId,
  clientSecret: sampleAccount.clientSecret,
  securityCode: sampleAccount.securityCode,
  officer: sampleAccount.officer,
  provinceId: "46",
  communes: `*=${sampleAccount.communeId}`,
  appraisedState: sampleAccount.appraisedState,
} as const;

export const codeOf = async (world: World, id: string): Promise<string> => (await found(world, id)).code ?? "";

/** Received: the route's first leg goes to the registry. */
export const received = (world: World, form: Readonly<Record<string, unknown>> = FORM): Promise<string> =>
  receivedAtCounter(
    world,
    {
      procedureCode: "1.013831",
      caseKey: "bon-ngay",
      agencyId: LAND_OFFICE,
      components: [
        { componentId: "don", originals: 1 },
        { componentId: "gcn", originals: 1 },
      ],
      form,
    },
    { actor: OFFICER },
  );

export const deed = async (world: World, id: string, name: string, more: object = {}): Promise<{ outcome: string }> =>
  (await world.door(`/${name}`, { receiptNumber: await codeOf(world, id), ...more })) as { outcome: string };

/** Taken by the registry. */
export const accepted = async (world: World): Promise<string> => {
  const id = await received(world);
  await world.settle();
  return id;
};

/** Appraised; the tax office (by hand here) sets one tax and the applicant pays it: the certificate's leg goes out. */
export const paid = async (world: World): Promise<string> => {
  const id = await accepted(world);
  await deed(world, id, "appraise");
  await world.run({ type: "requestFee", chargeId: "tax:TB-12", name: "Lệ phí trước bạ", amount: 500_000, kind: "tax" }, id, {
    actor: OFFICER,
  });
  await world.run(
    { type: "takeTransferResult", transferId: "thue", outcome: "done", data: { taxNotices: "TB-12", taxTotal: "500000" } },
    id,
    { actor: OFFICER },
  );
  await world.run(
    { type: "recordPayment", chargeId: "tax:TB-12", amount: 500_000, method: "transfer", reference: "KB-0012" },
    id,
    { actor: OFFICER },
  );
  return id;
};

/** The certificate came, and the citizen took it. */
export const returned = async (world: World): Promise<string> => {
  const id = await paid(world);
  await world.settle();
  await deed(world, id, "end");
  await world.run(
    { type: "returnInPerson", receiverName: "Nguyễn Văn Thử", identityNumber: "001099000012", appointmentSlip: true },
    id,
    { actor: OFFICER },
  );
  return id;
};
