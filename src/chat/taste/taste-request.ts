import { z } from "zod";
import { upToCharacters, visibleString } from "../../schema/index.ts";

/** Characters of one message. */
const maxInputLength = 8_000;
/** More turns than any context window takes. */
const maxTurns = 1_000;

const turnSchema = z.strictObject({ role: z.enum(["user", "assistant", "system"]), content: z.string() });

/** One turn of the conversation so far. */
export type TasteTurn = Readonly<z.infer<typeof turnSchema>>;

export const tasteRequestSchema = z.strictObject({
  requestId: z.string().min(1),
  userInput: upToCharacters(visibleString("what the user said"), maxInputLength),
  /** Any JSON; what is too large or too deep is left out where it is read. */
  tasteAnalysis: z.unknown().optional(),
  /** Oldest first. */
  history: z.array(turnSchema).max(maxTurns).readonly(),
  /** The configured one when absent. */
  model: z.string().min(1).optional(),
});

export type TasteChatRequest = Readonly<z.infer<typeof tasteRequestSchema>>;
