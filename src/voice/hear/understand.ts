import { measureProsody, type Prosody } from "../../audio/prosody.ts";
import { ReparteeError } from "../../core/errors.ts";
import { languageOf, type Language } from "../../core/language.ts";
import type { Log } from "../../core/log.ts";
import { speechSampleRate } from "../../core/speech/audio.ts";
import type { Transcript } from "../../core/speech/stt-engine.ts";
import type { EmotionReading } from "../../core/emotion.ts";
import { chooseRecognizers, type Recognizers } from "./choose-recognizers.ts";
import { withoutRepeats } from "./repeated-phrase.ts";

/** What was understood of an utterance. */
export interface Understood {
  /** Empty when there were no words. */
  readonly text: string;
  readonly language?: Language;
  readonly voiceEmotion?: EmotionReading;
  /** Measured and reported; no weight in what the user is taken to feel. */
  readonly prosody?: Prosody;
}

/** Recognizers are asked one after the other: the next one when one fails. */
export interface UnderstandOptions extends Recognizers {
  /** Others are not believed: noise is heard as Norwegian. */
  readonly languages: readonly Language[];
  /** What is spoken, where the client says so. */
  readonly language?: Language;
  /** What was spoken before, or is spoken most likely. */
  readonly likely: Language;
  readonly log: Log;
}

/** @throws ReparteeError of the last recognizer when all failed; `cancelled`. */
export async function understand(
  samples: Float32Array,
  options: UnderstandOptions,
  signal: AbortSignal,
): Promise<Understood> {
  const { language, languages, likely } = options;
  const first = await transcribe(samples, language, options, signal);
  const heard = language ?? languageOf(first.language ?? "");
  if (first.language === undefined || (heard !== undefined && languages.includes(heard))) {
    return understood(samples, first, heard);
  }
  // A language that nobody here speaks: most likely an accent. Heard again as what was spoken before.
  return understood(samples, await transcribe(samples, likely, options, signal), likely);
}

async function transcribe(
  samples: Float32Array,
  language: Language | undefined,
  options: UnderstandOptions,
  signal: AbortSignal,
): Promise<Transcript> {
  let failure = new ReparteeError("model_load_failed", "Cannot understand speech: no recognizer is configured", {
    hint: "Install one: npx repartee engines add speech && npx repartee pull whisper-base",
  });
  for (const engine of chooseRecognizers(options, language ?? options.likely)) {
    try {
      return await engine.transcribe({ samples, ...(language === undefined ? {} : { language }) }, signal);
    } catch (error) {
      if (!(error instanceof ReparteeError) || error.code === "cancelled") throw error;
      options.log.warn({ engine: engine.id, code: error.code }, "recognizer failed");
      failure = error;
    }
  }
  throw failure;
}

function understood(samples: Float32Array, { text, emotion }: Transcript, language: Language | undefined): Understood {
  const words = isPlausible(text, samples.length / speechSampleRate) ? withoutRepeats(text) : "";
  return {
    text: words,
    ...(language === undefined ? {} : { language }),
    ...(emotion === undefined ? {} : { voiceEmotion: emotion }),
    ...(words === "" ? {} : { prosody: measureProsody({ samples, sampleRate: speechSampleRate }, words) }),
  };
}

/** Marks such as `[BLANK_AUDIO]` and `(music)` stand for sound that is no speech. */
const noWords = /\[[^\]]*\]|\([^)]*\)|♪/gu;
/** Nobody speaks this many letters a second; a recognizer that invents does. */
const mostLettersASecond = 40;

function isPlausible(text: string, seconds: number): boolean {
  const letters = text.replaceAll(noWords, "").replaceAll(/[^\p{L}\p{N}]/gu, "").length;
  return letters > 0 && letters / Math.max(0.3, seconds) <= mostLettersASecond;
}
