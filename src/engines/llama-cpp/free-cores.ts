/**
 * Knows how many threads can run at once, from what others leave of the machine's cores.
 *
 * llama.cpp's threads wait for one another at every layer. One that has no core makes all of them wait: on two cores with
 * several busy processes a step took 20 times as long with two threads as with one. What others use is the machine's
 * time less what was idle and what this process had. Where a quota keeps the threads from running, or the system does
 * not count others' time, it shows in the processor time that the threads got: less than half of theirs.
 */
export interface FreeCores {
  /** For a step that begins now: from one to the most. */
  threads(): number;
  /** Adds a step of `threads` threads, all of which together had `cpuMs` of processor time; true when `threads()` changed. */
  stepTook(step: { readonly durationMs: number; readonly cpuMs: number; readonly threads: number }): boolean;
}

/** Milliseconds since some beginning. */
export interface CoreTimes {
  readonly cores: number;
  /** Of all cores together. */
  readonly idleMs: number;
  /** Processor time of this process. */
  readonly ownMs: number;
}

export interface FreeCoresOptions {
  readonly most: number;
  /** Monotonic, in milliseconds. */
  readonly now: () => number;
  readonly times: () => CoreTimes;
}

/** Systems count in ticks of 10 to 16 ms: shorter times are not worth a look. */
const lookMs = 200;
/** A thread has enough of a core that others leave for so much of the time. */
const enoughOfCore = 0.65;
/**
 * Others that take this much more of a core than before have come; less must be seen twice. Several requests at once keep
 * server and client busy for a moment, and half the threads would read their prompts in twice the time.
 */
const clearRise = 0.6;
/** Threads that got less of their time wait more than they work. */
const crowdedShare = 0.5;
/** After a bound that others' times do not explain; doubled each time that it comes back soon. */
const firstRetryMs = 2_000;
const longestRetryMs = 60_000;

export function createFreeCores({ most, now, times }: FreeCoresOptions): FreeCores {
  let bound = most;
  /** That of a quota, until `retryAtMs`. */
  let quotaBound = most;
  let retryMs = firstRetryMs;
  let retryAtMs = 0;
  let before = { atMs: now(), ...times() };
  let othersBefore = 0;
  /** When the last step did. */
  let endedMs = -Infinity;
  let judged = { durationMs: 0, cpuMs: 0, threads: most };

  /** Cores that others leave, on average since the last look. */
  function look(): number {
    const after = { atMs: now(), ...times() };
    const totalMs = (after.atMs - before.atMs) * after.cores;
    const othersMs = totalMs - (after.idleMs - before.idleMs) - (after.ownMs - before.ownMs);
    const others = (Math.max(0, othersMs) / totalMs) * after.cores;
    const believed = others < othersBefore + clearRise ? Math.min(others, othersBefore) : others;
    before = after;
    othersBefore = others;
    return after.cores - believed;
  }

  /** Where the threads of the last steps did not run although nobody else did: as many as ran. */
  function judgeQuota(): void {
    const { durationMs, cpuMs, threads } = judged;
    judged = { durationMs: 0, cpuMs: 0, threads };
    const cores = cpuMs / durationMs;
    if (now() >= retryAtMs) quotaBound = most;
    if (threads === 1 || cores >= threads * crowdedShare) return;
    quotaBound = Math.max(1, Math.round(cores));
    retryMs = now() - retryAtMs < retryMs ? Math.min(longestRetryMs, retryMs * 2) : firstRetryMs;
    retryAtMs = now() + retryMs;
  }

  return {
    threads() {
      // What others did while nothing was evaluated says little about now.
      if (now() - endedMs > lookMs) before = { atMs: now(), ...times() };
      return bound;
    },
    stepTook({ durationMs, cpuMs, threads }) {
      endedMs = now();
      if (threads !== judged.threads) judged = { durationMs: 0, cpuMs: 0, threads };
      judged = { durationMs: judged.durationMs + durationMs, cpuMs: judged.cpuMs + cpuMs, threads };
      if (now() - before.atMs < lookMs) return false;
      const boundBefore = bound;
      judgeQuota();
      const free = Math.floor(look() + 1 - enoughOfCore);
      bound = Math.max(1, Math.min(most, quotaBound, free));
      return bound !== boundBefore;
    },
  };
}
