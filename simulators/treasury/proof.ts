/** MaXacThuc as the platform makes and checks it: SHA-256 of the members' values joined by "|", the secret last (domain.md §5.6). */
import { createHash } from "node:crypto";

/** Lower-case hex. A member that is missing counts as empty. */
export const proofOf = (message: Readonly<Record<string, unknown>>, order: readonly string[], secret: string): string =>
  createHash("sha256")
    .update([...order.map((name) => String(message[name] ?? "")), secret].join("|"))
    .digest("hex");
