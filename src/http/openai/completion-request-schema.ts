import { z } from "zod";
import { completionShape } from "./completion-fields.ts";
import type { CompletionFields } from "./completion-fields.ts";
import { samplingShape } from "./sampling-fields.ts";
import type { SamplingFields } from "./sampling-fields.ts";

/** The body of `POST /v1/completions`. Fields that are not here are ignored. */
export interface CompletionRequest extends CompletionFields, SamplingFields {
  /** One text, or several that are continued at once. */
  readonly prompt: string | readonly string[];
  /** Begin the reply with its prompt. */
  readonly echo?: boolean | null | undefined;
  /** How many likely alternatives to tell for each token. */
  readonly logprobs?: number | null | undefined;
  /** Filling in before a given end: no engine here can; only the empty text is accepted. */
  readonly suffix?: string | null | undefined;
}

/** Replies that one request may ask for: prompts times `n`. */
const maxChoices = 16;

export const completionRequestSchema: z.ZodType<CompletionRequest> = z
  .object({
    prompt: z
      .union([z.string(), z.array(z.string()).min(1).max(8)], {
        error: "a string or an array of 1–8 strings (token ids are not supported)",
      })
      .describe("The text to continue, or several."),
    ...completionShape,
    ...samplingShape,
    echo: z.boolean().nullish(),
    logprobs: z.int().min(0).max(5).nullish(),
    suffix: z
      .string()
      .refine((suffix) => suffix === "", {
        error: "an empty suffix (models here continue a text and cannot fill one in)",
      })
      .nullish(),
  })
  .superRefine((request, context) => {
    const prompts = typeof request.prompt === "string" ? 1 : request.prompt.length;
    if (prompts * (request.n ?? 1) > maxChoices) {
      context.addIssue({ code: "custom", path: ["n"], message: `at most ${maxChoices} replies, prompts times n` });
    }
    if (request.echo === true && request.logprobs != null) {
      context.addIssue({
        code: "custom",
        path: ["echo"],
        message: "false with `logprobs` (probabilities of the prompt's tokens are not known)",
      });
    }
  });
