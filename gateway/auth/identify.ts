/**
 * Who calls: one of the proofs that a partner system can give, each of which comes to the same `Identified`. In this order: certificate of
 * the connection, X-API-Key, Authorization (API key, access token, signed request). All that is presented must be right, and of one partner.
 * Glossary: credential = thông tin xác thực · API key = khóa API · access token = mã truy cập · signed request = yêu cầu ký số HMAC.
 */
import type { BlockList } from "node:net";
import type { Context } from "hono";
import type { Credential, Hub, PartnerAccount, Proven } from "../../core/hub.ts";
import type { Scope } from "../../core/partners/scopes.ts";
import type { GatewayEnv } from "../env.ts";
import type { Problem } from "../problem.ts";
import { clientAddress } from "./address.ts";
import {
  CERTIFICATE_HEADER,
  type ClientCertificate,
  isListed,
  isValidAt,
  readCertificateHeader,
  socketCertificate,
} from "./certificate.ts";
import type { Limits } from "./limits.ts";
import { IDENTITY } from "./problems.ts";
import { provers, type Remembered, remembering } from "./remember.ts";
import { EMPTY_HASH, isFresh, isSigned, isSignedBy, nonceSeconds, readSignature } from "./signature.ts";
import { withVerifiedBody, wrongBody } from "./signed-body.ts";
import { CONTENT_HASH_HEADER } from "./signing.ts";
import { looksLikeToken, type Tokens } from "./token.ts";

/** A partner that has proved itself, and by what. */
export interface Identified {
  readonly partner: PartnerAccount;
  readonly credential: Credential;
  /** What its access token is narrowed to; absent: all that the account may. */
  readonly scopes?: readonly Scope[];
  /** When the proof ends by itself (a token's end), milliseconds since 1970; absent: with its credential. */
  readonly endsAt?: number;
}
type Refused = { readonly problem: Problem };
export type Identify = (c: Context<GatewayEnv>) => Promise<Identified | Refused>;

export interface IdentifyOptions {
  readonly hub: Pick<Hub, "partners">;
  readonly tokens: Tokens;
  readonly limits: Pick<Limits, "wrong" | "isBarred" | "barred">;
  /** Real time, milliseconds. */
  readonly clock: () => number;
  /** Reverse proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies: number;
  /** TLS proxies whose Client-Cert is believed. */
  readonly certificateProxies: BlockList;
  readonly log: { warn(o: object, m: string): void };
}

/** Longer ones are not even hashed. */
const MAX_SECRET = 2_048;

/** One thing that a request shows. */
interface Presented {
  /** Whether nobody has to look it up, or it has been right before: what an address that guesses may still show. */
  known(): boolean;
  /** Passed over where something else is presented: a certificate that no partner registered says nothing about the caller. */
  readonly silent?: true;
  prove(): Promise<Identified | Refused>;
}

const isRefused = (value: Identified | Refused): value is Refused => "problem" in value;

/** Path and query as they came over the wire; `c.req.url` may have been put in order. */
const targetOf = (c: Context<GatewayEnv>): string => {
  const wire = c.env?.incoming?.url;
  if (wire?.startsWith("/")) return wire;
  const { pathname, search } = new URL(c.req.url);
  return `${pathname}${search}`;
};

/** Makes the function that says who calls. It refuses, and counts the wrong ones of an address; who nobody is costs no round trip. */
export const createIdentify = (options: IdentifyOptions): Identify => {
  const { hub, tokens, limits, clock, certificateProxies, log } = options;
  const keys: Remembered<Proven> = remembering(clock);
  const certificates: Remembered<Proven> = remembering(clock);
  const shared: Remembered<Proven & { readonly secret: string }> = remembering(clock);
  const signers = provers();
  const proofs: Remembered<Proven> = remembering(clock);
  let warned = false;

  const byKey = (key: string): Presented => ({
    known: () => keys.provedBefore(key),
    prove: async () => (await keys.find(key, () => hub.partners.byApiKey(key))) ?? { problem: IDENTITY.unknownKey() },
  });

  const byToken = (token: string): Presented => ({
    known: () => true,
    prove: async () => {
      const claims = await tokens.verify(token);
      if (claims === "expired") return { problem: IDENTITY.tokenExpired() };
      if (claims === "bad") return { problem: IDENTITY.badToken() };
      const { credentialId, partnerId, scopes, endsAt } = claims;
      // The token is ours; whether it is still to be honoured is the credential's and the account's to say.
      const proven = await proofs.find(credentialId, () => hub.partners.byId(credentialId));
      if (proven === undefined || proven.partner.id !== partnerId) return { problem: IDENTITY.tokenExpired() };
      return { ...proven, endsAt, ...(scopes === undefined ? {} : { scopes }) };
    },
  });

  const bySignature = (c: Context<GatewayEnv>, authorization: string, address: string): Presented => {
    const given = readSignature(authorization, c.req.header(CONTENT_HASH_HEADER));
    return {
      known: () => given === undefined || signers.has(address, given.credentialId),
      prove: async () => {
        if (given === undefined) return { problem: IDENTITY.malformedSignature() };
        const found = await shared.find(given.credentialId, () => hub.partners.byShared(given.credentialId));
        // An unknown id is compared all the same: its answer takes as long, and reads like that of a wrong secret.
        const right = isSignedBy(found?.secret ?? "nobody", given, c.req.method, targetOf(c));
        if (found === undefined || !right) return { problem: IDENTITY.badSignature() };
        signers.proved(address, given.credentialId);
        const now = clock();
        if (!isFresh(given, now)) return { problem: IDENTITY.staleTimestamp(now) };
        // Only now: a forger could use up the nonces of others.
        if (!(await hub.partners.useNonce(given.credentialId, given.nonce, nonceSeconds(given, now))))
          return { problem: IDENTITY.replayed() };
        const { body } = c.req.raw;
        if (body !== null) c.req.raw = withVerifiedBody(c.req.raw, body, given.contentHash);
        else if (given.contentHash !== EMPTY_HASH) return { problem: wrongBody() };
        return { partner: found.partner, credential: found.credential };
      },
    };
  };

  const byCertificate = (certificate: ClientCertificate): Presented => ({
    known: () => certificates.provedBefore(certificate.fingerprint),
    silent: true,
    prove: async () => {
      if (!isValidAt(certificate, clock())) return { problem: IDENTITY.certificateExpired() };
      const { fingerprint } = certificate;
      const proven = await certificates.find(fingerprint, () => hub.partners.byCertificate(fingerprint));
      return proven ?? { problem: IDENTITY.unknownCertificate() };
    },
  });

  /** The certificate of the caller: of its connection with us, or as a proxy of ours tells. */
  const certificateOf = (c: Context<GatewayEnv>): ClientCertificate | "bad" | undefined => {
    const header = c.req.header(CERTIFICATE_HEADER);
    const socket = c.env?.incoming?.socket;
    if (header !== undefined && isListed(certificateProxies, socket?.remoteAddress ?? ""))
      return readCertificateHeader(header) ?? "bad";
    if (header !== undefined && !warned) {
      warned = true;
      log.warn({ requestId: c.get("requestId") }, "Client-Cert from an address that is not in LIENTHONG_CERT_PROXIES is ignored");
    }
    return socketCertificate(socket);
  };

  const authorizationOf = (c: Context<GatewayEnv>, address: string): Presented | undefined => {
    const authorization = c.req.header("authorization") ?? "";
    if (isSigned(authorization)) return bySignature(c, authorization, address);
    const secret = /^Bearer +([\x21-\x7e]+) *$/i.exec(authorization)?.[1];
    if (secret === undefined || secret.length > MAX_SECRET) return undefined;
    return looksLikeToken(secret) ? byToken(secret) : byKey(secret);
  };

  const presentedBy = (
    c: Context<GatewayEnv>,
    certificate: ClientCertificate | undefined,
    address: string,
  ): readonly Presented[] => {
    const key = c.req.header("x-api-key")?.trim() ?? "";
    const authorization = authorizationOf(c, address);
    return [
      ...(certificate === undefined ? [] : [byCertificate(certificate)]),
      ...(key === "" || key.length > MAX_SECRET ? [] : [byKey(key)]),
      ...(authorization === undefined ? [] : [authorization]),
    ];
  };

  return async (c) => {
    const certificate = certificateOf(c);
    if (certificate === "bad") return { problem: IDENTITY.badCertificate() };
    const address = clientAddress(c, options.trustedProxies);
    const presented = presentedBy(c, certificate, address);
    if (presented.length === 0) return { problem: IDENTITY.nothing() };
    let found: Identified | undefined;
    for (const one of presented) {
      // Of a guesser's address nothing new is looked up; who was right before, from the same address, still gets in.
      const barred = limits.isBarred(address) && !one.known() ? limits.barred(address) : undefined;
      if (barred !== undefined) return { problem: barred };
      const proven = await one.prove();
      if (isRefused(proven)) {
        if (one.silent && presented.length > 1) continue;
        if (!IDENTITY.isGuess(proven.problem)) return proven;
        const tooMany = limits.barred(address);
        limits.wrong(address);
        return { problem: tooMany ?? proven.problem };
      }
      if (found !== undefined && found.partner.id !== proven.partner.id) return { problem: IDENTITY.twoIdentities() };
      found = { ...found, ...proven };
    }
    return found ?? { problem: IDENTITY.nothing() };
  };
};
