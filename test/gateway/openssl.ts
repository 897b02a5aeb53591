/** The openssl command: certificates and signatures that our own code did not make. */
import { execFileSync } from "node:child_process";

const TOOL = process.env["OPENSSL"] ?? "openssl";
/** A new key on P-256, kept in the clear: it lives as long as its test. */
export const NEW_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"] as const;

/** Runs it in a folder and gives what it prints. Errors: Node's own, when it fails. */
export const openssl = (folder: string, args: readonly string[], input?: string): Buffer =>
  execFileSync(TOOL, args, { cwd: folder, stdio: ["pipe", "pipe", "ignore"], ...(input === undefined ? {} : { input }) });
