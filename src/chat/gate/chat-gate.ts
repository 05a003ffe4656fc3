/**
 * Judges what a model writes in a chat that has no persona: loops, another language or script, role and control marks,
 * reasoning, talk about being a program. What depends on a persona (tone, echo, condolence) is not judged there.
 */
import type { GenerateWith } from "../../core/engine.ts";
import type { GenerateRequest, PromptInput } from "../../core/generate-request.ts";
import type { LanguageIdentifier } from "../../core/language.ts";
import { lastUserText } from "../../core/prompt-words.ts";
import { judgedReply } from "../guided/judged-reply.ts";
import type { JudgeContext } from "../judge/judge-context.ts";
import type { RejectReason } from "../judge/verdict.ts";
import { namesALanguage } from "./names-a-language.ts";

export interface ChatGateOptions {
  readonly identifier: LanguageIdentifier;
  /** How the model is asked, its reasoning left out. */
  readonly generate: GenerateWith;
  readonly onRejected: (model: string, reason: RejectReason) => void;
}

/** From this confidence on, a reply in another language than the question is a slip. */
const languageSureFrom = 0.8;
/** Characters that a language is read from. */
const sampleLength = 500;
const coldSampling = { temperature: 0 };

/** Asks a model and judges its reply, once more with the likeliest words where the opening is rejected. */
export function createChatGate({ generate, identifier, onRejected }: ChatGateOptions): GenerateWith {
  return (model, request, signal) => {
    const { info } = model;
    // An engine without weights says what it was given; a call and a schema have forms of their own.
    if (info.device === "none" || !isPlainChat(request)) return generate(model, request, signal);
    return judgedReply(
      {
        model: info.name,
        context: contextOf(request.input, identifier),
        ask: (isPlain, stop) =>
          generate(
            model,
            isPlain
              ? { ...request, id: `${request.id}.plain`, sampling: { ...request.sampling, ...coldSampling } }
              : request,
            stop,
          ),
        onRejected: (reason) => onRejected(info.name, reason),
      },
      signal,
    );
  };
}

/** Neither a text to be completed, nor a call, a schema or a count of each token. */
function isPlainChat({ format, input, logprobs }: GenerateRequest): boolean {
  const isText = format === undefined || format.kind === "text";
  return input.kind === "chat" && (input.tools?.length ?? 0) === 0 && isText && logprobs === undefined;
}

function contextOf(input: PromptInput, identifier: LanguageIdentifier): JudgeContext {
  const userText = lastUserText(input);
  const all = input.kind === "chat" ? input.messages.map(({ content }) => content).join("\n") : userText;
  const heard = identifier.identify(userText.slice(0, sampleLength));
  const isSure = heard !== undefined && heard.confidence >= languageSureFrom && !namesALanguage(all);
  return {
    rules: isSure ? "chat" : "chat-any-language",
    language: heard?.language ?? "en",
    userText,
    earlierText: all,
    felt: "neutral",
    isFeltCertain: false,
    exampleTexts: [],
    identifier,
  };
}
