import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { childrenOf, residentBytes } from "./process-figures.ts";

/** A server that was started as a process of its own and listens. */
export interface ServerProcess {
  readonly url: string;
  readonly pid: number;
  /** Resident memory in bytes, by process. */
  residentBytes(): Readonly<Record<string, number>>;
  stop(): Promise<void>;
}

/** Longest wait for a server to load a model; a large Python program takes a while to start as well. */
const startTimeoutMs = 120_000;
const askAgainMs = 50;

/** `repartee serve` as a user starts it, ready; nothing is stored. */
export async function startReparteeServer(flags: readonly (string | number)[]): Promise<ServerProcess> {
  const cli = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
  const kept = ["--database-path", ":memory:", "--log-level", "warn"];
  return await startServer(process.execPath, [cli, "serve", ...kept, ...flags], "/ready", "inherit");
}

/** llama.cpp's own server, ready. */
export async function startLlamaServer(binary: string, flags: readonly (string | number)[]): Promise<ServerProcess> {
  return await startServer(binary, flags, "/health", "ignore");
}

async function startServer(
  command: string,
  flags: readonly (string | number)[],
  readyPath: string,
  stderr: "inherit" | "ignore",
): Promise<ServerProcess> {
  const port = await freePort();
  const child = spawn(command, [...flags, "--port", port].map(String), { stdio: ["ignore", "ignore", stderr] });
  const url = `http://127.0.0.1:${port}`;
  await waitUntilReady(`${url}${readyPath}`, child);
  const pid = child.pid ?? 0;
  return {
    url,
    pid,
    residentBytes: () => ({
      server: residentBytes(pid) ?? 0,
      ...Object.fromEntries(
        childrenOf(pid).map((runner, index) => [`runner ${index + 1}`, residentBytes(runner) ?? 0]),
      ),
    }),
    async stop() {
      if (child.exitCode !== null) return;
      child.kill("SIGTERM");
      await once(child, "exit");
    },
  };
}

/** @throws Error when the process ends or takes too long. */
export async function waitUntilReady(url: string, child: ChildProcess): Promise<void> {
  const deadline = performance.now() + startTimeoutMs;
  while (performance.now() < deadline) {
    if (child.exitCode !== null)
      throw new Error(`The server ended with exit code ${child.exitCode}; its error is above.`);
    const response = await fetch(url).catch(() => undefined);
    await response?.arrayBuffer();
    if (response?.ok === true) return;
    await new Promise((resolve) => setTimeout(resolve, askAgainMs));
  }
  throw new Error(`The server was not ready after ${startTimeoutMs / 1000} s.`);
}

/** A port that nobody listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("No free port was found.");
  return address.port;
}
