/** Speech engines: what is installed is used, in an order by language, and what the settings name comes first. */
import type { Config } from "../config/index.ts";
import { ReparteeError } from "../core/errors.ts";
import { languages, type Language } from "../core/language.ts";
import { parseRemoteSpeech, type RemoteSpeech } from "../core/speech/remote-speech.ts";
import type { AacDecoder } from "../core/speech/aac-decoder.ts";
import type { SttEngine } from "../core/speech/stt-engine.ts";
import type { TtsEngine } from "../core/speech/tts-engine.ts";
import type { VoiceDetector } from "../core/speech/voice-detector.ts";
import { createFallbackDetector } from "../speech/fallback-detector.ts";
import { createLoudnessDetector } from "../speech/loudness/loudness-detector.ts";
import { openDetector, openRecognizer, openVoice } from "../speech/models/open-installed.ts";
import { recognizers } from "../speech/models/recognizers.ts";
import type { SpeechModelStore } from "../speech/models/speech-model-store.ts";
import { voiceRank } from "../speech/models/voice-order.ts";
import { openRemoteStt } from "../speech/openai-compatible/open-stt.ts";
import { openRemoteTts } from "../speech/openai-compatible/open-tts.ts";
import { createSpeechUpstream } from "../speech/openai-compatible/speech-upstream.ts";
import {
  installedSilero,
  isInstalled,
  openEspeakTts,
  openProcessAacDecoder,
  openSherpaDetector,
  type SpeechContext,
} from "../speech/open-engines.ts";

export interface SpeechEngines {
  readonly stt: readonly SttEngine[];
  readonly sttByLanguage: Readonly<Partial<Record<Language, SttEngine>>>;
  /** espeak-ng is the last resort. */
  readonly tts: readonly TtsEngine[];
  readonly order: (language: string, engines: readonly TtsEngine[]) => readonly TtsEngine[];
  readonly voiceByLanguage: Readonly<Partial<Record<string, string>>>;
  readonly espeak: TtsEngine | undefined;
  readonly detector: VoiceDetector;
  readonly aac: AacDecoder;
  readonly all: readonly AsyncDisposable[];
  /** Loads the models of those that are the first choice for something. */
  readonly starts: readonly (() => Promise<void>)[];
}

export function openSpeechEngines(config: Config, models: SpeechModelStore, context: SpeechContext): SpeechEngines {
  const { recognizers: named, voices: namedVoices } = config;
  warnOfMissing(config, models, context);
  const installed = models.list();
  const inOrder = recognizers.flatMap((model) => installed.find((one) => one.model === model) ?? []);
  const hostedStt = inOrder.flatMap((one) => openRecognizer(one, context) ?? []);
  const hostedTts = installed.flatMap((one) => openVoice(one, context) ?? []);
  const espeak = isInstalled("@echogarden/espeak-ng-emscripten") ? openEspeakTts(context) : undefined;
  const silero = isInstalled("sherpa-onnx-node") ? openSilero(models, context) : undefined;

  const remoteStt = new Map(remotes(named).map(([name, remote]) => [name, openStt(name, remote)] as const));
  const remoteTts = new Map(
    remotes(namedVoices).map(
      ([name, remote]) => [name, openTts(name, remote, languagesOf(namedVoices, name))] as const,
    ),
  );
  function openStt(name: string, { model, upstream }: RemoteSpeech): SttEngine {
    return openRemoteStt({ id: name, model }, createSpeechUpstream(upstreamOf(config, upstream), context.clock));
  }
  function openTts(
    name: string,
    { model, upstream, voice = "alloy" }: RemoteSpeech,
    spoken: readonly Language[],
  ): TtsEngine {
    const remote = createSpeechUpstream(upstreamOf(config, upstream), context.clock);
    return openRemoteTts({ id: name, model, voice, languages: spoken }, remote);
  }
  const findStt = (name: string): SttEngine | undefined =>
    remoteStt.get(name) ?? hostedStt.find(({ id }) => id === `sherpa-onnx:${models.find(name)?.model.name}`);

  const usual = findStt(named["default"] ?? "");
  const stt = [...new Set([...(usual === undefined ? [] : [usual]), ...hostedStt, ...remoteStt.values()])];
  const tts = [...remoteTts.values(), ...hostedTts, ...(espeak === undefined ? [] : [espeak])];
  const sttByLanguage = byLanguage(named, findStt);
  const order: SpeechEngines["order"] = (language, engines) =>
    engines.toSorted((one, other) => voiceRank(one.id, language) - voiceRank(other.id, language));
  const first = new Set<unknown>([stt[0], silero, espeak, ...Object.values(sttByLanguage)]);
  for (const language of languages) {
    const able = tts.filter(({ voices }) => voices.some((voice) => voice.languages.includes(language)));
    first.add(
      able.find(({ voices }) => voices.some(({ id }) => id === namedVoices[language])) ?? order(language, able)[0],
    );
  }
  const hosted = [
    ...hostedStt,
    ...hostedTts,
    ...(espeak === undefined ? [] : [espeak]),
    ...(silero === undefined ? [] : [silero]),
  ];
  const detector =
    silero === undefined
      ? createLoudnessDetector()
      : createFallbackDetector(silero, createLoudnessDetector(), context.log);
  const aac = openProcessAacDecoder(context);
  return {
    ...{ stt, sttByLanguage, tts, order, espeak, detector, aac },
    voiceByLanguage: byLanguage(namedVoices, (name) => name),
    all: [...stt, ...tts, detector, aac],
    starts: hosted
      .filter((engine) => first.has(engine))
      .map(
        ({ process }) =>
          () =>
            process.start(),
      ),
  };
}

type Names = Config["voices"];

/** For each language what `find` gives for its name; what is named for `default` is for all others. */
function byLanguage<Value>(names: Names, find: (name: string) => Value | undefined): Partial<Record<Language, Value>> {
  const found: Partial<Record<Language, Value>> = {};
  for (const language of languages) {
    const value = find(names[language] ?? names["default"] ?? "");
    if (value !== undefined && value !== "") found[language] = value;
  }
  return found;
}

function languagesOf(names: Names, name: string): readonly Language[] {
  return languages.filter((language) => (names[language] ?? names["default"]) === name);
}

function remotes(names: Names): readonly (readonly [string, RemoteSpeech])[] {
  return [...new Set(Object.values(names))].flatMap((name) => {
    const remote = parseRemoteSpeech(name);
    return remote === undefined ? [] : [[name, remote] as const];
  });
}

/** The configuration was checked: the upstream is there. */
function upstreamOf({ upstreams }: Config, name: string): Config["upstreams"][number] {
  const found = upstreams.find((upstream) => upstream.name === name);
  if (found === undefined) throw new TypeError(`no upstream is named ${name}`);
  return found;
}

/** @throws ReparteeError `config_invalid` for a name that nothing has. */
function warnOfMissing({ recognizers: named, voices }: Config, models: SpeechModelStore, { log }: SpeechContext): void {
  for (const [setting, names] of [
    ["recognizers", named],
    ["voices", voices],
  ] as const) {
    for (const [key, name] of Object.entries(names)) {
      if (name.startsWith("openai:") || name.startsWith("espeak-")) continue;
      if (!models.knows(name)) throw unknownName(`${setting}.${key}`, name);
      if (models.find(name) !== undefined) continue;
      log.warn({ [setting]: key, model: name }, `speech model is not installed: repartee pull ${name}`);
    }
  }
}

function unknownName(param: string, name: string): ReparteeError {
  return new ReparteeError("config_invalid", `${param}: expected a speech model, got ${JSON.stringify(name)}`, {
    param,
    hint: "`repartee list --speech` shows them; another server is named as openai:UPSTREAM/MODEL.",
  });
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
