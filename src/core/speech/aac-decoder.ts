import type { MonoAudio } from "./audio.ts";

/** Makes samples of AAC. */
export interface AacDecoder extends AsyncDisposable {
  /**
   * The sound in parts, mixed to one channel; a reader that has enough leaves. A broken packet gives nothing.
   * @throws ReparteeError `model_load_failed` when it is not installed, `runner_crashed`.
   */
  decode(stream: AacStream, signal: AbortSignal): AsyncIterable<MonoAudio>;
}

export interface AacStream {
  /** AudioSpecificConfig (ISO 14496-3), which an MP4 file has apart from its packets; absent where each has a header. */
  readonly config?: Uint8Array;
  /** Whole packets, in their order. */
  readonly packets: readonly Uint8Array[];
}
