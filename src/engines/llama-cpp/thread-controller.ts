import { createFreeCores } from "./free-cores.ts";
import type { CoreTimes } from "./free-cores.ts";
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
  readonly times: () => CoreTimes;
}

export function createThreadController({ most, now, times }: ThreadControllerOptions): ThreadController {
  const freeCores = createFreeCores({ most, now, times });
  /** By streams: what is fastest for one is not for eight. No more entries than the context has sequences. */
  const probes = new Map<number, ThreadProbe>();

  function probeOf(streams: number): ThreadProbe {
    const probe = probes.get(streams) ?? createThreadProbe({ most, now });
    probes.set(streams, probe);
    return probe;
  }

  return {
    threads(streams) {
      const free = freeCores.threads();
      return streams === undefined ? free : Math.min(free, probeOf(streams).threads());
    },
    stepTook(step) {
      // What was measured beside others is not true without them.
      if (freeCores.stepTook(step)) for (const probe of probes.values()) probe.forget();
      else if (step.streams !== undefined) {
        const probe = probeOf(step.streams);
        if (probe.threads() === step.threads) probe.stepTook(step.durationMs);
      }
    },
  };
}
