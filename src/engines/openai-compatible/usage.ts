import { countOf, type Fields, fieldsOf, isFields, numberOf } from "../../remote/json-fields.ts";
import type { UpstreamUsage } from "../../remote/upstream-event.ts";

/** The numbers of a chunk, those of llama-server's own `timings` included. Undefined when there are none. */
export function readUsage(chunk: Fields): UpstreamUsage | undefined {
  const { usage, timings } = chunk;
  if (!isFields(usage) && !isFields(timings)) return undefined;
  const counted = fieldsOf(usage);
  const timed = fieldsOf(timings);
  const promptTokens = countOf(counted["prompt_tokens"]);
  const completionTokens = countOf(counted["completion_tokens"]);
  const cachedTokens =
    countOf(fieldsOf(counted["prompt_tokens_details"])["cached_tokens"]) ?? countOf(timed["cache_n"]);
  const prefillMs = numberOf(timed["prompt_ms"]);
  return {
    promptTokens,
    completionTokens,
    cachedTokens,
    ...(prefillMs === undefined || prefillMs < 0 ? {} : { prefillMs }),
  };
}
