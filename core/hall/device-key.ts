/**
 * What a device that comes to the hub by itself (kiosk, tablet, ticket machine, call unit) proves itself by: derived from the hub's secret and
 * the device's id, so that it is stored nowhere and an operator can print it at any time.
 */
import { createHmac, timingSafeEqual } from "node:crypto";

/** 24 letters of base64url: 144 bits. */
const LENGTH = 24;

/** The key of a device. */
export const deviceKeyOf = (secret: string, deviceId: string): string =>
  createHmac("sha256", secret).update(`hall-device:${deviceId}`).digest("base64url").slice(0, LENGTH);

/** Compares in constant time. */
export const isDeviceKey = (secret: string, deviceId: string, key: string): boolean => {
  const right = Buffer.from(deviceKeyOf(secret, deviceId));
  const given = Buffer.from(key.slice(0, LENGTH + 1));
  return given.length === right.length && timingSafeEqual(given, right);
};
