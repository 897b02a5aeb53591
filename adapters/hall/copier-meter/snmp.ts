/** One SNMP v2c session with one device, closed when the call's time is over. net-snmp keeps a socket and timers of its own: close it always. */
import snmp, { type Session, type Varbind } from "net-snmp";
import { deviceGarbage, deviceOffline } from "../../kit/tcp.ts";
import type { DeviceAddress } from "../address.ts";

/** An integer or counter, or bytes of text. */
export type SnmpValue = number | Uint8Array;

export interface SnmpLine {
  /** A single value; undefined where the device has none. */
  get(oid: string): Promise<SnmpValue | undefined>;
  /** A column by its index ("1.1"), in the order of the table; empty where the device has none. */
  column(oid: string): Promise<ReadonlyMap<string, SnmpValue>>;
  close(): void;
}

/** One datagram lost is asked again; more is the watcher's business. */
const RETRIES = 1;
const TIMEOUT_MS = 1_000;
/** So many rows in one answer: they fit one datagram. */
const ROWS = 10;
/** A device that never ends its table is none. */
const MOST_ROWS = 500;

const readingOf = (varbind: Varbind): SnmpValue | undefined => {
  if (snmp.isVarbindError(varbind)) return undefined;
  const { value } = varbind;
  return typeof value === "number" || value instanceof Uint8Array ? value : undefined;
};

/** Opens a session. Errors of its questions: device.offline where nothing comes or the time is over, device.garbage where it is no SNMP. */
export const openSnmp = ({ hostname, port, username }: DeviceAddress, signal: AbortSignal): SnmpLine => {
  const where = `${hostname}:${port}`;
  let broken: unknown = signal.aborted ? deviceOffline(where, "the time was over") : undefined;
  let giveUp = (_: unknown): void => {};
  let closed = false;
  const session: Session = snmp.createSession(hostname, username, {
    version: snmp.Version2c,
    port,
    retries: RETRIES,
    timeout: TIMEOUT_MS,
    transport: hostname.includes(":") ? "udp6" : "udp4",
  });
  const close = (): void => {
    if (closed) return;
    closed = true;
    signal.removeEventListener("abort", aborted);
    session.close();
  };
  const fail = (error: unknown): void => {
    broken ??= error;
    giveUp(broken);
    close();
  };
  const aborted = (): void => fail(deviceOffline(where, "the time was over"));
  signal.addEventListener("abort", aborted, { once: true });
  session.on("error", () => fail(deviceGarbage("no SNMP message", false)));

  const ask = <T>(question: (done: (error: Error | null, value: T) => void) => void): Promise<T> =>
    new Promise((resolve, reject) => {
      if (broken !== undefined) return reject(broken);
      giveUp = reject;
      question((error, value) => {
        if (error === null) resolve(value);
        else
          reject(
            broken ??
              (error instanceof snmp.ResponseInvalidError ? deviceGarbage(error.message, false) : deviceOffline(where, error)),
          );
      });
    });

  return {
    get: (oid) =>
      ask((done) =>
        session.get([oid], (error, varbinds) => done(error, varbinds?.[0] === undefined ? undefined : readingOf(varbinds[0]))),
      ),
    column: (oid) => {
      const rows = new Map<string, SnmpValue>();
      return ask((done) =>
        session.subtree(
          oid,
          ROWS,
          (varbinds) => {
            for (const varbind of varbinds) {
              const value = readingOf(varbind);
              if (value !== undefined) rows.set(varbind.oid.slice(oid.length + 1), value);
            }
            // Answering true ends the walk.
            return rows.size > MOST_ROWS ? true : undefined;
          },
          (error) => done(error, rows),
        ),
      );
    },
    close,
  };
};
