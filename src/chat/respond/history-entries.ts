import type { ChatMessage } from "../../core/chat-message.ts";
import type { StoredMessage } from "../../core/conversation.ts";
import type { EmotionReader } from "../../core/emotion.ts";
import type { Language, LanguageIdentifier } from "../../core/language.ts";
import { withoutClosing } from "../canned/broken-off.ts";
import { isCannedLine } from "../canned/choose-canned.ts";
import { shownEmotion } from "../emotion/user-emotion.ts";
import type { PromptLayout } from "../guided/model-means.ts";
import type { Persona } from "../persona/persona.ts";
import type { HistoryEntry } from "../prompt/history-window.ts";
import { personaTurn, userTurn } from "../prompt/persona-prompt.ts";
import type { RespondRequest } from "./respond-request.ts";

/**
 * Earlier messages, each exactly as in the prompt of its own turn, so that the model's cache still fits. Canned lines are
 * left out: the model did not write them, and would imitate them.
 */
export function storedEntries(messages: readonly StoredMessage[], layout: PromptLayout): readonly HistoryEntry[] {
  return messages.flatMap(({ id, role, text, emotion, language, source }): readonly HistoryEntry[] => {
    if (text === "" || source === "template") return [];
    if (layout === "short") return [{ id, message: bareTurn(role, text) }];
    if (role === "assistant") return [{ id, message: personaTurn(withoutClosing(text), emotion?.label) }];
    return [{ id, message: userTurn({ text, emotion: shownEmotion(emotion), language }) }];
  });
}

/** What was said, with nothing written around it. */
function bareTurn(role: "user" | "assistant", text: string): ChatMessage {
  return role === "user" ? userTurn({ text }) : personaTurn(withoutClosing(text), undefined);
}

export interface HistoryReaders {
  readonly layout: PromptLayout;
  readonly emotions: EmotionReader;
  readonly languages: LanguageIdentifier;
}

/** The same for a history that the client stores: emotion and language are read from the text again. */
export function givenEntries(
  history: NonNullable<RespondRequest["history"]>,
  persona: Persona,
  given: Language | undefined,
  { emotions, languages, layout }: HistoryReaders,
): readonly HistoryEntry[] {
  return history.flatMap(({ role, content }, index): readonly HistoryEntry[] => {
    const text = role === "assistant" ? withoutClosing(content.trim()) : content.trim();
    if (text === "" || (role === "assistant" && isCannedLine(persona, text))) return [];
    const id = String(index);
    if (layout === "short") return [{ id, message: bareTurn(role, text) }];
    const emotion = shownEmotion(emotions.read(text));
    if (role === "assistant") return [{ id, message: personaTurn(text, emotion ?? "neutral") }];
    return [{ id, message: userTurn({ text, emotion, language: given ?? languages.identify(text)?.language }) }];
  });
}
