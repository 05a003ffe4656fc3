import { spawn } from "node:child_process";
import { once } from "node:events";

/** Runs `work` while `count` other processes each keep a core busy. */
export async function besideBusyProcesses<T>(count: number, work: () => Promise<T>): Promise<T> {
  const neighbours = Array.from({ length: count }, () =>
    spawn(process.execPath, ["-e", "for (;;);"], { stdio: "ignore" }),
  );
  try {
    return await work();
  } finally {
    for (const neighbour of neighbours) {
      neighbour.kill("SIGKILL");
      await once(neighbour, "exit");
    }
  }
}
