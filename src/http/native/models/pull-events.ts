import { createEventQueue } from "../../../core/event-queue.ts";
import type { LocalModel } from "../../../models/local/local-models.ts";
import type { DownloadReport } from "../../../core/download-report.ts";
import type { SpeechPullOptions } from "../../../core/speech/speech-library.ts";

type PullReport =
  | { readonly type: "progress"; readonly progress: DownloadReport }
  /** After the download, of models that are converted. */
  | { readonly type: "converting"; readonly fraction: number };

export type PullEvent<Model = LocalModel> = PullReport | { readonly type: "done"; readonly model: Model };

/**
 * A download as events: progress, then `done`. It ends when the reader leaves or `signal` is aborted; what has arrived is
 * kept.
 * @throws ReparteeError as `pull` does.
 */
export async function* pullEvents<Model>(
  pull: (options: SpeechPullOptions) => Promise<Model>,
  signal: AbortSignal,
): AsyncGenerator<PullEvent<Model>, void, void> {
  const leaving = new AbortController();
  // A slow reader needs the newest report only.
  const reports = createEventQueue<PullReport>({ onLeave: () => leaving.abort() });
  const report = (event: PullReport): void => {
    reports.clear();
    reports.push(event);
  };
  const pulled = pull({
    signal: AbortSignal.any([signal, leaving.signal]),
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
