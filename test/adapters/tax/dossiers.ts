/** Dossiers on their way to the tax office: land that was appraised, a household business that was received. Synthetic people only. */
import { APPLICANT, received } from "../road.ts";
import type { World } from "../world.ts";

export const LAND_OFFICER = { id: "cb-dat", name: "Lê Văn Đất", role: "officer", agencyId: "H57.03.01" } as const;

export const FORM = {
  parcels: [{ mapSheet: "17", number: "125", areaSquareMetres: 100, address: "Tổ 3, phường Thuận Hóa", use: "Đất ở tại đô thị" }],
  land: {
    certificateNo: "AB 000012",
    transferKind: "sale",
    price: 600_000_000,
    transferorName: "Lê Thị Bán",
    transferorIdentityNumber: "001099000034",
    propertyAddress: "Tổ 3, phường Thuận Hóa",
  },
};
export const BUSINESS = {
  name: "Hộ kinh doanh Thử Nghiệm",
  address: { detail: "34 đường Thử Nghiệm", provinceCode: "46", communeCode: "19789" },
  activity: "Bán lẻ tạp hóa",
  capital: 100_000_000,
  ownerFullName: "Nguyễn Văn Thử",
  ownerIdentityNumber: "001099000012",
};
const WITH_ADDRESS = {
  ...APPLICANT,
  birthDate: "1990-02-01",
  address: { detail: "12 đường Thử Nghiệm", provinceCode: "46" },
} as const;

/** Received and appraised: the land office's leg is over, the tax leg starts by itself. */
export const appraised = async (
  world: World,
  form: Record<string, unknown> = FORM,
  facts: Record<string, string> = {},
): Promise<string> => {
  const as = { actor: LAND_OFFICER };
  const filing = {
    procedureCode: "1.013831",
    caseKey: "muoi-tam-ngay",
    agencyId: "H57.03.01",
    applicant: WITH_ADDRESS,
    components: [
      { componentId: "don", originals: 1 },
      { componentId: "gcn", originals: 1 },
    ],
    form,
  };
  const dossierId = await received(world, filing, as);
  const data = {
    areaSquareMetres: "100",
    use: "Đất ở tại đô thị",
    parcelNumber: "125",
    mapSheet: "17",
    landPrice: "5000000",
    ...facts,
  };
  await world.run({ type: "takeTransferResult", transferId: "tham-dinh", outcome: "done", data }, dossierId, as);
  return dossierId;
};

/** Received: the tax office is to give the business its code. */
export const registered = async (world: World, business: Record<string, unknown> = BUSINESS): Promise<string> => {
  const components = [{ componentId: "gdn", originals: 1 }];
  const filing = { procedureCode: "1.001612", applicant: WITH_ADDRESS, components, form: { business } };
  return received(world, filing, {}, { dueAt: "2026-03-10T09:30:00.000Z" });
};
