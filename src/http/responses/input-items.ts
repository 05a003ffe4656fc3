/** What a client of the Responses API sends as its input: a text, or items. */
import { z } from "zod";

const textPart = z.object({
  type: z.enum(["input_text", "output_text", "text", "summary_text", "reasoning_text"]),
  text: z.string(),
});
const refusalPart = z.object({ type: z.literal("refusal"), refusal: z.string() });
const part = z.union([textPart, refusalPart], {
  error: "a part of type input_text or output_text (models of this server read no images, files or audio)",
});
const content = z.union([z.string(), z.array(part)]);

const id = z.string().max(256).nullish();
const status = z.string().nullish();

const message = z.object({
  type: z.literal("message"),
  id,
  status,
  role: z.enum(["user", "assistant", "system", "developer"]),
  content,
});
const functionCall = z.object({
  type: z.literal("function_call"),
  id,
  status,
  call_id: z.string().min(1),
  name: z.string().min(1),
  arguments: z.string(),
});
const functionCallOutput = z.object({
  type: z.literal("function_call_output"),
  id,
  status,
  call_id: z.string().min(1),
  output: content,
});
const reasoning = z.looseObject({ type: z.literal("reasoning"), id });
const itemReference = z.object({ type: z.literal("item_reference"), id: z.string().min(1) });

/** Messages may come without their type, and so may references, which have an id alone. */
function withType(value: unknown): unknown {
  if (typeof value !== "object" || value === null || ("type" in value && value.type != null)) return value;
  return { ...value, type: "role" in value ? "message" : "item_reference" };
}

export const inputItem = z.preprocess(
  withType,
  z.discriminatedUnion("type", [message, functionCall, functionCallOutput, reasoning, itemReference], {
    error:
      "an item of type message, function_call, function_call_output, reasoning or item_reference (the only ones that models of this server can read)",
  }),
);

export const inputSchema = z.union([z.string(), z.array(inputItem)], { error: "a string or an array of items" });

export type RequestItem = z.infer<typeof inputItem>;
/** An item itself, and no reference to one. */
export type InputItem = Exclude<RequestItem, { type: "item_reference" }>;
export type ItemContent = z.infer<typeof content>;

/** Parts are joined as they are: a client that splits a text adds nothing between its parts. */
export function textOf(given: ItemContent): string {
  if (typeof given === "string") return given;
  return given.map((one) => (one.type === "refusal" ? one.refusal : one.text)).join("");
}
