/**
 * Chat for a small machine with one model of its own. It never fails: when the model does not answer, the user's words
 * come back as an echo, marked as a template, which is what clients of this contract expect of the provider `echo`. A turn
 * of danger is neither shown to a model nor echoed: a written line answers. A text to be completed is no turn.
 */
import type { PromptInput } from "../../core/generate-request.ts";
import type { LanguageIdentifier } from "../../core/language.ts";
import { lastUserText } from "../../core/prompt-words.ts";
import type { ReplyEvent } from "../../core/reply.ts";
import type { Serving } from "../../serving/serving.ts";
import type { GenerateWith } from "../../core/engine.ts";
import { createReasoningHider } from "../reasoning/hide-reasoning.ts";
import { dangerReply } from "../turn-kind/danger-reply.ts";
import { withShortAnswers } from "./short-answers.ts";
import {
  createSmollmConversations,
  type SmollmConversationDeps,
  type SmollmTurnEvent,
  type SmollmTurnRequest,
} from "./smollm-conversations.ts";
import type { SmollmRequest } from "./smollm-request.ts";

export interface SmollmChat {
  /** As configured. */
  readonly provider: string;
  readonly modelPath: string | null;
  /** The name of the model in the pool; undefined while there is none. */
  readonly model: string | undefined;
  /** Why the configured model cannot be used, checked at each call. */
  problem(): string | undefined;
  /** Ends with `finish`, whatever happens to the model; the source is then `template`. */
  reply(request: SmollmRequest, signal: AbortSignal): AsyncIterable<ReplyEvent>;
  /** The same in a stored conversation. @throws ReparteeError `cancelled` while it waits for the previous turn. */
  replyInConversation(request: SmollmTurnRequest, signal: AbortSignal): AsyncIterable<SmollmTurnEvent>;
}

export interface SmollmChatOptions
  extends Pick<SmollmChat, "provider" | "modelPath" | "problem">, Omit<SmollmConversationDeps, "reply"> {
  readonly serving: Pick<Serving, "reply">;
  /** How the model is asked. Absent: as it is, without its reasoning. */
  readonly generateWith?: GenerateWith;
  /** For the written line. Absent: the language that the danger is spoken of in. */
  readonly languages?: LanguageIdentifier;
}

/** Reported as the model's name when it did not answer. */
export const echoName = "echo";

export function createSmollmChat(options: SmollmChatOptions): SmollmChat {
  const { serving, provider, modelPath, model, problem, languages, ...others } = options;
  const { generateWith = createReasoningHider(), ...rest } = others;
  const ask = withShortAnswers(generateWith);

  function reply(request: SmollmRequest, signal: AbortSignal): AsyncIterable<ReplyEvent> {
    const { requestId, input, maxTokens, temperature } = request;
    const name = model();
    return serving.reply(
      {
        requestId,
        models: name === undefined ? [] : [name],
        generate: { input, maxTokens, sampling: { temperature } },
        generateWith: ask,
        fallback: "template",
        writeTemplate: () => lastUserText(input),
        ...writtenFor(input, languages),
      },
      signal,
    );
  }

  return {
    provider,
    modelPath,
    get model() {
      return model();
    },
    problem,
    reply,
    replyInConversation: createSmollmConversations({ ...rest, model, reply }),
  };
}

function writtenFor(input: PromptInput, languages: LanguageIdentifier | undefined): ReturnType<typeof dangerReply> {
  if (input.kind !== "chat") return undefined;
  const said = input.messages.filter(({ role }) => role === "assistant").map(({ content }) => content);
  return dangerReply({ text: lastUserText(input), said, languages });
}
