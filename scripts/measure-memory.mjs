// Compares the estimate of a model's memory with what a process really has, over all shapes: writes up to 2 GB into the
// temporary folder, takes up to 6 GB of memory and some minutes.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const vitest = fileURLToPath(new URL("../node_modules/vitest/vitest.mjs", import.meta.url));
const { status } = spawnSync(process.execPath, [vitest, "run", "test/models/memory-estimate.test.ts"], {
  stdio: "inherit",
  env: { ...process.env, REPARTEE_MEASURE_MEMORY: "all" },
});
process.exitCode = status ?? 1;
