import { ReparteeError } from "../../core/errors.ts";
import { eventFrame, type FrameSource } from "../event-stream.ts";
import { chooseModels } from "../replies/choose-models.ts";
import { streamChoices } from "../replies/choices.ts";
import { defineRoute, type Route } from "../route.ts";
import type { RouteServices } from "../route-services.ts";
import { convertResponseRequest, requestWarnings } from "./convert-response-request.ts";
import { draftResponse, itemId, type ItemKind } from "./draft-response.ts";
import type { InputItem } from "./input-items.ts";
import { earlierItems, requestItems } from "./request-items.ts";
import type { ResponseEvent } from "./response-event.ts";
import { responseEvents } from "./response-events.ts";
import { responseSchema, type ResponseObject } from "./response-object.ts";
import { responseRequestSchema } from "./response-request-schema.ts";
import type { OwnResponses } from "./own-responses.ts";

export function createResponseRoute(services: RouteServices, own: OwnResponses): Route {
  return defineRoute({
    method: "POST",
    paths: ["/v1/responses", "/responses"],
    tag: "openai",
    summary: "Answers a conversation as OpenAI's Responses API does.",
    body: responseRequestSchema,
    userFields: ["user", "safety_identifier"],
    answer: { kind: "json", schema: responseSchema, alsoStreams: true },
    errors: [404, 429, 502, 503, 504],
    async handle({ body, boundUser, requestId, signal }) {
      const { stored, running } = own(boundUser);
      const isStored = stored !== undefined && body.store !== false;
      const items = await requestItems(body, stored);
      const chain = await chooseModels(body, services);
      const draft = draftResponse(body, chain.models[0] ?? body.model ?? "", isStored);
      const generate = convertResponseRequest(body, [...(await earlierItems(body, stored)), ...items]);
      if (generate.input.kind === "chat" && generate.input.messages.length === 0) {
        throw new ReparteeError("invalid_request", "input: expected a text or at least one message, got nothing", {
          param: "input",
        });
      }
      const record = { response: draft, input: withIds(items, draft.id) };
      const run = running.begin(record, body.background === true ? undefined : signal);

      async function* write(): AsyncGenerator<ResponseEvent, void, void> {
        try {
          const request = { ...chain, requestId, generate };
          const events = await streamChoices(services, [request], run.signal);
          yield* responseEvents(events, draft, {
            requestId,
            isWhole: body.stream !== true && body.background !== true,
            warnings: requestWarnings(body),
            async onFinished(response) {
              const isWorthStoring = response.status !== "failed" || response.background;
              if (isStored && isWorthStoring) await stored.put({ ...record, response });
            },
          });
        } finally {
          run.end();
        }
      }

      if (body.background === true) {
        void finishedResponse(write()).catch(() => undefined); // its failure is stored, and logged by serving
        return { kind: "json", body: { ...draft, status: "queued" } };
      }
      if (body.stream !== true) return { kind: "json", body: await finishedResponse(write()) };
      // Started here: what fails before the first text is an error status.
      const events = write();
      const first = await events.next();
      return { kind: "event-stream", frames: toFrames(first, events) };
    },
  });
}

function withIds(items: readonly InputItem[], responseId: string): readonly InputItem[] {
  return items.map((item, index) => ({ ...item, id: item.id ?? itemId(idKinds[item.type], responseId, "i", index) }));
}

const idKinds: Record<InputItem["type"], ItemKind> = {
  message: "msg",
  function_call: "fc",
  function_call_output: "fco",
  reasoning: "rs",
};

async function finishedResponse(events: AsyncIterable<ResponseEvent>): Promise<ResponseObject> {
  let last: ResponseObject | undefined;
  for await (const { response } of events) if (response !== undefined) last = response;
  if (last === undefined) throw new ReparteeError("internal", "A reply ended without a terminal event");
  return last;
}

const lastTypes: readonly string[] = ["response.completed", "response.incomplete", "response.failed"];

async function* toFrames(
  first: IteratorResult<ResponseEvent, void>,
  events: AsyncGenerator<ResponseEvent, void, void>,
): FrameSource {
  try {
    let sequence = 0;
    for (let next = first; next.done !== true; next = await events.next()) {
      const { type, ...rest } = next.value;
      const frame = eventFrame(type, { type, sequence_number: sequence++, ...rest });
      if (lastTypes.includes(type)) return frame;
      yield frame;
    }
    throw new ReparteeError("internal", "A response ended without a terminal event");
  } finally {
    await events.return();
  }
}
