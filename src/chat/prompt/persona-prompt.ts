import type { ChatMessage } from "../../core/chat-message.ts";
import { emotionLabels, type EmotionLabel } from "../../core/emotion.ts";
import type { Language } from "../../core/language.ts";
import { emotionTag } from "../emotion/emotion-tag.ts";
import type { Persona } from "../persona/persona.ts";
import type { PromptLayout } from "../guided/model-means.ts";
import {
  emotionNames,
  feelingNote,
  languageNames,
  languageNote,
  shortSystemText,
  systemText,
  turnText,
} from "./prompt-texts.ts";

export interface StableOptions {
  readonly layout: PromptLayout;
  /** Of the reply: the examples are in no other. */
  readonly language: Language;
  /** The user's: the last example meets it. */
  readonly emotion: EmotionLabel;
}

/**
 * The part of a prompt that is the same in all conversations with a persona in one language, up to the last example: who
 * the persona is, and how it speaks.
 */
export function stableMessages(persona: Persona, options: StableOptions): readonly ChatMessage[] {
  const { language, layout } = options;
  return [
    { role: "system", content: layout === "short" ? shortSystem(persona, language) : fullSystem(persona) },
    ...exampleTurns(persona, options),
  ];
}

function shortSystem({ character, limits }: Persona, language: Language): string {
  const sentences = sentenceLimit(limits.sentences);
  return fillSlots(shortSystemText, {
    character,
    sentences: sentences.charAt(0).toUpperCase() + sentences.slice(1),
    language: languageNames[language],
  });
}

function fullSystem({ character, emotionGuidance, guidelines, limits }: Persona): string {
  return fillSlots(systemText, {
    character,
    guidelines: guidelines.map((line) => `- ${line}`).join("\n"),
    emotion_guidance: emotionLabels.map((label) => `- ${emotionNames[label]}: ${emotionGuidance[label]}`).join("\n"),
    sentences: sentenceLimit(limits.sentences),
  });
}

/** Two turns: one of another emotion, the same for nearly all, so that the prompt differs late; then one of the user's. */
function exampleTurns(persona: Persona, { emotion, language, layout }: StableOptions): readonly ChatMessage[] {
  const examples = persona.examples[language] ?? {};
  const others: readonly EmotionLabel[] = emotion === "neutral" ? ["happy", "sad"] : ["neutral", "happy", "sad"];
  const other = others.find((label) => label !== emotion && examples[label] !== undefined);
  return [other, emotion].flatMap((label): readonly ChatMessage[] => {
    const example = label === undefined ? undefined : examples[label];
    if (label === undefined || example === undefined) return [];
    const isTagged = layout === "full";
    return [
      userTurn(isTagged ? { text: example.user, emotion: label, language } : { text: example.user }),
      personaTurn(example.reply, isTagged ? persona.canned[label].replyEmotion : undefined),
    ];
  });
}

/** What the users of a persona's examples talk about, in one language: their words in a reply are copied. */
export function exampleUserTexts(persona: Persona, language: Language): readonly string[] {
  return Object.values(persona.examples[language] ?? {}).map(({ user }) => user);
}

function sentenceLimit(most: number): string {
  if (most === 1) return "one sentence";
  return most === 2 ? "one or two sentences" : `up to ${most} sentences`;
}

/** What a user said, with what is known of them at its head. */
export function userTurn(turn: {
  readonly text: string;
  readonly emotion?: EmotionLabel | undefined;
  readonly language?: Language | undefined;
}): ChatMessage {
  const notes = [
    ...(turn.emotion === undefined ? [] : [fillSlots(feelingNote, { emotion: emotionNames[turn.emotion] })]),
    ...(turn.language === undefined ? [] : [fillSlots(languageNote, { language: languageNames[turn.language] })]),
  ];
  if (notes.length === 0) return { role: "user", content: turn.text };
  return { role: "user", content: fillSlots(turnText, { notes: notes.join("; "), text: turn.text }) };
}

/** What the persona said, with its tag, exactly as in the model's cache. */
export function personaTurn(text: string, emotion: EmotionLabel | undefined): ChatMessage {
  return { role: "assistant", content: emotion === undefined ? text : `${emotionTag(emotion)} ${text}` };
}

/**
 * A text with its `{slots}` filled in. What is filled in is not looked at again: a user's `{text}` stays as it is.
 * @throws TypeError when a slot has no value, or a value no slot: a defect of the text.
 */
export function fillSlots(text: string, values: Readonly<Record<string, string>>): string {
  const filled = new Set<string>();
  const result = text.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new TypeError(`The prompt text has a slot {${name}} that nothing fills`);
    filled.add(name);
    return value;
  });
  const unused = Object.keys(values).find((name) => !filled.has(name));
  if (unused !== undefined) throw new TypeError(`The prompt text has no slot {${unused}}`);
  return result;
}
