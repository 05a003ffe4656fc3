/** One item of a response's output while it is written. */
import { itemId, type ItemKind } from "./draft-response.ts";
import type { ResponseEvent } from "./response-event.ts";
import type { OutputItem, OutputLogprob } from "./response-object.ts";

type ItemStatus = OutputItem["status"];

export interface OpenItem {
  readonly kind: "message" | "reasoning" | "call";
  begin(): readonly ResponseEvent[];
  delta(text: string, logprobs?: readonly OutputLogprob[]): ResponseEvent;
  end(status: "completed" | "incomplete"): { readonly events: readonly ResponseEvent[]; readonly item: OutputItem };
}

export interface OpenItemOptions {
  readonly responseId: string;
  /** Place in the output. */
  readonly index: number;
  /** Of a call. */
  readonly call?: { readonly id: string; readonly name: string };
}

export function createOpenItem(kind: OpenItem["kind"], { responseId, index, call }: OpenItemOptions): OpenItem {
  const id = itemId(idKinds[kind], responseId, "o", index);
  const place = { item_id: id, output_index: index };
  const inPart = { ...place, content_index: 0 };
  const logprobs: OutputLogprob[] = [];
  let text = "";

  function itemWith(status: ItemStatus): OutputItem {
    switch (kind) {
      case "message": {
        const content = status === "in_progress" ? [] : [textPart()];
        return { type: "message", id, status, role: "assistant", content };
      }
      case "reasoning": {
        const content = status === "in_progress" ? [] : [reasoningPart()];
        return { type: "reasoning", id, status, summary: [], content };
      }
      case "call":
        return { type: "function_call", id, status, call_id: call?.id ?? "", name: call?.name ?? "", arguments: text };
    }
  }

  const textPart = () => ({ type: "output_text" as const, text, annotations: [], logprobs: [...logprobs] });
  const reasoningPart = () => ({ type: "reasoning_text" as const, text });
  const part = (): object => (kind === "message" ? textPart() : reasoningPart());

  return {
    kind,
    begin() {
      const added = { type: "response.output_item.added", output_index: index, item: itemWith("in_progress") };
      return kind === "call" ? [added] : [added, { type: "response.content_part.added", ...inPart, part: part() }];
    },
    delta(delta, added = []) {
      text += delta;
      switch (kind) {
        case "message":
          logprobs.push(...added);
          return { type: "response.output_text.delta", ...inPart, delta, logprobs: added };
        case "reasoning":
          return { type: "response.reasoning_text.delta", ...inPart, delta };
        case "call":
          return { type: "response.function_call_arguments.delta", ...place, delta };
      }
    },
    end(status) {
      const item = itemWith(status);
      const done = { type: "response.output_item.done", output_index: index, item };
      const partDone = { type: "response.content_part.done", ...inPart, part: part() };
      switch (kind) {
        case "message":
          return { item, events: [{ type: "response.output_text.done", ...inPart, text, logprobs }, partDone, done] };
        case "reasoning":
          return { item, events: [{ type: "response.reasoning_text.done", ...inPart, text }, partDone, done] };
        case "call": {
          const type = "response.function_call_arguments.done";
          return { item, events: [{ type, ...place, name: call?.name ?? "", arguments: text }, done] };
        }
      }
    },
  };
}

const idKinds: Record<OpenItem["kind"], ItemKind> = { message: "msg", reasoning: "rs", call: "fc" };
