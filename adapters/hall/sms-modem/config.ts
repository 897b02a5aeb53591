/** Settings of a modem: LIENTHONG_HALL_<ID> = at://[:PIN@]host[:port][?sending=text][&alphabet=plain] (README.md). */
import { z } from "zod";
import { deviceAddress } from "../address.ts";

/** Serial servers put a line on any port; 4001 is the first of the common ones (unsourced). */
const USUAL_PORT = 4001;

export interface ModemConfig {
  readonly hostname: string;
  readonly port: number;
  /** The SIM's PIN; a secret. Absent: the SIM asks for none. */
  readonly pin?: string;
  /** pdu: every message as a PDU. text: messages that fit one unaccented segment go in text mode, for modems that do PDU badly. */
  readonly sending: "pdu" | "text";
  /** accented: UCS-2 where a text has marks. plain: marks are taken off, a third of the price of a long text. */
  readonly alphabet: "accented" | "plain";
}

const query = z.strictObject({
  sending: z.enum(["pdu", "text"]).default("pdu"),
  alphabet: z.enum(["accented", "plain"]).default("accented"),
});

/** Where a modem is named by its line, so that sending and listening share it. */
export const lineName = ({ hostname, port }: Pick<ModemConfig, "hostname" | "port">): string => `at://${hostname}:${port}`;

export const config = z
  .object({
    url: deviceAddress("at", USUAL_PORT, "at://192.0.2.10:4001"),
    options: z.record(z.string(), z.unknown()).default({}),
  })
  .transform(({ url: { hostname, port, password, query: asked } }, context): ModemConfig => {
    const said = query.safeParse(asked);
    const wrong = (message: string): never => {
      context.addIssue({ code: "custom", message });
      return z.NEVER;
    };
    if (password !== "" && !/^\d{4,8}$/.test(password))
      return wrong("mã PIN gồm 4–8 chữ số, viết at://:PIN@máy:cổng / a PIN has 4–8 digits, written at://:PIN@host:port");
    if (!said.success) return wrong("sau ? chỉ có sending=pdu|text và alphabet=accented|plain / only these after ?");
    return { hostname, port, ...(password === "" ? {} : { pin: password }), ...said.data };
  });
