import { ReparteeError } from "../../core/errors.ts";
import type { PrefillEvent } from "../../core/generate-event.ts";
import type { Warning } from "../../core/warning.ts";
import { eventFrame, type FrameSource } from "../event-stream.ts";
import { chooseModels } from "../replies/choose-models.ts";
import { streamChoices } from "../replies/choices.ts";
import { defineRoute, type Route } from "../route.ts";
import type { RouteServices } from "../route-services.ts";
import { anthropicError } from "./anthropic-error.ts";
import { messageEvents } from "./message-events.ts";
import { anthropicMessageSchema, type AnthropicReply } from "./message-schema.ts";
import { convertMessages, hostedTools, messagesRequestSchema, type MessagesRequest } from "./messages-request.ts";

type Events = ReturnType<typeof messageEvents>;

export function messagesRoute(services: RouteServices): Route {
  return defineRoute({
    method: "POST",
    paths: ["/v1/messages"],
    tag: "anthropic",
    summary: "Answers a conversation as Anthropic's Messages API does.",
    body: messagesRequestSchema,
    answer: { kind: "json", schema: anthropicMessageSchema, alsoStreams: true },
    errorBody: anthropicError,
    errors: [404, 429, 502, 503, 504],
    async handle({ body, requestId, signal }) {
      const chain = await chooseModels(body, services);
      const request = { ...chain, requestId, generate: convertMessages(body) };
      let prefill: PrefillEvent | undefined;
      const parts = await streamChoices(services, [request], signal, (event) => {
        if (event.type === "prefill") prefill = event;
      });
      const events = messageEvents(parts, body.model, { warnings: requestWarnings(body), prefill });
      if (body.stream === true) return { kind: "event-stream", frames: toFrames(events), named: true };
      return { kind: "json", body: await wholeMessage(events) };
    },
  });
}

function requestWarnings(body: MessagesRequest): readonly Warning[] {
  const hosted = hostedTools(body);
  if (hosted.length === 0) return [];
  const detail = `Tools that run at Anthropic are left out: ${[...new Set(hosted)].join(", ")}`;
  return [{ kind: "unsupported-feature", feature: "tools", detail }];
}

async function* toFrames(events: Events): FrameSource {
  for await (const { event, message } of events) {
    const frame = eventFrame(event.type, event);
    if (message !== undefined) return frame;
    yield frame;
  }
  throw new ReparteeError("internal", "A message ended without a terminal event");
}

async function wholeMessage(events: Events): Promise<AnthropicReply> {
  for await (const { message } of events) if (message !== undefined) return message;
  throw new ReparteeError("internal", "A message ended without a terminal event");
}
