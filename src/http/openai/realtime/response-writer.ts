/** One response as the events of OpenAI's protocol, from `response.created` to `response.done`. */
import { loudnessFrameMs } from "../../../audio/loudness.ts";
import { toPcm16 } from "../../../audio/pcm16.ts";
import type { EmotionReading } from "../../../core/emotion.ts";
import type { ToolCall } from "../../../core/tool.ts";
import { joinClauses } from "../../../voice/say/join-clauses.ts";
import { voiceSampleRate, type ReplyAudio, type ReplyDone } from "../../../voice/voice-event.ts";
import type { Prosody } from "../../../audio/prosody.ts";
import { emotionItem, latencyItem, prosodyItem } from "../../native/voice/converse-events.ts";
import { createAssistantItems } from "./assistant-items.ts";
import type { ConversationItems } from "./conversation-items.ts";
import type { SendEvent } from "./send-event.ts";

export interface ResponseWriter {
  /** Of its spoken or written message; undefined before its first word. */
  readonly itemId: string | undefined;
  readonly isOver: boolean;
  emotion(emotion: EmotionReading, userEmotion: EmotionReading | undefined, prosody?: Prosody): void;
  text(text: string): void;
  audio(audio: ReplyAudio): void;
  toolCall(call: ToolCall): void;
  done(reply: ReplyDone): void;
  cancel(reason: "turn_detected" | "client_cancelled"): void;
  fail(code: string, message: string): void;
}

export interface ResponseWriterOptions {
  readonly send: SendEvent;
  readonly items: ConversationItems;
  /** Null: its items are no part of the conversation. */
  readonly conversationId: string | null;
  readonly speaks: boolean;
  readonly sendsVisemes: boolean;
  readonly metadata: Readonly<Record<string, string>> | null;
  /** Milliseconds of the turn's sound before this response: what comes again after a pause begins later. */
  readonly fromMs: number;
}

/** One delta: 200 ms of sound, so that a client need not wait for a sentence to come through. */
const deltaSamples = (voiceSampleRate * 200) / 1000;

export function createResponseWriter(options: ResponseWriterOptions): ResponseWriter {
  const { conversationId, fromMs, items, metadata, send, sendsVisemes, speaks } = options;
  const id = `resp_${crypto.randomUUID().replaceAll("-", "")}`;
  const own = createAssistantItems({
    ...{ send, items, speaks, responseId: id },
    isInConversation: conversationId !== null,
  });
  let transcript = "";
  let isOver = false;
  let feelings: object = {};

  function response(status: string, details?: object, marks: object = {}): object {
    return {
      object: "realtime.response",
      ...{ id, status, output: own.output, conversation_id: conversationId, metadata },
      ...(details === undefined ? {} : { status_details: details }),
      output_modalities: [speaks ? "audio" : "text"],
      max_output_tokens: "inf",
      audio: { output: { format: { type: "audio/pcm", rate: voiceSampleRate } } },
      repartee: { ...feelings, ...marks },
    };
  }

  function end(status: string, details?: object, marks: object = {}): void {
    if (isOver) return;
    isOver = true;
    own.closeMessage(status === "completed" ? "completed" : "incomplete", transcript);
    send({ type: "response.done", response: response(status, details, marks) });
  }

  function visemes(itemId: string, { durationMs, loudness, offsetMs, visemes: timed }: ReplyAudio): void {
    send({
      type: "repartee.visemes",
      ...{ response_id: id, item_id: itemId, offset_ms: offsetMs - fromMs, duration_ms: durationMs },
      visemes: timed.map(({ viseme, startMs }) => ({ viseme, start_ms: startMs })),
      ...{ loudness, loudness_frame_ms: loudnessFrameMs },
    });
  }

  send({ type: "response.created", response: response("in_progress") });

  return {
    get itemId() {
      return own.messageId;
    },
    get isOver() {
      return isOver;
    },
    emotion(emotion, userEmotion, prosody) {
      feelings = { emotion: emotion.label, user_emotion: userEmotion?.label ?? null };
      const felt = userEmotion === undefined ? null : emotionItem(userEmotion);
      const { item_id } = own.place();
      const user = { user_emotion: felt, user_prosody: prosody === undefined ? null : prosodyItem(prosody) };
      send({ type: "repartee.emotion", response_id: id, item_id, ...emotionItem(emotion), ...user });
    },
    text(text) {
      const delta = joinClauses(transcript, text).slice(transcript.length);
      transcript += delta;
      const type = speaks ? "response.output_audio_transcript.delta" : "response.output_text.delta";
      send({ type, ...own.place(), delta });
    },
    audio(audio) {
      const where = own.place();
      if (sendsVisemes) visemes(where.item_id, audio);
      for (let start = 0; start < audio.samples.length; start += deltaSamples) {
        const bytes = toPcm16(audio.samples.subarray(start, start + deltaSamples));
        send({ type: "response.output_audio.delta", ...where, delta: Buffer.from(bytes).toString("base64") });
      }
    },
    toolCall: own.toolCall,
    done({ complete, durationMs, language, latency, model, reason, source, writtenOpening, ...stored }) {
      const marks = {
        ...{
          source,
          model,
          written_opening: writtenOpening,
          reason,
          complete,
          language,
          duration_ms: durationMs,
          latency: latencyItem(latency),
        },
        ...{ conversation_id: stored.conversationId, message_id: stored.messageId },
      };
      if (complete) end("completed", undefined, marks);
      else end("incomplete", { type: "incomplete", reason: reason ?? "cut_off" }, marks);
    },
    cancel: (reason) => end("cancelled", { type: "cancelled", reason }),
    fail: (code, message) => end("failed", { type: "failed", error: { type: "server_error", code, message } }),
  };
}
