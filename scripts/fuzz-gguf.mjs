// Damages 100,000 GGUF headers, or as many as the first argument says, and checks that each is read or refused.
// A second argument is the seed to repeat.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const [headers = "100000", seed] = process.argv.slice(2);
const vitest = fileURLToPath(new URL("../node_modules/vitest/vitest.mjs", import.meta.url));
const { status } = spawnSync(process.execPath, [vitest, "run", "src/models/formats/gguf/read/read-gguf.fuzz.test.ts"], {
  stdio: "inherit",
  env: { ...process.env, REPARTEE_FUZZ_HEADERS: headers, ...(seed === undefined ? {} : { REPARTEE_FUZZ_SEED: seed }) },
});
process.exitCode = status ?? 1;
