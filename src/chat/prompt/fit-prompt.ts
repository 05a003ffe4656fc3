/**
 * A prompt that leaves room for its reply in the model's context window.
 *
 * 1. Nothing is counted where it cannot matter: a token is at least one byte of UTF-8 in every vocabulary.
 * 2. The history goes first, oldest step by oldest step; then the examples. What the persona is and what the user says
 *    stay: where these alone are too long, the model says so.
 */
import type { ChatMessage } from "../../core/chat-message.ts";
import type { PromptInput } from "../../core/generate-request.ts";
import type { ModelInfo } from "../../core/model-info.ts";
import { mergeNeighbours } from "../../core/fold-turns.ts";
import { promptWords } from "../../core/prompt-words.ts";
import type { Warning } from "../../core/warning.ts";
import { withoutOldest, type HistoryEntry } from "./prompt-history.ts";

/** What can be asked about a model without waiting for it to load. */
export interface ModelView {
  /** Undefined while it cannot answer at once. */
  info(model: string): Pick<ModelInfo, "slots" | "contextWindowTokens" | "parameterCount"> | undefined;
  /** Undefined where the model cannot count, or not now. */
  countTokens(model: string, input: PromptInput): Promise<number | undefined>;
}

export interface PromptParts {
  /** The persona's messages: instructions first, then the examples. */
  readonly stable: readonly ChatMessage[];
  readonly history: readonly HistoryEntry[];
  readonly turn: ChatMessage;
}

export interface FittedPrompt {
  readonly messages: readonly ChatMessage[];
  /** What is left of the history. */
  readonly history: readonly HistoryEntry[];
  readonly warnings: readonly Warning[];
}

export interface FitOptions {
  readonly model: string | undefined;
  readonly maxTokens: number;
  readonly historyMessages: number;
  readonly view: ModelView | undefined;
}

/** Tokens of the emotion tag and of the turn's end. */
const tagTokens = 16;
/** What a chat template writes around each message, at most. */
const tokensAroundMessage = 16;
/** Tokens a word where the model cannot count: above what the usual vocabularies need for the ten languages. */
const tokensPerWord = 2;

export async function fitPrompt(parts: PromptParts, options: FitOptions): Promise<FittedPrompt> {
  const { historyMessages, maxTokens, view, model } = options;
  const windowTokens = model === undefined ? undefined : view?.info(model)?.contextWindowTokens;
  const room = windowTokens === undefined ? Infinity : windowTokens - maxTokens - tagTokens;
  let { history, stable } = parts;

  for (;;) {
    const messages = mergeNeighbours([...stable, ...history.map(({ message }) => message), parts.turn]);
    const isLast = history.length === 0 && stable.length <= 1;
    if (isLast || (await fits(messages, room))) {
      return { messages, history, warnings: trimmed(parts.history.length - history.length, windowTokens) };
    }
    if (history.length > 0) history = withoutOldest(history, historyMessages);
    else stable = stable.slice(0, 1);
  }

  async function fits(messages: readonly ChatMessage[], tokens: number): Promise<boolean> {
    if (model === undefined || byteLength(messages) + tokensAroundMessage * messages.length <= tokens) return true;
    const input: PromptInput = { kind: "chat", messages };
    const counted = await view?.countTokens(model, input);
    return (counted ?? promptWords(input).length * tokensPerWord) <= tokens;
  }
}

function byteLength(messages: readonly ChatMessage[]): number {
  const encoder = new TextEncoder();
  return messages.reduce((sum, { content }) => sum + encoder.encode(content).length, 0);
}

function trimmed(droppedMessages: number, windowTokens: number | undefined): readonly Warning[] {
  if (droppedMessages === 0) return [];
  const detail = `The oldest ${droppedMessages} messages did not fit the context window of ${windowTokens} tokens.`;
  return [{ kind: "history-trimmed", droppedMessages, detail }];
}
