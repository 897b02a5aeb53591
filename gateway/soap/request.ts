/** A request element → a call: which operation, its fields by their shape, their values by zod. Pure. */
import { type Bilingual, type FieldProblem, type Problem, problem } from "../problem.ts";
import { fieldProblems } from "../rest/issues.ts";
import { findForbidden } from "../rest/json-guard.ts";
import type { Call } from "./act.ts";
import { decodeRequest, elementPath } from "./decode.ts";
import type { Operation, Service } from "./operations.ts";
import type { XmlNode } from "./read.ts";
import { soapActionOf } from "./wsdl.ts";

type Refused = { readonly problem: Problem };

const refused = (code: string, detail: Bilingual, hint: Bilingual): Refused => ({
  problem: problem(400, code, { detail, hint }),
});

const invalid = (errors: readonly FieldProblem[]): Refused => ({
  problem: problem(422, "request.invalid", {
    detail: { vi: "Nội dung không hợp lệ.", en: "Invalid body." },
    hint: { vi: "Sửa các phần tử nêu ở error rồi gửi lại.", en: "Correct the elements named in error and send again." },
    errors,
  }),
});

/** The operation that the body's element asks for; a SOAPAction that names another one is no honest mistake of a tool. */
const operationOf = (service: Service, request: XmlNode, action: string): Operation | Refused => {
  const operation = service.operations.get(request.name);
  if (request.ns !== service.namespace)
    return refused(
      "soap.wrong-namespace",
      { vi: "Yêu cầu thuộc không gian tên khác.", en: "The request is in another namespace." },
      { vi: `Dùng không gian tên ${service.namespace}.`, en: `Use the namespace ${service.namespace}.` },
    );
  if (operation === undefined)
    return refused(
      "soap.unknown-operation",
      { vi: "Dịch vụ không có thao tác này.", en: "The service has no such operation." },
      {
        vi: `Xem danh sách thao tác tại /soap/${service.id}?wsdl.`,
        en: `See the list of operations at /soap/${service.id}?wsdl.`,
      },
    );
  const other = [...service.operations.keys()].some((name) => name !== operation.name && soapActionOf(service, name) === action);
  return other
    ? refused(
        "soap.action-mismatch",
        { vi: "SOAPAction nêu một thao tác khác với Body.", en: "SOAPAction names another operation than the Body." },
        {
          vi: `Gửi SOAPAction: "${soapActionOf(service, operation.name)}".`,
          en: `Send SOAPAction: "${soapActionOf(service, operation.name)}".`,
        },
      )
    : operation;
};

/** The call that a request element makes, or what is wrong with it, by element paths; a refused value is never repeated (R-I02). */
export const readCall = (service: Service, request: XmlNode, action: string): Call | Refused => {
  const operation = operationOf(service, request, action);
  if ("problem" in operation) return operation;
  const decoded = decodeRequest(request, operation.fields, service.namespace);
  if ("errors" in decoded) return invalid(decoded.errors);
  const forbidden = findForbidden(decoded.value);
  const inFrame = (name: string): boolean => Object.hasOwn(operation.frame.shape, name);
  const members = Object.entries(decoded.value);
  const frame = operation.frame.safeParse(Object.fromEntries(members.filter(([name]) => inFrame(name))));
  const body = operation.body?.safeParse(Object.fromEntries(members.filter(([name]) => !inFrame(name))));
  const errors = [
    ...forbidden,
    ...(frame.success ? [] : fieldProblems(frame.error)),
    ...(body === undefined || body.success ? [] : fieldProblems(body.error)),
  ].map((error) => ({ ...error, path: elementPath(operation.name, operation.fields, error.path) }));
  if (errors.length > 0) return invalid(errors);
  return {
    operation,
    frame: frame.data ?? {},
    body: (body?.data ?? {}) as Call["body"],
  };
};
