/** UPS behind a NUT server (upsd). It is looked at every two seconds: between the mains' end and an empty battery there may be few minutes. */
import { z } from "zod";
import { ExchangeError } from "../../../core/exchange/errors.ts";
import type { DeviceCall, DeviceReport } from "../../../core/hall/device.ts";
import { deviceGarbage, openTcp, type TcpLine } from "../../kit/tcp.ts";
import { type DeviceAddress, deviceAddress } from "../address.ts";
import { defineDriver } from "../define.ts";
import { DEFAULT_PORT, VARIABLE } from "./contract/nut.ts";
import { errorOf, isStale, quoted, reportOf, STALE, upsNames, variablesOf, wholeLine, wholeList } from "./wire.ts";

const config = z
  .object({ url: deviceAddress("nut", DEFAULT_PORT, "nut://user:password@192.0.2.7:3493/ups"), options: z.object({}) })
  .transform(({ url }): DeviceAddress => url);

/** upsd refuses us: nothing that time mends. The answer's name only: a line could repeat the password. */
const refused = (name: string): ExchangeError =>
  new ExchangeError("pause", `upsd refuses: ${name}`, {
    code: "ups.refused",
    blame: "hub",
    hint: {
      vi: `Máy chủ NUT từ chối (${name}): kiểm tra tài khoản trong upsd.users và tên bộ lưu điện trong địa chỉ.`,
      en: `The NUT server refuses (${name}): check the account in upsd.users and the UPS's name in the address.`,
    },
  });

/** Asks one thing; the answer without its error, or the error's name. */
const ask = async (
  line: TcpLine,
  command: string,
  whole = wholeLine,
): Promise<{ readonly text: string } | { readonly error: string }> => {
  await line.write(`${command}\n`, { harmless: true });
  const text = (await line.read(whole)).toString("utf8");
  const error = errorOf(text);
  return error === undefined ? { text } : { error };
};
const mustHave = async (line: TcpLine, command: string, begins: string, whole = wholeLine): Promise<string> => {
  const answer = await ask(line, command, whole);
  if ("error" in answer) throw refused(answer.error);
  if (!answer.text.startsWith(begins)) throw deviceGarbage("no answer of upsd", false);
  return answer.text;
};

/** The UPS that the address names, or the only one. */
const nameOf = async (line: TcpLine, path: string): Promise<string> => {
  if (path !== "") return path;
  const names = upsNames(await mustHave(line, "LIST UPS", "BEGIN LIST UPS", wholeList));
  const [only] = names;
  if (only === undefined || names.length > 1) throw refused(`${names.length} UPS, none named`);
  return only;
};

const look = async ({ config: address, signal }: DeviceCall<DeviceAddress>): Promise<DeviceReport> => {
  const line = await openTcp(address, signal);
  try {
    if (address.username !== "") {
      await mustHave(line, `USERNAME ${quoted(address.username)}`, "OK");
      await mustHave(line, `PASSWORD ${quoted(address.password)}`, "OK");
    }
    const name = await nameOf(line, address.path);
    // upsd checks name and password of an account only when it logs in.
    if (address.username !== "") await mustHave(line, `LOGIN ${quoted(name)}`, "OK");
    const status = await ask(line, `GET VAR ${quoted(name)} ${VARIABLE.status}`);
    if ("error" in status) {
      if (isStale(status.error)) return STALE;
      throw refused(status.error);
    }
    const all = await mustHave(line, `LIST VAR ${quoted(name)}`, "BEGIN LIST VAR", wholeList);
    const variables = new Map([...variablesOf(all), ...variablesOf(status.text)]);
    // Else upsd would wait for us when it shuts the UPS down.
    await line.write("LOGOUT\n", { harmless: true });
    return reportOf(variables);
  } finally {
    line.close();
  }
};

export default defineDriver<DeviceAddress>({
  kind: "ups",
  scheme: "nut",
  title: { vi: "Bộ lưu điện qua NUT", en: "UPS by NUT" },
  config,
  everyMs: 2_000,
  look,
});
