import type { TimedPhoneme } from "../../core/speech/tts-engine.ts";
import type { TimedViseme, VisemeName } from "../../core/speech/viseme.ts";
import { loudnessFrameMs } from "../../audio/loudness.ts";
import { ipaVisemes } from "./ipa-visemes.ts";

/**
 * Mouth shapes of phonemes, stretched to the length of the audio that they go with: another voice says them in nearly
 * the same proportions. It begins at 0 and ends with a closed mouth.
 */
export function visemesOfPhonemes(
  phonemes: readonly TimedPhoneme[],
  { spokenMs, durationMs }: { readonly spokenMs: number; readonly durationMs: number },
): readonly TimedViseme[] {
  const scale = spokenMs === 0 ? 1 : durationMs / spokenMs;
  const timed: TimedViseme[] = [{ viseme: "sil", startMs: 0 }];
  for (const [index, { ipa, startMs }] of phonemes.entries()) {
    const endMs = phonemes[index + 1]?.startMs ?? spokenMs;
    const visemes = ipaVisemes(ipa);
    for (const [part, viseme] of visemes.entries()) {
      add(timed, viseme, (startMs + ((endMs - startMs) * part) / visemes.length) * scale);
    }
  }
  add(timed, "sil", durationMs);
  return timed;
}

/** Quieter than this the mouth is closed; from there on it opens in four steps. */
const openness: readonly (readonly [fromLoudness: number, viseme: VisemeName])[] = [
  [0.16, "aa"],
  [0.08, "oh"],
  [0.04, "E"],
  [0.015, "ih"],
];

/** Mouth shapes by loudness alone, for audio of which nothing else is known. */
export function visemesOfLoudness(loudness: readonly number[]): readonly TimedViseme[] {
  const timed: TimedViseme[] = [{ viseme: "sil", startMs: 0 }];
  for (const [index, value] of loudness.entries()) {
    add(timed, openness.find(([from]) => value >= from)?.[1] ?? "sil", index * loudnessFrameMs);
  }
  add(timed, "sil", loudness.length * loudnessFrameMs);
  return timed;
}

/** A shape that is held already is not written again; one that would last no time is replaced. */
function add(timed: TimedViseme[], viseme: VisemeName, startMs: number): void {
  const rounded = Math.round(startMs);
  const last = timed.at(-1);
  if (last?.viseme === viseme) return;
  if (last?.startMs === rounded) {
    timed.pop();
    if (timed.at(-1)?.viseme === viseme) return;
  }
  timed.push({ viseme, startMs: rounded });
}
