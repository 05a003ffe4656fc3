/**
 * Notices within a tenth of a second that others want the same cores, and soon that they no longer do.
 *
 * llama.cpp's threads wait for one another at every layer. One that has no core makes all of them wait: on two cores with
 * several busy processes a step took 20 times as long with two threads as with one. It shows in the processor time that
 * the threads got: on a quiet machine two of them take 1.8 s of it a second, beside one busy process 1.3, beside
 * several 0.5.
 *
 * Where it is clear what to do, that is done: threads that got less than half of their time are too many. Where it is not
 * (a neighbour that is busy now and then), it is a reason to measure, and `lower` reports what was found. A core that was
 * idle raises the bound again. What led nowhere doubles the time to the next attempt.
 */
export interface FreeCores {
  /** Threads that can run at once, from one to the most. */
  threads(): number;
  /** Adds a step of `threads` threads, all of which together had `cpuMs` of processor time. */
  stepTook(step: {
    readonly durationMs: number;
    readonly cpuMs: number;
    readonly threads: number;
  }): CoreChange | undefined;
  /** Measuring confirmed that fewer are faster while others use the cores. */
  lower(threads: number): void;
}

/** `lowered`, `raised`: `threads()` changed. `shared`: others use the cores as well, and fewer threads may be faster. */
export type CoreChange = "lowered" | "raised" | "shared";

export interface FreeCoresOptions {
  readonly most: number;
  /** Monotonic, in milliseconds. */
  readonly now: () => number;
  /** Time that all cores of the machine together have been idle, in milliseconds since some beginning. */
  readonly idleMs: () => number;
}

/** Steps are added up to this time before they are judged: a scheduler's time slice is a few milliseconds. */
const judgedMs = 100;
/** Threads that got less of their time wait more than they work. */
const crowdedShare = 0.5;
/** With less, others use the same cores now and then. On a quiet machine it is 0.85 and more. */
const sharedShare = 0.78;
/** Of a core that is idle for so much of the time a thread gets enough. */
const idleCoreShare = 0.6;
const firstLookMs = 500;
const longestLookMs = 8_000;
/** A rise that is taken back within this time was wrong. */
const trialMs = 1_500;
/** After this time it is tried again though no core was idle: half a core may be enough. */
const retryMs = 30_000;

export function createFreeCores({ most, now, idleMs }: FreeCoresOptions): FreeCores {
  let bound = most;
  let judged = { durationMs: 0, cpuMs: 0, threads: most };
  let lookMs = firstLookMs;
  let lastLook = { atMs: now(), idleMs: idleMs() };
  let changedAtMs = now();
  let measureMs = firstLookMs;
  let lastMeasureAtMs = -Infinity;

  /** A reason to measure that comes again and again changes nothing: it is given ever more rarely. */
  function reasonToMeasure(): CoreChange | undefined {
    const sinceMs = now() - lastMeasureAtMs;
    if (sinceMs < measureMs) return undefined;
    measureMs = sinceMs > 2 * measureMs ? firstLookMs : Math.min(longestLookMs, measureMs * 2);
    lastMeasureAtMs = now();
    return "shared";
  }

  function judge(): CoreChange | undefined {
    const { threads } = judged;
    const cores = judged.cpuMs / judged.durationMs;
    judged = { durationMs: 0, cpuMs: 0, threads };
    if (threads === 1 || cores >= threads * sharedShare) return undefined;
    if (cores >= threads * crowdedShare || threads !== bound) return reasonToMeasure();
    lower(Math.max(1, Math.min(threads - 1, Math.round(cores))));
    return "lowered";
  }

  function lower(threads: number): void {
    if (threads >= bound) return;
    bound = threads;
    lookMs = now() - changedAtMs < trialMs ? Math.min(longestLookMs, lookMs * 2) : firstLookMs;
    changedAtMs = now();
    lastLook = { atMs: changedAtMs, idleMs: idleMs() };
  }

  function look(): CoreChange | undefined {
    const atMs = now();
    if (bound >= most || atMs - lastLook.atMs < lookMs) return undefined;
    const idle = { atMs, idleMs: idleMs() };
    const idleCores = (idle.idleMs - lastLook.idleMs) / (atMs - lastLook.atMs);
    lastLook = idle;
    const free = Math.max(Math.floor(idleCores + 1 - idleCoreShare), atMs - changedAtMs < retryMs ? 0 : 1);
    if (free < 1) return undefined;
    bound = Math.min(most, bound + free);
    changedAtMs = atMs;
    return "raised";
  }

  return {
    threads: () => bound,
    stepTook({ durationMs, cpuMs, threads }) {
      if (threads !== judged.threads) judged = { durationMs: 0, cpuMs: 0, threads };
      judged = { durationMs: judged.durationMs + durationMs, cpuMs: judged.cpuMs + cpuMs, threads };
      return (judged.durationMs >= judgedMs ? judge() : undefined) ?? look();
    },
    lower,
  };
}
