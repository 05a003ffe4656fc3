import { z } from "zod";
import { visibleString } from "../../schema/index.ts";

/** One turn of a conversation, as apps send it. */
export interface Turn {
  readonly role: "system" | "user" | "assistant";
  readonly content: string;
}

/** More turns than any window takes; the body's limit bounds how long they are. */
const maxTurns = 1000;

export const turnsSchema: z.ZodType<readonly Turn[]> = z
  .array(z.object({ role: z.enum(["system", "user", "assistant"]), content: z.string() }))
  .max(maxTurns);

export const visibleText: z.ZodString = visibleString("what the user said");
