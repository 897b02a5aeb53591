/** One IPP request, answered as RFC 8011 has it: checks in its order, then the operation. */
import { GROUP, OPERATION, SIDES, STATUS } from "../../../adapters/hall/document-printer/contract/ipp.ts";
import type { SimClock } from "../../kit/clock.ts";
import { group, jobAttributes, jobBrief, MEDIA, type PrinterFacts, printerAttributes, sidesOf } from "./attributes.ts";
import { type Attribute, type Group, type Message, make, type Received, type Value } from "./codec.ts";
import { isOver, type Job, type Machine } from "./machine.ts";
import { pagesOf, sniffed } from "./pages.ts";

export interface Printer {
  readonly machine: Machine;
  readonly clock: SimClock;
  readonly facts: PrinterFacts;
  /** True once for the next document: the printer falls over in the middle of taking it. */
  readonly interrupted: () => boolean;
}
interface Reply {
  readonly status: number;
  readonly groups?: readonly Group[];
  readonly message?: string;
}

/** What a request carries, by name. */
interface Asked {
  readonly host: string;
  readonly operation: ReadonlyMap<string, readonly Value[]>;
  readonly job: ReadonlyMap<string, readonly Value[]>;
  readonly data: Uint8Array;
}
const OCTETS = "application/octet-stream";

const byName = (received: Received, tag: number): ReadonlyMap<string, readonly Value[]> =>
  new Map(
    received.groups.flatMap((one) => (one.tag === tag ? one.attributes.map(({ name, values }) => [name, values] as const) : [])),
  );
const strings = (map: Asked["operation"], name: string): readonly string[] =>
  (map.get(name) ?? []).flatMap(({ value }) => (typeof value === "string" ? [value] : []));
const string = (map: Asked["operation"], name: string): string | undefined => strings(map, name)[0];
const number = (map: Asked["operation"], name: string): number | undefined => {
  const value = map.get(name)?.[0]?.value;
  return typeof value === "number" ? value : undefined;
};
const yes = (map: Asked["operation"], name: string): boolean | undefined => {
  const value = map.get(name)?.[0]?.value;
  return typeof value === "boolean" ? value : undefined;
};

const formatOf = ({ operation, data }: Asked): string => {
  const said = string(operation, "document-format") ?? OCTETS;
  return said === OCTETS && data.length > 0 ? (sniffed(data) ?? OCTETS) : said;
};
const takes = ({ facts }: Printer, format: string): boolean => format === OCTETS || facts.formats.includes(format);

/** Job template attributes that this printer cannot do. */
const unsupported = ({ facts }: Printer, { job }: Asked): readonly Attribute[] => {
  const copies = number(job, "copies");
  const wrong = (name: string, fits: (value: string) => boolean): readonly Attribute[] => {
    const value = string(job, name);
    return value === undefined || fits(value) ? [] : [make.keyword(name, value)];
  };
  return [
    ...(copies !== undefined && (copies < 1 || copies > facts.mostCopies) ? [make.integer("copies", copies)] : []),
    ...wrong("sides", (value) => sidesOf(facts).includes(value)),
    ...wrong("media", (value) => (MEDIA as readonly string[]).includes(value)),
  ];
};

/** Checks a job before it is made: undefined, or why not. */
const refusedJob = (printer: Printer, asked: Asked): Reply | undefined => {
  if (!takes(printer, formatOf(asked))) return { status: STATUS.formatNotSupported };
  const compression = string(asked.operation, "compression");
  if (compression !== undefined && compression !== "none") return { status: STATUS.compressionNotSupported };
  const cannot = unsupported(printer, asked);
  if (cannot.length === 0 || yes(asked.operation, "ipp-attribute-fidelity") !== true) return undefined;
  return { status: STATUS.valuesNotSupported, groups: [group(GROUP.unsupported, cannot)] };
};
/** What is left out without fidelity is said. */
const withIgnored = (printer: Printer, asked: Asked, job: readonly Group[]): Reply => {
  const cannot = unsupported(printer, asked);
  if (cannot.length === 0) return { status: STATUS.ok, groups: job };
  return { status: STATUS.okIgnored, groups: [group(GROUP.unsupported, cannot), ...job] };
};

const newJob = ({ machine, facts }: Printer, { operation, job }: Asked): Job => {
  const copies = number(job, "copies") ?? 1;
  const sides = string(job, "sides") ?? SIDES.oneSided;
  const title = string(operation, "document-name") ?? "";
  return machine.create({
    name: string(operation, "job-name") ?? (title === "" ? "Untitled" : title),
    user: string(operation, "requesting-user-name") ?? "anonymous",
    title,
    copies: copies >= 1 && copies <= facts.mostCopies ? copies : 1,
    sides: sidesOf(facts).includes(sides) ? sides : SIDES.oneSided,
  });
};

/** Takes the document of a job; one that is not whole is given up, as real printers do. */
const takeDocument = (printer: Printer, job: Job, asked: Asked): Reply | undefined => {
  const format = formatOf(asked);
  if (format === OCTETS) {
    printer.machine.abort(job, "unsupported-document-format");
    return { status: STATUS.formatNotSupported };
  }
  const pages = pagesOf(asked.data, format);
  if (printer.interrupted()) printer.machine.abort(job, "submission-interrupted");
  else if (pages === undefined) printer.machine.abort(job, "document-format-error");
  else printer.machine.load(job, { bytes: asked.data, format, pages });
  return undefined;
};

const findJob = ({ machine }: Printer, { operation }: Asked): Job | undefined => {
  const uri = string(operation, "job-uri");
  const id = uri === undefined ? number(operation, "job-id") : Number(/\/(\d+)$/.exec(uri)?.[1]);
  return id === undefined ? undefined : machine.job(id);
};
const brief = (host: string, job: Job): readonly Group[] => [group(GROUP.job, jobBrief(host, job))];

const getJobs = ({ machine, clock }: Printer, { host, operation }: Asked): Reply => {
  const which = string(operation, "which-jobs") ?? "not-completed";
  if (!["completed", "not-completed", "all"].includes(which)) return { status: STATUS.valuesNotSupported };
  const user = string(operation, "requesting-user-name");
  const mine = yes(operation, "my-jobs") === true;
  const asked = strings(operation, "requested-attributes");
  const fitting = machine
    .jobs()
    .filter((job) => which === "all" || isOver(job) === (which === "completed"))
    .filter((job) => !mine || job.user === user);
  // Finished ones newest first, waiting ones in the order in which they will be printed.
  const ordered = which === "completed" ? fitting.toReversed() : fitting;
  const listed = ordered.slice(0, number(operation, "limit") ?? ordered.length);
  const names = asked.length === 0 ? ["job-id", "job-uri"] : asked;
  return { status: STATUS.ok, groups: listed.map((job) => group(GROUP.job, jobAttributes(machine, clock, host, job, names))) };
};

const sendDocument = (printer: Printer, asked: Asked): Reply => {
  const job = findJob(printer, asked);
  if (job === undefined) return { status: STATUS.notFound };
  if (yes(asked.operation, "last-document") === undefined) return { status: STATUS.badRequest };
  if (isOver(job)) return { status: STATUS.jobCanceled };
  if (asked.data.length === 0) {
    if (job.document === undefined) printer.machine.abort(job, "submission-interrupted");
    return { status: STATUS.ok, groups: brief(asked.host, job) };
  }
  if (job.document !== undefined) return { status: STATUS.multipleDocuments };
  const refused = refusedJob(printer, asked) ?? takeDocument(printer, job, asked);
  return refused ?? { status: STATUS.ok, groups: brief(asked.host, job) };
};

const OPERATIONS: ReadonlyMap<number, (printer: Printer, asked: Asked) => Reply> = new Map([
  [
    OPERATION.printJob,
    (printer, asked) => {
      const refused = refusedJob(printer, asked);
      if (refused !== undefined) return refused;
      if (asked.data.length === 0) return { status: STATUS.badRequest, message: "no document" };
      const job = newJob(printer, asked);
      return takeDocument(printer, job, asked) ?? withIgnored(printer, asked, brief(asked.host, job));
    },
  ],
  [OPERATION.validateJob, (printer, asked) => refusedJob(printer, asked) ?? withIgnored(printer, asked, [])],
  [
    OPERATION.createJob,
    (printer, asked) => refusedJob(printer, asked) ?? withIgnored(printer, asked, brief(asked.host, newJob(printer, asked))),
  ],
  [OPERATION.sendDocument, sendDocument],
  [
    OPERATION.cancelJob,
    (printer, asked) => {
      const job = findJob(printer, asked);
      if (job === undefined) return { status: STATUS.notFound };
      return { status: printer.machine.cancel(job) ? STATUS.ok : STATUS.notPossible };
    },
  ],
  [
    OPERATION.getJobAttributes,
    (printer, asked) => {
      const job = findJob(printer, asked);
      if (job === undefined) return { status: STATUS.notFound };
      const names = strings(asked.operation, "requested-attributes");
      return {
        status: STATUS.ok,
        groups: [group(GROUP.job, jobAttributes(printer.machine, printer.clock, asked.host, job, names))],
      };
    },
  ],
  [OPERATION.getJobs, getJobs],
  ...[OPERATION.getPrinterAttributes, OPERATION.cupsGetDefault, OPERATION.cupsGetPrinters].map(
    (code) =>
      [
        code,
        ({ facts, machine, clock }: Printer, { host, operation }: Asked): Reply => ({
          status: STATUS.ok,
          groups: [
            group(GROUP.printer, printerAttributes(facts, machine, clock, host, strings(operation, "requested-attributes"))),
          ],
        }),
      ] as const,
  ),
]);

/** Everything that must be right before an operation is looked at. RFC 8011 §4.1. */
const broken = (received: Received): Reply | undefined => {
  const [major] = received.version;
  if (major !== 1 && major !== 2) return { status: STATUS.versionNotSupported };
  if (received.requestId <= 0) return { status: STATUS.badRequest, message: "request-id" };
  const [first] = received.groups;
  const [charset, language] = first?.attributes ?? [];
  if (
    first?.tag !== GROUP.operation ||
    charset?.name !== "attributes-charset" ||
    language?.name !== "attributes-natural-language"
  )
    return { status: STATUS.badRequest, message: "attributes-charset and attributes-natural-language come first" };
  const named = String(charset.values[0]?.value).toLowerCase();
  if (named !== "utf-8" && named !== "us-ascii") return { status: STATUS.charsetNotSupported };
  return undefined;
};

/** Answers a request. `host`: as the client called the printer, for the addresses in the answer. */
export const answer = (printer: Printer, received: Received, host: string): Message => {
  printer.machine.tick();
  const asked: Asked = {
    host,
    operation: byName(received, GROUP.operation),
    job: byName(received, GROUP.job),
    data: received.data,
  };
  const operation = OPERATIONS.get(received.code);
  const addressed =
    received.code >= OPERATION.cupsGetDefault || asked.operation.has("printer-uri") || asked.operation.has("job-uri");
  const reply: Reply =
    broken(received) ??
    (operation === undefined
      ? { status: STATUS.operationNotSupported }
      : addressed
        ? operation(printer, asked)
        : { status: STATUS.badRequest, message: "printer-uri" });
  const [major] = received.version;
  return {
    version: major === 2 ? [2, 0] : [1, 1],
    code: reply.status,
    requestId: received.requestId,
    groups: [
      group(GROUP.operation, [
        make.charset("attributes-charset", "utf-8"),
        make.language("attributes-natural-language", "en"),
        ...(reply.message === undefined ? [] : [make.text("status-message", reply.message)]),
      ]),
      ...(reply.groups ?? []),
    ],
  };
};

/**
 * A Print-Job that broke off behind its attributes: the job was made when they were read, and is given up (RFC 8011 §5.3.8, submission-interrupted);
 * the sheets that were drawn of it before are none here, because this printer needs the end of a PDF.
 */
export const brokenOff = (printer: Printer, received: Received): void => {
  if (received.code !== OPERATION.printJob || broken(received) !== undefined) return;
  const asked: Asked = {
    host: "",
    operation: byName(received, GROUP.operation),
    job: byName(received, GROUP.job),
    data: received.data,
  };
  if (refusedJob(printer, asked) === undefined) printer.machine.abort(newJob(printer, asked), "submission-interrupted");
};
