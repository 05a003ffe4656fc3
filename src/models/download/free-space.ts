import { statfs } from "node:fs/promises";
import { ReparteeError } from "../../core/errors.ts";

/** Bytes that this user may still write to the folder's file system. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/** @throws ReparteeError `disk_full`. */
export function checkSpace(free: number, needed: number, action: string): void {
  if (free >= needed) return;
  throw new ReparteeError(
    "disk_full",
    `Cannot ${action}: it needs ${inMegabytes(needed)}, ${inMegabytes(free)} are free`,
    {
      hint: "Free some space, remove models that are not used, or choose another folder for models.",
      facts: { neededBytes: needed, freeBytes: free },
    },
  );
}

function inMegabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}
