/**
 * What is asked of a photocopier: Host Resources MIB (RFC 2790) and Printer MIB (RFC 3805), by SNMP v2c. Alert codes: IANA-PRINTER-MIB.
 * Glossary: marker = bộ in · supply = vật tư (mực, hộp mực thải) · tray = khay giấy.
 */

export const DEFAULT_PORT = 161;
export const sampleCommunity = "mot-cua-doc";

/** Columns without their index, scalars with ".0". */
export const OID = {
  sysDescr: "1.3.6.1.2.1.1.1.0",
  sysName: "1.3.6.1.2.1.1.5.0",
  /** 1 unknown, 2 running, 3 warning, 4 testing, 5 down. */
  hrDeviceStatus: "1.3.6.1.2.1.25.3.2.1.5",
  /** 1 other, 2 unknown, 3 idle, 4 printing, 5 warm-up. */
  hrPrinterStatus: "1.3.6.1.2.1.25.3.5.1.1",
  /** Bits, the highest of the first byte is bit 0. */
  hrPrinterDetectedErrorState: "1.3.6.1.2.1.25.3.5.1.2",
  prtInputMaxCapacity: "1.3.6.1.2.1.43.8.2.1.9",
  prtInputCurrentLevel: "1.3.6.1.2.1.43.8.2.1.10",
  prtInputName: "1.3.6.1.2.1.43.8.2.1.13",
  prtMarkerLifeCount: "1.3.6.1.2.1.43.10.2.1.4",
  prtMarkerSuppliesDescription: "1.3.6.1.2.1.43.11.1.1.6",
  prtMarkerSuppliesMaxCapacity: "1.3.6.1.2.1.43.11.1.1.8",
  /** Of a container what is left; of a receptacle for waste the room that is left. */
  prtMarkerSuppliesLevel: "1.3.6.1.2.1.43.11.1.1.9",
  prtAlertSeverityLevel: "1.3.6.1.2.1.43.18.1.1.2",
  prtAlertCode: "1.3.6.1.2.1.43.18.1.1.7",
  prtAlertDescription: "1.3.6.1.2.1.43.18.1.1.8",
} as const;

/** Bits of hrPrinterDetectedErrorState. */
export const ERROR_BITS = [
  "lowPaper",
  "noPaper",
  "lowToner",
  "noToner",
  "doorOpen",
  "jammed",
  "offline",
  "serviceRequested",
  "inputTrayMissing",
  "outputTrayMissing",
  "markerSupplyMissing",
  "outputNearFull",
  "outputFull",
  "inputTrayEmpty",
  "overduePreventMaint",
] as const;
export type ErrorBit = (typeof ERROR_BITS)[number];

/** A level that is no amount: other, unknown, "some is left". */
export const LEVEL = { other: -1, unknown: -2, some: -3 } as const;

export const SEVERITY = { other: 1, critical: 3, warning: 4, warningBinaryChange: 5 } as const;

export const ALERT = {
  coverOpen: 3,
  interlockOpen: 5,
  jam: 8,
  doorOpen: 501,
  inputMediaTrayMissing: 801,
  inputMediaSupplyLow: 807,
  inputMediaSupplyEmpty: 808,
  outputMediaTrayMissing: 901,
  outputMediaTrayAlmostFull: 902,
  outputMediaTrayFull: 903,
  markerTonerEmpty: 1101,
  markerInkEmpty: 1102,
  markerTonerAlmostEmpty: 1104,
  markerInkAlmostEmpty: 1105,
  markerWasteTonerReceptacleAlmostFull: 1107,
  markerWasteTonerReceptacleFull: 1109,
  markerOpcLifeAlmostOver: 1111,
  markerOpcLifeOver: 1112,
  markerTonerCartridgeMissing: 1115,
} as const;
