/** Engines whose own process is killed at a moment of a call: the real one, so that what comes of it is real too. */
import type { SttEngine } from "../../../src/core/speech/stt-engine.ts";
import type { TtsEngine } from "../../../src/core/speech/tts-engine.ts";
import type { Hosted } from "../../../src/speech/open-engines.ts";

export function killProcessOf({ process: speech }: Hosted<unknown>): void {
  const { pid } = speech;
  if (pid === undefined) throw new Error("expected a process that runs");
  process.kill(pid, "SIGKILL");
}

/** Killed when its nth call, counted from 0, was handed to it. */
export function killedInCall(engine: Hosted<SttEngine>, call = 0): SttEngine {
  let calls = -1;
  return {
    ...engine,
    transcribe(request, signal) {
      const transcribing = engine.transcribe(request, signal);
      calls += 1;
      if (calls === call) killProcessOf(engine);
      return transcribing;
    },
  };
}

/** The same of a voice: each clause is a call. */
export function killedInClause(engine: Hosted<TtsEngine>, clause: number): TtsEngine {
  let calls = -1;
  return {
    ...engine,
    async *synthesize(request, signal) {
      const parts = engine.synthesize(request, signal)[Symbol.asyncIterator]();
      const first = parts.next();
      calls += 1;
      if (calls === clause) killProcessOf(engine);
      for (let next = await first; next.done !== true; next = await parts.next()) yield next.value;
    },
  };
}
