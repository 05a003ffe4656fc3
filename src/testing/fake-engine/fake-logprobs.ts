import type { GeneratedTokenLogprob, TokenLogprob } from "../../core/generate-event.ts";

/** A token with a fixed log probability, and alternatives that each are half as likely as the one before. */
export function fakeLogprob(token: string, top: number): GeneratedTokenLogprob {
  const chosen = logprobOf(token, Math.log(0.5));
  const others = Array.from({ length: Math.max(0, top - 1) }, (_, index) =>
    logprobOf(`other${index}`, Math.log(0.5) * (index + 2)),
  );
  return { ...chosen, top: top === 0 ? [] : [chosen, ...others] };
}

function logprobOf(token: string, logprob: number): TokenLogprob {
  return { token, logprob, bytes: [...new TextEncoder().encode(token)] };
}
