import type { Emotion } from "../octopus/emotion.ts";
import type { Connection } from "./connection.ts";

export interface StoredMessage {
  readonly id: string;
  readonly role: "user" | "assistant" | "system";
  readonly text: string;
  readonly state: "complete" | "streaming" | "partial";
  readonly emotion: { readonly label: Emotion } | null;
  readonly source: "model" | "fallback_model" | "template" | null;
  readonly model: string | null;
  readonly reason: string | null;
}

export interface StoredConversation {
  readonly id: string;
  readonly messages: readonly StoredMessage[];
}

/** A conversation answers only to its user. */
export function readConversation(connection: Connection, id: string, userId: string): Promise<StoredConversation> {
  return connection.read(pathOf(id, userId));
}

export async function deleteConversation(connection: Connection, id: string, userId: string): Promise<void> {
  await connection.send(pathOf(id, userId), { method: "DELETE" });
}

function pathOf(id: string, userId: string): string {
  return `/api/conversations/${encodeURIComponent(id)}?user_id=${encodeURIComponent(userId)}`;
}
