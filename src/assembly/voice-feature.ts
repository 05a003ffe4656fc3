/** Speech: what is installed is used. */
import type { Config } from "../config/index.ts";
import type { Clock } from "../core/clock.ts";
import { languages } from "../core/language.ts";
import type { Log } from "../core/log.ts";
import type { SpeechLibrary } from "../core/speech/speech-library.ts";
import type { ConversationStore } from "../core/stores.ts";
import { createSpeechLibrary } from "../speech/models/speech-library.ts";
import type { SpeechModelStore } from "../speech/models/speech-model-store.ts";
import { createMachineMeter } from "../telemetry/index.ts";
import { createCannedAudio, type CannedAudio } from "../voice/say/canned-audio.ts";
import { createSpeakers } from "../voice/say/speakers.ts";
import { defaultVoiceTimeouts, type VoiceResponder } from "../voice/turn/voice-options.ts";
import { createVoice, type Voice } from "../voice/voice.ts";
import { openSpeechEngines, type SpeechEngines } from "./speech-engines.ts";
import { openSpeechModels } from "./speech-models.ts";

export interface VoiceFeature extends AsyncDisposable {
  readonly models: SpeechModelStore;
  /** The same, as routes ask for them. */
  readonly library: SpeechLibrary;
  /** Whether a recognizer is installed. */
  readonly hears: boolean;
  /** Who answers what is heard. */
  readonly responder: VoiceResponder;
  /** Opened by the first call; its processes start by their first use. */
  voice(): Voice;
  /** Starts what is installed, where a recognizer is: the first turn is as quick as the others. */
  warmUp(): void;
}

export interface VoiceDeps {
  readonly responder: () => Promise<VoiceResponder>;
  readonly conversations: ConversationStore;
  readonly log: Log;
  readonly clock: Clock;
}

export function createVoiceFeature(config: Config, deps: VoiceDeps): VoiceFeature {
  const { clock, conversations, log } = deps;
  const models = openSpeechModels(config, { log });
  const closing = new AbortController();
  const responder: VoiceResponder = {
    async *respondStream(request, signal) {
      yield* (await deps.responder()).respondStream(request, signal);
    },
  };
  let opened: OpenedVoice | undefined;

  function open(): OpenedVoice {
    const engines = openSpeechEngines(config, models, { log, clock });
    const { aac, detector, espeak, order, stt, sttByLanguage, tts, voiceByLanguage } = engines;
    const phonemizer = espeak === undefined ? {} : { phonemizer: espeak };
    const speakers = createSpeakers({ engines: tts, log, order, voiceByLanguage, ...phonemizer });
    const cannedAudio = createCannedAudio(speakers, { first: ["en"], log, signal: closing.signal });
    const options = {
      ...{ aac, stt, sttByLanguage, detector, speakers, cannedAudio, responder, conversations, languages, log, clock },
      timeouts: defaultVoiceTimeouts,
      machine: createMachineMeter(),
    };
    return {
      ...createVoice(
        options,
        tts.flatMap(({ voices }) => voices),
      ),
      engines,
      cannedAudio,
    };
  }

  return {
    models,
    library: createSpeechLibrary(models),
    get hears() {
      return (opened ??= open()).engines.stt.length > 0;
    },
    responder,
    voice: () => (opened ??= open()),
    warmUp() {
      const { cannedAudio, engines } = (opened ??= open());
      if (engines.stt.length === 0) return;
      const starting = engines.starts.map((start) =>
        start().catch((error: unknown) => log.warn({ err: error }, "speech engine could not be started")),
      );
      void Promise.all(starting).then(() => cannedAudio.make());
    },
    async [Symbol.asyncDispose]() {
      closing.abort();
      await Promise.all(opened?.engines.all.map((engine) => engine[Symbol.asyncDispose]()) ?? []);
    },
  };
}

type OpenedVoice = Voice & { readonly engines: SpeechEngines; readonly cannedAudio: CannedAudio };
