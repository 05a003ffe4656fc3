import type { TurnMachine, VoiceLatency } from "../voice-event.ts";
import type { VoiceOptions } from "./voice-options.ts";

type Stage = "heard" | "firstText" | "firstChunk" | "firstAudio";

/** When a turn reached each stage, and what that cost the machine. */
export interface TurnStages {
  /** Counts the first time only. */
  reach(stage: Stage): void;
  /** The turn is over now. */
  latency(): VoiceLatency;
}

/** @param endedAtMs The end of the user's speech. */
export function createTurnStages(endedAtMs: number, { clock, machine }: VoiceOptions): TurnStages {
  const startCpuMs = machine?.cpuMs() ?? 0;
  const reached = new Map<Stage, { readonly ms: number; readonly cpuMs: number }>();

  function now(): { readonly ms: number; readonly cpuMs: number } {
    return {
      ms: Math.round(clock.now() - endedAtMs),
      cpuMs: machine === undefined ? 0 : Math.round(machine.cpuMs() - startCpuMs),
    };
  }

  function machineFigures(totalCpuMs: number): { readonly machine?: TurnMachine } {
    if (machine === undefined) return {};
    const at = (stage: Stage): number | null => reached.get(stage)?.cpuMs ?? null;
    const cpuMs = { heard: at("heard"), firstText: at("firstText"), firstAudio: at("firstAudio"), total: totalCpuMs };
    return { machine: { cores: machine.cores, load: machine.load(), cpuMs } };
  }

  return {
    reach(stage) {
      if (!reached.has(stage)) reached.set(stage, now());
    },
    latency() {
      const end = now();
      return {
        heardMs: reached.get("heard")?.ms ?? null,
        firstTextMs: reached.get("firstText")?.ms ?? null,
        firstChunkMs: reached.get("firstChunk")?.ms ?? null,
        firstAudioMs: reached.get("firstAudio")?.ms ?? null,
        totalMs: end.ms,
        ...machineFigures(end.cpuMs),
      };
    },
  };
}
