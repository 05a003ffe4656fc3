/**
 * Judges what a model writes in a chat that has no persona: loops, another language or script, role and control marks,
 * reasoning, talk about being a program. What depends on a persona (tone, echo, condolence) is not judged there.
 */
import type { GenerateWith } from "../../core/engine.ts";
import { ReparteeError } from "../../core/errors.ts";
import type { GenerateEvent } from "../../core/generate-event.ts";
import type { GenerateRequest, PromptInput } from "../../core/generate-request.ts";
import type { LanguageIdentifier } from "../../core/language.ts";
import { lastUserText } from "../../core/prompt-words.ts";
import { judgedReply } from "../guided/judged-reply.ts";
import type { JudgeContext } from "../judge/judge-context.ts";
import type { RejectReason } from "../judge/verdict.ts";
import { firstSentences } from "./first-sentences.ts";
import { namesALanguage } from "./names-a-language.ts";

export interface ChatGateOptions {
  readonly identifier: LanguageIdentifier;
  /** How the model is asked, its reasoning left out. */
  readonly generate: GenerateWith;
  readonly onRejected: (model: string, reason: RejectReason) => void;
  /**
   * Whether a very small model may name only what was mentioned, in a few sentences: in a chat about what somebody likes,
   * not in one that asks for knowledge.
   */
  readonly isGrounded?: boolean;
}

/** From this confidence on, a reply in another language than the question is a slip. */
const languageSureFrom = 0.8;
/** Characters that a language is read from. */
const sampleLength = 500;
const coldSampling = { temperature: 0 };
/** Parameters. `smollm2-135m` names bands, films and people that there are not; no larger one was measured. */
const verySmall = 400e6;
/** It goes round in circles from the fourth sentence on. */
const sentencesOfVerySmall = 3;

/** Asks a model and judges its reply, once more with the likeliest words where the opening is rejected. */
export function createChatGate({
  generate,
  identifier,
  isGrounded = false,
  onRejected,
}: ChatGateOptions): GenerateWith {
  return (model, request, signal) => {
    const { info } = model;
    // An engine without weights says what it was given; a call and a schema have forms of their own.
    if (info.device === "none" || !isPlainChat(request)) return generate(model, request, signal);
    const isShort = isGrounded && (info.parameterCount ?? Infinity) < verySmall;
    const context = contextOf(request.input, identifier, isShort);
    if (isShort && context.rules === "chat" && context.language !== "en") return notAsked(info.name, context.language);
    return judgedReply(
      {
        model: info.name,
        context,
        ask: (isPlain, stop) => {
          const colder = { ...request, id: `${request.id}.plain`, sampling: { ...request.sampling, ...coldSampling } };
          const asked = isPlain ? colder : request;
          return isShort
            ? firstSentences(
                (signalOf) => generate(model, asked, signalOf),
                context.language,
                sentencesOfVerySmall,
                stop,
              )
            : generate(model, asked, stop);
        },
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

function contextOf(input: PromptInput, identifier: LanguageIdentifier, isShort: boolean): JudgeContext {
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
    ...(isShort ? { knownText: textsOf(input, false), saidText: textsOf(input, true) } : {}),
  };
}

/** What the model said before, or all else: what it said itself is no evidence. */
function textsOf(input: PromptInput, isAssistant: boolean): string {
  if (input.kind !== "chat") return "";
  const texts = input.messages.filter(({ role }) => (role === "assistant") === isAssistant);
  return texts.map(({ content }) => content).join("\n");
}

/** In a language that such a model writes nothing usable in, it is not asked. */
async function* notAsked(model: string, language: string): AsyncGenerator<GenerateEvent, void, void> {
  const message = `Model "${model}" is too small to answer in "${language}"`;
  yield {
    type: "error",
    error: new ReparteeError("unusable_reply", message, { facts: { reject_reason: "model_language" } }),
  };
}
