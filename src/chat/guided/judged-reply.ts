/**
 * A model's reply that is judged while it comes. To who reads it, it is one reply of `LoadedModel.generate`.
 *
 * 1. Nothing is given out before the opening was judged good.
 * 2. A rejected opening is asked for once more, colder and with the plainest prompt; a second rejection ends the reply
 *    with `unusable_reply`.
 * 3. Behind the opening, a rejection ends the reply at its last good sentence, with a warning that says so.
 * 4. A reply without anything visible is none of the judge's business: it is passed on as it is.
 */
import { ReparteeError } from "../../core/errors.ts";
import type { GenerateEvent } from "../../core/generate-event.ts";
import type { Warning } from "../../core/warning.ts";
import type { JudgeContext } from "../judge/judge-context.ts";
import { createRunningJudge } from "../judge/running-judge.ts";
import type { RejectReason, Verdict } from "../judge/verdict.ts";

export interface JudgedReplyOptions {
  /** The model's name, for the error. */
  readonly model: string;
  readonly context: JudgeContext;
  /** Asks the model; a second time `isPlain`. */
  readonly ask: (isPlain: boolean, signal: AbortSignal) => AsyncIterable<GenerateEvent>;
  readonly onRejected: (reason: RejectReason) => void;
}

export async function* judgedReply(
  options: JudgedReplyOptions,
  signal: AbortSignal,
): AsyncGenerator<GenerateEvent, void, void> {
  let rejected: RejectReason | undefined;
  for (const isPlain of [false, true]) {
    const stop = new AbortController();
    const events = options.ask(isPlain, AbortSignal.any([signal, stop.signal]));
    rejected = yield* judged(events, options, () => stop.abort());
    if (rejected === undefined) return;
  }
  const message = `What model "${options.model}" wrote twice is not to be shown: ${rejected}`;
  yield {
    type: "error",
    error: new ReparteeError("unusable_reply", message, { facts: { reject_reason: rejected ?? "" } }),
  };
}

/** @returns why nothing was shown; undefined when the terminal event was yielded. */
async function* judged(
  events: AsyncIterable<GenerateEvent>,
  { context, onRejected }: JudgedReplyOptions,
  stop: () => void,
): AsyncGenerator<GenerateEvent, RejectReason | undefined, void> {
  const judge = createRunningJudge(context);
  let hasShown = false;
  let hasText = false;
  let rejected: RejectReason | undefined;

  function note({ verdict }: { readonly verdict: Verdict }): void {
    if (verdict.kind === "good" || rejected !== undefined) return;
    rejected = verdict.reason;
    onRejected(rejected);
    stop();
  }

  for await (const event of events) {
    if (event.type === "text-delta" && rejected === undefined) {
      hasText ||= /\S/.test(event.text);
      const pushed = judge.push(event.text);
      note(pushed);
      hasShown ||= /\S/.test(pushed.text);
      yield { ...event, text: pushed.text };
    } else if (event.type === "finish") {
      if (rejected === undefined && hasText && event.reason !== "cancelled") {
        const rest = judge.flush();
        note(rest);
        hasShown ||= /\S/.test(rest.text);
        if (rest.text !== "") yield { type: "text-delta", text: rest.text, tokenCount: 0 };
      }
      if (rejected !== undefined && !hasShown) return rejected;
      yield rejected === undefined ? event : { ...event, reason: "stop", warnings: [...event.warnings, cut(rejected)] };
      return undefined;
    } else if (event.type === "error") {
      if (rejected !== undefined && !hasShown) return rejected;
      yield event;
      return undefined;
    } else if (event.type !== "text-delta") yield event;
  }
  return rejected;
}

function cut(reason: RejectReason): Warning {
  return { kind: "reply-cut", reason, detail: `The reply was ended at its last good sentence: ${reason}` };
}
