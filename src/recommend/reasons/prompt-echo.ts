/**
 * Tells what a small model copied out of its prompt from what it says itself: runs of the prompt's words are looked for.
 * What the user and the catalog brought into the prompt is no echo: a book about dragons may be called one.
 */
import type { ChatMessage } from "../../core/chat-message.ts";

export interface PromptEcho {
  /** Whether a text is the prompt's: a long run of its words, or hardly a word that is in none of its short runs. */
  repeats(text: string): boolean;
}

const longRun = 5;
const shortRun = 3;
/** Of a text's words, in short runs of the prompt. */
const ofThePrompt = 0.5;

/** @param brought texts within the messages that are not the prompt's own words */
export function createPromptEcho(messages: readonly ChatMessage[], brought: readonly string[]): PromptEcho {
  const ours = messages.map(({ content }) => without(content, brought)).join("\n");
  const lines = ours.split("\n").map(wordsOf);
  const long = new Set(lines.flatMap((words) => runs(words, longRun)));
  const short = new Set(lines.flatMap((words) => runs(words, shortRun)));

  return {
    repeats(text) {
      const words = wordsOf(text);
      if (runs(words, longRun).some((run) => long.has(run))) return true;
      const copied = new Set<number>();
      for (const [from, run] of runs(words, shortRun).entries()) {
        if (short.has(run)) for (let at = from; at < from + shortRun; at++) copied.add(at);
      }
      return copied.size > 0 && copied.size >= words.length * ofThePrompt;
    },
  };
}

/** The longest first: a title may be part of a question. */
function without(content: string, brought: readonly string[]): string {
  const texts = brought.filter((text) => text !== "").toSorted((a, b) => b.length - a.length);
  return texts.reduce((rest, text) => rest.replaceAll(text, "\n"), content);
}

function runs(words: readonly string[], length: number): readonly string[] {
  return words.slice(length - 1).map((_, from) => words.slice(from, from + length).join(" "));
}

export function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
}
