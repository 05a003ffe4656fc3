import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { entry, environment } from "./real-models.ts";

export interface RealServer extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
  log(): string;
  /** The body of the answer; of any status. */
  post(path: string, body: unknown): Promise<{ readonly status: number; readonly body: unknown }>;
}

export async function startRealServer(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  program: string = entry,
): Promise<RealServer> {
  const child = spawn(process.execPath, [program, "serve", "--port", "0", "--log-format", "json", ...args], {
    cwd: tmpdir(),
    env: environment(env),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let log = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (log += text));
  const url = await listeningUrl(child, () => log);
  return {
    url,
    pid: child.pid ?? 0,
    log: () => log,
    async post(path, body) {
      const response = await fetch(url + path, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      return { status: response.status, body: await response.json() };
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null) return;
      child.kill("SIGTERM");
      await once(child, "exit");
    },
  };
}

async function listeningUrl(child: ChildProcess, log: () => string): Promise<string> {
  let printed = "";
  for await (const text of child.stdout ?? []) {
    printed += String(text);
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0];
    if (url === undefined) continue;
    child.stdout?.resume();
    return url;
  }
  throw new Error(`The server ended: ${printed}${log()}`);
}
