import type { Clock } from "../../core/clock.ts";
import { sizeText } from "../../core/byte-size.ts";
import { ReparteeError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import type { QuantizationClass } from "../../core/quantization.ts";
import { abortError } from "../../core/until-aborted.ts";
import { createHardwareProbe, type HardwareProbe } from "../fit/hardware/hardware-probe.ts";
import { fitOfSize } from "../fit/rough-fit.ts";
import { inspectModelFile } from "../formats/gguf/read/inspect-model-file.ts";
import { createHub } from "../hub/create-hub.ts";
import type { PackageClientOptions } from "../packages/client-command.ts";
import { chooseModel } from "../registry/choose-model.ts";
import type { ModelRegistry } from "../registry/model-registry.ts";
import type { RequestedQuantization } from "../registry/resolve-reference.ts";
import { createModelDescriber } from "./describe-models.ts";
import { findDownloaded, listDownloadedModels } from "./downloaded-models.ts";
import type { LocalModel, LocalModels, PullOptions } from "./local-models.ts";
import { prepareReference } from "./prepare/prepare-reference.ts";
import { createRefusedFiles } from "./refused-files.ts";
import { removeModelFiles } from "./remove-model-files.ts";
import type { ModelFile } from "./resolve/model-file.ts";
import { resolveModelFile } from "./resolve/resolve-model-file.ts";

export interface LocalModelsOptions {
  readonly registry: ModelRegistry;
  /** Absolute. */
  readonly cacheFolder: string;
  readonly hubUrl: string;
  /** Sent to the hub's own host and nowhere else. */
  readonly token?: string;
  /** How `npm` and `pip` are run. */
  readonly packageClients: PackageClientOptions;
  /** Neither the hub nor a package registry is asked. */
  readonly offline: boolean;
  readonly log: Log;
  readonly clock: Clock;
  /** What `pull` takes for references that name none; absent: the usual one of each model. */
  readonly quantization?: QuantizationClass;
  /** Shared with others who ask for it. */
  readonly hardware?: HardwareProbe;
}

/** @throws ReparteeError `config_invalid` when `hubUrl` is not an http(s) URL. */
export function createLocalModels(options: LocalModelsOptions): LocalModels {
  const { registry, cacheFolder, offline, log, clock, token, packageClients, quantization: otherwise } = options;
  const refused = createRefusedFiles(cacheFolder, log);
  const probe = options.hardware ?? createHardwareProbe(cacheFolder);
  const hub = createHub({ url: options.hubUrl });
  const access = { registry, hub, cacheFolder, offline, token, packageClients };
  const { signal: neverAborted } = new AbortController();

  function resolve(reference: string, quantization?: RequestedQuantization): Promise<ModelFile> {
    return resolveModelFile(reference, { ...access, signal: neverAborted, quantization });
  }

  async function resolveHere(reference: string, quantization?: RequestedQuantization): Promise<ModelFile | undefined> {
    try {
      return await resolveModelFile(reference, { ...access, offline: true, signal: neverAborted, quantization });
    } catch (error) {
      if (error instanceof ReparteeError && error.code === "hub_unreachable") return undefined;
      throw error;
    }
  }

  const describer = createModelDescriber({ registry, cacheFolder, refused, probe, resolve, resolveHere });
  const here = { registry, cacheFolder, resolveHere: (reference: string) => resolveHere(reference, { otherwise }) };

  async function pull(reference: string, request: PullOptions): Promise<LocalModel> {
    const { signal, onProgress, onConvert } = request;
    const quantization = { instead: request.quantization, otherwise };
    const callbacks = { onProgress, onConvert };
    const given = { ...access, ...callbacks, signal, quantization, log, clock };
    const { form, path } = await prepareReference(reference, given);
    if (form === "gguf") await inspectModelFile(path);
    return await describer.describe(reference, quantization);
  }

  return {
    list: () => describer.list(),
    describe: (reference) => describer.describe(reference),
    findDownloaded: (reference) => findDownloaded(reference, here),
    async listDownloaded() {
      const paths = new Set((await refused.list()).map(({ path }) => path));
      return (await listDownloadedModels(here)).filter(({ path }) => !paths.has(path));
    },
    async pull(reference, request) {
      try {
        return await pull(reference, request);
      } catch (thrown) {
        if (thrown instanceof ReparteeError || !request.signal.aborted) throw thrown;
        // What asks the hub ends with the signal's own reason, which may be anything.
        throw abortError(request.signal, `download ${reference}`);
      }
    },
    remove: async (reference) =>
      await removeModelFiles(reference, await resolveHere(reference), { registry, cacheFolder }),
    async choose() {
      const hardware = await probe.hardware();
      const choice = chooseModel(hardware, registry, (fileBytes) => fitOfSize(fileBytes, hardware).fits !== "no");
      if (choice !== undefined) return choice;
      const free = sizeText(hardware.memory.freeBytes);
      const message = `Cannot choose a model: none of the registry fits this machine, which has ${free} of memory free`;
      throw new ReparteeError("model_not_found", message, {
        hint: "Close other programs, give a small model's .gguf file as the model, or add one to `registry` in the settings file.",
      });
    },
    refusedFiles: () => refused.list(),
    hardware: () => probe.hardware(),
  };
}
