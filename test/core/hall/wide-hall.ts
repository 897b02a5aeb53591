import type { Hall } from "../../../catalogs/hall.ts";
import { HALL } from "./world.ts";

/** A hall with twelve counters for one line. */
export const wideHall = (): Hall => ({
  ...HALL,
  id: "sanh-rong",
  counters: Array.from({ length: 12 }, (_, index) => ({
    id: `q${index + 1}`,
    number: index + 1,
    name: { vi: `Quầy ${index + 1}`, en: `Counter ${index + 1}` },
    services: ["ho-tich"],
  })),
});
