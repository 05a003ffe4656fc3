/**
 * What a model is asked, as callers without a compiler hand it over: a wrong value that reached a native library could
 * end its process, and other people's replies with it. The ranges are those that the core's types document.
 */
import { z } from "zod";
import type { JsonObject } from "../core/json.ts";
import { bySamplingName } from "../core/sampling.ts";
import { checkJsonObject } from "./check-json-object.ts";
import type { FieldPath } from "./field-path.ts";
import { numberBetween, numberInRange, wholeNumber } from "./number-schemas.ts";
import { anObject } from "./object-error.ts";
import { filledString } from "./string-schemas.ts";

const text = z.string();
const tokenId = z.string().regex(/^\d{1,10}$/, { error: "a token id, a whole number from 0, as the key" });

/** An object that JSON can carry. Members that are `undefined` are left out, as JSON does. */
export const jsonObjectSchema = z.custom<JsonObject>().superRefine(checkJsonObject);

const samplingSchema = z.strictObject({
  ...bySamplingName((rule) => numberInRange(rule).optional()),
  seed: wholeNumber(0, 2 ** 32 - 1).optional(),
  // Ids that a vocabulary does not have never occur, and do no harm.
  logitBias: z.record(tokenId, numberBetween(-100, 100)).optional(),
});

const formatSchema = z.discriminatedUnion(
  "kind",
  [
    z.strictObject({ kind: z.literal("text") }),
    z.strictObject({ kind: z.literal("json-object") }),
    z.strictObject({ kind: z.literal("json-schema"), name: filledString, schema: jsonObjectSchema }),
  ],
  anObject("an object with `kind`"),
);

const stopTexts = "an array of at most 16 strings";

/** How a reply is written; the fields of `GenerateRequest` besides `id` and `input`. */
export const replyShape = {
  sampling: samplingSchema.optional(),
  maxTokens: wholeNumber(1, Number.MAX_SAFE_INTEGER).optional(),
  stop: z.array(filledString, { error: stopTexts }).max(16, { error: stopTexts }).optional(),
  format: formatSchema.optional(),
  logprobs: z.strictObject({ top: wholeNumber(0, 20) }).optional(),
  replyPrefix: text.optional(),
};

const toolCall = z.object({ id: filledString, name: filledString, arguments: text });

const message = z.discriminatedUnion("role", [
  z.object({ role: z.literal("system"), content: text }),
  z.object({ role: z.literal("user"), content: text, name: text.optional() }),
  z.object({ role: z.literal("assistant"), content: text, toolCalls: z.array(toolCall).optional() }),
  z.object({ role: z.literal("tool"), content: text, toolCallId: filledString }),
]);

/** Turns of one request. The largest windows hold more, but no conversation is that long; each costs time before the first token. */
export const maxMessages = 2048;

/** Fields of a message that are the caller's own are left out. */
const someMessages = { error: `an array of messages that is not empty and has at most ${maxMessages}` };
export const messagesSchema = z.array(message, someMessages).min(1, someMessages).max(maxMessages, someMessages);

const tool = z.object({ name: filledString, description: text.optional(), parameters: jsonObjectSchema.optional() });

/** A conversation, and what the model may call. */
export const chatShape = {
  messages: messagesSchema,
  tools: z.array(tool).optional(),
  toolChoice: z
    .union([z.enum(["auto", "none", "required"]), z.object({ name: text })], {
      error: '"auto", "none", "required" or an object with the `name` of one of the tools',
    })
    .optional(),
};

const reasoning = z.strictObject({
  enabled: z.boolean().optional(),
  effort: z.enum(["low", "medium", "high"]).optional(),
});

const chatFields = z.object(chatShape);

/** A tool that must be called is one of the tools. */
export function checkToolChoice(
  { tools = [], toolChoice }: Pick<z.infer<typeof chatFields>, "tools" | "toolChoice">,
  context: z.RefinementCtx,
): void {
  if (toolChoice === undefined || toolChoice === "auto" || toolChoice === "none") return;
  const refuse = (expected: string): void =>
    context.addIssue({ code: "custom", path: ["toolChoice"], message: expected });
  if (toolChoice === "required") {
    if (tools.length === 0) refuse('"auto" or "none" where there are no tools');
  } else if (tools.every(({ name }) => name !== toolChoice.name)) refuse("the `name` of one of the tools");
}

const promptInput = z.discriminatedUnion("kind", [
  z
    .strictObject({ kind: z.literal("chat"), ...chatShape, reasoning: reasoning.optional() })
    .superRefine(checkToolChoice),
  z.strictObject({ kind: z.literal("text"), text, tokens: z.array(wholeNumber(0, 2 ** 31 - 1)).optional() }),
]);

export const generateRequestSchema = z.strictObject(
  { id: filledString, input: promptInput, client: text.optional(), isWhole: z.boolean().optional(), ...replyShape },
  anObject("an object with `id` and `input`"),
);

const expectedLabels = "an array of 2 to 64 different strings";

export const classifyShape = {
  input: promptInput,
  replyPrefix: text.optional(),
  labels: z
    .array(filledString, { error: expectedLabels })
    .min(2, { error: expectedLabels })
    .max(64, { error: expectedLabels })
    .refine((labels) => new Set(labels).size === labels.length, { error: `${expectedLabels} without a repetition` }),
};

/** A text without a token has no vector of length 1. */
export const embedShape = { texts: z.array(filledString) };

const quotableFields = new Set<PropertyKey>(["role", "kind", "sampling", "maxTokens", "top", "toolChoice", "fallback"]);

/** Whether a value may be what somebody wrote, which does not belong into a message that is logged. */
export function isWrittenText(path: FieldPath): boolean {
  return !path.some((part) => quotableFields.has(part));
}
