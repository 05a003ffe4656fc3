import { fork, type ChildProcess } from "node:child_process";
import type { Log } from "../../core/log.ts";
import type { Death } from "../../runners/death.ts";
import { killOnExit } from "../../runners/last-kill.ts";
import { runnerEnvironment } from "../../runners/runner-environment.ts";
import { createStderrTail } from "../../runners/stderr-tail.ts";
import type { ChildMessage, ParentMessage } from "./protocol.ts";

/** A running child, before and after its model is loaded. */
export interface SpeechChild {
  readonly pid: number | undefined;
  /** Resolves once, also when the process could not be started. */
  readonly ended: Promise<Death>;
  send(message: ParentMessage): void;
  onMessage(handle: (message: ChildMessage) => void): void;
  /** Whether this process stays alive for it: while it is waited for. */
  keepAlive(isWaitedFor: boolean): void;
  kill(): void;
}

/** The child ends itself when the channel closes, whatever way this process dies. */
export function startSpeechChild({ entry, name, log }: { entry: URL; name: string; log: Log }): SpeechChild {
  const child: ChildProcess = fork(entry, {
    serialization: "advanced",
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    env: runnerEnvironment(process.env),
    execArgv: [],
  });
  const { pid } = child;
  const stderr = createStderrTail((line) => log.debug({ speech: name, pid, line }, "speech process wrote to stderr"));
  child.stderr?.on("data", (chunk: Buffer) => stderr.push(chunk));
  const kill = (): void => void child.kill("SIGKILL");
  const forget = killOnExit(kill);
  const ended = new Promise<Death>((resolve) => {
    child.once("error", ({ message }) => {
      forget();
      resolve({ exitCode: null, signal: null, stderr: stderr.text(), cause: `it could not be started (${message})` });
    });
    child.once("exit", (exitCode, signal) => {
      forget();
      resolve({ exitCode, signal, stderr: stderr.text() });
    });
  });
  child.unref();
  return {
    pid,
    ended,
    // The child may have died before the message; its end is what the caller learns.
    send: (message) => void child.send(message, () => {}),
    onMessage: (handle) => void child.on("message", (message) => handle(message as ChildMessage)),
    keepAlive(isWaitedFor) {
      if (isWaitedFor) child.channel?.ref();
      else child.channel?.unref();
    },
    kill,
  };
}
