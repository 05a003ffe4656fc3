/**
 * Finds the number of threads that is fastest for steps of one kind, and goes on looking.
 *
 * ggml's threads wait for one another at every layer. On a shared machine one of them is descheduled now and then and
 * all others spin: beside one busy process on two cores, two threads decoded 0.9 tokens a second where one thread
 * decoded 15.6. The best number changes with the neighbours, so it is measured while replies are written:
 *
 * ```
 *              slower than it was, or time for a look
 *   settled ───────────────────────────────────────────▶ probing (half or twice as many threads)
 *      ▲  ▲          faster by 8 %: stay with it              │ │
 *      │  └────────────────────────────────────────────────────┘ │
 *      └───────── not faster, or one decode step three times as slow ──┘
 * ```
 *
 * A probe that fails doubles the time to the next one, so that looking costs little while nothing changes.
 */
export interface ThreadProbe {
  /** For the next decode step. */
  threads(): number;
  /**
   * A decode step with that number took `durationMs`.
   * @returns where that ended a probe by a win, how many times as fast the new number is.
   */
  stepTook(durationMs: number): number | undefined;
  /** There is reason to think that fewer or more are faster now: looks at the next occasion. */
  look(direction: "fewer" | "more"): void;
}

export interface ThreadProbeOptions {
  /** The most threads that make sense: one a core. */
  readonly most: number;
  /** To begin with; the most by default. */
  readonly first?: number;
  /** Monotonic, in milliseconds. */
  readonly now: () => number;
}

/** Decode steps whose median is compared: enough to forget one that was disturbed. */
const comparedRounds = 4;
/** A probe wins when it is faster by this factor: less is noise. */
const winningFactor = 0.92;
/** The settled number is looked at again at once when its decode steps become slower by this factor. */
const slowedFactor = 1.4;
/** A probe ends with its first decode step that is slower by this factor. */
const hopelessFactor = 3;
const firstWaitMs = 5_000;
const longestWaitMs = 60_000;

interface Probe {
  readonly threads: number;
  readonly durations: number[];
}

export function createThreadProbe({ most, first = most, now }: ThreadProbeOptions): ThreadProbe {
  let settled = first;
  /** Median decode step of the settled number; undefined until it was measured. */
  let settledMs: number | undefined;
  let recent: number[] = [];
  let probe: Probe | undefined;
  let direction: "fewer" | "more" = "fewer";
  let waitMs = firstWaitMs;
  let nextProbeAt = now();

  function neighbour(): number | undefined {
    const fewer = settled > 1 ? Math.ceil(settled / 2) : undefined;
    const more = settled < most ? Math.min(most, settled * 2) : undefined;
    return direction === "fewer" ? (fewer ?? more) : (more ?? fewer);
  }

  function startProbe(): void {
    const threads = neighbour();
    if (threads !== undefined) probe = { threads, durations: [] };
  }

  function endProbe(won: boolean, ended: Probe): void {
    probe = undefined;
    recent = [];
    if (won) {
      direction = ended.threads < settled ? "fewer" : "more";
      settled = ended.threads;
      settledMs = median(ended.durations);
      waitMs = firstWaitMs;
      // Where one step helped the next may help too.
      nextProbeAt = now();
      return;
    }
    direction = direction === "fewer" ? "more" : "fewer";
    nextProbeAt = now() + waitMs;
    waitMs = Math.min(longestWaitMs, waitMs * 2);
  }

  function judgeProbe(running: Probe, bestMs: number, durationMs: number): number | undefined {
    running.durations.push(durationMs);
    if (durationMs > bestMs * hopelessFactor) endProbe(false, running);
    if (probe === undefined || running.durations.length < comparedRounds) return undefined;
    const probedMs = median(running.durations);
    const won = probedMs < bestMs * winningFactor;
    endProbe(won, running);
    return won ? bestMs / probedMs : undefined;
  }

  function judgeSettled(durationMs: number): void {
    recent.push(durationMs);
    if (recent.length < comparedRounds) return;
    const currentMs = median(recent);
    recent = [];
    if (settledMs !== undefined && currentMs > settledMs * slowedFactor) {
      direction = "fewer";
      waitMs = firstWaitMs;
      nextProbeAt = now();
    }
    settledMs = currentMs;
    if (now() >= nextProbeAt) startProbe();
  }

  return {
    threads: () => probe?.threads ?? settled,
    stepTook(durationMs) {
      if (probe !== undefined && settledMs !== undefined) return judgeProbe(probe, settledMs, durationMs);
      judgeSettled(durationMs);
      return undefined;
    },
    look(wanted) {
      if (probe !== undefined) return;
      direction = wanted;
      waitMs = firstWaitMs;
      nextProbeAt = now();
    },
  };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
