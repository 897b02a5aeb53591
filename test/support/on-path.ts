/** Foreign programs that a test needs: where they are missing it is skipped, and its title says why. */
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** Where a program lies, by PATH; undefined where it is not installed. */
export const onPath = (program: string): string | undefined =>
  (process.env["PATH"] ?? "")
    .split(delimiter)
    .filter((folder) => folder !== "")
    .map((folder) => join(folder, program))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });

/** What a title says about a missing program: " (skipped: upsc is not installed)", or nothing. */
export const skipped = (program: string): string =>
  onPath(program) === undefined ? ` (skipped: ${program} is not installed)` : "";
