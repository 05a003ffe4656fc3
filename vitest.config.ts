import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // Two cores are the machine this is held to: more workers only make the models under test slower.
    maxWorkers: 2,
    // One context for all files of a worker: they share no state, and loading every module again for each takes a fifth of
    // the time.
    isolate: false,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    reporters: ["default"],
    projects: [
      // Tests beside their sources run those. Tests of the whole system run dist/ as well, so it has to be current.
      {
        extends: true,
        test: {
          name: "unit",
          include: ["src/**/*.test.ts", "web/**/*.test.ts"],
          globalSetup: ["test/own-folders.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "system",
          // Longer than the rest together: `npm run test:replicas`.
          exclude: ["test/replicas/**"],
          include: ["test/**/*.test.ts", "bench/**/*.test.ts", "eval/**/*.test.ts", "training/**/*.test.ts"],
          globalSetup: ["test/global-setup.ts", "test/own-folders.ts"],
        },
      },
    ],
  },
});
