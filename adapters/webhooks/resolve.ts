/** Asking name servers for a webhook's target: every address is checked before a connection is made to it (target.ts). */
import { lookup as systemLookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { addressFault, readTarget, TARGET_FAULTS, type TargetFault, type TargetPolicy } from "./target.ts";

/** All addresses of a name. The system's resolver, unless a test hands in another. */
export type Resolver = (host: string) => Promise<readonly { readonly address: string; readonly family: number }[]>;

export const systemResolver: Resolver = (host) =>
  new Promise((resolve, reject) =>
    systemLookup(host, { all: true }, (error, found) => (error === null ? resolve(found) : reject(error))),
  );

/** The name means an address that the hub does not call. */
export class TargetForbidden extends Error {
  readonly fault: TargetFault;
  constructor(fault: TargetFault) {
    super(TARGET_FAULTS[fault].en);
    this.name = "TargetForbidden";
    this.fault = fault;
  }
}

/** Addresses of a target, all of them permitted. One bad address among good ones is no accident: nothing is called then. */
const permitted = async (url: URL, policy: TargetPolicy, resolve: Resolver) => {
  const found = await resolve(url.hostname);
  const fault = found.map(({ address }) => addressFault(url, address, policy)).find((one) => one !== undefined);
  if (fault !== undefined) throw new TargetForbidden(fault);
  return found;
};

/**
 * `lookup` of a connection to this target (net.connect): gives only addresses that were checked just now, so what is connected to is what was
 * checked. Fails with TargetForbidden, or as the resolver does. An IP literal is never looked up: readTarget has checked it.
 */
export const guardedLookup =
  (url: URL, policy: TargetPolicy, resolve: Resolver = systemResolver): LookupFunction =>
  (_host, options, callback) => {
    permitted(url, policy, resolve).then(
      (found) => {
        const [first] = found;
        if (first === undefined) callback(new TargetForbidden("unresolvable"), "");
        else if (options.all) callback(null, [...found]);
        else callback(null, first.address, first.family);
      },
      (error: unknown) => callback(error instanceof Error ? error : new TargetForbidden("unresolvable"), ""),
    );
  };

/** The whole check when a webhook is asked for: form, host, port, and where its name leads now. undefined: it may be called. */
export const targetFault = async (
  text: string,
  policy: TargetPolicy,
  resolve: Resolver = systemResolver,
): Promise<TargetFault | undefined> => {
  const read = readTarget(text, policy);
  if ("fault" in read) return read.fault;
  if (isIP(read.url.hostname.replace(/^\[|\]$/g, "")) !== 0) return undefined;
  try {
    return (await permitted(read.url, policy, resolve)).length === 0 ? "unresolvable" : undefined;
  } catch (error) {
    return error instanceof TargetForbidden ? error.fault : "unresolvable";
  }
};
