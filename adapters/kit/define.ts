/**
 * Defining an adapter and reading its configuration. Both fail loudly at start, never at the first message.
 */
import type { Adapter, Operation } from "../../core/exchange/adapter.ts";

/** An adapter contradicts itself: our bug, found when the file is loaded. */
export class AdapterDefinitionError extends Error {
  constructor(adapter: string, what: string) {
    super(`adapter "${adapter}": ${what}`);
    this.name = "AdapterDefinitionError";
  }
}

/** A LIENTHONG_* variable is missing or wrong. Names the variable, never its value. Vietnamese first, then English. */
export class AdapterConfigError extends Error {
  readonly variables: readonly string[];
  constructor(adapter: string, problems: readonly { readonly variable: string; readonly what: string }[]) {
    const list = problems.map(({ variable, what }) => `  ${variable}: ${what}`).join("\n");
    super(
      `Cấu hình kết nối "${adapter}" chưa đúng; sửa các biến môi trường sau rồi khởi động lại.\n` +
        `The configuration of adapter "${adapter}" is wrong; correct these environment variables and start again.\n${list}`,
    );
    this.name = "AdapterConfigError";
    this.variables = problems.map(({ variable }) => variable);
  }
}

const NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
const MEMBER = /^[a-z][A-Za-z0-9]*$/;

const planProblem = ({ plan, limits }: Adapter<unknown>): string | undefined => {
  const { breaker } = limits;
  if (plan.timeoutMs < 100) return "plan.timeoutMs must be at least 100 ms";
  if (plan.waitsMs.length === 0) return "plan.waitsMs must name at least one wait";
  if (plan.waitsMs.some((wait, i) => wait <= 0 || wait < (plan.waitsMs[i - 1] ?? 0)))
    return "plan.waitsMs must be positive and never shrink";
  if (plan.maxAgeMs <= plan.timeoutMs) return "plan.maxAgeMs must exceed plan.timeoutMs";
  if (plan.floorMs < 0 || plan.retryAfterMaxMs < 0) return "plan.floorMs and plan.retryAfterMaxMs must not be negative";
  if (!Number.isInteger(limits.concurrency) || limits.concurrency < 1) return "limits.concurrency must be a whole number from 1";
  if (limits.perSecond !== undefined && limits.perSecond <= 0) return "limits.perSecond must be positive";
  // opossum's default of 0 lets the very first failure open the breaker (design.md, traps).
  if (breaker.minimumCalls < 2) return "limits.breaker.minimumCalls must be at least 2";
  if (breaker.errorPercent <= 0 || breaker.errorPercent > 100) return "limits.breaker.errorPercent must lie in 1–100";
  if (breaker.windowMs <= 0 || breaker.openMs <= 0 || breaker.probes < 1)
    return "limits.breaker times and probes must be positive";
  return undefined;
};

const operationProblem = (name: string, operation: Operation<never, unknown>): string | undefined => {
  if (!MEMBER.test(name)) return `operation "${name}" must be named in camelCase`;
  if (operation.resend === "inquire" && operation.inquire === undefined)
    return `operation "${name}" says resend "inquire" but has no inquire`;
  if (operation.resend !== "inquire" && operation.inquire !== undefined)
    return `operation "${name}" has an inquire but says resend "${operation.resend}"`;
  return undefined;
};

/**
 * Checks an adapter against itself and gives it back as the exchange takes it. The exchange only ever passes the value that
 * the adapter's own `config` schema made, so forgetting its type here is safe.
 * @throws AdapterDefinitionError
 */
export const defineAdapter = <C>(spec: Adapter<C>): Adapter<unknown> => {
  const adapter = spec as Adapter<unknown>;
  const problem =
    (NAME.test(adapter.id) ? undefined : "its id must be lower case words joined by hyphens") ??
    planProblem(adapter) ??
    Object.entries(adapter.operations)
      .map(([name, operation]) => operationProblem(name, operation))
      .find((found) => found !== undefined) ??
    Object.keys({ ...adapter.hooks, ...adapter.pollers, ...adapter.streams })
      .filter((name) => !MEMBER.test(name))
      .map((name) => `hook, poller or stream "${name}" must be named in camelCase`)[0] ??
    Object.entries(adapter.pollers)
      .filter(([, poller]) => poller.everyMs < 1000)
      .map(([name]) => `poller "${name}" must wait at least 1000 ms`)[0];
  if (problem !== undefined) throw new AdapterDefinitionError(adapter.id, problem);
  return adapter;
};

/**
 * Gives an operation to `operations` without losing the check of its own body type: the exchange parses a message's body
 * with `body` before it calls `send` or `inquire`.
 */
export const defineOperation = <B, C>(operation: Operation<B, C>): Operation<never, C> =>
  operation as unknown as Operation<never, C>;

const camel = (key: string): string => key.toLowerCase().replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
const snake = (key: string): string => key.replaceAll(/([A-Z])/g, "_$1").toUpperCase();

/**
 * Reads LIENTHONG_<ID>_<KEY> ("dvc-portal" → DVC_PORTAL, HOOK_SECRET → hookSecret) through the adapter's own schema.
 * Empty variables count as absent. Without a URL (or what `onBy` names) the adapter is off: undefined.
 * @throws AdapterConfigError
 */
export const readAdapterConfig = (adapter: Adapter<unknown>, env: Readonly<Record<string, string | undefined>>): unknown => {
  const prefix = `LIENTHONG_${adapter.id.replaceAll("-", "_").toUpperCase()}_`;
  const found = Object.entries(env).flatMap(([name, value]) =>
    name.startsWith(prefix) && value !== undefined && value.trim() !== ""
      ? [[camel(name.slice(prefix.length)), value.trim()] as const]
      : [],
  );
  const on = adapter.onBy?.key ?? "url";
  const also = env[adapter.onBy?.also ?? ""]?.trim() ?? "";
  const raw: Readonly<Record<string, string>> = { ...(also === "" ? {} : { [on]: also }), ...Object.fromEntries(found) };
  if (raw[on] === undefined) return undefined;
  const parsed = adapter.config.safeParse(raw);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.flatMap((issue) => {
    const keys = issue.code === "unrecognized_keys" ? issue.keys : [String(issue.path[0] ?? on)];
    return keys.map((key) => {
      const what =
        issue.code === "unrecognized_keys"
          ? "không có biến này / there is no such variable"
          : raw[key] === undefined
            ? "còn thiếu / is missing"
            : `không hợp lệ / not valid: ${issue.message}`;
      return { variable: prefix + snake(key), what };
    });
  });
  throw new AdapterConfigError(adapter.id, problems);
};
