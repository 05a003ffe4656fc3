import type { LlamaModel, Token } from "node-llama-cpp";
import type { ChatMessage } from "../../core/chat-message.ts";
import type { PromptInput } from "../../core/generate-request.ts";
import { openedReasoning } from "../../core/reasoning-filter.ts";
import type { RenderOptions, TokenizeOptions } from "../../core/tokens.ts";
import type { Warning } from "../../core/warning.ts";
import { ReparteeError } from "../../core/errors.ts";
import { createChatTemplate, type ChatTemplate, type RenderedChat } from "./chat-template.ts";
import { ownTokens } from "./own-tokens.ts";
import { tokenizeInSteps } from "./tokenize-in-steps.ts";
import { prepareTools, type PreparedTools } from "./tools/prepare-tools.ts";
import type { ToolCallForm } from "./tools/tool-call-form.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** A prompt as the model reads it. */
export interface TokenizedPrompt {
  readonly tokens: readonly Token[];
  readonly warnings: readonly Warning[];
  /** How the model writes tool calls in reply to this prompt; absent when it has no tools to call. */
  readonly toolCallForm?: ToolCallForm;
  /** The template ended with an open reasoning mark. */
  readonly opensReasoning?: boolean;
}

/**
 * A Unicode noncharacter, kept for a program's inner use: it marks where a control token's text in somebody's words
 * is cut in two, so that `<|eot_id|>` typed by a user is read as these characters and never as the end of a turn.
 */
const cut = "\uFDD0";

export interface PromptOptions {
  /** As in `GenerateRequest`. */
  readonly replyPrefix?: string;
  readonly signal?: AbortSignal;
}

export interface PromptTokenizer {
  /**
   * @throws ReparteeError `model_file_invalid` when the chat template takes too long, `cancelled`.
   */
  tokenize(input: PromptInput, options?: PromptOptions): Promise<TokenizedPrompt>;
  /** The text that `tokenize` cuts into tokens. @throws ReparteeError as `tokenize`. */
  render(input: PromptInput, options?: RenderOptions): string;
  /** A text's tokens, with what the model wants at its beginning where asked for. */
  tokenizeText(text: string, options: TokenizeOptions): Promise<readonly Token[]>;
}

type ChatInput = Extract<PromptInput, { kind: "chat" }>;

export function createPromptTokenizer(
  model: LlamaModel,
  template: ChatTemplate,
  vocabulary: Vocabulary,
): PromptTokenizer {
  const chatMl = createChatTemplate(undefined, {
    bos: model.tokens.bosString ?? "",
    eos: model.tokens.eosString ?? "",
  });

  function withBos(tokens: Token[]): Token[] {
    const { bos, shouldPrependBosToken } = model.tokens;
    return shouldPrependBosToken && bos !== null && tokens[0] !== bos ? [bos, ...tokens] : tokens;
  }

  function renderWith(
    chosen: ChatTemplate,
    input: ChatInput,
    options?: RenderOptions,
  ): { prepared: PreparedTools; rendered: RenderedChat } {
    const prepared = prepareTools(input, chosen.source);
    const messages = prepared.messages.map((message) => cutControlTokens(message, vocabulary.controlTokenPattern));
    return { prepared, rendered: chosen.render(messages, prepared.templateTools, input.reasoning, options) };
  }

  /** What the model's own template cannot write at all is written in ChatML: a conversation never ends for good. */
  function renderChat(input: ChatInput, options?: RenderOptions): ReturnType<typeof renderWith> {
    try {
      return renderWith(template, input, options);
    } catch (refusal) {
      if (!(refusal instanceof ReparteeError) || refusal.code !== "invalid_request") throw refusal;
      const { prepared, rendered } = renderWith(chatMl, input, options);
      const detail = `${refusal.message}; ChatML was used in its place`;
      const warning: Warning = { kind: "approximated", feature: "messages", detail };
      return { prepared, rendered: { ...rendered, warnings: [warning, ...rendered.warnings] } };
    }
  }

  return {
    render: (input, options) =>
      input.kind === "text" ? input.text : renderChat(input, options).rendered.text.replaceAll(cut, ""),
    async tokenizeText(text, { addSpecial = false, parseSpecial = false }) {
      const steps = { controlTokens: vocabulary.controlTokenPattern, isPlain: !parseSpecial };
      const tokens = await tokenizeInSteps(model, [text], steps);
      return addSpecial ? withBos(tokens) : tokens;
    },
    async tokenize(input, { replyPrefix = "", signal } = {}) {
      const steps = { controlTokens: vocabulary.controlTokenPattern, signal };
      if (input.kind === "text" && input.tokens !== undefined) {
        const given = ownTokens(input.tokens, vocabulary.size);
        return { tokens: [...given, ...(await tokenizeInSteps(model, [replyPrefix], steps))], warnings: [] };
      }
      if (input.kind === "text")
        return { tokens: withBos(await tokenizeInSteps(model, [input.text + replyPrefix], steps)), warnings: [] };
      const { prepared, rendered } = renderChat(input);
      const end = openedReasoning(rendered.text);
      // A reply whose beginning is given is past its reasoning.
      const closed = end === undefined || replyPrefix === "" ? "" : `\n${end}\n\n`;
      const parts = (rendered.text + closed + replyPrefix).split(cut);
      return {
        tokens: withBos(await tokenizeInSteps(model, parts, steps)),
        warnings: [...prepared.warnings, ...rendered.warnings],
        toolCallForm: prepared.form,
        opensReasoning: end !== undefined && closed === "",
      };
    },
  };
}

function cutControlTokens(message: ChatMessage, controlTokens: RegExp | undefined): ChatMessage {
  if (controlTokens === undefined) return message;
  const content = message.content
    .replaceAll(cut, "")
    .replace(controlTokens, (token) => token.slice(0, 1) + cut + token.slice(1));
  return content === message.content ? message : { ...message, content };
}
