import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // Conditions are awaited, never times; these are only the limits after which a wait counts as failed.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 60_000 } },
    pool: "forks",
    // PGlite needs 300–800 MB a process: two at once fit a small machine.
    maxWorkers: 2,
    globalSetup: "test/support/log-file.ts",
    projects: [
      {
        extends: true,
        test: { name: "suite", include: ["test/**/*.test.ts"], exclude: ["test/after/**"], sequence: { groupOrder: 0 } },
      },
      // What can be asked only of the whole suite, when it is over.
      { extends: true, test: { name: "after", include: ["test/after/**/*.test.ts"], sequence: { groupOrder: 1 } } },
    ],
  },
});
