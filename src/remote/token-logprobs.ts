import { z } from "zod";
import type { GeneratedTokenLogprob, TokenLogprob } from "../core/generate-event.ts";
import { numberField, textField } from "./wire-fields.ts";

const entry = { token: textField, logprob: numberField, bytes: z.array(z.unknown()).nullish().catch(undefined) };

/** As OpenAI's chat route, llama-server, vLLM and Ollama write them: one entry a token. */
export const tokenLogprobsField = z
  .array(
    z
      .object({ ...entry, top_logprobs: z.array(z.object(entry).catch({})).nullish().catch(undefined) })
      .nullable()
      .catch(null),
  )
  .nullish()
  .catch(undefined);

type Entry = z.infer<z.ZodObject<typeof entry>>;

export function toTokenLogprobs(
  entries: z.infer<typeof tokenLogprobsField>,
): readonly GeneratedTokenLogprob[] | undefined {
  return entries?.flatMap((one) =>
    one === null ? [] : [{ ...toOne(one), top: (one.top_logprobs ?? []).map(toOne).toSorted(byLogprob) }],
  );
}

export function byLogprob(a: TokenLogprob, b: TokenLogprob): number {
  return b.logprob - a.logprob;
}

function toOne({ token, logprob, bytes }: Entry): TokenLogprob {
  return toTokenLogprob(token ?? "", logprob, bytes ?? []);
}

/** Servers write what is impossible as a large negative number or leave it out; rounding may put 1 above 1. */
export function toTokenLogprob(
  token: string,
  logprob: number | null | undefined,
  bytes: readonly unknown[] = [],
): TokenLogprob {
  const given = bytes.filter((byte): byte is number => Number.isInteger(byte));
  return {
    token,
    logprob: Math.min(0, logprob ?? leastLogprob),
    bytes: given.length > 0 ? given : [...new TextEncoder().encode(token)],
  };
}

/** OpenAI's value for "too unlikely to report". */
const leastLogprob = -9999;
