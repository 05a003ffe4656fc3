import type { LoadedModel } from "../../../src/core/engine.ts";
import type { FinishEvent, GenerateEvent } from "../../../src/core/generate-event.ts";
import type { ReparteeError } from "../../../src/core/errors.ts";
import type { GenerateRequest } from "../../../src/core/generate-request.ts";

/** How a reply went, for comparing. */
export interface ReplyOutcome {
  readonly text: string;
  /** Tokens that the events carried. */
  readonly tokens: number;
  readonly finish?: FinishEvent;
  readonly error?: ReparteeError;
  readonly events: readonly GenerateEvent[];
}

let count = 0;

/** Asks a model for a short reply, or for `request`, and reads it to its end. */
export async function replyOutcome(
  model: LoadedModel,
  request: Partial<GenerateRequest> = {},
  signal: AbortSignal = new AbortController().signal,
): Promise<ReplyOutcome> {
  count += 1;
  const input = { kind: "chat", messages: [{ role: "user", content: "Say something." }] } as const;
  const events: GenerateEvent[] = [];
  for await (const event of model.generate({ id: `outcome-${count}`, input, ...request }, signal)) events.push(event);
  return outcomeOf(events);
}

export function outcomeOf(events: readonly GenerateEvent[]): ReplyOutcome {
  const last = events.at(-1);
  return {
    text: events.map((event) => (event.type === "text-delta" ? event.text : "")).join(""),
    tokens: events.reduce((sum, event) => sum + ("tokenCount" in event ? event.tokenCount : 0), 0),
    ...(last?.type === "finish" ? { finish: last } : {}),
    ...(last?.type === "error" ? { error: last.error } : {}),
    events,
  };
}
