import type { UpstreamUsage } from "../../remote/upstream-event.ts";
import type { ReplyChunk } from "./wire.ts";

/** The numbers of a chunk, those of llama-server's own `timings` included. Undefined when there are none. */
export function readUsage({ usage, timings }: ReplyChunk): UpstreamUsage | undefined {
  if (usage == null && timings == null) return undefined;
  const prefillMs = timings?.prompt_ms ?? -1;
  return {
    promptTokens: usage?.prompt_tokens ?? undefined,
    completionTokens: usage?.completion_tokens ?? undefined,
    cachedTokens: usage?.prompt_tokens_details?.cached_tokens ?? timings?.cache_n ?? undefined,
    prefillMs: prefillMs < 0 ? undefined : prefillMs,
  };
}
