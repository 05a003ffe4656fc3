import { defineConfig } from "vitest/config";

/** `npm run test:replicas`: three servers on one PostgreSQL. */
export default defineConfig({
  test: {
    include: ["test/replicas/**/*.test.ts"],
    globalSetup: ["test/global-setup.ts", "test/own-folders.ts"],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Says why a test was skipped.
    reporters: ["verbose"],
  },
});
