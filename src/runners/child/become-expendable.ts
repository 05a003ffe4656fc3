import { writeFileSync } from "node:fs";

/**
 * On Linux: when memory runs out, the kernel is to take this process rather than the server; and when a native library
 * aborts, no memory is written to a core file, which would hold people's words and delay the news of the death by the
 * time it takes to write gigabytes.
 */
export function becomeExpendable(): void {
  if (process.platform !== "linux") return;
  writeIfAllowed("/proc/self/oom_score_adj", "500");
  writeIfAllowed("/proc/self/coredump_filter", "0");
}

function writeIfAllowed(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch {
    // A sandbox may forbid it, or lack /proc. The runner works all the same.
  }
}
