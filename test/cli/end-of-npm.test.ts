import { spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { isRunning, until } from "../faults/server-process.ts";

const entry = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

/** As npm does it: a shell between itself and the program, whose variables say how it was called. */
const startingProgram = `
  const { spawn } = require("node:child_process");
  const line = [process.execPath, ${JSON.stringify(entry)}, "serve", "--model", "echo", "--port", "0"].map((word) => '"' + word + '"').join(" ");
  const child = spawn("sh", ["-c", line + " & echo pid=$!; wait"], { stdio: ["ignore", "inherit", "ignore"] });
`;

test.skipIf(process.platform !== "linux")(
  "a server that npm started ends when that npm is killed (looks at /proc: Linux only)",
  async () => {
    const env = { ...process.env, npm_execpath: "npm-cli.js", npm_lifecycle_event: "start" };
    const npm = spawn(process.execPath, ["-e", startingProgram], {
      cwd: tmpdir(),
      env: { ...env, REPARTEE_DATABASE_PATH: ":memory:" },
      stdio: ["ignore", "pipe", "ignore"],
    });
    let printed = "";
    npm.stdout.setEncoding("utf8").on("data", (text: string) => (printed += text));
    await until(() => /pid=\d+/.test(printed) && printed.includes("is listening on"), 20_000, "the server listens");
    const pid = Number(/pid=(\d+)/.exec(printed)?.[1]);
    npm.kill("SIGKILL");
    await once(npm, "exit");
    expect(isRunning(pid)).toBe(true);
    await until(() => !isRunning(pid), 10_000, "the server ended");
  },
);
