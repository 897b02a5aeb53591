import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts", "test/**/*.test.tsx"],
    // Conditions are awaited, never times; these are only the limits after which a wait counts as failed.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    pool: "forks",
    // PGlite needs 300–800 MB a process: two at once fit a small machine.
    maxWorkers: 2,
  },
});
