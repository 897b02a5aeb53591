/**
 * Secrets that the hub itself must compute with (HMAC of a shared secret, signing of webhooks) and so cannot keep as a hash: they lie in the
 * database sealed with AES-256-GCM, under a key derived from the hub's own secret. Whoever has the database alone reads none of them.
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

const CIPHER = "aes-256-gcm";
const KEY_BYTES = 32;
/** 96 bits, as NIST SP 800-38D has it for random ones: far fewer than 2^32 secrets are ever sealed. */
const IV_BYTES = 12;
const TAG_BYTES = 16;
/** Names format and purpose: other keys derived from the same secret have nothing to do with this one. */
const INFO = "lienthong.sealed.1";
const PREFIX = "v1.";

/** A sealed secret does not open: the hub's secret has changed, it was altered, or it belongs to something else. vi / en. */
export class SealedError extends Error {
  override readonly name = "SealedError";
  readonly code = "secret.unreadable";
  constructor(context: string) {
    super(
      `Không mở được bí mật của ${context}: LIENTHONG_SECRET đã đổi hoặc dữ liệu bị sửa; hãy cấp bí mật mới. / ` +
        `The secret of ${context} cannot be opened: LIENTHONG_SECRET has changed or the data was altered; issue a new one.`,
    );
  }
}

export interface Sealer {
  /** Seals a text for one place; `context` names the place (a credential's id) and is bound to it, but not stored with it. */
  seal(text: string, context: string): string;
  /** The text again. Throws SealedError unless sealed by this hub for this very context and unaltered. */
  open(sealed: string, context: string): string;
}

/** The sealer of a hub; `secret`: HubOptions.secret, the same in all its processes. */
export const createSealer = (secret: string): Sealer => {
  const key = new Uint8Array(hkdfSync("sha256", secret, "", INFO, KEY_BYTES));
  return {
    seal: (text, context) => {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(context));
      const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return PREFIX + Buffer.concat([iv, cipher.getAuthTag(), body]).toString("base64url");
    },
    open: (sealed, context) => {
      const text = sealed.startsWith(PREFIX) ? sealed.slice(PREFIX.length) : "";
      const bytes = Buffer.from(text, "base64url");
      // Buffer reads over what is no base64url: only the very text that was sealed opens.
      if (bytes.length < IV_BYTES + TAG_BYTES || bytes.toString("base64url") !== text) throw new SealedError(context);
      const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
        .setAAD(Buffer.from(context))
        .setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
      try {
        return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString("utf8");
      } catch {
        throw new SealedError(context);
      }
    },
  };
};
