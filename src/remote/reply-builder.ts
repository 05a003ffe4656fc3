/** Turns the events of one reply into its events and, at its end, into the `finish` event. */
import type { Clock } from "../core/clock.ts";
import type { FinishEvent, FinishReason, GenerateEvent, GeneratedTokenLogprob } from "../core/generate-event.ts";
import type { GenerateRequest } from "../core/generate-request.ts";
import { promptWords } from "../core/prompt-words.ts";
import { createStopTextFilter } from "../core/stop-text.ts";
import type { Timings } from "../core/timings.ts";
import type { Usage } from "../core/usage.ts";
import type { Warning } from "../core/warning.ts";
import { fewestPromptTokens } from "./prompt-bound.ts";
import type { UpstreamEvent, UpstreamUsage } from "./upstream-event.ts";
import { createWholeCharacters } from "./whole-characters.ts";

export interface ReplyBuilder {
  add(event: UpstreamEvent): readonly GenerateEvent[];
  /** Why the reply is over; undefined while it is not. A stop text may end it before the upstream does. */
  ended(): Exclude<FinishReason, "cancelled"> | undefined;
  /** Whether parts of it could not be read. */
  isDamaged(): boolean;
  /** What was held back, and tokens that the upstream counted and no event carried. To be given out before `finish`. */
  flush(): readonly GenerateEvent[];
  finish(reason: FinishReason): FinishEvent;
}

export interface ReplyBuilderOptions {
  readonly request: GenerateRequest;
  readonly clock: Clock;
  /** What was known before the reply began. */
  readonly warnings: readonly Warning[];
}

export function createReplyBuilder({ request, clock, warnings }: ReplyBuilderOptions): ReplyBuilder {
  const startMs = clock.now();
  const characters = createWholeCharacters();
  // Upstreams stop by themselves. Some know fewer stop texts at once than are allowed here, and some none.
  const stopFilter = createStopTextFilter(request.stop ?? []);
  const reported: Warning[] = [...warnings];
  let stopped = false;
  let end: Exclude<FinishReason, "cancelled"> | undefined;
  let usage: UpstreamUsage = {};
  let tokens = 0;
  let logprobsSeen = false;
  let skipped = 0;
  let firstTokenMs: number | undefined;
  let lastTokenMs = startMs;

  function count(tokenCount: number): void {
    if (tokenCount === 0) return;
    tokens += tokenCount;
    lastTokenMs = clock.now();
    firstTokenMs ??= lastTokenMs;
  }

  function addText(event: string, logprobs: readonly GeneratedTokenLogprob[] | undefined): GenerateEvent[] {
    const tokenCount = logprobs?.length ?? 1;
    logprobsSeen ||= logprobs !== undefined;
    count(tokenCount);
    const released = stopFilter.push(characters.push(event));
    stopped = released.stopped;
    const given = request.logprobs === undefined || logprobs === undefined || logprobs.length === 0 ? {} : { logprobs };
    return [{ type: "text-delta", text: released.text, tokenCount, ...given }];
  }

  function timings(): Timings {
    const untilFirstMs = (firstTokenMs ?? clock.now()) - startMs;
    const prefillMs = Math.min(usage.prefillMs ?? untilFirstMs, untilFirstMs);
    return {
      waitMs: untilFirstMs - prefillMs,
      prefillMs,
      decodeMs: firstTokenMs === undefined ? 0 : lastTokenMs - firstTokenMs,
    };
  }

  function countedUsage(): Usage {
    const promptTokens = usage.promptTokens ?? promptWords(request.input, request.replyPrefix).length;
    return {
      promptTokens,
      completionTokens: usage.completionTokens ?? tokens,
      cachedTokens: Math.min(usage.cachedTokens ?? 0, promptTokens),
    };
  }

  function allWarnings(reason: FinishReason): Warning[] {
    const all = [...reported];
    if (skipped > 0) {
      const detail = `${skipped === 1 ? "One frame" : `${skipped} frames`} of the upstream could not be read and are missing from the reply.`;
      all.push({ kind: "approximated", feature: "stream", detail });
    }
    if (reason !== "cancelled" && (usage.promptTokens === undefined || usage.completionTokens === undefined)) {
      const detail =
        "The upstream did not count tokens: those of the prompt are words, those of the reply events of its stream";
      all.push({ kind: "approximated", feature: "usage", detail });
    }
    const fewest = fewestPromptTokens(request);
    if (usage.promptTokens !== undefined && usage.promptTokens < fewest) {
      const detail = `The upstream read ${usage.promptTokens} tokens of a prompt that has at least ${fewest}: it may have left out its beginning`;
      all.push({ kind: "approximated", feature: "prompt", detail });
    }
    if (request.logprobs !== undefined && !logprobsSeen && tokens > 0) {
      all.push({ kind: "unsupported-feature", feature: "logprobs", detail: "The upstream gave no log probabilities" });
    }
    return uniqueByFeature(all);
  }

  return {
    add(event) {
      switch (event.type) {
        case "text":
          return stopped ? [] : addText(event.text, event.logprobs);
        case "hidden":
          count(1);
          return [{ type: "text-delta", text: "", tokenCount: 1 }];
        case "tool-call": {
          count(1);
          const { type: _type, ...call } = event;
          return [{ type: "tool-call-delta", ...call, tokenCount: 1 }];
        }
        case "skipped":
          skipped += 1;
          return [];
        case "warning":
          reported.push(event.warning);
          return [];
        case "usage":
          usage = { ...usage, ...event.usage };
          return [];
        case "end":
          end ??= event.reason;
          return [];
      }
    },
    ended: () => (stopped ? "stop" : end),
    isDamaged: () => skipped > 0,
    flush() {
      const held = stopped ? "" : stopFilter.push(characters.flush()).text + stopFilter.flush();
      const missing = (usage.completionTokens ?? tokens) - tokens;
      // The one token that ends a reply carries no text, and some upstreams count it.
      const tokenCount = missing > 1 ? missing : 0;
      count(tokenCount);
      return held === "" && tokenCount === 0 ? [] : [{ type: "text-delta", text: held, tokenCount }];
    },
    finish: (reason) => ({
      type: "finish",
      reason,
      usage: countedUsage(),
      timings: timings(),
      warnings: allWarnings(reason),
    }),
  };
}

function uniqueByFeature(warnings: readonly Warning[]): Warning[] {
  const seen = new Set<string>();
  return warnings.filter((warning) => {
    const key = "feature" in warning ? `${warning.kind} ${warning.feature}` : warning.detail;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
