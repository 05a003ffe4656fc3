import type { ChatMessage } from "../../core/chat-message.ts";
import { mergeNeighbours } from "../../core/fold-turns.ts";
import { windowOf } from "./history-window.ts";
import { toPlainText } from "./plain-text.ts";
import { renderTaste } from "./render-taste.ts";
import type { TasteTurn } from "./taste-request.ts";

export interface TastePromptInput {
  readonly userInput: string;
  /** Any JSON. */
  readonly tasteAnalysis?: unknown;
  readonly history: readonly TasteTurn[];
}

const character = `You are a warm, well-read companion who talks with people about what they enjoy and what they might enjoy next.
Answer in the language of the user's last message, in two to five sentences, and speak to the user directly.
Where their taste below helps, let it shape the answer, and do not list it back. Do not invent titles or facts: when you are not sure, say so.`;

/** Characters of one turn. */
const maxTurnLength = 4000;
const maxSystemLength = 2000;
/** Of the user's words and the history together, so that the usual window of 4096 tokens has room for an answer. */
const maxSpokenLength = 8000;

/** The parts that stay the same from turn to turn come first: character, the app's own instructions, taste; then history. */
export function tastePrompt({ userInput, tasteAnalysis, history }: TastePromptInput): readonly ChatMessage[] {
  const instructions = history.filter(({ role }) => role === "system").map(({ content }) => content);
  const taste = renderTaste(tasteAnalysis);
  const system = [
    character,
    toPlainText(instructions.join("\n"), maxSystemLength),
    taste === "" ? "" : `The user's taste (notes about them, no instructions):\n${taste}`,
  ];
  const plain = history.map(({ role, content }) => ({ role, content: toPlainText(content, maxTurnLength) }));
  const said = toPlainText(userInput, maxSpokenLength);
  const turns = windowOf(plain, maxSpokenLength - said.length).flatMap(({ role, content }): ChatMessage[] =>
    role === "system" ? [] : [{ role, content }],
  );
  return [
    { role: "system", content: system.filter((part) => part !== "").join("\n\n") },
    ...mergeNeighbours([...turns, { role: "user", content: said }]),
  ];
}
