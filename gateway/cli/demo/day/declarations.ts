/** Electronic declarations (tờ khai điện tử) of the day's dossiers: every child, parcel and business has numbers of its own. Synthetic. */
import { LINKED_FIELDS } from "../../../../adapters/civil-status/contract/hub.ts";
import { address, communeOf, fullName, identityNumber, nameParts, phone } from "./people.ts";
import type { Plan } from "./plan.ts";

/** Numbers of birth and death notices run with the plan. */
const notice = (kind: "GCS" | "GBT", n: number): string => `${kind}-2026-${String(n).padStart(6, "0")}`;
const CHILD = 3_000;

const birth = ({ n, agencyId }: Plan) => ({
  child: {
    fullName: fullName(n + CHILD),
    sex: n % 2 === 0 ? "female" : "male",
    birthDate: "2026-02-20",
    birthTime: "06:30",
    birthPlace: "Bệnh viện Thử Nghiệm, thành phố Huế",
    weightGrams: 3200,
    birthCertificateNo: notice("GCS", n),
    birthOrder: 1,
  },
  mother: {
    fullName: fullName(n + 1),
    birthDate: "1999-03-12",
    identityNumber: identityNumber(n, "mother"),
    address: address(n, agencyId),
  },
  father: { fullName: fullName(n), birthDate: "1990-04-12", identityNumber: identityNumber(n) },
  healthCard: { hospitalCode: "46001", hospitalName: "Bệnh viện Thử Nghiệm" },
});

/** The declaration of a dossier filed over REST; undefined where its procedure has none. */
export const formOf = (plan: Plan): object | undefined => {
  const { n, agencyId, kind } = plan;
  const home = address(n, agencyId);
  switch (kind.form) {
    case "birth":
      return {
        ...birth(plan),
        residence: { address: home, headFullName: fullName(n), headIdentityNumber: identityNumber(n), relation: "Con" },
      };
    case "birthCard":
      return birth(plan);
    case "death":
      return {
        deceased: {
          fullName: fullName(n + CHILD),
          sex: "male",
          birthDate: "1940-05-06",
          identityNumber: identityNumber(n, "deceased"),
          deathTime: "2026-02-28T04:15:00+07:00",
          deathPlace: "Tại nhà riêng",
          cause: "Tuổi già",
          deathNoticeNo: notice("GBT", n),
          address: home,
          socialInsuranceNo: String(4_600_000_000 + n),
        },
        burial: { claimantFullName: fullName(n), claimantIdentityNumber: identityNumber(n), relation: "Con" },
      };
    case "land":
      return {
        parcels: [
          {
            mapSheet: String((n % 40) + 1),
            number: String(100 + n),
            areaSquareMetres: 80 + (n % 120),
            use: "Đất ở tại đô thị",
            address: home.detail,
          },
        ],
        land: {
          certificateNo: `CS ${String(n).padStart(7, "0")}`,
          transferKind: "sale",
          price: 600_000_000 + (n % 50) * 10_000_000,
          transferorName: fullName(n + 7),
          transferorIdentityNumber: identityNumber(n, "transferor"),
          transfereeName: fullName(n),
          transfereeIdentityNumber: identityNumber(n),
          propertyAddress: home.detail,
        },
      };
    case "business":
      return {
        business: {
          name: `Hộ kinh doanh Thử Nghiệm ${n}`,
          address: home,
          activity: "Bán lẻ hàng tạp hóa",
          capital: 50_000_000,
          ownerFullName: fullName(n),
          ownerIdentityNumber: identityNumber(n),
          phone: phone(n),
        },
      };
    default:
      return undefined;
  }
};

const upper = (n: number) => {
  const { Ho, ChuDem, Ten } = nameParts(n);
  return { Ho: Ho.toLocaleUpperCase("vi"), ChuDem: ChuDem.toLocaleUpperCase("vi"), Ten: Ten.toLocaleUpperCase("vi") };
};

/** What a citizen declares at the liên thông hub, where it differs from the hub's sample. */
export const interlinkDeclaration = ({
  n,
  agencyId,
  procedure,
}: Plan): { readonly kind: "birth" | "death"; readonly ward: string; readonly data: object } => {
  const ward = communeOf(agencyId);
  const asker = {
    nycHoTen: upper(n),
    nycSoGiayToTuyThan: identityNumber(n),
    nycSoDDCN: identityNumber(n),
    nycSoDienThoai: phone(n),
  };
  if (procedure === "2.002622") {
    const { burial } = LINKED_FIELDS;
    const gone = { nktHoTen: upper(n + CHILD), nktSoGiayToTuyThan: identityNumber(n, "deceased"), gbtSo: notice("GBT", n) };
    return {
      kind: "death",
      ward,
      data: { ...asker, ...gone, [burial.claimant]: upper(n), [burial.claimantNumber]: identityNumber(n) },
    };
  }
  const { residence } = LINKED_FIELDS;
  const family = {
    maGCS: notice("GCS", n),
    nksHoTen: upper(n + CHILD),
    meSoGiayToTuyThan: identityNumber(n, "mother"),
    meSoDDCN: identityNumber(n, "mother"),
    chaHoTen: upper(n),
    chaSoGiayToTuyThan: identityNumber(n),
    chaSoDDCN: identityNumber(n),
  };
  return {
    kind: "birth",
    ward,
    data: { ...asker, ...family, [residence.head]: upper(n), [residence.headNumber]: identityNumber(n) },
  };
};
