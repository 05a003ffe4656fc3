import { execFileSync } from "node:child_process";

export type ProcessKind = "recognizer" | "voice" | "model" | "detector";

/** How the processes of a server call themselves. */
const titles: Readonly<Record<ProcessKind, RegExp>> = {
  recognizer: /^repartee-speech: sherpa-onnx stt/,
  // Every voice: else another one takes over.
  voice: /^repartee-speech: .* tts/,
  model: /^repartee-runner: /,
  detector: /^repartee-speech: .* detector/,
};

/** Kills those of the kind that run now; returns how many. */
export function killProcesses(serverPid: number, kind: ProcessKind): number {
  const rows = execFileSync("ps", ["-A", "-o", "pid=,ppid=,args="], { encoding: "utf8" }).split("\n");
  const found = rows.flatMap((row) => {
    const [, pid, parent, title = ""] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(row) ?? [];
    return Number(parent) === serverPid && titles[kind].test(title) ? [Number(pid)] : [];
  });
  for (const pid of found) process.kill(pid, "SIGKILL");
  return found.length;
}
