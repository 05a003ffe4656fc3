import type { Clock } from "../../core/clock.ts";
import type { Understood } from "../hear/understand.ts";
import type { UserPartial } from "../voice-event.ts";

/**
 * Reads an utterance again as it grows. A recognizer answers one call at a time and cannot be stopped, so a reading that
 * runs when the user falls silent delays the reply: only a quick one is asked.
 */
export interface PartialTranscripts {
  /** An utterance begins. */
  begin(): void;
  /** It has this length now; read where it is time to. */
  grow(lengthMs: number, samples: () => Float32Array | undefined): void;
  /** How long the recognizer took for something else. */
  measured(tookMs: number): void;
}

/** New speech that is worth a reading. */
const stepMs = 700;
/** A recognizer that takes longer is asked for whole utterances only. */
const quickMs = 300;
/** Share of the time that readings may take: the processor is for the reply as well. */
const mostShare = 0.35;

export function createPartialTranscripts(
  read: (samples: Float32Array) => Promise<Understood>,
  { clock, emit }: { readonly clock: Clock; readonly emit: (partial: UserPartial) => void },
): PartialTranscripts {
  let utterance = 0;
  let readAtMs = 0;
  let previous = "";
  let isReading = false;
  let lastEndMs = -Infinity;
  /** Unknown before the first whole utterance. */
  let tookMs: number | undefined;

  async function readNow(samples: Float32Array): Promise<void> {
    const of = utterance;
    const startMs = clock.now();
    isReading = true;
    // A failure here is that of the whole utterance soon, and is reported there.
    const heard = await read(samples).catch(() => undefined);
    isReading = false;
    lastEndMs = clock.now();
    tookMs = lastEndMs - startMs;
    if (heard === undefined || heard.text === "" || of !== utterance) return;
    emit({ type: "user.partial", text: heard.text, stableText: commonWords(previous, heard.text) });
    previous = heard.text;
  }

  return {
    begin() {
      utterance += 1;
      readAtMs = 0;
      previous = "";
    },
    grow(lengthMs, samples) {
      if (isReading || tookMs === undefined || tookMs > quickMs || lengthMs - readAtMs < stepMs) return;
      if (clock.now() - lastEndMs < tookMs / mostShare - tookMs) return;
      const now = samples();
      if (now === undefined) return;
      readAtMs = lengthMs;
      void readNow(now);
    },
    measured(ms) {
      tookMs = ms;
    },
  };
}

/** The words that both begin with. */
function commonWords(before: string, after: string): string {
  const [left, right] = [before.split(/\s+/), after.split(/\s+/)];
  let count = 0;
  while (count < left.length && count < right.length && left[count] === right[count]) count += 1;
  return right.slice(0, count).join(" ");
}
