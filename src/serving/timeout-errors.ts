import { ReparteeError } from "../core/errors.ts";

/** The errors of timeouts, in the order of `Timeouts`. */
export function queueTimeout(queueTimeoutMs: number): ReparteeError {
  return new ReparteeError(
    "queue_timeout",
    `Request was not admitted within ${duration(queueTimeoutMs)}: the server is busy`,
    {
      hint: "Try again later, or raise max_in_flight.",
      facts: { limit_ms: queueTimeoutMs },
      retryAfterSeconds: Math.ceil(queueTimeoutMs / 1000),
    },
  );
}

export function loadStalled(model: string, loadStallTimeoutMs: number, fraction: number): ReparteeError {
  return new ReparteeError(
    "load_timeout",
    `Loading model "${model}" made no progress for ${duration(loadStallTimeoutMs)}, at ${Math.round(fraction * 100)} %`,
    { hint: "Check the disk and the log of the engine.", facts: { limit_ms: loadStallTimeoutMs } },
  );
}

/** The stall timeout of a load that could not begin because other models hold the memory. */
export function memoryWaitTooLong(model: string, loadStallTimeoutMs: number): ReparteeError {
  return new ReparteeError(
    "load_timeout",
    `Model "${model}" was not loaded within ${duration(loadStallTimeoutMs)}: other models hold the memory and none became idle`,
    {
      hint: "Try again later, raise memory_budget, or use fewer models at once.",
      facts: { limit_ms: loadStallTimeoutMs },
      retryAfterSeconds: Math.ceil(loadStallTimeoutMs / 1000),
    },
  );
}

export function loadTooLong(model: string, loadTimeoutMs: number, fraction: number): ReparteeError {
  return new ReparteeError(
    "load_timeout",
    `Loading model "${model}" was not finished within ${duration(loadTimeoutMs)}, at ${Math.round(fraction * 100)} %`,
    { hint: "Load the model before the first request, or choose a smaller one.", facts: { limit_ms: loadTimeoutMs } },
  );
}

export function firstTokenTimeout(model: string, firstTokenTimeoutMs: number): ReparteeError {
  return new ReparteeError(
    "first_token_timeout",
    `Model "${model}" generated no token within ${duration(firstTokenTimeoutMs)}`,
    {
      hint: "Send a shorter prompt, or choose a smaller model.",
      facts: { limit_ms: firstTokenTimeoutMs },
    },
  );
}

export function tokenStall(model: string, tokenGapTimeoutMs: number): ReparteeError {
  return new ReparteeError(
    "token_stall",
    `Model "${model}" stalled in the middle of a reply: no token for ${duration(tokenGapTimeoutMs)}`,
    { facts: { limit_ms: tokenGapTimeoutMs } },
  );
}

export function totalTimeout(totalTimeoutMs: number): ReparteeError {
  return new ReparteeError("total_timeout", `Reply was not finished within ${duration(totalTimeoutMs)}`, {
    hint: "Ask for fewer tokens, or choose a faster model.",
    facts: { limit_ms: totalTimeoutMs },
  });
}

/** `450 ms`, `1250 ms`, `1.5 s`, `60 s`: below ten seconds nothing is rounded. */
function duration(ms: number): string {
  const isExact = ms >= 1000 && ms % 100 === 0;
  return ms < 10_000 && !isExact ? `${ms} ms` : `${Math.round(ms / 100) / 10} s`;
}
