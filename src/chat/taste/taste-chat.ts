/**
 * The taste chat: a reply to what a user said, shaped by what is known of their taste. It never fails: when no model
 * answers, a written reply takes up the words and the taste. Somebody in danger is answered by a written line.
 */
import type { Language, LanguageIdentifier } from "../../core/language.ts";
import type { ReplyEvent } from "../../core/reply.ts";
import type { Serving } from "../../serving/serving.ts";
import { brokenOffClosing } from "../canned/broken-off.ts";
import type { GenerateWith } from "../../core/engine.ts";
import { createReasoningHider } from "../reasoning/hide-reasoning.ts";
import { dangerReply } from "../turn-kind/danger-reply.ts";
import { readTaste } from "./read-taste.ts";
import { tastePrompt } from "./taste-prompt.ts";
import type { TasteChatRequest } from "./taste-request.ts";
import { writeTasteTemplate } from "./write-taste-template.ts";

export interface TasteChat {
  /**
   * Ends with `finish`, whatever happens to the models; the source is then `template`. A reply that breaks off after its
   * first word is closed by a few written words, and marked.
   */
  reply(request: TasteChatRequest, signal: AbortSignal): AsyncIterable<ReplyEvent>;
}

export interface TasteChatOptions {
  readonly serving: Pick<Serving, "reply">;
  /** Asked at each request; undefined while there is none. */
  readonly defaultModel: () => string | undefined;
  /** For written replies. Absent: the language that the taste analysis names, else English. */
  readonly languages?: LanguageIdentifier;
  /** How models are asked. Absent: as they are, without their reasoning. */
  readonly generateWith?: GenerateWith;
}

const maxTokens = 400;
/** Below it another language is likelier, one that no reply is written in. */
const likelyFrom = 0.5;
/** Characters that a language is read from. */
const sampleLength = 500;

export function createTasteChat(options: TasteChatOptions): TasteChat {
  const { serving, defaultModel, languages, generateWith = createReasoningHider() } = options;
  let written = 0;

  /** The language of the user's message, else of earlier ones, else the one that the taste analysis names. */
  function languageOf({ userInput, history }: TasteChatRequest, stated: Language | undefined): Language {
    const said = history.filter(({ role }) => role === "user").map(({ content }) => content);
    const texts = [userInput, said.slice(-3).join("\n")].map((text) => text.slice(0, sampleLength));
    const readings = texts.map((text) => languages?.identify(text));
    return readings.find((reading) => (reading?.confidence ?? 0) >= likelyFrom)?.language ?? stated ?? "en";
  }

  return {
    reply(request, signal) {
      const { requestId, userInput, tasteAnalysis, history } = request;
      const model = request.model ?? defaultModel();
      const said = history.filter(({ role }) => role === "assistant").map(({ content }) => content);
      const events = serving.reply(
        {
          requestId,
          models: model === undefined ? [] : [model],
          generate: {
            input: { kind: "chat", messages: tastePrompt({ userInput, tasteAnalysis, history }) },
            maxTokens,
          },
          generateWith,
          fallback: "models",
          writeTemplate() {
            const facts = readTaste(tasteAnalysis);
            const language = languageOf(request, facts.language);
            return writeTasteTemplate({ userInput, facts, history, language, turn: written++ });
          },
          ...dangerReply({ text: userInput, said, languages }),
        },
        signal,
      );
      return closed(events, () => languageOf(request, readTaste(tasteAnalysis).language));
    },
  };
}

async function* closed(
  events: AsyncIterable<ReplyEvent>,
  language: () => Language,
): AsyncGenerator<ReplyEvent, void, void> {
  let text = "";
  for await (const event of events) {
    if (event.type === "text-delta") text += event.text;
    if (event.type === "finish" && !event.complete && event.finishReason !== "cancelled" && text.trim() !== "") {
      yield { type: "text-delta", text: brokenOffClosing(text, language()), tokenCount: 0 };
    }
    yield event;
  }
}
