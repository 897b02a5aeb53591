/** A press in the picture: from a form's fields to the device's control door, and its answer in words. */
import { z } from "zod";
import type { Served } from "../../kit/serve.ts";

const MAX_FIELD = 8_000;
const pressForm = z
  .object({ method: z.enum(["POST", "DELETE"]), path: z.string().max(200), body: z.string().max(MAX_FIELD).optional() })
  .catchall(z.string().max(MAX_FIELD));

export interface Pressed {
  readonly ok: boolean;
  /** For the person who pressed. */
  readonly vi: string;
}

const refused = (vi: string): Pressed => ({ ok: false, vi });
const jsonOf = (text: string): { readonly value: unknown } | undefined => {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
};

/** Fields `set.<name>` take the type that the example has there. */
const withFields = (example: unknown, form: Readonly<Record<string, string>>): unknown => {
  if (typeof example !== "object" || example === null || Array.isArray(example)) return example;
  return Object.fromEntries(
    Object.entries(example).map(([name, value]: [string, unknown]) => {
      const given = form[`set.${name}`];
      if (given === undefined) return [name, value];
      if (typeof value === "number") return [name, Number(given)];
      return [name, typeof value === "boolean" ? given === "true" : given];
    }),
  );
};

const answered = z.object({ error: z.string() });
const shown = z.object({ text: z.string() });

/** Passes a press on. Only what the simulator lists among its actions is pressed. */
export const press = async ({ simulation, url }: Served, fields: unknown): Promise<Pressed> => {
  const read = pressForm.safeParse(fields);
  if (!read.success) return refused("Không đọc được thao tác này.");
  const { method, path, body: written, ...form } = read.data;
  const action = simulation.parts.actions?.find((one) => one.method === method && one.path === path);
  if (action === undefined) return refused("Thiết bị không có thao tác này.");
  const json = written === undefined ? { value: withFields(action.example, form) } : jsonOf(written);
  if (json === undefined) return refused("Nội dung không phải JSON.");
  const answer = await simulation.fetch(
    new Request(`${url}/__sim${path}`, {
      method,
      ...(json.value === undefined ? {} : { body: JSON.stringify(json.value), headers: { "content-type": "application/json" } }),
    }),
  );
  const name = simulation.definition.title.vi;
  const said = jsonOf(await answer.text())?.value;
  if (answer.ok) return { ok: true, vi: `${name}: đã thực hiện.` };
  const why = answered.safeParse(said).data?.error ?? shown.safeParse(said).data?.text;
  return refused(`${name}: ${why ?? `không thực hiện được (HTTP ${answer.status})`}`);
};
