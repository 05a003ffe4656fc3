/** Programs of the system that record and play raw sound: nothing that reaches a sound card comes from npm unbuilt. */
import { spawnSync } from "node:child_process";
import { speechSampleRate } from "../../core/speech/audio.ts";
import { ReparteeError } from "../../core/errors.ts";
import { voiceSampleRate } from "../../voice/voice-event.ts";

/** A program and how it is called. */
export interface SoundProgram {
  readonly program: string;
  readonly args: readonly string[];
  /** `stdin`: raw samples go in; `file`: it plays the file that is its last argument. */
  readonly takes?: "stdin" | "file";
}

export interface SoundSystem {
  readonly platform: NodeJS.Platform;
  /** Whether a program is there. */
  readonly has: (program: string) => boolean;
}

export function thisSystem(): SoundSystem {
  return {
    platform: process.platform,
    // Whatever it makes of the option: a program that is missing cannot be started.
    has: (program) => spawnSync(program, ["--version"], { stdio: "ignore", timeout: 5_000 }).error === undefined,
  };
}

const raw = (rate: number): readonly string[] => [
  "-t",
  "raw",
  "-r",
  String(rate),
  "-e",
  "signed",
  "-b",
  "16",
  "-c",
  "1",
];

/** @param device As the program names it; the system's usual one when absent. @throws ReparteeError `invalid_request`. */
export function recorderOf({ has, platform }: SoundSystem, device?: string): SoundProgram {
  const rate = speechSampleRate;
  if (has("arecord")) {
    const from = device === undefined ? [] : ["-D", device];
    return { program: "arecord", args: ["-q", ...from, "-t", "raw", "-f", "S16_LE", "-r", String(rate), "-c", "1"] };
  }
  if (has("rec") && device === undefined) return { program: "rec", args: ["-q", ...raw(rate), "-"] };
  const input = ffmpegInput(platform, device);
  if (has("ffmpeg") && input !== undefined) {
    const out = ["-f", "s16le", "-ar", String(rate), "-ac", "1", "-"];
    return { program: "ffmpeg", args: ["-loglevel", "error", "-nostdin", ...input, ...out] };
  }
  throw missing("record", "arecord, rec and ffmpeg", platform);
}

/** Windows has no usual microphone that ffmpeg could name. */
function ffmpegInput(platform: NodeJS.Platform, device: string | undefined): readonly string[] | undefined {
  if (platform === "darwin") return ["-f", "avfoundation", "-i", device ?? ":0"];
  if (platform === "win32") return device === undefined ? undefined : ["-f", "dshow", "-i", `audio=${device}`];
  return ["-f", "alsa", "-i", device ?? "default"];
}

/** @throws ReparteeError `invalid_request` where no program plays. */
export function playerOf({ has, platform }: SoundSystem): SoundProgram {
  const rate = voiceSampleRate;
  if (has("aplay")) {
    return {
      program: "aplay",
      args: ["-q", "-t", "raw", "-f", "S16_LE", "-r", String(rate), "-c", "1"],
      takes: "stdin",
    };
  }
  if (has("play")) return { program: "play", args: ["-q", ...raw(rate), "-"], takes: "stdin" };
  if (has("ffplay")) {
    const args = ["-nodisp", "-autoexit", "-loglevel", "quiet", "-f", "s16le", "-ar", String(rate), "-i", "-"];
    return { program: "ffplay", args, takes: "stdin" };
  }
  if (has("afplay")) return { program: "afplay", args: [], takes: "file" };
  throw missing("play", "aplay, play, ffplay and afplay", platform);
}

const install: Partial<Record<NodeJS.Platform, string>> = {
  linux: "sudo apt install alsa-utils (or sox, or ffmpeg)",
  darwin: "brew install sox",
  win32: 'winget install ffmpeg, then name the microphone: --input "Microphone (USB Audio)"',
};

function missing(action: "record" | "play", names: string, platform: NodeJS.Platform): ReparteeError {
  const other = action === "record" ? "talk with a recording: --from FILE" : "read the replies only: --silent";
  return new ReparteeError(
    "invalid_request",
    `Cannot ${action} sound: expected one of ${names} on this machine, got none`,
    { hint: `Install one: ${install[platform] ?? "sox"}; or ${other}.` },
  );
}
