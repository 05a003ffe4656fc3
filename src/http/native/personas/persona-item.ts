import { z } from "zod";
import type { Persona } from "../../../chat/persona/persona.ts";
import { emotionLabels } from "../../../core/emotion.ts";
import { languages } from "../../../core/language.ts";

const briefFields = {
  name: z.string().describe("What requests say."),
  title: z.string().describe("What people read."),
  languages: z.array(z.enum(languages)).describe("The first is the default."),
  spoken: z.boolean().describe("Replies are heard: no markdown, no emoji."),
};

export const personaListSchema = z.object({
  personas: z.array(z.object(briefFields)),
  default: z.string().describe("Who answers requests that name no persona."),
});

export const personaItemSchema = z.object({
  ...briefFields,
  character: z.string(),
  guidelines: z.array(z.string()),
  emotion_guidance: z.record(z.enum(emotionLabels), z.string()),
  limits: z.object({ sentences: z.int(), max_tokens: z.int() }),
  sampling: z.object({ temperature: z.number().optional(), top_p: z.number().optional(), top_k: z.int().optional() }),
  voice: z.record(z.string(), z.union([z.string(), z.number()])),
});

export function toPersonaBrief({ name, title, languages: spokenLanguages, spoken }: Persona): object {
  return { name, title, languages: spokenLanguages, spoken };
}

export function toPersonaItem(persona: Persona): object {
  const { character, emotionGuidance, guidelines, limits, sampling, voice } = persona;
  return {
    ...toPersonaBrief(persona),
    character,
    guidelines,
    emotion_guidance: emotionGuidance,
    limits: { sentences: limits.sentences, max_tokens: limits.maxTokens },
    sampling: { temperature: sampling.temperature, top_p: sampling.topP, top_k: sampling.topK },
    voice,
  };
}
