import type { Clock, ScheduledCall } from "../core/clock.ts";
import type { ReparteeError } from "../core/errors.ts";
import { createEventQueue } from "../core/event-queue.ts";
import type {
  FinishEvent,
  GeneratedTokenLogprob,
  GenerateEvent,
  TextDeltaEvent,
  ToolCallDeltaEvent,
} from "../core/generate-event.ts";
import { noTimings } from "../core/timings.ts";

/** How long the runner may take to confirm a cancel before the reply is ended on this side. */
const cancelGraceMs = 1000;

/** Events kept apart while the consumer does not read: minutes of any model's text. */
const separateEvents = 1024;

/** A reply's line to its runner. */
export interface ReplyChannel {
  /** Asks for the reply, which goes to `receiver`. Returns why it cannot be asked for, if so. */
  open(receiver: ReplyReceiver): ReparteeError | undefined;
  /** Asks the runner to stop. */
  cancel(): void;
  /** The reply is over and read: nothing more is delivered. May be called again. */
  close(): void;
}

export interface ReplyReceiver {
  deliver(event: GenerateEvent): void;
  /** The model was closed. */
  modelClosed(error: ReparteeError): void;
}

/**
 * A reply that is made in another process, as `LoadedModel.generate` promises it: asked for when it is first read,
 * exactly one terminal event, never throws.
 *
 *   idle ──first next()──▶ running ──terminal event──▶ over
 *     └──── return() ─────────┴──────── return() ───────▶
 *
 * An abort drops what was not read yet; the next event is `finish` with reason `cancelled`: the runner's own, which
 * counts every token, or after `cancelGraceMs` one with the tokens counted here. An error stays an error.
 *
 * A crash takes back nothing that has arrived: a reply that was whole by then is read to its end. Unloading was
 * requested, and ends every reply that was not read to its end.
 */
export function createProcessReply(
  channel: ReplyChannel,
  signal: AbortSignal,
  clock: Clock,
): AsyncIterableIterator<GenerateEvent, undefined> {
  // The socket is shared with other replies, so this one is not paused: what nobody reads is merged.
  const queue = createEventQueue<GenerateEvent>({ merge: { fromUnread: separateEvents, merge: createEventMerger() } });
  let state: "idle" | "running" | "over" = "idle";
  let grace: ScheduledCall | undefined;
  let promptTokens = 0;
  let cachedTokens = 0;
  let completionTokens = 0;

  function begin(): void {
    state = "running";
    if (signal.aborted) {
      finish(cancelledHere());
      return;
    }
    const refusal = channel.open({ deliver, modelClosed });
    if (refusal === undefined) signal.addEventListener("abort", onAbort, { once: true });
    else finish({ type: "error", error: refusal });
  }

  function deliver(event: GenerateEvent): void {
    if (state === "over") return;
    switch (event.type) {
      case "finish":
        finish(signal.aborted ? { ...event, reason: "cancelled" } : event);
        return;
      case "error":
        finish(event);
        return;
      case "prefill":
        promptTokens = event.totalTokens;
        cachedTokens = event.cachedTokens;
        break;
      case "text-delta":
      case "tool-call-delta":
        completionTokens += event.tokenCount;
        break;
    }
    if (!signal.aborted) queue.push(event);
  }

  function finish(event: GenerateEvent): void {
    queue.push(event);
    close();
  }

  function close(): void {
    state = "over";
    grace?.cancel();
    queue.end();
    releaseIfRead();
  }

  /** Until the last event is read, an abort or an unload still changes it. */
  function releaseIfRead(): void {
    if (state !== "over" || queue.unread > 0) return;
    signal.removeEventListener("abort", onAbort);
    channel.close();
  }

  function modelClosed(error: ReparteeError): void {
    if (state === "over" && error.code === "model_unloaded" && queue.unread > 0) {
      queue.replaceUnread({ type: "error", error });
    }
    if (state === "running") finish({ type: "error", error });
  }

  function onAbort(): void {
    const last = queue.clear().at(-1);
    if (state === "running") {
      channel.cancel();
      grace = clock.schedule(cancelGraceMs, () => finish(cancelledHere()));
    } else if (last !== undefined) {
      // The reply was over, but nobody had read so far.
      queue.replaceUnread(last.type === "finish" ? { ...last, reason: "cancelled" } : last);
    }
  }

  function cancelledHere(): FinishEvent {
    const usage = { promptTokens, completionTokens, cachedTokens };
    return { type: "finish", reason: "cancelled", usage, timings: noTimings, warnings: [] };
  }

  const reply: AsyncIterableIterator<GenerateEvent, undefined> = {
    [Symbol.asyncIterator]: () => reply,
    next() {
      if (state === "idle") begin();
      const event = queue.next();
      releaseIfRead();
      return event;
    },
    return() {
      queue.clear();
      if (state === "running") channel.cancel();
      if (state === "over") releaseIfRead();
      else close();
      return Promise.resolve({ value: undefined, done: true });
    },
  };
  return reply;
}

/**
 * Makes one event of two that nobody has read: text and arguments are joined, tokens summed, log probabilities appended,
 * prefill progress replaced. What waits is then bounded by the reply's own text.
 */
export function createEventMerger(): (last: GenerateEvent, event: GenerateEvent) => GenerateEvent | undefined {
  /** The log probabilities of the last merged event: they grow in place, a copy for each token would be quadratic. */
  let gathered: GeneratedTokenLogprob[] | undefined;

  function mergeText(last: TextDeltaEvent, event: TextDeltaEvent): TextDeltaEvent {
    const text = last.text + event.text;
    const tokenCount = last.tokenCount + event.tokenCount;
    if (last.logprobs === undefined && event.logprobs === undefined) return { type: "text-delta", text, tokenCount };
    if (gathered === undefined || gathered !== last.logprobs) gathered = [...(last.logprobs ?? [])];
    gathered.push(...(event.logprobs ?? []));
    return { type: "text-delta", text, tokenCount, logprobs: gathered };
  }

  return (last, event) => {
    if (last.type === "text-delta" && event.type === "text-delta") return mergeText(last, event);
    if (last.type === "tool-call-delta" && event.type === "tool-call-delta") return mergeToolCall(last, event);
    return last.type === "prefill" && event.type === "prefill" ? event : undefined;
  };
}

function mergeToolCall(last: ToolCallDeltaEvent, event: ToolCallDeltaEvent): ToolCallDeltaEvent | undefined {
  if (last.index !== event.index) return undefined;
  return {
    ...last,
    argumentsDelta: last.argumentsDelta + event.argumentsDelta,
    tokenCount: last.tokenCount + event.tokenCount,
  };
}
