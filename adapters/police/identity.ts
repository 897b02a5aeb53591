/**
 * Looking a person up in the population database (C06) and comparing (R-G05, R-I02, domain.md §5.3). Of the answer only what does not fit is
 * kept, by name: nothing that the database says goes into the dossier. A look-up changes nothing, so it may be repeated.
 */
import { z } from "zod";
import type { InboundCommand, OperationResult } from "../../core/exchange/adapter.ts";
import { ExchangeError } from "../../core/exchange/errors.ts";
import { unreadable } from "../kit/http-errors.ts";
import type { SoapObject } from "../kit/soap.ts";
import { at, many, type XmlValue } from "../kit/xml.ts";
import { askPopulation, type PoliceCall } from "./client.ts";
import { COLLECTION, INTEGRATION, type PopulationOperation } from "./contract/c06.ts";

export const checkBody = z.strictObject({
  dossierId: z.string().min(1),
  checkId: z.string().min(1).max(60),
  /** The dossier's code, or its id before it has one: what the audit on the other side shows. */
  reference: z.string().min(1).max(80),
  purpose: z.string().min(1).max(500),
  /** The officer's own định danh: every look-up is theirs (MaCanBo). */
  officerIdentityNumber: z.string().regex(/^\d{12}$/),
  subject: z.strictObject({ identityNumber: z.string(), fullName: z.string(), birthDate: z.iso.date().optional() }),
});
export type CheckBody = z.infer<typeof checkBody>;
type Subject = CheckBody["subject"];

/** The facts that can differ, by their names in the dossier. */
type Differing = "fullName" | "birthDate";

/** The question in the order that the database insists on; 9-digit numbers go to SoCMND, the name is upper-case. Pure. */
export const toQuestion = (
  body: CheckBody,
  operation: PopulationOperation,
  serviceCode: string,
  requestId: string,
): SoapObject => {
  const { identityNumber, fullName, birthDate } = body.subject;
  return {
    MaYeuCau: requestId,
    MaDVC: serviceCode,
    MaTichHop: INTEGRATION[operation],
    MaCanBo: body.officerIdentityNumber,
    ...(identityNumber.length === 9 ? { SoCMND: identityNumber } : { SoDinhDanh: identityNumber }),
    HoVaTen: fullName.normalize("NFC").trim().replaceAll(/\s+/g, " ").toLocaleUpperCase("vi"),
    ...(birthDate === undefined ? {} : { NgayThangNamSinh: { NgayThangNam: birthDate.replaceAll("-", "") } }),
  };
};

/**
 * A name as it is compared: upper case, single blanks, and the tone at the end of each syllable, because one and the same name is written
 * HOÀ and HÒA. Pure.
 */
export const comparableName = (name: string): string =>
  name
    .normalize("NFD")
    .toLocaleUpperCase("vi")
    .trim()
    .split(/\s+/)
    .map((syllable) => {
      const tones = /[\u0300\u0301\u0303\u0309\u0323]/g;
      return (syllable.replaceAll(tones, "") + (syllable.match(tones) ?? []).join("")).normalize("NFC");
    })
    .join(" ");

const textAt = (value: XmlValue | undefined, ...path: readonly string[]): string => {
  const found = at(value, ...path);
  return typeof found === "string" ? found.trim() : "";
};

/** Ho, ChuDem and Ten joined; the whole name often stands in Ten alone. */
const nameOf = (citizen: XmlValue): string => {
  const parts = ["Ho", "ChuDem", "Ten"].map((part) => textAt(citizen, "HoVaTen", part)).filter((part) => part !== "");
  return parts.length > 0 ? parts.join(" ") : textAt(citizen, "HoVaTen");
};

/** yyyyMMdd, or yyyy where only the year is known; "" where the database has none. */
const birthOf = (citizen: XmlValue): string =>
  textAt(citizen, "NgayThangNamSinh", "NgayThangNam") ||
  textAt(citizen, "NgayThangNamSinh", "Nam") ||
  textAt(citizen, "NgayThangNamSinh");

/** What does not fit between the dossier and one citizen of the database. What either side does not know is not compared. Pure. */
export const differences = (subject: Subject, citizen: XmlValue): readonly Differing[] => {
  const born = birthOf(citizen).replaceAll(/\D/g, "");
  const declared = subject.birthDate?.replaceAll("-", "") ?? "";
  const birthDiffers = declared !== "" && born !== "" && (born.length === 4 ? !declared.startsWith(born) : declared !== born);
  return [
    ...(comparableName(subject.fullName) === comparableName(nameOf(citizen)) ? [] : (["fullName"] as const)),
    ...(birthDiffers ? (["birthDate"] as const) : []),
  ];
};

type Outcome =
  | { readonly outcome: "matched" | "notFound"; readonly differing: readonly [] }
  | { readonly outcome: "differs"; readonly differing: readonly Differing[] };

/** Of several citizens with one number (9-digit numbers were given out twice) the one who fits best counts. Pure. */
export const compare = (subject: Subject, citizens: readonly XmlValue[]): Outcome => {
  const [best] = citizens.map((citizen) => differences(subject, citizen)).toSorted((one, other) => one.length - other.length);
  if (best === undefined) return { outcome: "notFound", differing: [] };
  return best.length === 0 ? { outcome: "matched", differing: [] } : { outcome: "differs", differing: best };
};

const issueOf = ({ reference, purpose }: CheckBody): string => `${reference}: ${purpose}`;

/** Does such a person exist? A yes needs no further look. */
const confirmed = async (body: CheckBody, call: PoliceCall): Promise<boolean> => {
  const operation = "XacThucThongTinCongDan";
  const question = toQuestion(body, operation, call.config.serviceCode, `${call.messageId}-1`);
  const { value } = await askPopulation(call, operation, question, issueOf(body));
  const said = textAt(value, "TonTai").toLowerCase();
  if (said !== "true" && said !== "false") throw unreadable("read", "no TonTai in the confirmation");
  return said === "true";
};

/** The citizens of a look-up's answer; none is no fault. Throws where it is no collection, or about somebody else. */
const citizensIn = (name: string, value: XmlValue, asked: string): readonly XmlValue[] => {
  const collection = name === COLLECTION ? value : at(value, COLLECTION);
  if (collection === undefined) throw unreadable("read", `no ${COLLECTION} in the answer`);
  const citizens = many(at(collection, "CongDan"));
  const strange = citizens.some((citizen) => ![textAt(citizen, "SoDinhDanh"), textAt(citizen, "SoCMND")].includes(asked));
  if (strange) throw unreadable("read", "the answer is about another person than asked");
  return citizens;
};

const lookUp = async (body: CheckBody, call: PoliceCall): Promise<Outcome> => {
  const operation = "TraCuuThongTinCongDan";
  const question = toQuestion(body, operation, call.config.serviceCode, call.messageId);
  const { name, value } = await askPopulation(call, operation, question, issueOf(body));
  return compare(body.subject, citizensIn(name, value, body.subject.identityNumber));
};

const notANumber = (): ExchangeError =>
  new ExchangeError("rejected", "Số giấy tờ phải có 9 hoặc 12 chữ số", {
    code: "police.identity-number",
    blame: "caller",
    hint: {
      vi: "Sửa số định danh hoặc CMND của người cần đối chiếu rồi tra cứu lại.",
      en: "Correct the person's identity number, then look the person up again.",
    },
  });

/** `checkIdentity`: matched, differs (with the names of what differs), or notFound. */
export const sendCheck = async (body: CheckBody, call: PoliceCall): Promise<OperationResult> => {
  const { subject, checkId, dossierId } = body;
  if (!/^(?:\d{9}|\d{12})$/.test(subject.identityNumber)) throw notANumber();
  // A confirmation compares the birth date too: without one it can only say no.
  const first = call.config.confirmFirst && subject.birthDate !== undefined;
  const result: Outcome =
    first && (await confirmed(body, call)) ? { outcome: "matched", differing: [] } : await lookUp(body, call);
  const command: InboundCommand = {
    key: `identity:${checkId}`,
    dossier: dossierId,
    command: { type: "recordIdentityCheck", checkId, outcome: result.outcome, differing: [...result.differing] },
  };
  return { commands: [command] };
};
