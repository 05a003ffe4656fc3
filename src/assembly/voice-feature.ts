/** Speech: what is installed is used. */
import type { Config } from "../config/index.ts";
import type { Clock } from "../core/clock.ts";
import { languages } from "../core/language.ts";
import type { Log } from "../core/log.ts";
import type { SttEngine } from "../core/speech/stt-engine.ts";
import type { TtsEngine } from "../core/speech/tts-engine.ts";
import type { VoiceDetector } from "../core/speech/voice-detector.ts";
import type { ConversationStore } from "../core/stores.ts";
import { createLoudnessDetector } from "../speech/loudness/loudness-detector.ts";
import { recognizers } from "../speech/models/recognizers.ts";
import { openDetector, openRecognizer, openVoice } from "../speech/models/open-installed.ts";
import type { SpeechModelStore } from "../speech/models/speech-model-store.ts";
import {
  installedSilero,
  isInstalled,
  openEspeakTts,
  openSherpaDetector,
  type SpeechContext,
} from "../speech/open-engines.ts";
import { createMachineMeter } from "../telemetry/index.ts";
import { createCannedAudio, type CannedAudio } from "../voice/say/canned-audio.ts";
import { createSpeakers } from "../voice/say/speakers.ts";
import { defaultVoiceTimeouts, type VoiceResponder } from "../voice/turn/voice-options.ts";
import { createVoice, type Voice } from "../voice/voice.ts";
import { openSpeechModels } from "./speech-models.ts";

export interface VoiceFeature extends AsyncDisposable {
  readonly models: SpeechModelStore;
  /** Whether a recognizer is installed. */
  readonly hears: boolean;
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
  let opened: OpenedVoice | undefined;

  function open(): OpenedVoice {
    const engines = openEngines(models, { log, clock });
    const { detector, espeak, stt, tts } = engines;
    const speakers = createSpeakers({ engines: tts, log, ...(espeak === undefined ? {} : { phonemizer: espeak }) });
    const cannedAudio = createCannedAudio(speakers, { first: ["en"], log, signal: closing.signal });
    const responder: VoiceResponder = {
      async *respondStream(request, signal) {
        yield* (await deps.responder()).respondStream(request, signal);
      },
    };
    const options = {
      ...{ stt, detector, speakers, cannedAudio, responder, conversations, languages, log, clock },
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
    get hears() {
      return models.list().some(({ model }) => recognizers.includes(model));
    },
    voice: () => (opened ??= open()),
    warmUp() {
      if (!this.hears) return;
      const { cannedAudio, engines } = (opened ??= open());
      const starting = engines.starts.map((start) =>
        start().catch((error: unknown) => log.warn({ err: error }, "speech engine could not be started")),
      );
      void Promise.all(starting).then(() => cannedAudio.make());
    },
    async [Symbol.asyncDispose]() {
      closing.abort();
      const { detector, stt = [], tts = [] } = opened?.engines ?? {};
      const all = [...stt, ...tts, ...(detector === undefined ? [] : [detector])];
      await Promise.all(all.map((engine) => engine[Symbol.asyncDispose]()));
    },
  };
}

type OpenedVoice = Voice & { readonly engines: Engines; readonly cannedAudio: CannedAudio };

interface Engines {
  readonly stt: readonly SttEngine[];
  /** In the order of preference; espeak-ng is the last resort. */
  readonly tts: readonly TtsEngine[];
  readonly espeak: TtsEngine | undefined;
  readonly detector: VoiceDetector;
  /** Loads each engine's model. */
  readonly starts: readonly (() => Promise<void>)[];
}

function openEngines(models: SpeechModelStore, context: SpeechContext): Engines {
  const installed = models.list();
  const order = recognizers.flatMap((model) => installed.find((one) => one.model === model) ?? []);
  const stt = order.flatMap((one) => openRecognizer(one, context) ?? []);
  const voices = installed.flatMap((one) => openVoice(one, context) ?? []);
  const espeak = isInstalled("@echogarden/espeak-ng-emscripten") ? openEspeakTts(context) : undefined;
  const silero = isInstalled("sherpa-onnx-node") ? openSilero(models, context) : undefined;
  const hosted = [...stt.slice(0, 1), ...voices, ...(espeak === undefined ? [] : [espeak])];
  return {
    stt,
    tts: [...voices, ...(espeak === undefined ? [] : [espeak])],
    espeak,
    detector: silero ?? createLoudnessDetector(),
    starts: [...hosted, ...(silero === undefined ? [] : [silero])].map(
      ({ process }) =>
        () =>
          process.start(),
    ),
  };
}

function openSilero(
  models: SpeechModelStore,
  context: SpeechContext,
): ReturnType<typeof openSherpaDetector> | undefined {
  const pulled = models.find("silero-vad");
  if (pulled !== undefined) return openDetector(pulled, context);
  const packaged = installedSilero();
  return packaged === undefined ? undefined : openSherpaDetector(packaged, context);
}
