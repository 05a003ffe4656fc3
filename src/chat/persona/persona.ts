import { z } from "zod";
import { emotionLabels } from "../../core/emotion.ts";
import { languages } from "../../core/language.ts";
import { numberBetween, wholeNumber } from "../../schema/index.ts";
import { turnKinds } from "../turn-kind/turn-kinds.ts";

/** Two sentences and 50 tokens take less than 20 seconds to speak. */
const defaultLimits = { sentences: 2, max_tokens: 50 };

/** The last three lines of a conversation are not repeated, and the next one is still a surprise. */
export const minCannedLines = 6;

const emotion = z.enum(emotionLabels);
const language = z.enum(languages);

function text(expected: string): z.ZodString {
  return z.string({ error: expected }).trim().min(1, { error: expected });
}

/** A turn that shows the model how the persona meets an emotion. */
const exampleSchema = z.strictObject({ user: text("what the user says"), reply: text("what the persona answers") });

/** How a guided reply begins: docs/personas.md, "Guided replies". */
const openingSchema = z.strictObject({
  /** Whole sentences. */
  sentences: z.array(text("a sentence")).min(1).max(50),
  /** First words of the question behind them, the surest first. */
  questions: z.array(text("the first words of a question")).max(8).default([]),
  /** Whole sentences that can follow any of these, for when the model has nothing to add. */
  endings: z.array(text("a sentence")).max(50).default([]),
});

const cannedLines = z
  .array(text("a line"), { error: `at least ${minCannedLines} lines` })
  .min(minCannedLines, { error: `at least ${minCannedLines} lines` })
  .max(1000);

const cannedSchema = z
  .strictObject({ reply_emotion: emotion, lines: z.partialRecord(language, cannedLines) })
  .transform(({ reply_emotion: replyEmotion, lines }) => ({ replyEmotion, lines }));

/** The same for a kind of turn; one line is enough for what is not said twice. */
const writtenTurnSchema = z
  .strictObject({ reply_emotion: emotion, lines: z.partialRecord(language, z.array(text("a line")).min(1).max(1000)) })
  .transform(({ reply_emotion: replyEmotion, lines }) => ({ replyEmotion, lines }));

const fileSchema = z.strictObject({
  /** In requests and paths as well. */
  name: z.string().regex(/^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$/, { error: "a name of a-z, 0-9 and -, such as ollie" }),
  /** For people. */
  title: text("a title for people"),
  /** One paragraph in English. */
  character: text("who the persona is, one paragraph"),
  guidelines: z.array(text("a sentence")).min(1).max(100),
  /** How each of the user's emotions is met. */
  emotion_guidance: z.record(emotion, text("how the emotion is met")),
  /** By the language of the reply; a language without examples has none. */
  examples: z.partialRecord(language, z.partialRecord(emotion, exampleSchema)).default({}),
  openings: z.partialRecord(language, z.partialRecord(emotion, openingSchema)).default({}),
  /** The first is spoken when nothing indicates another. */
  languages: z.tuple([language], language, { error: "an array of at least one language" }),
  limits: z.strictObject({ sentences: wholeNumber(1, 20), max_tokens: wholeNumber(1, 4096) }).default(defaultLimits),
  sampling: z
    .strictObject({
      temperature: numberBetween(0, 2).optional(),
      top_p: numberBetween(0, 1).optional(),
      top_k: wholeNumber(0, 1_000_000).optional(),
    })
    .default({}),
  /** Replies are heard, not read: markdown, emoji and stage directions are removed. */
  spoken: z.boolean().default(true),
  /** For the voice feature. */
  voice: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
  /** Lines for when no model can answer, by the user's emotion. */
  canned: z.record(emotion, cannedSchema),
  /** Lines for turns that are no story, such as a greeting: docs/personas.md, "Written turns". */
  written_turns: z.partialRecord(z.enum(turnKinds), writtenTurnSchema).default({}),
});

/** A persona's file, in `personas/` or in the folder `personas_dir`, as docs/personas.md describes it. */
export const personaSchema = fileSchema
  .superRefine(({ canned, languages: spoken }, context) => {
    for (const label of emotionLabels) {
      for (const one of spoken) {
        if (canned[label].lines[one] !== undefined) continue;
        const path = ["canned", label, "lines", one];
        context.addIssue({ code: "custom", path, message: `at least ${minCannedLines} lines` });
      }
    }
  })
  .transform(({ emotion_guidance: emotionGuidance, limits, sampling, written_turns: writtenTurns, ...persona }) => ({
    ...persona,
    emotionGuidance,
    writtenTurns,
    limits: { sentences: limits.sentences, maxTokens: limits.max_tokens },
    sampling: { temperature: sampling.temperature, topP: sampling.top_p, topK: sampling.top_k },
  }))
  .readonly();

export type Persona = z.output<typeof personaSchema>;
