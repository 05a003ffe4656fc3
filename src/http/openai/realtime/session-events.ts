/**
 * A voice session's events as those of OpenAI's protocol.
 *
 * 1. What the user says becomes an item when there are words in it: noise leaves no trace but `speech_started`.
 * 2. Each turn has one response. One that is stopped by speech without words goes on in a second one, whose item says the
 *    rest.
 * 3. `repartee.emotion` comes before the first audio of each response.
 */
import type { SessionEvent } from "../../../voice/session/session-event.ts";
import { userItemId } from "./conversation-items.ts";
import type { SendEvent } from "./send-event.ts";
import type { TurnResponses } from "./turn-responses.ts";
import type { UserItems } from "./user-items.ts";

export function createSessionEvents(
  send: SendEvent,
  user: UserItems,
  responses: TurnResponses,
): (event: SessionEvent) => void {
  function stop(turnId: string, reason: "turn_detected" | "client_cancelled"): void {
    const writer = responses.find(turnId);
    if (writer?.isOver === false) writer.cancel(reason);
  }

  return (event) => {
    switch (event.type) {
      case "speech.started":
        send({
          type: "input_audio_buffer.speech_started",
          audio_start_ms: event.atMs,
          item_id: userItemId(event.turnId),
        });
        break;
      case "speech.stopped":
        send({
          type: "input_audio_buffer.speech_stopped",
          audio_end_ms: event.atMs,
          item_id: userItemId(event.turnId),
        });
        break;
      case "user.partial":
        send({
          type: "repartee.user_partial",
          item_id: userItemId(event.turnId),
          text: event.text,
          stable_text: event.stableText,
        });
        break;
      case "user.final":
        user.heard(event.turnId, event);
        break;
      case "user.ignored":
        responses
          .find(event.turnId)
          ?.fail("nothing_to_answer", "There is nothing to answer: expected words in the sound, or a message");
        user.ignored(event.turnId);
        break;
      case "reply.emotion": {
        const writer = responses.writer(event.turnId);
        responses.answered(event.turnId);
        responses.felt(event.turnId, event.emotion, event.userEmotion);
        writer.emotion(event.emotion, event.userEmotion, event.userProsody);
        break;
      }
      case "reply.text":
        responses.writer(event.turnId).text(event.text);
        responses.said(event.turnId, event.text);
        break;
      case "reply.audio":
        responses.writer(event.turnId).audio(event);
        break;
      case "reply.tool-call":
        responses.writer(event.turnId).toolCall(event.call);
        break;
      case "reply.done":
        responses.writer(event.turnId).done(event);
        responses.answered(event.turnId);
        break;
      case "reply.paused":
        stop(event.turnId, "turn_detected");
        break;
      case "reply.resumed":
        responses.resume(event.turnId, { heardMs: event.fromMs, heardText: event.heardText });
        break;
      case "reply.interrupted":
        stop(event.turnId, "client_cancelled");
        responses.truncate(event.turnId, event);
        break;
      case "turn.failed":
        responses.writer(event.turnId).fail(event.code, event.message);
        responses.answered(event.turnId);
        break;
      case "input.failed": {
        const { code, message } = event;
        send({ type: "error", error: { type: "server_error", code, message, param: null, event_id: null } });
        break;
      }
      case "error":
        // A voice that failed is in the marks of `response.done`.
        if (event.stage === "hear" && !responses.has(event.turnId)) {
          user.notHeard(event.turnId, event.code, event.message);
        }
        break;
      case "session.state":
        break;
    }
  };
}
