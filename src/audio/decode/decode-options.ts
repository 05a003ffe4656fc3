import type { AacDecoder } from "../../core/speech/aac-decoder.ts";

export interface DecodeOptions {
  /** Longest recording. A few megabytes of Opus can hold hours. */
  readonly maxDurationMs: number;
  /** Absent: AAC is refused. */
  readonly aac?: AacDecoder;
}
