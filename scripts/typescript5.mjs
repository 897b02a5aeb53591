/**
 * `node --import ./scripts/typescript5.mjs`: openapi-typescript gets TypeScript 5. It prints its types through the compiler's JavaScript API,
 * which TypeScript 7 (a native program) no longer has; the alias package typescript5 still does.
 */
import { register } from "node:module";

const hooks = `export const resolve = (name, context, next) =>
  next(name === "typescript" && context.parentURL?.includes("/openapi-typescript/") ? "typescript5" : name, context);`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
