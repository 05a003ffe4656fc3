import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

/** Resolves when `condition` holds; rejects when it does not within `limitMs`. */
export async function until(what: string, condition: () => boolean, limitMs: number = 5000): Promise<void> {
  const end = performance.now() + limitMs;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`${what}: not within ${limitMs} ms`);
    await pause(5);
  }
}

/** Whether a process runs; one that ended and waits for its parent to look (a zombie) does not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  if (process.platform !== "linux") return true;
  try {
    return !/^\d+ \(.*\) [ZX]/s.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}
