/**
 * The people's face of the hub: who may sign in to the console, and who is signed in (R-I01).
 * Glossary: account = tài khoản · session = phiên đăng nhập · lock = tạm khóa sau nhiều lần sai.
 */
import { z } from "zod";
import type { Refusal } from "../dossier/types.ts";
import type { Instant } from "../time/types.ts";
import { PERSON_ROLES, type PersonRole } from "./roles.ts";

/** What makes a user name: it is typed by people, stands in logs and in the record of looks. */
export const PERSON_ID = /^[a-z0-9][a-z0-9._-]{1,59}$/;

/** A new account, as it comes from outside. */
export const newPerson = z.strictObject({
  id: z.string().regex(PERSON_ID, "chữ thường, số, chấm, gạch / lower case, digits, dots, hyphens"),
  name: z.string().normalize("NFC").trim().min(1).max(200),
  role: z.enum(PERSON_ROLES, "không có vai trò này / no such role"),
  /** Agencies whose dossiers the person works on; ["*"] = all. */
  agencies: z.array(z.string().min(1).max(40)).min(1).max(500),
});
export type NewPerson = z.infer<typeof newPerson>;

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly role: PersonRole;
  readonly agencies: readonly string[];
}
export interface PersonAccount extends Person {
  readonly createdAt: Instant;
  readonly disabledAt?: Instant;
  /** Wrong passwords in a row closed it until then; real time. */
  readonly lockedUntil?: Instant;
}

/** Who is signed in, and the token that his forms must bring back. */
export interface SignedIn {
  readonly person: Person;
  readonly formToken: string;
}

/** What came of a sign-in. `known`: the id, where there is such an account; for the log, never for the answer. */
export type SignIn =
  | { readonly outcome: "in"; readonly person: Person; readonly token: string }
  | { readonly outcome: "wrong"; readonly known?: string }
  | { readonly outcome: "locked"; readonly retryAfterSeconds: number; readonly known?: string }
  /** Too many at once; nothing was tried and nothing counted. */
  | { readonly outcome: "busy" };

export type PasswordChange =
  | { readonly outcome: "changed" }
  | { readonly outcome: "refused"; readonly refusal: Refusal }
  | Exclude<SignIn, { readonly outcome: "in" }>;

/** Who acts, and the reason that he gives. */
export interface By {
  /** "cli/root", "person/lan.nt". */
  readonly actor: string;
  readonly reason: string;
}

/** What is done to accounts is recorded with who did it and why (R-F06), in the same commit. */
export interface PeopleFace {
  /** Refusals: person.exists, person.password-… */
  add(person: NewPerson, password: string, by: By): Promise<PersonAccount | Refusal>;
  /** Another name, role or agencies; holds from the person's next click on. */
  change(id: string, changes: Partial<Omit<NewPerson, "id">>, by: By): Promise<PersonAccount | Refusal>;
  get(id: string): Promise<PersonAccount | undefined>;
  list(): Promise<readonly PersonAccount[]>;
  /** By the operator: a new password, which also unlocks; ends all sessions. */
  setPassword(id: string, password: string, by: By): Promise<Refusal | undefined>;
  /** By the person, who must know the present one: tries count as at sign-in. Ends all sessions, this one too. */
  changePassword(id: string, present: string, next: string): Promise<PasswordChange>;
  /** Nobody gets in by it any more, and who is in is out. False where there is no such account. */
  disable(id: string, by: By): Promise<boolean>;
  enable(id: string, by: By): Promise<boolean>;
  unlock(id: string, by: By): Promise<boolean>;
  /**
   * A new session for the right password. `replaces`: the token that the browser held before, which ends: a token given from outside
   * never becomes a session. Unknown, disabled and wrong are one outcome; a locked account refuses the right password too.
   */
  signIn(input: { readonly id: string; readonly password: string; readonly replaces?: string }): Promise<SignIn>;
  /**
   * Whose token it is; undefined once it is idle for 30 minutes, older than 12 hours, signed out, or the account disabled. `by`: a page that
   * asks anew by itself keeps no session awake whose person has walked away; default "person".
   */
  session(token: string, by?: "person" | "page"): Promise<SignedIn | undefined>;
  signOut(token: string): Promise<void>;
}
