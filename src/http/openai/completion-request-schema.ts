import { z } from "zod";
import { completionShape } from "./completion-fields.ts";

/** Replies to one request: prompts times `n`. */
const maxChoices = 16;

/** The body of `POST /v1/completions`. Fields that are not here are ignored. */
export const completionRequestSchema = z
  .object({
    prompt: z
      .union([z.string(), z.array(z.string()).min(1).max(8)], {
        error: "a string or an array of 1–8 strings (token ids are not supported)",
      })
      .describe("The text to continue, or several."),
    ...completionShape,
    echo: z.boolean().nullish().describe("Begin the reply with its prompt."),
    logprobs: z.int().min(0).max(5).nullish().describe("How many likely alternatives to list for each token."),
    suffix: z
      .literal("", { error: "an empty string (models here continue a text, they cannot fill one in)" })
      .nullish(),
  })
  .superRefine((request, context) => {
    const prompts = typeof request.prompt === "string" ? 1 : request.prompt.length;
    const choices = prompts * (request.n ?? 1);
    const refuse = (field: string, message: string): void =>
      context.addIssue({ code: "custom", path: [field], message });
    if (choices > maxChoices) refuse("n", `expected at most ${maxChoices} replies to all prompts, got ${choices}`);
    if (request.echo === true && request.logprobs != null) {
      refuse("echo", "expected false with `logprobs`: probabilities of the prompt's tokens are not known");
    }
  });

export type CompletionRequest = z.infer<typeof completionRequestSchema>;
