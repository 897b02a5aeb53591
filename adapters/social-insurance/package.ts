/** The XML packages of contract/papers.ts and contract/requests.ts, and the hub's own references in them. Pure. */
import { createHash } from "node:crypto";
import { toCompactTime } from "../kit/local-time.ts";
import { element, optional, type Xml, xmlDocument } from "../kit/xml.ts";
import { PACKAGES } from "./contract/gateway.ts";
import { PAPERS, SIGNATURE_ELEMENT } from "./contract/papers.ts";
import type { RequestKind, SupplementFile } from "./contract/requests.ts";

type Fields = Readonly<Record<string, string | undefined>>;

/**
 * The hub's reference ("Id-" and a GUID's shape, as in the source): made of what it stands for, so that whoever knows the transfer knows
 * the reference of its sending, also when the gateway's own number was lost with its answer.
 */
export const referenceOf = (...parts: readonly (string | number)[]): string => {
  const hex = createHash("sha256").update(JSON.stringify(parts)).digest("hex");
  return `Id-${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
};

const written = (fields: Fields): readonly (Xml | undefined)[] =>
  Object.entries(fields).map(([name, value]) => optional(name, value));
/** The hub has no signature of the unit's: the element is there, empty. */
const unsigned = element(SIGNATURE_ELEMENT);

/** HSDLGCS or HSDLGBT. */
export const paperXml = (kind: "birthNotice" | "deathNotice", reference: string, fields: Fields): string =>
  xmlDocument(element(PACKAGES[kind].root, [element(PAPERS[kind].inner, written(fields), { Id: reference }), unsigned]));

export interface RequestPackage {
  readonly kind: RequestKind;
  readonly reference: string;
  readonly facilityCode: string;
  /** An instant: NGAYLAP is its date in Việt Nam. */
  readonly madeAt: string;
  readonly fields: Fields;
  readonly files?: readonly SupplementFile[];
}

/** HSCHUNGTU around one request, whose own XML is base64 inside. */
export const requestXml = ({ kind, reference, facilityCode, madeAt, fields, files = [] }: RequestPackage): string => {
  const own = xmlDocument(element(kind, [...written(fields), ...files.map((file) => element("TEP", written({ ...file })))]));
  const file = element("FILEHOSO", [
    element("LOAIHOSO", kind),
    element("NOIDUNGFILE", Buffer.from(own, "utf8").toString("base64")),
  ]);
  return xmlDocument(
    element(PACKAGES.documents.root, [
      element("THONGTINDONVI", [element("MACSKCB", facilityCode)]),
      element(
        "THONGTINHOSO",
        [
          element("NGAYLAP", toCompactTime(madeAt).slice(0, 8)),
          element("SOLUONGHOSO", 1),
          element("DANHSACHHOSO", [element("HOSO", [file])]),
        ],
        { Id: reference },
      ),
      unsigned,
    ]),
  );
};
