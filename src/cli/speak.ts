import { stat, writeFile } from "node:fs/promises";
import { dirname, extname } from "node:path";
import { Command, Option } from "commander";
import { audioFormats, type AudioFormat } from "../audio/encode/audio-encoder.ts";
import { encodeFile } from "../audio/encode/encode-file.ts";
import { ReparteeError } from "../core/errors.ts";
import { languageOf } from "../core/language.ts";
import { voiceSampleRate } from "../voice/voice-event.ts";
import { addVoiceOptions, openVoiceApp } from "./open-voice.ts";
import type { SettingOptions } from "./setting-options.ts";
import { systemReason } from "./system-reason.ts";

interface SpeakOptions extends SettingOptions {
  readonly output: string;
  readonly language: string;
  readonly voice?: string;
  readonly speed?: string;
}

const fileEndings = audioFormats.map((format) => `.${format}`).join(", ");

export function speakCommand(): Command {
  const command = new Command("speak")
    .description("Write a text as sound.")
    .argument("<text>", "what is said")
    .option("-o, --output <file>", `the file: ${fileEndings} (24 kHz; pcm has 16 bits)`, "speech.wav")
    .option("--language <code>", "of the text, such as de", "en")
    .option("--voice <name>", "an installed voice; default: one of the language")
    .addOption(new Option("--speed <factor>", "0.25 to 4; 1 is the voice's own"))
    .addHelpText(
      "after",
      `
Voices come with: repartee pull piper:en_US-joe-medium (natural), or repartee engines add speech (espeak-ng)
(robotic, all ten languages).

Examples:
  repartee speak "Good morning." -o morning.mp3
  repartee speak "Guten Morgen." --language de`,
    )
    .action(speak);
  return addVoiceOptions(command);
}

async function speak(text: string, { output, language, voice, speed, ...options }: SpeakOptions): Promise<void> {
  const format = formatOf(output);
  const spoken = languageOf(language);
  const factor = speed === undefined ? 1 : Number(speed);
  if (spoken === undefined) throw wrong("language", "one of the ten languages", language);
  if (!(factor >= 0.25 && factor <= 4)) throw wrong("speed", "a number from 0.25 to 4", speed ?? "");
  // Before a long text is spoken.
  await stat(dirname(output)).catch((cause: unknown) => {
    throw cannotWrite(output, cause);
  });
  await using app = await openVoiceApp(options);
  const request = { language: spoken, speed: factor, ...(voice === undefined ? {} : { voice }) };
  const parts: Float32Array[] = [];
  let durationMs = 0;
  for await (const clause of app.voice.voice().speak(text, request, new AbortController().signal)) {
    parts.push(clause.samples);
    durationMs += clause.durationMs;
  }
  const encoded = await encodeFile(format, voiceSampleRate, parts);
  await writeFile(output, encoded).catch((cause: unknown) => {
    throw cannotWrite(output, cause);
  });
  process.stdout.write(`${output}: ${(durationMs / 1000).toFixed(1)} s\n`);
}

function cannotWrite(path: string, cause: unknown): ReparteeError {
  return new ReparteeError("invalid_request", `Cannot write "${path}": ${systemReason(cause)}`, {
    hint: "Give --output a file in a folder that is there and that this user may write to.",
    param: "output",
    cause,
  });
}

function formatOf(output: string): AudioFormat {
  const name = extname(output).slice(1).replace("ogg", "opus");
  const format = audioFormats.find((known) => known === name);
  if (format === undefined) throw wrong("output", `a file that ends in ${fileEndings}`, output);
  return format;
}

function wrong(param: string, expected: string, got: string): ReparteeError {
  return new ReparteeError("invalid_request", `--${param}: expected ${expected}, got "${got}"`, { param });
}
