/**
 * The national population database (C06) as a caller meets it: a small seeded register, an audit of every look-up, and the refusals of
 * a strict server (domain.md §5.3; R-I02). Written from the contract alone.
 */
import {
  COLLECTION,
  CONFIRMATION,
  ELEMENT_ORDER,
  FAULTS,
  INTEGRATION,
  NAMESPACES,
  type PopulationOperation,
} from "../../adapters/police/contract/c06.ts";
import type { SampleCitizen } from "../../adapters/police/contract/samples.ts";
import type { SimContext } from "../kit/types.ts";
import { childOf, inSequence, orderOf, soapAnswer, soapFault, tag, textOf, type XmlElement } from "../kit/xml.ts";

export interface Citizen extends SampleCitizen {
  /** Set once the police deleted the residence of a deceased person. */
  readonly residenceRemoved?: boolean;
}

/** One line of the audit: who asked about whom, when, and as which case. */
export interface Query {
  readonly at: string;
  readonly operation: PopulationOperation;
  readonly MaYeuCau: string;
  readonly MaDVC: string;
  readonly MaCanBo: string;
  /** The case and the purpose, as the caller's X-Road-Issue says it. */
  readonly issue: string;
  /** SoDinhDanh or SoCMND, and with which of the two it was asked. */
  readonly by: "SoDinhDanh" | "SoCMND";
  readonly number: string;
  readonly found: number;
}

export interface Population {
  /** Answers one operation of a caller who has proved himself. */
  readonly answer: (operation: XmlElement, issue: string) => Response;
  readonly find: (number: string) => readonly Citizen[];
  /** Adds a citizen or puts another in his place. */
  readonly put: (citizen: Citizen) => void;
  readonly citizens: () => readonly Citizen[];
  readonly queries: () => readonly Query[];
  readonly refused: () => number;
  readonly reset: () => void;
}

const isOperation = (name: string): name is PopulationOperation => name in INTEGRATION;
export const fullName = ({ HoVaTen }: Citizen): string =>
  [HoVaTen.Ho, HoVaTen.ChuDem, HoVaTen.Ten].filter((part) => part !== undefined).join(" ");
const sameName = (one: string, other: string): boolean =>
  one.normalize("NFC").toLocaleUpperCase("vi") === other.normalize("NFC").toLocaleUpperCase("vi");

/** What is wrong with a request, in the server's words. */
const problemOf = (operation: XmlElement, serviceCode: string): string | undefined => {
  const { name, namespace, children } = operation;
  if (!isOperation(name) || namespace !== NAMESPACES.request) return `${FAULTS.order}: ${name}`;
  if (children.some((child) => child.namespace !== NAMESPACES.request)) return `${FAULTS.order}: không gian tên`;
  if (!inSequence(orderOf(operation), ELEMENT_ORDER)) return `${FAULTS.order}: ${orderOf(operation).join(", ")}`;
  const value = (element: string): string => textOf(operation, element) ?? "";
  const absent = ["MaYeuCau", "MaDVC", "MaTichHop", "MaCanBo", "HoVaTen"].find((element) => value(element) === "");
  if (absent !== undefined) return `${FAULTS.missing}: ${absent}`;
  if (value("MaTichHop") !== INTEGRATION[name]) return `${FAULTS.integration}: ${value("MaTichHop")}`;
  if (value("MaDVC") !== serviceCode) return `${FAULTS.service}: ${value("MaDVC")}`;
  if (!/^\d{12}$/.test(value("MaCanBo"))) return `${FAULTS.officer}: phải là số định danh của cán bộ tra cứu`;
  const [personal, card] = [value("SoDinhDanh"), value("SoCMND")];
  if ((personal === "") === (card === "")) return `${FAULTS.missing}: SoDinhDanh hoặc SoCMND`;
  if (personal !== "" && !/^\d{12}$/.test(personal)) return `SoDinhDanh ${FAULTS.invalid}: phải có 12 chữ số`;
  if (card !== "" && !/^\d{9}$/.test(card)) return `SoCMND ${FAULTS.invalid}: phải có 9 chữ số`;
  if (value("HoVaTen") !== value("HoVaTen").toLocaleUpperCase("vi")) return `HoVaTen ${FAULTS.invalid}: phải viết hoa`;
  const birth = childOf(operation, "NgayThangNamSinh");
  if (birth === undefined) return name === "XacThucThongTinCongDan" ? `${FAULTS.missing}: NgayThangNamSinh` : undefined;
  const whole = /^\d{8}$/.test(textOf(birth, "NgayThangNam") ?? "");
  const year = /^\d{4}$/.test(textOf(birth, "Nam") ?? "");
  return birth.children.length === 1 && (whole || year) ? undefined : `NgayThangNamSinh ${FAULTS.invalid}`;
};

const citizenXml = (citizen: Citizen): string => {
  const { HoVaTen, NgaySinh } = citizen;
  const name = [["Ho", HoVaTen.Ho] as const, ["ChuDem", HoVaTen.ChuDem] as const, ["Ten", HoVaTen.Ten] as const]
    .flatMap(([element, text]) => (text === undefined ? [] : [tag(`ns1:${element}`, text)]))
    .join("");
  const birth = tag(NgaySinh.length === 4 ? "ns1:Nam" : "ns1:NgayThangNam", NgaySinh);
  return [
    "<ns1:CongDan>",
    tag("ns1:SoDinhDanh", citizen.SoDinhDanh),
    citizen.SoCMND === undefined ? "" : tag("ns1:SoCMND", citizen.SoCMND),
    `<ns1:HoVaTen>${name}</ns1:HoVaTen>`,
    tag("ns1:GioiTinh", citizen.GioiTinh),
    tag("ns1:DanToc", "01"),
    `<ns1:NgayThangNamSinh>${birth}</ns1:NgayThangNamSinh>`,
    // A district that no longer exists since 01/07/2025: the database still carries it.
    `<ns1:ThuongTru>${tag("ns1:MaTinhThanh", "46")}${tag("ns1:MaQuanHuyen", "474")}${tag("ns1:MaPhuongXa", "19753")}${tag("ns1:ChiTiet", "Số nhà thử nghiệm")}${tag("ns1:QuocGia", "VN")}</ns1:ThuongTru>`,
    "</ns1:CongDan>",
  ].join("");
};

/** @param serviceCode the MaDVC that may ask. */
export const createPopulation = (context: SimContext, serviceCode: string, seed: readonly Citizen[]): Population => {
  let citizens: Citizen[] = [...seed];
  let queries: Query[] = [];
  let refused = 0;

  const find: Population["find"] = (number) =>
    citizens.filter(({ SoDinhDanh, SoCMND }) => SoDinhDanh === number || SoCMND === number);

  return {
    answer: (operation, issue) => {
      const problem = problemOf(operation, serviceCode);
      const { name } = operation;
      if (problem !== undefined || !isOperation(name)) {
        refused += 1;
        return soapFault("Client", problem ?? FAULTS.order);
      }
      const value = (element: string): string => textOf(operation, element) ?? "";
      const by = value("SoDinhDanh") === "" ? "SoCMND" : "SoDinhDanh";
      const number = value(by);
      const known = find(number).filter((citizen) => citizen[by] === number);
      const birth = childOf(operation, "NgayThangNamSinh")?.children[0]?.text.trim() ?? "";
      // A confirmation compares everything; a look-up goes by the number alone (ours), so that its caller sees what differs.
      const found =
        name === "TraCuuThongTinCongDan"
          ? known
          : known.filter(
              (citizen) =>
                sameName(fullName(citizen), value("HoVaTen")) &&
                (citizen.NgaySinh === birth || (citizen.NgaySinh.length === 4 && birth.startsWith(citizen.NgaySinh))),
            );
      queries.push({
        at: context.clock.now(),
        operation: name,
        MaYeuCau: value("MaYeuCau"),
        MaDVC: value("MaDVC"),
        MaCanBo: value("MaCanBo"),
        issue,
        by,
        number,
        found: found.length,
      });
      if (name === "XacThucThongTinCongDan")
        return soapAnswer(`<${CONFIRMATION} xmlns="${NAMESPACES.request}">${tag("TonTai", found.length > 0)}</${CONFIRMATION}>`);
      return soapAnswer(
        `<ns1:${COLLECTION} xmlns:ns1="${NAMESPACES.answer}">${found.map(citizenXml).join("")}</ns1:${COLLECTION}>`,
      );
    },
    find,
    put: (citizen) => {
      citizens = [...citizens.filter(({ SoDinhDanh }) => SoDinhDanh !== citizen.SoDinhDanh), citizen];
    },
    citizens: () => citizens,
    queries: () => queries,
    refused: () => refused,
    reset: () => {
      citizens = [...seed];
      queries = [];
      refused = 0;
    },
  };
};
