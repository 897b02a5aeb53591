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
import { dossierSchema, eventSchema, summarySchema, transferSchema } from "../rest/schemas.ts";
import { TRANSFER_ANSWERS } from "../rest/transfer-answers.ts";
import { transferDetailSchema, transferItemSchema } from "../rest/transfer-views.ts";
import { createTypeBook } from "./from-zod.ts";
import { NAMESPACES, type ServiceId } from "./names.ts";
import { UnmappableSchemaError } from "./pattern.ts";
import {
  commandAnswer,
  commandFrame,
  faultDetail,
  inboxFrame,
  listFrame,
  lookFrame,
  submitFrame,
  transferFrame,
  transferLookFrame,
} from "./requests.ts";
import type { Field, NamedType } from "./shape.ts";

/** What is done with a request that has passed its schemas. */
export type Act =
  | { readonly kind: "command"; readonly type: CommandType }
  /** `fixed`: fields that the operation itself says. */
  | { readonly kind: "answerTransfer"; readonly type: CommandType; readonly fixed: object }
  | {
      readonly kind: "readDossier" | "readTimeline" | "listDossiers" | "readTransfer" | "listTransfers";
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
  [transferSchema, "Transfer"],
  [transferItemSchema, "TransferItem"],
  [transferDetailSchema, "TransferDetail"],
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
  act: { kind: "command", type },
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

/** The names that this service gives to REST's answers, by their paths. */
const ANSWER_NAMES: Readonly<Record<string, string>> = {
  acknowledgement: "Acknowledge",
  progress: "Progress",
  "supplement-request": "SupplementRequest",
  result: "Result",
};
const answerPlan = ({ type, path, summary, description, json, fixed }: (typeof TRANSFER_ANSWERS)[number]): Plan => {
  const name = ANSWER_NAMES[path];
  if (name === undefined) throw new UnmappableSchemaError(`transfers/${path}: has no name here`);
  return {
    name,
    title: { vi: summary, en: description },
    act: { kind: "answerTransfer", type, fixed },
    frame: transferFrame,
    body: json,
    answer: commandAnswer,
  };
};

const INBOX_SCOPES = ["transfer.answer", "dossier.read"] as const;
const TRANSFER_PLANS: readonly Plan[] = [
  {
    name: "ListTransfers",
    title: {
      vi: "Hồ sơ chuyển đến các cơ quan của hệ thống gọi, chưa có kết quả, không có dữ liệu cá nhân",
      en: "The inbox: open transfers to the caller's agencies, without personal data",
    },
    act: { kind: "listTransfers", scopes: INBOX_SCOPES },
    frame: inboxFrame,
    answer: z.object({ transfer: z.array(transferItemSchema), next: z.string().optional() }),
  },
  {
    name: "GetTransfer",
    title: {
      vi: "Một hồ sơ chuyển đến: thông tin bàn giao, người nộp, tờ khai, giấy tờ; lượt xem được ghi lại",
      en: "All that the agency needs to do its part; the look is recorded (R-I02)",
    },
    act: { kind: "readTransfer", scopes: INBOX_SCOPES },
    frame: transferLookFrame,
    answer: z.object({ transfer: transferDetailSchema }),
  },
  ...TRANSFER_ANSWERS.map(answerPlan),
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
