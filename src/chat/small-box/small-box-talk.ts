/**
 * A conversation with the small box that the server keeps: what was said before comes from the store, or from the
 * client where the conversation is new. The user's message is kept before the model is asked; the store may fail, and
 * the reply goes on.
 */
import type { ChatMessage } from "../../core/chat-message.ts";
import type { Clock } from "../../core/clock.ts";
import type { StoredMessage } from "../../core/conversation.ts";
import type { Log } from "../../core/log.ts";
import type { ReplyEvent, ReplyFinishEvent, ReplyOrigin } from "../../core/reply.ts";
import type { ConversationStore } from "../../core/stores.ts";
import { openTurn, type ConversationTurn, type MessageDraft } from "../conversation/conversation-log.ts";
import { createKeyedMutex } from "../../core/mutex.ts";
import { fitPrompt, type ModelView } from "../prompt/fit-prompt.ts";
import { createWindowStarts, historyWindow, type HistoryEntry } from "../prompt/history-window.ts";
import type { SmallBoxRequest } from "./small-box.ts";

export interface TalkRequest extends Omit<SmallBoxRequest, "input"> {
  /** `[A-Za-z0-9._:-]`, 1–128 characters; a new one is made when absent. */
  readonly conversationId?: string;
  /** What the user says now. */
  readonly text: string;
  /** What was said before, oldest first; a stored conversation wins. */
  readonly history: readonly ChatMessage[];
}

/** The end of a reply that is kept. */
export interface KeptFinishEvent extends ReplyFinishEvent {
  readonly conversationId: string;
  readonly userMessageId: string;
  readonly messageId: string;
  /** Whether both messages are committed to the database. */
  readonly persisted: boolean;
}

export type TalkEvent = Exclude<ReplyEvent, ReplyFinishEvent> | KeptFinishEvent;

export interface TalkParts {
  readonly reply: (request: SmallBoxRequest, signal: AbortSignal) => AsyncIterable<ReplyEvent>;
  readonly model: () => string | undefined;
  readonly conversations: ConversationStore;
  /** Absent: every model has room for everything. */
  readonly models?: ModelView | undefined;
  /** Messages of the conversation that the model sees. */
  readonly historyMessages: number;
  readonly log: Log;
  readonly clock: Clock;
}

/** Messages read beyond the window, so that it sees where it began. */
const readAhead = 6;

/** @returns a function whose events end with `finish`; it throws `cancelled` while it waits for the turn before. */
export function createSmallBoxTalk(
  parts: TalkParts,
): (request: TalkRequest, signal: AbortSignal) => AsyncIterable<TalkEvent> {
  const { clock, conversations: store, historyMessages, log } = parts;
  const turns = createKeyedMutex();
  const windowStarts = createWindowStarts();

  async function fitted({ text, history, maxTokens }: TalkRequest, id: string, before: readonly StoredMessage[]) {
    const isStored = before.length > 0;
    const spoken = isStored ? storedEntries(before) : givenEntries(history);
    const prompt = await fitPrompt(
      {
        stable: isStored ? [] : history.filter(({ role }) => role === "system"),
        history: historyWindow(spoken, historyMessages, isStored ? windowStarts.get(id) : undefined),
        turn: { role: "user", content: text },
      },
      { model: parts.model(), maxTokens, historyMessages, view: parts.models },
    );
    if (isStored) windowStarts.set(id, prompt.history[0]?.id);
    return prompt;
  }

  async function* speak(
    request: TalkRequest,
    conversationId: string,
    turn: ConversationTurn,
    signal: AbortSignal,
  ): AsyncGenerator<TalkEvent, void, void> {
    const { maxTokens, requestId, temperature } = request;
    await turn.keepUser({ text: request.text, state: "complete" });
    const { messages, warnings } = await fitted(request, conversationId, turn.before);
    let text = "";
    let origin: ReplyOrigin = { source: "model", model: parts.model() ?? "" };
    let isKept = false;
    try {
      const input = { kind: "chat", messages } as const;
      for await (const event of parts.reply({ requestId, input, maxTokens, temperature }, signal)) {
        if (event.type !== "finish") {
          if (event.type === "start") origin = originOf(event);
          if (event.type === "text-delta") text += event.text;
          if (text.trim() !== "") turn.checkpoint(draft(text, origin, "streaming"));
          yield event;
          continue;
        }
        const { firstTokenMs, totalMs } = event.timings;
        const final = draft(text, originOf(event), event.complete ? "complete" : "partial");
        await turn.close({ ...final, timings: { firstTokenMs, totalMs } });
        isKept = true;
        const { persisted, replyId: messageId, userMessageId } = turn;
        const all = [...warnings, ...event.warnings];
        yield { ...event, warnings: all, conversationId, userMessageId, messageId, persisted };
      }
    } finally {
      if (!isKept) await turn.close(draft(text, origin, "partial"));
    }
  }

  return async function* talk(request, signal) {
    const conversationId = request.conversationId ?? crypto.randomUUID();
    const endTurn = await turns.acquire(conversationId, signal, "answer");
    try {
      const options = { store, clock, log, wallClock: Date.now };
      const turn = await openTurn({ id: conversationId }, historyMessages + readAhead, options);
      yield* speak(request, conversationId, turn, signal);
    } finally {
      endTurn();
    }
  };
}

/** An echo is left out: the model did not say it. */
function storedEntries(messages: readonly StoredMessage[]): readonly HistoryEntry[] {
  return messages
    .filter(({ source, text }) => source !== "template" && text !== "")
    .map(({ id, role, text }) => ({ id, message: { role, content: text } }));
}

function givenEntries(history: readonly ChatMessage[]): readonly HistoryEntry[] {
  return history
    .filter(({ role, content }) => role !== "system" && content !== "")
    .map((message, index) => ({ id: String(index), message }));
}

function originOf({ source, model, reason }: ReplyOrigin): ReplyOrigin {
  return { source, model, reason };
}

function draft(text: string, origin: ReplyOrigin, state: MessageDraft["state"]): MessageDraft {
  return { text: text.trim(), state, ...origin };
}
