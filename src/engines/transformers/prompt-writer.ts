import type { ChatMessage } from "../../core/chat-message.ts";
import { ReparteeError } from "../../core/errors.ts";
import type { PromptInput } from "../../core/generate-request.ts";
import type { Warning } from "../../core/warning.ts";
import type { ContextLimits } from "./context-limits.ts";
import type { ConversationWriter } from "./conversation-writer.ts";
import type { ModelFamily } from "./families.ts";
import type { Prompt } from "./prompt.ts";
import type { TextTokenizer } from "./text-tokenizer.ts";

export interface PromptWriter {
  /**
   * @param maxTokens Tokens that the reply may have; what old turns are left out for.
   * @throws ReparteeError `invalid_request`, `context_length_exceeded`.
   */
  write(input: PromptInput, replyPrefix?: string, maxTokens?: number): Prompt;
}

/**
 * A Unicode noncharacter, kept for a program's inner use: it marks where a control token's text in somebody's words
 * is cut in two, so that `</s>` typed by a user is read as these characters and never as the end of a turn.
 */
const cut = "\uFDD0";

export interface PromptWriterOptions {
  readonly family: ModelFamily;
  readonly tokenizer: TextTokenizer;
  readonly conversations: ConversationWriter;
  readonly limits: ContextLimits;
}

export function createPromptWriter({ family, tokenizer, conversations, limits }: PromptWriterOptions): PromptWriter {
  const isEncoded = family.kind === "encoder-decoder";
  const endIds = isEncoded && tokenizer.eosId !== undefined ? [tokenizer.eosId] : [];

  function encode(text: string): readonly number[] {
    return text.split(cut).flatMap((part) => tokenizer.encode(part));
  }

  /** `text` is the whole prompt but for the reply's beginning. */
  function assemble(text: string, replyPrefix: string, warnings: readonly Warning[]): Prompt {
    const ids = isEncoded ? [...encode(text), ...endIds] : encode(text + replyPrefix);
    const replyPrefixIds = isEncoded ? encode(replyPrefix) : [];
    return { ids, replyPrefixIds, tokenCount: ids.length + replyPrefixIds.length, warnings };
  }

  function writeTurns(messages: readonly ChatMessage[], replyPrefix: string): Prompt {
    const { text, warnings } = conversations.write(messages);
    return assemble(text, replyPrefix, warnings);
  }

  /** Leaves out as few of the oldest turns as it takes; the newest one stays, whatever its length. */
  function fit(messages: readonly ChatMessage[], replyPrefix: string, limit: number): Prompt {
    const whole = writeTurns(messages, replyPrefix);
    if (family.tooLong === "refuse" || whole.ids.length <= limit) return whole;
    let dropped = 1;
    for (let most = messages.length - 1; dropped < most;) {
      const middle = Math.floor((dropped + most) / 2);
      if (writeTurns(messages.slice(middle), replyPrefix).ids.length <= limit) most = middle;
      else dropped = middle + 1;
    }
    dropped = Math.min(dropped, messages.length - 1);
    if (dropped === 0) return whole;
    const rest = writeTurns(messages.slice(dropped), replyPrefix);
    const detail = `The conversation has ${whole.ids.length} tokens, this model reads ${limit}: the oldest ${dropped} of ${messages.length} messages were left out`;
    return { ...rest, warnings: [...rest.warnings, { kind: "history-trimmed", droppedMessages: dropped, detail }] };
  }

  function writeChat(messages: readonly ChatMessage[], replyPrefix: string, maxTokens: number): Prompt {
    const selection = conversations.select(messages.map((message) => cutControlTokens(message, tokenizer)));
    if (selection.messages.length === 0) {
      throw new ReparteeError("invalid_request", "Cannot answer: there is no message that this model could read", {
        param: "messages",
        hint: "Send at least one user message.",
      });
    }
    const reserve = Math.min(maxTokens, Math.floor(limits.windowTokens * family.replyShare));
    const prompt = fit(selection.messages, replyPrefix, Math.min(limits.promptTokens, limits.windowTokens - reserve));
    return { ...prompt, warnings: [...selection.warnings, ...prompt.warnings] };
  }

  function writeText(text: string, replyPrefix: string): Prompt {
    const prompt = assemble(text, replyPrefix, []);
    const ids = isEncoded ? prompt.ids : [...tokenizer.around.before, ...prompt.ids];
    return { ...prompt, ids, tokenCount: ids.length + prompt.replyPrefixIds.length };
  }

  return {
    write(input, replyPrefix = "", maxTokens = Infinity) {
      const prompt =
        input.kind === "text" ? writeText(input.text, replyPrefix) : writeChat(input.messages, replyPrefix, maxTokens);
      if (prompt.ids.length > 0) return prompt;
      throw new ReparteeError("invalid_request", "Cannot answer: the prompt is empty", {
        hint: "Send at least one word.",
      });
    },
  };
}

function cutControlTokens(message: ChatMessage, { controlTokenPattern }: TextTokenizer): ChatMessage {
  if (controlTokenPattern === undefined) return message;
  const content = message.content
    .replaceAll(cut, "")
    .replace(controlTokenPattern, (token) => token.slice(0, 1) + cut + token.slice(1));
  return content === message.content ? message : { ...message, content };
}
