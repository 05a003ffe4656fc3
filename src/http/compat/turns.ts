import { z } from "zod";
import { visibleString } from "../../schema/index.ts";

/** More turns than any window takes; the body's limit bounds how long they are. */
const maxTurns = 1000;

/** The turns of a conversation, as apps send them. */
export const turnsSchema = z
  .array(z.object({ role: z.enum(["system", "user", "assistant"]), content: z.string() }))
  .max(maxTurns);

export type Turn = z.infer<typeof turnsSchema>[number];

export const visibleText = visibleString("what the user said");
