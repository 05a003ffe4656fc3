import type { ChatMessage } from "../../core/chat-message.ts";
import type { Clock } from "../../core/clock.ts";
import type { EmotionLabel, EmotionReading } from "../../core/emotion.ts";
import type { Language } from "../../core/language.ts";
import type { Log } from "../../core/log.ts";
import type { MachineMeter } from "../../core/machine-meter.ts";
import type { ReplySource } from "../../core/reply.ts";
import type { AacDecoder } from "../../core/speech/aac-decoder.ts";
import type { VoiceDetector } from "../../core/speech/voice-detector.ts";
import type { ConversationStore } from "../../core/stores.ts";
import type { ToolCall, ToolChoice, ToolDefinition } from "../../core/tool.ts";
import type { Recognizers } from "../hear/choose-recognizers.ts";
import type { CannedAudio } from "../say/canned-audio.ts";
import type { createSpeakers } from "../say/speakers.ts";

/** What turns are made with. */
export interface VoiceOptions extends Recognizers {
  readonly aac: AacDecoder;
  readonly detector: VoiceDetector;
  readonly speakers: ReturnType<typeof createSpeakers>;
  readonly cannedAudio: CannedAudio;
  readonly responder: VoiceResponder;
  readonly conversations: ConversationStore;
  /** That are understood; others are taken for a mistake of the recognizer. */
  readonly languages: readonly Language[];
  readonly timeouts: VoiceTimeouts;
  readonly log: Log;
  readonly clock: Clock;
  /** Absent: replies carry no figures of the processor. */
  readonly machine?: MachineMeter;
}

export interface VoiceTimeouts {
  /** From the end of the speech to its text. */
  readonly hearMs: number;
  /** One clause, from text to sound. */
  readonly speakMs: number;
}

export const defaultVoiceTimeouts: VoiceTimeouts = { hearMs: 12_000, speakMs: 12_000 };

/** Answers what was said; the persona's responder is one. Its own clocks end it, with a written reply if need be. */
export interface VoiceResponder {
  respondStream(request: VoiceRespondRequest, signal: AbortSignal): AsyncIterable<VoiceRespondEvent>;
}

export interface VoiceRespondRequest {
  readonly text: string;
  readonly emotion?: EmotionLabel;
  readonly emotionConfidence?: number;
  readonly language?: Language;
  readonly history?: readonly { readonly role: "user" | "assistant"; readonly content: string }[];
  readonly conversationId?: string;
  readonly userId?: string;
  readonly persona?: string;
  readonly model?: string;
  /** Answered by the client's own instructions and conversation in place of a persona. */
  readonly instructed?: InstructedTurn;
}

/** A conversation that the client keeps itself: nothing of it is stored. */
export interface InstructedTurn {
  /** The conversation before what the user says now, instructions first; asked for when the turn is answered. */
  readonly messages: () => readonly ChatMessage[];
  readonly tools: readonly ToolDefinition[];
  readonly toolChoice: ToolChoice;
  readonly maxTokens?: number;
}

export type VoiceRespondEvent =
  | { readonly type: "emotion"; readonly emotion: EmotionReading; readonly userEmotion: EmotionReading }
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "tool-calls"; readonly calls: readonly ToolCall[] }
  | { readonly type: "done"; readonly reply: VoiceReply };

export interface VoiceReply {
  readonly text: string;
  readonly emotion: EmotionReading;
  readonly userEmotion: EmotionReading;
  readonly language: Language;
  readonly source: ReplySource;
  /** Whose words it is; absent where the responder does not say. */
  readonly model?: string;
  /** The beginning that the persona's authors wrote. */
  readonly writtenOpening?: string;
  readonly reason?: string;
  readonly complete: boolean;
  /** Where it is stored; absent for a conversation that the client keeps. */
  readonly conversationId?: string;
  readonly messageId?: string;
}

/** What a client says of a turn besides its sound. */
export interface TurnRequest extends Omit<VoiceRespondRequest, "text"> {
  /** A voice's id; the first of the language when absent. */
  readonly voice?: string;
  /** 1 is the voice's own. */
  readonly speed?: number;
  /** False: the reply is written only. */
  readonly speaks?: boolean;
}
