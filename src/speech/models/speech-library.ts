import type { SpeechLibrary, SpeechLibraryItem } from "../../core/speech/speech-library.ts";
import { findSpeechModel } from "./built-in-models.ts";
import type { SpeechFamily, SpeechModel, SpeechSource } from "./speech-model.ts";
import type { SpeechModelStore } from "./speech-model-store.ts";

export function createSpeechLibrary(store: SpeechModelStore): SpeechLibrary {
  return {
    list: () => store.all().map(({ model, isInstalled }) => toItem(model, isInstalled)),
    find(name) {
      const model = findSpeechModel(name);
      return model === undefined ? undefined : toItem(model, store.find(name) !== undefined);
    },
    async pull(name, { signal, ...reports }) {
      const { model } = await store.pull(name, signal, reports);
      return toItem(model, true);
    },
    remove: (name) => store.remove(name),
  };
}

const roles: Readonly<Record<SpeechFamily, SpeechLibraryItem["role"]>> = {
  ...{ whisper: "recognizer", "sense-voice": "recognizer", transducer: "recognizer" },
  ...{ piper: "voice", kokoro: "voice", supertonic: "voice", silero: "detector" },
};

function toItem(
  { aboutBytes, family, languages, licence, name, sources }: SpeechModel,
  isInstalled: boolean,
): SpeechLibraryItem {
  return {
    ...{ name, role: roles[family], family, licence, sizeBytes: aboutBytes, isInstalled },
    ...(languages === undefined ? {} : { languages }),
    sources: [...new Set(sources.flatMap(placesOf))],
  };
}

function placesOf(source: SpeechSource): readonly string[] {
  if (source.kind === "hub") return [source.repository];
  const parts = Object.values(source.files).flat();
  return parts.map(({ client, package: name, version = "" }) => `${client}:${name}${separators[client]}${version}`);
}

const separators = { npm: "@", pip: "==" } as const;
