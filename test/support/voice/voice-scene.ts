import { silentLog } from "../../../src/core/log.ts";
import type { Clock } from "../../../src/core/clock.ts";
import type { EmotionReading } from "../../../src/core/emotion.ts";
import type { StoredMessage } from "../../../src/core/conversation.ts";
import type { SttEngine, Transcript } from "../../../src/core/speech/stt-engine.ts";
import type { TtsEngine } from "../../../src/core/speech/tts-engine.ts";
import type { ConversationStore } from "../../../src/core/stores.ts";
import { createCannedAudio } from "../../../src/voice/say/canned-audio.ts";
import { createSpeakers } from "../../../src/voice/say/speakers.ts";
import {
  defaultVoiceTimeouts,
  type VoiceOptions,
  type VoiceRespondEvent,
  type VoiceRespondRequest,
} from "../../../src/voice/turn/voice-options.ts";
import { createFakeDetector, createFakeStt, createFakeTts } from "../speech-contract/fake-speech.ts";

export const happy: EmotionReading = {
  label: "happy",
  confidence: 0.8,
  distribution: { happy: 0.8, sad: 0.05, angry: 0.05, neutral: 0.05, surprised: 0.05 },
  source: "model",
};

export interface SceneOptions {
  readonly clock: Clock;
  /** What each call of the recognizer hears, in turn; the last one for ever. */
  readonly hears?: readonly (Transcript | Error)[];
  readonly stt?: readonly SttEngine[];
  readonly tts?: readonly TtsEngine[];
  readonly respond?: (request: VoiceRespondRequest, signal: AbortSignal) => AsyncIterable<VoiceRespondEvent>;
}

export interface Scene {
  readonly options: VoiceOptions;
  /** What the responder was asked. */
  readonly asked: VoiceRespondRequest[];
  readonly stored: Map<string, StoredMessage>;
  /** How often the recognizer was asked. */
  readonly heardCalls: () => number;
}

/** Everything that a turn needs, without models: what is heard is a list, what is answered two sentences. */
export async function voiceScene(scene: SceneOptions): Promise<Scene> {
  const { clock, hears = [{ text: "I lost my keys", language: "en" }], tts = [createFakeTts()] } = scene;
  const asked: VoiceRespondRequest[] = [];
  const stored = new Map<string, StoredMessage>();
  let calls = 0;
  const stt = createFakeStt(() => {
    const heard = hears[Math.min(calls, hears.length - 1)] ?? { text: "" };
    calls += 1;
    if (heard instanceof Error) throw heard;
    return heard;
  });
  // The canned sound is made while the voice still lives, as when a server starts.
  const cannedAudio = createCannedAudio(createSpeakers({ engines: [createFakeTts()], log: silentLog }), {
    first: ["en"],
    log: silentLog,
    signal: new AbortController().signal,
  });
  await cannedAudio.make();
  const respond = scene.respond ?? answer("Oh no, that is really bad. Where did you have them last?", stored);
  return {
    asked,
    stored,
    heardCalls: () => calls,
    options: {
      stt: scene.stt ?? [stt],
      aac: { async *decode() {}, async [Symbol.asyncDispose]() {} },
      detector: createFakeDetector(),
      speakers: createSpeakers({ engines: tts, log: silentLog }),
      cannedAudio,
      responder: {
        respondStream(request, signal) {
          asked.push(request);
          return respond(request, signal);
        },
      },
      conversations: conversationsOf(stored),
      languages: ["en", "de"],
      timeouts: defaultVoiceTimeouts,
      log: silentLog,
      clock,
    },
  };
}

/** A responder that keeps what it said, as the persona's does. */
export function answer(
  text: string,
  stored: Map<string, StoredMessage> = new Map(),
): (request: VoiceRespondRequest, signal: AbortSignal) => AsyncIterable<VoiceRespondEvent> {
  return async function* (request, signal) {
    const { conversationId = "conversation" } = request;
    const messageId = `reply-${stored.size}`;
    yield { type: "emotion", emotion: happy, userEmotion: happy };
    let said = "";
    for (const word of text.split(/(?<=\s)/)) {
      if (signal.aborted) break;
      said += word;
      yield { type: "text", text: word };
    }
    const common = { conversationId, text: said, emotion: happy } as const;
    stored.set(messageId, { id: messageId, role: "assistant", state: "complete", createdAtMs: stored.size, ...common });
    const complete = !signal.aborted;
    yield {
      type: "done",
      reply: { ...common, userEmotion: happy, language: "en", source: "model", complete, messageId },
    };
  };
}

function conversationsOf(stored: Map<string, StoredMessage>): ConversationStore {
  const unused = (): never => {
    throw new Error("expected no other call of the store");
  };
  return {
    put(message) {
      stored.set(message.id, message);
      return Promise.resolve({ persisted: true });
    },
    messages: (id) => Promise.resolve([...stored.values()].filter(({ conversationId }) => conversationId === id)),
    ...{ begin: unused, find: unused, list: unused, remove: unused, acquireTurn: unused, closeInterrupted: unused },
  };
}
