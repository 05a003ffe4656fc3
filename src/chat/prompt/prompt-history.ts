/**
 * Earlier messages as they go into the prompt, and how many of them. A window that moved with every turn would change the
 * prompt right behind its stable part, and nothing of it could be reused: so it moves in steps of several messages, and
 * stays where it is between them.
 */
import type { ChatMessage } from "../../core/chat-message.ts";
import type { StoredMessage } from "../../core/conversation.ts";
import type { EmotionReader } from "../../core/emotion.ts";
import type { Language, LanguageIdentifier } from "../../core/language.ts";
import { withoutClosing } from "../canned/broken-off.ts";
import { isCannedLine } from "../canned/choose-canned.ts";
import { readUserEmotion, shownEmotion } from "../emotion/user-emotion.ts";
import type { PromptLayout } from "../guided/model-means.ts";
import type { Persona } from "../persona/persona.ts";
import { personaTurn, userTurn } from "./persona-prompt.ts";

/** One message of the history, ready for the prompt. */
export interface HistoryEntry {
  /** Tells the message again in the next turn; the place in the list where the client gives the history itself. */
  readonly id: string;
  readonly message: ChatMessage;
}

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

interface HistoryReaders {
  readonly layout: PromptLayout;
  readonly emotions: EmotionReader;
  readonly languages: LanguageIdentifier;
}

/** What a client that stores its conversations sends of one. */
interface GivenMessage {
  readonly role: "user" | "assistant";
  readonly content: string;
}

/** The same for a history that the client stores: emotion and language are read from the text again. */
export function givenEntries(
  history: readonly GivenMessage[],
  persona: Persona,
  given: Language | undefined,
  { emotions, languages, layout }: HistoryReaders,
): readonly HistoryEntry[] {
  return history.flatMap(({ role, content }, index): readonly HistoryEntry[] => {
    const text = role === "assistant" ? withoutClosing(content.trim()) : content.trim();
    if (text === "" || (role === "assistant" && isCannedLine(persona, text))) return [];
    const id = String(index);
    if (layout === "short") return [{ id, message: bareTurn(role, text) }];
    if (role === "assistant") {
      return [{ id, message: personaTurn(text, shownEmotion(emotions.read(text)) ?? "neutral") }];
    }
    const emotion = shownEmotion(readUserEmotion(text, undefined, emotions));
    return [{ id, message: userTurn({ text, emotion, language: given ?? languages.identify(text)?.language }) }];
  });
}

/** How many messages the window leaves behind at once: at most half of it, and whole pairs. */
function windowStep(limit: number): number {
  return Math.max(2, 2 * Math.floor(limit / 4));
}

/** The window's part of `entries`; it begins where it began last time as long as that is within the limit. */
export function historyWindow(
  entries: readonly HistoryEntry[],
  limit: number,
  beganAt: string | undefined,
): readonly HistoryEntry[] {
  if (limit === 0) return [];
  const anchor = entries.findIndex(({ id }) => id === beganAt);
  let start = Math.max(0, anchor);
  while (entries.length - start > limit) start += windowStep(limit);
  return entries.slice(pairBorder(entries, start));
}

/** The window without its oldest step; the whole of a window that is one step long. */
export function withoutOldest(entries: readonly HistoryEntry[], limit: number): readonly HistoryEntry[] {
  return entries.slice(pairBorder(entries, Math.min(entries.length, windowStep(limit))));
}

/** The next message of a user from `start` on: a reply is never included without its question. */
function pairBorder(entries: readonly HistoryEntry[], start: number): number {
  let border = start;
  while (border < entries.length && entries[border]?.message.role !== "user") border += 1;
  return border;
}

/** Where the windows of the latest conversations began. Forgetting one costs a prompt's evaluation, nothing else. */
export interface WindowStarts {
  get(conversationId: string): string | undefined;
  set(conversationId: string, messageId: string | undefined): void;
}

const rememberedConversations = 2_000;

export function createWindowStarts(): WindowStarts {
  const starts = new Map<string, string>();
  return {
    get: (id) => starts.get(id),
    set(id, messageId) {
      starts.delete(id);
      if (messageId === undefined) return;
      starts.set(id, messageId);
      const [oldest] = starts.keys();
      if (starts.size > rememberedConversations && oldest !== undefined) starts.delete(oldest);
    },
  };
}
