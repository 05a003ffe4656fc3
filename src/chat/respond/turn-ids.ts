import { createHash } from "node:crypto";
import type { MessageIds } from "../conversation/conversation-log.ts";

/** The same for each attempt at a turn that has an id of its own. */
export function turnIds(turnId: string | undefined): MessageIds {
  return { userMessageId: idOf(turnId, "user message"), replyId: idOf(turnId, "reply") };
}

/** The conversation that a turn begins where its request names none. */
export function newConversationId(turnId: string | undefined): string {
  return idOf(turnId, "conversation");
}

function idOf(turnId: string | undefined, what: string): string {
  if (turnId === undefined) return crypto.randomUUID();
  const hex = createHash("sha256").update(`${what} of ${turnId}`).digest("hex");
  // The form of a UUID of version 8: what is in it is up to its maker.
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
