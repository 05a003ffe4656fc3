import { ReparteeError } from "../core/errors.ts";

/** What is said when one of the clocks of a reply runs out: one function a clock, in the order of `Clocks`. */
export function queueTimeout(queueMs: number): ReparteeError {
  return new ReparteeError("queue_timeout", `Request was not let in within ${duration(queueMs)}: the server is busy`, {
    hint: "Try again later, or allow more requests at once.",
    facts: { limit_ms: queueMs },
    retryAfterSeconds: Math.ceil(queueMs / 1000),
  });
}

export function loadStalled(model: string, loadStallMs: number, fraction: number): ReparteeError {
  return new ReparteeError(
    "load_timeout",
    `Loading model "${model}" stands at ${Math.round(fraction * 100)} % and made no progress for ${duration(loadStallMs)}`,
    { hint: "Look at the disk and the log of the engine.", facts: { limit_ms: loadStallMs } },
  );
}

export function loadTooLong(model: string, loadMs: number, fraction: number): ReparteeError {
  return new ReparteeError(
    "load_timeout",
    `Loading model "${model}" stands at ${Math.round(fraction * 100)} % after ${duration(loadMs)}, the longest it may take`,
    { hint: "Load the model before the first request, or choose a smaller one.", facts: { limit_ms: loadMs } },
  );
}

export function firstTokenTimeout(model: string, firstTokenMs: number): ReparteeError {
  return new ReparteeError("first_token_timeout", `Model "${model}" gave no token within ${duration(firstTokenMs)}`, {
    hint: "Send a shorter prompt, or choose a smaller model.",
    facts: { limit_ms: firstTokenMs },
  });
}

export function tokenStall(model: string, betweenTokensMs: number): ReparteeError {
  return new ReparteeError(
    "token_stall",
    `Model "${model}" stopped in the middle of a reply: no token for ${duration(betweenTokensMs)}`,
    { facts: { limit_ms: betweenTokensMs } },
  );
}

export function totalTimeout(totalMs: number): ReparteeError {
  return new ReparteeError("total_timeout", `Reply was not finished within ${duration(totalMs)}`, {
    hint: "Ask for fewer tokens, or choose a faster model.",
    facts: { limit_ms: totalMs },
  });
}

/** `450 ms`, `1250 ms`, `1.5 s`, `60 s`: below ten seconds nothing is rounded away. */
function duration(ms: number): string {
  const isExact = ms >= 1000 && ms % 100 === 0;
  return ms < 10_000 && !isExact ? `${ms} ms` : `${Math.round(ms / 100) / 10} s`;
}
