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
 *      └── not faster: two steps slower, or one three times as slow ──┘
 * ```
 *
 * A probe that fails doubles the time to the next one, so that looking costs little while nothing changes. Only one that
 * wins begins anew: beside a neighbour that works in bursts, steps become slower every second, and no number is better.
 */
export interface ThreadProbe {
  /** For the next decode step. */
  threads(): number;
  /** A decode step with that number took `durationMs`. */
  stepTook(durationMs: number): void;
  /** What was measured is no longer true. What is settled stays so until it is measured again. */
  forget(): void;
}

export interface ThreadProbeOptions {
  /** The most threads that make sense: one a core. */
  readonly most: number;
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
/** So many steps that are no faster end it. */
const losingRounds = 2;
/** Before the first look at another number: mostly as many threads as can run are fastest. */
const firstLookMs = 2_000;
/** Behind a change: what made it may have been over in a moment. */
const firstWaitMs = 500;
const longestWaitMs = 60_000;

interface Probe {
  readonly threads: number;
  readonly durations: number[];
}

export function createThreadProbe({ most, now }: ThreadProbeOptions): ThreadProbe {
  let settled = most;
  /** Median decode step of the settled number; undefined until it was measured. */
  let settledMs: number | undefined;
  let recent: number[] = [];
  let probe: Probe | undefined;
  let direction: "fewer" | "more" = "fewer";
  let waitMs = firstWaitMs;
  let nextProbeAt = now() + firstLookMs;

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
      // Where one step helped the next in the same direction may help too.
      const hasNext = direction === "fewer" ? settled > 1 : settled < most;
      nextProbeAt = hasNext ? now() : now() + waitMs;
      return;
    }
    direction = direction === "fewer" ? "more" : "fewer";
    nextProbeAt = now() + waitMs;
    waitMs = Math.min(longestWaitMs, waitMs * 2);
  }

  function judgeProbe(running: Probe, bestMs: number, durationMs: number): void {
    running.durations.push(durationMs);
    const slower = running.durations.filter((duration) => duration > bestMs).length;
    if (durationMs > bestMs * hopelessFactor || slower >= losingRounds) endProbe(false, running);
    else if (running.durations.length === comparedRounds)
      endProbe(median(running.durations) < bestMs * winningFactor, running);
  }

  function judgeSettled(durationMs: number): void {
    recent.push(durationMs);
    if (recent.length < comparedRounds) return;
    const currentMs = median(recent);
    recent = [];
    if (settledMs !== undefined && currentMs > settledMs * slowedFactor) {
      direction = "fewer";
      nextProbeAt = now();
    }
    settledMs = currentMs;
    if (now() >= nextProbeAt) startProbe();
  }

  return {
    threads: () => probe?.threads ?? settled,
    stepTook(durationMs) {
      if (probe !== undefined && settledMs !== undefined) judgeProbe(probe, settledMs, durationMs);
      else judgeSettled(durationMs);
    },
    forget() {
      settledMs = undefined;
      recent = [];
      probe = undefined;
      nextProbeAt = now() + firstLookMs;
    },
  };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
