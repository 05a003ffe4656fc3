import { Command } from "commander";
import { ReparteeError } from "../core/errors.ts";
import { languageOf } from "../core/language.ts";
import { addVoiceOptions, openVoiceApp } from "./open-voice.ts";
import { maxRecordingMs, readRecording } from "./read-recording.ts";
import type { SettingOptions } from "./setting-options.ts";

interface TranscribeOptions extends SettingOptions {
  readonly language?: string;
}

export function transcribeCommand(): Command {
  const command = new Command("transcribe")
    .description("Write down what is said in a recording, one line for each stretch of speech.")
    .argument("<file>", "WAV, MP3, FLAC, Opus or Vorbis; AAC with `repartee engines add aac`")
    .option("--language <code>", "what is spoken, such as de; default: found out")
    .addHelpText(
      "after",
      `
A recognizer comes with: repartee engines add speech, and repartee pull whisper-base.

Examples:
  repartee transcribe meeting.mp3
  repartee transcribe gespraech.wav --language de`,
    )
    .action(transcribe);
  return addVoiceOptions(command);
}

async function transcribe(file: string, { language, ...options }: TranscribeOptions): Promise<void> {
  const spoken = language === undefined ? undefined : languageOf(language);
  if (language !== undefined && spoken === undefined) {
    throw new ReparteeError("invalid_request", `--language: expected one of the ten languages, got "${language}"`);
  }
  const recording = await readRecording(file);
  await using app = await openVoiceApp(options);
  const voice = app.voice.voice();
  const audio = await voice.decode(recording, maxRecordingMs);
  const request = spoken === undefined ? {} : { language: spoken };
  const segments = voice.transcribeSegments(audio, request, new AbortController().signal);
  for await (const { text } of segments) process.stdout.write(`${text}\n`);
}
