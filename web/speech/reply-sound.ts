import type { Viseme } from "../octopus/visemes.ts";
import type { SpokenClause } from "../server/converse.ts";
import { microphoneRate } from "./microphone-stream.ts";
import { fromBase64Pcm16 } from "./pcm16.ts";
import { createPlayer, type Player } from "./player.ts";
import { createTimedVisemes } from "./timed-visemes.ts";

/** The sound of replies, and how far of them was heard. */
export interface ReplySound {
  readonly isPlaying: boolean;
  /** Mouth shapes of the sound that comes next. */
  mouth(visemes: SpokenClause["visemes"]): void;
  play(itemId: string, pcm: string): void;
  viseme(): Viseme | undefined;
  silence(): void;
  /** What was silenced before its end, once. */
  takeCut(): { readonly itemId: string; readonly heardMs: number } | undefined;
  close(): void;
}

/** @param onEnd All that came so far has been played. */
export function createReplySound(onEnd: () => void): ReplySound {
  const timed = createTimedVisemes();
  let player: Player | undefined;
  let itemId: string | undefined;
  let cut: { readonly itemId: string; readonly heardMs: number } | undefined;
  return {
    get isPlaying() {
      return player?.isPlaying === true;
    },
    mouth: timed.begin,
    play(id, pcm) {
      player ??= createPlayer(onEnd);
      if (itemId !== id) player.begin();
      itemId = id;
      const samples = fromBase64Pcm16(pcm);
      const visemes = timed.take((samples.length / microphoneRate) * 1000);
      player.add({ samples, sampleRate: microphoneRate, visemes });
    },
    viseme: () => player?.viseme(),
    silence() {
      if (player?.isPlaying === true && itemId !== undefined) cut = { itemId, heardMs: player.heardMs() };
      player?.stop();
    },
    takeCut() {
      const taken = cut;
      cut = undefined;
      return taken;
    },
    close() {
      player?.close();
      player = undefined;
      itemId = undefined;
      cut = undefined;
    },
  };
}
