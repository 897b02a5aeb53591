#!/usr/bin/env node
// The command: TypeScript sources run by tsx, no build step. Nothing newer than Node.js 14 above the look at its version, else an old one says
// something else first.
import { readFileSync } from "node:fs";

const { engines } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
const wanted = engines.node
  .replace(/[^\d.]/g, "")
  .split(".")
  .map(Number);
const have = process.versions.node.split(".").map(Number);
const stop = (vi, en) => {
  process.stderr.write(`${vi}\n${en}\n`);
  process.exit(1);
};

if (have[0] < wanted[0] || (have[0] === wanted[0] && have[1] < wanted[1]))
  stop(
    `Node.js ở máy này là ${process.versions.node}; trục cần ${engines.node}. Hãy cài bản mới (https://nodejs.org), rồi chạy npm ci và lệnh này lần nữa.`,
    `This machine's Node.js is ${process.versions.node}; the hub needs ${engines.node}. Install a newer one (https://nodejs.org), then run npm ci and this command again.`,
  );

const tsx = await import("tsx/esm/api").catch((error) => {
  if (error.code !== "ERR_MODULE_NOT_FOUND") throw error;
  stop(
    "Chưa cài các gói mà trục cần; hãy chạy npm ci trước.",
    "The packages that the hub needs are not installed; run npm ci first.",
  );
});
tsx.register();
await import("./main.ts");
