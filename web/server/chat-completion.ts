import { fromErrorBody, post, ServerError, type Connection, type ErrorBody } from "./connection.ts";
import { readEvents } from "./events.ts";
import type { Provenance } from "./respond.ts";

export interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
}

export interface ChatRequestMessage {
  readonly role: "system" | "user" | "assistant" | "tool";
  readonly content: string;
  readonly tool_calls?: readonly unknown[];
  readonly tool_call_id?: string;
}

export interface ChatRequest {
  readonly model?: string;
  readonly messages: readonly ChatRequestMessage[];
  readonly temperature?: number;
  readonly max_completion_tokens?: number;
  readonly response_format?: unknown;
  readonly tools?: unknown;
}

export interface Usage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly prompt_tokens_details?: { readonly cached_tokens: number };
}

export interface ChatEnd {
  readonly toolCalls: readonly ToolCall[];
  readonly usage: Usage | undefined;
  readonly provenance: Provenance | undefined;
  readonly finishReason: string | undefined;
}

interface Chunk extends ErrorBody {
  readonly choices?: readonly {
    readonly delta: {
      readonly content?: string | null;
      readonly tool_calls?: readonly {
        readonly index: number;
        readonly id?: string;
        readonly function?: { readonly name?: string; readonly arguments?: string };
      }[];
    };
    readonly finish_reason?: string | null;
  }[];
  readonly usage?: Usage | null;
  readonly repartee?: Provenance;
}

/** A reply of a model; each chunk of its text is reported. @throws ServerError also for a stream that was cut. */
export async function completeChat(
  connection: Connection,
  request: ChatRequest,
  signal: AbortSignal,
  onText: (text: string) => void,
): Promise<ChatEnd> {
  const body = { ...request, stream: true, stream_options: { include_usage: true } };
  const response = await connection.send("/v1/chat/completions", post(body, signal));
  const calls: ToolCall[] = [];
  let end: ChatEnd = { toolCalls: calls, usage: undefined, provenance: undefined, finishReason: undefined };
  for await (const { data } of readEvents(response, signal)) {
    if (data === "[DONE]") return end;
    const chunk = JSON.parse(data) as Chunk;
    if (chunk.error !== undefined) throw fromErrorBody(chunk, 200);
    const choice = chunk.choices?.[0];
    if (typeof choice?.delta.content === "string" && choice.delta.content !== "") onText(choice.delta.content);
    for (const call of choice?.delta.tool_calls ?? []) addCall(calls, call);
    end = {
      toolCalls: calls,
      usage: chunk.usage ?? end.usage,
      provenance: chunk.repartee === undefined ? end.provenance : { ...end.provenance, ...chunk.repartee },
      finishReason: choice?.finish_reason ?? end.finishReason,
    };
  }
  throw new ServerError("The connection to the server broke off", { code: "connection_lost", status: 0 });
}

type CallDelta = NonNullable<NonNullable<Chunk["choices"]>[number]["delta"]["tool_calls"]>[number];

function addCall(calls: ToolCall[], { index, id, function: called }: CallDelta): void {
  const known = calls[index] ?? { id: "", name: "", arguments: "" };
  calls[index] = {
    id: id ?? known.id,
    name: known.name + (called?.name ?? ""),
    arguments: known.arguments + (called?.arguments ?? ""),
  };
}
