import type { EmotionLabel } from "../../core/emotion.ts";
import type { Language } from "../../core/language.ts";
import { createSentenceLimit } from "../brevity/sentence-limit.ts";
import { createSpeechFilter, type SpeechFilter } from "../brevity/speech-filter.ts";
import { createTagReader } from "../emotion/emotion-tag.ts";
import type { Persona } from "../persona/persona.ts";

/** Makes the model's streamed text into the persona's: without tag and markup, within its sentence limit. */
export interface ReplyShaper {
  /** `isClosed`: the sentence limit is reached. */
  push(chunk: string): { readonly text: string; readonly isClosed: boolean };
  flush(): string;
  /** The emotion tag that the model wrote itself. */
  readonly label: EmotionLabel | undefined;
}

export function createReplyShaper({ limits, spoken }: Persona, language: Language): ReplyShaper {
  const tag = createTagReader();
  const speech = spoken ? createSpeechFilter() : withoutLeadingSpace();
  const sentences = createSentenceLimit(language, limits.sentences);
  return {
    push: (chunk) => sentences.push(speech.push(tag.push(chunk))),
    flush() {
      const { text } = sentences.push(speech.push(tag.flush()) + speech.flush());
      return text + sentences.flush();
    },
    get label() {
      return tag.label;
    },
  };
}

function withoutLeadingSpace(): SpeechFilter {
  let hasBegun = false;
  return {
    push(chunk) {
      const text = hasBegun ? chunk : chunk.trimStart();
      hasBegun ||= text !== "";
      return text;
    },
    flush: () => "",
  };
}
