/**
 * Answers by a client's own instructions and conversation in place of a persona: the client keeps the conversation, and
 * nothing is stored. When no model can answer, the persona's written line is said, marked as such.
 *
 * 1. `emotion` comes once, before the first `text`; it is read from the words that the first text begins with.
 * 2. `done` is the last. Nothing is thrown but `persona_not_found` and `cancelled`, before the first event.
 */
import type { ChatMessage } from "../../core/chat-message.ts";
import type { EmotionReading } from "../../core/emotion.ts";
import type { Language } from "../../core/language.ts";
import type { ReplyEvent, ReplyFinishEvent } from "../../core/reply.ts";
import type { ToolCall, ToolChoice, ToolDefinition } from "../../core/tool.ts";
import { brokenOffClosing } from "../canned/broken-off.ts";
import { chooseCanned, type CannedChoice } from "../canned/choose-canned.ts";
import { certainReading } from "../emotion/distribution.ts";
import { blend, fromTable } from "../emotion/reply-emotion.ts";
import { facedEmotion, readUserEmotion, shownEmotion } from "../emotion/user-emotion.ts";
import { fitPrompt } from "../prompt/fit-prompt.ts";
import { createReasoningHider } from "../reasoning/hide-reasoning.ts";
import { cannedConfidence, type EmpathicReply } from "../respond/empathic-reply.ts";
import type { ResponderOptions } from "../respond/responder-options.ts";
import { createOpeningWords } from "./opening-words.ts";
import { createToolCalls } from "./tool-calls.ts";

export interface InstructedRequest {
  /** What the user said last; empty where `messages` end with what is to be answered. */
  readonly text: string;
  readonly language: Language;
  /** Of the conversation before `text`, instructions first. */
  readonly messages: readonly ChatMessage[];
  readonly tools: readonly ToolDefinition[];
  readonly toolChoice: ToolChoice;
  readonly maxTokens?: number;
  readonly model?: string;
}

export type InstructedReply = Pick<
  EmpathicReply,
  "text" | "emotion" | "userEmotion" | "language" | "source" | "reason" | "complete"
>;

export type InstructedEvent =
  | { readonly type: "emotion"; readonly emotion: EmotionReading; readonly userEmotion: EmotionReading }
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "tool-calls"; readonly calls: readonly ToolCall[] }
  | { readonly type: "done"; readonly reply: InstructedReply };

export interface InstructedResponder {
  respondStream(request: InstructedRequest, signal: AbortSignal): AsyncIterable<InstructedEvent>;
}

/** What is spoken is short. */
const usualMaxTokens = 256;

export function createInstructedResponder(options: ResponderOptions): InstructedResponder {
  const { defaultModel, defaultPersona, emotions, personas, random = Math.random, serving } = options;
  const generateWith = createReasoningHider();

  async function reply(
    request: InstructedRequest,
    canned: CannedChoice,
    signal: AbortSignal,
  ): Promise<AsyncIterable<ReplyEvent>> {
    const { tools, toolChoice, maxTokens = usualMaxTokens } = request;
    const model = request.model ?? defaultModel();
    const messages = await fitted(request, { model, maxTokens, options });
    const offered = tools.length === 0 ? {} : { tools, toolChoice };
    return serving.reply(
      {
        requestId: crypto.randomUUID(),
        models: model === undefined ? [] : [model],
        generate: { input: { kind: "chat", messages, ...offered }, maxTokens },
        fallback: "models",
        writeTemplate: () => canned.text,
        generateWith,
      },
      signal,
    );
  }

  async function* respondStream(
    request: InstructedRequest,
    signal: AbortSignal,
  ): AsyncGenerator<InstructedEvent, void, void> {
    const { language, messages, text: said } = request;
    const persona = await personas.get(defaultPersona);
    const userEmotion = readUserEmotion(said, undefined, emotions);
    const felt = shownEmotion(userEmotion) ?? "neutral";
    const earlier = messages.filter(({ role }) => role === "assistant").map(({ content }) => content);
    const canned = chooseCanned({ persona, emotion: felt, language, said: earlier, random });
    const opening = createOpeningWords();
    const calls = createToolCalls();
    let emotion: EmotionReading | undefined;
    let source: ReplyFinishEvent["source"] = "model";
    let written = "";

    function* emit(text: string): Generator<InstructedEvent, void, void> {
      if (text === "") return;
      if (emotion === undefined) {
        emotion =
          source === "template"
            ? certainReading(canned.replyEmotion, cannedConfidence, "canned")
            : blend(fromTable(persona, felt), emotions.read(text), facedEmotion(userEmotion));
        yield { type: "emotion", emotion, userEmotion };
      }
      written += text;
      yield { type: "text", text };
    }

    let end: Partial<ReplyFinishEvent> = {};
    for await (const event of await reply(request, canned, signal)) {
      if (event.type === "start") source = event.source;
      else if (event.type === "text-delta") yield* emit(opening.push(event.text));
      else if (event.type === "tool-call-delta") calls.push(event);
      else if (event.type === "finish") end = event;
      else if (event.type === "error") end = { complete: false, reason: event.error.code };
    }
    yield* emit(opening.end());
    const isCancelled = end.finishReason === "cancelled" || signal.aborted;
    const asked = calls.all();
    if (written !== "" && end.complete !== true && !isCancelled) yield* emit(brokenOffClosing(written, language));
    let { complete = false, reason } = end;
    if (written === "" && asked.length === 0 && !isCancelled) {
      source = "template";
      reason ??= "empty_reply";
      complete = true;
      yield* emit(canned.text);
    }
    if (asked.length > 0) yield { type: "tool-calls", calls: asked };
    emotion ??= fromTable(persona, felt);
    const marked = reason === undefined ? {} : { reason };
    const spoken = source === "template" ? canned.language : language;
    yield {
      type: "done",
      reply: { text: written, emotion, userEmotion, language: spoken, source, complete, ...marked },
    };
  }

  return { respondStream };
}

/** The newest messages that leave room for the reply. */
async function fitted(
  { messages, text }: InstructedRequest,
  {
    model,
    maxTokens,
    options,
  }: { readonly model: string | undefined; readonly maxTokens: number; readonly options: ResponderOptions },
): Promise<readonly ChatMessage[]> {
  const { historyMessages, models: view } = options;
  const all: readonly ChatMessage[] = text === "" ? messages : [...messages, { role: "user", content: text }];
  const first = all.findIndex(({ role }) => role !== "system");
  const turn = all.at(-1);
  if (turn === undefined || first === -1 || first === all.length - 1) return all;
  const history = all.slice(first, -1).map((message, index) => ({ id: String(index), message }));
  const parts = { stable: all.slice(0, first), history, turn };
  return (await fitPrompt(parts, { model, maxTokens, historyMessages, view })).messages;
}
