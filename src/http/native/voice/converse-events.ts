import type { AudioFormat } from "../../../audio/encode/audio-encoder.ts";
import { encodeFile } from "../../../audio/encode/encode-file.ts";
import type { Prosody } from "../../../audio/prosody.ts";
import { toPcm16 } from "../../../audio/pcm16.ts";
import type { EmotionReading } from "../../../core/emotion.ts";
import { ReparteeError } from "../../../core/errors.ts";
import { loudnessFrameMs } from "../../../audio/loudness.ts";
import { voiceSampleRate, type ReplyAudio, type VoiceEvent, type VoiceLatency } from "../../../voice/voice-event.ts";
import { eventFrame, type FrameSource } from "../../event-stream.ts";

/** Events as frames; sound as 16-bit samples in base64. */
export async function* toVoiceFrames(events: AsyncIterable<VoiceEvent>): FrameSource {
  let last: VoiceEvent | undefined;
  for await (const event of events) {
    if (last !== undefined) yield toFrame(last);
    last = event;
  }
  if (last === undefined) throw new TypeError("A turn ended without an event");
  return toFrame(last);
}

function toFrame(event: VoiceEvent): string {
  return eventFrame(event.type, { turn_id: event.turnId, seq: event.seq, t_ms: event.tMs, ...eventItem(event) });
}

function eventItem(event: VoiceEvent): object {
  switch (event.type) {
    case "user.final":
      return {
        text: event.text,
        language: event.language,
        duration_ms: event.durationMs,
        voice_emotion: event.voiceEmotion === undefined ? undefined : emotionItem(event.voiceEmotion),
        prosody: event.prosody === undefined ? undefined : prosodyItem(event.prosody),
      };
    case "user.partial":
      return { text: event.text, stable_text: event.stableText };
    case "user.ignored":
      return { reason: event.reason };
    case "reply.emotion":
      return { ...emotionItem(event.emotion), user_emotion: event.userEmotion?.label };
    case "reply.tool-call":
      return { call_id: event.call.id, name: event.call.name, arguments: event.call.arguments };
    case "reply.text":
      return { chunk: event.chunk, text: event.text };
    case "reply.audio":
      return {
        ...{ chunk: event.chunk, offset_ms: event.offsetMs, duration_ms: event.durationMs },
        audio: Buffer.from(toPcm16(event.samples)).toString("base64"),
        ...{ format: "pcm16", sample_rate: voiceSampleRate },
        ...mouthItem([event]),
      };
    case "reply.done":
      return doneItem(event);
    case "error":
      return { stage: event.stage, code: event.code, message: event.message };
  }
}

/** The whole turn as one answer. */
export async function toConversation(events: readonly VoiceEvent[], format: AudioFormat): Promise<object> {
  const sounds = events.filter((event) => event.type === "reply.audio");
  const user = events.find((event) => event.type === "user.final");
  const ignored = events.find((event) => event.type === "user.ignored");
  const done = events.find((event) => event.type === "reply.done");
  const heard = { user_text: user?.text ?? "", user_language: user?.language ?? null, ...userProsody(user?.prosody) };
  if (done === undefined) return { ...heard, ...nothingSaid, reason: ignored?.reason ?? "no_words" };
  return {
    ...heard,
    ...doneItem(done),
    audio: sounds.length === 0 ? null : await encodeSounds(sounds, format),
    audio_format: sounds.length === 0 ? null : format,
    ...mouthItem(sounds),
  };
}

/** Where nobody spoke, nobody answers. */
const nothingSaid = {
  user_emotion: null,
  response_text: "",
  response_emotion: null,
  audio: null,
  audio_format: null,
  duration_ms: 0,
  visemes: [],
  loudness: [],
  loudness_frame_ms: loudnessFrameMs,
  source: null,
  complete: true,
};

function doneItem(event: VoiceEvent & { type: "reply.done" }): object {
  const { emotion, latency, userEmotion } = event;
  return {
    response_text: event.text,
    response_emotion: emotion.label,
    emotion: emotionItem(emotion),
    user_emotion: userEmotion?.label ?? null,
    user_emotion_confidence: userEmotion === undefined ? null : rounded(userEmotion.confidence),
    language: event.language,
    duration_ms: event.durationMs,
    source: event.source,
    model: event.model,
    written_opening: event.writtenOpening,
    fallback: event.source === "template",
    reason: event.reason,
    complete: event.complete,
    conversation_id: event.conversationId,
    message_id: event.messageId,
    latency: latencyItem(latency),
  };
}

/** Milliseconds to each stage, and how busy the machine was. */
export function latencyItem({ machine, ...stages }: VoiceLatency): object {
  return {
    heard_ms: stages.heardMs,
    first_text_ms: stages.firstTextMs,
    first_chunk_ms: stages.firstChunkMs,
    first_audio_ms: stages.firstAudioMs,
    total_ms: stages.totalMs,
    ...(machine === undefined
      ? {}
      : {
          machine: {
            cores: machine.cores,
            load: machine.load,
            cpu_ms: {
              heard: machine.cpuMs.heard,
              first_text: machine.cpuMs.firstText,
              first_audio: machine.cpuMs.firstAudio,
              total: machine.cpuMs.total,
            },
          },
        }),
  };
}

/** Mouth shapes and loudness of sounds that follow one another, from the start of the first. */
function mouthItem(sounds: readonly ReplyAudio[]): object {
  const startMs = sounds[0]?.offsetMs ?? 0;
  return {
    visemes: sounds.flatMap(({ offsetMs, visemes }) =>
      visemes.map(({ viseme, startMs: at }) => ({ viseme, start_ms: offsetMs - startMs + at })),
    ),
    loudness: sounds.flatMap(({ loudness }) => loudness),
    loudness_frame_ms: loudnessFrameMs,
  };
}

async function encodeSounds(sounds: readonly ReplyAudio[], format: AudioFormat): Promise<string> {
  const parts = sounds.map(({ samples }) => samples);
  return Buffer.from(await encodeFile(format, voiceSampleRate, parts)).toString("base64");
}

function userProsody(prosody: Prosody | undefined): object {
  return { user_prosody: prosody === undefined ? null : prosodyItem(prosody) };
}

/** How the user said it. */
export function prosodyItem({ lettersPerSecond, loudnessDb, pitchHz, pitchRangeSemitones }: Prosody): object {
  return {
    ...{ pitch_hz: pitchHz, pitch_range_semitones: pitchRangeSemitones },
    ...{ loudness_db: loudnessDb, letters_per_second: lettersPerSecond },
  };
}

/** A feeling with its distribution. */
export function emotionItem({ confidence, distribution, label, source }: EmotionReading): object {
  const shares = Object.entries(distribution).map(([name, share]) => [name, rounded(share)] as const);
  return { emotion: label, confidence: rounded(confidence), source, distribution: Object.fromEntries(shares) };
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** All events of a turn. @throws ReparteeError `cancelled` for one that ended before its end. */
export async function allEvents(events: AsyncIterable<VoiceEvent>): Promise<readonly VoiceEvent[]> {
  const all: VoiceEvent[] = [];
  for await (const event of events) all.push(event);
  const last = all.at(-1)?.type;
  if (last !== "reply.done" && last !== "user.ignored") throw new ReparteeError("cancelled", "The turn was cut off");
  return all;
}
