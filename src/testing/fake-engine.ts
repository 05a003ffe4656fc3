/**
 * An engine without a model for tests of what is built on engines: it follows a script, keeps what it was asked, and
 * counts what runs. Unscripted, it repeats the user's last words and keeps the whole engine contract.
 */
import { withDefaults } from "../core/with-defaults.ts";
import { cancelledError, throwIfCancelled } from "../core/abort.ts";
import type { Capabilities } from "../core/capabilities.ts";
import { type Clock, systemClock } from "../core/clock.ts";
import type { Engine, LoadedModel, LoadOptions, ModelSource } from "../core/engine.ts";
import type { GenerateRequest } from "../core/generate-request.ts";
import { createFakeModel } from "./fake-engine/fake-model.ts";
import type { FakeLoadStep, FakeModelScript } from "./fake-engine/fake-script.ts";
import { never, type PauseEnd, pauseFor, pauseUntil } from "./fake-engine/pause.ts";

export interface FakeEngineOptions {
  /** Default `fake`. */
  readonly id?: string;
  /** What differs from being able to do everything. */
  readonly capabilities?: Partial<Capabilities>;
  /** Scripts by model name. A model that is not named here loads at once and repeats its input. */
  readonly models?: Readonly<Record<string, FakeModelScript>>;
  /** For `delay` steps and timings. Default: the real clock. */
  readonly clock?: Clock;
}

export interface FakeEngine extends Engine {
  /** Every call of `load`, oldest first. */
  readonly loads: readonly { readonly source: ModelSource; readonly options: LoadOptions }[];
  /** Every request that a model was given, oldest first. */
  readonly requests: readonly { readonly model: string; readonly request: GenerateRequest }[];
  /** Models that are loaded now. */
  readonly loadedModels: readonly LoadedModel[];
  /** Replies that have begun and not ended: 0 when nothing leaks. */
  readonly liveGenerations: number;
  /** Ends every loaded model of that name as if its process had died. */
  crash(modelName: string): void;
}

export const fakeCapabilities: Capabilities = {
  chat: true,
  completion: true,
  embed: true,
  classify: true,
  tokenize: true,
  tools: true,
  jsonSchema: true,
  logprobs: true,
  logitBias: true,
  seed: true,
  stop: true,
  penalties: true,
  replyPrefix: true,
  parallel: true,
  prefixCache: true,
  lora: true,
};

export function createFakeEngine(options: FakeEngineOptions = {}): FakeEngine {
  const id = options.id ?? "fake";
  const clock = options.clock ?? systemClock;
  const capabilities: Capabilities = withDefaults<Capabilities>(fakeCapabilities, options.capabilities);
  const loads: { source: ModelSource; options: LoadOptions }[] = [];
  const requests: { model: string; request: GenerateRequest }[] = [];
  const models = new Map<LoadedModel, () => void>();
  const loadCounts = new Map<string, number>();
  const replyCounts = new Map<string, number>();
  let liveGenerations = 0;

  return {
    id,
    capabilities,
    loads,
    requests,
    get loadedModels() {
      return [...models.keys()];
    },
    get liveGenerations() {
      return liveGenerations;
    },
    async load(source, loadOptions, signal) {
      loads.push({ source, options: loadOptions });
      const script = options.models?.[source.name] ?? {};
      const loadNumber = loadCounts.get(source.name) ?? 0;
      loadCounts.set(source.name, loadNumber + 1);
      await playLoad(
        script.loads?.[Math.min(loadNumber, script.loads.length - 1)] ?? [],
        source,
        loadOptions,
        clock,
        signal,
      );
      const { model, crash } = createFakeModel({
        engineId: id,
        name: source.name,
        capabilities,
        script,
        contextWindowTokens: loadOptions.contextSize ?? script.contextWindowTokens ?? 4096,
        clock,
        onRequest: (request) => {
          requests.push({ model: source.name, request });
          const replyNumber = replyCounts.get(source.name) ?? 0;
          replyCounts.set(source.name, replyNumber + 1);
          return replyNumber;
        },
        onLiveChange: (change) => {
          liveGenerations += change;
        },
      });
      models.set(model, crash);
      model.closed.addEventListener("abort", () => models.delete(model), { once: true });
      return model;
    },
    crash(modelName) {
      for (const [model, crash] of models) if (model.info.name === modelName) crash();
    },
  };
}

async function playLoad(
  steps: readonly FakeLoadStep[],
  source: ModelSource,
  options: LoadOptions,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const action = `load model "${source.name}"`;
  throwIfCancelled(signal, action);
  for (const step of steps) {
    switch (step.type) {
      case "progress":
        options.onProgress?.(step.fraction);
        break;
      case "fail":
        throw step.error;
      case "wait":
        assertOver(await pauseUntil(step.gate.opened, signal, neverClosed));
        break;
      case "hang":
        assertOver(await pauseUntil(never, signal, neverClosed));
        break;
      case "delay":
        assertOver(await pauseFor(clock, step.ms, signal, neverClosed));
        break;
    }
  }
  options.onProgress?.(1);

  function assertOver(end: PauseEnd): void {
    if (end !== "over") throw cancelledError(signal, action);
  }
}

/** A load has no model yet that could go. */
const neverClosed: AbortSignal = new AbortController().signal;
