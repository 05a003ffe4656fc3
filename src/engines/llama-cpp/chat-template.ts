import { Template } from "@huggingface/jinja";
import type { ChatMessage } from "../../core/chat-message.ts";
import { ReparteeError } from "../../core/errors.ts";
import { foldSystemMessages, mergeNeighbours } from "../../core/fold-turns.ts";
import type { ReasoningRequest } from "../../core/generate-request.ts";
import { isJsonObject, type JsonObject } from "../../core/json.ts";
import type { ToolDefinition } from "../../core/tool.ts";
import type { RenderOptions } from "../../core/tokens.ts";
import type { Warning } from "../../core/warning.ts";
import { withKnownWords } from "./compat-jinja.ts";
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
   * What the template refuses is tried in other turns that say the same, with a warning.
   * @throws ReparteeError `invalid_request` with the template's own words when it refuses the conversation,
   * `model_file_invalid` when it runs too long or writes too much.
   */
  render(
    messages: readonly ChatMessage[],
    tools: readonly ToolDefinition[],
    reasoning?: ReasoningRequest,
    options?: RenderOptions,
  ): RenderedChat;
}

export interface RenderedChat {
  readonly text: string;
  readonly warnings: readonly Warning[];
}

export interface ChatTemplateTokens {
  readonly bos: string;
  readonly eos: string;
}

/** A template that cannot be parsed is replaced by the built-in one, with a warning in every reply. */
export function createChatTemplate(source: string | undefined, tokens: ChatTemplateTokens): ChatTemplate {
  const parsed = source === undefined ? undefined : parseTemplate(source);
  const isBuiltIn = parsed === undefined;
  const own = parsed ?? new Template(builtInTemplate);
  const known = source === undefined || isBuiltIn ? undefined : parseTemplate(withKnownWords(source));
  /** Where the template fails as it is written, it is read in words that are known here. */
  const spellings = known === undefined ? [own] : [own, known];
  const readsFunctions = /\bfunctions\b/.test(source ?? "") && /\bdatetime\b/.test(source ?? "");

  function renderMessages(
    messages: readonly ChatMessage[],
    tools: readonly object[] | undefined,
    { template = own, reasoning = {}, argumentsAsText = false, addGenerationPrompt = true }: WriteOptions = {},
  ): string {
    const { enabled, effort } = reasoning;
    const variables = {
      messages: messages.map((message) => toTemplateMessage(message, argumentsAsText)),
      ...(tools === undefined ? {} : { tools }),
      // Qwen's and DeepSeek's word for it, and gpt-oss's.
      ...(enabled === undefined ? {} : { enable_thinking: enabled, thinking: enabled }),
      ...(effort === undefined ? {} : { reasoning_effort: effort }),
      add_generation_prompt: addGenerationPrompt,
      ...(readsFunctions ? functionWords(tools) : {}),
      bos_token: tokens.bos,
      eos_token: tokens.eos,
    };
    return renderWithinLimits(() => template.render(variables));
  }

  return {
    origin: isBuiltIn ? "built-in" : "model",
    source: isBuiltIn ? builtInTemplate : (source ?? ""),
    render(messages, tools, reasoning, options = {}) {
      const warnings = [
        ...(source === undefined || !isBuiltIn ? [] : [unreadableWarning]),
        ...argumentWarnings(messages),
      ];
      const offered = tools.length === 0 ? undefined : tools.map(toTemplateTool);
      let refusal: unknown;
      const every = attempts(offered).flatMap((one) => spellings.map((template) => ({ ...one, template })));
      for (const { change, tools: given, warning, ...how } of every) {
        try {
          const text = renderMessages(change(messages), given, { ...how, ...options, reasoning });
          const more = warning === undefined ? droppedSystemWarnings(messages, given) : [warning(reasonOf(refusal))];
          return { text, warnings: [...warnings, ...more] };
        } catch (thrown) {
          if (thrown instanceof ReparteeError) throw thrown;
          refusal ??= thrown;
        }
      }
      throw refused(refusal);
    },
  };

  /**
   * Some templates leave system messages out without a word. What they do is tried on a conversation of the same form,
   * whose system messages cannot be mistaken for anybody else's words.
   */
  function droppedSystemWarnings(messages: readonly ChatMessage[], tools: readonly object[] | undefined): Warning[] {
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
  function renderOrNothing(messages: readonly ChatMessage[], tools: readonly object[] | undefined): string | undefined {
    try {
      return renderMessages(messages, tools);
    } catch {
      return undefined;
    }
  }
}

interface WriteOptions extends RenderOptions {
  readonly template?: Template;
  readonly reasoning?: ReasoningRequest | undefined;
  /** Some templates print the arguments of calls as they are. */
  readonly argumentsAsText?: boolean;
}

interface Attempt {
  readonly change: (messages: readonly ChatMessage[]) => readonly ChatMessage[];
  readonly tools: readonly object[] | undefined;
  readonly warning?: (reason: string) => Warning;
  readonly argumentsAsText?: boolean;
}

/**
 * The conversation as it is, then in turns that more templates know: some have no system role, no two turns of one side
 * in a row, or no two calls in one turn. A template that loops over `tools` gets an empty list where there are none.
 */
function attempts(offered: readonly object[] | undefined): readonly Attempt[] {
  const same = (messages: readonly ChatMessage[]): readonly ChatMessage[] => messages;
  const folded = (messages: readonly ChatMessage[]): readonly ChatMessage[] =>
    mergeNeighbours(foldSystemMessages(messages));
  const single = (messages: readonly ChatMessage[]): readonly ChatMessage[] => messages.flatMap(oneCallEach);
  const warning = (reason: string): Warning => ({
    kind: "approximated",
    feature: "messages",
    detail: `The model's chat template refuses this conversation (${reason}); system messages were put in front of the user's words, neighbouring turns of one side were joined, or calls written one a turn`,
  });
  const none = offered ?? [];
  return [
    { change: same, tools: offered },
    ...(offered === undefined ? [{ change: same, tools: none }] : []),
    { change: same, tools: none, argumentsAsText: true },
    { change: same, tools: none.map(withDescriptions) },
    { change: single, tools: none, warning },
    { change: folded, tools: offered, warning },
    { change: (messages) => folded(single(messages)), tools: none, warning },
  ];
}

/** FireFunction's words for the tools and the day. */
function functionWords(tools: readonly object[] = []): object {
  return {
    functions: tools.length === 0 ? "" : JSON.stringify(tools),
    datetime: new Date().toISOString().slice(0, 10),
  };
}

/** Some templates join descriptions of parameters, and fail where one has none. */
function withDescriptions(tool: object): object {
  const of = (value: unknown, key: string): JsonObject => {
    const found: unknown = isJsonObject(value) ? value[key] : undefined;
    return isJsonObject(found) ? found : {};
  };
  const called = of(tool, "function");
  const parameters = of(called, "parameters");
  const described: Record<string, unknown> = {};
  for (const [name, property] of Object.entries(of(parameters, "properties"))) {
    described[name] = isJsonObject(property) ? { description: "", ...property } : property;
  }
  return {
    ...tool,
    function: { ...called, parameters: { ...parameters, properties: described } },
  };
}

/** Several calls of one turn as turns of one call, the texts of the turn with the first. */
function oneCallEach(message: ChatMessage): readonly ChatMessage[] {
  if (message.role !== "assistant" || (message.toolCalls?.length ?? 0) < 2) return [message];
  return (message.toolCalls ?? []).map((call, index) => ({
    role: "assistant",
    content: index === 0 ? message.content : "",
    toolCalls: [call],
  }));
}

function reasonOf(refusal: unknown): string {
  return refusal instanceof Error ? refusal.message : String(refusal);
}

function refused(cause: unknown): ReparteeError {
  return new ReparteeError(
    "invalid_request",
    `Cannot write the conversation in the model's chat format: ${reasonOf(cause)}`,
    { param: "messages", hint: "Let user and assistant messages alternate, beginning with the user.", cause },
  );
}

const unreadableWarning: Warning = {
  kind: "approximated",
  feature: "messages",
  detail: "The chat template inside the model file cannot be read; ChatML is used in its place",
};

function argumentWarnings(messages: readonly ChatMessage[]): readonly Warning[] {
  const calls = messages.flatMap((message) => (message.role === "assistant" ? (message.toolCalls ?? []) : []));
  const broken = calls.filter((call) => call.arguments.trim() !== "" && readArguments(call.arguments) === undefined);
  if (broken.length === 0) return [];
  const detail = `The arguments of ${broken.length} earlier calls are no JSON object; the model sees none`;
  return [{ kind: "approximated", feature: "tools", detail }];
}

/** Letters and digits only: nothing that a template would escape, trim or take for markup. */
function probeText(index: number): string {
  return `systemprobe${index}end`;
}

function parseTemplate(text: string): Template | undefined {
  try {
    return new Template(text);
  } catch {
    return undefined;
  }
}

function toTemplateMessage(message: ChatMessage, argumentsAsText: boolean): Record<string, unknown> {
  if (message.role === "tool") return { role: "tool", content: message.content, tool_call_id: message.toolCallId };
  if (message.role !== "assistant" || !message.toolCalls?.length)
    return { role: message.role, content: message.content };
  return {
    role: "assistant",
    content: message.content,
    tool_calls: message.toolCalls.map((call) => ({
      id: call.id,
      type: "function",
      function: { name: call.name, arguments: argumentsOf(call.arguments, argumentsAsText) },
    })),
  };
}

/** Templates print arguments with `tojson` or walk through them, so they want the object. */
function readArguments(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function argumentsOf(text: string, asText: boolean): JsonObject | string {
  const read = readArguments(text) ?? {};
  return asText ? JSON.stringify(read) : read;
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
