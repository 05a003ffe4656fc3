import { defineConfig } from "vitest/config";

/** `npm run test:real`: the whole system on real weights, one test file at a time. */
export default defineConfig({
  test: {
    include: ["test-real/**/*.test.ts"],
    globalSetup: ["test/global-setup.ts"],
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 600_000,
    // Says why a test was skipped.
    reporters: ["verbose"],
  },
});
