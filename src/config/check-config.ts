/** What must hold between settings, beyond each one's own kind. */
import { ReparteeError } from "../core/errors.ts";
import { parseModelReference } from "../core/model-reference.ts";
import type { Config, UpstreamConfig } from "./config.ts";
import { isLoopbackHost } from "./loopback-host.ts";
import { smollmModel } from "./smollm-model.ts";

/** @throws ReparteeError `config_invalid` for the first rule that is broken. */
export function checkConfig(config: Config): void {
  checkPublicBind(config.host, config.apiKeys);
  checkApiKeys(config.apiKeys);
  checkOrigins(config.corsOrigins);
  checkUpstreams(config.upstreams);
  checkModels(config);
  checkSmollm(config);
}

/** An address that other machines can reach needs a key. @throws ReparteeError `config_invalid`. */
function checkPublicBind(host: string, apiKeys: readonly string[]): void {
  if (isLoopbackHost(host) || apiKeys.length > 0) return;
  throw new ReparteeError(
    "config_invalid",
    `Cannot listen on ${host}: other machines can reach that address and no API key is set.`,
    { hint: "Set REPARTEE_API_KEY (for example to `openssl rand -hex 24`), or listen on 127.0.0.1.", param: "host" },
  );
}

function checkApiKeys(keys: readonly string[]): void {
  // What an `Authorization` header can carry: RFC 6750's b64token and other visible ASCII.
  const index = keys.findIndex((key) => !/^[\x21-\x7e]+$/.test(key));
  if (index === -1) return;
  throw new ReparteeError(
    "config_invalid",
    `Cannot use API key number ${index + 1}: it has characters that a header cannot carry, wished visible ASCII without spaces.`,
    { hint: "Make one with `openssl rand -hex 24`.", param: "api_keys" },
  );
}

function checkOrigins(origins: readonly string[]): void {
  const wrong = origins.find((origin) => origin !== "*" && !isOrigin(origin));
  if (wrong === undefined) return;
  throw new ReparteeError(
    "config_invalid",
    `Cannot use cors_origins: found ${JSON.stringify(wrong)}, wished an origin such as https://app.example.`,
    { hint: "Write scheme, host and port only, without a path.", param: "cors_origins" },
  );
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text;
}

function checkModels(config: Config): void {
  const names = new Set<string>();
  for (const { name, reference } of config.models) {
    if (names.has(name)) {
      throw new ReparteeError("config_invalid", `Cannot use models: two of them are named ${JSON.stringify(name)}.`, {
        hint: "Give each a `name` of its own.",
        param: "models",
      });
    }
    names.add(name);
    checkReference(reference, "models", config);
  }
  const { recommendationModel, embeddingModel } = config;
  if (recommendationModel !== null) checkReference(recommendationModel, "recommendation_model", config);
  if (embeddingModel !== null) checkReference(embeddingModel, "embedding_model", config);
  if (config.model === null || names.has(config.model)) {
    checkNoStrayLora(config.lora);
    return;
  }
  checkReference(config.model, "model", config);
  const { name, kind } = parseModelReference(config.model);
  if (kind !== "gguf-file") checkNoStrayLora(config.lora);
  if (names.has(name)) {
    throw new ReparteeError(
      "config_invalid",
      `Cannot use model ${JSON.stringify(config.model)}: an entry of models has its name, ${name}.`,
      { hint: `Give the entry another name, or write \`model: ${name}\` to make it the default.`, param: "model" },
    );
  }
}

/** A file that is missing is no fault of the settings: replies come from the fallback until it is there. */
function checkSmollm(config: Config): void {
  const model = smollmModel(config);
  if (model === undefined) return;
  if (config.models.some(({ name }) => name === model.name)) {
    throw new ReparteeError(
      "config_invalid",
      `Cannot use smollm_model_path and smollm_provider: an entry of models is named ${model.name} as well.`,
      { hint: "Remove one of them; the entry alone is enough.", param: "smollm_model_path" },
    );
  }
  if (config.smollmProvider === "openai") checkReference(model.reference, "smollm_model_path", config);
}

/** The adapter at the top belongs to the file that `model` names; without one it would be dropped in silence. */
function checkNoStrayLora(lora: string | null): void {
  if (lora === null) return;
  throw new ReparteeError("config_invalid", "Cannot use lora: `model` names no model file that it could belong to.", {
    hint: "Set `model` to the path of a .gguf file, or write `lora` into an entry of `models`.",
    param: "lora",
  });
}

/** Names are looked up in the catalog by whoever has one; here only what can be no reference is refused. */
function checkReference(reference: string, param: string, { upstreams }: Config): void {
  const parsed = parseModelReference(reference);
  if (parsed.kind === "upstream") checkUpstreamIsKnown(parsed.upstream, { reference, param, upstreams });
  if (parsed.kind !== "unknown" || parsed.problem === undefined) return;
  throw new ReparteeError("config_invalid", `Cannot use ${param} ${JSON.stringify(reference)}: ${parsed.problem}.`, {
    hint: "Give the path of a model file, such as ./model.gguf, or a name that `repartee list` shows.",
    param,
  });
}

interface UpstreamReference {
  readonly reference: string;
  readonly param: string;
  readonly upstreams: readonly UpstreamConfig[];
}

function checkUpstreamIsKnown(upstream: string, { reference, param, upstreams }: UpstreamReference): void {
  if (upstreams.some(({ name }) => name === upstream)) return;
  const known = upstreams.map(({ name }) => name).join(", ");
  throw new ReparteeError(
    "config_invalid",
    `Cannot use ${param} ${JSON.stringify(reference)}: no entry of upstreams is named ${upstream}.`,
    {
      hint: known === "" ? "Add it with `name` and `base_url`: there is none yet." : `Known upstreams: ${known}.`,
      param,
    },
  );
}

function checkUpstreams(upstreams: readonly UpstreamConfig[]): void {
  const names = new Set<string>();
  for (const { name } of upstreams) {
    if (names.has(name)) {
      throw new ReparteeError("config_invalid", `Cannot use upstreams: two of them are named ${name}.`, {
        hint: "Give each a `name` of its own.",
        param: "upstreams",
      });
    }
    names.add(name);
  }
}
