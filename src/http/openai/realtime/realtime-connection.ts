/**
 * One connection of `WS /v1/realtime`: what a client sends, in its order, and what it is sent.
 *
 * 1. A message that cannot be used is answered by an `error` event; the connection goes on.
 * 2. Turns are those of the voice session. Without instructions and tools a persona answers and its conversation is
 *    stored; with them the model is given the items of this connection, and nothing is stored.
 * 3. While the client does not read, nothing more is written.
 */
import { ReparteeError } from "../../../core/errors.ts";
import { isRecord } from "../../../core/is-record.ts";
import { readValue } from "../../../schema/index.ts";
import type { VoiceSession } from "../../../voice/session/create-voice-session.ts";
import { toErrorBody } from "../../error-body.ts";
import type { SocketMessage, SocketPeer } from "../../web-socket/socket-peer.ts";
import { clientEventSchemas, isClientEventType, type ClientEventType } from "./client-events.ts";
import { createConversationItems } from "./conversation-items.ts";
import { createEventHandlers } from "./event-handlers.ts";
import type { SendEvent } from "./send-event.ts";
import { newSessionConfig, replySettings, wantsTranscripts, wantsVisemes } from "./session-config.ts";
import { createSessionEvents } from "./session-events.ts";
import type { SessionOwner } from "./session-owner.ts";
import { createTurnResponses } from "./turn-responses.ts";
import { createUserItems } from "./user-items.ts";

export interface RealtimeConnectionOptions {
  readonly session: VoiceSession;
  readonly requestId: string;
  readonly model: string | null;
  readonly expiresAtSeconds: number;
  /** Turns what was thrown into an error that may be shown, and logs the unexpected. */
  readonly settleError: (thrown: unknown, requestId: string) => ReparteeError;
  readonly owner: SessionOwner;
}

/** Resolves when the connection is over. */
export async function serveRealtime(peer: SocketPeer, options: RealtimeConnectionOptions): Promise<void> {
  const { expiresAtSeconds, model, owner, requestId, session, settleError } = options;
  const conversationId = newId("conv");
  const items = createConversationItems();
  const state = { config: newSessionConfig({ model, id: newId("sess"), expiresAtSeconds, userId: owner.userId }) };
  const send: SendEvent = (event) => peer.send(JSON.stringify({ event_id: newId("event"), ...event }));
  const responses = createTurnResponses({
    ...{ send, items, conversationId },
    wantsVisemes: () => wantsVisemes(state.config),
    usualForm: () => ({ speaks: replySettings(state.config).speaks, metadata: null, isInConversation: true }),
  });
  const user = createUserItems(items, send, () => wantsTranscripts(state.config));
  const report = createSessionEvents(send, user, responses);
  const handlers = createEventHandlers({ state, owner, session, items, user, responses, send, conversationId });

  function sendError(thrown: unknown, eventId: string | null): void {
    const { code, hint, message, param, type } = toErrorBody(settleError(thrown, requestId), requestId).error;
    send({ type: "error", error: { type, code, message, param, hint, event_id: eventId } });
  }

  async function handle({ isBinary, text }: SocketMessage): Promise<void> {
    let eventId: string | null = null;
    try {
      const message: unknown = isBinary ? undefined : parse(text);
      if (!isRecord(message)) {
        throw new ReparteeError("invalid_request", "Cannot read the message: expected a JSON object as text");
      }
      const { event_id: id, type } = message;
      eventId = typeof id === "string" ? id : null;
      if (!isClientEventType(type)) throw unknownType(type);
      await dispatch(type, message);
    } catch (thrown) {
      sendError(thrown, eventId);
    }
  }

  async function dispatch(type: ClientEventType, message: object): Promise<void> {
    // The schema of a type makes what the handler of that type takes.
    const handler = handlers.on[type] as (event: unknown) => Promise<void> | void;
    await handler(readValue<unknown>(clientEventSchemas[type], message));
  }

  async function writeEvents(): Promise<void> {
    for await (const event of session.events) {
      try {
        report(event);
      } catch (thrown) {
        // One event that cannot be written is no reason to be silent from then on.
        sendError(thrown, null);
      }
      await peer.drained();
    }
  }

  await handlers.begin();
  send({ type: "conversation.created", conversation: { id: conversationId, object: "realtime.conversation" } });
  const writing = writeEvents();
  for await (const message of peer.messages) await handle(message);
  await session[Symbol.asyncDispose]();
  await writing;
}

function newId(kind: string): string {
  return `${kind}_${crypto.randomUUID().replaceAll("-", "")}`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unknownType(type: unknown): ReparteeError {
  const known = Object.keys(clientEventSchemas).join(", ");
  return new ReparteeError("invalid_request", `type: expected one of ${known}, got ${JSON.stringify(type) ?? "none"}`, {
    param: "type",
  });
}
