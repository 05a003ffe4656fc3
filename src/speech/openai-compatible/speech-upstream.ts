import type { Clock } from "../../core/clock.ts";
import { createUpstream, type Upstream, type UpstreamOptions } from "../../remote/upstream.ts";

/** A sentence is spoken, and an utterance understood, by then, or never. */
const answerLimitMs = 30_000;

export interface SpeechUpstream {
  readonly upstream: Upstream;
  readonly limitMs: number;
}

export function createSpeechUpstream(
  { name, baseUrl, apiKey, maxConnections }: Pick<UpstreamOptions, "name" | "baseUrl" | "apiKey" | "maxConnections">,
  clock: Clock,
): SpeechUpstream {
  const upstream = createUpstream({
    ...{ name, baseUrl, clock },
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(maxConnections === undefined ? {} : { maxConnections }),
  });
  return { upstream, limitMs: answerLimitMs };
}
