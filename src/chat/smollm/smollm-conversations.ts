/**
 * Smollm conversations that the server stores: earlier messages come from the store, or from the client when the
 * conversation is new. The user's message is stored before the model is asked; when the store fails, the reply goes on.
 */
import type { ChatMessage } from "../../core/chat-message.ts";
import type { Clock } from "../../core/clock.ts";
import type { StoredMessage } from "../../core/conversation.ts";
import type { Log } from "../../core/log.ts";
import type { ReplyEvent, ReplyFinishEvent, ReplyOrigin } from "../../core/reply.ts";
import type { ConversationStore } from "../../core/stores.ts";
import { openTurn, type ConversationTurn, type MessageDraft } from "../conversation/conversation-log.ts";
import { fitPrompt, type FittedPrompt, type ModelView } from "../prompt/fit-prompt.ts";
import { createWindowStarts, historyWindow, type HistoryEntry } from "../prompt/prompt-history.ts";
import type { SmollmRequest } from "./smollm-request.ts";

export interface SmollmTurnRequest extends Omit<SmollmRequest, "input"> {
  /** `[A-Za-z0-9._:-]`, 1–128 characters; a new one is made when absent. */
  readonly conversationId?: string;
  /** The user's new message. */
  readonly text: string;
  /** Earlier messages, oldest first; ignored when the conversation is stored. */
  readonly history: readonly ChatMessage[];
}

/** The end of a stored reply. */
export interface StoredFinishEvent extends ReplyFinishEvent {
  readonly conversationId: string;
  readonly userMessageId: string;
  readonly messageId: string;
  /** Whether both messages are committed to the database. */
  readonly persisted: boolean;
}

export type SmollmTurnEvent = Exclude<ReplyEvent, ReplyFinishEvent> | StoredFinishEvent;

export interface SmollmConversationDeps {
  readonly reply: (request: SmollmRequest, signal: AbortSignal) => AsyncIterable<ReplyEvent>;
  /** Asked at each request. */
  readonly model: () => string | undefined;
  readonly conversations: ConversationStore;
  /** Absent: every model is taken to have an unlimited context window. */
  readonly models?: ModelView;
  /** Messages of the conversation that the model sees. */
  readonly historyMessages: number;
  readonly log: Log;
  readonly clock: Clock;
}

/** Messages read beyond the window, to find where it began last time. */
const readAhead = 6;

/** The returned function's events end with `finish`; it throws `cancelled` while it waits for the previous turn. */
export function createSmollmConversations(
  deps: SmollmConversationDeps,
): (request: SmollmTurnRequest, signal: AbortSignal) => AsyncIterable<SmollmTurnEvent> {
  const { clock, conversations: store, historyMessages, log } = deps;
  const windowStarts = createWindowStarts();

  async function promptFor(
    { text, history, maxTokens }: SmollmTurnRequest,
    conversationId: string,
    before: readonly StoredMessage[],
  ): Promise<FittedPrompt> {
    const isStored = before.length > 0;
    const entries = isStored ? storedEntries(before) : givenEntries(history);
    const prompt = await fitPrompt(
      {
        stable: isStored ? [] : history.filter(({ role }) => role === "system"),
        history: historyWindow(entries, historyMessages, isStored ? windowStarts.get(conversationId) : undefined),
        turn: { role: "user", content: text },
      },
      { model: deps.model(), maxTokens, historyMessages, view: deps.models },
    );
    if (isStored) windowStarts.set(conversationId, prompt.history[0]?.id);
    return prompt;
  }

  async function* replyInTurn(
    request: SmollmTurnRequest,
    conversationId: string,
    turn: ConversationTurn,
    signal: AbortSignal,
  ): AsyncGenerator<SmollmTurnEvent, void, void> {
    const { maxTokens, requestId, temperature } = request;
    await turn.storeUserMessage({ text: request.text, state: "complete" });
    const { messages, warnings } = await promptFor(request, conversationId, turn.before);
    let text = "";
    let origin: ReplyOrigin = { source: "model", model: deps.model() ?? "" };
    let isStored = false;
    try {
      const input = { kind: "chat", messages } as const;
      for await (const event of deps.reply({ requestId, input, maxTokens, temperature }, signal)) {
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
        isStored = true;
        const { persisted, replyId: messageId, userMessageId } = turn;
        const all = [...warnings, ...event.warnings];
        yield { ...event, warnings: all, conversationId, userMessageId, messageId, persisted };
      }
    } finally {
      if (!isStored) await turn.close(draft(text, origin, "partial"));
    }
  }

  return async function* replyInConversation(request, signal) {
    const conversationId = request.conversationId ?? crypto.randomUUID();
    const endTurn = await store.acquireTurn(conversationId, signal);
    try {
      const turn = await openTurn({ id: conversationId }, historyMessages + readAhead, { store, clock, log });
      yield* replyInTurn(request, conversationId, turn, signal);
    } finally {
      endTurn();
    }
  };
}

/** Echoes are left out: the model did not write them. */
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
