// Repeats every attack: strangers, slow and greedy clients, poisonous requests, killed and stopped processes.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const vitest = fileURLToPath(new URL("../node_modules/vitest/vitest.mjs", import.meta.url));
const tests = [
  ...[
    "test/http/attack-sweep.test.ts",
    "test/http/strangers.test.ts",
    "test/http/keys.test.ts",
    "test/http/slow-clients.test.ts",
  ],
  ...["test/http/malformed-requests.test.ts", "test/faults", "test/storage/deleted.test.ts"],
];
const { status } = spawnSync(process.execPath, [vitest, "run", ...tests], {
  stdio: "inherit",
  env: { ...process.env, REPARTEE_ATTACK: "whole" },
});
process.exitCode = status ?? 1;
