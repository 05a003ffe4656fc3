import { ReparteeError } from "../core/errors.ts";

/**
 * An error as log fields: what happened, what to do, and the chain of causes. The stack only of what is most likely a
 * defect, for then its place is the news; with `allStacks`, of every cause that is not one of ours.
 */
export function describeError(thrown: unknown, allStacks = false): unknown {
  return describe(thrown, allStacks, 0);
}

/** Causes are followed this deep: a chain may be a ring. */
const maxCauses = 5;

function describe(thrown: unknown, allStacks: boolean, depth: number): unknown {
  if (!(thrown instanceof Error)) return thrown;
  const isLast = thrown.cause === undefined || depth >= maxCauses;
  const cause = isLast ? {} : { cause: describe(thrown.cause, allStacks, depth + 1) };
  if (thrown instanceof ReparteeError) {
    const { code, message, hint, facts } = thrown;
    return { code, message, hint, ...(Object.keys(facts).length === 0 ? {} : { facts }), ...cause };
  }
  const hasStack = allStacks || !(isOfSystem(thrown, 0) || (depth > 0 && thrown instanceof SyntaxError));
  return { type: thrown.name, message: thrown.message, ...(hasStack ? { stack: thrown.stack } : {}), ...cause };
}

/**
 * What the operating system, a network or a database refused, itself or beneath (as of `fetch`): a missing file is nobody's
 * defect. Codes that begin with `ERR_` are Node's for wrong calls.
 */
function isOfSystem(thrown: unknown, depth: number): boolean {
  if (!(thrown instanceof Error) || depth > maxCauses) return false;
  const code: unknown = "code" in thrown ? thrown.code : undefined;
  return (typeof code === "string" && !code.startsWith("ERR_")) || isOfSystem(thrown.cause, depth + 1);
}
