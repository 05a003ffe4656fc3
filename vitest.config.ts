import { defineConfig } from "vitest/config";

// Two cores are the machine this is held to: more workers only make the models under test slower.
export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts", "bench/**/*.test.ts"],
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    reporters: ["default"],
    globalSetup: ["test/global-setup.ts"],
  },
});
