import { signal } from "@preact/signals";
import { pullModel, type PullProgress } from "../../server/models.ts";
import { connection } from "../connection.ts";

export interface Download {
  readonly name: string;
  readonly progress?: PullProgress;
  readonly error?: Error;
  readonly isDone?: boolean;
}

/** By name; they go on while other pages are shown. */
export const downloads = signal<ReadonlyMap<string, Download>>(new Map());

const running = new Map<string, AbortController>();

function show(download: Download): void {
  downloads.value = new Map(downloads.value).set(download.name, download);
}

export async function startDownload(name: string, onDone: () => void): Promise<void> {
  if (running.has(name)) return;
  const controller = new AbortController();
  running.set(name, controller);
  show({ name });
  try {
    await pullModel(connection, name, controller.signal, (progress) => show({ name, progress }));
    show({ name, isDone: true });
    onDone();
  } catch (thrown) {
    if (controller.signal.aborted) dismissDownload(name);
    else show({ name, error: thrown instanceof Error ? thrown : new Error(String(thrown)) });
  } finally {
    running.delete(name);
  }
}

/** What has arrived is kept by the server; the next download of the same model continues it. */
export function stopDownload(name: string): void {
  running.get(name)?.abort();
}

export function dismissDownload(name: string): void {
  const rest = new Map(downloads.value);
  rest.delete(name);
  downloads.value = rest;
}
