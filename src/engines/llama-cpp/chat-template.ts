import { Template } from "@huggingface/jinja";
import type { ChatMessage } from "../../core/chat-message.ts";
import { ReparteeError } from "../../core/errors.ts";
import { foldSystemMessages, mergeNeighbours } from "../../core/fold-turns.ts";
import type { JsonValue } from "../../core/json.ts";
import type { ToolDefinition } from "../../core/tool.ts";
import type { Warning } from "../../core/warning.ts";
import { renderWithinLimits } from "./bounded-render.ts";

/** ChatML, for models whose file carries no template: the format that most chat models were trained on or cope with. */
const builtInTemplate =
  "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n{% endfor %}" +
  "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";

/** How a model wants its conversations written. */
export interface ChatTemplate {
  readonly origin: "model" | "built-in";
  /** The template's text, from which the tool call syntax is detected. */
  readonly source: string;
  /**
   * @throws ReparteeError `invalid_request` with the template's own words when it refuses the conversation,
   * `model_file_invalid` when it runs too long or writes too much.
   */
  render(messages: readonly ChatMessage[], tools: readonly ToolDefinition[]): RenderedChat;
}

export interface RenderedChat {
  readonly text: string;
  readonly warnings: readonly Warning[];
}

export interface ChatTemplateTokens {
  readonly bos: string;
  readonly eos: string;
}

/** @throws ReparteeError `model_file_invalid` when the template cannot be parsed. */
export function createChatTemplate(source: string | undefined, tokens: ChatTemplateTokens): ChatTemplate {
  const text = source ?? builtInTemplate;
  const template = parseTemplate(text);

  function renderMessages(messages: readonly ChatMessage[], tools: readonly ToolDefinition[]): string {
    const variables = {
      messages: messages.map(toTemplateMessage),
      ...(tools.length === 0 ? {} : { tools: tools.map(toTemplateTool) }),
      add_generation_prompt: true,
      bos_token: tokens.bos,
      eos_token: tokens.eos,
    };
    return renderWithinLimits(() => template.render(variables));
  }

  return {
    origin: source === undefined ? "built-in" : "model",
    source: text,
    render(messages, tools) {
      try {
        return { text: renderMessages(messages, tools), warnings: droppedSystemWarnings(messages, tools) };
      } catch (refusal) {
        if (refusal instanceof ReparteeError) throw refusal;
        return renderFolded(messages, tools, refusal);
      }
    },
  };

  /**
   * Some templates leave system messages out without a word. What they do is tried on a conversation of the same form,
   * whose system messages cannot be mistaken for anybody else's words.
   */
  function droppedSystemWarnings(messages: readonly ChatMessage[], tools: readonly ToolDefinition[]): Warning[] {
    const probes = messages.flatMap((message, index) =>
      message.role === "system" && message.content.trim() !== "" ? [probeText(index)] : [],
    );
    if (probes.length === 0) return [];
    const probed = messages.map((message, index): ChatMessage => {
      if (message.role === "system")
        return message.content.trim() === "" ? message : { ...message, content: probeText(index) };
      return message.content === "" ? message : { ...message, content: "x" };
    });
    const rendered = renderOrNothing(probed, tools);
    if (rendered === undefined) return [];
    const dropped = probes.filter((probe) => !rendered.includes(probe)).length;
    if (dropped === 0) return [];
    if (dropped === probes.length) {
      const detail = "The model's chat template knows no system messages; they were left out";
      return [{ kind: "unsupported-feature", feature: "system", detail }];
    }
    const detail = `The model's chat template left out ${dropped} of ${probes.length} system messages`;
    return [{ kind: "approximated", feature: "system", detail }];
  }

  /** Templates may refuse a conversation for its words; then nothing is known. */
  function renderOrNothing(messages: readonly ChatMessage[], tools: readonly ToolDefinition[]): string | undefined {
    try {
      return renderMessages(messages, tools);
    } catch {
      return undefined;
    }
  }

  /** Some templates know no system role or no two turns of one side in a row: say the same in turns they know. */
  function renderFolded(
    messages: readonly ChatMessage[],
    tools: readonly ToolDefinition[],
    refusal: unknown,
  ): RenderedChat {
    const reason = refusal instanceof Error ? refusal.message : String(refusal);
    try {
      const rendered = renderMessages(mergeNeighbours(foldSystemMessages(messages)), tools);
      const detail = `The model's chat template refuses this conversation (${reason}); system messages were put in front of the user's words and neighbouring turns of one side were joined`;
      return { text: rendered, warnings: [{ kind: "approximated", feature: "messages", detail }] };
    } catch (cause) {
      if (cause instanceof ReparteeError) throw cause;
      throw new ReparteeError(
        "invalid_request",
        `Cannot write the conversation in the model's chat format: ${reason}`,
        {
          param: "messages",
          hint: "Let user and assistant messages alternate, beginning with the user.",
          cause,
        },
      );
    }
  }
}

/** Letters and digits only: nothing that a template would escape, trim or take for markup. */
function probeText(index: number): string {
  return `systemprobe${index}end`;
}

function parseTemplate(text: string): Template {
  try {
    return new Template(text);
  } catch (cause) {
    throw new ReparteeError("model_file_invalid", "Cannot read the chat template inside the model file", {
      hint: "Use another conversion of this model.",
      cause,
    });
  }
}

function toTemplateMessage(message: ChatMessage): Record<string, unknown> {
  if (message.role === "tool") return { role: "tool", content: message.content, tool_call_id: message.toolCallId };
  if (message.role !== "assistant" || !message.toolCalls?.length)
    return { role: message.role, content: message.content };
  return {
    role: "assistant",
    content: message.content,
    tool_calls: message.toolCalls.map((call) => ({
      id: call.id,
      type: "function",
      function: { name: call.name, arguments: parseArguments(call.arguments) },
    })),
  };
}

/** Templates print arguments with `tojson`, so they want the value; what is no JSON stays the text it is. */
function parseArguments(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return text;
  }
}

function toTemplateTool(tool: ToolDefinition): Record<string, unknown> {
  return {
    type: "function",
    function: {
      name: tool.name,
      description: tool.description ?? "",
      parameters: tool.parameters ?? { type: "object", properties: {} },
    },
  };
}
