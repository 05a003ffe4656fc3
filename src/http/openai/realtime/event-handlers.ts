/** What each type of client event does. */
import { fromPcm16 } from "../../../audio/pcm16.ts";
import { createResampleStream } from "../../../audio/resample-stream.ts";
import { ReparteeError } from "../../../core/errors.ts";
import { speechSampleRate } from "../../../core/speech/audio.ts";
import type { VoiceSession } from "../../../voice/session/create-voice-session.ts";
import type { TurnRequest } from "../../../voice/turn/voice-options.ts";
import { voiceSampleRate } from "../../../voice/voice-event.ts";
import type { ClientEvent, ClientEventType } from "./client-events.ts";
import { textOf, toItem, type ConversationItems, type Item } from "./conversation-items.ts";
import { toTurnRequest } from "./realtime-request.ts";
import type { SendEvent } from "./send-event.ts";
import type { TurnResponses } from "./turn-responses.ts";
import type { SessionOwner } from "./session-owner.ts";
import type { UserItems } from "./user-items.ts";
import type { ResponseOptions } from "./session-schema.ts";
import { detectionOf, replySettings, updatedConfig, wantsTranscripts, type SessionConfig } from "./session-config.ts";

export interface EventHandlers {
  /** Called before the first event of the client. */
  begin(): Promise<void>;
  readonly on: { readonly [Type in ClientEventType]: (event: ClientEvent<Type>) => Promise<void> | void };
}

export interface EventHandlerOptions {
  readonly state: { config: SessionConfig };
  readonly owner: SessionOwner;
  readonly session: VoiceSession;
  readonly items: ConversationItems;
  readonly user: UserItems;
  readonly responses: TurnResponses;
  readonly send: SendEvent;
  readonly conversationId: string;
}

/** Written messages that can be deleted before they are answered: no fewer than a session remembers. */
const mostTexts = 100;

export function createEventHandlers(options: EventHandlerOptions): EventHandlers {
  const { conversationId, items, owner, responses, send, session, state, user } = options;
  const resample = createResampleStream(voiceSampleRate, speechSampleRate);
  const forgetTexts = new Map<string, () => void>();

  const request = (response?: ResponseOptions): TurnRequest =>
    toTurnRequest(replySettings(state.config, response), items, conversationId, response);

  async function configure(): Promise<void> {
    const { config } = state;
    const partials = wantsTranscripts(config);
    await session.configure({ request: () => request(), detection: detectionOf(config), partials });
  }

  function refuse(
    code: string,
    message: string,
    { event_id = null }: { readonly event_id?: string | undefined | null },
  ): void {
    send({ type: "error", error: { type: "invalid_request_error", code, message, param: null, event_id } });
  }

  /** What the user writes waits for an answer; a persona keeps all else of its conversation itself. */
  function takeUp(item: Item): void {
    if (item.type === "message" && item.role === "user") {
      items.wait(item.id);
      forgetTexts.set(item.id, session.hearText(textOf(item)));
      const [oldest] = forgetTexts.keys();
      if (forgetTexts.size > mostTexts && oldest !== undefined) forgetTexts.delete(oldest);
    } else if (!responses.isEmpty && request().instructed === undefined) {
      items.remove(item.id);
      throw new ReparteeError(
        "invalid_request",
        "item: expected a message of the user, for the persona keeps its own conversation after its first reply",
        { param: "item", hint: "Set `instructions` to bring a conversation of your own." },
      );
    }
  }

  const on: EventHandlers["on"] = {
    async "session.update"({ session: update }) {
      state.config = updatedConfig(state.config, await owner.check(update));
      await configure();
      send({ type: "session.updated", session: state.config });
    },
    async "input_audio_buffer.append"({ audio }) {
      const bytes = Buffer.from(audio, "base64");
      if (bytes.length % 2 !== 0 || !/^[\w+/-]*={0,2}$/.test(audio)) {
        throw new ReparteeError("invalid_request", "audio: expected 16-bit samples in base64", { param: "audio" });
      }
      await session.push(resample.push(fromPcm16(bytes)));
    },
    async "input_audio_buffer.commit"(event) {
      if (await session.commit(user.commit)) return;
      refuse("input_audio_buffer_commit_empty", "Cannot commit: expected sound in the buffer, got none", event);
    },
    async "input_audio_buffer.clear"() {
      await session.clear();
      send({ type: "input_audio_buffer.cleared" });
    },
    "conversation.item.create"({ item: created, previous_item_id: previous }) {
      const item = toItem(created);
      const previous_item_id = items.add(item, previous ?? undefined);
      takeUp(item);
      send({ type: "conversation.item.added", previous_item_id, item });
      send({ type: "conversation.item.done", previous_item_id, item });
    },
    "conversation.item.retrieve"({ item_id: id }) {
      send({ type: "conversation.item.retrieved", item: items.get(id) });
    },
    "conversation.item.delete"({ item_id: id }) {
      items.remove(id);
      forgetTexts.get(id)?.();
      forgetTexts.delete(id);
      send({ type: "conversation.item.deleted", item_id: id });
    },
    async "conversation.item.truncate"({ audio_end_ms: audioEndMs, item_id: id }) {
      items.get(id);
      const sound = responses.soundOf(id);
      responses.truncating(id);
      const heard = sound === undefined ? undefined : await session.truncate(sound.turnId, sound.fromMs + audioEndMs);
      if (heard === undefined) {
        const message = `item_id: expected one of the last replies with sound, got "${id}"`;
        throw new ReparteeError("invalid_request", message, { param: "item_id" });
      }
      responses.truncated(id, heard);
    },
    async "response.create"(event) {
      const { conversation, metadata = null, ...form } = event.response ?? {};
      const isInConversation = conversation !== "none";
      const takesWaiting = isInConversation && form.input === undefined;
      const { speaks } = replySettings(state.config, form);
      const hasBegun = await session.respond({
        request: request({ ...form, conversation }),
        takesWaiting,
        onStart(turnId) {
          responses.begin(turnId, { speaks, metadata, isInConversation }, takesWaiting ? items.waiting : []);
        },
      });
      if (hasBegun) return takesWaiting ? forgetTexts.clear() : undefined;
      refuse("conversation_already_has_active_response", "Cannot respond: a response is being made", event);
    },
    async "response.cancel"(event) {
      if (await session.cancel()) return;
      refuse("response_cancel_not_active", "Cannot cancel: no response is being made or heard", event);
    },
    async "output_audio_buffer.clear"() {
      await session.cancel();
    },
  };

  return {
    on,
    async begin() {
      await configure();
      send({ type: "session.created", session: state.config });
    },
  };
}
