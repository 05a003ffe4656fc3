import type { GeneratedTokenLogprob, TokenLogprob } from "../core/generate-event.ts";
import { fieldsOf, isFields, listOf, numberOf, textOf } from "./json-fields.ts";

/**
 * Log probabilities as OpenAI's chat route, llama-server, vLLM and Ollama write them: `{token, logprob, bytes,
 * top_logprobs}` a token. Undefined when there is no such list.
 */
export function readTokenLogprobs(value: unknown): GeneratedTokenLogprob[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return listOf(value)
    .filter(isFields)
    .map((entry) => {
      const top = listOf(entry["top_logprobs"]).map(readOne);
      return { ...readOne(entry), top: top.toSorted((a, b) => b.logprob - a.logprob) };
    });
}

function readOne(value: unknown): TokenLogprob {
  const { token, logprob, bytes } = fieldsOf(value);
  return toTokenLogprob(textOf(token) ?? "", numberOf(logprob), bytes);
}

/** Servers write what is impossible as a large negative number or leave it out; rounding may put 1 above 1. */
export function toTokenLogprob(token: string, logprob: number | undefined, bytes?: unknown): TokenLogprob {
  const given = listOf(bytes).filter((byte): byte is number => Number.isInteger(byte));
  return {
    token,
    logprob: Math.min(0, logprob ?? leastLogprob),
    bytes: given.length > 0 ? given : [...new TextEncoder().encode(token)],
  };
}

/** OpenAI's value for "too unlikely to report". */
const leastLogprob = -9999;
