import { createEventQueue } from "../../../core/event-queue.ts";
import type { LocalModel, LocalModels, PullOptions } from "../../../models/local/local-models.ts";

type PullProgress = Parameters<NonNullable<PullOptions["onProgress"]>>[0];

export type PullEvent =
  | { readonly type: "progress"; readonly progress: PullProgress }
  /** After the download, of models that are converted. */
  | { readonly type: "converting"; readonly fraction: number }
  | { readonly type: "done"; readonly model: LocalModel };

export interface PullRequest {
  readonly model: string;
  readonly quantization?: string;
}

/**
 * A download as events: progress, then `done`. It ends when the reader leaves or `signal` is aborted; what has arrived is
 * kept.
 * @throws ReparteeError as `LocalModels.pull` does.
 */
export async function* pullEvents(
  library: LocalModels,
  { model, quantization }: PullRequest,
  signal: AbortSignal,
): AsyncGenerator<PullEvent, void, void> {
  const leaving = new AbortController();
  // A slow reader needs the newest report only.
  const reports = createEventQueue<Exclude<PullEvent, { readonly type: "done" }>>({
    onLeave: () => leaving.abort(),
  });
  const report = (event: Exclude<PullEvent, { readonly type: "done" }>): void => {
    reports.clear();
    reports.push(event);
  };
  const pulled = library.pull(model, {
    signal: AbortSignal.any([signal, leaving.signal]),
    quantization,
    onProgress: (progress) => report({ type: "progress", progress }),
    onConvert: (fraction) => report({ type: "converting", fraction }),
  });
  const ended = pulled.then(
    () => reports.end(),
    () => reports.end(), // thrown below, where it is awaited
  );
  try {
    yield* reports;
    yield { type: "done", model: await pulled };
  } finally {
    leaving.abort();
    await ended;
  }
}
