/** Whether the npm that started this program has ended: killed, it leaves what it started behind. */
import { readFileSync } from "node:fs";

export interface ParentEnd {
  /** Resolves once the parent has ended; never where npm did not start this program. */
  readonly ended: Promise<void>;
}

const lookEveryMs = 500;

/**
 * `npm start` and `npx` put a shell between themselves and the program; most shells step aside, and where one stays its
 * own parent is looked at.
 * @param env Of this process: npm writes there how it was called.
 */
export function watchStartingNpm(env: NodeJS.ProcessEnv): ParentEnd {
  const isStartedByNpm = env["npm_execpath"] !== undefined && env["npm_lifecycle_event"] !== undefined;
  // On Windows the parent's number says nothing: nobody takes over a process there.
  if (!isStartedByNpm || process.platform === "win32") return { ended: new Promise(() => {}) };
  const parent = process.ppid;
  const grandparent = parentOf(parent);
  return {
    ended: new Promise((resolve) => {
      const timer = setInterval(() => {
        if (process.ppid === parent && parentOf(parent) === grandparent) return;
        clearInterval(timer);
        resolve();
      }, lookEveryMs);
      timer.unref();
    }),
  };
}

/** Of a shell; undefined for others, and where there is no `/proc`. */
function parentOf(pid: number): number | undefined {
  try {
    // `PID (COMMAND) STATE PPID …`
    const [, command, ppid] = /^\d+ \((.*)\) \S (\d+) /s.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
    return /^(?:ba|da|z|a|k)?sh$|^busybox$/.test(command ?? "") ? Number(ppid) : undefined;
  } catch {
    return undefined;
  }
}
