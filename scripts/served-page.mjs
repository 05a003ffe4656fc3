/** The built server as a child process, for scripts that open its page. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./build-state.mjs";

/** Starts it on a free port with a database in memory; `untilReady` waits for its model, which the first start fetches. */
export async function startServer(args = []) {
  const child = spawn(process.execPath, [join(root, "dist", "cli", "main.js"), "serve", "--port", "0", ...args], {
    env: { ...process.env, REPARTEE_DATABASE_PATH: ":memory:" },
    cwd: tmpdir(),
    stdio: ["ignore", "pipe", "ignore"],
  });
  const url = await listeningUrl(child);
  return {
    url,
    async untilReady() {
      while (!(await fetch(`${url}/ready`)).ok) await new Promise((resolve) => setTimeout(resolve, 500));
    },
    async stop() {
      if (child.exitCode !== null) return;
      child.kill();
      await once(child, "exit");
    },
  };
}

async function listeningUrl(child) {
  let printed = "";
  for await (const text of child.stdout) {
    printed += String(text);
    const found = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0];
    if (found === undefined) continue;
    child.stdout.resume();
    return found;
  }
  throw new Error(`The server ended: ${printed}`);
}
