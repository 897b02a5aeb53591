/** Settings of a telephone exchange: LIENTHONG_HALL_<ID> = ivr://:secret@host:port (ivrs:// over TLS); what it says is in the device's options. */
import { z } from "zod";
import { type DeviceAddress, readAddress } from "../address.ts";
import { type Said, USUAL_HOURS } from "./words.ts";

const LEAST_SECRET = 16;

export interface IvrConfig {
  /** Where the exchange answers: "https://pbx.example:8443". */
  readonly baseUrl: string;
  /** Signs what it posts, and the state of each call; a secret. */
  readonly secret: string;
  /** Whom key 0 connects to; absent: the caller is asked to come. */
  readonly operator?: string;
  readonly hours: Said;
}

const options = z.looseObject({
  /** A text, so that its leading zero stays. */
  operator: z
    .string()
    .regex(/^\d{3,15}$/)
    .optional(),
  hoursVi: z.string().min(1).max(600).default(USUAL_HOURS.vi),
  hoursEn: z.string().min(1).max(600).default(USUAL_HOURS.en),
});

const addressOf = (url: string): (DeviceAddress & { readonly tls: boolean }) | undefined => {
  const plain = readAddress(url, "ivr", 80);
  if (plain !== undefined) return { ...plain, tls: false };
  const secure = readAddress(url, "ivrs", 443);
  return secure === undefined ? undefined : { ...secure, tls: true };
};

export const config = z
  .object({ url: z.string(), options: z.record(z.string(), z.unknown()).default({}) })
  .transform(({ url, options: given }, context): IvrConfig => {
    const wrong = (message: string): never => {
      context.addIssue({ code: "custom", message });
      return z.NEVER;
    };
    const address = addressOf(url);
    if (address === undefined)
      return wrong(
        "địa chỉ tổng đài viết sai, mẫu đúng: ivr://:khóa@192.0.2.30:8088 / the exchange's address is not written like ivr://:secret@192.0.2.30:8088",
      );
    if (address.password.length < LEAST_SECRET)
      return wrong(`khóa ký cần ít nhất ${LEAST_SECRET} ký tự / the secret needs at least ${LEAST_SECRET} characters`);
    const read = options.safeParse(given);
    if (!read.success)
      return wrong(
        `${read.error.issues[0]?.path.join(".") ?? "options"}: tùy chọn của thiết bị trong catalogs/halls không hợp lệ / an option of the device in catalogs/halls is not valid`,
      );
    const { operator, hoursVi, hoursEn } = read.data;
    const host = address.hostname.includes(":") ? `[${address.hostname}]` : address.hostname;
    return {
      baseUrl: `${address.tls ? "https" : "http"}://${host}:${address.port}`,
      secret: address.password,
      ...(operator === undefined ? {} : { operator }),
      hours: { vi: hoursVi, en: hoursEn },
    };
  });
