import type { Viseme } from "../octopus/visemes.ts";
import type { SpokenClause } from "../server/converse.ts";

/** Plays clauses one after the other, and knows the shape of the mouth at each moment. */
export interface Player {
  /** What is added from now on is another reply, of which nothing was heard yet. */
  begin(): void;
  add(clause: SpokenClause): void;
  /** How much of the reply was heard, in milliseconds. */
  heardMs(): number;
  /** Undefined while nothing sounds. */
  viseme(): Viseme | undefined;
  readonly isPlaying: boolean;
  /** Silent at once; what was not played is dropped. */
  stop(): void;
  close(): void;
}

export function createPlayer(onEnd: () => void): Player {
  const context = new AudioContext();
  const playing = new Map<AudioBufferSourceNode, { readonly startS: number; readonly clause: SpokenClause }>();
  let freeAtS = 0;
  /** Of clauses of this reply that are over. */
  let heardS = 0;
  // What is heard now left the context this long ago.
  const nowS = (): number => context.currentTime - (context.outputLatency || 0);
  return {
    get isPlaying() {
      return playing.size > 0;
    },
    begin() {
      heardS = 0;
    },
    heardMs() {
      const now = nowS();
      const running = [...playing.entries()].map(([{ buffer }, { startS }]) =>
        Math.min(buffer?.duration ?? 0, Math.max(0, now - startS)),
      );
      return (heardS + running.reduce((sum, seconds) => sum + seconds, 0)) * 1000;
    },
    add(clause) {
      if (clause.samples.length === 0) return;
      void context.resume();
      const buffer = context.createBuffer(1, clause.samples.length, clause.sampleRate);
      buffer.copyToChannel(clause.samples, 0);
      const source = new AudioBufferSourceNode(context, { buffer });
      source.connect(context.destination);
      const startS = Math.max(context.currentTime + 0.03, freeAtS);
      freeAtS = startS + buffer.duration;
      playing.set(source, { startS, clause });
      source.addEventListener("ended", () => {
        if (!playing.delete(source)) return;
        heardS += buffer.duration;
        if (playing.size === 0) onEnd();
      });
      source.start(startS);
    },
    viseme() {
      const now = nowS();
      for (const { startS, clause } of playing.values()) {
        const atMs = (now - startS) * 1000;
        if (atMs < 0) return "sil";
        const current = clause.visemes.findLast(({ start_ms: start }) => start <= atMs);
        return current?.viseme ?? "sil";
      }
      return undefined;
    },
    stop() {
      for (const source of playing.keys()) source.stop();
      playing.clear();
      freeAtS = 0;
    },
    close() {
      this.stop();
      void context.close();
    },
  };
}
