/** What partners' books say of one dossier; read over their control doors, so untyped wire data is looked at as text. */
import type { World } from "./world.ts";

/** The list at a place of a simulator's books ("registry.cases"); empty where there is none. */
const listAt = async (world: World, simulator: string, place: string): Promise<readonly unknown[]> => {
  let value: unknown = await world.sim(simulator, "GET", "/state");
  for (const key of place.split("."))
    value = typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
  return Array.isArray(value) ? value : [];
};

/** Entries of a list that speak of the dossier under our code. */
export const entriesOf = async (
  world: World,
  simulator: string,
  place: string,
  code: string | undefined,
): Promise<readonly unknown[]> => {
  const entries = await listAt(world, simulator, place);
  return code === undefined ? [] : entries.filter((entry) => JSON.stringify(entry).includes(code));
};
