import type { EmotionLabel } from "../../core/emotion.ts";
import type { Language } from "../../core/language.ts";
import { createSentenceLimit } from "../brevity/sentence-limit.ts";
import { createSpeechFilter, type SpeechFilter } from "../brevity/speech-filter.ts";
import { createTagReader } from "../emotion/emotion-tag.ts";
import type { Persona } from "../persona/persona.ts";

/** Makes what the model writes into what the persona says, while it comes. */
export interface ReplyShaper {
  /** `isClosed`: the persona has said all it may. */
  push(piece: string): { readonly text: string; readonly isClosed: boolean };
  flush(): string;
  /** The feeling that the model wrote in front of its words itself. */
  readonly label: EmotionLabel | undefined;
}

export function createReplyShaper({ limits, spoken }: Persona, language: Language): ReplyShaper {
  const tag = createTagReader();
  const speech = spoken ? createSpeechFilter() : withoutLeadingSpace();
  const sentences = createSentenceLimit(language, limits.sentences);
  return {
    push: (piece) => sentences.push(speech.push(tag.push(piece))),
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
    push(piece) {
      const text = hasBegun ? piece : piece.trimStart();
      hasBegun ||= text !== "";
      return text;
    },
    flush: () => "",
  };
}
