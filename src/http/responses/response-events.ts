/**
 * A reply as the events of the Responses API. This is the one place where its items are put together: the whole response,
 * streamed or not, is that of the last event.
 *
 * An item is added, its part is added, the part grows by deltas, then part and item are done, in that order; the next
 * item begins after that.
 */
import { ReparteeError } from "../../core/errors.ts";
import type { ReplyFinishEvent } from "../../core/reply.ts";
import type { Warning } from "../../core/warning.ts";
import { toChatLogprobs } from "../openai/chat-logprobs.ts";
import { toErrorBody } from "../error-body.ts";
import type { PartEvent } from "../replies/choices.ts";
import { finishProvenance, startProvenance } from "../replies/provenance.ts";
import { createOpenItem, type OpenItem } from "./open-item.ts";
import type { ResponseEvent } from "./response-event.ts";
import type { OutputItem, ResponseObject } from "./response-object.ts";

export interface ResponseEventOptions {
  readonly requestId: string;
  /** Nobody reads the events as they come: an error is thrown. */
  readonly isWhole: boolean;
  /** Of the request, beside those of the reply. */
  readonly warnings: readonly Warning[];
  /** Called with the finished response before its last event. */
  readonly onFinished: (response: ResponseObject) => Promise<void>;
}

/** The last event has the finished response: `response.completed`, `response.incomplete` or `response.failed`. */
export async function* responseEvents(
  events: AsyncIterable<PartEvent>,
  draft: ResponseObject,
  { requestId, isWhole, warnings, onFinished }: ResponseEventOptions,
): AsyncGenerator<ResponseEvent, void, void> {
  const output: OutputItem[] = [];
  let open: OpenItem | undefined;
  let response = draft;
  let reasoningTokens = 0;

  function begin(item: OpenItem): readonly ResponseEvent[] {
    const ended = end("completed");
    open = item;
    return [...ended, ...item.begin()];
  }

  function end(status: "completed" | "incomplete"): readonly ResponseEvent[] {
    if (open === undefined) return [];
    const { events: last, item } = open.end(status);
    output.push(item);
    open = undefined;
    return last;
  }

  const next = (kind: OpenItem["kind"], call?: { id: string; name: string }): readonly ResponseEvent[] =>
    begin(createOpenItem(kind, { responseId: draft.id, index: output.length + (open === undefined ? 0 : 1), call }));

  async function finish(changed: Partial<ResponseObject>, type: string): Promise<ResponseEvent> {
    response = { ...response, ...changed, output };
    await onFinished(response);
    return { type, response };
  }

  yield { type: "response.created", response };
  yield { type: "response.in_progress", response };
  for await (const event of events) {
    switch (event.type) {
      case "start":
        response = { ...response, model: event.model, repartee: startProvenance(event) };
        break;
      case "reasoning-delta":
        if (open?.kind !== "reasoning") yield* next("reasoning");
        reasoningTokens += event.tokenCount;
        if (open !== undefined) yield open.delta(event.text);
        break;
      case "text-delta":
        if (event.text === "") break;
        if (open?.kind !== "message") yield* next("message");
        if (open !== undefined) yield open.delta(event.text, toChatLogprobs(event.logprobs ?? []).content);
        break;
      case "tool-call-delta":
        if (event.id !== undefined) yield* next("call", { id: event.id, name: event.name ?? "" });
        if (event.argumentsDelta !== "" && open !== undefined) yield open.delta(event.argumentsDelta);
        break;
      case "finish": {
        const ending = endingOf(event);
        // A reply without a word is a message without one.
        if (open === undefined && output.length === 0) yield* next("message");
        yield* end(ending.status === "completed" ? "completed" : "incomplete");
        const repartee = finishProvenance({ ...event, warnings: [...warnings, ...event.warnings] });
        const usage = toUsage(event.usage, reasoningTokens);
        yield await finish({ ...ending, model: event.model, usage, repartee }, lastType(ending.status));
        return;
      }
      case "error": {
        yield* end("incomplete");
        const { code, message } = toErrorBody(event.error, requestId).error;
        const isCancelled = event.error.code === "cancelled";
        if (isWhole && !isCancelled) throw event.error;
        const error = isCancelled ? null : { code: toErrorCode(code), message };
        yield await finish({ status: isCancelled ? "cancelled" : "failed", error }, lastType("failed"));
        return;
      }
      default: // progress, for which there is no event
    }
  }
  throw new ReparteeError("internal", "A reply ended without a terminal event");
}

type Ending = Pick<ResponseObject, "status" | "completed_at" | "incomplete_details" | "error">;

function endingOf({ finishReason, complete, reason }: ReplyFinishEvent): Ending {
  const nothing = { completed_at: null, incomplete_details: null, error: null };
  if (finishReason === "cancelled") return { ...nothing, status: "cancelled" };
  if (!complete) {
    const message = `The reply broke off${reason === undefined ? "" : ` (${reason})`}`;
    return { ...nothing, status: "failed", error: { code: "server_error", message } };
  }
  if (finishReason === "length") {
    return { ...nothing, status: "incomplete", incomplete_details: { reason: "max_output_tokens" } };
  }
  return { ...nothing, status: "completed", completed_at: Math.floor(Date.now() / 1000) };
}

function lastType(status: ResponseObject["status"]): string {
  if (status === "completed" || status === "failed") return `response.${status}`;
  return "response.incomplete";
}

/** OpenAI's few codes of a response's error. */
function toErrorCode(code: string): string {
  return code === "queue_full" || code === "upstream_rate_limited" ? "rate_limit_exceeded" : "server_error";
}

function toUsage(
  { promptTokens, completionTokens, cachedTokens }: ReplyFinishEvent["usage"],
  reasoningTokens: number,
): NonNullable<ResponseObject["usage"]> {
  return {
    input_tokens: promptTokens,
    input_tokens_details: { cached_tokens: cachedTokens },
    output_tokens: completionTokens,
    output_tokens_details: { reasoning_tokens: Math.min(reasoningTokens, completionTokens) },
    total_tokens: promptTokens + completionTokens,
  };
}
