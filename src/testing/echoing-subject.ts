import type { PromptInput } from "../core/generate-request.ts";
import type { EngineContractSubject } from "./engine-contract.ts";

/** What the engine contract must know of any engine that repeats the user's words. */
export const echoingSubject: Pick<EngineContractSubject, "source" | "longInput" | "otherInput" | "unicode"> = {
  source: { name: "owner/echo", location: "" },
  longInput: userMessage(numberedWords("word")),
  otherInput: userMessage(numberedWords("other")),
  unicode: { input: userMessage("Größe 你好 👩‍👩‍👧‍👦 café 🤍"), text: "Größe 你好 👩‍👩‍👧‍👦 café 🤍" },
};

function userMessage(content: string): PromptInput {
  return { kind: "chat", messages: [{ role: "user", content }] };
}

/** 150 words, all different: prompt and reply together are more than the contract's smallest context window. */
function numberedWords(word: string): string {
  return Array.from({ length: 150 }, (_, index) => `${word}${index}`).join(" ");
}
