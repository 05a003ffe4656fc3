import type { UserFinal } from "../../../voice/voice-event.ts";
import { userItemId, type ConversationItems, type Item } from "./conversation-items.ts";
import type { SendEvent } from "./send-event.ts";

/** What the user says, as items of the conversation: they are there once there are words, or once the client commits. */
export interface UserItems {
  /** The client committed the sound of this turn. */
  commit(turnId: string): void;
  heard(turnId: string, words: Pick<UserFinal, "text" | "durationMs">): void;
  /** The recognizer failed. */
  notHeard(turnId: string, code: string, message: string): void;
  /** There were no words; reported to a client that committed the sound. */
  ignored(turnId: string): void;
}

export function createUserItems(items: ConversationItems, send: SendEvent, wantsTranscripts: () => boolean): UserItems {
  const committed = new Set<string>();

  function add(turnId: string, transcript?: string): void {
    const id = userItemId(turnId);
    const previous_item_id = items.lastId;
    const part = { type: "input_audio", ...(transcript === undefined ? {} : { transcript }) } as const;
    const content = [part];
    const item: Item = { id, object: "realtime.item", type: "message", status: "completed", role: "user", content };
    send({ type: "input_audio_buffer.committed", item_id: id, previous_item_id });
    items.add(item);
    items.wait(id);
    send({ type: "conversation.item.added", previous_item_id, item });
    send({ type: "conversation.item.done", previous_item_id, item });
  }

  function heard(turnId: string, { durationMs, text }: Pick<UserFinal, "text" | "durationMs">): void {
    const item_id = userItemId(turnId);
    if (committed.delete(turnId)) {
      const item = items.find(item_id);
      const content = [{ type: "input_audio", transcript: text }] as const;
      if (item?.type === "message") items.replace({ ...item, content });
    } else add(turnId, text);
    if (!wantsTranscripts()) return;
    const usage = { type: "duration", seconds: durationMs / 1000 };
    send({ type: "conversation.item.input_audio_transcription.delta", item_id, content_index: 0, delta: text });
    send({
      type: "conversation.item.input_audio_transcription.completed",
      ...{ item_id, content_index: 0, transcript: text, usage },
    });
  }

  return {
    heard,
    commit(turnId) {
      committed.add(turnId);
      add(turnId);
    },
    notHeard(turnId, code, message) {
      if (!committed.delete(turnId)) add(turnId);
      send({
        type: "conversation.item.input_audio_transcription.failed",
        item_id: userItemId(turnId),
        content_index: 0,
        error: { type: "server_error", code, message },
      });
    },
    ignored(turnId) {
      if (committed.has(turnId)) heard(turnId, { text: "", durationMs: 0 });
    },
  };
}
