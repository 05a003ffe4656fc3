import { watch, type FSWatcher } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Clock, ScheduledCall } from "../../core/clock.ts";

/** An editor writes a file in several steps; the reload comes after the last of them. */
const settleMs = 100;
/** How often the files are checked on platforms that do not report changes (network folders, containers). */
const pollMs = 2_000;

export interface FolderWatch {
  close(): void;
}

/** Calls `onChange` when a file in one of the folders changed. Neither watcher nor timer keeps the process alive. */
export function watchFolders(folders: readonly string[], clock: Clock, onChange: () => void): FolderWatch {
  const watchers: FSWatcher[] = [];
  const calls = new Set<ScheduledCall>();
  let settling: ScheduledCall | undefined;
  let closed = false;

  function changed(): void {
    settling?.cancel();
    settling = closed ? undefined : clock.schedule(settleMs, onChange);
  }

  function poll(folder: string, last: string | undefined): void {
    if (closed) return;
    const call = clock.schedule(pollMs, () => {
      calls.delete(call);
      // A look never fails: what cannot be read is part of the picture.
      void pictureOf(folder).then((picture) => {
        if (last !== undefined && picture !== last && !closed) onChange();
        poll(folder, picture);
      });
    });
    calls.add(call);
  }

  for (const folder of folders) {
    try {
      const watcher = watch(folder, { persistent: false }, changed);
      watcher.once("error", () => {
        watcher.close();
        poll(folder, "");
      });
      watchers.push(watcher);
    } catch {
      poll(folder, undefined);
    }
  }

  return {
    close() {
      closed = true;
      settling?.cancel();
      for (const call of calls) call.cancel();
      for (const watcher of watchers) watcher.close();
    },
  };
}

/** Names, sizes and times of a folder's files as one text. */
async function pictureOf(folder: string): Promise<string> {
  try {
    const names = (await readdir(folder)).toSorted();
    const states = await Promise.all(names.map((name) => stat(join(folder, name))));
    return names.map((name, index) => `${name} ${states[index]?.size} ${states[index]?.mtimeMs}`).join("\n");
  } catch (thrown) {
    return String(thrown);
  }
}
