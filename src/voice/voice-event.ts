import type { Prosody } from "../audio/prosody.ts";
import type { EmotionReading } from "../core/emotion.ts";
import type { Language } from "../core/language.ts";
import type { ReplySource } from "../core/reply.ts";
import type { TimedViseme } from "../core/speech/viseme.ts";
import type { ToolCall } from "../core/tool.ts";

/** What happens in a turn, in its order. `reply.emotion` always comes before the first `reply.audio`. */
export type VoiceEvent = VoiceEventHead & VoiceEventBody;

export interface VoiceEventHead {
  readonly turnId: string;
  /** Counts from 0 in each turn; a higher one is later. */
  readonly seq: number;
  /** Milliseconds since the end of the user's speech. */
  readonly tMs: number;
}

export type VoiceEventBody =
  | UserPartial
  | UserFinal
  | { readonly type: "user.ignored"; readonly reason: IgnoredReason }
  | {
      readonly type: "reply.emotion";
      readonly emotion: EmotionReading;
      /** Of the words and the voice; absent when nobody was understood. */
      readonly userEmotion?: EmotionReading;
      /** Of the user's speech. */
      readonly userProsody?: Prosody;
    }
  | { readonly type: "reply.text"; readonly chunk: number; readonly text: string }
  | ReplyAudio
  | { readonly type: "reply.tool-call"; readonly call: ToolCall }
  | ReplyDone
  | { readonly type: "error"; readonly stage: VoiceStage; readonly code: string; readonly message: string };

/** What the user has said so far, read again as the utterance grows. */
export interface UserPartial {
  readonly type: "user.partial";
  readonly text: string;
  /** The beginning of `text` that two readings agree on; it rarely changes any more. */
  readonly stableText: string;
}

/** What the user said. */
export interface UserFinal {
  readonly type: "user.final";
  readonly text: string;
  /** Of the speech, where it was told or found out. */
  readonly language?: Language;
  /** The feeling in the voice, where the recognizer hears one; what the words say is fused with it in the reply. */
  readonly voiceEmotion?: EmotionReading;
  /** How it was said; reported only. */
  readonly prosody?: Prosody;
  readonly durationMs: number;
}

/** Why sound was no turn: nobody spoke, or no words were understood. */
export type IgnoredReason = "no_speech" | "no_words";

export type VoiceStage = "hear" | "think" | "speak";

/** One spoken clause or sentence. */
export interface ReplyAudio {
  readonly type: "reply.audio";
  /** The number of the `reply.text` that it says. */
  readonly chunk: number;
  /** One channel at `voiceSampleRate`. */
  readonly samples: Float32Array;
  readonly durationMs: number;
  /** Milliseconds of audio of this turn before it. */
  readonly offsetMs: number;
  /** From the start of this audio. */
  readonly visemes: readonly TimedViseme[];
  /** Root mean square of each 20 ms, 0 to 1. */
  readonly loudness: readonly number[];
}

export interface ReplyDone {
  readonly type: "reply.done";
  readonly text: string;
  readonly emotion: EmotionReading;
  /** Fused of words and voice; absent when nobody was understood. */
  readonly userEmotion?: EmotionReading;
  readonly language: Language;
  /** Of all audio; 0 when nothing could speak. */
  readonly durationMs: number;
  readonly source: ReplySource;
  readonly model?: string;
  /** The beginning of `text` that the persona's authors wrote. */
  readonly writtenOpening?: string;
  /** Why it is not a plain reply of the model, or not spoken whole. */
  readonly reason?: string;
  /** False when it was cut off in its text or in its sound. */
  readonly complete: boolean;
  readonly conversationId?: string;
  readonly messageId?: string;
  readonly latency: VoiceLatency;
}

/** Milliseconds from the end of the user's speech to each stage; null when it was not reached. */
export interface VoiceLatency {
  readonly heardMs: number | null;
  readonly firstTextMs: number | null;
  readonly firstChunkMs: number | null;
  readonly firstAudioMs: number | null;
  readonly totalMs: number;
  /** Absent where the processor is not measured. */
  readonly machine?: TurnMachine;
}

/** How busy the whole machine was during the turn, other programs included. */
export interface TurnMachine {
  readonly cores: number;
  /** Processes that wanted a core, for each core, in the last minute; above 1 they waited. */
  readonly load: number;
  /** Processor time of all cores from the start of the turn to each stage; null when it was not reached. */
  readonly cpuMs: Readonly<Record<"heard" | "firstText" | "firstAudio", number | null>> & { readonly total: number };
}

/** Every voice is brought to this rate: that of OpenAI's PCM, and enough for speech. */
export const voiceSampleRate = 24_000;
