#!/usr/bin/env node
// The installed command: TypeScript sources run by tsx, no build step.
import { register } from "tsx/esm/api";

register();
await import("./main.ts");
