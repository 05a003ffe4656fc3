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

export function readConversation(connection: Connection, id: string): Promise<StoredConversation> {
  return connection.read(`/api/conversations/${encodeURIComponent(id)}`);
}

export async function deleteConversation(connection: Connection, id: string): Promise<void> {
  await connection.send(`/api/conversations/${encodeURIComponent(id)}`, { method: "DELETE" });
}
