import type { SpeechSegment } from "./find-speech.ts";
import { understand, type Understood, type UnderstandOptions } from "./understand.ts";

/** What one speaker said in several stretches of sound, as one text. @throws ReparteeError as `understand`. */
export async function understandSegments(
  segments: readonly SpeechSegment[],
  options: UnderstandOptions,
  signal: AbortSignal,
): Promise<Understood> {
  let all: Understood = { text: "" };
  for (const { samples } of segments) {
    const heard = await understand(samples, { ...options, likely: all.language ?? options.likely }, signal);
    all = { ...heard, ...all, text: `${all.text} ${heard.text}`.trim() };
  }
  return all;
}
