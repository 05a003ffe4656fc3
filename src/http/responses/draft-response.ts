import { randomBytes } from "node:crypto";
import { defaultSampling } from "../../core/sampling.ts";
import type { ResponseObject } from "./response-object.ts";
import { functionsOf, type ResponseRequest } from "./response-request-schema.ts";

/** The response to a request before anything is written. */
export function draftResponse(body: ResponseRequest, model: string, isStored: boolean): ResponseObject {
  const user = body.safety_identifier ?? body.user ?? undefined;
  return {
    id: `resp_${randomBytes(16).toString("hex")}`,
    object: "response",
    created_at: Math.floor(Date.now() / 1000),
    completed_at: null,
    status: "in_progress",
    background: body.background ?? false,
    error: null,
    incomplete_details: null,
    instructions: body.instructions ?? null,
    max_output_tokens: body.max_output_tokens ?? null,
    max_tool_calls: body.max_tool_calls ?? null,
    model,
    output: [],
    parallel_tool_calls: body.parallel_tool_calls ?? true,
    previous_response_id: body.previous_response_id ?? null,
    reasoning: { effort: body.reasoning?.effort ?? null, summary: body.reasoning?.summary ?? null },
    store: isStored,
    temperature: body.temperature ?? defaultSampling.temperature,
    top_p: body.top_p ?? defaultSampling.topP,
    presence_penalty: body.presence_penalty ?? 0,
    frequency_penalty: body.frequency_penalty ?? 0,
    top_logprobs: body.top_logprobs ?? 0,
    text: { format: formatOf(body) },
    tool_choice: body.tool_choice ?? "auto",
    tools: functionsOf(body.tools).map(({ type, name, description, parameters, strict }) => {
      return { type, name, description: description ?? null, parameters: parameters ?? null, strict: strict ?? null };
    }),
    truncation: body.truncation ?? "disabled",
    service_tier: "default",
    ...(user === undefined ? {} : { user }),
    metadata: body.metadata ?? {},
  };
}

function formatOf({ text }: ResponseRequest): ResponseObject["text"]["format"] {
  const format = text?.format;
  if (format?.type !== "json_schema") return { type: format?.type ?? "text" };
  const { type, name, schema, description, strict } = format;
  return { type, name, schema, ...(description == null ? {} : { description }), strict: strict ?? null };
}

export type ItemKind = "msg" | "fc" | "fco" | "rs";

/** An item's id names its response: a client may refer to the item alone. */
export function itemId(kind: ItemKind, responseId: string, side: "i" | "o", index: number): string {
  return `${kind}_${responseId.slice("resp_".length)}${side}${index}`;
}

/** The response that an item belongs to; undefined for an id that is not ours. */
export function responseOfItem(id: string): string | undefined {
  const hex = /^(?:msg|fc|fco|rs)_([0-9a-f]{32})[io]\d+$/.exec(id)?.[1];
  return hex === undefined ? undefined : `resp_${hex}`;
}
