import type { Emotion } from "../octopus/emotion.ts";
import type { ConverseEvent } from "../server/converse.ts";
import type { RealtimeEvent, RealtimeResponse, RealtimeSocket } from "../server/realtime.ts";
import { createReplySound } from "./reply-sound.ts";
import { createReplyText } from "./reply-text.ts";
import type { VoiceSessionOptions, VoiceState } from "./voice-session.ts";

export interface RealtimeTurnsContext {
  readonly send: RealtimeSocket["send"];
  readonly isHandsFree: () => boolean;
  readonly set: (state: VoiceState) => void;
  /** Called before a turn that may belong to another conversation than the one before. */
  readonly configure: () => void;
  /** Nothing is being said or made any more. */
  readonly onRest: () => void;
}

export interface RealtimeTurns {
  take(event: RealtimeEvent): void;
  /** Silent at once; the reply is over. */
  interrupt(): void;
  close(): void;
}

/** Speech that leads to nothing within this time was none. */
const nothingHeardMs = 4_000;

/** The server's realtime events as turns: heard, answered, played. */
export function createRealtimeTurns(options: VoiceSessionOptions, context: RealtimeTurnsContext): RealtimeTurns {
  const { isHandsFree, send, set } = context;
  const text = createReplyText();
  const sound = createReplySound(() => {
    if (!isMaking) rest();
  });
  let turn = 0;
  let isMaking = false;
  let emotion: Emotion = "neutral";
  let patience: ReturnType<typeof setTimeout> | undefined;

  function rest(): void {
    clearTimeout(patience);
    options.onVoice(undefined);
    context.onRest();
  }

  function silence(): void {
    sound.silence();
    options.onVoice(undefined);
  }

  function hear(transcript: string): void {
    clearTimeout(patience);
    if (transcript === "") {
      options.onEvent({ kind: "ignored" }, turn);
      if (isHandsFree()) rest();
      return;
    }
    // What was spoken over was heard so far and no further: the server's clock knows nothing of the way here.
    const cut = sound.takeCut();
    if (cut !== undefined) {
      const audio_end_ms = Math.round(cut.heardMs);
      send({ type: "conversation.item.truncate", item_id: cut.itemId, content_index: 0, audio_end_ms });
    }
    turn += 1;
    text.clear();
    options.onEvent({ kind: "heard", text: transcript }, turn);
    set("thinking");
  }

  function finish({ repartee, status, status_details: details }: RealtimeResponse): void {
    isMaking = false;
    if (status === "cancelled") {
      if (details?.reason !== "turn_detected" && !sound.isPlaying) rest();
      return;
    }
    const end = status === "failed" ? toFailure(details) : toDone(repartee, text.value, emotion);
    options.onEvent(end, turn);
    if (!sound.isPlaying) rest();
  }

  function fail(code: string, message: string): void {
    if (code === "response_cancel_not_active") return;
    if (code === "input_audio_buffer_commit_empty") options.onEvent({ kind: "ignored" }, turn);
    else options.onProblem(code, message);
    if (!isMaking && !sound.isPlaying) rest();
  }

  return {
    take(event) {
      switch (event.type) {
        case "input_audio_buffer.speech_started":
          silence();
          context.configure();
          clearTimeout(patience);
          set("hearing");
          break;
        case "input_audio_buffer.speech_stopped":
          set("thinking");
          patience = setTimeout(() => {
            if (!isMaking && !sound.isPlaying) rest();
          }, nothingHeardMs);
          break;
        case "input_audio_buffer.committed":
          // Hands-free, the server answers by itself.
          if (!isHandsFree()) send({ type: "response.create" });
          break;
        case "conversation.item.input_audio_transcription.completed":
          hear(event.transcript);
          break;
        case "response.created":
          clearTimeout(patience);
          isMaking = true;
          text.begin();
          set("thinking");
          break;
        case "repartee.emotion":
          ({ emotion } = event);
          options.onEvent({ kind: "emotion", emotion }, turn);
          break;
        case "repartee.visemes":
          sound.mouth(event.visemes);
          break;
        case "response.output_audio_transcript.delta":
        case "response.output_text.delta":
          options.onEvent({ kind: "text", text: text.add(event.delta) }, turn);
          break;
        case "response.output_audio.delta":
          sound.play(event.item_id, event.delta);
          options.onVoice(sound.viseme);
          set("speaking");
          break;
        case "response.done":
          finish(event.response);
          break;
        case "error":
          fail(event.error.code, event.error.message);
          break;
        default:
      }
    },
    interrupt() {
      if (isMaking || sound.isPlaying) send({ type: "response.cancel" });
      silence();
    },
    close() {
      clearTimeout(patience);
      isMaking = false;
      options.onVoice(undefined);
      sound.close();
    },
  };
}

function toFailure(details: RealtimeResponse["status_details"]): ConverseEvent {
  const { code, message = "" } = details?.error ?? {};
  return code === "nothing_to_answer" ? { kind: "ignored" } : { kind: "problem", message };
}

function toDone(marks: RealtimeResponse["repartee"], text: string, feeling: Emotion): ConverseEvent {
  const { complete = true, conversation_id, emotion = feeling, source = "model", user_emotion: felt } = marks;
  const { model, reason, written_opening } = marks;
  const answer = {
    ...{ response_text: text, response_emotion: emotion, user_emotion: felt ?? null, source, complete },
    ...(reason === undefined ? {} : { reason }),
    ...(model === undefined ? {} : { model }),
    ...(written_opening === undefined ? {} : { written_opening }),
    ...(conversation_id === undefined ? {} : { conversation_id }),
  };
  return { kind: "done", answer };
}
