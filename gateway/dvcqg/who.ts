/**
 * Who calls at this door: by a session of `mapi/login`, by the header of an LGSP (`lgspaccesstoken`, domain.md §1.1), or by what the other doors
 * take. User name = the id of a shared credential, password = its secret. Wrong ones are counted by address, as at every door.
 */
import type { Context } from "hono";
import { z } from "zod";
import type { Hub, Proven } from "../../core/hub.ts";
import type { Entry } from "../auth/entry.ts";
import type { Identified } from "../auth/identify.ts";
import { provers, type Remembered, remembering } from "../auth/remember.ts";
import { isSigned } from "../auth/signature.ts";
import type { GatewayEnv } from "../env.ts";
import type { Problem } from "../problem.ts";
import { missing } from "./fields.ts";
import { CODES, failed, type Outcome } from "./protocol.ts";
import { isSessionOf, openSession, readSession, SESSION_SECONDS, sameSecret } from "./session.ts";
import { faulty, SESSION } from "./texts.ts";

export interface WhoOptions {
  readonly hub: Pick<Hub, "partners">;
  readonly entry: Entry;
  readonly metrics: { turnedAway(code: string): void };
  /** Real time, milliseconds. */
  readonly clock: () => number;
}

export type Refused = { readonly refused: Outcome; readonly problem?: Problem };
const isRefused = (value: Identified | Refused): value is Refused => "refused" in value;

const login = z.object({ username: z.string().min(1).max(120), password: z.string().min(1).max(200) });
/** The header holds base64 of a JSON with these beside names of application and partner, which say nothing that proves anything. */
const lgsp = z.object({ AccessKey: z.string().min(1).max(120), SecretKey: z.string().min(1).max(200) });
const MOST_HEADER = 2_000;

/** A limit's problem (429) in the protocol's words. */
export const limited = (problem: Problem): Refused => ({
  refused: failed(CODES.refused, `${problem.detail.vi.replace(/\.$/, "")}, vui lòng thử lại sau`, problem.code),
  problem,
});

/** A proof that is none (401) in the protocol's words. */
export const unproved = ({ detail, code }: Problem): Outcome => failed(CODES.session, detail.vi.replace(/\.$/, ""), code);

const readLgsp = (header: string): z.infer<typeof lgsp> | undefined => {
  if (header.length > MOST_HEADER) return undefined;
  try {
    return lgsp.safeParse(JSON.parse(Buffer.from(header, "base64").toString("utf8"))).data;
  } catch {
    return undefined;
  }
};

export interface Who {
  /** The answer to `login`. */
  login(c: Context<GatewayEnv>, body: unknown): Promise<Readonly<Record<string, unknown>> | Refused>;
  /** Who signed this request (LT-HMAC-SHA256), asked before its body is read, which is then held to the signature; undefined: nobody signed it. */
  signer(c: Context<GatewayEnv>): Promise<Identified | Refused | undefined>;
  /** Who made this call, by its session or, without one, by its headers. */
  of(c: Context<GatewayEnv>, session: unknown): Promise<Identified | Refused>;
}

/** Makes the door's reading of who calls. */
export const createWho = ({ hub, entry, metrics, clock }: WhoOptions): Who => {
  const { limits } = entry;
  const shared: Remembered<Proven & { readonly secret: string }> = remembering(clock);
  const known = provers();

  const wrong = (c: Context<GatewayEnv>, refused: Outcome): Refused => {
    limits.wrong(entry.addressOf(c));
    metrics.turnedAway(refused.code ?? "");
    return { refused };
  };

  /** The account of a shared credential where `proves` says that the caller has its secret; the secret of nobody is tried all the same. */
  const proven = async (
    c: Context<GatewayEnv>,
    id: string,
    proves: (secret: string) => boolean,
    otherwise: () => Outcome,
  ): Promise<(Proven & { readonly secret: string }) | Refused> => {
    // Of a guesser's address nothing new is looked up; who was right before, from the same address, still gets in.
    const address = entry.addressOf(c);
    const barred = known.has(address, id) ? undefined : limits.barred(address);
    if (barred !== undefined) return limited(barred);
    const found = await shared.find(id, () => hub.partners.byShared(id));
    if (!proves(found?.secret ?? "nobody") || found === undefined) return wrong(c, otherwise());
    known.proved(address, id);
    return found;
  };

  const bySession = async (c: Context<GatewayEnv>, session: string): Promise<Identified | Refused> => {
    const claim = readSession(session);
    if (claim === undefined) return wrong(c, SESSION.wrong());
    const found = await proven(c, claim.credentialId, (secret) => isSessionOf(session, secret), SESSION.wrong);
    if ("refused" in found) return found;
    return claim.endsAt <= clock() ? { refused: SESSION.expired() } : { partner: found.partner, credential: found.credential };
  };

  const byLgsp = async (c: Context<GatewayEnv>, header: string): Promise<Identified | Refused> => {
    const keys = readLgsp(header);
    if (keys === undefined) return wrong(c, SESSION.credentials());
    const found = await proven(c, keys.AccessKey, (secret) => sameSecret(secret, keys.SecretKey), SESSION.credentials);
    return "refused" in found ? found : { partner: found.partner, credential: found.credential };
  };

  const byHttp = async (c: Context<GatewayEnv>): Promise<Identified | Refused> => {
    const found = await entry.identify(c);
    if (!("problem" in found)) return found;
    if (found.problem.code === "partner.no-key") return { refused: SESSION.none() };
    if (found.problem.status === 429) return limited(found.problem);
    metrics.turnedAway(found.problem.code);
    return { refused: unproved(found.problem) };
  };

  return {
    signer: async (c) => (isSigned(c.req.header("authorization") ?? "") ? byHttp(c) : undefined),
    login: async (c, body) => {
      const parsed = login.safeParse(body);
      if (!parsed.success) return { refused: faulty(missing("username, password")) };
      const { username, password } = parsed.data;
      const found = await proven(c, username, (secret) => sameSecret(secret, password), SESSION.credentials);
      if ("refused" in found) return found;
      const problem = await entry.admit(c, found, 0);
      if (problem !== undefined) return limited(problem);
      return {
        // A number here, a text elsewhere: as the portal has it (domain.md §1.1).
        error_code: 0,
        session: openSession(found.credential.id, found.secret, clock()),
        message: "Đăng nhập thành công",
        expires_in: SESSION_SECONDS,
      };
    },
    of: async (c, session) => {
      if (typeof session === "string" && session !== "") return bySession(c, session);
      const header = c.req.header("lgspaccesstoken");
      return header === undefined ? byHttp(c) : byLgsp(c, header);
    },
  };
};

export { isRefused };
