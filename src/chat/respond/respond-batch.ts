/** Many requests to a persona at once, answered in their order. */
import { ReparteeError } from "../../core/errors.ts";
import type { EmpathicReply } from "./empathic-reply.ts";
import type { RespondRequest } from "./respond-request.ts";

export interface BatchOptions {
  /** How many are answered at once. */
  readonly atOnce: number;
  /** @throws ReparteeError where a request cannot be answered whatever the model does. */
  readonly check: (request: RespondRequest) => Promise<unknown>;
  readonly answer: (request: RespondRequest) => Promise<EmpathicReply>;
}

/** Nothing is answered when one request fails its check: `param` of that error begins with `requests[i]`. */
export async function respondBatch(
  requests: readonly RespondRequest[],
  { answer, atOnce, check }: BatchOptions,
): Promise<readonly EmpathicReply[]> {
  for (const [index, request] of requests.entries()) {
    try {
      await check(request);
    } catch (thrown) {
      throw thrown instanceof ReparteeError ? inBatch(thrown, index) : thrown;
    }
  }
  const replies: EmpathicReply[] = [];
  const waiting = requests.entries();
  async function workThrough(): Promise<void> {
    for (const [index, request] of waiting) replies[index] = await answer(request);
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, requests.length) }, workThrough));
  return replies;
}

function inBatch(error: ReparteeError, index: number): ReparteeError {
  const { code, facts, hint, message, param } = error;
  return new ReparteeError(code, message, {
    facts,
    param: param === undefined ? `requests[${index}]` : `requests[${index}].${param}`,
    cause: error,
    hint,
  });
}
