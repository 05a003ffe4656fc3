import { defineConfig } from "vitest/config";

/** `npm run test:browser`: the page in a real Chromium, one test file at a time. */
export default defineConfig({
  test: {
    include: ["test-browser/**/*.test.ts"],
    globalSetup: ["test/global-setup.ts", "test/own-folders.ts"],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 300_000,
    // Says why a test was skipped.
    reporters: ["verbose"],
  },
});
