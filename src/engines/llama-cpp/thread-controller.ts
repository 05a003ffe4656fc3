import { createFreeCores } from "./free-cores.ts";
import { createThreadProbe } from "./thread-probe.ts";
import type { ThreadProbe } from "./thread-probe.ts";

/**
 * How many threads evaluate the next step: no more than can run at once, and of those the number that was measured to
 * be fastest for as many streams. A prompt is read with all that can run: it has work for each of them.
 */
export interface ThreadController {
  /** @param streams Replies that get their next token; undefined when a prompt is read as well. */
  threads(streams: number | undefined): number;
  stepTook(step: MeasuredStep): void;
}

export interface MeasuredStep {
  readonly durationMs: number;
  /** Processor time of all threads together, in milliseconds. */
  readonly cpuMs: number;
  readonly threads: number;
  readonly streams: number | undefined;
}

export interface ThreadControllerOptions {
  /** The most threads that make sense: one a core. */
  readonly most: number;
  /** Monotonic, in milliseconds. */
  readonly now: () => number;
  /** As in `FreeCoresOptions`. */
  readonly idleMs: () => number;
}

/** Fewer threads that are so many times as fast are so because others use the cores, whatever the number of streams. */
const crowdedGain = 1.6;

export function createThreadController({ most, now, idleMs }: ThreadControllerOptions): ThreadController {
  const freeCores = createFreeCores({ most, now, idleMs });
  /** By streams: what is fastest for one is not for eight. No more entries than the context has sequences. */
  const probes = new Map<number, ThreadProbe>();
  let last = most;
  /** Others use the cores as well: what a probe finds now is true for steps of all kinds. */
  let isShared = false;

  function probeOf(streams: number): ThreadProbe {
    const probe = probes.get(streams) ?? createThreadProbe({ most, first: last, now });
    probes.set(streams, probe);
    return probe;
  }

  return {
    threads(streams) {
      const bound = freeCores.threads();
      if (streams === undefined) return bound;
      last = Math.min(bound, probeOf(streams).threads());
      return last;
    },
    stepTook(step) {
      const change = freeCores.stepTook(step);
      if (change !== undefined) {
        isShared = change === "shared";
        if (change !== "lowered") for (const probe of probes.values()) probe.look(isShared ? "fewer" : "more");
      }
      if (step.streams === undefined) return;
      const probe = probeOf(step.streams);
      if (probe.threads() !== step.threads) return;
      const gain = probe.stepTook(step.durationMs) ?? 1;
      if (isShared && gain >= crowdedGain) freeCores.lower(probe.threads());
    },
  };
}
