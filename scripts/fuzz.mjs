// Every parser of outside data with the whole counts: 1,000,000 damaged bodies, 10,000 schemas, 200,000 slicings of event
// streams, 100,000 GGUF headers. The first argument is another share of these (1 is all), the second the seed to repeat.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const [share = "1", seed] = process.argv.slice(2);
const vitest = fileURLToPath(new URL("../node_modules/vitest/vitest.mjs", import.meta.url));
const tests = ["test/http/parsers.fuzz.test.ts", "src/models/formats/gguf/read/read-gguf.fuzz.test.ts"];
const { status } = spawnSync(process.execPath, [vitest, "run", ...tests], {
  stdio: "inherit",
  env: {
    ...process.env,
    REPARTEE_FUZZ_SHARE: share,
    REPARTEE_FUZZ_HEADERS: String(Math.ceil(100_000 * Number(share))),
    ...(seed === undefined ? {} : { REPARTEE_FUZZ_SEED: seed }),
  },
});
process.exitCode = status ?? 1;
