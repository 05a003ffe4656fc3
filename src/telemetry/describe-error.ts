import { ReparteeError } from "../core/errors.ts";

/**
 * An error as log fields: what happened, what to do, and the chain of causes. The stack only where the error is not one
 * of ours, for then it is a defect and its place is the news.
 */
export function describeError(thrown: unknown): unknown {
  return describe(thrown, 0);
}

/** Causes are followed this deep: a chain may be a ring. */
const maxCauses = 5;

function describe(thrown: unknown, depth: number): unknown {
  if (!(thrown instanceof Error)) return thrown;
  const cause = thrown.cause === undefined || depth >= maxCauses ? {} : { cause: describe(thrown.cause, depth + 1) };
  if (thrown instanceof ReparteeError) {
    const { code, message, hint, facts } = thrown;
    return { code, message, hint, ...(Object.keys(facts).length === 0 ? {} : { facts }), ...cause };
  }
  return { type: thrown.name, message: thrown.message, stack: thrown.stack, ...cause };
}
