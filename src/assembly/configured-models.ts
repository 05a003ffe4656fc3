/** The models of a configuration, what each is used for, and their entries of the pool. */
import { missingSmollmFile, smollmModel, smollmName, type Config, type ModelConfig } from "../config/index.ts";
import { ReparteeError, toReparteeError } from "../core/errors.ts";
import type { Log } from "../core/log.ts";
import { parseModelReference } from "../core/model-reference.ts";
import type { ModelEntry } from "../models/pool/model-entry.ts";

export interface ConfiguredModels {
  readonly entries: readonly ModelEntry[];
  /** Loaded in the background at start. */
  readonly preloaded: readonly string[];
  /** The model of requests that name none. */
  readonly defaultName: string | undefined;
  /** Those without load settings of their own: any reference to their files may mean them. */
  readonly plain: readonly ModelConfig[];
  readonly smollm: SmollmModel;
  /** The models that recommend and embed, where settings name one. */
  readonly recommendation: string | undefined;
  readonly embedding: string | undefined;
}

/** The model of the smollm routes. */
export interface SmollmModel {
  /** In the pool; undefined where the default model serves. */
  readonly name?: string;
  /** Why the configured one cannot be used. */
  readonly problem?: string;
}

type ToEntry = (model: ModelConfig) => ModelEntry;

/** Recommends where only an Ollama server is configured. */
const ollamaRecommendationModel = "ollama:llama3.1:8b";

/** @throws ReparteeError `config_invalid` */
export function configureModels(config: Config, toEntry: ToEntry, log: Log): ConfiguredModels {
  const known: ModelConfig[] = [];
  const entries: ModelEntry[] = [];
  const add = (model: ModelConfig, entry: ModelEntry): void => {
    known.push(model);
    entries.push(entry);
  };

  /** Adds a model that another setting than `model` and `models` names, unless it is known. */
  function nameOf(reference: string): string {
    const { name: ownName } = parseModelReference(reference);
    const found = known.find(({ name }) => name === reference) ?? known.find(({ name }) => name === ownName);
    if (found !== undefined) return found.name;
    const model = { name: ownName, reference, preload: false };
    add(model, configuredEntry(toEntry, model));
    return ownName;
  }

  for (const model of orderedModels(config)) add(model, configuredEntry(toEntry, model));
  const first = known.at(0);
  const smollm = addSmollmModel(config, known, log, (model) => add(model, toEntry(model)));
  const isEcho = known.find(({ name }) => name === smollm.name)?.reference === "echo";
  // A configured echo belongs to the smollm routes: it answers no other request.
  const defaultName = first?.name ?? (isEcho ? undefined : smollm.name);
  const hasOllama = config.ollamaHost !== null || config.embeddingHost !== null;
  const recommendation =
    config.recommendationModel ?? (known.length === 0 && hasOllama ? ollamaRecommendationModel : null);
  return {
    smollm,
    defaultName,
    recommendation: recommendation === null ? undefined : nameOf(recommendation),
    embedding: config.embeddingModel === null ? undefined : nameOf(config.embeddingModel),
    entries,
    plain: known.filter(hasNoLoadSettings),
    preloaded: known.filter(({ preload = config.preload }) => preload).map(({ name }) => name),
  };
}

const namesAndStay: ReadonlySet<string> = new Set(["name", "reference", "preload", "pinned", "keepAliveSeconds"]);

function hasNoLoadSettings(model: ModelConfig): boolean {
  return Object.keys(model).every((key) => namesAndStay.has(key));
}

/** The configured models, the default one first. */
export function orderedModels({ model, models, lora }: Config): readonly ModelConfig[] {
  if (model === null) return models;
  const named = models.find(({ name }) => name === model);
  if (named !== undefined) return [named, ...models.filter((other) => other !== named)];
  const { name } = parseModelReference(model);
  return [{ name, reference: model, ...(lora === null ? {} : { lora }) }, ...models];
}

/** A model that cannot be used is logged and not fatal: replies then come from the fallback. */
function addSmollmModel(
  config: Config,
  known: readonly ModelConfig[],
  log: Log,
  add: (model: ModelConfig) => void,
): SmollmModel {
  if (known.some(({ name }) => name === smollmName)) return { name: smollmName };
  const model = smollmModel(config);
  if (model === undefined) return {};
  try {
    add(model);
  } catch (thrown) {
    const error = toReparteeError(thrown);
    log.error({ err: error }, "the model of SMOLLM_MODEL_PATH cannot be used; replies are echoes");
    return { name: smollmName, problem: error.message };
  }
  const path = missingSmollmFile(config);
  if (path !== undefined) log.error({ path }, "the file of SMOLLM_MODEL_PATH is missing; replies are echoes");
  return { name: smollmName };
}

/** An unknown name is a mistake in the settings. @throws ReparteeError `config_invalid` */
function configuredEntry(toEntry: ToEntry, model: ModelConfig): ModelEntry {
  try {
    return toEntry(model);
  } catch (error) {
    if (!(error instanceof ReparteeError) || error.code !== "model_not_found") throw error;
    const { message, hint } = error;
    const details = { param: "model", cause: error, hint };
    throw new ReparteeError("config_invalid", message, details);
  }
}
