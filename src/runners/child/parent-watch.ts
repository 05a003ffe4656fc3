/**
 * The second lifeline, in a thread of its own: the end of stdin is only seen by an event loop that turns, and a native
 * call may block the main one for as long as it likes. Looks once a second whether the parent still lives.
 */
import { workerData } from "node:worker_threads";

const lookEveryMs = 1000;
const parentPid = Number(workerData);

function parentLives(): boolean {
  // Where there are orphans (not on Windows), they are given another parent.
  if (process.platform !== "win32" && process.ppid !== parentPid) return false;
  try {
    process.kill(parentPid, 0);
    return true;
  } catch {
    return false;
  }
}

setInterval(() => {
  if (!parentLives()) process.kill(process.pid, "SIGKILL");
}, lookEveryMs);
