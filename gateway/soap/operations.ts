/**
 * The operations of both services, made of COMMAND_TABLE and the schemas of the commands: what REST takes, SOAP takes, under the same names.
 * Glossary: operation = thao tác · service = dịch vụ · frame = phần chung đứng trước các trường của lệnh.
 */
import { z } from "zod";
import {
  COMMANDS,
  type CommandType,
  fileRef,
  heldComponent,
  lateEntry,
  person,
  returnMethod,
} from "../../core/dossier/commands.ts";
import { commandRequest } from "../../core/partners/request.ts";
import type { Scope } from "../../core/partners/scopes.ts";
import type { Bilingual } from "../problem.ts";
import { COMMAND_TABLE } from "../rest/command-table.ts";
import { dossierSchema, eventSchema, summarySchema } from "../rest/schemas.ts";
import { createTypeBook } from "./from-zod.ts";
import { NAMESPACES, type ServiceId } from "./names.ts";
import { UnmappableSchemaError } from "./pattern.ts";
import {
  commandAnswer,
  commandFrame,
  faultDetail,
  listFrame,
  lookFrame,
  openTransfer,
  submitFrame,
  transfersFrame,
} from "./requests.ts";
import type { Field, NamedType } from "./shape.ts";

/** What is done with a request that has passed its schemas. */
export type Act =
  | { readonly kind: "command"; readonly type: CommandType /** Fields that the operation itself says. */; readonly says: object }
  | {
      readonly kind: "readDossier" | "readTimeline" | "listDossiers" | "listTransfers";
      readonly scopes: readonly [Scope, ...Scope[]];
    };

export interface Operation {
  /** Of the request element; the answer's is `<name>Response`. */
  readonly name: string;
  readonly title: Bilingual;
  readonly act: Act;
  /** zod: of the fields in front, and of the command's own where it is one. */
  readonly frame: z.ZodObject;
  readonly body?: z.ZodType;
  /** All fields of the request, of the answer. */
  readonly fields: readonly Field[];
  readonly answer: readonly Field[];
  /** The named type of the answer, where several share it. */
  readonly answerType?: string;
}

export interface Service {
  readonly id: ServiceId;
  readonly namespace: string;
  readonly title: Bilingual;
  readonly operations: ReadonlyMap<string, Operation>;
  readonly types: ReadonlyMap<string, NamedType>;
  /** Of the fault's detail element. */
  readonly fault: readonly Field[];
}

/** The element of a fault's detail. */
export const FAULT_ELEMENT = "Problem";

const KNOWN: ReadonlyMap<z.core.$ZodType, string> = new Map<z.core.$ZodType, string>([
  [person, "Person"],
  [fileRef, "FileRef"],
  [heldComponent, "HeldComponent"],
  [returnMethod, "ReturnMethod"],
  [lateEntry, "LateEntry"],
  [COMMANDS.requestSupplement.shape.missing.element, "MissingItem"],
  [dossierSchema, "Dossier"],
  [summarySchema, "DossierSummary"],
  [eventSchema, "DossierEvent"],
  [openTransfer, "OpenTransfer"],
]);

interface Plan {
  readonly name: string;
  readonly title: Bilingual;
  readonly act: Act;
  readonly frame: z.ZodObject;
  readonly body?: z.ZodType;
  /** An object schema, or the answer's elements by name. */
  readonly answer: z.ZodObject;
}

const capital = (name: string): string => `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
const titleOf = (type: CommandType): Bilingual => ({ vi: COMMAND_TABLE[type].summary, en: COMMAND_TABLE[type].english });

const commandPlan = (type: CommandType): Plan => ({
  name: capital(type),
  title: titleOf(type),
  act: { kind: "command", type, says: {} },
  frame: type === "submit" ? submitFrame : commandFrame,
  body: commandRequest(type),
  answer: commandAnswer,
});

const DOSSIER_PLANS: readonly Plan[] = [
  ...(Object.keys(COMMANDS) as CommandType[]).map(commandPlan),
  {
    name: "GetDossier",
    title: { vi: "Đọc một hồ sơ; lượt xem được ghi lại", en: "Reads one dossier; the look is recorded (R-I02)" },
    act: { kind: "readDossier", scopes: ["dossier.read"] },
    frame: lookFrame,
    answer: z.object({ dossier: dossierSchema }),
  },
  {
    name: "GetTimeline",
    title: {
      vi: "Đọc diễn biến hồ sơ; lượt xem được ghi lại",
      en: "Reads every event of a dossier; the look is recorded (R-I02, R-F06)",
    },
    act: { kind: "readTimeline", scopes: ["dossier.read"] },
    frame: lookFrame,
    answer: z.object({ event: z.array(eventSchema) }),
  },
  {
    name: "ListDossiers",
    title: {
      vi: "Danh sách hồ sơ trong phạm vi của hệ thống gọi, mới nhất trước, không có dữ liệu cá nhân",
      en: "Dossiers of the caller's agencies, newest first, without personal data",
    },
    act: { kind: "listDossiers", scopes: ["dossier.read"] },
    frame: listFrame,
    answer: z.object({ dossier: z.array(summarySchema), next: z.string().optional() }),
  },
];

/** The command's schema with its transfer named: this service speaks for the agency of a transfer, never for a unit of the office. */
const ofTransfer = (type: CommandType, pick: (schema: z.ZodType) => z.ZodType = (schema) => schema): z.ZodObject => {
  const schema = pick(commandRequest(type));
  if (!(schema instanceof z.ZodObject)) throw new UnmappableSchemaError(`${type}: no object for the transfers' service`);
  return schema.required({ transferId: true });
};
/** The supplement's half of `ask`; the operation's name says which half. */
const supplementOnly = (schema: z.ZodType): z.ZodType => {
  const options = schema instanceof z.ZodDiscriminatedUnion ? schema.options : [];
  const option = options.find(
    (one): one is z.ZodObject =>
      one instanceof z.ZodObject && one.shape["what"] instanceof z.ZodLiteral && one.shape["what"].value === SUPPLEMENT.what,
  );
  return option?.omit({ what: true }) ?? schema;
};
const SUPPLEMENT = { what: "supplement" } as const;

const transferPlan = (name: string, type: CommandType, title: Bilingual, body: z.ZodObject, says: object = {}): Plan => ({
  name,
  title,
  act: { kind: "command", type, says },
  frame: commandFrame,
  body,
  answer: commandAnswer,
});

const TRANSFER_PLANS: readonly Plan[] = [
  {
    name: "ListTransfers",
    title: {
      vi: "Các việc đã chuyển đến cơ quan của hệ thống gọi và chưa xong, quá hạn trước",
      en: "Open transfers that were sent to the caller's agencies, overdue ones first",
    },
    act: { kind: "listTransfers", scopes: ["dossier.read", "transfer.answer"] },
    frame: transfersFrame,
    answer: z.object({ transfer: z.array(openTransfer) }),
  },
  transferPlan("Acknowledge", "acceptTransfer", titleOf("acceptTransfer"), ofTransfer("acceptTransfer")),
  transferPlan(
    "Progress",
    "progress",
    { vi: "Cập nhật tiến độ của việc được chuyển", en: "Updates the progress of a transfer (R-B08)." },
    ofTransfer("progress"),
  ),
  transferPlan(
    "SupplementRequest",
    "ask",
    {
      vi: "Đề nghị Bộ phận Một cửa yêu cầu người nộp bổ sung",
      en: "Asks the one-stop officer to ask the applicant for papers (R-B10).",
    },
    ofTransfer("ask", supplementOnly),
    SUPPLEMENT,
  ),
  transferPlan(
    "Result",
    "takeTransferResult",
    { vi: "Trả kết quả của việc được chuyển", en: "Gives the result of a transfer (R-B06)." },
    ofTransfer("takeTransferResult"),
  ),
];

const serviceOf = (id: ServiceId, title: Bilingual, plans: readonly Plan[]): Service => {
  const book = createTypeBook(KNOWN);
  const fault = book.fields(faultDetail, FAULT_ELEMENT);
  const receipt = book.complex(commandAnswer, "CommandAnswer");
  const operations = plans.map((plan): Operation => {
    const { answer, ...rest } = plan;
    const front = book.fields(plan.frame, plan.name);
    const own = plan.body === undefined ? [] : book.fields(plan.body, plan.name);
    const twice = own.find((field) => front.some((other) => other.name === field.name));
    if (twice !== undefined)
      throw new UnmappableSchemaError(`${plan.name}/${twice.name}: stands in the frame and in the command`);
    const fields = [...front, ...own];
    if (answer === commandAnswer) return { ...rest, fields, answer: receipt.fields, answerType: receipt.name };
    return { ...rest, fields, answer: book.fields(answer, `${plan.name}Response`) };
  });
  return {
    id,
    namespace: NAMESPACES[id],
    title,
    operations: new Map(operations.map((operation) => [operation.name, operation])),
    types: book.named,
    fault,
  };
};

const build = (): readonly Service[] => [
  serviceOf(
    "dossiers",
    { vi: "Trục liên thông: hồ sơ thủ tục hành chính", en: "Integration hub: dossiers of administrative procedures" },
    DOSSIER_PLANS,
  ),
  serviceOf(
    "transfers",
    { vi: "Trục liên thông: việc chuyển cơ quan phối hợp", en: "Integration hub: transfers to the agencies that take part" },
    TRANSFER_PLANS,
  ),
];

let made: readonly Service[] | undefined;
/**
 * Both services, made at the first call: the same for every gateway of a process. Throws UnmappableSchemaError where a schema has no form
 * in XML; the gateway asks at its start.
 */
export const createServices = (): readonly Service[] => {
  made ??= build();
  return made;
};
