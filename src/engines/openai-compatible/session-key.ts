import { createHash } from "node:crypto";
import type { PromptInput } from "../../core/generate-request.ts";

/**
 * The same text for all turns of a conversation, so that a router in front of several servers sends them to the one that
 * still knows the beginning: a hash of the turns up to the user's first, which later ones repeat.
 */
export function sessionKey(input: PromptInput): string {
  const hash = createHash("sha256");
  if (input.kind === "text") {
    // A text that goes on keeps its beginning.
    hash.update(input.text.slice(0, textStart));
  } else {
    const firstUser = input.messages.findIndex(({ role }) => role === "user");
    const beginning = input.messages.slice(0, firstUser === -1 ? undefined : firstUser + 1);
    for (const { role, content } of beginning) hash.update(`${role}\n${content.length}\n${content}\n`);
  }
  return hash.digest("hex").slice(0, 32);
}

/** Characters. */
const textStart = 256;
