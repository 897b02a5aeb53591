/** The meter of a photocopier, and of any network printer: pages, toner, paper and troubles by SNMP. It is only read. */
import { z } from "zod";
import { ExchangeError } from "../../../core/exchange/errors.ts";
import type { DeviceCall, DeviceReport } from "../../../core/hall/device.ts";
import { type DeviceAddress, deviceAddress } from "../address.ts";
import { defineDriver } from "../define.ts";
import { DEFAULT_PORT, OID } from "./contract/printer-mib.ts";
import { openSnmp, type SnmpLine, type SnmpValue } from "./snmp.ts";
import { type CopierValues, type Filling, reportOf } from "./wire.ts";

const EXAMPLE = "snmp://community@192.0.2.8:161";
const config = z
  .object({ url: deviceAddress("snmp", DEFAULT_PORT, EXAMPLE), options: z.object({}) })
  .transform(({ url }, context): DeviceAddress => {
    if (url.username === "")
      context.addIssue({
        code: "custom",
        message: `thiếu chuỗi community, mẫu đúng: ${EXAMPLE} / the community is missing: ${EXAMPLE}`,
      });
    return url;
  });

const numberOf = (value: SnmpValue | undefined): number | undefined => (typeof value === "number" ? value : undefined);
const textOf = (value: SnmpValue | undefined): string => (value instanceof Uint8Array ? new TextDecoder().decode(value) : "");
const firstOf = (column: ReadonlyMap<string, SnmpValue>): SnmpValue | undefined => [...column.values()][0];

const fillingsOf = async (line: SnmpLine, name: string, level: string, most: string): Promise<readonly Filling[]> => {
  const names = await line.column(name);
  const [levels, capacities] = [await line.column(level), await line.column(most)];
  return [...levels].flatMap(([index, value]) => {
    const [left, capacity] = [numberOf(value), numberOf(capacities.get(index))];
    return left === undefined ? [] : [{ name: textOf(names.get(index)), level: left, most: capacity ?? 0 }];
  });
};

/** Reads one after the other: small machines drop what comes meanwhile. */
const read = async (line: SnmpLine): Promise<CopierValues> => {
  const description = textOf(await line.get(OID.sysDescr));
  const errorState = firstOf(await line.column(OID.hrPrinterDetectedErrorState));
  const printer = await line.column(OID.hrPrinterStatus);
  const [index] = [...printer.keys()];
  const severities = await line.column(OID.prtAlertSeverityLevel);
  const [codes, descriptions] = [await line.column(OID.prtAlertCode), await line.column(OID.prtAlertDescription)];
  return {
    description,
    pages: numberOf(firstOf(await line.column(OID.prtMarkerLifeCount))),
    deviceStatus: index === undefined ? undefined : numberOf(await line.get(`${OID.hrDeviceStatus}.${index}`)),
    printerStatus: numberOf(firstOf(printer)),
    errorState: errorState instanceof Uint8Array ? errorState : new Uint8Array(),
    trays: await fillingsOf(line, OID.prtInputName, OID.prtInputCurrentLevel, OID.prtInputMaxCapacity),
    supplies: await fillingsOf(
      line,
      OID.prtMarkerSuppliesDescription,
      OID.prtMarkerSuppliesLevel,
      OID.prtMarkerSuppliesMaxCapacity,
    ),
    alerts: [...severities].map(([row, severity]) => ({
      severity: numberOf(severity) ?? 0,
      code: numberOf(codes.get(row)) ?? 0,
      description: textOf(descriptions.get(row)),
    })),
  };
};

const noPrinter = (): ExchangeError =>
  new ExchangeError("pause", "the device answers and has no printer in its MIB", {
    code: "copier.no-printer",
    blame: "hub",
    hint: {
      vi: "Thiết bị trả lời SNMP nhưng không phải máy in, máy photo: kiểm tra địa chỉ.",
      en: "The device answers SNMP and is no printer or copier: check its address.",
    },
  });

const look = async ({ config: address, signal }: DeviceCall<DeviceAddress>): Promise<DeviceReport> => {
  const line = openSnmp(address, signal);
  try {
    const values = await read(line);
    if (values.pages === undefined && values.printerStatus === undefined) throw noPrinter();
    return reportOf(values);
  } finally {
    line.close();
  }
};

export default defineDriver<DeviceAddress>({
  kind: "copierMeter",
  scheme: "snmp",
  title: { vi: "Công tơ máy photo qua SNMP", en: "Photocopier meter by SNMP" },
  config,
  everyMs: 15_000,
  // Fifteen questions, one after the other; a machine that wakes up takes some seconds.
  timeoutMs: 10_000,
  look,
});
