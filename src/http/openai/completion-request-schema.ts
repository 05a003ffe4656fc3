import { z } from "zod";
import { completionShape } from "./completion-fields.ts";

/** Replies to one request: prompts times `n`. */
const maxChoices = 16;
const maxPrompts = 8;

const texts = z.array(z.string()).min(1);
const tokenIds = z
  .array(
    z
      .int()
      .min(0)
      .max(2 ** 31 - 1),
  )
  .min(1)
  .max(1_000_000);

/** The body of `POST /v1/completions`. Fields that are not here are ignored. */
export const completionRequestSchema = z
  .object({
    prompt: z
      .union([z.string(), texts, tokenIds, z.array(tokenIds).min(1)], {
        error: `a string, token ids of the model, or an array of 1–${maxPrompts} of either`,
      })
      .describe("The text to continue, or several; as text or as token ids of the model."),
    ...completionShape,
    echo: z.boolean().nullish().describe("Begin the reply with its prompt."),
    logprobs: z.int().min(0).max(5).nullish().describe("How many likely alternatives to list for each token."),
    suffix: z
      .literal("", { error: "an empty string (models here continue a text, they cannot fill one in)" })
      .nullish(),
  })
  .superRefine((request, context) => {
    const prompts = promptsOf(request.prompt).length;
    const choices = prompts * (request.n ?? 1);
    const refuse = (field: string, message: string): void =>
      context.addIssue({ code: "custom", path: [field], message });
    if (prompts > maxPrompts) refuse("prompt", `an array of 1–${maxPrompts} texts or lists of token ids`);
    if (choices > maxChoices) refuse("n", `expected at most ${maxChoices} replies to all prompts, got ${choices}`);
  });

export type CompletionRequest = z.infer<typeof completionRequestSchema>;

/** A text, or token ids. */
export type CompletionPrompt = string | readonly number[];

/** One list of numbers is one prompt. */
export function promptsOf(prompt: CompletionRequest["prompt"]): readonly CompletionPrompt[] {
  if (typeof prompt === "string") return [prompt];
  return prompt.every((one) => typeof one === "number") ? [prompt] : prompt;
}
