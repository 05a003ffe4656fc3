/** The replies to one request: one, or `n` at once. */
import type { ReplyEvent } from "../../core/reply.ts";
import {
  separateReasoning,
  separateWhole,
  type ReasoningDeltaEvent,
  type SeparatedReply,
} from "../../core/separate-reasoning.ts";
import type { Warning } from "../../core/warning.ts";
import { collectReply } from "../../serving/collect-reply.ts";
import type { ReplyRequest, Serving } from "../../serving/serving.ts";
import { commitLate } from "../commit-late.ts";
import type { RouteServices } from "../route-services.ts";

/** What protocols write of a reply. */
export type PartEvent = ReplyEvent | ReasoningDeltaEvent;

/** An event of one of the replies. */
export type ChoiceEvent = PartEvent & {
  /** Which reply, from 0; absent where there is only one. */
  readonly choice?: number;
};

/**
 * All replies as they are written, held back until the first of them has begun; what comes before goes to `onDropped`
 * alone. Leaving early frees all of them.
 * @throws ReparteeError of a reply that failed before its first text: a real status instead of a frame in a 200.
 */
export async function streamChoices(
  { serving, clock, commitDeadlineMs }: Pick<RouteServices, "serving" | "clock" | "commitDeadlineMs">,
  requests: readonly ReplyRequest[],
  signal: AbortSignal,
  onDropped?: (event: ChoiceEvent) => void,
): Promise<AsyncIterable<ChoiceEvent>> {
  const [first, ...others] = requests;
  const isOne = first !== undefined && others.length === 0;
  const events = isOne ? replyParts(serving, first, signal) : mergeReplies(serving, requests, signal);
  return await commitLate<ChoiceEvent>(events, {
    clock,
    deadlineMs: commitDeadlineMs,
    onDropped,
    settles(event) {
      if (event.type === "error") throw event.error;
      return event.type === "start" || event.type === "finish";
    },
  });
}

/** A conversation's reply has its reasoning apart; the continuation of a text is what the model wrote. */
function replyParts(serving: Serving, request: ReplyRequest, signal: AbortSignal): AsyncIterable<PartEvent> {
  const events = serving.reply(request, signal);
  return request.generate.input.kind === "chat" ? separateReasoning(events) : events;
}

async function* mergeReplies(
  serving: Serving,
  requests: readonly ReplyRequest[],
  signal: AbortSignal,
): AsyncGenerator<ChoiceEvent, void, void> {
  const group = new AbortController();
  const groupSignal = AbortSignal.any([signal, group.signal]);
  const iterators = requests.map((request) => replyParts(serving, request, groupSignal)[Symbol.asyncIterator]());
  const waiting = new Map<number, Promise<{ choice: number; result: IteratorResult<PartEvent> }>>();
  const advance = (iterator: AsyncIterator<PartEvent>, choice: number): void => {
    waiting.set(
      choice,
      iterator.next().then((result) => ({ choice, result })),
    );
  };
  try {
    for (const [choice, iterator] of iterators.entries()) advance(iterator, choice);
    while (waiting.size > 0) {
      const { choice, result } = await Promise.race(waiting.values());
      const iterator = iterators[choice];
      if (result.done === true || iterator === undefined) {
        waiting.delete(choice);
      } else {
        advance(iterator, choice);
        yield { ...result.value, choice };
      }
    }
  } finally {
    group.abort();
    await Promise.all(iterators.map((iterator) => iterator.return?.()));
  }
}

/**
 * All replies, whole. The first error ends the others.
 * @throws ReparteeError of the reply that failed first.
 */
export async function collectChoices(
  serving: Serving,
  requests: readonly ReplyRequest[],
  signal: AbortSignal,
): Promise<readonly [SeparatedReply, ...SeparatedReply[]]> {
  const [only, ...others] = requests;
  if (only !== undefined && others.length === 0) return [await collectChoice(serving, only, signal)];
  const group = new AbortController();
  const groupSignal = AbortSignal.any([signal, group.signal]);
  try {
    const replies = requests.map(async (request) => await collectChoice(serving, request, groupSignal));
    const [first, ...rest] = await Promise.all(replies);
    if (first === undefined) throw new TypeError("A request has at least one reply");
    return [first, ...rest];
  } finally {
    group.abort();
  }
}

async function collectChoice(serving: Serving, request: ReplyRequest, signal: AbortSignal): Promise<SeparatedReply> {
  const asked = { ...request, isReadWhole: true, generate: { ...request.generate, isWhole: true } };
  const reply = await collectReply(serving.reply(asked, signal));
  return request.generate.input.kind === "chat" ? separateWhole(reply) : { ...reply, reasoning: "" };
}

/** Replies whose requests had something that nothing here can do. */
export function withWarnings(
  [first, ...others]: readonly [SeparatedReply, ...SeparatedReply[]],
  warnings: readonly Warning[],
): readonly [SeparatedReply, ...SeparatedReply[]] {
  const warned = (reply: SeparatedReply): SeparatedReply => ({ ...reply, warnings: [...warnings, ...reply.warnings] });
  return [warned(first), ...others.map(warned)];
}
