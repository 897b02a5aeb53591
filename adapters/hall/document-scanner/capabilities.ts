/** What a scanner can do (ScannerCapabilities), and the settings with which a job is given to it. Pure. */
import { at, element, many, type XmlObject, type XmlValue, xmlDocument } from "../../kit/xml.ts";
import { A4, PWG_NS, SCAN_NS, UNITS, VERSION } from "./contract/escl.ts";
import type { ScanJob, Source } from "./job.ts";
import { scanFailed } from "./troubles.ts";

/** Single resolutions, or a range with a step; dots per inch. */
export type Resolution = { readonly dpi: number } | { readonly min: number; readonly max: number; readonly step: number };

/** What one source of paper can do; lengths in 1/300 inch. */
export interface SourceCaps {
  readonly resolutions: readonly Resolution[];
  readonly colourModes: readonly string[];
  readonly formats: readonly string[];
  readonly maxWidth: number;
  readonly maxHeight: number;
}

export interface Capabilities {
  readonly model: string;
  readonly version: string;
  readonly sources: Readonly<Partial<Record<Source, SourceCaps>>>;
}

/** With what a page really is scanned. */
export interface Settings {
  readonly source: Source;
  readonly dpi: number;
  readonly colourMode: string;
  readonly format: "application/pdf" | "image/jpeg";
  readonly width: number;
  readonly height: number;
}

/** Most entries of a list that are read: a scanner has a dozen resolutions, not thousands. */
const MOST_LISTED = 200;

const words = (value: XmlValue | undefined): string => (typeof value === "string" ? value.trim() : "");
const whole = (value: XmlValue | undefined): number | undefined => {
  const text = words(value);
  return /^\d{1,7}$/.test(text) ? Number(text) : undefined;
};
const listed = (value: XmlValue | undefined): readonly XmlValue[] => many(value).slice(0, MOST_LISTED);
const texts = (value: XmlValue | undefined): readonly string[] => listed(value).map(words);

const resolutionsOf = (supported: XmlValue | undefined): readonly Resolution[] => {
  const discrete = listed(at(supported, "DiscreteResolutions", "DiscreteResolution")).flatMap((one) => {
    const dpi = whole(at(one, "XResolution"));
    // Some list 600 × 1200 as well; a page with other dots across than down is of no use here.
    return dpi === undefined || dpi === 0 || whole(at(one, "YResolution")) !== dpi ? [] : [{ dpi }];
  });
  const ranges = listed(at(supported, "ResolutionRange")).flatMap((one) => {
    const across = at(one, "XResolutionRange") ?? at(one, "XResolution");
    const min = whole(at(across, "Min"));
    const max = whole(at(across, "Max"));
    const step = Math.max(1, whole(at(across, "Step")) ?? 1);
    return min === undefined || max === undefined || min < 1 || max < min ? [] : [{ min, max, step }];
  });
  return [...discrete, ...ranges];
};

/** Profiles may be several, for example one for each colour mode; what any of them offers counts. */
const capsOf = (input: XmlValue | undefined): SourceCaps | undefined => {
  if (input === undefined) return undefined;
  const profiles = listed(at(input, "SettingProfiles", "SettingProfile"));
  const all = (read: (profile: XmlValue) => readonly string[]): readonly string[] => [...new Set(profiles.flatMap(read))];
  return {
    resolutions: profiles.flatMap((profile) => resolutionsOf(at(profile, "SupportedResolutions"))),
    colourModes: all((profile) => texts(at(profile, "ColorModes", "ColorMode"))),
    formats: all((profile) => [
      ...texts(at(profile, "DocumentFormats", "DocumentFormat")),
      ...texts(at(profile, "DocumentFormats", "DocumentFormatExt")),
    ]),
    maxWidth: whole(at(input, "MaxWidth")) ?? A4.width,
    maxHeight: whole(at(input, "MaxHeight")) ?? A4.height,
  };
};

/** Reads the document; undefined where it is not one of a scanner. */
export const readCapabilities = (document: XmlObject): Capabilities | undefined => {
  const root = at(document, "ScannerCapabilities");
  if (root === undefined) return undefined;
  const glass = capsOf(at(root, "Platen", "PlatenInputCaps"));
  const feederOneSided = capsOf(at(root, "Adf", "AdfSimplexInputCaps"));
  const feederTwoSided = capsOf(at(root, "Adf", "AdfDuplexInputCaps"));
  return {
    model: words(at(root, "MakeAndModel")).slice(0, 120),
    version: words(at(root, "Version")).slice(0, 20),
    sources: {
      ...(glass === undefined ? {} : { glass }),
      ...(feederOneSided === undefined ? {} : { feederOneSided }),
      ...(feederTwoSided === undefined ? {} : { feederTwoSided }),
    },
  };
};

/** The value of one resolution, or of a range, that lies next to `wanted`. */
const nearestIn = (resolution: Resolution, wanted: number): number => {
  if ("dpi" in resolution) return resolution.dpi;
  const { min, max, step } = resolution;
  const steps = Math.min(Math.floor((max - min) / step), Math.max(0, Math.round((wanted - min) / step)));
  return min + steps * step;
};

/** The supported resolution next to `wanted`, the finer one of two equally near; `wanted` itself where the scanner lists none. */
export const nearestDpi = (resolutions: readonly Resolution[], wanted: number): number =>
  resolutions
    .map((resolution) => nearestIn(resolution, wanted))
    .reduce<number | undefined>((best, dpi) => {
      if (best === undefined) return dpi;
      const nearer = Math.abs(dpi - wanted) - Math.abs(best - wanted);
      return nearer < 0 || (nearer === 0 && dpi > best) ? dpi : best;
    }, undefined) ?? wanted;

/** Every single resolution, and the ends of ranges: for people. */
export const resolutionsInWords = (resolutions: readonly Resolution[]): string =>
  [...new Set(resolutions.map((one) => ("dpi" in one ? String(one.dpi) : `${one.min}–${one.max}`)))].join(", ");

/**
 * Which settings a job is given with: the nearest resolution, grey where a scanner has no colour (and colour where it has no grey), A4.
 * JPEG before PDF: pages then are counted and put together by us, because scanners differ in whether they give one PDF for all sheets or
 * one for each page. Throws hall.source-missing or hall.scanner-refused.
 */
export const chooseSettings = (caps: Capabilities, job: ScanJob, prefer: "auto" | "pdf" | "jpeg" = "auto"): Settings => {
  const source = caps.sources[job.source];
  if (source === undefined) throw scanFailed("hall.source-missing", `${caps.model} has no ${job.source}`);
  const wanted = job.colour === "colour" ? ["RGB24", "Grayscale8"] : ["Grayscale8", "RGB24"];
  const colourMode = wanted.find((mode) => source.colourModes.includes(mode));
  const formats = prefer === "pdf" ? (["application/pdf", "image/jpeg"] as const) : (["image/jpeg", "application/pdf"] as const);
  const format = formats.find((one) => source.formats.includes(one));
  if (colourMode === undefined || format === undefined)
    throw scanFailed("hall.scanner-refused", `${caps.model} offers neither colour nor grey as JPEG or PDF`);
  return {
    source: job.source,
    dpi: nearestDpi(source.resolutions, job.dpi),
    colourMode,
    format,
    width: Math.min(A4.width, source.maxWidth),
    height: Math.min(A4.height, source.maxHeight),
  };
};

/** The ScanSettings document. Two formats are named because scanners before 2.1 read only the first element, later ones the second. */
export const scanSettings = (settings: Settings, version: string): string => {
  const { source, format } = settings;
  const root = element(
    "scan:ScanSettings",
    [
      element("pwg:Version", version === "" ? VERSION : version),
      element("scan:Intent", "Document"),
      element("pwg:ScanRegions", [
        element("pwg:ScanRegion", [
          element("pwg:ContentRegionUnits", UNITS),
          element("pwg:XOffset", 0),
          element("pwg:YOffset", 0),
          element("pwg:Width", settings.width),
          element("pwg:Height", settings.height),
        ]),
      ]),
      element("pwg:InputSource", source === "glass" ? "Platen" : "Feeder"),
      element("pwg:DocumentFormat", format),
      element("scan:DocumentFormatExt", format),
      element("scan:ColorMode", settings.colourMode),
      element("scan:XResolution", settings.dpi),
      element("scan:YResolution", settings.dpi),
      source === "glass" ? undefined : element("scan:Duplex", source === "feederTwoSided"),
    ],
    { "xmlns:scan": SCAN_NS, "xmlns:pwg": PWG_NS },
  );
  return xmlDocument(root);
};
