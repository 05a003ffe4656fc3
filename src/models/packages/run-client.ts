/** One run of a package client as a child process, ended with all of its own children when the signal says so. */
import { spawn, type ChildProcess } from "node:child_process";
import type { ClientCommand } from "./client-command.ts";

export interface ClientRun {
  readonly command: ClientCommand;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Python looks for its modules here, so it must not be a folder of somebody else. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Whatever it writes to standard output, as it comes. */
  readonly onOutput?: (text: string) => void;
}

export type ClientResult =
  | {
      readonly kind: "exited";
      /** Null when a signal ended it. */
      readonly exitCode: number | null;
      readonly stdout: string;
      readonly stderr: string;
    }
  /** There is no such program. */
  | { readonly kind: "missing" };

/** Of each stream the end is kept: errors come last. An npm tarball's list of files may be long. */
const keptLength = 1024 * 1024;

/** Rejects with the signal's reason. */
export async function runClient({ command, args, env, folder, signal, onOutput }: ClientRun): Promise<ClientResult> {
  signal.throwIfAborted();
  const [program, ...firstArgs] = command;
  const hasGroup = process.platform !== "win32";
  const child = spawn(program, [...firstArgs, ...args], {
    env,
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    windowsHide: true,
    // A group of its own: launchers (`py`, shims) have the client as their child, which has to end with them.
    detached: hasGroup,
  });
  const stdout = keepEnd(child.stdout, onOutput);
  const stderr = keepEnd(child.stderr);
  const onAbort = (): void => endGroup(child, hasGroup);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    signal.throwIfAborted();
    return { kind: "exited", exitCode, stdout: stdout(), stderr: stderr() };
  } catch (error) {
    signal.throwIfAborted();
    if (isMissing(error)) return { kind: "missing" };
    throw error;
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

/** A download that is not wanted has nothing to put in order: its folder is removed. */
function endGroup(child: ChildProcess, hasGroup: boolean): void {
  if (child.pid === undefined) return;
  try {
    if (hasGroup) process.kill(-child.pid, "SIGKILL");
    else child.kill("SIGKILL");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

function keepEnd(stream: NodeJS.ReadableStream, onText?: (text: string) => void): () => string {
  let kept = "";
  stream.setEncoding("utf8");
  stream.on("data", (text: string) => {
    kept = (kept + text).slice(-keptLength);
    onText?.(text);
  });
  return () => kept;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "EACCES");
}
