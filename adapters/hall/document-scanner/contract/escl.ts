/**
 * What is on the wire between a client and an eSCL ("AirScan") scanner: names and numbers of the protocol, no logic.
 * Source: eSCL technical specification 2.97 of the Mopria Alliance, as public clients and devices use it.
 */

export const SCAN_NS = "http://schemas.hp.com/imaging/escl/2011/05/03";
export const PWG_NS = "http://www.pwg.org/schemas/2010/12/sm";
/** The version that a client says it speaks; every scanner since about 2012 takes it. */
export const VERSION = "2.6";
/** Where the service lies unless its address says otherwise. */
export const DEFAULT_PATH = "/eSCL";
export const RESOURCES = {
  capabilities: "ScannerCapabilities",
  status: "ScannerStatus",
  jobs: "ScanJobs",
  next: "NextDocument",
} as const;

/** Lengths are counted in these: 1/300 inch, whatever the resolution. */
export const UNITS = "escl:ThreeHundredthsOfInches";
export const UNITS_PER_INCH = 300;
/** 210 × 297 mm. */
export const A4 = { width: 2480, height: 3508 } as const;

export const INPUT_SOURCES = ["Platen", "Feeder"] as const;
export const COLOUR_MODES = ["BlackAndWhite1", "Grayscale8", "RGB24"] as const;
export const FORMATS = ["application/pdf", "image/jpeg"] as const;

export const ADF_STATES = [
  "ScannerAdfEmpty",
  "ScannerAdfLoaded",
  "ScannerAdfProcessing",
  "ScannerAdfJam",
  "ScannerAdfHatchOpen",
  "ScannerAdfMispick",
  "ScannerAdfMultipickDetected",
  "ScannerAdfDuplexPageTooShort",
  "ScannerAdfDuplexPageTooLong",
  "ScannerAdfInputTrayFailed",
  "ScannerAdfInputTrayOverloaded",
] as const;
