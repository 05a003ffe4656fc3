import { joinSamples } from "../../audio/join-samples.ts";
import { measureProsody } from "../../audio/prosody.ts";
import { speechSampleRate } from "../../core/speech/audio.ts";
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
  if (segments.length < 2 || all.text === "") return all;
  const audio = { samples: joinSamples(segments.map(({ samples }) => samples)), sampleRate: speechSampleRate };
  return { ...all, prosody: measureProsody(audio, all.text) };
}
