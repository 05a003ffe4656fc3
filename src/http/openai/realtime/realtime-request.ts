import type { ChatMessage } from "../../../core/chat-message.ts";
import { readValue } from "../../../schema/index.ts";
import type { TurnRequest } from "../../../voice/turn/voice-options.ts";
import { createdItemSchema } from "./client-events.ts";
import { toItem, toMessage, type ConversationItems } from "./conversation-items.ts";
import type { ReplySettings } from "./session-config.ts";
import type { ResponseOptions } from "./session-schema.ts";

/**
 * A turn of the voice session. A persona answers where the client brings neither instructions nor tools nor a
 * conversation of its own.
 * @param conversationId Of a persona's stored conversation, where the client names none.
 */
export function toTurnRequest(
  settings: ReplySettings,
  items: ConversationItems,
  conversationId: string,
  response: ResponseOptions = {},
): TurnRequest {
  const { instructions, maxTokens, toolChoice, tools, persona, userId, ...spoken } = settings;
  const ownInput = response.input?.map((item, index) =>
    toItem(readValue(createdItemSchema, item, { root: `response.input[${index}]` })),
  );
  if (instructions === "" && tools.length === 0 && ownInput === undefined && response.conversation !== "none") {
    const history = items.messages().flatMap(toHistory).slice(-maxHistory);
    return {
      ...spoken,
      conversationId: settings.conversationId ?? conversationId,
      ...(persona === undefined ? {} : { persona }),
      ...(userId === undefined ? {} : { userId }),
      // Counts before the first turn only: then the conversation is stored.
      ...(history.length === 0 ? {} : { history }),
    };
  }
  const first: readonly ChatMessage[] = instructions === "" ? [] : [{ role: "system", content: instructions }];
  return {
    ...spoken,
    instructed: {
      messages: () => [
        ...first,
        ...(ownInput?.flatMap(toMessage) ?? items.messages({ withWaiting: response.conversation === "none" })),
      ],
      tools,
      toolChoice,
      ...(maxTokens === undefined ? {} : { maxTokens }),
    },
  };
}

/** As many as a persona takes. */
const maxHistory = 100;

function toHistory(message: ChatMessage): NonNullable<TurnRequest["history"]> {
  const { content, role } = message;
  return role === "user" || role === "assistant" ? [{ role, content }] : [];
}
