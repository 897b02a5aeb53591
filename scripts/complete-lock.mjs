// Completes package-lock.json after `npm install`: a registry mirror that lacks a platform's optional package makes npm leave
// its entry out, and `npm ci` then refuses the lock everywhere. The entries say what npm would have said: version (pinned by
// the parent), os, cpu, libc. Run by `npm run lock`.
import { readFileSync, writeFileSync } from "node:fs";

const FILE = new URL("../package-lock.json", import.meta.url);
const OS = ["android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32"];
const CPU = ["arm64", "x64", "arm", "ia32", "loong64", "mips64el", "ppc64", "riscv64", "s390x"];

const lock = JSON.parse(readFileSync(FILE, "utf8"));
let added = 0;
for (const [path, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const at = `node_modules/${name}`;
    if (lock.packages[`${path}/${at}`] || lock.packages[at]) continue;
    const words = name.split("/").at(-1).split("-");
    const cpu = words.some((word) => word.startsWith("arm") && word !== "arm64") ? ["arm"] : CPU.filter((c) => words.includes(c));
    const libc = name.includes("musl")
      ? ["musl"]
      : words.some((word) => word.startsWith("gnu")) && words.includes("linux")
        ? ["glibc"]
        : [];
    const os = OS.filter((o) => words.includes(o));
    lock.packages[at] = {
      version,
      ...(cpu.length > 0 ? { cpu } : {}),
      ...(entry.dev ? { dev: true } : {}),
      ...(libc.length > 0 ? { libc } : {}),
      optional: true,
      ...(os.length > 0 ? { os } : {}),
    };
    added += 1;
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(FILE, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`package-lock.json: ${added} optional packages added`);
