/** Voices in the order of preference, and what becomes of a text in one of them. */
import { joinSamples } from "../../audio/join-samples.ts";
import { loudness } from "../../audio/loudness.ts";
import { resample } from "../../audio/resample.ts";
import { ReparteeError, toReparteeError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import { durationMs, type MonoAudio } from "../../core/speech/audio.ts";
import type { SynthesizedPart, TimedPhoneme, TtsEngine } from "../../core/speech/tts-engine.ts";
import { visemesOfLoudness, visemesOfPhonemes } from "../mouth/time-visemes.ts";
import { voiceSampleRate } from "../voice-event.ts";
import { behindPause, isSentence } from "./sentence-pause.ts";
import { isPronounceable, speakableText } from "./speakable-text.ts";
import type { SpokenClause } from "./spoken-clause.ts";

export interface SpeakRequest {
  readonly language: string;
  /** A voice's id, or the id of one of `aliases`; the first that speaks the language when absent. */
  readonly voice?: string;
  readonly speed?: number;
}

/** One voice for as long as it speaks: who began a reply ends it. */
export interface Speaker {
  /**
   * Undefined for a text that cannot be pronounced. Before the first sound the next engine is tried when one fails;
   * after it, its failure is thrown: no second voice takes over in the middle of a reply.
   * @throws ReparteeError `cancelled`, `no_voice`, or the engine's.
   */
  say(text: string, signal: AbortSignal): Promise<SpokenClause | undefined>;
  /** Who speaks; undefined before the first sound. */
  readonly engine: string | undefined;
}

export interface SpeakersOptions {
  readonly engines: readonly TtsEngine[];
  /** Those that speak a language, in the order of preference; that of `engines` when absent. */
  readonly order?: (language: string, engines: readonly TtsEngine[]) => readonly TtsEngine[];
  /** The voice of a language, where a request names none. */
  readonly voiceByLanguage?: Readonly<Partial<Record<string, string>>>;
  /** Says when each sound comes, for voices that do not: its times are stretched to theirs. */
  readonly phonemizer?: TtsEngine;
  readonly log: Log;
}

export function createSpeakers({ engines, phonemizer, log, order, voiceByLanguage = {} }: SpeakersOptions): {
  open(request: SpeakRequest): Speaker;
} {
  async function phonemesOf(text: string, language: string, signal: AbortSignal): Promise<TimedSpeech | undefined> {
    if (phonemizer === undefined) return undefined;
    try {
      return joinParts(await partsOf(phonemizer, { text, language }, signal));
    } catch (error) {
      // The mouth then follows the loudness.
      log.debug({ error: toReparteeError(error).message }, "no phoneme times");
      return undefined;
    }
  }

  async function sayWith(
    engine: TtsEngine,
    text: string,
    request: SpeakRequest,
    signal: AbortSignal,
  ): Promise<SpokenClause> {
    const { language, speed, voice } = request;
    const known = engine.voices.some(({ id }) => id === voice) ? { voice } : {};
    const [parts, other] = await Promise.all([
      partsOf(engine, { text, language, ...known, ...(speed === undefined ? {} : { speed }) }, signal),
      engine === phonemizer ? undefined : phonemesOf(text, language, signal),
    ]);
    return spokenClause(joinParts(parts), other);
  }

  return {
    open(given) {
      const { language, voice = voiceByLanguage[language] } = given;
      const request = { ...given, ...(voice === undefined ? {} : { voice }) };
      const waiting = enginesFor(order?.(language, engines) ?? engines, request);
      let speaking: TtsEngine | undefined;
      let isBehindSentence = false;
      /** The pause comes with what follows it, so that nobody waits for it at the end. */
      function inTurn(clause: SpokenClause, words: string): SpokenClause {
        const placed = isBehindSentence ? behindPause(clause) : clause;
        isBehindSentence = isSentence(words);
        return placed;
      }
      return {
        get engine() {
          return speaking?.id;
        },
        async say(text, signal) {
          if (!isPronounceable(text)) return undefined;
          const words = speakableText(text);
          if (speaking !== undefined) return inTurn(await sayWith(speaking, words, request, signal), words);
          let failure = noVoice(request.language);
          for (const engine of waiting) {
            try {
              const clause = await sayWith(engine, words, request, signal);
              if (clause.samples.length === 0) continue;
              speaking = engine;
              return inTurn(clause, words);
            } catch (error) {
              failure = toReparteeError(error, "generation_failed");
              if (failure.code === "cancelled") throw failure;
              log.warn({ engine: engine.id, code: failure.code }, "voice failed");
            }
          }
          throw failure;
        },
      };
    },
  };
}

/** Those that speak the language; the one that has the voice comes first. */
function enginesFor(engines: readonly TtsEngine[], { language, voice }: SpeakRequest): readonly TtsEngine[] {
  const speaking = engines.filter(({ voices }) => voices.some(({ languages }) => languages.includes(language)));
  const named = engines.filter(({ voices }) => voices.some(({ id }) => id === voice));
  return [...new Set([...named, ...speaking])];
}

function noVoice(language: string): ReparteeError {
  return new ReparteeError("no_voice", `Cannot speak: no voice for language "${language}" is installed`, {
    hint: "Install one: npx repartee engines add speech, then `repartee pull` a voice for more than espeak-ng.",
  });
}

interface TimedSpeech {
  readonly audio: MonoAudio;
  readonly phonemes: readonly TimedPhoneme[] | undefined;
}

async function partsOf(
  engine: TtsEngine,
  request: Parameters<TtsEngine["synthesize"]>[0],
  signal: AbortSignal,
): Promise<readonly SynthesizedPart[]> {
  const parts: SynthesizedPart[] = [];
  for await (const part of engine.synthesize(request, signal)) parts.push(part);
  return parts;
}

function joinParts(parts: readonly SynthesizedPart[]): TimedSpeech {
  const sampleRate = parts[0]?.sampleRate ?? voiceSampleRate;
  let offsetMs = 0;
  const phonemes: TimedPhoneme[] = [];
  for (const part of parts) {
    for (const { ipa, startMs } of part.phonemes ?? []) phonemes.push({ ipa, startMs: startMs + offsetMs });
    offsetMs += durationMs(part);
  }
  const samples = joinSamples(parts.map((part) => part.samples));
  return { audio: { samples, sampleRate }, phonemes: phonemes.length === 0 ? undefined : phonemes };
}

function spokenClause(speech: TimedSpeech, other: TimedSpeech | undefined): SpokenClause {
  const lengthMs = durationMs(speech.audio);
  const timed = speech.phonemes === undefined ? other : speech;
  const levels = loudness(speech.audio);
  return {
    samples: resample(speech.audio, voiceSampleRate).samples,
    durationMs: Math.round(lengthMs),
    visemes:
      timed?.phonemes === undefined
        ? visemesOfLoudness(levels)
        : visemesOfPhonemes(timed.phonemes, { spokenMs: durationMs(timed.audio), durationMs: lengthMs }),
    loudness: levels.map((value) => Math.round(value * 1000) / 1000),
  };
}
