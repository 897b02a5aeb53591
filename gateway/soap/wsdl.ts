/** The WSDL 1.1 of a service: document/literal wrapped, SOAP 1.1 over HTTP, types and documentation in place. Pure. */
import { element, type Xml, xmlDocument, xmlText } from "../../adapters/kit/xml.ts";
import type { Bilingual } from "../problem.ts";
import { FAULT_ELEMENT, type Operation, type Service } from "./operations.ts";
import { elementXsd, schemaXsd, typedElementXsd } from "./xsd.ts";

const documentation = ({ vi, en }: Bilingual): Xml => element("wsdl:documentation", `${vi} / ${en}`);

const RULES: Bilingual = {
  vi: "SOAP 1.1 (chấp nhận cả phong bì 1.2), document/literal, UTF-8, tối đa 1 MiB. Xác thực: WS-Security UsernameToken PasswordDigest (Username là mã thông tin xác thực loại shared; có Nonce và Created, lệch không quá 5 phút, mỗi nonce dùng một lần) hoặc các cách của REST (khóa API, mã truy cập, chữ ký HMAC, chứng thư). Lỗi: SOAP Fault, chi tiết ở phần tử Problem; không bao giờ nhắc lại giá trị bị từ chối. Không gửi mảng rỗng: bỏ phần tử. idempotencyKey và expectedVersion có nghĩa như Idempotency-Key và If-Match của REST và dùng chung.",
  en: "SOAP 1.1 (1.2 envelopes are taken too), document/literal, UTF-8, at most 1 MiB. Authentication: WS-Security UsernameToken PasswordDigest (Username is the id of a credential of kind shared; Nonce and Created, at most 5 minutes off, each nonce once) or REST's ways (API key, access token, HMAC signature, certificate). Errors: SOAP Fault with the element Problem as detail; a refused value is never repeated. An empty array is left out. idempotencyKey and expectedVersion mean what REST's Idempotency-Key and If-Match mean, and share their space.",
};

const responseName = (operation: Operation): string => `${operation.name}Response`;

const message = (name: string, elementName: string): Xml =>
  element("wsdl:message", [element("wsdl:part", undefined, { name: "parameters", element: `lt:${elementName}` })], { name });

/**
 * Called otherwise than its element: where both have one name, JAX-WS and WCF take the fields apart into parameters of a call, two dozen of
 * them, and wsdl2java refuses a field that an answer has with fewer bounds. So a call takes one message and gives one.
 */
const operationName = ({ name }: Operation): string => `${name.slice(0, 1).toLowerCase()}${name.slice(1)}`;

const portOperation = (operation: Operation): Xml =>
  element(
    "wsdl:operation",
    [
      documentation(operation.title),
      element("wsdl:input", undefined, { message: `lt:${operation.name}` }),
      element("wsdl:output", undefined, { message: `lt:${responseName(operation)}` }),
      element("wsdl:fault", undefined, { name: FAULT_ELEMENT, message: `lt:${FAULT_ELEMENT}` }),
    ],
    { name: operationName(operation) },
  );

/** The SOAPAction of an operation. */
export const soapActionOf = (service: Pick<Service, "namespace">, operation: string): string =>
  `${service.namespace}#${operation}`;

const literal = element("soap:body", undefined, { use: "literal" });
const boundOperation = (service: Service, operation: Operation): Xml =>
  element(
    "wsdl:operation",
    [
      element("soap:operation", undefined, { soapAction: soapActionOf(service, operation.name), style: "document" }),
      element("wsdl:input", [literal]),
      element("wsdl:output", [literal]),
      element("wsdl:fault", [element("soap:fault", undefined, { name: FAULT_ELEMENT, use: "literal" })], { name: FAULT_ELEMENT }),
    ],
    { name: operationName(operation) },
  );

const capital = (name: string): string => `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;

const answerXsd = (operation: Operation): Xml => {
  const name = responseName(operation);
  const words = { vi: `Trả lời của ${operation.name}.`, en: `Answer of ${operation.name}.` };
  return operation.answerType === undefined
    ? elementXsd(name, operation.answer, words)
    : typedElementXsd(name, operation.answerType, words);
};

/** Stands for the address while the document is made, once: anybody may ask for it, and it is some 100 KB. */
const HERE = "urn:lienthong:address";

/** Makes the document for any address where the service answers, e.g. "https://hub.example/soap/dossiers". */
export const wsdlOf = (service: Service): ((address: string) => string) => {
  const [before = "", after = ""] = documentOf(service).split(HERE);
  return (address) => `${before}${xmlText(address)}${after}`;
};

const documentOf = (service: Service): string => {
  const operations = [...service.operations.values()];
  const name = capital(service.id);
  const elements = [
    ...operations.flatMap((operation) => [elementXsd(operation.name, operation.fields, operation.title), answerXsd(operation)]),
    elementXsd(FAULT_ELEMENT, service.fault, {
      vi: "Chi tiết của lỗi: mã, lỗi thuộc về ai, cách khắc phục, từng phần tử sai.",
      en: "Detail of a fault: code, whose fault, what to do, which elements are wrong.",
    }),
  ];
  return xmlDocument(
    element(
      "wsdl:definitions",
      [
        documentation({ vi: `${service.title.vi}. ${RULES.vi}`, en: `${service.title.en}. ${RULES.en}` }),
        element("wsdl:types", [schemaXsd(service.namespace, elements, service.types.values())]),
        ...operations.flatMap((operation) => [
          message(operation.name, operation.name),
          message(responseName(operation), responseName(operation)),
        ]),
        message(FAULT_ELEMENT, FAULT_ELEMENT),
        element("wsdl:portType", operations.map(portOperation), { name }),
        element(
          "wsdl:binding",
          [
            element("soap:binding", undefined, { style: "document", transport: "http://schemas.xmlsoap.org/soap/http" }),
            ...operations.map((operation) => boundOperation(service, operation)),
          ],
          { name: `${name}Soap`, type: `lt:${name}` },
        ),
        element(
          "wsdl:service",
          [
            documentation(service.title),
            element("wsdl:port", [element("soap:address", undefined, { location: HERE })], {
              name: `${name}Port`,
              binding: `lt:${name}Soap`,
            }),
          ],
          { name: `${name}Service` },
        ),
      ],
      {
        name,
        targetNamespace: service.namespace,
        "xmlns:lt": service.namespace,
        "xmlns:wsdl": "http://schemas.xmlsoap.org/wsdl/",
        "xmlns:soap": "http://schemas.xmlsoap.org/wsdl/soap/",
      },
    ),
  );
};
