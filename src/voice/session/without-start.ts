import { loudnessFrameMs } from "../../audio/loudness.ts";
import { voiceSampleRate, type ReplyAudio } from "../voice-event.ts";

/** The rest of a sound with its mouth. */
export function withoutStart(sound: ReplyAudio, skipMs: number): ReplyAudio {
  const { viseme } = sound.visemes.findLast(({ startMs }) => startMs <= skipMs) ?? { viseme: "sil" as const };
  const later = sound.visemes.filter(({ startMs }) => startMs > skipMs);
  return {
    type: "reply.audio",
    chunk: sound.chunk,
    samples: sound.samples.slice(Math.round((skipMs * voiceSampleRate) / 1000)),
    durationMs: sound.durationMs - skipMs,
    offsetMs: sound.offsetMs + skipMs,
    visemes: [{ viseme, startMs: 0 }, ...later.map((one) => ({ ...one, startMs: one.startMs - skipMs }))],
    loudness: sound.loudness.slice(Math.floor(skipMs / loudnessFrameMs)),
  };
}
