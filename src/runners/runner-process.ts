import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Clock } from "../core/clock.ts";
import type { Log } from "../core/log.ts";
import type { Death } from "./death.ts";
import { createLineSplitter } from "./frame-codec.ts";
import { killOnExit } from "./last-kill.ts";
import { pulseFd, readPulse, type Pulse } from "./pulse.ts";
import { runnerEnvironment } from "./runner-environment.ts";
import { createStderrTail } from "./stderr-tail.ts";

/** After the exit, how long the rest of stderr is waited for (something the runner started may hold it open). */
const stderrGraceMs = 250;
/** In bytes. */
const longestPulse = 1024;

/** The child process itself, without what is said over the socket. */
export interface RunnerProcess {
  /** Undefined when it could not be started. */
  readonly pid: number | undefined;
  /** Resolves once, also when the process could not be started. */
  readonly ended: Promise<Death>;
  /** The last sign of life, and when it came, on the clock. */
  readonly pulse: (Pulse & { readonly atMs: number }) | undefined;
  /** Ends it at once; no effect when it has ended. */
  kill(): void;
}

export interface RunnerProcessOptions {
  readonly entry: URL;
  readonly model: string;
  /** The one line written to stdin; the secret in it shows in no process list. */
  readonly introduction: string;
  /** As in `RunnerEngineOptions`. */
  readonly poolThreads?: number;
  readonly log: Log;
  readonly clock: Clock;
}

/**
 * Starts Node on `entry`. stdin stays open for as long as this process lives: its end notifies the child, whatever way
 * this process dies; one that does not see it is killed when this process exits. stdout is discarded; stderr goes to the log, line by line, and its end into the death.
 */
export function startRunnerProcess(options: RunnerProcessOptions): RunnerProcess {
  const { entry, model, introduction, poolThreads, log, clock } = options;
  // No flags of this process (such as --inspect) are passed on. The folder is kept: model paths may be relative.
  const child = spawn(process.execPath, [fileURLToPath(entry)], {
    // The fourth is for pulses.
    stdio: ["pipe", "ignore", "pipe", "pipe"],
    env: runnerEnvironment(process.env, poolThreads),
    windowsHide: true,
  });
  if (child.pid === undefined) {
    // Not started, and some of its streams may be missing; `error` has the reason.
    const ended = new Promise<Death>((resolve) => {
      child.once("error", ({ message }) => {
        resolve({ exitCode: null, signal: null, stderr: "", cause: `it could not be started (${message})` });
      });
    });
    return { pid: undefined, ended, pulse: undefined, kill() {} };
  }
  const { pid, stdin, stderr: childStderr } = child;
  if (stdin === null || childStderr === null) throw new TypeError("A runner is started with pipes");
  const stderr = createStderrTail((line) => log.debug({ model, pid, line }, "runner wrote to stderr"));
  childStderr.on("data", (chunk: Buffer) => stderr.push(chunk));
  // The child may exit before it reads the line; its exit event reports that.
  stdin.on("error", () => {});
  stdin.write(`${introduction}\n`);

  let pulse: RunnerProcess["pulse"];
  const splitPulses = createLineSplitter((line) => (pulse = { ...readPulse(line), atMs: clock.now() }), longestPulse);
  child.stdio[pulseFd]?.on("data", splitPulses).on("error", () => {});

  const kill = (): void => void child.kill("SIGKILL");
  const forget = killOnExit(kill);
  const ended = new Promise<Death>((resolve) => {
    function end(exitCode: number | null, signal: NodeJS.Signals | null): void {
      resolve({ exitCode, signal, stderr: stderr.text() });
    }
    child.once("exit", (exitCode, signal) => {
      forget();
      const grace = clock.schedule(stderrGraceMs, () => {
        childStderr.destroy();
        end(exitCode, signal);
      });
      child.once("close", () => {
        grace.cancel();
        end(exitCode, signal);
      });
    });
    child.on("error", (error) => {
      log.warn({ model, pid, error: error.message }, "runner could not be signalled");
    });
  });

  return {
    pid,
    ended,
    get pulse() {
      return pulse;
    },
    kill,
  };
}
