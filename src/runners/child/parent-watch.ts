/**
 * The thread beside the main one. A native call may block the event loop for as long as it likes; this one turns all the
 * same. It ends the process when its parent has ended (the second lifeline: the end of stdin is only seen by a loop that
 * turns), and gives signs of life to a parent that listens.
 */
import { writeSync } from "node:fs";
import { workerData } from "node:worker_threads";
import { pulseFd, type Pulse, type ThreadData } from "../pulse.ts";

const lookEveryMs = 1000;
const { parentPid, turns } = workerData as ThreadData;
let turnsSeen = 0;
let turnedAtMs = performance.now();

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

function sendPulse(counter: Int32Array): void {
  const turned = Atomics.load(counter, 0);
  const nowMs = performance.now();
  const blockedMs = turned === turnsSeen ? Math.round(nowMs - turnedAtMs) : 0;
  if (turned !== turnsSeen) turnedAtMs = nowMs;
  turnsSeen = turned;
  const pulse: Pulse = { blockedMs, residentBytes: process.memoryUsage.rss() };
  try {
    writeSync(pulseFd, `${JSON.stringify(pulse)}\n`);
  } catch {
    // The parent does not read at the moment, or not any more: the lifelines see to that.
  }
}

setInterval(() => {
  if (!parentLives()) process.kill(process.pid, "SIGKILL");
  if (turns !== undefined) sendPulse(new Int32Array(turns));
}, lookEveryMs);
