// Kills a server 100 times in the middle of chats, or as often as the first argument says, and checks that nothing is lost
// that it had acknowledged. A second argument is the seed to repeat.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const [kills = "100", seed] = process.argv.slice(2);
const vitest = fileURLToPath(new URL("../node_modules/vitest/vitest.mjs", import.meta.url));
const { status } = spawnSync(process.execPath, [vitest, "run", "test/faults/killed-chats.test.ts"], {
  stdio: "inherit",
  env: {
    ...process.env,
    REPARTEE_CHAT_KILLS: kills,
    ...(seed === undefined ? {} : { REPARTEE_CHAT_KILL_SEED: seed }),
  },
});
process.exitCode = status ?? 1;
