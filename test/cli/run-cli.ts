/** Starts the built command line as a user does, in an empty folder and with an environment that holds nothing of ours. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const entry = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
/** No command of these tests takes this long; what does is killed and fails its test. */
const limitMs = 20_000;

export interface CliOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** What is piped in; nothing when absent. */
  readonly input?: string;
  readonly folder?: string;
}

export interface CliResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCli {
  /** Resolves with standard output once it matches. Rejects when the process ends before. */
  waitFor(pattern: RegExp): Promise<string>;
  kill(signal: NodeJS.Signals): void;
  readonly ended: Promise<CliResult>;
}

export function startCli(args: readonly string[], options: CliOptions = {}): RunningCli {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), "repartee-cli-"));
  const { PATH = "", SystemRoot, XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  const child = spawn(process.execPath, [entry, ...args], {
    cwd: folder,
    env: {
      PATH,
      SystemRoot,
      // The tests' own, so that models of the person at this machine are not listed.
      XDG_CACHE_HOME,
      LOCALAPPDATA,
      REPARTEE_DATABASE_PATH: ":memory:",
      // Looking for a GPU takes a process of its own, longer than most commands.
      REPARTEE_GPU_LAYERS: "0",
      ...options.env,
    },
  });
  const limit = setTimeout(() => child.kill("SIGKILL"), limitMs);
  let stdout = "";
  let stderr = "";
  const listeners = new Set<() => void>();
  const tell = (): void => listeners.forEach((listener) => listener());
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    tell();
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  // The command may end without reading what is piped in.
  child.stdin.on("error", () => {});
  child.stdin.end(options.input ?? "");

  let result: CliResult | undefined;
  const ended = new Promise<CliResult>((resolve) => {
    child.on("close", (code, signal) => {
      clearTimeout(limit);
      if (options.folder === undefined) rmSync(folder, { recursive: true, force: true });
      result = { code, signal, stdout, stderr };
      tell();
      resolve(result);
    });
  });

  return {
    ended,
    kill: (signal) => void child.kill(signal),
    waitFor: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (pattern.test(stdout)) resolve(stdout);
          else if (result !== undefined) reject(new Error(`The command ended first: ${JSON.stringify(result)}`));
          else return;
          listeners.delete(look);
        };
        listeners.add(look);
        look();
      }),
  };
}

export function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  return startCli(args, options).ended;
}
