/**
 * Who may still try to look a dossier up (R-A08, R-E02): wrong tries are counted per dossier code and per address, over all public doors
 * together (REST and pages), so that nobody gets a second set of tries at the next door. Held in memory, per process.
 */
import { type Attempts, countAttempts } from "./attempts.ts";
import { addressGroup } from "./limits.ts";

/** A key has 31^10 forms: ten tries a quarter of an hour find it in 10^12 years, and a person who mistypes has enough. */
export const TRIES_PER_CODE = 10;
/** One address serves many people (a commune's kiosk, a mobile carrier), so it gets more. */
const TRIES_PER_ADDRESS = 60;
const WINDOW_MS = 15 * 60_000;

export interface LookUpLock {
  /** Milliseconds until this code may be tried again from this address; 0 where it may now. */
  lockedFor(code: string, address: string): number;
  /** Counts one wrong try. */
  wrong(code: string, address: string): void;
}

/** One lock for all doors of a process; `clock` in milliseconds of real time. */
export const createLookUpLock = (clock: () => number): LookUpLock => {
  const byCode: Attempts = countAttempts(TRIES_PER_CODE, WINDOW_MS, clock);
  const byAddress: Attempts = countAttempts(TRIES_PER_ADDRESS, WINDOW_MS, clock);
  return {
    lockedFor: (code, address) => Math.max(byCode.lockedFor(code.toUpperCase()), byAddress.lockedFor(addressGroup(address))),
    wrong: (code, address) => {
      byCode.wrong(code.toUpperCase());
      byAddress.wrong(addressGroup(address));
    },
  };
};
