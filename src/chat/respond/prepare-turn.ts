import type { EmotionLabel, EmotionReading } from "../../core/emotion.ts";
import type { Language, LanguageIdentifier, LanguageReading } from "../../core/language.ts";
import type { PromptInput } from "../../core/generate-request.ts";
import { chooseCanned, writtenTurn, type CannedChoice } from "../canned/choose-canned.ts";
import { openTurn, type ConversationTurn } from "../conversation/conversation-log.ts";
import { readUserEmotion, shownEmotion } from "../emotion/user-emotion.ts";
import { meansFor, type PromptLayout } from "../guided/model-means.ts";
import type { JudgeContext } from "../judge/judge-context.ts";
import type { Persona } from "../persona/persona.ts";
import { fitPrompt, type FittedPrompt } from "../prompt/fit-prompt.ts";
import { givenEntries, historyWindow, storedEntries, type WindowStarts } from "../prompt/prompt-history.ts";
import { exampleUserTexts, stableMessages, userTurn } from "../prompt/persona-prompt.ts";
import { unfeltTurnKind } from "../turn-kind/read-turn-kind.ts";
import type { TurnKind } from "../turn-kind/turn-kinds.ts";
import type { RespondRequest } from "./respond-request.ts";
import type { ResponderOptions } from "./responder-options.ts";

/** Everything that is known before the model is asked. The user's message is stored by then. */
export interface PreparedTurn {
  readonly requestId: string;
  readonly conversationId: string;
  readonly userId?: string;
  readonly persona: Persona;
  readonly model: string | undefined;
  readonly maxTokens: number;
  readonly conversation: ConversationTurn;
  readonly userEmotion: EmotionReading;
  /** The user's emotion that the reply meets: `neutral` when the reading is doubtful. */
  readonly shownUserEmotion: EmotionLabel;
  readonly language: LanguageReading;
  readonly prompt: FittedPrompt;
  /** Of `prompt`. */
  readonly layout: PromptLayout;
  /** The short layout, and nothing said before. */
  readonly plainInput: PromptInput;
  /** The persona's replies so far, newest last. */
  readonly said: readonly string[];
  /** What is known of the turn by who judges the reply. */
  readonly judged: Omit<JudgeContext, "identifier">;
  /** The reply where no model answers, always the same one; chosen when it is needed. */
  readonly canned: () => CannedChoice;
  /** What the user's turn is where it is no story and the persona has lines for it: `canned` is one of them. */
  readonly kind: TurnKind | undefined;
}

/** Messages read beyond the window, to find where it began last time and which canned lines were said. */
const readAhead = 6;

/** @throws ReparteeError `persona_not_found`, `not_found`. */
export async function prepareTurn(
  request: RespondRequest & { readonly conversationId: string; readonly requestId: string },
  options: ResponderOptions,
  windowStarts: WindowStarts,
): Promise<PreparedTurn> {
  const { conversationId, requestId, text, userId } = request;
  const { clock, conversations, emotions, historyMessages, languages, log, wallClock = Date.now } = options;
  const persona = await options.personas.get(request.persona ?? options.defaultPersona);
  const conversation = await openTurn(
    { id: conversationId, persona: persona.name, userId, turnId: request.turnId },
    historyMessages + readAhead,
    { store: conversations, clock, log, wallClock },
  );
  const stored = conversation.before;
  const { emotion: label, emotionConfidence: confidence } = request;
  const userEmotion = readUserEmotion(text, label === undefined ? undefined : { label, confidence }, emotions);
  const before = stored.findLast(({ role, language }) => role === "user" && language !== undefined)?.language;
  const clues = { given: request.language, text, before, fallback: persona.languages[0] };
  const language = resolveLanguage(clues, languages);
  await conversation.storeUserMessage({ text, state: "complete", emotion: userEmotion, language: language.language });

  const isStored = stored.length > 0;
  const model = request.model ?? options.defaultModel();
  const parameterCount = model === undefined ? undefined : options.models?.info(model)?.parameterCount;
  const { layout } = meansFor({ parameterCount });
  const entries = isStored
    ? storedEntries(stored, layout)
    : givenEntries(request.history ?? [], persona, request.language, { emotions, languages, layout });
  const maxTokens = request.maxTokens ?? persona.limits.maxTokens;
  const shown = shownEmotion(userEmotion);
  const shownUserEmotion = shown ?? "neutral";
  const met = { emotion: shownUserEmotion, language: language.language };
  const window = historyWindow(entries, historyMessages, isStored ? windowStarts.get(conversationId) : undefined);
  // A large model's examples stay what they were at the window's beginning: what is behind them is not read again.
  const began = layout === "full" ? stored.find(({ id }) => id === window[0]?.id)?.emotion : undefined;
  const exampled = began === undefined ? met : { ...met, emotion: shownEmotion(began) ?? "neutral" };
  const prompt = await fitPrompt(
    {
      stable: stableMessages(persona, { layout, ...exampled }),
      history: window,
      turn: userTurn(layout === "full" ? { text, emotion: shown, language: language.language } : { text }),
    },
    { model, maxTokens, historyMessages, view: options.models },
  );
  if (isStored) windowStarts.set(conversationId, prompt.history[0]?.id);

  const said = isStored
    ? stored.filter(({ role }) => role === "assistant").map((message) => message.text)
    : (request.history ?? []).filter(({ role }) => role === "assistant").map(({ content }) => content.trim());
  const random = options.random ?? Math.random;
  const read = unfeltTurnKind(text, language.language, { label: userEmotion.label, shown: shownUserEmotion });
  const kind = writtenTurn(persona, read, language.language) === undefined ? undefined : read;
  let canned: CannedChoice | undefined;
  const choose = (): CannedChoice =>
    chooseCanned({ persona, emotion: shownUserEmotion, kind, language: language.language, said, random });

  return {
    requestId,
    conversationId,
    userId,
    persona,
    model,
    maxTokens,
    conversation,
    userEmotion,
    shownUserEmotion,
    language,
    prompt,
    layout,
    plainInput: {
      kind: "chat",
      messages: [...stableMessages(persona, { layout: "short", ...met }), userTurn({ text })],
    },
    said,
    judged: {
      language: language.language,
      userText: text,
      earlierText: entries.map(({ message }) => message.content).join("\n"),
      felt: shownUserEmotion,
      isFeltCertain: shown !== undefined,
      exampleTexts: exampleUserTexts(persona, language.language),
    },
    canned: () => (canned ??= choose()),
    kind,
  };
}

/**
 * The identifier is trusted from this confidence on; below it ("no", "a") the previous language of the conversation, or
 * else the persona's first, is the better guess.
 */
const trustedFrom = 0.6;

interface LanguageClues {
  readonly given: Language | undefined;
  readonly text: string;
  /** The last language of the conversation. */
  readonly before: Language | undefined;
  /** The persona's first. */
  readonly fallback: Language;
}

/** The language to answer in. */
function resolveLanguage(clues: LanguageClues, identifier: LanguageIdentifier): LanguageReading {
  const { before, fallback, given, text } = clues;
  if (given !== undefined) return { language: given, confidence: 1, source: "client" };
  const identified = identifier.identify(text);
  if (identified !== undefined && identified.confidence >= trustedFrom) return identified;
  if (before !== undefined)
    return { language: before, confidence: identified?.language === before ? 0.8 : 0.5, source: "conversation" };
  return { language: fallback, confidence: 0, source: "default" };
}
