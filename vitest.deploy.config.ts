import { defineConfig } from "vitest/config";

/** `npm run check:deploy`: what deploy/ holds, by the programs that it is for; each test says why it is skipped. */
export default defineConfig({
  test: {
    include: ["test-deploy/**/*.test.ts"],
    globalSetup: ["test/global-setup.ts"],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: ["verbose"],
  },
});
