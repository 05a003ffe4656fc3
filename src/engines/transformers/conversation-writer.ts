import type { ChatMessage } from "../../core/chat-message.ts";
import { ReparteeError } from "../../core/errors.ts";
import { foldSystemMessages, mergeNeighbours } from "../../core/fold-turns.ts";
import type { Warning } from "../../core/warning.ts";
import type { ChatFormat } from "./families.ts";

/** Writes conversations as the text that a family of models was trained on. */
export interface ConversationWriter {
  readonly origin: "model" | "built-in";
  /** The turns that the format has a place for, in order, and a warning about the others. */
  select(messages: readonly ChatMessage[]): Selection;
  /**
   * Turns that were selected, as text.
   * @throws ReparteeError `invalid_request` with the template's own words when it refuses the conversation.
   */
  write(messages: readonly ChatMessage[]): WrittenConversation;
}

export interface Selection {
  readonly messages: readonly ChatMessage[];
  readonly warnings: readonly Warning[];
}

export interface WrittenConversation {
  readonly text: string;
  readonly warnings: readonly Warning[];
}

/** @throws Error in the template's own words when it refuses the conversation. */
export type RenderTemplate = (messages: readonly ChatMessage[]) => string;

/** ChatML, for repositories without a template: what most chat models were trained on or cope with. */
export const builtInTemplate: string =
  "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n{% endfor %}" +
  "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";

export interface ConversationWriterOptions {
  readonly format: ChatFormat;
  readonly eosToken: string;
  /** Renders the repository's template, or the built-in one. */
  readonly render: RenderTemplate;
  readonly hasOwnTemplate: boolean;
}

export function createConversationWriter(options: ConversationWriterOptions): ConversationWriter {
  const { format, eosToken, render, hasOwnTemplate } = options;
  switch (format) {
    case "template":
      return {
        origin: hasOwnTemplate ? "model" : "built-in",
        select: (messages) => ({ messages, warnings: [] }),
        write: (messages) => writeByTemplate(messages, render),
      };
    case "turns-ended":
      return plainWriter((messages) => messages.map(({ content }) => content + eosToken).join(""));
    case "two-spaces":
      return plainWriter((messages) =>
        messages.map(({ role, content }) => (role === "user" ? ` ${content}` : content)).join("  "),
      );
    case "newest-turn":
      return {
        origin: "built-in",
        select: selectNewest,
        write: (messages) => ({ text: messages.map(({ content }) => content).join("\n"), warnings: [] }),
      };
  }
}

function plainWriter(join: (messages: readonly ChatMessage[]) => string): ConversationWriter {
  return { origin: "built-in", select: selectTurns, write: (messages) => ({ text: join(messages), warnings: [] }) };
}

function selectTurns(messages: readonly ChatMessage[]): Selection {
  const turns = messages.filter(({ role, content }) => (role === "user" || role === "assistant") && content !== "");
  const hasInstructions = messages.some(({ role }) => role === "system");
  const hasResults = messages.some(({ role }) => role === "tool");
  return {
    messages: turns,
    warnings: [
      ...(hasInstructions ? [leftOut("system", "This model was trained on plain talk: it has no system role")] : []),
      ...(hasResults
        ? [leftOut("tool_message", "This model was trained on plain talk: it has no results of tools")]
        : []),
    ],
  };
}

function leftOut(feature: string, detail: string): Warning {
  return { kind: "unsupported-feature", feature, detail };
}

function selectNewest(messages: readonly ChatMessage[]): Selection {
  const newest = messages.findLast(({ role }) => role === "user");
  const kept = newest === undefined ? [] : [newest];
  const droppedMessages = messages.length - kept.length;
  if (droppedMessages === 0) return { messages: kept, warnings: [] };
  const detail = "This model reads one text at a time: only the user's last message was given to it";
  return { messages: kept, warnings: [{ kind: "history-trimmed", droppedMessages, detail }] };
}

/** Some templates know no system role or no two turns of one side in a row: say the same in turns they know. */
function writeByTemplate(messages: readonly ChatMessage[], render: RenderTemplate): WrittenConversation {
  try {
    return { text: render(messages), warnings: [] };
  } catch (refusal) {
    const reason = refusal instanceof Error ? refusal.message : String(refusal);
    try {
      const text = render(mergeNeighbours(foldSystemMessages(messages)));
      const detail = `The model's chat template refuses this conversation (${reason}); system messages were put in front of the user's words and neighbouring turns of one side were joined`;
      return { text, warnings: [{ kind: "approximated", feature: "messages", detail }] };
    } catch (cause) {
      throw new ReparteeError(
        "invalid_request",
        `Cannot write the conversation in the model's chat format: ${reason}`,
        { param: "messages", hint: "Let user and assistant messages alternate, beginning with the user.", cause },
      );
    }
  }
}
