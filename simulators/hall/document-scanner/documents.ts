/** The scanner's XML: what it says of itself, and what it reads of a client's ScanSettings. Written from the contract alone. */
import {
  A4,
  COLOUR_MODES,
  FORMATS,
  INPUT_SOURCES,
  PWG_NS,
  RESOURCES,
  SCAN_NS,
  UNITS,
} from "../../../adapters/hall/document-scanner/contract/escl.ts";
import { childOf, readXml, tag, textOf, type XmlElement } from "../../kit/xml.ts";
import type { Machine, Ticket } from "./machine.ts";

export interface Model {
  readonly name: string;
  readonly uuid: string;
  readonly formats: readonly string[];
  readonly resolutions: readonly number[];
  readonly colourModes: readonly string[];
  readonly feeder: boolean;
  readonly duplex: boolean;
  readonly glass: boolean;
}

const PROTOCOL = "2.63";
const root = (name: string, inner: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<scan:${name} xmlns:scan="${SCAN_NS}" xmlns:pwg="${PWG_NS}">${inner}</scan:${name}>`;
const block = (name: string, ...inner: readonly string[]): string => `<${name}>${inner.join("")}</${name}>`;

const inputCaps = (name: string, model: Model): string =>
  block(
    name,
    tag("scan:MinWidth", 16),
    tag("scan:MaxWidth", 2550),
    tag("scan:MinHeight", 16),
    tag("scan:MaxHeight", 3508),
    tag("scan:MaxScanRegions", 1),
    block(
      "scan:SettingProfiles",
      block(
        "scan:SettingProfile",
        block("scan:ColorModes", ...model.colourModes.map((mode) => tag("scan:ColorMode", mode))),
        block("scan:ContentTypes", tag("pwg:ContentType", "Text"), tag("pwg:ContentType", "TextAndPhoto")),
        block(
          "scan:DocumentFormats",
          ...model.formats.flatMap((format) => [tag("pwg:DocumentFormat", format), tag("scan:DocumentFormatExt", format)]),
        ),
        block(
          "scan:SupportedResolutions",
          block(
            "scan:DiscreteResolutions",
            ...model.resolutions.map((dpi) =>
              block("scan:DiscreteResolution", tag("scan:XResolution", dpi), tag("scan:YResolution", dpi)),
            ),
          ),
        ),
        block("scan:ColorSpaces", tag("scan:ColorSpace", "sRGB")),
      ),
    ),
    block(
      "scan:SupportedIntents",
      tag("scan:Intent", "Document"),
      tag("scan:Intent", "TextAndGraphic"),
      tag("scan:Intent", "Preview"),
    ),
    tag("scan:MaxOpticalXResolution", Math.max(...model.resolutions)),
    tag("scan:MaxOpticalYResolution", Math.max(...model.resolutions)),
  );

/** GET ScannerCapabilities. */
export const capabilities = (model: Model): string =>
  root(
    "ScannerCapabilities",
    [
      tag("pwg:Version", PROTOCOL),
      tag("pwg:MakeAndModel", model.name),
      tag("pwg:SerialNumber", "SIM0001"),
      tag("scan:UUID", model.uuid),
      model.glass ? block("scan:Platen", inputCaps("scan:PlatenInputCaps", model)) : "",
      model.feeder
        ? block(
            "scan:Adf",
            inputCaps("scan:AdfSimplexInputCaps", model),
            model.duplex ? inputCaps("scan:AdfDuplexInputCaps", model) : "",
            tag("scan:FeederCapacity", 50),
            block(
              "scan:AdfOptions",
              tag("scan:AdfOption", "DetectPaperLoaded"),
              model.duplex ? tag("scan:AdfOption", "Duplex") : "",
            ),
          )
        : "",
    ].join(""),
  );

/** GET ScannerStatus. */
export const status = (machine: Machine, model: Model, base: string, nowMs: number): string => {
  const jobs = machine
    .jobs()
    .map((job) =>
      block(
        "scan:JobInfo",
        tag("pwg:JobUri", `${base}/${RESOURCES.jobs}/${job.id}`),
        tag("pwg:JobUuid", job.id),
        tag("scan:Age", Math.max(0, Math.floor((nowMs - job.createdMs) / 1000))),
        tag("pwg:ImagesCompleted", job.pages),
        tag("pwg:ImagesToTransfer", job.state === "Processing" ? 1 : 0),
        tag("pwg:JobState", job.state),
        block("pwg:JobStateReasons", tag("pwg:JobStateReason", job.reason)),
      ),
    );
  return root(
    "ScannerStatus",
    [
      tag("pwg:Version", PROTOCOL),
      tag("pwg:State", machine.state()),
      model.feeder ? tag("scan:AdfState", machine.adfState()) : "",
      jobs.length > 0 ? block("scan:Jobs", ...jobs) : "",
    ].join(""),
  );
};

const among = <T extends string>(value: string | undefined, known: readonly T[]): T | undefined =>
  known.find((one) => one === value);
const number = (value: string | undefined): number | undefined =>
  value !== undefined && /^\d{1,6}$/.test(value) ? Number(value) : undefined;

const regionOf = (settings: XmlElement): Ticket["region"] | undefined => {
  const region = childOf(childOf(settings, "ScanRegions"), "ScanRegion");
  if (region === undefined) return { x: 0, y: 0, ...A4 };
  const units = textOf(region, "ContentRegionUnits");
  const [x = 0, y = 0] = [number(textOf(region, "XOffset")), number(textOf(region, "YOffset"))];
  const [width, height] = [number(textOf(region, "Width")), number(textOf(region, "Height"))];
  if (units !== undefined && units !== UNITS) return undefined;
  if (width === undefined || height === undefined || width < 16 || height < 16) return undefined;
  return x + width > 2550 || y + height > 3508 ? undefined : { x, y, width, height };
};

/** What a client wants, or why this scanner does not do it. Throws XmlReadError for what is no XML. */
export const readSettings = (text: string, model: Model): Ticket | { readonly wrong: string } => {
  const settings = readXml(text);
  if (settings.name !== "ScanSettings" || settings.namespace !== SCAN_NS) return { wrong: "not a ScanSettings document" };
  const source = among(textOf(settings, "InputSource") ?? "Platen", INPUT_SOURCES);
  const colourMode = among(textOf(settings, "ColorMode") ?? "RGB24", COLOUR_MODES);
  const format = among(textOf(settings, "DocumentFormatExt") ?? textOf(settings, "DocumentFormat") ?? "image/jpeg", FORMATS);
  const across = number(textOf(settings, "XResolution")) ?? 300;
  const down = number(textOf(settings, "YResolution")) ?? across;
  const region = regionOf(settings);
  const twoSided = textOf(settings, "Duplex") === "true";
  if (source === undefined || (source === "Platen" ? !model.glass : !model.feeder)) return { wrong: "InputSource" };
  if (colourMode === undefined || !model.colourModes.includes(colourMode)) return { wrong: "ColorMode" };
  if (format === undefined || !model.formats.includes(format)) return { wrong: "DocumentFormat" };
  if (across !== down || !model.resolutions.includes(across)) return { wrong: "XResolution" };
  if (region === undefined) return { wrong: "ScanRegion" };
  if (source === "Feeder" && twoSided && !model.duplex) return { wrong: "Duplex" };
  return {
    from: source === "Feeder" ? "feeder" : "glass",
    twoSided: source === "Feeder" && twoSided,
    colourMode,
    format,
    dpi: across,
    region,
  };
};
