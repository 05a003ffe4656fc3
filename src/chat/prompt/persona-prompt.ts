import type { ChatMessage } from "../../core/chat-message.ts";
import { emotionLabels, type EmotionLabel } from "../../core/emotion.ts";
import type { Language } from "../../core/language.ts";
import { emotionTag } from "../emotion/emotion-tag.ts";
import type { Persona } from "../persona/persona.ts";
import { fillSlots } from "./fill-slots.ts";
import { emotionNames, feelingNote, languageNames, languageNote, systemText, turnText } from "./prompt-texts.ts";

/** The part of every prompt that is the same in all conversations: who the persona is, and how it speaks. */
export function stableMessages(persona: Persona): readonly ChatMessage[] {
  const { character, emotionGuidance, examples, guidelines, limits } = persona;
  const system = fillSlots(systemText, {
    character,
    guidelines: guidelines.map((line) => `- ${line}`).join("\n"),
    emotion_guidance: emotionLabels.map((label) => `- ${emotionNames[label]}: ${emotionGuidance[label]}`).join("\n"),
    sentences: sentenceLimit(limits.sentences),
  });
  return [
    { role: "system", content: system },
    ...examples.flatMap(({ user, emotion, language, reply, replyEmotion }): readonly ChatMessage[] => [
      userTurn({ text: user, emotion, language }),
      personaTurn(reply, replyEmotion),
    ]),
  ];
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

/** What the persona said, with its tag, as it stands in the model's cache. */
export function personaTurn(text: string, emotion: EmotionLabel | undefined): ChatMessage {
  return { role: "assistant", content: emotion === undefined ? text : `${emotionTag(emotion)} ${text}` };
}
