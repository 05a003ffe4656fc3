import { durationMs, type MonoAudio } from "../../core/speech/audio.ts";
import type { Language } from "../../core/language.ts";
import type { VoiceOptions } from "../turn/voice-options.ts";
import { findSpeech } from "./find-speech.ts";
import { understand } from "./understand.ts";

/** A stretch of speech with its words. */
export interface TranscribedSegment {
  readonly startMs: number;
  readonly endMs: number;
  readonly text: string;
  readonly language?: Language;
}

export interface TranscribedRecording {
  readonly text: string;
  readonly language?: Language;
  readonly durationMs: number;
  readonly segments: readonly TranscribedSegment[];
}

type TranscribingOptions = Pick<VoiceOptions, "detector" | "languages" | "log" | "stt" | "sttByLanguage">;

/** The words of a recording, segment by segment as they are understood; none where nobody speaks. */
export async function* transcribeSegments(
  audio: MonoAudio,
  { language }: { readonly language?: Language },
  { detector, languages, log, stt, sttByLanguage }: TranscribingOptions,
  signal: AbortSignal,
): AsyncGenerator<TranscribedSegment, void, undefined> {
  let likely = language ?? languages[0] ?? "en";
  for (const { startMs, endMs, samples } of await findSpeech(audio, detector)) {
    const given = language === undefined ? {} : { language };
    const heard = await understand(samples, { stt, sttByLanguage, languages, log, ...given, likely }, signal);
    if (heard.text === "") continue;
    likely = heard.language ?? likely;
    yield { startMs, endMs, text: heard.text, ...(heard.language === undefined ? {} : { language: heard.language }) };
  }
}

/** The same, whole. @throws ReparteeError of the last recognizer when all failed; `cancelled`. */
export async function transcribeRecording(
  audio: MonoAudio,
  request: { readonly language?: Language },
  options: TranscribingOptions,
  signal: AbortSignal,
): Promise<TranscribedRecording> {
  const segments: TranscribedSegment[] = [];
  for await (const segment of transcribeSegments(audio, request, options, signal)) segments.push(segment);
  const language = segments[0]?.language;
  return {
    text: segments.map(({ text }) => text).join(" "),
    ...(language === undefined ? {} : { language }),
    durationMs: Math.round(durationMs(audio)),
    segments,
  };
}
