/** Tells the log of every alert that is new, once: at error level, so that whoever watches the log wakes up. No personal data. */
import type { Logger } from "pino";
import type { Hub } from "../../core/hub.ts";
import { safeError } from "../log.ts";
import { type Alert, quickAlerts } from "./alerts.ts";

/** Real milliseconds. */
const EVERY_MS = 60_000;

const nameOf = ({ kind, about }: Alert): string => `${kind} ${about}`;

/** Compares with what was told before; for a test without a clock. */
export const createAlertBook = (log: Pick<Logger, "error" | "info">) => {
  let told = new Map<string, Alert>();
  return {
    tell: (alerts: readonly Alert[]): void => {
      const now = new Map(alerts.map((alert) => [nameOf(alert), alert]));
      for (const [name, { kind, about, vi, en, count }] of now)
        if (!told.has(name)) log.error({ alert: kind, about, vi, ...(count === undefined ? {} : { count }) }, en);
      for (const [name, { kind, about }] of told) if (!now.has(name)) log.info({ alert: kind, about }, "alert over");
      told = now;
    },
  };
};

/** Looks every minute; the function ends it. A look that fails is told and made again. */
export const watchAlerts = (
  hub: Parameters<typeof quickAlerts>[0] & Pick<Hub, "now">,
  log: Logger,
  everyMs = EVERY_MS,
): (() => void) => {
  const book = createAlertBook(log);
  const timer = setInterval(() => {
    quickAlerts(hub).then(book.tell, (error: unknown) => log.warn({ error: safeError(error) }, "alerts could not be read"));
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
};
