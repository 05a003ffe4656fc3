import type { PromptInput } from "./generate-request.ts";
import { splitWords } from "./word-tokens.ts";

/**
 * A prompt in words, as an engine without a tokenizer counts it: each turn has one word more for its role, and a
 * conversation one for the turn to come.
 */
export function promptWords(input: PromptInput, replyPrefix: string = ""): string[] {
  const words =
    input.kind === "text"
      ? splitWords(input.text)
      : [...input.messages.flatMap((message) => [`${message.role}:`, ...splitWords(message.content)]), "assistant:"];
  return [...words, ...splitWords(replyPrefix)];
}

/** The words that a reply without a model can refer to: the last thing the user said, or the plain prompt. */
export function lastUserText(input: PromptInput): string {
  if (input.kind === "text") return input.text;
  return input.messages.findLast((message) => message.role === "user")?.content ?? "";
}
