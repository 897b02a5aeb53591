/** What the printer says of itself and of its jobs, attribute by attribute (RFC 8011 §5; IPP Everywhere where clients ask for it). */
import { MEDIA_A4, OPERATION, PATH, PRINTER_STATE, SIDES, TAG } from "../../../adapters/hall/document-printer/contract/ipp.ts";
import type { SimClock } from "../../kit/clock.ts";
import { type Attribute, type Group, make } from "./codec.ts";
import { isOver, type Job, type Machine, SEND_WITHIN_MS } from "./machine.ts";

export interface PrinterFacts {
  readonly name: string;
  readonly model: string;
  readonly location: string;
  readonly formats: readonly string[];
  readonly mostCopies: number;
  readonly twoSided: boolean;
}

export const MEDIA = [MEDIA_A4, "iso_a5_148x210mm", "iso_a3_297x420mm"] as const;
const MEDIA_SIZES: Readonly<Record<(typeof MEDIA)[number], readonly [number, number]>> = {
  [MEDIA_A4]: [21_000, 29_700],
  iso_a5_148x210mm: [14_800, 21_000],
  iso_a3_297x420mm: [29_700, 42_000],
};
export const OPERATIONS_SUPPORTED = [
  OPERATION.printJob,
  OPERATION.validateJob,
  OPERATION.createJob,
  OPERATION.sendDocument,
  OPERATION.cancelJob,
  OPERATION.getJobAttributes,
  OPERATION.getJobs,
  OPERATION.getPrinterAttributes,
] as const;

/** Seconds since it was switched on; a printer counts from 1. */
const upTime = (clock: SimClock, machine: Machine, at = clock.ms()): number =>
  Math.max(1, Math.floor((at - machine.bootedAt()) / 1000) + 1);

export const sidesOf = (facts: PrinterFacts): readonly string[] => (facts.twoSided ? Object.values(SIDES) : [SIDES.oneSided]);

const mediaSize = (media: (typeof MEDIA)[number]): readonly Attribute[] => {
  const [x, y] = MEDIA_SIZES[media];
  return [make.integer("x-dimension", x), make.integer("y-dimension", y)];
};
const mediaCol = (media: (typeof MEDIA)[number]): readonly Attribute[] => [
  make.collection("media-size", mediaSize(media)),
  ...["top", "bottom", "left", "right"].map((side) => make.integer(`media-${side}-margin`, 423)),
  make.keyword("media-source", "main"),
  make.keyword("media-type", "stationery"),
];

/** Job template attributes of the printer. */
const template = (facts: PrinterFacts): readonly Attribute[] => [
  make.integer("copies-default", 1),
  make.range("copies-supported", [1, facts.mostCopies]),
  make.enum("finishings-default", 3),
  make.enum("finishings-supported", 3),
  make.keyword("media-default", MEDIA_A4),
  make.keyword("media-supported", ...MEDIA),
  make.keyword("media-ready", MEDIA_A4),
  make.collection("media-col-default", mediaCol(MEDIA_A4)),
  make.collection("media-col-ready", mediaCol(MEDIA_A4)),
  make.collection("media-size-supported", ...MEDIA.map((media) => mediaSize(media))),
  make.keyword("media-type-default", "stationery"),
  make.keyword("media-type-supported", "stationery"),
  make.keyword("media-source-supported", "main"),
  make.keyword("media-col-supported", "media-size", "media-top-margin", "media-source", "media-type"),
  make.enum("orientation-requested-default", 3),
  make.enum("orientation-requested-supported", 3, 4),
  make.keyword("output-bin-default", "face-down"),
  make.keyword("output-bin-supported", "face-down"),
  make.enum("print-quality-default", 4),
  make.enum("print-quality-supported", 4),
  make.keyword("print-color-mode-default", "monochrome"),
  make.keyword("print-color-mode-supported", "monochrome"),
  make.resolution("printer-resolution-default", [600, 600]),
  make.resolution("printer-resolution-supported", [600, 600]),
  make.keyword("sides-default", SIDES.oneSided),
  make.keyword("sides-supported", ...sidesOf(facts)),
];

const description = (facts: PrinterFacts, machine: Machine, clock: SimClock, host: string): readonly Attribute[] => {
  const queued = machine.jobs().filter((job) => !isOver(job));
  const state = machine.stopped()
    ? PRINTER_STATE.stopped
    : queued.some((job) => job.document !== undefined)
      ? PRINTER_STATE.processing
      : PRINTER_STATE.idle;
  const reasons = machine.reasons();
  const { toner, pages } = machine.figures();
  const level = Math.round(toner);
  return [
    make.charset("charset-configured", "utf-8"),
    make.charset("charset-supported", "utf-8", "us-ascii"),
    make.boolean("color-supported", false),
    make.keyword("compression-supported", "none"),
    make.mime("document-format-default", "application/octet-stream"),
    make.mime("document-format-supported", ...facts.formats, "application/octet-stream"),
    make.language("generated-natural-language-supported", "vi", "en"),
    make.keyword("ipp-versions-supported", "1.1", "2.0"),
    make.keyword("ipp-features-supported", "none"),
    make.boolean("multiple-document-jobs-supported", false),
    make.integer("multiple-operation-time-out", SEND_WITHIN_MS / 1000),
    make.language("natural-language-configured", "vi"),
    make.enum("operations-supported", ...OPERATIONS_SUPPORTED),
    make.integer("pages-per-minute", 40),
    make.keyword("pdl-override-supported", "attempted"),
    make.text("printer-info", facts.name),
    make.boolean("printer-is-accepting-jobs", true),
    make.text("printer-location", facts.location),
    make.text("printer-make-and-model", facts.model),
    make.uri("printer-more-info", `http://${host}/`),
    make.name("printer-name", facts.name),
    make.enum("printer-state", state),
    make.keyword("printer-state-reasons", ...(reasons.length === 0 ? ["none"] : reasons)),
    make.integer("printer-type", 0),
    make.integer("printer-up-time", upTime(clock, machine)),
    make.uri("printer-uri-supported", `ipp://${host}${PATH}`),
    make.uri("printer-uuid", "urn:uuid:6d4ff0ce-6b11-11d8-8020-f5e7c1a1e5d7"),
    make.integer("printer-impressions-completed", pages),
    make.integer("queued-job-count", queued.length),
    make.keyword("uri-authentication-supported", "requesting-user-name"),
    make.keyword("uri-security-supported", "none"),
    make.keyword("which-jobs-supported", "completed", "not-completed", "all"),
    make.name("marker-names", "Black Toner"),
    make.keyword("marker-types", "toner"),
    make.name("marker-colors", "#000000"),
    make.integer("marker-levels", level),
    make.integer("marker-high-levels", 100),
    make.integer("marker-low-levels", 10),
    {
      name: "printer-supply",
      values: [
        { tag: TAG.octetString, value: `index=1;type=toner;maxcapacity=100;level=${level};unit=percent;colorantname=black;` },
      ],
    },
    make.text("printer-supply-description", "Black Toner"),
  ];
};

/** Only on request: large at real printers. */
const DATABASE = "media-col-database";

/** Names a client may ask a group of attributes by. */
const wanted = (all: readonly Attribute[], asked: readonly string[], groups: Readonly<Record<string, readonly Attribute[]>>) => {
  if (asked.length === 0 || asked.includes("all")) return all.filter(({ name }) => name !== DATABASE || asked.includes(DATABASE));
  const names = new Set([...asked, ...asked.flatMap((name) => groups[name]?.map((one) => one.name) ?? [])]);
  return all.filter(({ name }) => names.has(name));
};

/** Get-Printer-Attributes. `host`: as the client called it. */
export const printerAttributes = (
  facts: PrinterFacts,
  machine: Machine,
  clock: SimClock,
  host: string,
  asked: readonly string[],
): readonly Attribute[] => {
  const templates = template(facts);
  const described = description(facts, machine, clock, host);
  const database = make.collection(DATABASE, ...MEDIA.map(mediaCol));
  return wanted([...templates, ...described, database], asked, { "job-template": templates, "printer-description": described });
};

export const jobUri = (host: string, job: Pick<Job, "id">): string => `ipp://${host}${PATH}/${job.id}`;

const times = (machine: Machine, clock: SimClock, job: Job): readonly Attribute[] => {
  const at = (name: string, ms: number | undefined): Attribute =>
    ms === undefined ? make.none(name) : make.integer(name, upTime(clock, machine, ms));
  return [
    at("time-at-creation", job.createdAt),
    at("time-at-processing", job.startedAt),
    at("time-at-completed", job.endedAt),
    make.integer("job-printer-up-time", upTime(clock, machine)),
  ];
};

/** What the answer to Print-Job, Create-Job and Send-Document says of the job. */
export const jobBrief = (host: string, job: Job): readonly Attribute[] => [
  make.uri("job-uri", jobUri(host, job)),
  make.integer("job-id", job.id),
  make.enum("job-state", job.state),
  make.keyword("job-state-reasons", ...job.reasons),
];

/** Get-Job-Attributes and Get-Jobs. */
export const jobAttributes = (
  machine: Machine,
  clock: SimClock,
  host: string,
  job: Job,
  asked: readonly string[],
): readonly Attribute[] => {
  const templates = [make.integer("copies", job.copies), make.keyword("sides", job.sides)];
  const described = [
    ...jobBrief(host, job),
    make.uri("job-printer-uri", `ipp://${host}${PATH}`),
    make.name("job-name", job.name),
    make.name("job-originating-user-name", job.user),
    make.name("document-name-supplied", job.title),
    make.integer("number-of-documents", job.document === undefined ? 0 : 1),
    make.integer("job-k-octets", Math.ceil((job.document?.bytes.length ?? 0) / 1024)),
    make.integer("job-impressions", (job.document?.pages ?? 0) * job.copies),
    make.integer("job-impressions-completed", job.printed),
    ...times(machine, clock, job),
  ];
  return wanted([...described, ...templates], asked, { "job-template": templates, "job-description": described });
};

export const group = (tag: Group["tag"], attributes: readonly Attribute[]): Group => ({ tag, attributes });
