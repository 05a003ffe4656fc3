/** The models of an app: those that are configured, added, found on the disk, and chosen at the first run. */
import type { Config } from "../config/index.ts";
import { parseModelReference } from "../core/model-reference.ts";
import type { Observer } from "../core/observer.ts";
import { startFirstRun, type FileChoice, type FirstRun } from "../models/pool/first-run.ts";
import {
  configuredOnly,
  createOnDemandModels,
  type NamedReference,
  type OnDemandModels,
} from "../models/pool/on-demand.ts";
import { createModelPool, type EditableModelPool } from "../models/pool/create-model-pool.ts";
import type { ModelEntry } from "../models/pool/model-entry.ts";
import type { ConfiguredModels } from "./configured-models.ts";
import { toMs, type Deps, type ModelParts } from "./model-parts.ts";

export interface AppModels {
  readonly configured: ConfiguredModels;
  readonly pool: EditableModelPool;
  readonly onDemand: OnDemandModels;
  /** The model of requests that name none. */
  defaultModel(): string | undefined;
  /** Whether the first run is choosing a model. */
  isChoosing(): boolean;
  preload(): void;
  /** As `App.addModel`. */
  add(reference: string): string;
  /** With `autoDownload` and no model: chooses, downloads and loads one in the background, once. */
  startFirstRun(): void;
  /** Gives up what the first run is still downloading. */
  stopFirstRun(): void;
}

export function createAppModels(
  config: Config,
  parts: ModelParts,
  configured: ConfiguredModels,
  { log, clock, observer }: Deps & { readonly observer: Observer },
): AppModels {
  const { registry, local, toEntry } = parts;
  const isAuto = config.memoryBudget === "auto";
  const pool = createModelPool({
    entries: configured.entries,
    observer,
    log,
    clock,
    keepAliveMs: toMs(config.keepAliveSeconds),
    probeBudget: isAuto ? parts.probeBudget : undefined,
    budgetBytes: config.memoryBudget === "auto" ? undefined : config.memoryBudget,
  });
  const plain: NamedReference[] = [...configured.plain];
  const onDemand = config.onDemandModels
    ? createOnDemandModels({ pool, local, registry, log, plain: () => plain, toEntry })
    : configuredOnly(pool);
  let firstRun: FirstRun | undefined;

  function chosenEntry({ entry, file }: FileChoice): ModelEntry {
    const chosen = { name: entry.name, reference: `${entry.name}:${file.quantization}` };
    plain.push(chosen);
    return toEntry(chosen);
  }

  return {
    configured,
    pool,
    onDemand,
    defaultModel: () => configured.defaultName ?? firstRun?.modelName,
    isChoosing: () => firstRun?.choosing ?? false,
    preload() {
      for (const name of configured.preloaded) pool.preload(name);
    },
    add(reference) {
      const parsed = parseModelReference(reference);
      const name = parsed.kind === "unknown" ? (registry.find(parsed.name)?.name ?? parsed.name) : parsed.name;
      pool.add(toEntry({ name, reference }));
      plain.push({ name, reference });
      return name;
    },
    startFirstRun() {
      const needsModel = configured.defaultName === undefined && configured.smollm.problem === undefined;
      if (!needsModel || !config.autoDownload || config.offline) return;
      firstRun ??= startFirstRun({ local, registry, pool, clock, log, toEntry: chosenEntry });
    },
    stopFirstRun: () => firstRun?.stop(),
  };
}
