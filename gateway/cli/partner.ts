/** `lienthong partner add`: gives a system its API key, shown once. */
import { parseArgs } from "node:util";
import { z } from "zod";
import { PARTNER_ROLES } from "../auth/roles.ts";
import { withHub } from "./open-hub.ts";
import { CliError, say } from "./terminal.ts";

const account = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{1,59}$/, "chữ thường, số, gạch nối / lower case, digits, hyphens"),
  name: z.string().min(1).max(200),
  role: z.enum(PARTNER_ROLES),
  agencies: z.array(z.string().min(1)).min(1),
});

/**
 * Prints the new key, and nothing else, to stdout; only its hash is stored. A partner that has a key gets another, and the old
 * one ends. Exit code 0.
 * Errors: CliError (wrong use, bad or missing field, unknown agency), those of parseArgs and withHub.
 */
export const partner = async (args: readonly string[]): Promise<number> => {
  const [what, id, ...rest] = args;
  if (what !== "add") throw new CliError("Cách dùng / usage: lienthong partner add ID --name … --role … --agencies …");
  const { values } = parseArgs({
    args: [...rest],
    options: { name: { type: "string" }, role: { type: "string" }, agencies: { type: "string" } },
  });
  const parsed = account.safeParse({
    id,
    name: values.name ?? id,
    role: values.role,
    agencies: values.agencies?.split(",").map((a) => a.trim()),
  });
  if (!parsed.success) throw new CliError(parsed.error.issues.map((i) => `${i.path.join(".")}: ${i.message}`).join("\n"));
  return withHub(async (hub) => {
    const unknown = parsed.data.agencies.filter((a) => a !== "*" && !hub.agency(a));
    if (unknown.length > 0) throw new CliError(`Không có cơ quan / no such agency: ${unknown.join(", ")}`);
    const { key } = await hub.addPartner(parsed.data);
    say(key);
    return 0;
  });
};
