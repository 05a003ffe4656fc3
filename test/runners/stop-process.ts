import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { until } from "./until.ts";

/** Stops a process as Ctrl-Z would, and waits until it is stopped: from then on it writes nothing. Not on Windows. */
export async function stopProcess(pid: number): Promise<void> {
  process.kill(pid, "SIGSTOP");
  await until("process is stopped", () => stateOf(pid).startsWith("T"));
}

function stateOf(pid: number): string {
  if (process.platform !== "linux")
    return execFileSync("ps", ["-o", "state=", "-p", String(pid)], { encoding: "utf8" });
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The name, in parentheses, may hold anything.
  return stat.slice(stat.lastIndexOf(")") + 2);
}
