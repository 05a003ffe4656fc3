import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toPcm16 } from "../../audio/pcm16.ts";
import { writeWav } from "../../audio/wav/write-wav.ts";
import { voiceSampleRate } from "../../voice/voice-event.ts";
import type { SoundProgram } from "./sound-programs.ts";

export interface Loudspeaker extends AsyncDisposable {
  /** Sound at 24 kHz, behind what plays. */
  play(samples: Float32Array): void;
  /** Silence, now. */
  stop(): void;
}

export const silentLoudspeaker: Loudspeaker = {
  play: () => {},
  stop: () => {},
  [Symbol.asyncDispose]: () => Promise.resolve(),
};

export function playWith(player: SoundProgram): Loudspeaker {
  return player.takes === "file" ? playFiles(player) : playStream(player);
}

/** One process for each reply: to kill it is the only way to have it silent at once. */
function playStream({ args, program }: SoundProgram): Loudspeaker {
  let child: ChildProcess | undefined;

  function open(): ChildProcess {
    const opened = spawn(program, [...args], { stdio: ["pipe", "ignore", "ignore"] });
    const close = (): void => {
      if (child === opened) child = undefined;
    };
    opened.once("error", close).once("close", close);
    // A player that was killed reads no more.
    opened.stdin.on("error", () => {});
    return opened;
  }

  return {
    play(samples) {
      child ??= open();
      child.stdin?.write(toPcm16(samples));
    },
    stop() {
      child?.kill("SIGKILL");
      child = undefined;
    },
    async [Symbol.asyncDispose]() {
      this.stop();
    },
  };
}

function playFiles({ args, program }: SoundProgram): Loudspeaker {
  const folder = mkdtemp(join(tmpdir(), "repartee-talk-"));
  let generation = 0;
  let playing: ChildProcess | undefined;
  let last: Promise<void> = Promise.resolve();
  let count = 0;

  async function playOne(samples: Float32Array, of: number): Promise<void> {
    if (of !== generation) return;
    const file = join(await folder, `${(count += 1)}.wav`);
    await writeFile(file, writeWav({ samples, sampleRate: voiceSampleRate }));
    const child = spawn(program, [...args, file], { stdio: "ignore" });
    playing = child;
    await new Promise<void>((resolve) => child.once("close", () => resolve()).once("error", () => resolve()));
    await rm(file, { force: true });
  }

  return {
    play(samples) {
      const of = generation;
      last = last.then(() => playOne(samples, of)).catch(() => {});
    },
    stop() {
      generation += 1;
      playing?.kill();
    },
    async [Symbol.asyncDispose]() {
      this.stop();
      await last;
      await rm(await folder, { recursive: true, force: true });
    },
  };
}
